"""Into a place of which every passphrase and the recovery code are lost: a request, headquarters' answer, and a new leader.

The request is made without any key of the vault. What it names are fresh keys of the newcomer, who chooses the passphrase now; they
lie in `recovering.json` as a slot that opens nothing yet. The answer brings the store key, sealed to those keys.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id, random_bytes, sha256
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.crypto.words import load_words
from desktop.errors import (
    N_,
    DamagedStore,
    FormerEscrow,
    InvalidValue,
    LabelTaken,
    NonCanonical,
    NoRecovery,
    NotForUs,
    NotOurRequest,
)
from desktop.house.opened import unlock_slot
from desktop.house.people import Newcomer, let_in
from desktop.house.settings import RESOURCES, Person, Settings, require_strong_for
from desktop.log.canonical import decode, encode
from desktop.log.entry import Hash
from desktop.services import genesis
from desktop.sync import sorts
from desktop.sync.escrow import SpareRequest, open_answer, request_words, write_request
from desktop.sync.limits import VERSION
from desktop.vault.atomic import read_file, remove_file, write_file
from desktop.vault.folder import FORMAT, VaultCard, VaultFolder, refuse_newer
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock
from desktop.vault.slot import Slot, SlotOwner, is_whole

MOST_WAITING = 64 * 1024


class _Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`request` is SHA-256 of the request's file; the store wrap of the slot is of random bytes."""

    crit: tuple[str, ...]
    format: int
    request: Hash
    slot: Slot


@dataclass(frozen=True, slots=True)
class Asked:
    """The request's file, and the eight words that headquarters types."""

    file: bytes
    words: tuple[str, ...]


def word_list() -> tuple[str, ...]:
    return load_words((RESOURCES / "reference" / "words-da.txt").read_text(encoding="utf-8"))


def ask_for_spare(path: Path, person: Person, settings: Settings) -> Asked:
    """Ask headquarters for the spare key of a place. A request before this one ends.

    Raises NotAVault, NoRecovery (a volunteer's), InvalidValue (headquarters'), LabelTaken, WeakPassphrase, VaultInUse, StorageError.
    """
    folder = VaultFolder(path)
    card = folder.read()
    _require_site(card)
    require_strong_for(person, card.name, settings)
    with VaultLock(folder.lock), SecretBytes(random_bytes(32)) as nothing:
        _require_free(KeyringFile(folder, card.id).read().keyring, person.label)
        owner = SlotOwner(person.label, new_id(), genesis.FIRST_ROLE[card.kind], SigningKey.generate(), SealKey.generate())
        (slot,) = Keyring(card.id, str(path)).add_slot(owner, person.passphrase, nothing, settings.cost).slots
        request = SpareRequest(
            crit=[],
            name=card.name[:80],
            nonce=random_bytes(32),
            seal=owner.sealing.public,
            sign=owner.signing.public,
            v=VERSION,
            vault=card.id,
        )
        file = write_request(request, owner.signing)
        write_file(folder.recovering_json, encode(_Waiting(crit=(), format=FORMAT, request=sha256(file), slot=slot)))
    return Asked(file, request_words(file, word_list()))


def recover_by_answer(path: Path, answer: bytes, typed: str, person: Person, settings: Settings) -> str:
    """Come in as a new leader with headquarters' answer; gives a new recovery code, the old one ends.

    `person` is who asked, with the passphrase of then. The vault above must certify the person, who asks for it as for an enrolment.
    Raises AnotherFile, NotOurRequest, WrongPassphrase, TooManyTries, WordsDiffer, FormerEscrow, LabelTaken, VaultInUse, and what a
    bad file raises.
    """
    folder = VaultFolder(path)
    card = folder.read()
    _require_site(card)
    sorts.require(answer, sorts.SPARE_ANSWER)
    with VaultLock(folder.lock):
        waiting = _waiting(folder)
        keyring = KeyringFile(folder, card.id).read().keyring
        _require_free(keyring, waiting.slot.label)
        asked = Keyring(card.id, str(path), (waiting.slot,))
        slot = unlock_slot(asked, card.id, person.label, person.passphrase, settings)
        slot.store_key.wipe()
        try:
            store_key = SecretBytes(open_answer(answer, typed, word_list(), slot.sealing, waiting.request))
        except NotForUs as fault:
            raise NotOurRequest() from fault
        with store_key:
            owner = SlotOwner(slot.label, slot.user, slot.role, slot.signing, slot.sealing)
            try:
                code = let_in(folder, Newcomer(owner, person, store_key), keyring, settings)
            except DamagedStore as fault:
                raise FormerEscrow() from fault
        remove_file(folder.recovering_json)
    return code


def _waiting(folder: VaultFolder) -> _Waiting:
    """Raises NotOurRequest where nobody asked, or the file is damaged, and NewerVault."""
    data = read_file(folder.recovering_json, MOST_WAITING)
    if data is None:
        raise NotOurRequest()
    refuse_newer(data)
    try:
        waiting = decode(data, _Waiting)
    except NonCanonical as fault:
        raise NotOurRequest() from fault
    if waiting.format != FORMAT or not is_whole(waiting.slot):
        raise NotOurRequest()
    return waiting


def _require_site(card: VaultCard) -> None:
    """Raises NoRecovery, InvalidValue."""
    if card.kind == "volunteer":
        raise NoRecovery()
    if card.kind == "hq":
        raise InvalidValue(field=N_("Datalager"), reason=N_("headquarters has no spare key: only its recovery code opens it"))


def _require_free(keyring: Keyring, label: str) -> None:
    """Raises LabelTaken."""
    if any(label.strip().casefold() == one.casefold() for one in keyring.labels):
        raise LabelTaken(label=label)
