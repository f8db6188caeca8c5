"""Which rows were erased, and to whom a row that is still here belongs: what a backup that is put back is held against."""

from collections.abc import Iterator

from sqlalchemy import Connection

from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import ERASED
from desktop.store.layout import Key

_NEWEST = (
    "SELECT p.body FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " WHERE t.\"row\" = ? AND t.tab = ? AND p.state = 'present' ORDER BY t.entry DESC LIMIT 1"
)


def everything(connection: Connection) -> Iterator[Key]:
    """(table, id) of every erased row."""
    for table in TABLES:
        rows = connection.exec_driver_sql(f"SELECT id FROM \"{table}\" WHERE state = '{ERASED}'")  # noqa: S608 - a name of the registry
        yield from ((table, str(id_)) for (id_,) in rows)


def newest_part(connection: Connection, table: str, row: str) -> bytes | None:
    """The body of the part that last said something of a row; None where nothing is left that does."""
    found = connection.exec_driver_sql(_NEWEST, (row, table)).scalar()
    return None if found is None else bytes(found)
