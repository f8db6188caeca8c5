"""Enrolment: a laptop asks, the vault above answers, words are typed both ways; or, on one laptop, both are present.

Whoever answers certifies: headquarters with its issuing key, a visit leader with the leader's own. The answer is taken
once, only for an own open request, and what was saved before it counts from then on, too.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop.crypto.digests import random_bytes, sha256
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import N_, AlreadyEnrolled, BrokenPromise, InvalidValue, KeyTaken, NotEnrolled
from desktop.models.rows.domain import Volunteer
from desktop.rules.authority import HQ_ADMIN
from desktop.services import genesis, trust
from desktop.services.audience import of_volunteer
from desktop.services.context import Context
from desktop.services.delivering import Delivering
from desktop.services.genesis import Subject, certificate_value, certify
from desktop.services.identities import Identities
from desktop.services.importing import Importing
from desktop.services.sites import Sites
from desktop.store import audit, state, trustbook
from desktop.store.repositories import enrolments, participants, volunteers
from desktop.store.trustbook import CHILD, PARENT, Peer
from desktop.store.unit_of_work import About, Work
from desktop.sync.certificate import Certificate, keys_of
from desktop.sync.enrolment import Answer, AnswerParent, AnswerSite, accept_answer, write_answer
from desktop.sync.limits import VERSION
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
from desktop.sync.root import root_words
from desktop.sync.signed import Signed
from desktop.vault.atomic import Fill, remove_file, write_file

HOLDS_COURSES = N_("this laptop already holds courses of its own; headquarters must enrol it under a new name")
Issued = list[tuple[Signed, Certificate]]


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
        """A request for this vault and the person at work; the file and its eight words. Raises AlreadyEnrolled."""
        with self.context.store.writing(self.context.author) as work:
            if trustbook.parent(work.connection) is not None or work.kind == "hq":
                raise AlreadyEnrolled()
            file = self.ask(work, seal)
            work.audit("enrol", "vault", work.own)
        return file, request_words(file, self._words)

    def ask(self, work: Work, seal: SealKey) -> bytes:
        """Write a request, self-signed, and remember it as open."""
        inc = state.text(work.connection, state.INCARNATION) or random_bytes(8).hex()
        state.put(work.connection, state.INCARNATION, inc.encode())
        author, keys = self.context.author, self.context.keys
        role: Literal["VOLUNTEER", "VISIT_LEADER"] = "VOLUNTEER" if work.kind == "volunteer" else "VISIT_LEADER"
        kind: Literal["volunteer", "site"] = "volunteer" if work.kind == "volunteer" else "site"
        request = Request(
            crit=[],
            name=self.context.place[:80],
            nonce=random_bytes(32),
            users=[RequestUser(id=author.user, role=role, seal=seal.public, sign=author.key.public)],
            v=VERSION,
            vault=RequestVault(id=work.own, inc=inc, kind=kind, seal=keys.seal.public, sign=keys.sign.public),
        )
        file = write_request(request, keys.sign, [author.key])
        enrolments.ask(work.connection, request.nonce, audit.stamp(work.now), file)
        return file

    def answer_site(self, request_file: bytes, typed: str, name: str) -> Answered:
        """Headquarters enrols a laptop as that of a prison. Raises WordsDiffer, KeyTaken, NotAllowed and what a bad file raises."""
        self.context.require(HQ_ADMIN)
        check_request_words(request_file, typed, self._words)
        request = read_request(request_file)
        self._require_kind(request, "site")
        site = Sites(self.context).enrolled(name, request.vault.id)
        return self._answer(request, request_file, AnswerSite(id=site, name=name), None)

    def answer_volunteer(self, request_file: bytes, typed: str, volunteer: Volunteer) -> Answered:
        """A leader enrols a volunteer's own laptop. Raises the same, and NotEnrolled before this laptop has a root."""
        self.context.require_leader()
        check_request_words(request_file, typed, self._words)
        request = read_request(request_file)
        self._require_kind(request, "volunteer")
        with self.context.store.reading() as reading:
            site = state.text(reading.connection, state.SITE)
        return self._answer(request, request_file, AnswerSite(id=site, name=self.context.place), volunteer)

    def _require_kind(self, request: Request, kind: str) -> None:
        if request.vault.kind != kind:
            raise InvalidValue(field=N_("Request"), reason=N_("it comes from another kind of datalager"))

    def _answer(self, request: Request, file: bytes, site: AnswerSite, volunteer: Volunteer | None) -> Answered:
        with self.context.store.reading() as reading:
            given = enrolments.answer_to(reading.connection, file)
            root = trust.load(reading).signed_root
        if root is None:
            raise NotEnrolled()
        words = root_words(root, self._words)
        if given is not None:
            return Answered(given, words, request.vault.id)
        with self.context.store.writing(self.context.author) as work:
            self._certify(work, request, site, volunteer)
        snapshot = self._snapshot(request.vault.id)
        with self.context.store.writing(self.context.author) as work:
            keys = self.context.keys
            kind: Literal["site", "hq"] = "hq" if work.kind == "hq" else "site"
            answer = Answer(
                certificates=self._shown(work, request),
                crit=[],
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
        """The certificates that an answer carries: the child's own, this vault's, and those of who is at work here."""
        wanted = {request.vault.id, work.own, work.author.user, *(user.id for user in request.users)}
        return [Signed(doc=one.doc, sig=one.sig) for one in trustbook.certificates(work.connection) if one.id in wanted]

    def _certify(self, work: Work, request: Request, site: AnswerSite, volunteer: Volunteer | None) -> Issued:
        """Certificates for the vault and the people of a request, and the records of them. Raises KeyTaken."""
        trusted = trust.load(work)
        taken = keys_of(trusted.root, (*trusted.vaults.values(), *trusted.users.values()))
        asked = {request.vault.sign, request.vault.seal} | {key for user in request.users for key in (user.sign, user.seal)}
        if taken & asked or request.vault.id in trusted.vaults or any(user.id in trusted.users for user in request.users):
            raise KeyTaken()
        issuing, vault = self._issuing(work), request.vault
        about = About(f"site/{site.id}")
        issued = [certify(work, issuing, Subject("vault", vault.id, vault.kind, work.own, vault.sign, vault.seal, site.id))]
        work.put("vault", vault.id, "certificate", certificate_value(issued[0][0]), about)
        if volunteer is not None:
            work.put("vault", vault.id, "place", {"site": site.id, "label": self.context.place}, about)
        for user in request.users:
            made = certify(work, issuing, Subject("user", user.id, user.role, vault.id, user.sign, user.seal, site.id))
            issued.append(made)
            work.put("user", user.id, "certificate", certificate_value(made[0]), about)
            if volunteer is not None:
                genesis.put_person(work, user.id, f"{volunteer.given} {volunteer.family}", user.sign, user.seal, about)
                work.put("volunteer", volunteer.id, "access", {"login": user.id, "device": vault.id}, of_volunteer(volunteer.id))
        trust.remember(work, issued)
        name, subject = (f"{volunteer.given} {volunteer.family}", volunteer.id) if volunteer else (site.name, site.id)
        trustbook.add_peer(work.connection, Peer(vault.id, CHILD, name, subject))
        return issued

    def _issuing(self, work: Work) -> SigningKey:
        """Headquarters' issuing key, or at a site the leader's own."""
        if work.kind == "site":
            return self.context.author.key
        seed = state.get(work.connection, state.SECRETS)
        if seed is None:
            raise BrokenPromise(promise="headquarters has an issuing key")
        return SigningKey.from_seed(seed)

    def _snapshot(self, child: str) -> bytes:
        """The first delivery, as the bytes of its file."""
        caught = _Caught(self._scratch)
        self._delivering.down(caught.put, child)
        return caught.data

    def accept(self, answer_file: bytes, typed: str) -> str:
        """Take an answer; the parent's id. Raises NotOurRequest, WordsDiffer, UnknownSigner, BadSignature and what a bad file raises."""
        with self.context.store.writing(self.context.author) as work:
            files = [(file, read_request(file)) for file in enrolments.open_requests(work.connection)]
            asked = {request.nonce: (request_digest(file), request) for file, request in files}
            accepted = accept_answer(io.BytesIO(answer_file), [self.context.keys.seal], asked, typed, self._words)
            answer = accepted.answer
            trust.remember_root(work, answer.root)
            trust.remember(work, accepted.admitted.new)
            self.settle(work, answer.parent.id, answer.parent.kind, answer.site)
            enrolments.close(work.connection)
            work.audit("enrol", "vault", answer.parent.id)
        self.take_snapshot(answer.snapshot)
        return answer.parent.id

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
            Identities(self.context).grant_all(work, trust.HQ_IDENTITY, root.identity_seal)

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
        self.context.require_leader()
        with child.context.store.writing(child.context.author) as work:
            file = child.ask(work, seal)
        request = read_request(file)
        with self.context.store.writing(self.context.author) as work:
            site = AnswerSite(id=state.text(work.connection, state.SITE), name=self.context.place)
            self._certify(work, request, site, volunteer)
            wanted = {request.vault.id, work.own, work.author.user, *(user.id for user in request.users)}
            known = [one for one in trustbook.certificates(work.connection) if one.id in wanted]
            root = trust.load(work).signed_root
        snapshot = self._snapshot(request.vault.id)
        with child.context.store.writing(child.context.author) as work:
            if root is not None:
                trust.remember_root(work, root)
            trustbook.keep(work.connection, [trustbook.StoredCertificate(one.id, one.kind, one.doc, one.sig, pinned=True) for one in known])
            child.settle(work, self.context.vault, "site", site)
            enrolments.close(work.connection)
        child.take_snapshot(snapshot)


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
