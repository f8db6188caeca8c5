"""When what is kept must go, and never before its time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.configuration import DEFAULT, Configuration, Said
from desktop.rules.retention import (
    Due,
    Kept,
    audit_before,
    cases,
    course_due,
    note_due,
    volunteer_due,
    warned_from,
    year_to_close,
    year_to_warn_of,
)

DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("kept", "due"),
    [
        (Kept("c", "p", "VISITING", date(2026, 1, 31)), date(2026, 4, 30)),
        (Kept("c", "p", "VISITING", date(2026, 1, 31), approved=True), None),
        (Kept("c", "p", "VISITING", None), None),
        (Kept("c", "p", "VISITING", date(2026, 1, 1), last_held=date(2026, 2, 1)), None),
        (Kept("c", "p", "KICKSTART", date(2026, 1, 1), declined_on=date(2026, 1, 10)), date(2026, 4, 10)),
        (Kept("c", "p", "VISITING", date(2024, 1, 1), approved=True, ended_on=date(2025, 6, 1)), date(2026, 6, 1)),
        (Kept("c", "p", "PRIMUS_MOTOR", date(2024, 1, 1), approved=True, ended_on=date(2025, 6, 1)), date(2027, 6, 1)),
        (Kept("c", "p", "VISITING", approved=True, ended_on=date(2025, 1, 10), last_held=date(2025, 1, 9)), date(2026, 3, 31)),
        (Kept("c", "p", "VISITING", approved=True, ended_on=date(2025, 6, 1), last_held=date(2025, 5, 9)), date(2026, 6, 1)),
        (Kept("c", "p", "VISITING", declined_on=date(2025, 6, 1), last_held=date(2025, 5, 9)), date(2026, 3, 31)),
    ],
)
def test_each_kind_of_course_has_its_own_time(kept: Kept, due: date | None) -> None:
    assert course_due(kept, DEFAULT) == due


def test_a_person_goes_with_the_last_course_and_an_earlier_one_alone() -> None:
    first = Kept("1", "p", "VISITING", approved=True, ended_on=date(2023, 1, 1))
    last = Kept("2", "p", "PRIMUS_MOTOR", approved=True, ended_on=date(2024, 1, 1))
    assert cases((first, last), DEFAULT) == (Due(date(2024, 1, 1), "course", "1", "p"), Due(date(2026, 1, 1), "participant", "p", "p"))


def test_while_one_course_goes_on_the_person_stays() -> None:
    first = Kept("1", "p", "VISITING", approved=True, ended_on=date(2023, 1, 1))
    assert cases((first, Kept("2", "p", "PRIMUS_MOTOR", approved=True)), DEFAULT) == (Due(date(2024, 1, 1), "course", "1", "p"),)
    assert cases((Kept("2", "p", "PRIMUS_MOTOR", approved=True),), DEFAULT) == ()


def test_two_courses_of_one_day_go_with_the_person() -> None:
    kept = [Kept(id_, "p", "VISITING", approved=True, ended_on=date(2023, 1, 1)) for id_ in "12"]
    assert cases(kept, DEFAULT) == (Due(date(2024, 1, 1), "participant", "p", "p"),)


def test_under_a_legal_hold_nothing_goes() -> None:
    kept = [Kept(who, who, "VISITING", approved=True, ended_on=date(2023, 1, 1)) for who in "ab"]
    assert [due.subject for due in cases(kept, DEFAULT, frozenset("a"))] == ["b"]


def test_a_note_is_kept_for_90_days() -> None:
    assert note_due(date(2026, 1, 1), DEFAULT, DAY) == date(2026, 4, 2)


def test_volunteers_audit_and_warning() -> None:
    assert volunteer_due(date(2024, 1, 31), None, DEFAULT) == date(2026, 1, 31)
    assert volunteer_due(date(2024, 1, 31), date(2025, 12, 1), DEFAULT) == date(2026, 3, 31)
    assert audit_before(DAY, DEFAULT) == date(2021, 3, 20)
    assert warned_from(date(2026, 4, 19), DEFAULT, DAY) == DAY


def test_the_periods_are_those_of_the_day_on_which_the_course_ended() -> None:
    known = Configuration([Said("retention.visiting_months", date(2026, 1, 1), "6")])
    before, after = (Kept("c", "p", "VISITING", approved=True, ended_on=day) for day in (date(2025, 12, 1), date(2026, 2, 1)))
    assert (course_due(before, known), course_due(after, known)) == (date(2026, 12, 1), date(2026, 8, 1))


@pytest.mark.parametrize(
    ("today", "closed", "must", "warned"),
    [
        (date(2026, 3, 30), (), 2024, 2025),
        (date(2026, 3, 30), (2024,), None, 2025),
        (date(2026, 3, 31), (2024,), 2025, 2025),
        (date(2026, 3, 31), (2025,), None, None),
        (date(2026, 2, 28), (2024,), None, None),
    ],
)
def test_a_year_is_closed_before_its_base_goes(today: date, closed: tuple[int, ...], must: int | None, warned: int | None) -> None:
    assert year_to_close(today, closed) == must
    assert year_to_warn_of(today, closed) == warned


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 2000),
    st.sampled_from(["VISITING", "KICKSTART", "STUDY_FREE"]),
)
def test_never_before_31_march_after_the_year_of_the_last_visit(last_held: date, later: int, programme: str) -> None:
    ended = last_held + timedelta(days=later)
    due = course_due(Kept("c", "p", programme, approved=True, ended_on=ended, last_held=last_held), DEFAULT)
    assert due is not None
    assert due >= date(last_held.year + 1, 3, 31)
    assert due > ended
