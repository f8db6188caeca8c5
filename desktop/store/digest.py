"""The state digest: SHA-256 over all projected tables, rows ordered by id. Equal logs give equal digests."""

from collections.abc import Iterator

from sqlalchemy import Connection

from desktop.crypto.digests import Hasher
from desktop.log.canonical import encode
from desktop.store.layout import LAYOUTS, Cell


def rows(connection: Connection, table: str) -> Iterator[tuple[Cell, ...]]:
    """Every row of a projected table in order of id, a page at a time."""
    for row in connection.exec_driver_sql(LAYOUTS[table].all_rows, execution_options={"yield_per": 2000}):
        yield tuple(row)


def state_digest(connection: Connection) -> str:
    """64 hex digits over (table, columns) of every projected row, all columns, derived ones too."""
    hasher = Hasher()
    for table in sorted(LAYOUTS):
        hasher.update(encode(table))
        for row in rows(connection, table):
            hasher.update(encode(row))
    return hasher.digest().hex()
