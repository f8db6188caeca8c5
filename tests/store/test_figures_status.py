"""The status of a course as SQL is the status of the rules, over random histories in real tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert, select

from desktop.figures.status_sql import COURSE, status_on
from desktop.models.rows.domain import Consent, Course, Match
from desktop.models.tables.projected import METADATA, PROJECTED
from desktop.rules import status as rules

START = date(2024, 12, 28)
DAYS = st.integers(0, 8).map(lambda days: START + timedelta(days=days))
MAYBE = st.none() | DAYS
COURSES = st.builds(
    Course,
    id=st.just(""),
    participant=st.sampled_from(["p", "q"]),
    staff_approval_on=MAYBE,
    leader_approval_on=MAYBE,
    ended_on=st.none() | MAYBE,
    first_held=st.none() | MAYBE,
)
CONSENTS = st.builds(
    Consent,
    id=st.just(""),
    participant=st.sampled_from(["p", "q"]),
    purpose=st.sampled_from(["processing", "processing", "transfer"]),
    given_on=MAYBE,
    withdrawn_on=MAYBE,
)
MATCHES = st.builds(Match, id=st.just(""), course=st.sampled_from(["0", "1", "2"]), volunteer=st.just("v"), from_on=MAYBE, to_on=MAYBE)
STATES = st.sampled_from(["live", "live", "live", "stub"])


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _fill(connection: Connection, courses: list[Course], consents: list[tuple[Consent, str]], matches: list[tuple[Match, str]]) -> None:
    for number, course in enumerate(courses):
        row = {
            "id": str(number),
            "state": "live",
            "participant": course.participant,
            "staff_approval_on": _text(course.staff_approval_on),
            "leader_approval_on": _text(course.leader_approval_on),
            "ended_on": _text(course.ended_on),
            "d_first_held": _text(course.first_held),
        }
        connection.execute(insert(PROJECTED["course"]), row)
    for number, (consent, state) in enumerate(consents):
        facts = {"participant": consent.participant, "purpose": consent.purpose}
        dates = {"given_on": _text(consent.given_on), "withdrawn_on": _text(consent.withdrawn_on)}
        connection.execute(insert(PROJECTED["consent"]), {"id": str(number), "state": state, **facts, **dates})
    for number, (match, state) in enumerate(matches):
        pair = {"course": match.course, "volunteer": match.volunteer}
        dates = {"from_on": _text(match.from_on), "to_on": _text(match.to_on)}
        connection.execute(insert(PROJECTED["match"]), {"id": str(number), "state": state, **pair, **dates})


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    yield made
    made.dispose()


@settings(max_examples=150)
@given(
    st.lists(COURSES, min_size=1, max_size=3),
    st.lists(st.tuples(CONSENTS, STATES), max_size=4),
    st.lists(st.tuples(MATCHES, STATES), max_size=4),
    DAYS,
)
def test_sql_and_rules_agree(
    engine: Engine, courses: list[Course], consents: list[tuple[Consent, str]], matches: list[tuple[Match, str]], day: date
) -> None:
    with engine.connect() as connection:  # rolled back when it is left
        _fill(connection, courses, consents, matches)
        found = dict(cast("list[tuple[str, str]]", connection.execute(select(COURSE.id, status_on(day))).all()))
    live_consents = [consent for consent, state in consents if state == "live"]
    for number, course in enumerate(courses):
        live_matches = [match for match, state in matches if state == "live" and match.course == str(number)]
        facts = rules.dates_of(course, live_consents, [Match("", "", "", match.from_on, match.to_on) for match in live_matches])
        assert found[str(number)] == rules.status_on(facts, day)
