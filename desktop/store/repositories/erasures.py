"""Which rows were erased, and to whom a row that is still here belongs: what a backup that is put back is held against."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from desktop.log.entry import read_part
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import ERASED
from desktop.store.layout import Key

_NEWEST = (
    "SELECT p.body FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " WHERE t.\"row\" = ? AND t.tab = ? AND p.state = 'present' ORDER BY t.entry DESC LIMIT 1"
)

_STANDING = (
    "SELECT p.body FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place JOIN entry e ON e.id = t.entry"
    " WHERE t.\"row\" = ? AND t.tab = ? AND p.state = 'present' AND e.hash NOT IN (SELECT hash FROM aside)"
)

_HANGS = (
    ("session", "course", "course"),
    ("match", "course", "course"),
    ("pause", "course", "course"),
    ("exam", "course", "course"),
    ("participation", "session", "session"),
    ("note", "session", "session"),
)
"""Rows of one course, whose part they have no meaning without: (table, its field, the table of what it hangs on)."""

_ASIDE = (
    "SELECT e.hash, p.body FROM aside a JOIN entry e ON e.hash = a.hash JOIN part p ON p.entry = e.id AND p.state = 'present'"
    " WHERE EXISTS (SELECT 1 FROM course WHERE state = 'erased') ORDER BY e.id, p.place"
)


def hanging(connection: Connection) -> tuple[dict[Key, None], dict[bytes, set[Key]]]:
    """Rows that hang on an erased course and are not erased themselves, what others hang on first. And of the saves that are set aside
    and speak of such rows, erased or not, the rows: somebody saved them who had not heard that the course is gone.
    """
    found: dict[Key, None] = {}
    saves: dict[bytes, set[Key]] = {}
    said = [(bytes(hash_), change) for hash_, body in connection.exec_driver_sql(_ASIDE) for change in read_part(bytes(body)).changes]
    for table, field, on in _HANGS:
        rows = connection.exec_driver_sql(
            f"SELECT id FROM \"{table}\" WHERE state <> 'erased' AND {field} IN (SELECT id FROM \"{on}\" WHERE state = 'erased')"  # noqa: S608 - constants
        )
        found.update(((table, str(id_)), None) for (id_,) in rows)
        for hash_, change in said:
            key, target = (change.table, change.row), (on, str((change.value or {}).get(field) or ""))
            gone = change.table == table and _erased(connection, key)
            if gone or (change.table == table and (target in found or _erased(connection, target))):
                saves.setdefault(hash_, set()).add(key)
                if not gone and not _stands(connection, key):
                    found[key] = None
    return found, saves


def _stands(connection: Connection, key: Key) -> bool:
    """Whether the row is known: what was set aside says nothing of that one."""
    statement = f'SELECT 1 FROM "{key[0]}" WHERE id = ?'  # noqa: S608 - a name of the registry
    return connection.exec_driver_sql(statement, (key[1],)).scalar() is not None


def all_erased(connection: Connection, rows: Iterable[Key]) -> bool:
    """Whether each of these rows is erased: as the projection says, which lets nobody erase who may not.

    Of a table that this version does not know the log tells it, in an entry that is not set aside.
    """
    return all(_erased(connection, key) if key[0] in TABLES else _erased_later(connection, key) for key in rows)


def _erased(connection: Connection, key: Key) -> bool:
    statement = f'SELECT state FROM "{key[0]}" WHERE id = ?'  # noqa: S608 - a name of the registry
    return connection.exec_driver_sql(statement, (key[1],)).scalar() == ERASED


def _erased_later(connection: Connection, key: Key) -> bool:
    bodies = connection.exec_driver_sql(_STANDING, (key[1], key[0])).all()
    return any(
        change.verb == "erase" and (change.table, change.row) == key for (body,) in bodies for change in read_part(bytes(body)).changes
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
