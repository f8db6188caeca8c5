"""Writing a file so that its name always stands for a whole file.

The order is the promise: temporary in the same folder, write, flush the file, rename, flush the folder. A crash or a
full disk at any step leaves either the former file or the new one under the final name, never a part of one.
The temporary is called ".<name>.part": a later write of the same name takes its place, so leftovers do not pile up.
A file for another place is read back after it was renamed, before anybody is told that it exists (`written`).
"""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from desktop.crypto.digests import Hasher, same
from desktop.errors import N_, StorageError, storage_error

Fill = Callable[[BinaryIO], object]
Put = Callable[[Fill], Path]
"""Gives the file that a fill writes its final place: a path of the person's choice, or the exchange folder."""

PIECE = 1024 * 1024


class Disk(Protocol):
    """The steps that touch the disk. A test hands in a disk that records them, or that is full."""

    def create(self, path: Path) -> BinaryIO:
        """Open `path` for writing, empty, readable by its owner only."""

    def flush(self, file: BinaryIO) -> None:
        """Return when what was written to `file` has reached the medium."""

    def rename(self, source: Path, target: Path) -> None:
        """Let `source` take the place and name of `target` in one step."""

    def flush_folder(self, folder: Path) -> None:
        """Return when the names in `folder` have reached the medium."""

    def remove(self, path: Path) -> None:
        """Delete `path`; a file that has gone already is no error."""


class RealDisk:
    """The disk of this computer."""

    def create(self, path: Path) -> BinaryIO:
        return os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb")

    def flush(self, file: BinaryIO) -> None:
        file.flush()
        os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        source.replace(target)

    def flush_folder(self, folder: Path) -> None:
        if sys.platform == "win32":  # folders cannot be opened there; NTFS journals the rename
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)


REAL_DISK = RealDisk()


def temporary_of(path: Path) -> Path:
    """Where the content of `path` lies while it is being written."""
    return path.with_name(f".{path.name}.part")


def write_file(path: Path, data: bytes, *, disk: Disk = REAL_DISK) -> None:
    """Give `path` the content `data`, wholly or not at all. Raises StorageError."""
    fill_file(path, lambda file: file.write(data), disk=disk)


def fill_file(path: Path, fill: Fill, *, disk: Disk = REAL_DISK) -> None:
    """Like write_file, for content that `fill` writes in pieces. Whatever `fill` raises comes through; nothing is left."""
    temporary = temporary_of(path)
    try:
        with disk.create(temporary) as file:
            fill(file)
            disk.flush(file)
        disk.rename(temporary, path)
        disk.flush_folder(path.parent)
    except OSError as error:
        _forget(temporary, disk)
        raise storage_error(path, error) from error
    except BaseException:
        _forget(temporary, disk)
        raise


def written(path: Path, put: Callable[[Path, Fill], None] = fill_file) -> Put:
    """Write to a path of the person's choice, then read it back. The Put raises StorageError."""

    def fill_and_check(fill: Fill) -> Path:
        hasher = Hasher()
        put(path, lambda out: fill(cast(BinaryIO, _Hashing(out, hasher))))
        again = Hasher()
        try:
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    again.update(piece)
        except OSError as error:
            raise storage_error(path, error) from error
        if not same(hasher.digest(), again.digest()):
            raise StorageError(path=str(path), reason=N_("what was written does not read back"))
        return path

    return fill_and_check


class _Hashing:
    """A binary file that hashes what is written to it."""

    def __init__(self, out: BinaryIO, hasher: Hasher) -> None:
        self._out = out
        self._hasher = hasher

    def write(self, data: bytes) -> int:
        self._hasher.update(data)
        return self._out.write(data)


def read_file(path: Path, limit: int) -> bytes | None:
    """The content of a small file, None where there is none. Raises StorageError; a file above `limit` bytes is read up to it."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_error(path, error) from error


def remove_file(path: Path, *, disk: Disk = REAL_DISK) -> None:
    """Delete `path`; one that has gone is no error. Raises StorageError."""
    try:
        disk.remove(path)
    except OSError as error:
        raise storage_error(path, error) from error


def _forget(temporary: Path, disk: Disk) -> None:
    """Take a failed temporary away if the disk lets us; the first error is the one to be told."""
    with contextlib.suppress(OSError):
        disk.remove(temporary)
