"""Who can get into a vault: somebody more, another passphrase, the printed recovery code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.crypto import recovery
from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import Fault, SeveralUsers
from desktop.house.opened import OpenVault, unlock_slot
from desktop.house.settings import Person, Settings, require_strong_for
from desktop.services import entrusted, genesis, witnessing
from desktop.services.entrusted import HqKeys
from desktop.services.judging import judge_own
from desktop.store.opening import open_store
from desktop.store.unit_of_work import Author, Work
from desktop.vault.folder import VaultFolder
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock
from desktop.vault.slot import SlotOwner
from desktop.vault.witness import WitnessFile


def add_user(opened: OpenVault, person: Person, role: str, *, identity: bool = False, until: date | None = None) -> str:
    """Somebody more who can open the vault; the user's id. `identity`: a coordinator who may open names. `until`: the last day.

    Raises WeakPassphrase, NotAllowed, InvalidValue, LabelTaken.
    """
    require_strong_for(person, opened.card.name, opened.settings)
    cost = opened.settings.cost
    return opened.do.people.add(person.label, person.name, role, person.passphrase, cost, identity=identity, until=until)


def list_users(path: Path) -> list[tuple[str, str, str]]:
    """Label, role and user id of everybody with a slot; needs no passphrase. Raises NotAVault, KeyringMissing, KeyringDamaged."""
    folder = VaultFolder(path)
    return [(slot.label, slot.role, slot.user) for slot in KeyringFile(folder, folder.read().id).read().keyring.slots]


def recover_vault(path: Path, code: str, person: Person, settings: Settings) -> str:
    """Let somebody in as a new leader or administrator with the printed code; gives the new code, the old one ends.

    The vault above must certify the person, who asks for it as for an enrolment.
    Raises NoRecovery, WrongRecoveryCode, LabelTaken, WeakPassphrase, VaultInUse.
    """
    folder = VaultFolder(path)
    card = folder.read()
    require_strong_for(person, card.name, settings)
    with VaultLock(folder.lock):
        keyring = KeyringFile(folder, card.id).read().keyring
        with keyring.recover(code) as store_key:
            owner = SlotOwner(person.label, new_id(), genesis.FIRST_ROLE[card.kind], SigningKey.generate(), SealKey.generate())
            return let_in(folder, Newcomer(owner, person, store_key, code), keyring, settings)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who comes into a vault with its store key, but without a slot; `code` is the recovery code, where it was that."""

    owner: SlotOwner
    person: Person
    store_key: SecretBytes
    code: str = ""


def let_in(folder: VaultFolder, new: Newcomer, keyring: Keyring, settings: Settings) -> str:
    """A slot and a record for somebody who came in by recovery; the new recovery code, the old one ends. The vault is locked meanwhile.

    Raises LabelTaken, DamagedStore, StorageError.
    """
    card, owner = folder.read(), new.owner
    keyring = keyring.add_slot(owner, new.person.passphrase, new.store_key, settings.cost)
    keyring, fresh = keyring.make_recovery(new.store_key)
    store = open_store(
        folder.store_db, new.store_key, card.id, card.kind, now=settings.now, judge=judge_own, memory_security=settings.memory_security
    )
    try:
        witness = WitnessFile(settings.state_folder, card.id)
        with store.reading() as reading:  # the folder may be an older copy put back
            store.renew, store.begun = witnessing.must_renew(witness, reading), witness.begin
        with store.reading() as reading:
            held = entrusted.open_for(reading, entrusted.RECOVERY, _code_key(new.code)) if card.kind == "hq" else HqKeys()

        def entrust(work: Work) -> None:
            if work.kind == "hq":
                entrusted.give(work, held, owner.user, owner.sealing.public)
                entrusted.give(work, held, entrusted.RECOVERY, _code_key(fresh).public)

        author = Author(owner.user, owner.label, owner.role, owner.signing, issuing=held.issuing)
        genesis.recover(store, author, owner.sealing.public, new.person.name, entrust)
        with store.reading() as reading:
            witnessing.remember(witness, reading)
    finally:
        store.close()
    KeyringFile(folder, card.id).write(keyring)
    return fresh


def _code_key(code: str) -> SealKey:
    return SealKey.from_seed(recovery.seed_of(code))


def change_passphrase(path: Path, label: str, old: str, new: str, settings: Settings) -> None:
    """The same keys under another passphrase. Raises WrongPassphrase, WeakPassphrase, TooManyTries, UnknownUser."""
    folder = VaultFolder(path)
    card = folder.read()
    require_strong_for(Person(label, "", new), card.name, settings)
    with VaultLock(folder.lock):
        file = KeyringFile(folder, card.id)
        keyring = file.read().keyring
        unlock_slot(keyring, card.id, label, old, settings).store_key.wipe()
        file.write(keyring.change_passphrase(label, old, new, settings.cost))


def only_label(path: Path, label: str | None, tell: Callable[[Fault], None] = lambda _notice: None) -> str:
    """The label that was given, or that of the one person there is. Raises SeveralUsers.

    `tell` hears that the keyring's copy was put back: whoever opens the vault afterwards finds it whole.
    """
    if label is not None:
        return label
    folder = VaultFolder(path)
    read = KeyringFile(folder, folder.read().id).read()
    labels = read.keyring.labels
    if len(labels) != 1:
        raise SeveralUsers(hint="--user", labels=", ".join(labels))
    if read.notice is not None:
        tell(read.notice)
    return labels[0]
