"""One file that holds a whole vault, as sealed as the vault itself: the card, the keyring and a copy of the encrypted store.

    "INDK"  u8 version = 0  u32 length of the head, big-endian
    head    canonical JSON {"card":vault.json,"crit":[],"format":0,"keyring":base64,"length":bytes of the store}
    store   the bytes of an encrypted store
    sum     SHA-256 of everything before it, the last 32 bytes of the file

Nothing of it opens without a passphrase or the recovery code of the vault. Rules: a higher version, format or anything in
`crit` is NewerVault; another length or sum is BackupDamaged, whoever changed it. The sum is no protection against forgery:
slots and store bring their own.
"""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import msgspec
from msgspec import Meta

from desktop.crypto.digests import Hasher, same
from desktop.errors import BackupDamaged, Fault, NewerVault, NotABackup, storage_error
from desktop.log import canonical
from desktop.vault.atomic import REAL_DISK, Disk, fill_file
from desktop.vault.folder import FORMAT, VaultCard, is_id, refuse_newer
from desktop.vault.keyring import Keyring

MAGIC = b"INDK"
VERSION = 0
MOST_HEAD = 8 * 1024 * 1024
PIECE = 1024 * 1024
SUM = 32
_START = struct.Struct(">4sBI")


class BackupHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands before the store. `keyring` is keyring.json as it was."""

    card: VaultCard
    crit: tuple[str, ...]
    format: int
    keyring: bytes
    length: Annotated[int, Meta(ge=1)]


def write_backup(path: Path, card: VaultCard, keyring: Keyring, store: Path, *, disk: Disk = REAL_DISK) -> None:
    """Write `path`, wholly or not at all, from a copy of the store that nobody changes. Raises StorageError."""
    head = canonical.encode(BackupHead(card, (), FORMAT, keyring.encode(), _size(store)))

    def fill(file: BinaryIO) -> None:
        hasher = Hasher()
        for piece in (_START.pack(MAGIC, VERSION, len(head)), head):
            hasher.update(piece)
            file.write(piece)
        for piece in _pieces(store):
            hasher.update(piece)
            file.write(piece)
        file.write(hasher.digest())

    fill_file(path, fill, disk=disk)


def read_backup(path: Path, take: Callable[[bytes], object] = lambda _piece: None) -> tuple[VaultCard, Keyring]:
    """Read the file to its end, handing the store's bytes to `take`; the card and the keyring.

    What was taken is good only if this returns. Raises NotABackup, NewerVault, BackupDamaged, StorageError.
    """
    try:
        with path.open("rb") as file:
            hasher = Hasher()
            head = _head(file, path, hasher)
            left = head.length
            while left and (piece := file.read(min(PIECE, left))):
                hasher.update(piece)
                take(piece)
                left -= len(piece)
            whole = not left and same(file.read(SUM), hasher.digest()) and not file.read(1)
    except OSError as error:
        raise storage_error(path, error) from error
    if not whole:
        raise BackupDamaged(path=str(path))
    try:
        return head.card, Keyring.decode(head.keyring, head.card.id, str(path))
    except Fault as damage:
        raise BackupDamaged(path=str(path)) from damage


def _head(file: BinaryIO, path: Path, hasher: Hasher) -> BackupHead:
    start = file.read(_START.size)
    if not start.startswith(MAGIC):
        raise NotABackup(path=str(path))
    if len(start) < _START.size:
        raise BackupDamaged(path=str(path))
    _magic, version, length = cast(tuple[bytes, int, int], _START.unpack(start))
    if version > VERSION:
        raise NewerVault()
    data = file.read(length) if length <= MOST_HEAD else b""
    hasher.update(start)
    hasher.update(data)
    refuse_newer(data)
    try:
        head = canonical.decode(data, BackupHead)
    except Fault as damage:
        raise BackupDamaged(path=str(path)) from damage
    if head.format != FORMAT or head.card.format != FORMAT or not is_id(head.card.id):
        raise BackupDamaged(path=str(path))
    return head


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise storage_error(path, error) from error


def _pieces(path: Path) -> Iterator[bytes]:
    """A file in pieces. Raises StorageError that names it."""
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise storage_error(path, error) from error
