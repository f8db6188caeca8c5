"""Each setting of the store has a probe that fails when the setting is taken out of the list.

The driver of each test has another default than the product's: it makes the opposite setting as soon as it has the key,
so that a missing line shows whatever the library's own default is.
"""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from typing_extensions import override

from desktop.crypto.buffers import SecretBytes
from desktop.store.engine import PRAGMAS, Pragmas, begin_immediate, open_engine

KEY = bytes(range(1, 33))
OPPOSITE = {
    "cipher_page_size": "8192",
    "cipher_use_hmac": "OFF",
    "mmap_size": "1000000",
    "temp_store": "FILE",
    "synchronous": "OFF",
    "foreign_keys": "OFF",
    "trusted_schema": "ON",
    "cell_size_check": "OFF",
    "cache_size": "-100",
    "busy_timeout": "1",
    "secure_delete": "OFF",
}
PROCESS_WIDE = ("cipher_log_level", "cipher_memory_security")


def driver_without(name: str) -> Callable[..., dbapi2.Connection]:
    """A driver built by somebody with another taste in one setting."""

    class OtherDefault(dbapi2.Connection):
        @override
        def set_key(self, key: bytes | bytearray, /) -> None:
            super().set_key(key)
            if name in OPPOSITE:
                self.execute(f"PRAGMA {name} = {OPPOSITE[name]}")

    return partial(dbapi2.connect, factory=OtherDefault)  # type: ignore[call-arg]  # the stub lists what the product uses


def without(name: str) -> Pragmas:
    return tuple(pair for pair in PRAGMAS if pair[0] != name)


def reads(name: str, value: object) -> Callable[[Engine, Path], bool]:
    """A probe for what shows in no other way than by asking."""

    def probe(engine: Engine, _path: Path) -> bool:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) == str(value)

    return probe


def refused(connection: Connection, statement: str, parameters: tuple[object, ...] = ()) -> bool:
    try:
        connection.exec_driver_sql(statement, parameters)
    except DBAPIError:
        return True
    return False


def finds_a_flipped_bit(engine: Engine, path: Path) -> bool:
    """One bit in the middle of a stored picture: nothing but the authentication of pages can see it."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE picture (content BLOB)")
        connection.exec_driver_sql("INSERT INTO picture VALUES (zeroblob(100000))")
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[10 * 4096 + 2000] ^= 1
    path.write_bytes(content)
    with engine.connect() as connection:
        return refused(connection, "SELECT count(*) FROM picture WHERE substr(content, 99999) = x'00'")


def keeps_sorted_rows_in_memory(engine: Engine, _path: Path) -> bool:
    """A temporary table that outgrows its cache is looked for among the files this process has open."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE sorted (line TEXT)")
        connection.exec_driver_sql("PRAGMA temp.cache_size = 1")
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
            " INSERT INTO sorted SELECT hex(zeroblob(500)) FROM n"
        )
        if sys.platform != "linux":
            return connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2
        links = [link.readlink().name for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        return not any(name.startswith("etilqs_") for name in links)


def writes_ahead(engine: Engine, path: Path) -> bool:
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE visit (id INTEGER)")
        return path.with_name("store.db-wal").exists()


def refuses_orphans(engine: Engine, _path: Path) -> bool:
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE site (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE visit (site INTEGER REFERENCES site (id))")
        return refused(connection, "INSERT INTO visit VALUES (7)")


def mistrusts_the_schema(engine: Engine, _path: Path) -> bool:
    """A planted view may not call a function that the application registered (`regexp` is SQLAlchemy's)."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE VIEW planted AS SELECT 'a' REGEXP 'a' AS called")
        return refused(connection, "SELECT called FROM planted")


PROBES: dict[str, Callable[[Engine, Path], bool]] = {
    "cipher_page_size": reads("page_size", 4096),
    "cipher_use_hmac": finds_a_flipped_bit,
    "mmap_size": reads("mmap_size", 0),
    "temp_store": keeps_sorted_rows_in_memory,
    "journal_mode": writes_ahead,
    "synchronous": reads("synchronous", 2),
    "foreign_keys": refuses_orphans,
    "trusted_schema": mistrusts_the_schema,
    "cell_size_check": reads("cell_size_check", 1),
    "cache_size": reads("cache_size", -65536),
    "busy_timeout": reads("busy_timeout", 15000),
    "secure_delete": reads("secure_delete", 1),
}


def holds(name: str, path: Path, pragmas: Pragmas) -> bool:
    engine = open_engine(path, SecretBytes(KEY), create=True, pragmas=pragmas, driver=driver_without(name), memory_security=False)
    try:
        return PROBES[name](engine, path)
    finally:
        engine.dispose()


def test_every_setting_has_a_probe() -> None:
    assert {*PROBES, *PROCESS_WIDE} == {name for name, _ in PRAGMAS}


@pytest.mark.parametrize("name", sorted(PROBES))
def test_setting_holds_and_its_probe_notices_when_it_is_gone(name: str, tmp_path: Path) -> None:
    for folder in ("with", "without"):
        (tmp_path / folder).mkdir()
    assert holds(name, tmp_path / "with" / "store.db", PRAGMAS)
    assert not holds(name, tmp_path / "without" / "store.db", without(name))


# The two settings below belong to the whole process and the second cannot be taken back: a fresh process each.
CHILD = """
import sys
from pathlib import Path
from desktop.crypto.buffers import SecretBytes
from desktop.errors import DamagedStore
from desktop.store.engine import PRAGMAS, open_engine
path, left_out = Path(sys.argv[1]), sys.argv[2]
pragmas = tuple(pair for pair in PRAGMAS if pair[0] != left_out)
engine = open_engine(path, SecretBytes(bytes(range(1, 33))), create=True, pragmas=pragmas)
with engine.connect() as connection:
    sys.stdout.write(str(connection.exec_driver_sql("PRAGMA cipher_memory_security").scalar()))
engine.dispose()
try:
    open_engine(path, SecretBytes(bytes(range(2, 34))), pragmas=pragmas)
except DamagedStore:
    sys.stdout.write(" damaged")
"""


def in_a_fresh_process(path: Path, left_out: str) -> tuple[str, str]:
    done = subprocess.run([sys.executable, "-c", CHILD, str(path), left_out], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("left_out", "said", "silent"),
    [("nothing", "1 damaged", True), ("cipher_log_level", "1 damaged", False), ("cipher_memory_security", "0 damaged", True)],
)
def test_settings_of_the_process(left_out: str, said: str, silent: bool, tmp_path: Path) -> None:
    stdout, stderr = in_a_fresh_process(tmp_path / "store.db", left_out)
    assert stdout == said
    assert ("ERROR" not in stderr) is silent


def test_memory_security_can_be_left_off_for_a_bulk_import(tmp_path: Path) -> None:
    seen: list[str] = []

    def driver(path: str, *, isolation_level: str | None, check_same_thread: bool, cached_statements: int) -> dbapi2.Connection:
        connection = dbapi2.connect(
            path, isolation_level=isolation_level, check_same_thread=check_same_thread, cached_statements=cached_statements
        )
        connection.set_trace_callback(seen.append)
        return connection

    open_engine(tmp_path / "store.db", SecretBytes(KEY), create=True, memory_security=False, driver=driver).dispose()
    assert "PRAGMA cipher_memory_security = OFF" in seen
    assert "PRAGMA cipher_memory_security = ON" not in seen


def test_writers_queue_at_begin(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "store.db", SecretBytes(KEY), create=True)
    with engine.connect() as first, engine.connect() as second:
        begin_immediate(first)
        second.exec_driver_sql("PRAGMA busy_timeout = 0")
        assert refused(second, "BEGIN IMMEDIATE")
        first.rollback()
        begin_immediate(second)
    engine.dispose()
