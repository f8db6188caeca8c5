"""Letter and visit control, counted by month."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.models.rows.domain import Course
from desktop.models.rows.groups import Restriction
from desktop.rules.findings import Finding
from desktop.rules.restrictions import MonthCount, count, findings, median_tenths, months_to_count

MARCH = date(2025, 3, 1)
COURSE = Course("c", "p", "VISITING", "s", date(2025, 1, 1), first_held=date(2025, 2, 1))
CONTROL = Restriction("r", "p", "CONTROLLED", date(2025, 2, 20))


def test_a_month_counts_the_courses_that_had_begun_and_not_ended() -> None:
    courses = [
        COURSE,
        replace(COURSE, id="new", participant="n", first_held=date(2025, 3, 31)),
        replace(COURSE, id="later", participant="l", first_held=date(2025, 4, 1)),
        replace(COURSE, id="never", participant="v", first_held=None),
        replace(COURSE, id="over", participant="o", ended_on=date(2025, 2, 28)),
        replace(COURSE, id="ends", participant="e", ended_on=MARCH),
    ]
    assert count(MARCH, courses, [], {"n", "l"}) == MonthCount(3, 0, 1, 0, None)


def test_under_control_is_who_was_so_on_a_day_of_the_month() -> None:
    second = replace(COURSE, id="d", programme="KICKSTART")
    assert count(MARCH, [COURSE, second], [CONTROL], {"p"}) == MonthCount(2, 2, 2, 2, 400)
    for other in (
        replace(CONTROL, kind="VISIT_BAN"),
        replace(CONTROL, from_on=date(2025, 4, 1)),
        replace(CONTROL, to_on=date(2025, 2, 28)),
        replace(CONTROL, from_on=None),
        replace(CONTROL, participant="q"),
    ):
        assert count(MARCH, [COURSE], [other], set()) == MonthCount(1, 0, 0, 0, None)
    assert count(MARCH, [COURSE], [replace(CONTROL, to_on=MARCH)], set()).median_tenths == 100
    assert count(MARCH, [COURSE], [CONTROL, replace(CONTROL, id="q", from_on=date(2025, 3, 30))], set()).median_tenths == 400


@pytest.mark.parametrize(("days", "tenths"), [((), None), ((7,), 70), ((7, 8), 75), ((1, 9, 2), 20), ((4, 1, 2, 3), 25)])
def test_the_median_is_the_mean_of_the_two_in_the_middle(days: tuple[int, ...], tenths: int | None) -> None:
    assert median_tenths(days) == tenths


def test_months_are_counted_once_they_are_over_and_anew_for_a_year() -> None:
    today = date(2025, 5, 3)
    assert list(months_to_count([CONTROL, replace(CONTROL, from_on=None)], (), today)) == ["2025-02", "2025-03", "2025-04"]
    assert list(months_to_count([], (), today)) == []
    assert list(months_to_count([], ("2025-04",), today)) == ["2025-04"]
    old = replace(CONTROL, from_on=date(2024, 3, 9))
    counted = ("2024-03", "2024-04", "2024-05")
    assert next(months_to_count([old], (), today)) == "2024-03"
    assert next(months_to_count([old], counted, today)) == "2024-05"
    assert list(months_to_count([old], counted[:1], today))[:2] == ["2024-04", "2024-05"]
    assert list(months_to_count([replace(CONTROL, from_on=today)], (), today)) == []


def test_two_kinds_at_once_and_ends_before_beginnings_are_found() -> None:
    ban = Restriction("b", "p", "VISIT_BAN", date(2025, 3, 1))
    assert findings([CONTROL, ban]) == (Finding("two_restrictions", ("b", "r")),)
    assert findings([ban, replace(CONTROL, to_on=date(2025, 3, 1))]) == (Finding("two_restrictions", ("b", "r")),)
    assert findings([replace(CONTROL, to_on=date(2025, 2, 28)), ban]) == ()
    assert findings([CONTROL, replace(ban, participant="q"), replace(ban, id="x", from_on=None)]) == ()
    assert findings([replace(ban, to_on=date(2025, 2, 1)), CONTROL]) == (Finding("end_before_start", ("b",)),)
