"""What the tests take for the schema of a new store is what the migrations make."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop.crypto.buffers import SecretBytes
from desktop.log import clock
from desktop.store import schema
from desktop.store.engine import ApplyGate
from desktop.store.opening import open_store
from tests.new_schema import OnceMade
from tests.store.conftest import KEY

EVERYTHING = ("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name", "SELECT * FROM alembic_version", "PRAGMA user_version")


def test_a_store_that_is_made_alike_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ApplyGate] = []
    assert isinstance(schema.upgrade, OnceMade)
    real = schema.upgrade._real

    def by_migrations(connection: Connection, gate: ApplyGate) -> bool:
        asked.append(gate)
        return real(connection, gate)

    made = OnceMade(by_migrations)
    monkeypatch.setattr(schema, "upgrade", made)
    first, second, third = (_schema(tmp_path / f"{number}.db") for number in range(3))
    assert first == second == third
    assert len(first[0]) > 100
    assert len(asked) == 1, "by the migrations once"


def _schema(path: Path) -> list[list[tuple[object, ...]]]:
    store = open_store(path, SecretBytes(KEY), "a" * 32, "hq", now=clock.system_now, create=True, memory_security=False)
    try:
        with store.reading() as reading:
            return [[tuple(row) for row in reading.connection.exec_driver_sql(statement)] for statement in EVERYTHING]
    finally:
        store.close()
