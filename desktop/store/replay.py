"""The proof that tables are the replay of the log: everything is applied again into an empty store and compared.

The second store is a throw-away file beside the first, under a key of its own that nobody keeps. Both are read in
order of id and compared column by column, heads and derived columns too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

from sqlalchemy import Connection

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id, random_bytes
from desktop.errors import CheckFailed
from desktop.log.entry import read_header, read_part
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import column_names
from desktop.store import digest, logbook, projection
from desktop.store.layout import Cell
from desktop.store.logbook import Incoming
from desktop.store.opening import open_store
from desktop.store.repositories import entries
from desktop.store.unit_of_work import Store

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many entries were applied again, and the state digest on which both stores agree."""

    entries: int
    digest: str


def replay(connection: Connection, store: Store, folder: Path) -> Replayed:
    """Apply the whole log again in `folder` and compare. Raises CheckFailed, which names the first cell that differs."""
    path = folder / f"replay-{new_id()}.db"
    try:
        with SecretBytes(random_bytes(32)) as key:
            second = open_store(path, key, store.own, store.kind, now=store.now, create=True, memory_security=store.memory_security)
            try:
                count = _fill(connection, second)
                with second.reading() as reading:
                    _compare(connection, reading.connection)
                    return Replayed(count, digest.state_digest(reading.connection))
            finally:
                second.close()
    finally:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _fill(connection: Connection, second: Store) -> int:
    aside, stood = entries.aside(connection), entries.stood(connection)
    log, count = _incoming(connection, aside, stood), 0
    with second.upgrading() as target:
        while batch := list(islice(log, BATCH)):
            projection.apply(target, logbook.add(target, batch), second.own, second.gate)
            count += len(batch)
    return count


def _incoming(connection: Connection, aside: dict[bytes, str], stood: set[bytes]) -> Iterator[Incoming]:
    for entry in entries.everything(connection):
        raw = entry.raw
        parts = tuple(None if body is None else read_part(body) for body in raw.parts)
        yield Incoming(raw, read_header(raw.header), entry.hash, entry.kind, parts, aside.get(entry.hash, ""), stood=entry.hash in stood)


def _compare(first: Connection, second: Connection) -> None:
    for table in sorted(TABLES):
        columns = column_names(TABLES[table])
        for held, replayed in zip_longest(digest.rows(first, table), digest.rows(second, table)):
            if held != replayed:
                raise CheckFailed(cell=_cell(table, columns, held, replayed))


def _cell(table: str, columns: tuple[str, ...], held: tuple[Cell, ...] | None, replayed: tuple[Cell, ...] | None) -> str:
    """ "table/row id/column" of the first difference; of a row that only one of them has, without a column."""
    if held is None or replayed is None or held[0] != replayed[0]:
        rows = [row for row in (held, replayed) if row is not None]
        return f"{table}/{min(str(row[0]) for row in rows)}"
    column = next(name for name, one, other in zip(columns, held, replayed, strict=True) if one != other)
    return f"{table}/{held[0]!s}/{column}"
