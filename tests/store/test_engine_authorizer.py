"""Nothing but `apply` writes a projected table: each kind of write is refused, and each refusal needs its own line."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from desktop.crypto.buffers import SecretBytes
from desktop.store import authorizer
from desktop.store.authorizer import ApplyGate, allow, both, deny_ways_out, guard_projected
from desktop.store.engine import open_engine
from desktop.store.faults import storage_fault

KEY = bytes(range(1, 33))
TABLES = frozenset({"course"})
# statement → the action code that alone denies it
WRITES = {
    "INSERT INTO course VALUES (1)": authorizer.INSERT,
    "INSERT INTO COURSE VALUES (1)": authorizer.INSERT,
    "REPLACE INTO course VALUES (1)": authorizer.INSERT,
    "UPDATE course SET id = 2": authorizer.UPDATE,
    "DELETE FROM course WHERE id = 1": authorizer.DELETE,
    "ALTER TABLE course ADD COLUMN note TEXT": authorizer.ALTER_TABLE,
    "ALTER TABLE course RENAME TO stolen": authorizer.ALTER_TABLE,
}


def engine_with(tmp_path: Path, gate: ApplyGate | None) -> Engine:
    engine = open_engine(tmp_path / "store.db", SecretBytes(KEY), create=True, authorizer=guard_projected(TABLES, gate))
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE course (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE draft (id INTEGER PRIMARY KEY)")
    return engine


def test_writes_are_denied_and_are_our_fault(tmp_path: Path) -> None:
    engine = engine_with(tmp_path, None)
    with engine.connect() as connection:
        for statement in [*WRITES, "DROP TABLE course"]:
            with pytest.raises(DBAPIError) as refusal:
                connection.exec_driver_sql(statement)
            assert storage_fault(refusal.value, tmp_path / "store.db") is None
        assert connection.exec_driver_sql("SELECT count(*) FROM course").scalar() == 0
        connection.exec_driver_sql("INSERT INTO draft VALUES (1)")
        connection.exec_driver_sql("ALTER TABLE draft ADD COLUMN note TEXT")
        connection.exec_driver_sql("DROP TABLE draft")
    engine.dispose()


def test_a_trigger_is_no_way_round(tmp_path: Path) -> None:
    engine = engine_with(tmp_path, None)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TRIGGER around AFTER INSERT ON draft BEGIN INSERT INTO course VALUES (new.id); END")
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql("INSERT INTO draft VALUES (1)")
    engine.dispose()


def test_an_open_gate_lets_apply_through(tmp_path: Path) -> None:
    gate = ApplyGate()
    engine = engine_with(tmp_path, gate)
    with engine.connect() as connection:
        with gate.open():
            with gate.open():
                connection.exec_driver_sql("INSERT INTO course VALUES (1)")
            connection.exec_driver_sql("UPDATE course SET id = 2")
            connection.exec_driver_sql("ALTER TABLE course ADD COLUMN note TEXT")
        assert not gate.is_open
        for statement in ("INSERT INTO course VALUES (1)", "UPDATE course SET id = 2"):
            with pytest.raises(DBAPIError):
                connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_gate_shuts_after_an_error() -> None:
    gate = ApplyGate()
    with pytest.raises(ZeroDivisionError), gate.open():
        1 / 0  # noqa: B018 - the error is the point
    assert not gate.is_open


@pytest.mark.parametrize(("statement", "action"), WRITES.items())
def test_each_kind_of_write_is_denied_by_its_own_line(statement: str, action: int, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = dbapi2.connect(":memory:")
    plain.execute("CREATE TABLE course (id INTEGER PRIMARY KEY)")
    guard = guard_projected(TABLES)
    plain.set_authorizer(guard)
    with pytest.raises(dbapi2.DatabaseError):
        plain.execute(statement)
    monkeypatch.setattr(authorizer, "TABLE_WRITES", authorizer.TABLE_WRITES - {action})
    if action == authorizer.ALTER_TABLE:
        monkeypatch.setattr(authorizer, "ALTER_TABLE", -1)
    plain.set_authorizer(guard_projected(TABLES))
    plain.execute(statement)
    plain.close()


@pytest.mark.parametrize("action", [authorizer.DROP_TABLE, authorizer.DROP_VIRTUAL_TABLE])
def test_drop(action: int) -> None:
    guard = guard_projected(TABLES)
    assert guard(action, "course", None, "main", None) == authorizer.DENY
    assert guard(action, "draft", None, "main", None) == authorizer.OK


@pytest.mark.parametrize(
    "way_out",
    [
        "ATTACH ':memory:' AS out",
        "SELECT sqlcipher_export('main')",
        "SELECT load_extension('nowhere')",
        "PRAGMA writable_schema = ON",
        "VACUUM",
    ],
)
def test_ways_out(way_out: str) -> None:
    plain = dbapi2.connect(":memory:", isolation_level=None)
    plain.set_authorizer(deny_ways_out)
    with pytest.raises(dbapi2.DatabaseError, match=r"not authorized|authorization denied"):
        plain.execute(way_out)
    plain.close()


def test_both_deny() -> None:
    def deny(*_what: object) -> int:
        return authorizer.DENY

    assert both(allow, allow)(9, "course", None, None, None) == authorizer.OK
    assert both(deny, allow)(9, "course", None, None, None) == authorizer.DENY
    assert both(allow, deny)(9, "course", None, None, None) == authorizer.DENY
