"""After an upgrade: the projected tables are emptied and the whole log is applied to them again.

What an earlier version kept in the log without knowing it (a table, a unit, a code of a later one) is applied now, as if
it had been known from the start.
"""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from desktop.log.entry import read_header, read_part
from desktop.models.tables.projected import PROJECTED
from desktop.store import projection
from desktop.store.engine import ApplyGate
from desktop.store.logbook import Logged
from desktop.store.repositories import entries

BATCH = 2000


def reproject(connection: Connection, own: str, gate: ApplyGate) -> int:
    """Empty the projected tables and apply the log again, in the caller's transaction; how many entries."""
    with gate.open():
        for name in PROJECTED:
            connection.exec_driver_sql(f'DELETE FROM "{name}"')  # noqa: S608 - a name of the registry
    log, count = _logged(connection), 0
    while batch := list(islice(log, BATCH)):
        projection.apply(connection, batch, own, gate)
        count += len(batch)
    return count


def _logged(connection: Connection) -> Iterator[Logged]:
    aside = entries.aside(connection)
    for entry in entries.everything(connection):
        parts = [read_part(body) for body in entry.raw.parts if body is not None]
        changes = tuple(change for part in parts for change in part.changes)
        yield Logged(entry.id, entry.hash, read_header(entry.raw.header), entry.kind, changes, special=entry.hash in aside)
