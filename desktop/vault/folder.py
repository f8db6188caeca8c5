"""The folder of one vault: where its files lie, and the card that says what it is.

    vault.json          {"format":0,"id":…,"kind":"volunteer|site|hq","name":…}: nothing secret, nothing personal
    keyring.json, .bak  slots (keyring.py)
    store.db            the encrypted store
    lock                held while the vault is open
    exchange.json       names of our own live files in the exchange folder of this machine
    carried.json        the same in the exchange folder that was chosen, on a stick or a share
    recovering.json     who asked for the spare key and waits for the answer (house/escrow.py)
    outbox/ inbox/ spool/   sealed files on their way

Making the value touches no disk; only create() and read() do.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from desktop.errors import BrokenPromise, DamagedStore, Fault, NewerVault, NotAVault, VaultExists, storage_error
from desktop.log import canonical
from desktop.vault.atomic import REAL_DISK, Disk, read_file, write_file
from desktop.vault.place import require_safe

FORMAT = 0
CARD_LIMIT = 64 * 1024

Kind = Literal["volunteer", "site", "hq"]


class VaultCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What vault.json says: enough to list vaults, nothing that needs a passphrase."""

    format: int
    id: str
    kind: Kind
    name: str


class _Version(msgspec.Struct, frozen=True):
    """What is read before the rest, because a newer format may hold fields unknown here."""

    format: int
    crit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VaultFolder:
    """The paths of a vault. Making the value touches no disk."""

    path: Path

    @property
    def vault_json(self) -> Path:
        return self.path / "vault.json"

    @property
    def keyring_json(self) -> Path:
        return self.path / "keyring.json"

    @property
    def keyring_bak(self) -> Path:
        return self.path / "keyring.json.bak"

    @property
    def store_db(self) -> Path:
        return self.path / "store.db"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def exchange_json(self) -> Path:
        return self.path / "exchange.json"

    @property
    def carried_json(self) -> Path:
        return self.path / "carried.json"

    @property
    def recovering_json(self) -> Path:
        return self.path / "recovering.json"

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def spool(self) -> Path:
        return self.path / "spool"

    def create(self, kind: Kind, vault_id: str, name: str, *, disk: Disk = REAL_DISK) -> VaultCard:
        """Make the folder and its card. Raises VaultExists for a folder that holds anything, UnsafeFolder, StorageError."""
        if not is_id(vault_id):
            raise BrokenPromise(promise="an id is 32 lowercase hex digits")
        require_safe(self.path)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if next(self.path.iterdir(), None) is not None:
                raise VaultExists(folder=str(self.path))
            for folder in (self.outbox, self.inbox, self.spool):
                folder.mkdir(mode=0o700)
        except FileExistsError as exists:
            raise VaultExists(folder=str(self.path)) from exists
        except OSError as error:
            raise storage_error(self.path, error) from error
        card = VaultCard(FORMAT, vault_id, kind, unicodedata.normalize("NFC", name))
        write_file(self.vault_json, canonical.encode(card), disk=disk)
        return card

    def read(self) -> VaultCard:
        """The card. Raises NotAVault, NewerVault, DamagedStore, UnsafeFolder, StorageError."""
        data = read_file(self.vault_json, CARD_LIMIT) if self.path.is_dir() else None
        if data is None:
            raise NotAVault(folder=str(self.path))
        require_safe(self.path)
        refuse_newer(data)
        try:
            card = canonical.decode(data, VaultCard)
        except Fault as damage:
            raise DamagedStore(folder=str(self.path)) from damage
        if not is_id(card.id) or card.format != FORMAT:
            raise DamagedStore(folder=str(self.path))
        return card


def is_id(text: str) -> bool:
    """Whether `text` is the written form of 16 bytes: 32 lowercase hex digits."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None


def refuse_newer(data: bytes) -> None:
    """Raise NewerVault if `data` names a format above ours, or something that a reader must know and this one does not.

    Anything unreadable is left to the strict reader.
    """
    try:
        version = msgspec.json.decode(data, type=_Version)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if version.format > FORMAT or version.crit:
        raise NewerVault
