"""The encrypted store file as a SQLAlchemy engine: every setting, every guard.

The *pysqlite* dialect over the sqlcipher3 driver; the pysqlcipher dialect is not used, because it always issues a
`PRAGMA key` of its own from a string. What is promised:

- a missing, empty or plaintext file is refused, never opened as a new database (`EmptyStore`, `PlaintextStore`);
- the key is exactly 32 raw bytes; anything else would silently be taken for a passphrase;
- the key never becomes a `str`: its literal is built in a buffer, handed to the driver and wiped;
- a read proves the key. The key came out of a slot whose tag was good, so a failed first read is damage;
- every connection has the settings of `PRAGMAS` and an authorizer that denies the ways out of the file.
"""

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop.crypto.buffers import SecretBytes
from desktop.errors import BrokenPromise, EmptyStore, PlaintextStore, VaultExists, WorldFault, storage_error
from desktop.store.authorizer import ApplyGate, Authorizer, ProjectedGuard, allow, both, deny_ways_out, guard_projected
from desktop.store.faults import storage_fault

__all__ = ["PRAGMAS", "ApplyGate", "begin_immediate", "guard_projected", "open_engine", "read_user_version", "storage_fault"]

KEY_LENGTH = 32
PLAINTEXT_HEADER = b"SQLite format 3\x00"
HEX_DIGITS = b"0123456789abcdef"

Pragmas = tuple[tuple[str, str], ...]
Driver = Callable[..., dbapi2.Connection]

# In this order. Those of the cipher come before the first page is read.
PRAGMAS: Pragmas = (
    ("cipher_log_level", "NONE"),  # the library otherwise writes its errors to standard error; process-wide
    ("cipher_memory_security", "ON"),  # freed memory is wiped, pages are locked; process-wide, cannot be switched off again
    ("cipher_page_size", "4096"),
    ("cipher_use_hmac", "ON"),  # off, some damaged pages are read without notice
    ("mmap_size", "0"),  # no decrypted view of the file outside the page cache
    ("temp_store", "MEMORY"),  # FILE would write sorted rows in the clear
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),  # a commit that returned is on the disk
    ("foreign_keys", "ON"),
    ("trusted_schema", "OFF"),  # a planted view or trigger may not call functions with side effects
    ("cell_size_check", "ON"),  # damage is found when a page is read
    ("cache_size", "-65536"),  # 64 MiB: range scans take a third of the time
    ("busy_timeout", "15000"),  # milliseconds
    ("secure_delete", "ON"),  # erased values are overwritten inside the file
)


def open_engine(
    path: Path,
    key: SecretBytes,
    *,
    create: bool = False,
    memory_security: bool = True,
    authorizer: Authorizer | None = None,
    pragmas: Pragmas = PRAGMAS,
    driver: Driver = dbapi2.connect,
) -> Engine:
    """Open (or with `create` make) the store at `path` and prove its key by a read.

    The engine keeps `key` for further connections: wipe it only after `engine.dispose()`. `authorizer` is asked after
    the one that denies the ways out. Raises EmptyStore, PlaintextStore, DamagedStore, StorageError, VaultInUse, and
    VaultExists when `create` finds a file.
    """
    if not memory_security:
        pragmas = tuple((name, "OFF" if name == "cipher_memory_security" else value) for name, value in pragmas)
    judge = both(deny_ways_out, authorizer or allow)

    def connect() -> dbapi2.Connection:
        require_encrypted(path)
        return _connect(path, key, judge, pragmas, driver)

    if create:
        _create(path, key, judge, pragmas, driver)
    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, hide_parameters=True)
    if isinstance(authorizer, ProjectedGuard):
        _judge_anew(engine, judge, authorizer.gate)
    try:
        engine.connect().close()
    except BaseException:
        engine.dispose()
        raise
    return engine


def require_encrypted(path: Path) -> None:
    """Refuse a file that SQLite would silently take for a new store, or that lies there in the clear."""
    try:
        with path.open("rb") as file:
            header = file.read(len(PLAINTEXT_HEADER))
    except FileNotFoundError as missing:
        raise EmptyStore(folder=str(path.parent)) from missing
    except OSError as error:
        raise storage_error(path, error) from error
    if not header:
        raise EmptyStore(folder=str(path.parent))
    if header == PLAINTEXT_HEADER:
        raise PlaintextStore(folder=str(path.parent))


def begin_immediate(connection: Connection) -> None:
    """Begin the transaction of a writer: the write lock first, then the reads that the write depends on.

    A plain BEGIN that reads and then writes is refused with "database is locked" when another writer came between.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def read_user_version(connection: Connection) -> int:
    """The number that the schema keeps in the file's header."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _judge_anew(engine: Engine, judge: Authorizer, gate: ApplyGate) -> None:
    """Have statements compiled again after the gate was shut.

    SQLite asks when it compiles, and the driver keeps five compiled statements even where it is told to keep none, so what
    was compiled behind an open gate would still pass. Setting the authorizer makes SQLite drop what was compiled before.
    """

    def renew(connection: Connection, *_statement: object) -> None:
        if connection.info.get("closings") != gate.closings:
            connection.info["closings"] = gate.closings
            raw = connection.connection.driver_connection
            if isinstance(raw, dbapi2.Connection):
                raw.set_authorizer(judge)

    event.listen(engine, "before_cursor_execute", renew)


def _create(path: Path, key: SecretBytes, judge: Authorizer, pragmas: Pragmas, driver: Driver) -> None:
    """Make an empty encrypted file; nothing is left behind when that fails."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as exists:
        raise VaultExists(folder=str(path.parent)) from exists
    except OSError as error:
        raise storage_error(path, error) from error
    try:
        connection = _connect(path, key, judge, pragmas, driver)
        try:
            connection.execute("PRAGMA user_version = 0")
        finally:
            connection.close()
        require_encrypted(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _connect(path: Path, key: SecretBytes, judge: Authorizer, pragmas: Pragmas, driver: Driver) -> dbapi2.Connection:
    """One connection with key, settings and authorizer, in that order."""
    try:
        connection = driver(str(path), isolation_level=None, check_same_thread=False, cached_statements=0)
    except dbapi2.Error as error:
        raise _told(error, path) from error
    try:
        _set_key(connection, key)
        connection.enable_load_extension(False)
        _set_pragmas(connection, pragmas)
        connection.set_authorizer(judge)
    except dbapi2.Error as error:
        connection.close()
        raise _told(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _told(error: dbapi2.Error, path: Path) -> Exception:
    """The world's fault behind a driver's error, or the error itself."""
    fault: WorldFault | None = storage_fault(error, path)
    return fault or error


def _set_key(connection: dbapi2.Connection, key: SecretBytes) -> None:
    """Hand the raw key to the cipher as the literal x'…', built in a buffer that is wiped.

    `PRAGMA key` takes text, which Python can never wipe; the driver's own `set_key` takes a buffer. Without the form
    x'…' of exactly 64 digits the cipher would derive a key from the bytes as from a passphrase.
    """
    if len(key) != KEY_LENGTH:
        raise BrokenPromise(promise="a store key is 32 bytes")
    if not any(key.view):
        raise BrokenPromise(promise="a store key is used before it is wiped")
    literal = bytearray(b"x'" + b"0" * (2 * KEY_LENGTH) + b"'")
    try:
        for place, byte in enumerate(key.view):
            literal[2 + 2 * place] = HEX_DIGITS[byte >> 4]
            literal[3 + 2 * place] = HEX_DIGITS[byte & 15]
        connection.set_key(literal)
    finally:
        literal[:] = bytes(len(literal))


def _set_pragmas(connection: dbapi2.Connection, pragmas: Pragmas) -> None:
    """Settings of the cipher, then the read that proves the key, then the rest."""
    for name, value in pragmas:
        if name.startswith("cipher_"):
            connection.execute(f"PRAGMA {name} = {value}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for name, value in pragmas:
        if not name.startswith("cipher_"):
            connection.execute(f"PRAGMA {name} = {value}")
