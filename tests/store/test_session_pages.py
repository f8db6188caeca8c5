"""The pages of the list of visits, put together, are the list; whatever it is sorted and filtered by, and while others save."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert

from desktop.models.rows.pages import Bounds, Key, Order
from desktop.models.tables.projected import METADATA, PROJECTED
from desktop.store.repositories import session_pages
from desktop.store.repositories.session_pages import Wanted

COURSES = {"c1": ("Ravn", "VISITING"), "c2": ("Birk", "KICKSTART"), "c3": ("", "VISITING"), None: ("", "")}
DAYS = ("2026-01-01", "2026-01-02", "2026-02-01", None)


@dataclass(frozen=True)
class Row:
    id: str
    course: str | None
    held_on: str | None
    outcome: str | None
    minutes: int | None
    volunteer: str | None


ROWS = st.builds(
    Row,
    st.integers(0, 999).map(lambda number: f"{number:032x}"),
    st.sampled_from(list(COURSES)),
    st.sampled_from(DAYS),
    st.sampled_from(("held", "cancelled_prison", None)),
    st.sampled_from((None, 30, 60)),
    st.sampled_from((None, "v1", "v2")),
)
LISTS = st.lists(ROWS, max_size=30, unique_by=lambda row: row.id)
ORDERS = st.builds(Order, st.sampled_from(sorted(session_pages.ORDERS)), st.booleans())
WANTED = st.builds(
    Wanted,
    st.sampled_from((None, None, date(2026, 1, 2))),
    st.sampled_from((None, None, date(2026, 1, 31))),
    st.sampled_from(((), ("held",), ("held", "cancelled_prison"))),
    st.sampled_from((None, ("c1", "c2"), ())),
    st.sampled_from(("", "VISITING")),
    st.sampled_from(("", "v1")),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    with made.begin() as connection:
        for course, (alias, programme) in COURSES.items():
            if course:
                _put(connection, "participant", f"p{course}", alias=alias or None)
                _put(connection, "course", course, participant=f"p{course}", programme=programme)
        _put(connection, "session", "stub", "stub", held_on="2026-01-01")
        _put(connection, "session", "gone", "gone")
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as opened:
        yield opened


def _put(connection: Connection, table: str, id_: str, state: str = "live", **columns: str | int | None) -> None:
    connection.execute(insert(PROJECTED[table]), {"id": id_, "state": state, **columns})


def _save(connection: Connection, rows: list[Row]) -> None:
    for row in rows:
        _put(connection, "session", row.id, course=row.course, held_on=row.held_on, outcome=row.outcome, minutes=row.minutes)
        if row.volunteer:
            _put(connection, "participation", row.id, session=row.id, volunteer=row.volunteer)


def _plain(rows: list[Row], wanted: Wanted, order: Order) -> list[str]:
    """The list by Python's own sort: what has no date or no alias comes last, whichever way; other unknown values are the least."""
    kept = [row for row in rows if _fits(row, wanted)]
    found = sorted(kept, key=lambda row: (_value(row, order.column), row.held_on or "", row.id), reverse=order.descending)
    if order.column in {"date", "alias"}:
        found.sort(key=lambda row: not _value(row, order.column))
    return [row.id for row in found]


def _value(row: Row, column: str) -> str | int:
    if column == "minutes":
        return -1 if row.minutes is None else row.minutes
    return {"date": row.held_on, "alias": COURSES[row.course][0], "outcome": row.outcome}[column] or ""


def _fits(row: Row, wanted: Wanted) -> bool:
    day = row.held_on and date.fromisoformat(row.held_on)
    return (
        (not wanted.from_on or bool(day and day >= wanted.from_on))
        and (not wanted.to_on or bool(day and day <= wanted.to_on))
        and (not wanted.outcomes or row.outcome in wanted.outcomes)
        and (wanted.courses is None or row.course in wanted.courses)
        and (not wanted.programme or COURSES[row.course][1] == wanted.programme)
        and (not wanted.volunteer or row.volunteer == wanted.volunteer)
    )


def _pages(connection: Connection, wanted: Wanted, order: Order, most: int, between: list[Row] | None = None) -> list[list[Key]]:
    """Page after page to the end; after the first, `between` is saved."""
    pages: list[list[Key]] = []
    after: Key | None = None
    while found := session_pages.keys(connection, wanted, order, Bounds(after, None, most)):
        pages.append(found)
        after = found[-1]
        if between:
            _save(connection, between)
            between = None
    return pages


def _ids(pages: list[list[Key]]) -> list[str]:
    return [str(key[-1]) for page in pages for key in page]


@given(LISTS, WANTED, ORDERS, st.integers(1, 7))
def test_the_pages_one_after_the_other_are_the_sorted_list(
    engine: Engine, rows: list[Row], wanted: Wanted, order: Order, most: int
) -> None:
    with engine.connect() as connection:
        _save(connection, rows)
        found = _ids(_pages(connection, wanted, order, most))
        assert found == _plain(rows, wanted, order)
        assert session_pages.count(connection, wanted, 100) == len(found)
        assert session_pages.count(connection, wanted, 2) == min(len(found), 2)


@given(LISTS, ORDERS, st.integers(1, 5), st.integers(0, 30))
def test_what_is_saved_between_two_pages_neither_repeats_nor_hides_a_row(
    engine: Engine, rows: list[Row], order: Order, most: int, early: int
) -> None:
    with engine.connect() as connection:
        _save(connection, rows[:early])
        pages = _pages(connection, Wanted(), order, most, rows[early:])
        found = _ids(pages)
        assert len(set(found)) == len(found)
        assert set(found) >= {row.id for row in rows[:early]}
        whole = _plain(rows, Wanted(), order)
        assert found == [id_ for id_ in whole if id_ in set(found)]
        again = [session_pages.keys(connection, Wanted(), order, Bounds(*ends, 99)) for ends in _ends(pages)]
        assert _ids(again) == whole or not pages


def _ends(pages: list[list[Key]]) -> list[tuple[Key | None, Key | None]]:
    """Between which keys each page lies, the first from the beginning and the last to the end."""
    lasts: list[Key | None] = [page[-1] for page in pages]
    return list(zip([None, *lasts], [*lasts[:-1], None], strict=False))


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(date(2026, 1, 1), date(2026, 1, 31))])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("after", [None, ("2026-01-02", "7" * 32)])
def test_by_date_a_page_walks_the_index_and_sorts_nothing(
    connection: Connection, wanted: Wanted, after: Key | None, *, descending: bool
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    noted = _Noting(connection, asked)
    session_pages.keys(noted, wanted, Order("date", descending), Bounds(after, None, 101))  # type: ignore[arg-type] # it only listens
    statement, values = asked[0]
    plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert "ix_session_held_on_id" in plan[0]
    assert not any("TEMP B-TREE" in step for step in plan)


class _Noting:
    """Stands before a connection and notes what is asked of it."""

    def __init__(self, connection: Connection, asked: list[tuple[str, tuple[object, ...]]]) -> None:
        self._connection = connection
        self._asked = asked

    def exec_driver_sql(self, statement: str, values: tuple[object, ...]) -> object:
        self._asked.append((statement, values))
        return self._connection.exec_driver_sql(statement, values)


def test_a_line_carries_what_its_course_says_and_who_came(connection: Connection) -> None:
    _put(connection, "volunteer", "v1", given="Vilma", family="Prøvesen")
    _save(connection, [Row("s1", "c1", "2026-01-01", "held", 60, "v1"), Row("s2", None, None, None, None, "v2")])
    found = session_pages.listed(connection, ["s1", "s2", "gone"])
    assert {id_: (one.alias, one.programme, one.session.minutes) for id_, one in found.items()} == {
        "s1": ("Ravn", "VISITING", 60),
        "s2": ("", "", None),
    }
    assert session_pages.who_came(connection, ["s1", "s2"]) == {"s1": (("v1", "Vilma Prøvesen"),), "s2": (("v2", ""),)}


def test_a_course_that_was_taken_away_says_nothing(connection: Connection) -> None:
    _put(connection, "course", "c9", "gone", participant="pc1", programme="VISITING")
    _save(connection, [Row("s1", "c9", "2026-01-01", "held", 60, None)])
    assert session_pages.listed(connection, ["s1"])["s1"].alias == ""
    assert session_pages.keys(connection, Wanted(programme="VISITING"), Order("date"), Bounds()) == []
