"""Receipts: what a parent says that it has of its child's log. "Safe at headquarters" is said on a receipt's word alone.

Rules:
1 a receipt is a canonical document signed by the parent's vault key; it names the bundle it answers and the import's number;
2 for each chain it says how far it is stored and how far applied, the hash of the entry at `applied` (32 zero bytes for
  none), and which numbers are missing;
3 a receipt that is forged, meant for another, of a chain that we do not have, or with another hash, is BadReceipt and unused;
4 one that says more of our own incarnation than we hold is not false: we were restored, and take a new incarnation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.crypto.signatures import SigningKey
from desktop.errors import BadReceipt, BadSignature, NonCanonical, UpgradeNeeded
from desktop.log.canonical import decode, encode
from desktop.log.entry import GENESIS, Count, Hash, Hex16, Id
from desktop.sync import signed
from desktop.sync.limits import MOST_RANGES, VERSION
from desktop.sync.manifest import FeedHave, Sequence1
from desktop.sync.signed import Signed

Reason = Annotated[str, Meta(pattern=r"\A[A-Z][A-Za-z]{0,39}\Z")]
"""Class name of an error."""


class ReceiptChain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One incarnation: its numbers up to `stored` are held, up to `applied` they count; `missing` are ranges [a, b]."""

    applied: Count
    dev: Id
    hash: Hash
    inc: Hex16
    missing: Annotated[list[tuple[Sequence1, Sequence1]], Meta(max_length=MOST_RANGES)]
    stored: Count


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that was set aside, and why."""

    dev: Id
    inc: Hex16
    seq: Sequence1
    reason: Reason


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The parent's answer to one bundle; `feed_have` is how much of the child's own delivery list the parent holds, if any."""

    bundle: Id
    chains: Annotated[list[ReceiptChain], Meta(max_length=MOST_RANGES)]
    conflicts: Count
    crit: Annotated[list[str], Meta(max_length=64)]
    feed_have: FeedHave | None
    from_: Id = msgspec.field(name="from")
    number: Sequence1
    refusals: Annotated[list[Refusal], Meta(max_length=MOST_RANGES)]
    to: Id
    v: Count


@dataclass(frozen=True, slots=True)
class Settled:
    """A receipt that holds. `ahead` are chains of ours of which the parent has more than we do."""

    receipt: Receipt
    safe: tuple[ReceiptChain, ...]
    ahead: tuple[ReceiptChain, ...]


def write_receipt(key: SigningKey, receipt: Receipt) -> Signed:
    return signed.sign(key, signed.RECEIPT, encode(receipt))


def read_receipt(offered: Signed, parent_sign: bytes, parent: str, us: str) -> Receipt:
    """A receipt from our parent to us. Raises BadReceipt, UpgradeNeeded."""
    try:
        signed.check(parent_sign, signed.RECEIPT, offered)
        receipt = decode(offered.doc, Receipt)
    except (BadSignature, NonCanonical) as error:
        raise BadReceipt() from error
    if receipt.v != VERSION or receipt.crit:
        raise UpgradeNeeded()
    if (receipt.from_, receipt.to) != (parent, us):
        raise BadReceipt()
    return receipt


def settle(receipt: Receipt, last: Callable[[str, str], int], hash_at: Callable[[str, str, int], bytes | None]) -> Settled:
    """Hold a receipt against our log: `last` is the highest number held of (dev, inc), 0 for none. Raises BadReceipt."""
    safe: list[ReceiptChain] = []
    ahead: list[ReceiptChain] = []
    for chain in receipt.chains:
        held = last(chain.dev, chain.inc)
        if not held or chain.applied > chain.stored:
            raise BadReceipt()
        if chain.stored > held:
            if chain.dev != receipt.to:
                raise BadReceipt()
            ahead.append(chain)
        elif (hash_at(chain.dev, chain.inc, chain.applied) if chain.applied else GENESIS) == chain.hash:
            safe.append(chain)
        else:
            raise BadReceipt()
    return Settled(receipt, tuple(safe), tuple(ahead))
