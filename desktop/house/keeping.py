"""A vault is kept safe: backed up into one encrypted file, put back from it, given another store key.

A backup holds the keyring as it was, so it opens with the passphrases and the recovery code of that day. A vault that is
put back always begins a new incarnation, and erases again what was erased since.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id, random_bytes
from desktop.errors import StorageError
from desktop.house.opened import OpenVault, open_vault, unlock_slot
from desktop.house.settings import Settings
from desktop.services import renewing
from desktop.services.people import named_keys
from desktop.services.restoring import erase_again
from desktop.store import backup, state
from desktop.store.audit import stamp
from desktop.store.opening import open_store
from desktop.vault.atomic import fill_file, remove_file
from desktop.vault.backup_file import read_backup, write_backup
from desktop.vault.erased import ErasedFile
from desktop.vault.folder import VaultCard, VaultFolder
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock


@dataclass(frozen=True, slots=True)
class Restored:
    """The vault that was put back, and how much of it was erased again."""

    card: VaultCard
    erased: int


def backup_vault(opened: OpenVault, path: Path) -> None:
    """Write a backup to `path` and read it back to its end. Raises StorageError, DamagedStore, BackupDamaged.

    The copy of the store is made page by page under the store's own key, and every page of it is checked.
    """
    copy = opened.folder.spool / new_id()
    try:
        backup.backup(opened.store.engine, copy, opened.slot.store_key, memory_security=opened.settings.memory_security)
        keyring = KeyringFile(opened.folder, opened.card.id).read().keyring
        write_backup(path, opened.card, keyring, copy)
    finally:
        with suppress(StorageError):
            remove_file(copy)
    read_backup(path)
    with opened.store.writing(opened.context.author) as work:
        state.put(work.connection, state.BACKUP, stamp(work.now).encode())
        work.audit("backup", "vault", opened.card.id)


def restore_vault(path: Path, to: Path, label: str, passphrase: str, settings: Settings) -> Restored:
    """Put a backup back into the new folder `to`; nothing is left of it where that fails.

    Raises NotABackup, BackupDamaged, NewerVault, VaultExists, UnsafeFolder, UnknownUser, WrongPassphrase, DamagedStore, StorageError.
    """
    card, keyring = read_backup(path)
    unlock_slot(keyring, card.id, label, passphrase, settings).store_key.wipe()
    folder = VaultFolder(to)
    folder.create(card.kind, card.id, card.name)
    try:
        fill_file(folder.store_db, lambda file: read_backup(path, file.write))
        KeyringFile(folder, card.id).write(keyring)
        with open_vault(to, label, passphrase, settings) as opened:
            backup.check_pages(opened.store.engine, folder.store_db)
            opened.store.renew = True
            erased = erase_again(opened.context, ErasedFile(settings.state_folder, card.id).read())
    except BaseException:
        shutil.rmtree(to, ignore_errors=True)
        raise
    return Restored(card, erased)


def rekey_vault(path: Path, label: str, passphrase: str, settings: Settings) -> tuple[str, ...]:
    """Give the store a new key, wrapped for everybody whom the signed log names; the labels of those who lost their slot.

    A site gets new keys of its own, too. A crash at any step leaves a vault that opens: the keyring's copy has the new key before the
    store, keyring.json after it. Backups made before keep the old keys. Raises what unlocking raises, VaultInUse, StorageError.
    """
    with open_vault(path, label, passphrase, settings) as opened:
        _renew(opened)
        old, own = SecretBytes(bytes(opened.slot.store_key.view)), opened.slot.sealing.public
    return _new_store_key(path, old, frozenset({own}), settings)


def remove_user(path: Path, by: str, passphrase: str, label: str, settings: Settings) -> tuple[str, ...]:
    """Somebody must no longer get in: the slot goes, what the person signs from now on counts nowhere, and store and vault get new keys.

    `by` may be the person; it is the last that the person does here. The labels of those who lost their slot besides.
    Backups made before keep the old keys. Raises what unlocking raises, UnknownUser, LastUser, NotAllowed, VaultInUse, StorageError.
    """
    with open_vault(path, by, passphrase, settings) as opened:
        opened.do.people.require_removable(label)
        _renew(opened)
        opened.do.people.remove(label)
        old = SecretBytes(bytes(opened.slot.store_key.view))
    return _new_store_key(path, old, frozenset(), settings)


def _renew(opened: OpenVault) -> None:
    if opened.card.kind == "site":
        renewing.renew(opened.context, opened.do.identities)


def _new_store_key(path: Path, old: SecretBytes, also: frozenset[bytes], settings: Settings) -> tuple[str, ...]:
    """`also` are public sealing keys that keep their slot whatever the log says."""
    folder = VaultFolder(path)
    card = folder.read()
    with VaultLock(folder.lock), old, SecretBytes(random_bytes(32)) as fresh:
        file = KeyringFile(folder, card.id)
        keyring = file.read().keyring
        store = open_store(folder.store_db, old, card.id, card.kind, now=settings.now, memory_security=settings.memory_security)
        try:
            with store.reading() as reading:
                named = named_keys(reading) | also
        finally:
            store.close()
        changed = keyring.rewrap(fresh, named)
        file.write_copy(changed)
        backup.rekey(folder.store_db, old, fresh, memory_security=settings.memory_security)
        file.write(changed)
    return tuple(one.label for one in keyring.unnamed(named))
