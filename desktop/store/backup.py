"""A copy of an open store as another encrypted file, and the check of every page.

SQLite's backup API copies page by page between two keyed connections, so the copy is encrypted with its own key at every
moment and the store may be in use meanwhile. It also is how a store gets a new key: copy under it, close, rename. The cipher's
own way of changing a key writes every page in place, which a crash must not meet half done.
"""

import contextlib
import os
import sys
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from desktop.crypto.buffers import SecretBytes
from desktop.errors import BrokenPromise, DamagedStore, VaultInUse, storage_error
from desktop.store.engine import open_engine
from desktop.store.faults import storage_fault

SIDE_FILES = ("-wal", "-shm", "-journal")


def backup(engine: Engine, target: Path, key: SecretBytes, *, memory_security: bool = True) -> None:
    """Copy the store to `target`, encrypted under `key`; a file of that name is replaced only by a whole, checked copy.

    Raises StorageError, DamagedStore (also when the copy does not check), VaultInUse.
    """
    part = target.with_name(f".{target.name}.part")
    _remove(part)
    try:
        copy = open_engine(part, key, create=True, memory_security=memory_security)
        try:
            with engine.connect() as source, copy.connect() as destination:
                _raw(source).backup(_raw(destination))
            check_pages(copy, part)
        finally:
            copy.dispose()
        _settle(part, target)
    except (dbapi2.Error, DBAPIError) as error:
        raise storage_fault(error, target) or error from error
    except OSError as error:
        raise storage_error(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            _remove(part)


def page_count(connection: Connection) -> int:
    """Pages of the store file."""
    return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def rekey(path: Path, old: SecretBytes, new: SecretBytes, *, memory_security: bool = True) -> None:
    """Put the store at `path`, which nobody has open, under the key `new`: afterwards wholly, after a crash wholly or not at all.

    Write the keyring's copy with the new key before, and keyring.json after, so that one of the two always opens.
    Raises what open_engine and backup raise; VaultInUse if somebody has the store open.
    """
    fresh = path.with_name(f".{path.name}.rekey")
    engine = open_engine(path, old, memory_security=memory_security)
    try:
        backup(engine, fresh, new, memory_security=memory_security)
    finally:
        engine.dispose()
    try:
        # Closing the last connection empties and deletes the -wal file; beside a new store it would be replayed into it.
        if path.with_name(path.name + "-wal").exists():
            raise VaultInUse(folder=str(path.parent))
        _settle(fresh, path)
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def check_pages(engine: Engine, path: Path) -> None:
    """Read and authenticate every page of the store at `path`, then check its structure. Raises DamagedStore."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()
            wrong = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
            verdicts = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars().all()
    except DBAPIError as error:
        raise storage_fault(error, path) or error from error
    if wrong or verdicts != ["ok"]:
        raise DamagedStore(folder=str(path.parent))


def _raw(connection: Connection) -> dbapi2.Connection:
    """The driver's own connection: the backup API is not SQL."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, dbapi2.Connection):
        raise BrokenPromise(promise="a store is opened by open_engine")
    return raw


def _settle(part: Path, target: Path) -> None:
    """Flush the file, rename it, flush the folder: the name never stands for half a copy."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    if sys.platform != "win32":  # folders cannot be opened there; NTFS journals the rename
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(part: Path) -> None:
    """What a former attempt left."""
    part.unlink(missing_ok=True)
    for suffix in SIDE_FILES:
        part.with_name(part.name + suffix).unlink(missing_ok=True)
