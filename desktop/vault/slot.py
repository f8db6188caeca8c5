"""One person's place in the keyring: the private keys under the passphrase, the store key under the public ones.

    id      32 hex digits, random            label   the short name that the person chose
    user    32 hex digits, the user's id     role    as certified; shown before the store is open
    cost    Argon2id: lanes, memory_kib, passes      salt    16 random bytes
    sign    Ed25519 public key               seal    HPKE public key
    sealed  AES-256-GCM of seed (32) + private sealing key (96) under Argon2id(passphrase, salt, cost),
            bound to every field above and to the vault's id
    store   HPKE wrap of the store key to `seal`, purpose "store-key/" + vault id
    sum     domain_hash("indenfor-slot/0", canonical slot with an empty sum)

The sum tells damage from a wrong passphrase. It is no protection: whoever can write the file can make a new one.
"""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.crypto import box, passphrase, sealing
from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import domain_hash, new_id, random_bytes, same
from desktop.crypto.passphrase import Cost
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import WrongPassphrase
from desktop.log import canonical

SIGN_LENGTH = 32
PRIVATE_LENGTH = SIGN_LENGTH + sealing.PRIVATE_LENGTH
LONGEST_LABEL = 64
BOUND_DOMAIN = "indenfor-slot-keys/0"
SUM_DOMAIN = "indenfor-slot/0"

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")]
Label = Annotated[str, Meta(min_length=1, max_length=LONGEST_LABEL)]
Sum = Annotated[bytes, Meta(min_length=32, max_length=32)]
SealPublic = Annotated[bytes, Meta(min_length=sealing.PUBLIC_LENGTH, max_length=sealing.PUBLIC_LENGTH)]
StoreWrap = Annotated[
    bytes, Meta(min_length=sealing.WRAP_LENGTH[sealing.SUITE_HYBRID], max_length=sealing.WRAP_LENGTH[sealing.SUITE_HYBRID])
]


class SlotCost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one guess costs. The upper bounds keep a damaged file from asking for more than a laptop has."""

    lanes: Annotated[int, Meta(ge=1, le=64)]
    memory_kib: Annotated[int, Meta(ge=8, le=4 * 1024 * 1024)]
    passes: Annotated[int, Meta(ge=1, le=64)]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of the head of this file, as they are written."""

    cost: SlotCost
    id: Id
    label: Label
    role: Label
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]
    seal: SealPublic
    sealed: Annotated[bytes, Meta(min_length=PRIVATE_LENGTH + box.OVERHEAD, max_length=PRIVATE_LENGTH + box.OVERHEAD)]
    sign: Annotated[bytes, Meta(min_length=SIGN_LENGTH, max_length=SIGN_LENGTH)]
    store: StoreWrap
    sum: Sum
    user: Id


@dataclass(frozen=True, slots=True)
class OpenedSlot:
    """What a right passphrase gives. The receiver wipes `store_key` when the vault is locked."""

    user: str
    label: str
    role: str
    signing: SigningKey
    sealing: SealKey
    store_key: SecretBytes


@dataclass(frozen=True, slots=True)
class SlotOwner:
    """Who a new slot is for, and the keys that it will hold."""

    label: str
    user: str
    role: str
    signing: SigningKey
    sealing: SealKey


def new_slot(owner: SlotOwner, phrase: str, store_key: SecretBytes, cost: Cost, vault_id: str) -> Slot:
    """Seal the owner's keys under the passphrase and wrap the store key to them. How strong `phrase` is has been judged before."""
    draft = Slot(
        cost=SlotCost(lanes=cost.lanes, memory_kib=cost.memory_kib, passes=cost.passes),
        id=new_id(),
        label=owner.label,
        role=owner.role,
        salt=random_bytes(passphrase.SALT_LENGTH),
        seal=owner.sealing.public,
        sealed=b"",
        sign=owner.signing.public,
        store=wrap_store_key(store_key, owner.sealing.public, vault_id),
        sum=b"",
        user=owner.user,
    )
    plain = owner.signing.seed + owner.sealing.private
    sealed = box.seal(passphrase.derive(phrase, draft.salt, cost), plain, _bound(draft, vault_id))
    return with_sum(msgspec.structs.replace(draft, sealed=sealed))


def open_private(slot: Slot, phrase: str, vault_id: str) -> tuple[SigningKey, SealKey]:
    """The private keys of a slot whose sum is good. Raises WrongPassphrase."""
    cost = Cost(memory_kib=slot.cost.memory_kib, passes=slot.cost.passes, lanes=slot.cost.lanes)
    try:
        plain = box.open_(passphrase.derive(phrase, slot.salt, cost), slot.sealed, _bound(slot, vault_id))
    except box.BoxRefused:
        raise WrongPassphrase(label=slot.label) from None
    return SigningKey.from_seed(plain[:SIGN_LENGTH]), SealKey.from_private(plain[SIGN_LENGTH:])


def wrap_store_key(store_key: SecretBytes, public: bytes, vault_id: str) -> bytes:
    """The store key for the holder of `public`; needs no secret of theirs, so one leader can rekey for everyone."""
    return sealing.wrap(public, store_key.view, f"store-key/{vault_id}")


def unwrap_store_key(slot: Slot, key: SealKey, vault_id: str) -> SecretBytes:
    """The store key of an opened slot. Raises NotForUs for a wrap that was put there for another key or vault."""
    return SecretBytes(sealing.unwrap(key, slot.store, f"store-key/{vault_id}"))


def with_sum(slot: Slot) -> Slot:
    """The slot with the sum that belongs to its other fields."""
    return msgspec.structs.replace(slot, sum=_sum(slot))


def is_whole(slot: Slot) -> bool:
    """Whether no byte of the slot has changed since it was written."""
    return same(slot.sum, _sum(slot))


def _sum(slot: Slot) -> bytes:
    return domain_hash(SUM_DOMAIN, canonical.encode(msgspec.structs.replace(slot, sum=b"")))


def _bound(slot: Slot, vault_id: str) -> bytes:
    """Everything of the slot that is not secret and not replaced by a rekey, with the vault that it belongs to."""
    kept = {name: value for name, value in msgspec.structs.asdict(slot).items() if name not in {"sealed", "store", "sum"}}
    return domain_hash(BOUND_DOMAIN, canonical.encode({**kept, "vault": vault_id}))
