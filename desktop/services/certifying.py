"""Certificates for whom a request names, and the records of them; and those that a newly enrolled site gives anew."""

from collections.abc import Iterable, Sequence

from desktop.crypto.signatures import SigningKey
from desktop.errors import N_, AccessEnded, InvalidValue, KeyTaken
from desktop.models.rows.domain import Volunteer
from desktop.services import genesis, trust
from desktop.services.audience import of_volunteer
from desktop.services.genesis import Subject, certificate_value, certify
from desktop.store import state, trustbook
from desktop.store.trustbook import CHILD, Peer
from desktop.store.unit_of_work import About, Work
from desktop.sync.certificate import Certificate, Trust, keys_of
from desktop.sync.enrolment import AnswerSite
from desktop.sync.request import Request


def require_no_vault(volunteer: Volunteer, vault: str = "") -> None:
    """One volunteer, one vault: what is saved in a second one beside it would be set aside. Raises InvalidValue."""
    if volunteer.device not in ("", vault):
        raise InvalidValue(field=N_("Volunteer"), reason=N_("there is a datalager already; delete it first with volunteer remove"))


def certify_request(work: Work, request: Request, site: AnswerSite, volunteer: Volunteer | None, place: str) -> frozenset[str]:
    """Certificates for the vault and the people of a request as far as they have none yet; the people who got one.

    `site` is what they work for; `volunteer` whose own vault it is, if it is one; `place` the label of this vault. Raises KeyTaken.
    """
    trusted, vault = trust.load(work), request.vault
    subjects = [Subject("vault", vault.id, vault.kind, work.own, vault.sign, vault.seal, site.id)]
    subjects += [Subject("user", user.id, user.role, vault.id, user.sign, user.seal, site.id) for user in request.users]
    _require_free(trusted, subjects)
    fresh = [subject for subject in subjects if not _certified(trusted, subject)]
    peer = Peer(vault.id, CHILD, _laptop_name(work, vault.id, site), site.id)
    if volunteer is not None:
        require_no_vault(volunteer, vault.id)
        peer = Peer(vault.id, CHILD, f"{volunteer.given} {volunteer.family}", volunteer.id)
        known = trustbook.peer(work.connection, vault.id)
        if known is not None and (known.subject != volunteer.id or fresh):
            raise KeyTaken()  # a volunteer's vault has one person, for good
        if fresh:
            _give_access(work, request, site, volunteer, place)
    for subject in fresh:
        _issue(work, subject, About(f"site/{site.id}"))
    trustbook.add_peer(work.connection, peer)
    return frozenset(subject.id for subject in fresh if subject.kind == "user")


def _laptop_name(work: Work, vault: str, site: AnswerSite) -> str:
    """What a laptop is called here: as its place, and with a number where the place has others already."""
    laptops = [peer for peer in trustbook.peers(work.connection, CHILD) if peer.subject == site.id]
    known = next((peer.name for peer in laptops if peer.id == vault), "")
    return known or (f"{site.name} {len(laptops) + 1}" if laptops else site.name)


def vouch_anew(work: Work) -> None:
    """Whom a site's people vouched for before its enrolment, the leader at work vouches for, under the id that the site has now.

    That is the vault's other people, whoever let them in, the volunteers' vaults below and the volunteers in those.
    """
    trusted, site = trust.load(work), state.text(work.connection, state.SITE)
    if work.kind != "site" or trusted.root is None:
        return
    below = {vault.id for vault in trusted.vaults.values() if vault.home == work.own} - {work.own}
    homes = below | {work.own}
    for one in (*trusted.vaults.values(), *trusted.users.values()):
        ours = one.id in below if one.kind == "vault" else one.home in homes
        if ours and one.id != work.author.user and one.issuer != trusted.root.issuing:
            again = Subject(one.kind, one.id, one.role, one.home, one.sign, one.seal, site)
            _issue(work, again, genesis.own_scope(work.kind, site))


def vouch_for(work: Work, others: Iterable[Certificate]) -> None:
    """Say the same of the same keys in the name of who is at work: who said it before is shut out."""
    for one in others:
        if one.id != work.author.user:
            _issue(work, Subject(one.kind, one.id, one.role, one.home, one.sign, one.seal, one.site), About(f"site/{one.site}"))


def _issue(work: Work, subject: Subject, about: About) -> None:
    issue(work, genesis.issuing_key(work), subject, about)


def issue(work: Work, key: SigningKey, subject: Subject, about: About) -> None:
    """Certify, remember it, and put it on record."""
    made = certify(work, key, subject)
    trust.remember(work, [made])
    work.put(subject.kind, subject.id, "certificate", certificate_value(made[0]), about)


def _give_access(work: Work, request: Request, site: AnswerSite, volunteer: Volunteer, place: str) -> None:
    about, vault = About(f"site/{site.id}"), request.vault
    work.put("vault", vault.id, "place", {"site": site.id, "label": place}, about)
    for user in request.users:
        genesis.put_person(work, user.id, f"{volunteer.given} {volunteer.family}", user.sign, user.seal, about)
        work.put("volunteer", volunteer.id, "access", {"login": user.id, "device": vault.id}, of_volunteer(volunteer.id))


def require_not_ended(trusted: Trust, request: Request) -> None:
    """Whom headquarters or a leader shut out does not come back by asking again. Raises AccessEnded."""
    if any(id_ in trusted.revoked for id_ in (request.vault.id, *(user.id for user in request.users))):
        raise AccessEnded()


def _require_free(trusted: Trust, subjects: Sequence[Subject]) -> None:
    """Raises KeyTaken where an id or a key is somebody else's: the same vault and people may ask again, with the same keys."""
    asked = {(subject.kind, subject.id) for subject in subjects}
    others = [one for one in (*trusted.vaults.values(), *trusted.users.values()) if (one.kind, one.id) not in asked]
    ids = {one.id for one in others} | ({trusted.root.hq} if trusted.root else set())
    keys = {key for subject in subjects for key in (subject.sign, subject.seal)}
    if keys & keys_of(trusted.root, others) or any(id_ in ids for _, id_ in asked):
        raise KeyTaken()
    for subject in subjects:
        held = _held(trusted, subject)
        if held and (held.home, held.role, held.sign, held.seal) != (subject.home, subject.role, subject.sign, subject.seal):
            raise KeyTaken()


def _held(trusted: Trust, subject: Subject) -> Certificate | None:
    return (trusted.vaults if subject.kind == "vault" else trusted.users).get(subject.id)


def _certified(trusted: Trust, subject: Subject) -> bool:
    """Whether exactly this is vouched for already."""
    held = _held(trusted, subject)
    return held is not None and held.site == subject.site
