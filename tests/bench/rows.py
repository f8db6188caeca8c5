"""The rows that the program wrote, taken out again so that a floor can write the same ones barely."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.log.entry import signed_bytes
from desktop.store.layout import LAYOUTS

Row = tuple[object, ...]
WRITTEN = {
    "entry": "SELECT id, hash, dev, inc, seq, hlc, usr, kind, header, signature FROM entry WHERE id > ? AND id <= ? ORDER BY id",
    "part": "SELECT entry, place, class, state, body FROM part WHERE entry > ? AND entry <= ? ORDER BY entry, place",
    "touch": 'SELECT "row", tab, entry, place FROM touch WHERE entry > ? AND entry <= ? ORDER BY entry, place',
}
INSERTS = {
    "entry": "INSERT INTO entry (id, hash, dev, inc, seq, hlc, usr, kind, header, signature) VALUES (?,?,?,?,?,?,?,?,?,?)",
    "part": "INSERT INTO part (entry, place, class, state, body) VALUES (?,?,?,?,?)",
    "touch": 'INSERT INTO touch ("row", tab, entry, place) VALUES (?,?,?,?)',
    **{table: LAYOUTS[table].upsert for table in ("session", "participation")},
}
"""The program's own statements."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The rows of some entries by table, and what their signatures sign."""

    rows: dict[str, list[Row]]
    signed: list[tuple[bytes, bytes]]


def last_entry(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM entry").scalar_one())


def chunk(connection: Connection, after: int, upto: int) -> Chunk:
    """Log rows of the entries after..upto, and the projected rows that they touch, as they stand in the end."""
    found = {table: [tuple(row) for row in connection.exec_driver_sql(query, (after, upto))] for table, query in WRITTEN.items()}
    for table in ("session", "participation"):
        ids = list(dict.fromkeys(row[0] for row in found["touch"] if row[1] == table))
        rows = connection.exec_driver_sql(LAYOUTS[table].select, (json.dumps(ids),))
        by_id = {row[0]: tuple(row) for row in rows}
        found[table] = [by_id[id_] for id_ in ids]
    return Chunk(found, [(signed_bytes(bytes(row[8])), bytes(row[9])) for row in found["entry"]])


def chunks(connection: Connection, after: int, size: int) -> list[Chunk]:
    last = last_entry(connection)
    return [chunk(connection, start, min(start + size, last)) for start in range(after, last, size)]


def insert(connection: Connection, rows: dict[str, list[Row]], tables: Sequence[str] = tuple(INSERTS)) -> None:
    for table in tables:
        if rows[table]:
            connection.exec_driver_sql(INSERTS[table], rows[table])
