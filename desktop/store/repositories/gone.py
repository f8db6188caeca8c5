"""Rows that were taken back (their main unit is a tomb), and the parts that still say what they were.

Emptying a part loses the edges of its puts. So a put may go only where the projection does not need them: it is no head,
and whatever tomb it stands on is named by a head itself. Then a replay of what is left gives the same rows.
"""

from sqlalchemy import Connection

from desktop.log.entry import Change, read_part
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import HEAD
from desktop.store import present
from desktop.store.layout import LAYOUTS, STATE, Key
from desktop.store.logbook import PRESENT, empty

_PARTS = (
    "SELECT t.entry, t.place, e.hash, p.body FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place"
    ' JOIN entry e ON e.id = t.entry WHERE t."row" = ? AND t.tab = ? AND p.state = ?'
)
_LOCAL = tuple(table.name for table in TABLES.values() if table.local)
"""Tables of rows about participants."""


def scrub(connection: Connection) -> int:
    """Empty every part that puts something and changes only rows about participants that are gone; how many.

    One that is still a head beside a tomb is an open conflict, which a person decides: it is kept.
    """
    free: dict[Key, set[tuple[bytes, str]]] = {}
    count = 0
    for table in _LOCAL:
        for (row,) in connection.exec_driver_sql(f"SELECT id FROM \"{table}\" WHERE state = 'gone'").all():  # noqa: S608 - a name of the registry
            for entry, place, hash_, body in _bodies(connection, (table, row)):
                changes = read_part(body).changes
                if any(change.value is not None for change in changes) and all(
                    _may_go(connection, change, hash_, free) for change in changes
                ):
                    empty(connection, entry, place, body)
                    count += 1
    return count


def _bodies(connection: Connection, key: Key) -> list[tuple[int, int, bytes, bytes]]:
    """(entry, place, hash, body) of each part that changes a row and is here."""
    rows = connection.exec_driver_sql(_PARTS, (key[1], key[0], PRESENT)).all()
    return [(int(entry), int(place), bytes(hash_), bytes(body)) for entry, place, hash_, body in rows]


def _may_go(connection: Connection, change: Change, hash_: bytes, free: dict[Key, set[tuple[bytes, str]]]) -> bool:
    """Whether the row is about a participant and gone, and the projection of it does without this change."""
    key = change.table, change.row
    if change.table not in _LOCAL or change.verb == "erase":
        return False
    if key not in free:
        free[key] = _free(connection, key)
    return (hash_, change.unit) in free[key]


def _free(connection: Connection, key: Key) -> set[tuple[bytes, str]]:
    """(hash, unit) of the changes of a row that is gone which its projection does without."""
    table, row = key
    found = present.row(connection, table, row)
    if found is None or found[STATE] != "gone":
        return set()
    parts = ((hash_, read_part(body).changes) for _, _, hash_, body in _bodies(connection, key))
    said = [(hash_, change) for hash_, changes in parts for change in changes if _speaks(change, key)]
    return {(hash_, change.unit) for hash_, change in said if _does_without(hash_, change, said, _heads(found[_place(table, change.unit)]))}


def _speaks(change: Change, key: Key) -> bool:
    """Whether it puts or empties a unit of the row; an erase that was set aside names none, and counts nothing."""
    return (change.table, change.row) == key and change.verb != "erase"


def _does_without(hash_: bytes, change: Change, said: list[tuple[bytes, Change]], heads: frozenset[bytes]) -> bool:
    same = [(other, one) for other, one in said if one.unit == change.unit]
    named = {base for other, one in same if other in heads for base in one.bases}
    tombs = {other for other, one in same if one.value is None}
    return hash_ not in heads and all(base in named for base in change.bases if base in tombs)


def _place(table: str, unit: str) -> int:
    return LAYOUTS[table].units[unit].heads


def _heads(cell: object) -> frozenset[bytes]:
    return frozenset(cell[at : at + HEAD] for at in range(0, len(cell), HEAD)) if isinstance(cell, bytes) else frozenset()
