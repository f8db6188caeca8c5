"""Who can open a vault: slots, and the wrap for the recovery code.

    keyring.json = {"crit":[],"format":0,"recovery":{…}|null,"slots":[…]} in canonical form (log/canonical.py)
    recovery     = {"seal": public key of the code's seed, "store": HPKE wrap of the store key, "sum"}

A value: every method gives a new keyring and touches no disk (keyring_file.py does). Unknown fields, another order or
spacing, doubled labels and wrong sums make a keyring damaged; a higher format or anything in "crit" makes it newer.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace

import msgspec

from desktop.crypto import recovery, sealing
from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import domain_hash, same
from desktop.crypto.passphrase import Cost
from desktop.crypto.sealing import SealKey
from desktop.errors import (
    N_,
    InvalidValue,
    KeyringDamaged,
    LabelTaken,
    LastUser,
    NoRecovery,
    NotForUs,
    UnknownUser,
    WrongRecoveryCode,
)
from desktop.log import canonical
from desktop.vault.folder import FORMAT
from desktop.vault.slot import (
    LONGEST_LABEL,
    OpenedSlot,
    SealPublic,
    Slot,
    SlotOwner,
    StoreWrap,
    Sum,
    is_whole,
    new_slot,
    open_private,
    unwrap_store_key,
    with_sum,
    wrap_store_key,
)

RECOVERY_DOMAIN = "indenfor-keyring-recovery/0"
LABEL = N_("The short name")
LABEL_LENGTH = N_("write 1 to 64 characters")


class Recovery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The store key for whoever holds the printed code."""

    seal: SealPublic
    store: StoreWrap
    sum: Sum


class KeyringText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's own shape."""

    crit: tuple[str, ...]
    format: int
    recovery: Recovery | None
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Keyring:
    """The slots of one vault. `folder` is only for the sentences of its errors."""

    vault_id: str
    folder: str
    slots: tuple[Slot, ...] = ()
    recovery: Recovery | None = None

    @classmethod
    def decode(cls, data: bytes, vault_id: str, folder: str) -> "Keyring":
        """Read strictly. Raises NonCanonical for another form, KeyringDamaged for wrong sums or doubled names."""
        text = canonical.decode(data, KeyringText)
        keyring = cls(vault_id, folder, text.slots, text.recovery)
        names = {slot.label.casefold() for slot in text.slots}
        sums = all(is_whole(slot) for slot in text.slots) and (text.recovery is None or _is_whole(text.recovery))
        if not sums or len(names) != len(text.slots) or text.format != FORMAT:
            raise KeyringDamaged(folder=folder)
        return keyring

    def encode(self) -> bytes:
        return canonical.encode(KeyringText(crit=(), format=FORMAT, recovery=self.recovery, slots=self.slots))

    @property
    def labels(self) -> tuple[str, ...]:
        """In the order in which people were added."""
        return tuple(slot.label for slot in self.slots)

    def slot(self, label: str) -> Slot:
        """The slot of a label, upper and lower case alike. Raises UnknownUser."""
        wanted = _folded(label)
        for slot in self.slots:
            if _folded(slot.label) == wanted:
                return slot
        raise UnknownUser(label=label, labels=", ".join(self.labels))

    def add_slot(self, owner: SlotOwner, passphrase: str, store_key: SecretBytes, cost: Cost) -> "Keyring":
        """A person more. Raises InvalidValue for no label or a long one, LabelTaken.

        How strong the passphrase is has been judged by the caller (crypto/passphrase.py, require_strong).
        """
        label = unicodedata.normalize("NFC", owner.label.strip())
        if not 1 <= len(label) <= LONGEST_LABEL:
            raise InvalidValue(field=LABEL, reason=LABEL_LENGTH)
        if _folded(label) in {_folded(taken) for taken in self.labels}:
            raise LabelTaken(label=label)
        added = new_slot(replace(owner, label=label), passphrase, store_key, cost, self.vault_id)
        return replace(self, slots=(*self.slots, added))

    def remove_slot(self, label: str) -> "Keyring":
        """A person less; what they know of the store key ends only with a rekey. Raises UnknownUser, LastUser."""
        gone = self.slot(label)
        if len(self.slots) == 1:
            raise LastUser(label=gone.label)
        return replace(self, slots=tuple(slot for slot in self.slots if slot.id != gone.id))

    def open_slot(self, label: str, passphrase: str) -> OpenedSlot:
        """The person's keys and the store key. Raises UnknownUser, WrongPassphrase, KeyringDamaged."""
        slot = self.slot(label)
        signing, own = open_private(slot, passphrase, self.vault_id)
        try:
            store_key = unwrap_store_key(slot, own, self.vault_id)
        except NotForUs as replaced:
            raise KeyringDamaged(folder=self.folder) from replaced
        return OpenedSlot(slot.user, slot.label, slot.role, signing, own, store_key)

    def change_passphrase(self, label: str, old: str, new: str, cost: Cost | None = None) -> "Keyring":
        """The same keys under another passphrase, at `cost` or at the former one. Raises UnknownUser, WrongPassphrase."""
        slot = self.slot(label)
        opened = self.open_slot(label, old)
        kept = Cost(memory_kib=slot.cost.memory_kib, passes=slot.cost.passes, lanes=slot.cost.lanes)
        owner = SlotOwner(slot.label, slot.user, slot.role, opened.signing, opened.sealing)
        with opened.store_key as store_key:
            changed = new_slot(owner, new, store_key, cost or kept, self.vault_id)
        return replace(self, slots=tuple(changed if each.id == slot.id else each for each in self.slots))

    def unnamed(self, named: Collection[bytes]) -> tuple[Slot, ...]:
        """Slots whose sealing key no signed entry names: somebody planted them. `named` are public sealing keys."""
        return tuple(slot for slot in self.slots if slot.seal not in named)

    def rewrap(self, store_key: SecretBytes, named: Collection[bytes]) -> "Keyring":
        """A new store key for everyone whose public key is `named` by the log; the others lose their slots.

        The recovery code goes on working: its public half lies here.
        """
        kept = (slot for slot in self.slots if slot.seal in named)
        slots = tuple(with_sum(msgspec.structs.replace(slot, store=wrap_store_key(store_key, slot.seal, self.vault_id))) for slot in kept)
        again = None if self.recovery is None else self._recovery(self.recovery.seal, store_key)
        return replace(self, slots=slots, recovery=again)

    def make_recovery(self, store_key: SecretBytes) -> tuple["Keyring", str]:
        """A fresh recovery code, to be printed once and kept nowhere; a former code ends."""
        code = recovery.new_code()
        public = SealKey.from_seed(recovery.seed_of(code)).public
        return replace(self, recovery=self._recovery(public, store_key)), code

    def recover(self, code: str) -> SecretBytes:
        """The store key. Raises NoRecovery, WrongRecoveryCode."""
        if self.recovery is None:
            raise NoRecovery
        key = SealKey.from_seed(recovery.seed_of(code))
        try:
            return SecretBytes(sealing.unwrap(key, self.recovery.store, self._recovery_purpose))
        except NotForUs:
            raise WrongRecoveryCode from None

    @property
    def _recovery_purpose(self) -> str:
        return f"recovery/{self.vault_id}"

    def _recovery(self, public: bytes, store_key: SecretBytes) -> Recovery:
        made = Recovery(seal=public, store=sealing.wrap(public, store_key.view, self._recovery_purpose), sum=b"")
        return msgspec.structs.replace(made, sum=_sum(made))


def _folded(label: str) -> str:
    """A label as it is compared: whoever types it may use capitals or not."""
    return unicodedata.normalize("NFC", label.strip()).casefold()


def _sum(made: Recovery) -> bytes:
    return domain_hash(RECOVERY_DOMAIN, canonical.encode(msgspec.structs.replace(made, sum=b"")))


def _is_whole(made: Recovery) -> bool:
    return same(made.sum, _sum(made))
