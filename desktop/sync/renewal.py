"""Other keys for a vault that is known: what lets the vaults beside it believe them before headquarters has certified them.

Rules:
1 a renewal is a canonical document that names the vault, its former signing key, both new keys, the leader who says so, and how far
  each chain of the vault's own had come; it is signed by the former key, by the new one, and by the leader, in that order;
2 it holds where the leader is certified for that vault and not shut out, the former key is or was the vault's, and the
  new keys are nobody else's: KeyTaken otherwise; what does not hold is passed by;
3 of several the one that was taken last holds: whoever puts back a copy from before can so go on, and whoever was shut out cannot;
4 a file that a former key signed is RetiredKey, unless all it brings of the vault's own was saved before the renewal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.crypto.sealing import check_seal_public
from desktop.crypto.signatures import SigningKey, check_public, verify
from desktop.errors import BadSignature, KeyTaken, UpgradeNeeded
from desktop.log.canonical import decode, encode
from desktop.log.entry import Count, Hash, Hex16, Id
from desktop.sync.certificate import Retired, Trust, keys_of
from desktop.sync.limits import MOST_RANGES, VERSION
from desktop.sync.root import SealPublic
from desktop.sync.signed import RENEWAL, KeySignature, signed_bytes

SIGNERS = 3


class Renewal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`by` is the leader's id; `ends` are (inc, seq) of the vault's own chains: the last entries that the former key may bring."""

    by: Id
    crit: Annotated[list[str], Meta(max_length=64)]
    ends: Annotated[list[tuple[Hex16, Count]], Meta(max_length=MOST_RANGES)]
    former: Hash
    seal: SealPublic
    sign: Hash
    v: Count
    vault: Id


class SignedRenewal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The document and its three signatures."""

    doc: Annotated[bytes, Meta(max_length=256 * 1024)]
    sigs: Annotated[list[KeySignature], Meta(min_length=SIGNERS, max_length=SIGNERS)]


@dataclass(frozen=True, slots=True)
class Renewed:
    """The trust with what was taken, and that."""

    trust: Trust
    taken: tuple[SignedRenewal, ...]


def write_renewal(renewal: Renewal, former: SigningKey, fresh: SigningKey, leader: SigningKey) -> SignedRenewal:
    doc = encode(renewal)
    return SignedRenewal(
        doc=doc, sigs=[KeySignature(key=key.public, sig=key.sign(signed_bytes(RENEWAL, doc))) for key in (former, fresh, leader)]
    )


def read_renewal(signed: SignedRenewal) -> Renewal:
    """A renewal that both keys signed, and somebody. Raises NonCanonical, UpgradeNeeded, WeakKey, BadSignature."""
    renewal = decode(signed.doc, Renewal)
    if renewal.v != VERSION or renewal.crit:
        raise UpgradeNeeded()
    for public in (renewal.former, renewal.sign):
        check_public(public)
    check_seal_public(renewal.seal)
    if [one.key for one in signed.sigs[:2]] != [renewal.former, renewal.sign]:
        raise BadSignature()
    for one in signed.sigs:
        verify(one.key, signed_bytes(RENEWAL, signed.doc), one.sig)
    return renewal


def renew(trust: Trust, vault: str, offered: Iterable[SignedRenewal], held: Sequence[SignedRenewal] = ()) -> Renewed:
    """Take what a file offers for its sender; `held` are those that were taken before, in that order.

    Raises what `read_renewal` raises, and KeyTaken.
    """
    taken: list[SignedRenewal] = []
    known = {one.doc for one in held}
    listed = [decode(one.doc, Renewal) for one in held]
    settled = with_renewals(trust, vault, listed)
    for one in offered:
        renewal = read_renewal(one)
        if renewal.vault == vault and one.doc not in known and _holds(settled, renewal, one.sigs[2].key):
            taken.append(one)
            listed.append(renewal)
            settled = with_renewals(trust, vault, listed)
    return Renewed(settled, tuple(taken))


def _holds(trust: Trust, renewal: Renewal, signer: bytes) -> bool:
    """Rule 2. A key that was replaced does not come back."""
    vault, leader = trust.vaults.get(renewal.vault), trust.users.get(renewal.by)
    if vault is None or leader is None or leader.id in trust.revoked:
        return False
    retired = {one.sign for one in trust.retired.get(vault.id, ())}
    if (leader.role, leader.home, leader.sign) != ("VISIT_LEADER", vault.id, signer) or renewal.former not in {vault.sign, *retired}:
        return False
    others = [one for one in (*trust.vaults.values(), *trust.users.values()) if one.id != vault.id]
    if {renewal.sign, renewal.seal} & keys_of(trust.root, others):
        raise KeyTaken()
    return renewal.sign not in {vault.sign, *retired}


def with_renewals(trust: Trust, vault: str, renewals: Sequence[Renewal]) -> Trust:
    """The trust in which a vault has the keys of the last of its renewals, and those before are retired as of the first that followed."""
    known = trust.vaults.get(vault)
    if known is None or not renewals:
        return trust
    ends: dict[bytes, Mapping[str, int]] = {}
    current = known.sign
    for renewal in renewals:
        for key in (renewal.former, current):
            ends.setdefault(key, MappingProxyType(dict(renewal.ends)))
        current = renewal.sign
    ends.pop(current, None)
    changed = msgspec.structs.replace(known, sign=current, seal=renewals[-1].seal)
    retired = tuple(Retired(key, spots) for key, spots in ends.items())
    return replace(
        trust,
        vaults=MappingProxyType({**trust.vaults, vault: changed}),
        retired=MappingProxyType({**trust.retired, vault: retired}),
    )
