"""One save beside one bare commit of the same rows in a store with the same settings."""

import shutil
from collections.abc import Callable

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from desktop import house
from tests.bench.measure import Pair, timed
from tests.bench.rows import INSERTS, Row, chunk, last_entry
from tests.bench.world import World, a_visit

BOOKS = {
    "audit": ("SELECT * FROM audit ORDER BY n DESC LIMIT 1", "INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?)"),
    "chain": ("SELECT * FROM chain WHERE own = 1", "INSERT OR REPLACE INTO chain VALUES (?,?,?,?,?)"),
    "state": ("SELECT * FROM state WHERE key = 'clock'", "INSERT OR REPLACE INTO state VALUES (?,?)"),
}
"""What a save writes beside log and tables: the row, and a bare statement that writes it."""


def saving(world: World, saves: int) -> Pair:
    """Each visit is saved by the service in one vault, and its rows are then committed barely in a copy of that vault."""
    with world.open(world.site) as site:
        _participant, course, volunteer = world.work(site)
    twin = world.folder / "twin" / "vault"
    shutil.copytree(world.site, twin)
    ours: list[float] = []
    bare: list[float] = []
    logged: list[str] = []
    with world.open(world.site) as site, world.open(twin) as other:
        for number in range(saves):
            ours.append(timed(_save(site, course, volunteer, number, logged)))
            with site.store.reading() as reading:
                rows = _rows_of(reading.connection)
            bare.append(timed(_commit(other, rows)))
    kept = slice(saves // 5, None)  # the first ones warm up
    return Pair("save a visit", "one bare commit of the same rows", _median(ours[kept]), _median(bare[kept]), 2.5)


def _save(site: house.OpenVault, course: str, volunteer: str, number: int, logged: list[str]) -> Callable[[], object]:
    """Every tenth corrects the visit before."""
    draft = a_visit(number, volunteer)
    if number % 10 == 9:
        return lambda: site.do.sessions.correct(logged[-1], draft)
    return lambda: logged.append(site.do.sessions.log(course, draft).id)


def _rows_of(connection: Connection) -> list[tuple[str, Row]]:
    """(statement, row) of everything that the last save wrote."""
    last = last_entry(connection)
    written = chunk(connection, last - 1, last).rows
    found = [(INSERTS[table], row) for table in INSERTS for row in written[table]]
    for query, statement in BOOKS.values():
        found += [(statement, tuple(row)) for row in connection.exec_driver_sql(query)]
    return found


def _commit(other: house.OpenVault, rows: list[tuple[str, Row]]) -> Callable[[], object]:
    """Through the driver alone: nothing between Python and SQLCipher."""

    def work() -> None:
        with other.store.engine.connect() as pooled, other.store.gate.open():
            raw = pooled.connection.driver_connection
            assert isinstance(raw, dbapi2.Connection)
            cursor = raw.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            for statement, row in rows:
                cursor.execute(statement, row)  # type: ignore[arg-type] # what SQLite itself gave out
            cursor.execute("COMMIT")

    return work


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]
