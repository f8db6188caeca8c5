"""The first things in a new vault: its keys, its first person, and at headquarters the root that all trust hangs from.

The root's private key never lies in the vault: it is written to a file beside it, sealed under the recovery code, and
moved to a safe place offline. Issuing, import and identity keys lie in headquarters' store.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from desktop.crypto import recovery, sealing
from desktop.crypto.digests import random_bytes
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import BrokenPromise
from desktop.log import clock
from desktop.log.canonical import encode
from desktop.models.rows.registry import Value
from desktop.services import trust
from desktop.services.context import VaultKeys
from desktop.store import state
from desktop.store.unit_of_work import About, Author, Reading, Store, Work
from desktop.sync.certificate import Certificate, issue
from desktop.sync.limits import VERSION
from desktop.sync.root import Root, sign_root
from desktop.sync.signed import Signed
from desktop.vault.atomic import write_file

ROOT_PURPOSE = "hq-root/1"
ROOT_FILE = "hq-root.key"
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
        issuing = _begin_headquarters(work, keys, first.code, folder) if store.kind == "hq" else keys.sign
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


def _begin_headquarters(work: Work, keys: VaultKeys, code: str, folder: Path) -> SigningKey:
    """Root, issuing and identity keys; the issuing key. The root's private half goes to the offline file."""
    root_key, issuing, identity = SigningKey.generate(), SigningKey.generate(), SealKey.generate()
    root = Root(
        crit=[],
        hq=work.own,
        identity_seal=identity.public,
        import_seal=keys.seal.public,
        import_sign=keys.sign.public,
        issuing=issuing.public,
        keys=[root_key.public],
        threshold=1,
        v=VERSION,
        version=1,
    )
    trust.remember_root(work, sign_root(root, [root_key]))
    state.put(work.connection, state.SECRETS, issuing.seed)
    state.put(work.connection, state.IDENTITY, identity.private)
    state.put(work.connection, state.PERSON_KEY, random_bytes(32))
    offline = SealKey.from_seed(recovery.seed_of(code))
    sealed = sealing.wrap(offline.public, root_key.seed, ROOT_PURPOSE)
    write_file(folder / ROOT_FILE, encode({"crit": [], "format": 0, "root": base64.b64encode(sealed).decode(), "vault": work.own}))
    return issuing


def read_keys(reading: Reading) -> VaultKeys:
    """The vault's own keys. Raises BrokenPromise where the store has none."""
    seed, private = state.get(reading.connection, state.SIGN_SEED), state.get(reading.connection, state.SEAL_PRIVATE)
    if seed is None or private is None:
        raise BrokenPromise(promise="every vault has keys of its own")
    return VaultKeys(SigningKey.from_seed(seed), SealKey.from_private(private))


def issuing_key(work: Work) -> SigningKey:
    """The key that certifies here: headquarters' issuing key, elsewhere that of the leader at work."""
    if work.kind != "hq":
        return work.author.key
    seed = state.get(work.connection, state.SECRETS)
    if seed is None:
        raise BrokenPromise(promise="headquarters has an issuing key")
    return SigningKey.from_seed(seed)


def recover(store: Store, author: Author, seal: bytes, name: str) -> None:
    """Record somebody who came in with the recovery code: certified here alone, until the vault above says otherwise."""
    with store.writing(author) as work:
        issuing = issuing_key(work) if work.kind == "hq" else read_keys(work).sign
        site = state.text(work.connection, state.SITE)
        person = Subject("user", author.user, FIRST_ROLE[store.kind], store.own, author.key.public, seal, site)
        trust.remember(work, [certify(work, issuing, person)], pinned=True)
        put_person(work, author.user, name, author.key.public, seal, own_scope(store.kind, site))
        work.audit(RECOVERED, "user", author.user)
