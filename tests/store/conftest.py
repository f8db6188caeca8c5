"""A real encrypted store with its tables, its guard and its gate; each test rolls back what it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desktop.crypto.buffers import SecretBytes
from desktop.models.tables.bookkeeping import BOOKKEEPING
from desktop.models.tables.projected import METADATA, PROJECTED
from desktop.store.engine import ApplyGate, guard_projected, open_engine


@dataclass(frozen=True, slots=True)
class Opened:
    path: Path
    engine: Engine
    gate: ApplyGate


KEY = bytes(range(32))


@contextmanager
def fresh(folder: Path) -> Iterator[Opened]:
    """A new store with every table, as empty as the program makes it."""
    path = folder / "store.db"
    gate = ApplyGate()
    guard = guard_projected(frozenset(PROJECTED), gate)
    engine = open_engine(path, SecretBytes(KEY), create=True, memory_security=False, authorizer=guard)
    with engine.connect() as connection:
        METADATA.create_all(connection, tables=[METADATA.tables[name] for name in sorted({*BOOKKEEPING, *PROJECTED})])
        connection.commit()
    yield Opened(path, engine, gate)
    engine.dispose()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with fresh(tmp_path_factory.mktemp("store")) as opened:
        yield opened
