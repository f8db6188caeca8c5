"""Copying a file from a stick, a share or the exchange folder to the vault's own spool before anything reads it.

What lies in the spool is as sealed as it came. The copy takes the same little memory whatever the size.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from desktop.crypto.digests import new_id
from desktop.errors import N_, SizeLimit, storage_error
from desktop.vault.atomic import REAL_DISK, Disk, fill_file

PIECE = 1024 * 1024
TOO_LONG = N_("the file is too large")


def copy_in(
    path: Path, spool: Path, max_bytes: int, *, disk: Disk = REAL_DISK, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> Path:
    """Copy `path` into the folder `spool` under a random name, and give that path.

    `tell` hears how many bytes of how many are copied; what it raises comes through, and no copy is left.
    Raises SizeLimit beyond `max_bytes`, and StorageError, which names the side that failed.
    """
    try:
        source = path.open("rb")
    except OSError as error:
        raise storage_error(path, error) from error
    target = spool / new_id()
    with source:
        length = os.fstat(source.fileno()).st_size
        if length > max_bytes:  # before anything of it is copied: the exchange folder is looked at again and again
            raise SizeLimit(what=TOO_LONG)
        fill_file(target, lambda file: _copy(_reader(source, path), file, max_bytes, lambda done: tell(done, length)), disk=disk)
    return target


def _reader(source: BinaryIO, path: Path) -> Callable[[], bytes]:
    """A reader of the next piece whose errors name the source and not the copy."""

    def piece() -> bytes:
        try:
            return source.read(PIECE)
        except OSError as error:
            raise storage_error(path, error) from error

    return piece


def _copy(read: Callable[[], bytes], target: BinaryIO, max_bytes: int, tell: Callable[[int], None]) -> None:
    copied = 0
    while piece := read():
        copied += len(piece)
        if copied > max_bytes:
            raise SizeLimit(what=TOO_LONG)
        target.write(piece)
        tell(copied)
