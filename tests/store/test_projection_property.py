"""The theorem of synchronisation, through SQL on a real encrypted file: the projection is what the oracle says of the set.

Every history is applied in two orders, with doublings, parts that come late, slices and small chunks; after every
slice of the first order each column of each row is compared with the oracle, and at the end the digests of both.
"""

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from desktop.errors import MalformedEntry
from desktop.log.heads import Put
from desktop.models.rows.registry import TABLES, references
from desktop.models.tables.projected import DERIVED, PROJECTED
from desktop.store import derive, digest, logbook, projection, recompute, stubs
from desktop.store.engine import begin_immediate
from desktop.store.layout import Key, Layout, Row
from tests.store import oracle
from tests.store.conftest import Opened
from tests.store.histories import SHAPE, STEPS, STRANGER, VAULTS, Arrival, Made, Step, arrivals, write

OWN = st.sampled_from((STRANGER, STRANGER, *(dev for _, dev in VAULTS)))
ORDER = st.integers(0, 10**6)
CHUNKS = st.sampled_from((1, 2, 5000))


def shown(connection: Connection) -> dict[Key, dict[str, oracle.Cell]]:
    """Every row of every projected table, all columns by name."""
    found: dict[Key, dict[str, oracle.Cell]] = {}
    for table in PROJECTED:
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings():
            found[table, row["id"]] = dict(row)
    return found


class Replica:
    """One vault to which a history arrives; what it did is rolled back at the end."""

    def __init__(self, opened: Opened, connection: Connection, own: str) -> None:
        self._opened = opened
        self._connection = connection
        self._own = own
        self._parts: dict[bytes, tuple[Made, frozenset[int]]] = {}

    def take(self, slice_: Sequence[Arrival]) -> None:
        logged = logbook.add(self._connection, [arrival.incoming for arrival in slice_])
        projection.apply(self._connection, logged, self._own, self._opened.gate)
        for arrival in slice_:
            made, places = arrival.made, frozenset(range(len(arrival.made.parts))) - arrival.withheld
            known = self._parts.get(made.incoming.hash, (made, frozenset()))[1]
            self._parts[made.incoming.hash] = (made, known | places)

    def check(self) -> None:
        """Every column as the oracle has it."""
        entries = [made.known(places) for made, places in self._parts.values()]
        expected = oracle.World(SHAPE, entries, self._own).columns()
        actual = shown(self._connection)
        assert actual.keys() == expected.keys()
        for key, cells in expected.items():
            assert actual[key] == cells, key


def replay(opened: Opened, slices: Sequence[Sequence[Arrival]], own: str) -> str:
    """Apply in a transaction that is rolled back, checking after every slice; the digest."""
    with opened.engine.connect() as connection:
        begin_immediate(connection)
        replica = Replica(opened, connection, own)
        for slice_ in slices:
            replica.take(slice_)
            replica.check()
        reached = digest.state_digest(connection)
        connection.rollback()
    return reached


def holds(opened: Opened, steps: Sequence[Step], own: str, orders: tuple[int, int], chunk: int) -> None:
    """The property itself."""
    history = write(steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "CHUNK", chunk)
        digests = {replay(opened, arrivals(history, seed), own) for seed in orders}
    assert len(digests) == 1


def test_every_order_gives_what_the_oracle_says(opened: Opened) -> None:
    @settings(max_examples=300, phases=(Phase.generate,))
    @given(STEPS, OWN, st.tuples(ORDER, ORDER), CHUNKS)
    def every_order(steps: list[Step], own: str, orders: tuple[int, int], chunk: int) -> None:
        holds(opened, steps, own, orders, chunk)

    every_order()
