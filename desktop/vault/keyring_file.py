"""keyring.json and its copy on the disk: one good file always exists.

Writing: the copy first, then keyring.json, each wholly or not at all. If the second fails, keyring.json still says what
was true before, which is what the caller is told. Reading: keyring.json; if it is missing or damaged, the copy, which is
put back and reported as a notice.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop.errors import Fault, KeyringCopyUsed, KeyringDamaged, KeyringMissing
from desktop.vault.atomic import REAL_DISK, Disk, read_file, write_file
from desktop.vault.folder import VaultFolder, refuse_newer
from desktop.vault.keyring import Keyring

KEYRING_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadKeyring:
    """What was found. `copy` is the other file's keyring where it is whole and says something else.

    That happens when a rekey was cut off between its steps (copy, store, keyring.json): if the store refuses the key of
    `keyring`, the key of `copy` opens it. Write the one that opened.
    """

    keyring: Keyring
    notice: KeyringCopyUsed | None = None
    copy: Keyring | None = None


@dataclass(frozen=True, slots=True)
class KeyringFile:
    """The two files of one vault."""

    folder: VaultFolder
    vault_id: str
    disk: Disk = REAL_DISK

    def write(self, keyring: Keyring) -> None:
        """Save both. Raises StorageError."""
        self.write_copy(keyring)
        write_file(self.folder.keyring_json, keyring.encode(), disk=self.disk)

    def write_copy(self, keyring: Keyring) -> None:
        """Save the copy alone: the first step of a rekey, before the store takes its new key. Raises StorageError."""
        write_file(self.folder.keyring_bak, keyring.encode(), disk=self.disk)

    def read(self) -> ReadKeyring:
        """Raises KeyringMissing, KeyringDamaged, NewerVault, StorageError."""
        keyring = self._load(self.folder.keyring_json)
        copy = self._load(self.folder.keyring_bak)
        if keyring is not None:
            return ReadKeyring(keyring, copy=copy if copy != keyring else None)
        if copy is not None:
            write_file(self.folder.keyring_json, copy.encode(), disk=self.disk)
            return ReadKeyring(copy, notice=KeyringCopyUsed(folder=str(self.folder.path)))
        if self.folder.keyring_json.exists() or self.folder.keyring_bak.exists():
            raise KeyringDamaged(folder=str(self.folder.path))
        raise KeyringMissing(folder=str(self.folder.path))

    def _load(self, path: Path) -> Keyring | None:
        """The keyring in one file, None where it is missing or damaged."""
        data = read_file(path, KEYRING_LIMIT)
        if data is None:
            return None
        refuse_newer(data)
        try:
            return Keyring.decode(data, self.vault_id, str(self.folder.path))
        except Fault:
            return None
