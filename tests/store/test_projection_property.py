"""The theorem of synchronisation, through SQL on a real encrypted file: the projection is what the oracle says of the set.

Every history is applied in two orders, with doublings, parts that come late, slices and small chunks; after every
slice of the first order each column of each row is compared with the oracle, and at the end the digests of both.
"""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from desktop.log.heads import heads
from desktop.models.tables.projected import PROJECTED
from desktop.store import derive, digest, logbook, projection, recompute, stubs
from desktop.store.engine import begin_immediate
from desktop.store.layout import Key
from tests.store import oracle
from tests.store.conftest import Opened
from tests.store.histories import SHAPE, STEPS, STRANGER, VAULTS, Arrival, Made, Step, arrivals, write

OWN = st.sampled_from((STRANGER, STRANGER, *(dev for _, dev in VAULTS)))
ORDER = st.integers(0, 10**6)
CHUNKS = st.sampled_from((1, 2, 5000))


def shown(connection: Connection) -> dict[Key, dict[str, oracle.Cell]]:
    """Every row of every projected table, all columns by name; read past SQLAlchemy, which takes most of the time."""
    driver = connection.connection.driver_connection
    assert driver is not None
    found: dict[Key, dict[str, oracle.Cell]] = {}
    for table in PROJECTED:
        cursor = driver.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the registry
        names = [column[0] for column in cursor.description]
        found |= {(table, row[0]): dict(zip(names, row, strict=True)) for row in cursor}
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


def replay(opened: Opened, slices: Sequence[Sequence[Arrival]], own: str, *, always: bool) -> str:
    """Apply in a transaction that is rolled back, checking after every slice (`always`) or the last; the digest."""
    with opened.engine.connect() as connection:
        begin_immediate(connection)
        replica = Replica(opened, connection, own)
        for slice_ in slices:
            replica.take(slice_)
            if always or slice_ is slices[-1]:
                replica.check()
        reached = digest.state_digest(connection)
        connection.rollback()
    return reached


def holds(opened: Opened, steps: Sequence[Step], own: str, orders: tuple[int, int], chunk: int) -> None:
    """The property itself."""
    history = write(steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "CHUNK", chunk)
        digests = {replay(opened, arrivals(history, seed), own, always=seed is orders[0]) for seed in orders}
    assert len(digests) == 1


def search(opened: Opened) -> None:
    """Look for a counterexample; the budget of examples is the same for the program as it is and for each planted bug."""

    @settings(max_examples=300, phases=(Phase.generate,))
    @given(STEPS, OWN, st.tuples(ORDER, ORDER), CHUNKS)
    def every_order(steps: list[Step], own: str, orders: tuple[int, int], chunk: int) -> None:
        holds(opened, steps, own, orders, chunk)

    every_order()


def test_every_order_gives_what_the_oracle_says(opened: Opened) -> None:
    search(opened)


def _a_missing_head_is_overlooked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(projection, "names_all", lambda _change, _present: True)


def _a_refused_put_loses_its_edges(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recompute, "heads", lambda puts: heads([put for put in puts if not put.refused]))


def _rank_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recompute, "rank", lambda _table, _kind: 0)


def _a_late_put_revives_an_erased_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(projection, "ERASED", "no such state")


def _a_stub_outlives_what_named_it(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stubs.References, "_remove", lambda _self, _connection, _key: None)


def _a_verdict_moves_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recompute, "touched_by", lambda _connection, _hash: set())


def _the_undecided_count(patch: pytest.MonkeyPatch) -> None:
    changes = recompute._CHANGES.replace("a.reason IS NOT NULL", "0")
    patch.setattr(recompute, "_CHANGES", changes)


def _the_course_left_keeps_its_dates(patch: pytest.MonkeyPatch) -> None:
    whole = derive.Touched.changed
    patch.setattr(derive.Touched, "changed", lambda self, layout, _old, new: whole(self, layout, None, new))


def _a_part_that_came_late_is_folded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(logbook, "_fill", lambda _connection, _id, _item: ())


PLANTED: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    _a_missing_head_is_overlooked,
    _a_refused_put_loses_its_edges,
    _rank_is_ignored,
    _a_late_put_revives_an_erased_row,
    _a_stub_outlives_what_named_it,
    _a_verdict_moves_nothing,
    _the_undecided_count,
    _the_course_left_keeps_its_dates,
    _a_part_that_came_late_is_folded,
)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_bug_is_found(opened: Opened, plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search, the same budget: it fails as soon as the program is wrong."""
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        search(opened)
