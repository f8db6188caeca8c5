"""Each guard of the engine, and the proof that its test fails when its line is removed.

A mutant is the engine's own source with one passage replaced, run as a module of its own. A probe returns whether the
guard held; it must say yes for the engine as it is and no for its mutant.
"""

import stat
import sys
import types
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from typing_extensions import override

from desktop.crypto.buffers import SecretBytes
from desktop.errors import BrokenPromise, DamagedStore, EmptyStore, Fault, PlaintextStore, StorageError, VaultExists, VaultInUse
from desktop.store import engine as product
from desktop.store.authorizer import Authorizer
from desktop.store.faults import storage_fault

KEY = bytes(range(1, 33))
Module = Any  # the engine's module or a mutant of it
Probe = Callable[[Module, Path], bool]


def made(
    module: Module,
    path: Path,
    *,
    driver: product.Driver = dbapi2.connect,
    authorizer: Authorizer | None = None,
    pragmas: product.Pragmas = product.PRAGMAS,
) -> Engine:
    engine: Engine = module.open_engine(path, SecretBytes(KEY), create=True, driver=driver, authorizer=authorizer, pragmas=pragmas)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE visit (id INTEGER, note TEXT)")
    return engine


def raises(fault: type[BaseException], work: Callable[[], object]) -> bool:
    try:
        work()
    except fault:
        return True
    except (Fault, dbapi2.Error, DBAPIError):
        return False
    return False


def missing(module: Module, path: Path) -> bool:
    return raises(EmptyStore, lambda: module.open_engine(path, SecretBytes(KEY)))


def empty(module: Module, path: Path) -> bool:
    path.touch()
    return raises(EmptyStore, lambda: module.open_engine(path, SecretBytes(KEY)))


def plaintext(module: Module, path: Path) -> bool:
    plain = dbapi2.connect(str(path))
    plain.execute("CREATE TABLE visit (id INTEGER)")
    plain.close()
    return raises(PlaintextStore, lambda: module.open_engine(path, SecretBytes(KEY)))


def forgotten_key(module: Module, path: Path) -> bool:
    """A driver that drops the key makes a plaintext file; it must be noticed, and not stay."""

    class Forgetful(dbapi2.Connection):
        @override
        def set_key(self, key: bytes | bytearray, /) -> None:
            pass

    noticed = raises(PlaintextStore, lambda: made(module, path, driver=of_class(Forgetful)))
    return noticed and not path.exists()


def short_key(module: Module, path: Path) -> bool:
    """The cipher itself takes any length, as a passphrase or with zeros behind."""
    return raises(BrokenPromise, lambda: module.open_engine(path, SecretBytes(KEY[:31]), create=True)) and not path.exists()


def wiped_key(module: Module, path: Path) -> bool:
    return raises(BrokenPromise, lambda: module.open_engine(path, SecretBytes(bytes(32)), create=True))


def wrong_key(module: Module, path: Path) -> bool:
    """Without any setting that happens to read the file, too."""
    made(module, path).dispose()
    return raises(DamagedStore, lambda: module.open_engine(path, SecretBytes(bytes(range(2, 34))), pragmas=()))


def keyed(module: Module, path: Path) -> bool:
    """The file opens with the raw key and with nothing else: no key derived from a passphrase."""
    made(module, path).dispose()
    raw = dbapi2.connect(str(path))
    raw.set_key(bytearray(b"x'" + KEY.hex().encode() + b"'"))
    return not raises(dbapi2.Error, lambda: raw.execute("SELECT count(*) FROM visit").fetchone())


def key_buffer_is_wiped(module: Module, path: Path) -> bool:
    handed: list[bytes | bytearray] = []

    class Keeping(dbapi2.Connection):
        @override
        def set_key(self, key: bytes | bytearray, /) -> None:
            handed.append(key)
            super().set_key(key)

    made(module, path, driver=of_class(Keeping)).dispose()
    return bool(handed) and all(isinstance(key, bytearray) and len(key) == 67 and not any(key) for key in handed)


def extensions_are_off(module: Module, path: Path) -> bool:
    class Open(dbapi2.Connection):
        @override
        def set_key(self, key: bytes | bytearray, /) -> None:
            super().set_key(key)
            self.enable_load_extension(True)

    engine = made(module, path, driver=of_class(Open))
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        with pytest.raises(dbapi2.OperationalError) as refusal:
            raw.load_extension("nowhere")
    engine.dispose()
    return "not authorized" in str(refusal.value)


def ways_out_are_shut(module: Module, path: Path) -> bool:
    engine = made(module, path)
    out = path.with_name("out.db")
    for statement in (f"ATTACH '{out}' AS out KEY ''", f"VACUUM INTO '{out}'", "SELECT sqlcipher_export('out')"):
        with engine.connect() as connection, suppress(DBAPIError):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return not out.exists()


def further_authorizer_is_asked(module: Module, path: Path) -> bool:
    engine = made(module, path, authorizer=lambda action, *_rest: 1 if action == 9 else 0)
    with engine.connect() as connection:
        denied = raises(DBAPIError, lambda: connection.exec_driver_sql("DELETE FROM visit"))
    engine.dispose()
    return denied


def writers_take_the_lock_at_begin(module: Module, path: Path) -> bool:
    engine = made(module, path)
    with engine.connect() as first, engine.connect() as second:
        module.begin_immediate(first)
        second.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            module.begin_immediate(second)
        except DBAPIError as error:
            held = isinstance(storage_fault(error, path), VaultInUse)
        else:
            held = False
            second.rollback()
        first.rollback()
    engine.dispose()
    return held


def nothing_begins_by_itself(module: Module, path: Path) -> bool:
    engine = made(module, path)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO visit VALUES (1, '')")
        raw = connection.connection.driver_connection
        assert isinstance(raw, dbapi2.Connection)
        alone = not raw.in_transaction
    engine.dispose()
    return alone


def any_thread_may_ask(module: Module, path: Path) -> bool:
    engine = made(module, path)
    counted: list[object] = []
    with engine.connect() as connection:
        thread = Thread(target=lambda: raises(dbapi2.Error, lambda: counted.append(connection.exec_driver_sql("SELECT 1").scalar())))
        thread.start()
        thread.join()
    engine.dispose()
    return counted == [1]


def statements_are_judged_each_time(module: Module, path: Path) -> bool:
    """SQLite asks the authorizer when it compiles; a statement kept by the driver would pass a gate that has been shut."""
    gate = module.ApplyGate()
    engine = made(module, path, authorizer=module.guard_projected(frozenset({"visit"}), gate))
    with engine.connect() as connection:
        with gate.open():
            connection.exec_driver_sql("INSERT INTO visit VALUES (1, '')")
        denied = raises(DBAPIError, lambda: connection.exec_driver_sql("INSERT INTO visit VALUES (1, '')"))
    engine.dispose()
    return denied


def errors_hide_values(module: Module, path: Path) -> bool:
    engine = made(module, path)
    with engine.connect() as connection, pytest.raises(DBAPIError) as error:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("Canary",))
    engine.dispose()
    return "Canary" not in str(error.value)


def only_the_owner_reads(module: Module, path: Path) -> bool:
    made(module, path).dispose()
    return sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o600


def an_older_file_stays(module: Module, path: Path) -> bool:
    path.write_bytes(b"something of value")
    return raises(VaultExists, lambda: module.open_engine(path, SecretBytes(KEY), create=True)) and path.stat().st_size == 18


def a_failed_start_leaves_nothing(module: Module, path: Path) -> bool:
    return raises(dbapi2.Error, lambda: made(module, path, pragmas=(("cipher_settings", "(("),))) and not path.exists()


GUARDS: list[tuple[Probe, str, str]] = [
    (missing, "raise EmptyStore(folder=str(path.parent)) from missing", "return"),
    (empty, "    if not header:\n        raise EmptyStore(folder=str(path.parent))\n", ""),
    (plaintext, "    if header == PLAINTEXT_HEADER:\n        raise PlaintextStore(folder=str(path.parent))\n", ""),
    (forgotten_key, "            connection.close()\n        require_encrypted(path)\n", "            connection.close()\n"),
    (short_key, "if len(key) != KEY_LENGTH:", "if False:"),
    (wiped_key, "if not any(key.view):", "if False:"),
    (wrong_key, '    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()\n', ""),
    (keyed, 'b"x\'" + b"0" * (2 * KEY_LENGTH) + b"\'"', 'b"__" + b"0" * (2 * KEY_LENGTH) + b"_"'),
    (key_buffer_is_wiped, "        literal[:] = bytes(len(literal))\n", "        pass\n"),
    (extensions_are_off, "        connection.enable_load_extension(False)\n", ""),
    (ways_out_are_shut, "        connection.set_authorizer(judge)\n    except", "        pass\n    except"),
    (further_authorizer_is_asked, "both(deny_ways_out, authorizer or allow)", "deny_ways_out"),
    (writers_take_the_lock_at_begin, '"BEGIN IMMEDIATE"', '"BEGIN"'),
    (nothing_begins_by_itself, "isolation_level=None, ", ""),
    (any_thread_may_ask, "check_same_thread=False, ", ""),
    (statements_are_judged_each_time, "                raw.set_authorizer(judge)\n", "                pass\n"),
    (errors_hide_values, ", hide_parameters=True", ""),
    (only_the_owner_reads, "0o600", "0o644"),
    (an_older_file_stays, "os.O_CREAT | os.O_EXCL | os.O_WRONLY", "os.O_CREAT | os.O_WRONLY"),
    (a_failed_start_leaves_nothing, "        path.unlink(missing_ok=True)\n", ""),
]


def of_class(connection: type[dbapi2.Connection]) -> Callable[..., dbapi2.Connection]:
    return partial(dbapi2.connect, factory=connection)  # type: ignore[call-arg]  # the stub lists what the product uses


def mutant(passage: str, replacement: str) -> Module:
    source = Path(product.__file__).read_text(encoding="utf-8")
    assert source.count(passage) == 1, f"the passage is to be found once: {passage}"
    module = types.ModuleType("mutant")
    exec(compile(source.replace(passage, replacement), "mutant.py", "exec"), module.__dict__)  # noqa: S102 - our own source, one line less
    return module


@pytest.mark.parametrize(("probe", "passage", "replacement"), GUARDS, ids=lambda value: getattr(value, "__name__", ""))
def test_guard(probe: Probe, passage: str, replacement: str, tmp_path: Path) -> None:
    for folder in ("product", "mutant"):
        (tmp_path / folder).mkdir()
    assert probe(product, tmp_path / "product" / "store.db")
    assert not probe(mutant(passage, replacement), tmp_path / "mutant" / "store.db")


def test_a_folder_in_place_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        product.open_engine(tmp_path, SecretBytes(KEY))
    with pytest.raises(StorageError):
        product.open_engine(tmp_path / "nowhere" / "store.db", SecretBytes(KEY), create=True)


def test_the_driver_keeps_no_compiled_statement(tmp_path: Path) -> None:
    asked: list[int] = []

    def driver(path: str, *, isolation_level: str | None, check_same_thread: bool, cached_statements: int) -> dbapi2.Connection:
        asked.append(cached_statements)
        return dbapi2.connect(path, isolation_level=isolation_level, check_same_thread=check_same_thread)

    made(product, tmp_path / "store.db", driver=driver).dispose()
    assert asked
    assert not any(asked)


def test_user_version(tmp_path: Path) -> None:
    engine = made(product, tmp_path / "store.db")
    with engine.connect() as connection:
        assert product.read_user_version(connection) == 0
        connection.exec_driver_sql("PRAGMA user_version = 7")
        assert product.read_user_version(connection) == 7
    engine.dispose()


def test_a_driver_that_cannot_open(tmp_path: Path) -> None:
    made(product, tmp_path / "store.db").dispose()

    def driver(_path: str, **_options: object) -> dbapi2.Connection:
        return dbapi2.connect(str(tmp_path / "nowhere" / "store.db"))

    with pytest.raises(StorageError):
        product.open_engine(tmp_path / "store.db", SecretBytes(KEY), driver=driver)
