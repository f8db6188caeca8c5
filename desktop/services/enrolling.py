"""Enrolment: a laptop asks, the vault above answers, words are typed both ways; or, on one laptop, both are present.

Whoever answers certifies: headquarters with its issuing key, a visit leader with the leader's own. The answer is taken
once, only for an own open request, by the person who asked, and what was saved before it counts from then on, too. Somebody
who came into an enrolled vault by recovery asks the same way; the answer then certifies the person, and nothing moves.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from desktop.crypto.digests import random_bytes, sha256
from desktop.crypto.sealing import SealKey
from desktop.errors import N_, AlreadyEnrolled, DemoData, InvalidValue, NotAllowed, NotEnrolled, UnknownSigner
from desktop.models.rows.domain import Volunteer
from desktop.rules.authority import HQ_ADMIN
from desktop.services import checks, genesis, trust
from desktop.services.audience import of_volunteer
from desktop.services.certifying import certify_request, require_not_ended, vouch_anew
from desktop.services.context import Context
from desktop.services.delivering import Delivering
from desktop.services.identities import Identities
from desktop.services.importing import Importing
from desktop.services.sites import Sites
from desktop.store import audit, state, trustbook
from desktop.store.repositories import enrolments, entries, participants, sites, volunteers
from desktop.store.trustbook import PARENT, Peer
from desktop.store.unit_of_work import Reading, Work
from desktop.sync import sorts
from desktop.sync.certificate import admit
from desktop.sync.enrolment import Answer, AnswerParent, AnswerSite, accept_answer, write_answer
from desktop.sync.limits import VERSION
from desktop.sync.renewal import read_renewal
from desktop.sync.request import (
    Request,
    RequestUser,
    RequestVault,
    check_request_words,
    read_request,
    request_digest,
    request_words,
    write_request,
)
from desktop.sync.root import follow, read_root, root_words
from desktop.sync.signed import Signed
from desktop.vault.atomic import Fill, remove_file, write_file

HOLDS_COURSES = N_("this laptop already holds courses of its own; headquarters must enrol it under a new name")
ANSWER_ANEW = N_("that laptop already holds courses of its own; answer under a new name")
KNOWN_OTHERWISE = N_("that laptop is already enrolled under another name; answer under that one")


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer's file, and the eight words of the root that the laptop's leader types."""

    file: bytes
    words: tuple[str, ...]
    child: str


class Enrolling:
    """`words` is the list of 2,048; `scratch` a folder for sealed files."""

    def __init__(self, context: Context, words: Sequence[str], delivering: Delivering, importing: Importing, scratch: Path) -> None:
        self.context = context
        self._words = words
        self._delivering = delivering
        self._importing = importing
        self._scratch = scratch

    def request(self, seal: SealKey) -> tuple[bytes, tuple[str, ...]]:
        """A request for this vault and the person at work; the file and its eight words.

        Raises AlreadyEnrolled; not where the person came in by recovery and the vault above has not certified that.
        """
        with self.context.store.writing(self.context.author) as work:
            if work.kind == "hq" or (trustbook.parent(work.connection) is not None and not self._vouched_here_alone(work)):
                raise AlreadyEnrolled()
            file = self.ask(work, seal)
            work.audit("enrol", "vault", work.own)
        return file, request_words(file, self._words)

    def _vouched_here_alone(self, reading: Reading) -> bool:
        """Whether the person at work has no other certificate than one by the vault's own key."""
        known = trust.load(reading).users.get(self.context.author.user)
        own = {self.context.keys.sign.public, *(read_renewal(one).former for one in trust.renewals(reading, reading.own))}
        return known is not None and known.issuer in own

    def ask(self, work: Work, seal: SealKey) -> bytes:
        """Write a request, self-signed, and remember it as open."""
        inc = state.text(work.connection, state.INCARNATION) or random_bytes(8).hex()
        state.put(work.connection, state.INCARNATION, inc.encode())
        author, keys = self.context.author, self.context.keys
        role: Literal["VOLUNTEER", "VISIT_LEADER"] = "VOLUNTEER" if work.kind == "volunteer" else "VISIT_LEADER"
        kind: Literal["volunteer", "site"] = "volunteer" if work.kind == "volunteer" else "site"
        request = Request(
            crit=[],
            demo=self.context.demo,
            name=self.context.place[:80],
            nonce=random_bytes(32),
            site=_bound_site(work),
            users=[RequestUser(id=author.user, role=role, seal=seal.public, sign=author.key.public)],
            v=VERSION,
            vault=RequestVault(id=work.own, inc=inc, kind=kind, seal=keys.seal.public, sign=keys.sign.public),
        )
        file = write_request(request, keys.sign, [author.key])
        enrolments.ask(work.connection, request.nonce, audit.stamp(work.now), file)
        return file

    def answer_site(self, request_file: bytes, typed: str, name: str) -> Answered:
        """Headquarters enrols a laptop as that of a prison. Raises WordsDiffer, KeyTaken, NotAllowed, AnotherFile, DemoData
        and what a bad file raises.
        """
        self.context.require(HQ_ADMIN)
        request = self._read(request_file, typed, "site")
        return self._given(request, request_file) or self._answer(request, request_file, self._site(request, name), None)

    def answer_volunteer(self, request_file: bytes, typed: str, volunteer: Volunteer) -> Answered:
        """A leader enrols a volunteer's own laptop. Raises the same, and NotEnrolled before this laptop and its leader are certified."""
        self.context.require_leader()
        request = self._read(request_file, typed, "volunteer")
        if given := self._given(request, request_file):
            return given
        with self.context.store.reading() as reading:
            site = state.text(reading.connection, state.SITE)
        return self._answer(request, request_file, AnswerSite(id=site, name=self.context.place), volunteer)

    def _read(self, file: bytes, typed: str, kind: str) -> Request:
        sorts.require(file, sorts.REQUEST)
        check_request_words(file, typed, self._words)
        request = read_request(file)
        if request.vault.kind != kind:
            raise InvalidValue(field=N_("Request"), reason=N_("it comes from another kind of datalager"))
        self._require_same_world(request)
        with self.context.store.reading() as reading:
            require_not_ended(trust.load(reading), request)
        return request

    def _require_same_world(self, request: Request) -> None:
        """Invented people and real ones never meet. Raises DemoData."""
        if request.demo != self.context.demo:
            raise DemoData()

    def _given(self, request: Request, file: bytes) -> Answered | None:
        """The answer that this very file got before. Raises NotEnrolled."""
        with self.context.store.reading() as reading:
            given = enrolments.answer_to(reading.connection, file)
        return None if given is None else Answered(given, self._root_words(), request.vault.id)

    def _root_words(self) -> tuple[str, ...]:
        with self.context.store.reading() as reading:
            root = trust.load(reading).signed_root
        if root is None:
            raise NotEnrolled()
        return root_words(root, self._words)

    def _site(self, request: Request, name: str) -> AnswerSite:
        """The place that a laptop is answered as. Raises InvalidValue before anything is certified that the laptop could not take.

        A laptop that is bound to an id (`Request.site`), or that has already sent something as a place, keeps it.
        """
        with self.context.store.reading() as reading:
            before = trust.load(reading).vaults.get(request.vault.id)
            came = any(chain.dev == request.vault.id for chain in entries.chains(reading.connection))
            listed = sites.everything(reading.connection)
        found = next((site for site in listed if site.name.casefold() == checks.tidy(name).casefold()), None)
        wanted, enrolled = found.id if found else request.vault.id, before.site if before else ""
        bound = request.site or (enrolled if came else "")
        if bound not in ("", wanted):
            raise InvalidValue(field=N_("Site"), reason=KNOWN_OTHERWISE if bound == enrolled else ANSWER_ANEW)
        if found is None and any(site.id == wanted for site in listed):
            raise InvalidValue(field=N_("Site"), reason=KNOWN_OTHERWISE)
        return AnswerSite(id=Sites(self.context).enrolled(name, request.vault.id), name=found.name if found else name)

    def _answer(self, request: Request, file: bytes, site: AnswerSite, volunteer: Volunteer | None) -> Answered:
        """Certify, then write the first delivery and the answer. Broken off in between, the next answer goes on from there."""
        words = self._root_words()
        with self.context.store.writing(self.context.author) as work:
            self._certify(work, request, site, volunteer)
        snapshot = self._snapshot(request.vault.id)
        with self.context.store.writing(self.context.author) as work:
            root = trust.load(work).signed_root
            if root is None:
                raise NotEnrolled()
            keys = self.context.keys
            kind: Literal["site", "hq"] = "hq" if work.kind == "hq" else "site"
            answer = Answer(
                certificates=self._shown(work, request),
                crit=[],
                demo=request.demo,
                nonce=request.nonce,
                parent=AnswerParent(id=work.own, kind=kind, seal=keys.seal.public, sign=keys.sign.public),
                request=request_digest(file),
                root=root,
                site=site,
                snapshot=snapshot,
                v=VERSION,
            )
            out = io.BytesIO()
            write_answer(out, answer, keys.sign, request.vault.seal)
            enrolments.answered(work.connection, request.nonce, audit.stamp(work.now), file, out.getvalue())
            work.audit("enrol", "vault", request.vault.id)
        return Answered(out.getvalue(), words, request.vault.id)

    def _shown(self, work: Work, request: Request) -> list[Signed]:
        """The certificates that an answer carries: the child's, this vault's, those of who is at work here, and of who vouches for them."""
        return trust.vouching(work, {request.vault.id, work.own, work.author.user, *(user.id for user in request.users)})

    def _certify(self, work: Work, request: Request, site: AnswerSite, volunteer: Volunteer | None) -> None:
        """Whom the request names is certified from now on, and what such a person saved before counts. Raises KeyTaken, NotEnrolled."""
        self._require_certified(work)
        fresh = certify_request(work, request, site, volunteer, self.context.place)
        work.flush()
        self._importing.judge_again(work, fresh)

    def _require_certified(self, work: Reading) -> None:
        """Whom somebody vouches for who came in by recovery and is not certified yet, nobody would take. Raises NotEnrolled."""
        if trustbook.parent(work.connection) is not None and self._vouched_here_alone(work):
            raise NotEnrolled()

    def require_adopter(self) -> None:
        """Raises NotAllowed, NotEnrolled where who is at work may not enrol a volunteer's vault here: asked before it is made."""
        self.context.require_leader()
        with self.context.store.reading() as reading:
            self._require_certified(reading)

    def _snapshot(self, child: str) -> bytes:
        """The first delivery, as the bytes of its file."""
        caught = _Caught(self._scratch)
        self._delivering.down(caught.put, child)
        return caught.data

    def accept(self, answer_file: bytes, typed: str) -> str:
        """Take an answer; the parent's id. Raises NotOurRequest, WordsDiffer, UnknownSigner, BadSignature and what a bad file raises;
        NotAllowed where another person asked; AnotherFile, DemoData.
        """
        sorts.require(answer_file, sorts.ANSWER)
        with self.context.store.writing(self.context.author) as work:
            files = [(file, read_request(file)) for file in enrolments.open_requests(work.connection)]
            asked = {request.nonce: (request_digest(file), request) for file, request in files}
            accepted = accept_answer(io.BytesIO(answer_file), self.context.keys.opening, asked, typed, self._words)
            answer, (_, request) = accepted.answer, asked[accepted.answer.nonce]
            if work.author.user not in {user.id for user in request.users}:
                raise NotAllowed(label=work.author.label)
            if trustbook.parent(work.connection) is None:
                trust.remember_root(work, answer.root)
                trust.remember(work, accepted.admitted.new)
                self.settle(work, answer.parent.id, answer.parent.kind, answer.site)
                vouch_anew(work)
            else:
                self._take_person(work, answer, request)
            enrolments.close(work.connection)
            work.audit("enrol", "vault", answer.parent.id)
        self.take_snapshot(answer.snapshot)
        return answer.parent.id

    def _take_person(self, work: Work, answer: Answer, request: Request) -> None:
        """The vault was enrolled before: the answer certifies who asked, and moves nothing. Raises UnknownSigner, InvalidValue."""
        held, parent = trust.load(work), trust.parent_of(work)
        if held.signed_root is None or answer.parent.id != parent.id:
            raise UnknownSigner()
        if answer.site is None or answer.site.id != state.text(work.connection, state.SITE):
            raise InvalidValue(field=N_("Site"), reason=KNOWN_OTHERWISE)
        root = follow(held.signed_root, [answer.root])
        asked = {user.id for user in request.users}
        others = MappingProxyType({id_: user for id_, user in held.users.items() if id_ not in asked})
        admitted = admit(replace(held, root=read_root(root), signed_root=root, users=others), answer.certificates)
        trust.remember_root(work, root)
        trust.remember(work, admitted.new)

    def settle(self, work: Work, parent: str, kind: str, site: AnswerSite | None) -> None:
        """The parent, the place, and grants of every identity to headquarters' identity key."""
        moves = site is not None and work.kind == "site" and site.id != state.text(work.connection, state.SITE)
        if moves and participants.everybody(work.connection):
            raise InvalidValue(field=N_("Site"), reason=HOLDS_COURSES)
        if site is not None:
            state.put(work.connection, state.SITE, site.id.encode())
        if moves and site is not None:
            self._call_by(work, site.id)
        name = "" if site is None or kind == "hq" else site.name
        trustbook.add_peer(work.connection, Peer(parent, PARENT, name, site.id if site else ""))
        root = trust.load(work).root
        if work.kind == "site" and root is not None:
            Identities(self.context).grant_all(work, trust.identity_recipient(root), root.identity_seal)

    def _call_by(self, work: Work, site: str) -> None:
        """Headquarters knows the place by another id than the laptop's own: what was saved so far is said again under it."""
        about = genesis.own_scope(work.kind, site)
        work.put("vault", work.own, "place", {"site": site, "label": self.context.place}, about)
        for one in volunteers.everybody(work.connection):
            joined = None if one.joined_on is None else one.joined_on.isoformat()
            work.put("volunteer", one.id, "member", {"site": site, "joined_on": joined}, of_volunteer(one.id))

    def take_snapshot(self, snapshot: bytes) -> None:
        """The first delivery goes the way of every other."""
        if not snapshot:
            return
        path = self._scratch / f"snapshot-{sha256(snapshot).hex()[:16]}"
        write_file(path, snapshot)
        try:
            for result in self._importing.file(path):
                if result.error is not None and result.outcome == "refused":
                    raise result.error
        finally:
            remove_file(path)

    def adopt(self, child: "Enrolling", seal: SealKey, volunteer: Volunteer) -> None:
        """Enrol a volunteer's new vault that is open beside this one: both are present, so no words are typed.

        `child` is the same service of that vault, `seal` its person's sealing key.
        """
        self.require_adopter()
        with child.context.store.writing(child.context.author) as work:
            file = child.ask(work, seal)
        request = read_request(file)
        self._require_same_world(request)
        with self.context.store.writing(self.context.author) as work:
            site = AnswerSite(id=state.text(work.connection, state.SITE), name=self.context.place)
            self._certify(work, request, site, volunteer)
            wanted = {shown.sig for shown in self._shown(work, request)}
            known = [one for one in trustbook.certificates(work.connection) if one.sig in wanted]
            root = trust.load(work).signed_root
        snapshot = self._snapshot(request.vault.id)
        with child.context.store.writing(child.context.author) as work:
            if root is not None:
                trust.remember_root(work, root)
            trustbook.keep(work.connection, [trustbook.StoredCertificate(one.id, one.kind, one.doc, one.sig, pinned=True) for one in known])
            child.settle(work, self.context.vault, "site", site)
            enrolments.close(work.connection)
        child.take_snapshot(snapshot)


def _bound_site(reading: Reading) -> str:
    """The id that this place must keep: it is enrolled as that, or holds courses under it; else nothing."""
    if reading.kind != "site":
        return ""
    keeps = trustbook.parent(reading.connection) is not None or participants.everybody(reading.connection)
    return state.text(reading.connection, state.SITE) if keeps else ""


class _Caught:
    """A Put that keeps the file's bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.data = b""

    def put(self, fill: Fill) -> Path:
        out = io.BytesIO()
        fill(out)
        self.data = out.getvalue()
        return self._folder
