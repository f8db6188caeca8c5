"""Clocks: planned ends, warnings, silence, and where a participant is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import StayForbids
from desktop.models.rows.domain import Movement
from desktop.models.rows.fields import MOVEMENTS
from desktop.rules import clocks
from desktop.rules.clocks import STANDARD, STAYS, Intervals, Stay
from desktop.rules.configuration import DEFAULT, Configuration, Said
from desktop.rules.dates import add_months, latest_start
from desktop.rules.programmes import BUILT_IN

PRIMUS, KICKSTART, VISITING, FREE = (BUILT_IN[code] for code in ("PRIMUS_MOTOR", "KICKSTART", "VISITING", "STUDY_FREE"))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MAYBE = st.none() | DAYS
MONTHS = st.integers(0, 60)
D = date(2025, 3, 15)
DAY = timedelta(days=1)


def move(kind: str, on: date | None = D) -> Movement:
    return Movement(kind, "p", kind, on)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 8, 31), 18, date(2026, 2, 28)),
        (date(2022, 8, 31), 18, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (D, 0, D),
    ],
)
def test_months_are_clamped_to_the_end_of_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(DAYS, MONTHS)
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    then = add_months(day, months)
    assert then.year * 12 + then.month == day.year * 12 + day.month + months
    assert then.day == day.day or ((then + DAY).day == 1 and then.day < day.day)


@given(DAYS, MONTHS)
def test_the_latest_start_is_the_greatest_day_that_is_over_by_then(day: date, months: int) -> None:
    start = latest_start(day, months)
    assert add_months(start, months) <= day < add_months(start + DAY, months) or (months == 0 and start == day)


@given(MAYBE, MAYBE)
def test_primus_motor_ends_with_the_earlier_of_its_clocks(first: date | None, released: date | None) -> None:
    end = clocks.planned_end(PRIMUS, first, released)
    ends = [add_months(first, 18)] if first else []
    ends += [add_months(released, 12)] if released else []
    assert end == (min(ends) if ends else None)


@given(MAYBE, MAYBE, DAYS)
def test_headquarters_puts_an_end_off_and_never_forward(first: date | None, released: date | None, to: date) -> None:
    before, after = clocks.planned_end(PRIMUS, first, released), clocks.planned_end(PRIMUS, first, released, to)
    assert after == (None if before is None else max(before, to))


@given(DAYS, MAYBE)
def test_kickstart_ends_a_year_after_the_release_and_at_no_other_time(first: date, released: date | None) -> None:
    assert clocks.planned_end(KICKSTART, first, released) == (None if released is None else add_months(released, 12))


@given(DAYS, MAYBE, MAYBE)
def test_visiting_ends_on_the_day_of_the_release_whatever_was_extended(first: date, released: date | None, to: date | None) -> None:
    assert clocks.planned_end(VISITING, first, released, to) == released
    assert clocks.planned_end(FREE, first, released, to) is None


@given(DAYS, DAYS)
def test_a_person_is_warned_three_months_before_and_until_the_end(end: date, day: date) -> None:
    assert clocks.warned(end, day) is (add_months(end, -3) <= day < end)
    assert not clocks.warned(None, day)


@given(DAYS, st.integers(0, 800).map(timedelta))
def test_the_leader_is_asked_after_42_days_and_the_course_ends_after_12_months(heard: date, since: timedelta) -> None:
    day = heard + since
    assert clocks.asks(heard, day) is (since.days >= 42)
    assert clocks.is_silent(heard, day) is (day >= add_months(heard, 12))
    assert clocks.asks(heard, day) or not clocks.is_silent(heard, day)


def test_the_passage_to_freedom_is_the_release_and_thirty_days() -> None:
    assert [clocks.in_transition(D, D + timedelta(days=days)) for days in (-1, 0, 30, 31)] == [False, True, True, False]


def test_headquarters_sets_the_intervals_by_day() -> None:
    assert clocks.intervals_on(DEFAULT, D) == STANDARD
    later = Configuration((Said("course.ask_days", D, "21"), Said("course.end_months", D, "6")))
    assert clocks.intervals_on(later, D) == Intervals(ask_days=21, end_months=6)
    assert clocks.intervals_on(later, D - DAY) == STANDARD


@pytest.mark.parametrize(
    ("moves", "stay"),
    [
        ((), Stay.HERE),
        ((move("released", D + DAY),), Stay.HERE),
        ((move("released", None),), Stay.HERE),
        ((move("sung"),), Stay.HERE),
        ((move("gone"),), Stay.GONE),
        ((move("gone"), move("returned")), Stay.HERE),
        ((move("gone"), move("transferred")), Stay.HERE),
        ((move("returned", D - DAY), move("gone")), Stay.GONE),
        ((move("gone", D - DAY), move("released")), Stay.RELEASED),
        ((move("released", D - DAY), move("returned")), Stay.HERE),
        ((move("died", D - DAY), move("returned")), Stay.DEAD),
    ],
)
def test_where_somebody_is(moves: tuple[Movement, ...], stay: Stay) -> None:
    assert clocks.stay_on(moves, D) is stay


ALLOWED = {
    Stay.HERE: {"released", "transferred", "gone", "died"},
    Stay.GONE: {"released", "transferred", "returned", "died"},
    Stay.RELEASED: {"returned", "died"},
    Stay.DEAD: set[str](),
}


@pytest.mark.parametrize("stay", Stay)
@pytest.mark.parametrize("kind", MOVEMENTS)
def test_every_movement_from_everywhere_is_allowed_or_refused_with_a_reason(stay: Stay, kind: str) -> None:
    assert set(STAYS[stay]) == set(MOVEMENTS)
    if kind in ALLOWED[stay]:
        clocks.require_movement(stay, kind)
    else:
        with pytest.raises(StayForbids) as refused:
            clocks.require_movement(stay, kind)
        assert refused.value.arguments == {"reason": STAYS[stay][kind]}


@given(st.lists(st.builds(move, st.sampled_from(MOVEMENTS), MAYBE), max_size=6), MAYBE, DAYS)
def test_what_counts_for_a_course_lies_after_its_referral(moves: list[Movement], referred: date | None, day: date) -> None:
    found = clocks.counting(moves, referred, day)
    assert list(found) == sorted(found, key=lambda one: one.moved_on or date.min)
    for one in moves:
        counts = one.moved_on is not None and one.moved_on <= day and (referred is None or one.moved_on > referred)
        assert (one in found) is counts
    for kind in MOVEMENTS:
        known = [one.moved_on for one in found if one.kind == kind and one.moved_on]
        assert clocks.first_of(kind, found) == (min(known) if known else None)
