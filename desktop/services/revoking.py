"""Shutting out a vault or a person: from which save on it no longer counts, chain by chain.

Judged by numbers and by what was held when it was said, never by a clock: what stands before stays, what comes later and
every later incarnation is set aside as Revoked for a person to decide. It is a put on `revocation`, one row for each
chain, so it travels, merges and is lifted (a tomb) like everything else. What is held already and lies behind the number
is moved aside, and its rows are computed anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.crypto.digests import domain_hash
from desktop.errors import N_, InvalidValue
from desktop.models.rows.fields import Value
from desktop.services import rights, trust
from desktop.services.certifying import vouch_for
from desktop.services.context import Context
from desktop.services.rejudging import REVOKED
from desktop.services.taking import judged_again
from desktop.store.repositories import decisions, entries, returns, revocations
from desktop.store.unit_of_work import About, Reading, Work
from desktop.sync.certificate import Certificate, Revocation, Trust

DOMAIN = "indenfor-revocation/1"
MOST_ROUNDS = 1000
NOBODY = N_("there is none like that here")

Ending = Literal["lost", "left", "doubt", "other"]
_Spot = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of a vault, or in which a person saved: how far it is held, and from where on it counts no more (0: it counts)."""

    dev: str
    inc: str
    seq: int
    since: int


@dataclass(frozen=True, slots=True)
class Device:
    """A vault or a person that can be shut out. `role` as in its certificate; `cloned`: the vault lives on two computers."""

    id: str
    kind: str
    role: str
    name: str
    chains: tuple[Chain, ...]
    revoked: bool
    cloned: bool


class Revoking:
    def __init__(self, context: Context) -> None:
        self._context = context

    def devices(self) -> tuple[Device, ...]:
        """Every vault and person that this vault knows by a certificate."""
        with self._context.store.reading() as reading:
            known = trust.load(reading)
            return tuple(_device(reading, known, one) for one in (*known.vaults.values(), *known.users.values()))

    def revoke(self, subject: str, *, from_seq: int | None = None, inc: str = "", reason: Ending = "other") -> int:
        """Shut out; how many saves that are held were moved aside.

        `from_seq` is for the chain of incarnation `inc`, or the one that came last; the others, and without it this one
        too, end where they are held now. Raises NotAllowed, InvalidValue.
        """
        rights.require(self._context, "revocation", "ended")
        with self._context.store.writing(self._context.author) as work:
            marked, before = len(entries.aside_for(work.connection, REVOKED)), trust.load(work).revoked
            shut_out(work, subject, reason, None if from_seq is None else _aimed(work, before.get(subject), subject, inc, from_seq))
            work.flush()
            settle(work, before)
            return len(entries.aside_for(work.connection, REVOKED)) - marked

    def readmit(self, subject: str) -> None:
        """Take it back: what was set aside for it is judged again. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "revocation", "ended", "tomb")
        with self._context.store.writing(self._context.author) as work:
            listed = [one.id for one in revocations.everything(work.connection) if one.subject == subject]
            if not listed:
                raise InvalidValue(field=N_("Id"), reason=NOBODY)
            known = trust.load(work)
            for row in listed:
                work.tomb("revocation", row, "ended", _about(_certificate(known, subject)))
            work.flush()
            settle(work, known.revoked)


def shut_out(work: Work, subject: str, reason: Ending, since: Mapping[_Spot, int] | None = None) -> None:
    """Put the revocation, chain by chain: `since`, or where each chain is held now, and then nothing for one who is shut out already.

    Whom the subject vouched for is vouched for anew.

    Raises InvalidValue where nobody like that is known, or it is this vault or who is at work.
    """
    known = trust.load(work)
    certificate = _certificate(known, subject)
    if subject in (work.own, work.author.user):
        raise InvalidValue(field=N_("Id"), reason=N_("nobody shuts out himself, nor a datalager itself"))
    if since is None and subject in known.revoked:
        return
    spots = held(work, subject) if since is None else since
    about = _about(certificate)
    for (dev, inc), seq in (spots or {("", ""): 1}).items():
        value: Value = {"subject": subject, "dev": dev, "inc": inc, "from_seq": seq, "reason": reason}
        work.put("revocation", _row(subject, dev, inc), "ended", value, about)
    if certificate.kind == "user":
        vouch_for(work, [one for one in _vouched_by(known, certificate) if one.id not in known.revoked])


def leave(work: Work) -> None:
    """Who is at work shuts himself out, with the save under way: that is the last of his that counts. Whom he vouched for stays.

    The save before it in this transaction was flushed, so that its number series is the one of the save under way.
    """
    head, user = work.head(), work.author.user
    since = held(work, user) | ({} if head is None else {(head.dev, head.inc): head.seq + 2})
    about = _about(_certificate(trust.load(work), user))
    for (dev, inc), seq in since.items():
        value: Value = {"subject": user, "dev": dev, "inc": inc, "from_seq": seq, "reason": "left"}
        work.put("revocation", _row(user, dev, inc), "ended", value, about)


def settle(work: Work, before: Mapping[str, Revocation]) -> list[bytes]:
    """Bring what is set aside in step with who is shut out now; `before`: with whom it was in step. The saves that were judged again.

    One vault or person after the other, headquarters' word first: a revocation may itself be moved aside by another.
    """
    done: list[bytes] = []
    before = dict(before)
    for _ in range(MOST_ROUNDS):
        after = trust.load(work).revoked
        changed = next((id_ for id_ in (*after, *before) if before.get(id_) != after.get(id_)), None)
        if changed is None:
            break
        now = after.get(changed)
        marked = set(entries.aside_for(work.connection, REVOKED))
        hashes = [
            hash_
            for hash_, dev, inc, seq in entries.by(work.connection, changed)
            if (now is not None and now.covers(dev, inc, seq)) != (hash_ in marked)
        ]
        judged_again(work, hashes)
        done += hashes
        before.pop(changed, None)
        if now is not None:
            before[changed] = now
    return done


def held(reading: Reading, subject: str) -> dict[_Spot, int]:
    """Each chain of a vault, or in which a person saved, in the order in which they came: the first number that is not held."""
    heads = {(chain.dev, chain.inc): chain.seq for chain in entries.chains(reading.connection)}
    last: dict[_Spot, int] = {}
    for _, dev, inc, seq in entries.by(reading.connection, subject):
        last[dev, inc] = max(seq, last.pop((dev, inc), 0))
    return {spot: max(seq, heads.get(spot, 0)) + 1 for spot, seq in last.items()}


def _aimed(work: Work, known: Revocation | None, subject: str, inc: str, from_seq: int) -> dict[_Spot, int]:
    """Raises InvalidValue."""
    spots = held(work, subject)
    aimed = next((spot for spot in reversed(spots) if inc in ("", spot[1])), None)
    if aimed is None:
        raise InvalidValue(field=N_("Incarnation"), reason=NOBODY)
    if not 1 <= from_seq <= spots[aimed]:
        raise InvalidValue(field=N_("Number"), reason=N_("it lies beyond what is held here; leave it out to end it now"))
    return {**spots, **({} if known is None else known.since), aimed: from_seq}


def _certificate(known: Trust, subject: str) -> Certificate:
    """Raises InvalidValue."""
    found = known.vaults.get(subject) or known.users.get(subject)
    if found is None:
        raise InvalidValue(field=N_("Id"), reason=NOBODY)
    return found


def _about(certificate: Certificate) -> About:
    """Everybody holds what headquarters' people save; what a place's save is held there, and by headquarters."""
    return About(f"site/{certificate.site}" if certificate.site else "all")


def _vouched_by(known: Trust, leader: Certificate) -> list[Certificate]:
    everybody = (*known.vaults.values(), *known.users.values())
    return [one for one in everybody if one.issuer == leader.sign and one.id != leader.id]


def _device(reading: Reading, known: Trust, one: Certificate) -> Device:
    revoked = known.revoked.get(one.id)
    chains = tuple(
        Chain(dev, inc, seq - 1, 0 if revoked is None else revoked.since.get((dev, inc), 1))
        for (dev, inc), seq in held(reading, one.id).items()
    )
    name = decisions.label_of(reading.connection, one.id) if one.kind == "vault" else decisions.name_of(reading.connection, one.id)
    return Device(one.id, one.kind, one.role, name, chains, revoked is not None, one.id in returns.cloned(reading.connection))


def _row(subject: str, dev: str, inc: str) -> str:
    """The same end is the same row whoever says it."""
    return domain_hash(DOMAIN, f"{subject}/{dev}/{inc}".encode()).hex()[:32]
