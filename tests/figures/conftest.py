"""An in-memory database with every table; each test rolls back what it put in."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine

from desktop.models.tables.bookkeeping import BOOKKEEPING
from desktop.models.tables.projected import METADATA, PROJECTED


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    METADATA.create_all(made, tables=[METADATA.tables[name] for name in sorted({*BOOKKEEPING, *PROJECTED})])
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as opened:
        yield opened
