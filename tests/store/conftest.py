"""A real encrypted store with its tables, its guard and its gate; each test rolls back what it did."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desktop.crypto.buffers import SecretBytes
from desktop.models.tables.bookkeeping import METADATA
from desktop.models.tables.projected import PROJECTED
from desktop.store.engine import ApplyGate, guard_projected, open_engine


@dataclass(frozen=True, slots=True)
class Opened:
    path: Path
    engine: Engine
    gate: ApplyGate


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    path = tmp_path_factory.mktemp("store") / "store.db"
    gate = ApplyGate()
    guard = guard_projected(frozenset(PROJECTED), gate)
    engine = open_engine(path, SecretBytes(bytes(range(32))), create=True, memory_security=False, authorizer=guard)
    with engine.connect() as connection:
        METADATA.create_all(connection)
        connection.commit()
    yield Opened(path, engine, gate)
    engine.dispose()
