"""The first things in a new vault: its keys, its first person, and at headquarters the root that all trust hangs from.

The root's private key never lies in the vault: it is written to a file beside it, sealed under the recovery code, and
moved to a safe place offline; so is the recovery key, which opens the spare keys of places (services/escrow.py). Import keys
lie in headquarters' store; issuing and identity keys too, sealed to those who hold them.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from desktop.crypto import recovery, sealing
from desktop.crypto.digests import random_bytes
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import BrokenPromise, NotAllowed
from desktop.log import clock
from desktop.log.canonical import decode, encode
from desktop.log.entry import Id
from desktop.models.rows.fields import Value
from desktop.services import entrusted, trust
from desktop.services.context import VaultKeys
from desktop.services.entrusted import HqKeys
from desktop.store import state
from desktop.store.unit_of_work import About, Author, Reading, Store, Work
from desktop.sync.certificate import Certificate, issue
from desktop.sync.limits import VERSION
from desktop.sync.root import Root, SignedRoot, sign_root
from desktop.sync.signed import Signed
from desktop.vault.atomic import write_file

ROOT_PURPOSE = "hq-root/1"
ROOT_FILE = "hq-root.key"
RECOVERY_PURPOSE = "hq-recovery/1"
RECOVERY_FILE = "hq-recovery.key"
RECOVERED = "recovered"
"""Verb of the audit row that every leader is told of."""

Role = Literal["volunteer", "site", "hq", "VOLUNTEER", "VISIT_LEADER", "HQ_COORDINATOR", "HQ_ADMIN"]
FIRST_ROLE: Mapping[str, Role] = MappingProxyType({"volunteer": "VOLUNTEER", "site": "VISIT_LEADER", "hq": "HQ_ADMIN"})
"""Kind of vault -> the role of its first person."""


@dataclass(frozen=True, slots=True)
class First:
    """The first person and the place: `seal` is the public sealing key; `code` the recovery code; `demo` marks the vault for good."""

    author: Author
    seal: bytes
    name: str
    place: str
    code: str
    demo: bool = False


def begin(store: Store, first: First, folder: Path) -> Path | None:
    """Fill a new store; gives the path of headquarters' root file."""
    author = first.author
    keys = VaultKeys(SigningKey.generate(), SealKey.generate())
    with store.writing(author) as work:
        state.put(work.connection, state.SIGN_SEED, keys.sign.seed)
        state.put(work.connection, state.SEAL_PRIVATE, keys.seal.private)
        if first.demo:
            state.put(work.connection, state.DEMO, b"1")
        if store.kind == "volunteer":
            return None
        if store.kind == "site":
            state.put(work.connection, state.SITE, store.own.encode())
        about = own_scope(store.kind, store.own)
        issuing = _begin_headquarters(work, keys, first, folder) if store.kind == "hq" else keys.sign
        site = store.own if store.kind == "site" else ""
        person = Subject("user", author.user, FIRST_ROLE[store.kind], store.own, author.key.public, first.seal, site)
        vault = Subject("vault", store.own, store.kind, store.own, keys.sign.public, keys.seal.public, site)
        # headquarters' own vault is named by the root, so it has no certificate
        subjects = [person] if store.kind == "hq" else [person, vault]
        trust.remember(work, [certify(work, issuing, subject) for subject in subjects], pinned=True)
        put_person(work, author.user, first.name, author.key.public, first.seal, about)
        if store.kind == "site":
            work.put("vault", store.own, "place", {"site": store.own, "label": first.place}, about)
    return folder / ROOT_FILE if store.kind == "hq" else None


def own_scope(kind: str, site: str) -> About:
    """Who is told of the people of a vault: everybody of headquarters', the site of its own."""
    return About("all") if kind == "hq" else About(f"site/{site}")


def put_person(work: Work, user: str, name: str, sign: bytes, seal: bytes, about: About) -> None:
    """The signed record of a person's name and keys; slots are accepted for such keys only."""
    work.put("user", user, "name", {"name": name}, about)
    work.put("user", user, "keys", {"sign": base64.b64encode(sign).decode(), "seal": base64.b64encode(seal).decode()}, about)


def certificate_value(signed: Signed) -> Value:
    """A certificate as the value of a unit."""
    return {"doc": base64.b64encode(signed.doc).decode(), "sig": base64.b64encode(signed.sig).decode()}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate vouches for. `kind`: user or vault; `home`: the user's vault, or the vault's parent."""

    kind: Literal["user", "vault"]
    id: str
    role: Role
    home: str
    sign: bytes
    seal: bytes
    site: str = ""


def certify(work: Work, issuing: SigningKey, subject: Subject) -> tuple[Signed, Certificate]:
    """A certificate by `issuing`, dated by the vault's hybrid clock."""
    certificate = Certificate(
        crit=[],
        home=subject.home,
        id=subject.id,
        issued=clock.tick(state.text(work.connection, state.CLOCK) or clock.ZERO, work.now),
        issuer=issuing.public,
        kind=subject.kind,
        role=subject.role,
        seal=subject.seal,
        sign=subject.sign,
        site=subject.site,
        v=VERSION,
    )
    return issue(issuing, certificate), certificate


def _begin_headquarters(work: Work, keys: VaultKeys, first: First, folder: Path) -> SigningKey:
    """Root, issuing and identity keys; the issuing key. The root's private half goes to the offline file."""
    root_key, issuing, identity = SigningKey.generate(), SigningKey.generate(), SealKey.generate()
    keys_of_root = RootKeys(root_key, issuing, keys.sign, keys.seal, identity, SealKey.generate())
    signed = sign_root(keys_of_root.root(work.own, 1), [root_key])
    trust.remember_root(work, signed)
    mine = HqKeys(issuing, ((trust.identity_recipient(keys_of_root.root(work.own, 1)), identity),))
    entrusted.give(work, mine, first.author.user, first.seal)
    entrusted.give(work, mine, entrusted.RECOVERY, SealKey.from_seed(recovery.seed_of(first.code)).public)
    state.put(work.connection, state.PERSON_KEY, random_bytes(32))
    write_file(folder / ROOT_FILE, root_file(first.code, work.own, root_key, [signed]))
    write_file(folder / RECOVERY_FILE, recovery_file(first.code, work.own, keys_of_root.recovery))
    return issuing


@dataclass(frozen=True, slots=True)
class RootKeys:
    """The private halves of everything that a root names."""

    root_key: SigningKey
    issuing: SigningKey
    import_sign: SigningKey
    import_seal: SealKey
    identity: SealKey
    recovery: SealKey

    def root(self, hq: str, version: int) -> Root:
        return Root(
            crit=[],
            hq=hq,
            identity_seal=self.identity.public,
            import_seal=self.import_seal.public,
            import_sign=self.import_sign.public,
            issuing=self.issuing.public,
            keys=[self.root_key.public],
            recovery_seal=self.recovery.public,
            threshold=1,
            v=VERSION,
            version=version,
        )


class RootFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is kept offline: the root's key, sealed under a recovery code, and the roots up to the one that it signs as."""

    crit: list[str]
    format: int
    root: bytes
    roots: list[SignedRoot]
    vault: Id


def root_file(code: str, vault: str, root_key: SigningKey, roots: list[SignedRoot]) -> bytes:
    offline = SealKey.from_seed(recovery.seed_of(code))
    sealed = sealing.wrap(offline.public, root_key.seed, ROOT_PURPOSE)
    return encode(RootFile(crit=[], format=0, root=sealed, roots=roots, vault=vault))


class RecoveryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is kept offline beside it: the private sealing key that a root names as `recovery_seal`, sealed under the same code."""

    crit: list[str]
    format: int
    recovery: bytes
    vault: Id


def recovery_file(code: str, vault: str, key: SealKey) -> bytes:
    offline = SealKey.from_seed(recovery.seed_of(code))
    sealed = sealing.wrap(offline.public, key.private, RECOVERY_PURPOSE)
    return encode(RecoveryFile(crit=[], format=0, recovery=sealed, vault=vault))


def read_keys(reading: Reading) -> VaultKeys:
    """The vault's own keys. Raises BrokenPromise where the store has none."""
    seed, private = state.get(reading.connection, state.SIGN_SEED), state.get(reading.connection, state.SEAL_PRIVATE)
    if seed is None or private is None:
        raise BrokenPromise(promise="every vault has keys of its own")
    former = state.get(reading.connection, state.FORMER_SEALS)
    seals = () if former is None else tuple(map(SealKey.from_private, decode(former, list[bytes])))
    return VaultKeys(SigningKey.from_seed(seed), SealKey.from_private(private), seals)


def issuing_key(work: Work) -> SigningKey:
    """The key that certifies here: headquarters' issuing key, elsewhere that of the leader at work. Raises NotAllowed."""
    if work.kind != "hq":
        return work.author.key
    if work.author.issuing is None:
        raise NotAllowed(label=work.author.label)
    return work.author.issuing


def recover(store: Store, author: Author, seal: bytes, name: str, entrust: Callable[[Work], None]) -> None:
    """Record somebody who came in with the recovery code: certified here alone, until the vault above says otherwise.

    `entrust` hands over headquarters' keys. Raises NotAllowed at headquarters where the code does not hold them.
    """
    with store.writing(author) as work:
        entrust(work)
        issuing = issuing_key(work) if work.kind == "hq" else read_keys(work).sign
        site = state.text(work.connection, state.SITE)
        person = Subject("user", author.user, FIRST_ROLE[store.kind], store.own, author.key.public, seal, site)
        trust.remember(work, [certify(work, issuing, person)], pinned=True)
        put_person(work, author.user, name, author.key.public, seal, own_scope(store.kind, site))
        work.audit(RECOVERED, "user", author.user)
