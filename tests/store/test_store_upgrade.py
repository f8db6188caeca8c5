"""A store of an earlier schema is brought up to date: its projected tables are made anew and the log is applied again."""

import json
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import sha256
from desktop.log import clock
from desktop.models.tables.projected import PROJECTED
from desktop.store import digest, logbook, registered, schema
from desktop.store.engine import ApplyGate, guard_projected, open_engine
from desktop.store.opening import open_store
from desktop.store.unit_of_work import Store
from tests.sync.tree import an_id
from tests.vectors import make_golden

GOLDEN: dict[str, Any] = json.loads(make_golden.TARGET.read_text(encoding="utf-8"))
OLDEST = 3
"""The first schema whose log is as today's."""
OWN = an_id("golden vault")


def key() -> SecretBytes:
    return SecretBytes(sha256(b"golden"))


def earlier_store(path: Path, number: int) -> None:
    """A store as the migrations up to `number` make it, with the golden log and nothing in its projected tables."""
    gate = ApplyGate()
    engine = open_engine(path, key(), create=True, memory_security=False, authorizer=guard_projected(frozenset(PROJECTED), gate))
    store = Store(engine, gate, OWN, "hq", path, now=clock.system_now)
    try:
        with store.upgrading() as connection, gate.open():
            config = Config()
            config.set_main_option("script_location", str(Path(schema.__file__).resolve().parent.parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, f"{number:04}")
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")
            logbook.add(connection, [make_golden.incoming(entry) for entry in GOLDEN["entries"]])
    finally:
        store.close()


def opened(path: Path) -> str:
    """The state digest after it was opened."""
    store = open_store(path, key(), OWN, "hq", now=clock.system_now, memory_security=False)
    try:
        with store.reading() as reading:
            return digest.state_digest(reading.connection)
    finally:
        store.close()


@pytest.mark.parametrize("number", range(OLDEST, schema.HEAD))
def test_an_earlier_schema_ends_as_if_new_from_the_start(tmp_path: Path, number: int) -> None:
    new = make_golden.replayed(GOLDEN["entries"], tmp_path, 1000)
    earlier_store(tmp_path / "store.db", number)
    assert opened(tmp_path / "store.db") == new
    assert opened(tmp_path / "store.db") == new


def test_tables_that_another_registry_made_are_made_anew(tmp_path: Path) -> None:
    """A code or a unit may be new without a column being so: the store remembers by which registry its tables were made."""
    new = make_golden.replayed(GOLDEN["entries"], tmp_path, 1000)
    path = tmp_path / "golden.db"
    store = open_store(path, key(), OWN, "hq", now=clock.system_now, memory_security=False)
    try:
        with store.upgrading() as connection:
            assert registered.is_today(connection)
            with store.gate.open():
                connection.exec_driver_sql("DELETE FROM session")
            connection.exec_driver_sql("UPDATE state SET value = ? WHERE key = ?", (b"{}", registered.REGISTRY))
    finally:
        store.close()
    assert opened(path) == new
