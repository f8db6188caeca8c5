"""Which of SQLite's errors are the world's fault, and with which sentence they are told."""

from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from desktop.errors import FULL, READ_ONLY, UNREADABLE, DamagedStore, StorageError, VaultInUse, WorldFault, storage_error

# SQLite's primary result codes (the low byte of an extended one), https://sqlite.org/rescode.html.
BUSY = 5
LOCKED = 6
READONLY = 8
IOERR = 10
CORRUPT = 11
FULL_DISK = 13
CANTOPEN = 14
NOTADB = 26

STORAGE = {READONLY: READ_ONLY, IOERR: UNREADABLE, FULL_DISK: FULL, CANTOPEN: UNREADABLE}


def primary_code(error: BaseException) -> int:
    """SQLite's primary result code of a driver's error; 0 where there is none."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else 0


def storage_fault(error: BaseException, path: Path) -> WorldFault | None:
    """The refusal that tells `error` to a person, or None when the fault is not the world's.

    `path` is the store file. Errors wrapped by SQLAlchemy are unwrapped first. Damage, a full or read-only disk and
    another holder of the file are the world's; a constraint, a syntax error or a denied statement are ours.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, WorldFault):
        return cause
    if isinstance(cause, OSError):
        return storage_error(path, cause)
    if not isinstance(cause, dbapi2.Error):
        return None
    code = primary_code(cause)
    if code in {NOTADB, CORRUPT}:
        return DamagedStore(folder=str(path.parent))
    if code in {BUSY, LOCKED}:
        return VaultInUse(folder=str(path.parent))
    if code in STORAGE:
        return StorageError(path=str(path), reason=STORAGE[code])
    return None
