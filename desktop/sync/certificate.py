"""Certificates: whom a tree of vaults knows, by which keys, and who says so.

Rules:
1 a certificate vouches for one vault or one user: an id, a signing key, a sealing key, a role, and a home: for a user the vault
  in which the user works, for a vault its parent;
2 headquarters' issuing key (named by the root) certifies anybody; a visit leader who is certified and not revoked certifies
  further leaders and volunteers of the leader's own vault, volunteers' vaults below it, and the volunteers in those, all with
  the leader's own site and no other; only a vault that has no root yet, which knows of no other place, does not ask for the site;
3 a key that stands in another certificate or in the root is KeyTaken; a weak one WeakKey;
4 what headquarters issued for an id takes the place of whatever somebody else issued for it, and of its own where it is later;
  what a leader issued takes the place only of what a leader issued, where it is later and says the same of the same keys;
5 a certificate whose issuer is not known, or may not issue it, is not admitted; a forged one is BadSignature.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.crypto.sealing import check_seal_public
from desktop.crypto.signatures import SigningKey, check_public
from desktop.errors import KeyTaken, NonCanonical, UpgradeNeeded
from desktop.log.canonical import Reader, encode
from desktop.log.entry import Count, Hash, Hex16, Id
from desktop.sync import signed
from desktop.sync.limits import VERSION
from desktop.sync.root import Root, SealPublic, SignedRoot
from desktop.sync.signed import Signed

VAULT_ROLES = frozenset({"volunteer", "site", "hq"})
USER_ROLES = frozenset({"VOLUNTEER", "VISIT_LEADER", "HQ_COORDINATOR", "HQ_ADMIN"})
_DEPTH = 8

RowReference = Annotated[str, Meta(pattern=r"\A([0-9a-f]{32})?\Z")]


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`issuer` is the Ed25519 key that signs it, `issued` a hybrid clock's time, `site` the id of the site's row or nothing."""

    crit: Annotated[list[str], Meta(max_length=64)]
    home: Id
    id: Id
    issued: Hex16
    issuer: Hash
    kind: Literal["vault", "user"]
    role: Literal["volunteer", "site", "hq", "VOLUNTEER", "VISIT_LEADER", "HQ_COORDINATOR", "HQ_ADMIN"]
    seal: SealPublic
    sign: Hash
    site: RowReference
    v: Count


_READER: Reader[Certificate] = Reader(Certificate)
_NOBODY: Mapping[str, Certificate] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Revocation:
    """A vault or user that is shut out. `since` holds, for each (dev, inc), the first seq that no longer counts."""

    id: str
    since: Mapping[tuple[str, str], int]
    reason: str = ""

    def covers(self, dev: str, inc: str, seq: int) -> bool:
        """Whether that entry is shut out; an incarnation that is not named came later and is shut out whole."""
        return seq >= self.since.get((dev, inc), 1)


_NONE: Mapping[str, Revocation] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Retired:
    """A signing key that a vault has replaced; `ends` holds, for each inc of its own, the last seq that a file by it may bring."""

    sign: bytes
    ends: Mapping[str, int]


_KEPT: Mapping[str, tuple[Retired, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a vault knows at the start of an import: never changed, only replaced by one that knows more."""

    root: Root | None = None
    signed_root: SignedRoot | None = None
    vaults: Mapping[str, Certificate] = field(default_factory=lambda: _NOBODY)
    users: Mapping[str, Certificate] = field(default_factory=lambda: _NOBODY)
    revoked: Mapping[str, Revocation] = field(default_factory=lambda: _NONE)
    retired: Mapping[str, tuple[Retired, ...]] = field(default_factory=lambda: _KEPT)
    """Vault -> the keys that it had before; `vaults` has those of today, also where its certificate still names others."""

    def vault_sign(self, vault: str) -> bytes | None:
        """The signing key of a vault, or None. The root names headquarters' own."""
        if self.root is not None and vault == self.root.hq:
            return self.root.import_sign
        known = self.vaults.get(vault)
        return known.sign if known else None

    def certified(self, vault: str) -> bool:
        return self.vault_sign(vault) is not None

    def parent(self, vault: str) -> str | None:
        known = self.vaults.get(vault)
        return known.home if known and known.home != vault else None

    def below(self, vault: str, ancestor: str) -> bool:
        """Whether a vault is `ancestor` or lies under it in the tree."""
        place: str | None = vault
        for _ in range(_DEPTH):
            if place == ancestor:
                return True
            if place is None:
                return False
            place = self.parent(place)
        return False


def issue(key: SigningKey, certificate: Certificate) -> Signed:
    """Sign a certificate; its `issuer` is the key's public half."""
    return signed.sign(key, signed.CERTIFICATE, encode(certificate))


def read_certificate(offered: Signed) -> Certificate:
    """A certificate that its named issuer signed. Raises NonCanonical, UpgradeNeeded, WeakKey, BadSignature."""
    certificate = _READER.read(offered.doc)
    if certificate.v != VERSION or certificate.crit:
        raise UpgradeNeeded()
    if certificate.role not in (VAULT_ROLES if certificate.kind == "vault" else USER_ROLES):
        raise NonCanonical(what="role")
    check_public(certificate.sign)
    check_seal_public(certificate.seal)
    signed.check(certificate.issuer, signed.CERTIFICATE, offered)
    return certificate


@dataclass(frozen=True, slots=True)
class Admitted:
    """What offered certificates add: the trust with them, those that are new, and those nobody known vouches for."""

    trust: Trust
    new: tuple[tuple[Signed, Certificate], ...]
    unknown: tuple[Certificate, ...]


def admit(trust: Trust, offered: Sequence[Signed]) -> Admitted:
    """Take certificates in any order: each is admitted once its issuer is. Raises what `read_certificate` raises, and KeyTaken."""
    waiting = [(one, read_certificate(one)) for one in offered]
    new: list[tuple[Signed, Certificate]] = []
    refused: list[Certificate] = []
    progress = True
    while progress:
        ready = [pair for pair in waiting if _vouched(trust, pair[1])]
        progress = bool(ready)
        waiting = [pair for pair in waiting if pair not in ready]
        for one, certificate in ready:
            if not _vouched(trust, certificate):  # another of the same round came first
                refused.append(certificate)
            elif _adds(trust, certificate):
                trust = _with(trust, certificate)
                new.append((one, certificate))
    return Admitted(trust, tuple(new), (*refused, *(certificate for _, certificate in waiting)))


def _known(trust: Trust, certificate: Certificate) -> Certificate | None:
    return (trust.vaults if certificate.kind == "vault" else trust.users).get(certificate.id)


def _vouched(trust: Trust, certificate: Certificate) -> bool:
    """Rules 2 and 4, but for the date. An id is that of a vault or of a user, never of both."""
    if certificate.id in (trust.users if certificate.kind == "vault" else trust.vaults):
        return False
    known = _known(trust, certificate)
    if known == certificate or _by_headquarters(trust, certificate):
        return True
    leaders = [user for user in trust.users.values() if user.role == "VISIT_LEADER"]
    if known is not None and (known.issuer not in {leader.sign for leader in leaders} or _said(trust, known) != _said(trust, certificate)):
        return False
    signers = (leader for leader in leaders if leader.sign == certificate.issuer)
    return any(leader.id not in trust.revoked and _within(trust, leader, certificate) for leader in signers)


def _by_headquarters(trust: Trust, certificate: Certificate) -> bool:
    return trust.root is not None and certificate.issuer == trust.root.issuing


def _said(trust: Trust, one: Certificate) -> tuple[bytes | str, ...]:
    """What a leader cannot change of a certificate."""
    return one.sign, one.seal, one.home, one.role, one.site if trust.root is not None else ""


def _within(trust: Trust, leader: Certificate, certificate: Certificate) -> bool:
    """What a leader may certify."""
    home = leader.home
    if trust.root is not None and certificate.site not in _sites(trust, leader):
        return False
    if certificate.kind == "vault":
        return certificate.role == "volunteer" and certificate.home == home
    if certificate.role == "VOLUNTEER":
        return certificate.home == home or trust.parent(certificate.home) == home
    return certificate.role == "VISIT_LEADER" and certificate.home == home


def _sites(trust: Trust, leader: Certificate) -> frozenset[str]:
    """The leader's own site: one, or none where the certificates of the leader and of the leader's vault contradict each other."""
    vault = trust.vaults.get(leader.home)
    named = {leader.site, vault.site if vault else ""} - {""} or {""}
    return frozenset(named) if len(named) == 1 else frozenset()


def _adds(trust: Trust, certificate: Certificate) -> bool:
    """Whether a vouched certificate is news. Raises KeyTaken (rule 3)."""
    known = _known(trust, certificate)
    if known is not None and not _replaces(trust, known, certificate):
        return False
    others = [one for one in (*trust.vaults.values(), *trust.users.values()) if (one.kind, one.id) != (certificate.kind, certificate.id)]
    if {certificate.sign, certificate.seal} & keys_of(trust.root, others):
        raise KeyTaken()
    return True


def _replaces(trust: Trust, known: Certificate, certificate: Certificate) -> bool:
    """Headquarters' word needs no later date than what somebody else issued: a date far ahead must not shut it out."""
    if _by_headquarters(trust, certificate) and not _by_headquarters(trust, known):
        return True
    return certificate.issued > known.issued


def keys_of(root: Root | None, certificates: Iterable[Certificate]) -> frozenset[bytes]:
    """Every public key that is taken."""
    of_root = [*root.keys, root.issuing, root.import_sign, root.import_seal, root.identity_seal, root.recovery_seal] if root else []
    return frozenset(of_root) | {key for one in certificates for key in (one.sign, one.seal)}


def _with(trust: Trust, certificate: Certificate) -> Trust:
    added = {certificate.id: certificate}
    if certificate.kind == "vault":
        return replace(trust, vaults=MappingProxyType({**trust.vaults, **added}))
    return replace(trust, users=MappingProxyType({**trust.users, **added}))
