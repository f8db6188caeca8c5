"""The status of a course as SQL is the status of the rules, over random histories in real tables."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert, select, update

from desktop.figures.status_sql import COURSE, status_on
from desktop.models.rows.domain import Consent, Course, Match, Movement, Pause, ProgrammeRow, Session
from desktop.models.rows.fields import MOVEMENTS
from desktop.models.tables.projected import METADATA, PROJECTED
from desktop.rules import status as rules
from desktop.rules.clocks import STANDARD, Intervals
from desktop.rules.programmes import of_rows

T = TypeVar("T")
START = date(2023, 10, 28)
AWAY = (*range(9), 31, 35, 95, 366, 367, 371, 397, 550, 555, 760, 1000)
DAYS = st.sampled_from(AWAY).map(lambda days: START + timedelta(days=days))
SOON = st.integers(0, 6).map(lambda days: START + timedelta(days=days))
"""Events mostly lie close together, so that they meet, and the day that is asked about anywhere."""
MAYBE = st.one_of(SOON, SOON, DAYS, st.none())
RARE = st.integers(0, 7).flatmap(lambda told: st.none() if told else DAYS)
FURTHER = ProgrammeRow("1", "CHESS", "Skak", "Chess", "mentoring", "transition", months_from_start=3, ends_on_transfer=True)
KNOWN = of_rows((FURTHER,))
LIVELY = Intervals(end_months=4, transition_days=5)
COURSES = st.builds(
    Course,
    id=st.just(""),
    participant=st.sampled_from(["p", "q"]),
    programme=st.sampled_from([*KNOWN, "UNKNOWN"]),
    referred_on=st.sampled_from([None, START, START, START + timedelta(days=3)]),
    staff_approval_on=MAYBE,
    leader_approval_on=MAYBE,
    ended_on=RARE,
    declined_on=RARE,
    withdrawn_on=RARE,
    extended_to=RARE,
)
CONSENTS = st.builds(
    Consent,
    id=st.just(""),
    participant=st.sampled_from(["p", "q"]),
    purpose=st.sampled_from(["processing", "processing", "transfer"]),
    given_on=MAYBE,
    withdrawn_on=MAYBE,
)
OF = st.sampled_from(["0", "1", "2"])
MATCHES = st.builds(Match, id=st.just(""), course=OF, volunteer=st.just("v"), from_on=MAYBE, to_on=MAYBE)
PAUSES = st.builds(Pause, id=st.just(""), course=OF, from_on=MAYBE, to_on=MAYBE)
MOVES = st.builds(
    Movement, id=st.just(""), participant=st.sampled_from(["p", "q"]), kind=st.sampled_from([*MOVEMENTS[:4], *MOVEMENTS]), moved_on=MAYBE
)
HELD = st.tuples(OF, st.one_of(SOON, DAYS), st.sampled_from(["held", "held_short", "planned", "unknown"]))
STATES = st.sampled_from(["live", "live", "live", "stub"])
Stated = list[tuple[T, str]]
"""Rows with their states."""


def some(rows: st.SearchStrategy[T], most: int = 4) -> st.SearchStrategy[Stated[T]]:
    return st.lists(st.tuples(rows, STATES), max_size=most)


def _cells(row: object) -> dict[str, object]:
    """The fields of a row as the table keeps them."""
    cells = {one.name: getattr(row, one.name) for one in fields(row)}  # type: ignore[arg-type] # every row here is a dataclass
    return {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in cells.items()}


def _fill(connection: Connection, table: str, rows: Iterable[tuple[object, str]]) -> None:
    columns = PROJECTED[table].c
    for number, (row, state) in enumerate(rows):
        cells = {name: cell for name, cell in _cells(row).items() if name in columns}
        connection.execute(insert(PROJECTED[table]), {**cells, "id": str(number), "state": state})


def _live(rows: Stated[T]) -> list[T]:
    return [row for row, state in rows if state == "live"]


def _with_held(course: Course, held: list[date]) -> Course:
    return replace(course, first_held=min(held, default=None), last_held=max(held, default=None))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    yield made
    made.dispose()


@settings(max_examples=200)
@given(
    st.lists(COURSES, min_size=1, max_size=3),
    some(CONSENTS),
    some(MATCHES),
    some(PAUSES, 3),
    some(MOVES, 5),
    st.lists(HELD, max_size=6),
    DAYS,
    st.sampled_from([STANDARD, LIVELY]),
)
def test_sql_and_rules_agree(  # noqa: PLR0917 - one argument a table
    engine: Engine,
    courses: list[Course],
    consents: Stated[Consent],
    matches: Stated[Match],
    pauses: Stated[Pause],
    moves: Stated[Movement],
    sessions: list[tuple[str, date, str]],
    day: date,
    intervals: Intervals,
) -> None:
    known = [replace(course, id=str(number)) for number, course in enumerate(courses)]
    held = {one.id: [on for of, on, outcome in sessions if of == one.id and outcome in {"held", "held_short"}] for one in known}
    with engine.connect() as connection:  # rolled back when it is left
        _fill(connection, "course", ((course, "live") for course in known))
        for one in known:
            first, last = min(held[one.id], default=None), max(held[one.id], default=None)
            derived = {"d_first_held": first and first.isoformat(), "d_last_held": last and last.isoformat()}
            connection.execute(update(PROJECTED["course"]).where(COURSE.id == one.id).values(derived))
        _fill(connection, "session", ((Session("", of, on, outcome=outcome), "live") for of, on, outcome in sessions))
        for table, rows in (("consent", consents), ("match", matches), ("pause", pauses), ("movement", moves)):
            _fill(connection, table, cast("Stated[object]", rows))
        expression = status_on(day, intervals, KNOWN)
        found = dict(cast("list[tuple[str, str]]", connection.execute(select(COURSE.id, expression)).all()))
    for course in known:
        facts = rules.dates_of(
            _with_held(course, held[course.id]),
            _live(consents),
            _live(matches),
            _live(pauses),
            _live(moves),
            held=held[course.id],
            known=KNOWN,
        )
        assert found[course.id] == rules.status_on(facts, day, intervals)
