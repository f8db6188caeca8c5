"""The status of a course follows from its dated events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.rows.domain import Consent, Course, Match, Movement, Pause, ProgrammeRow
from desktop.models.rows.fields import MOVEMENTS
from desktop.rules import status as rules
from desktop.rules.clocks import Intervals
from desktop.rules.programmes import BUILT_IN, of_rows
from desktop.rules.status import ONGOING, OVER, RULE, WAITING, WORDS, CourseDates, Period, Status, dates_of, has_basis, open_on, status_on

D = date(2025, 3, 15)
EARLIER, LATER = D - timedelta(days=1), D + timedelta(days=1)
READY = {"staff_approval_on": EARLIER, "leader_approval_on": D, "basis": (Period(EARLIER),), "matches": (Period(D),)}
PRIMUS, KICKSTART, INSIDE = (BUILT_IN[code] for code in ("PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE"))


def days(number: int) -> date:
    return D - timedelta(days=number)


def _dates(**changed: object) -> CourseDates:
    return CourseDates(**{**READY, **changed})  # type: ignore[arg-type]  # a test's shorthand: each name is a field of CourseDates


def _held(*on: date, **changed: object) -> CourseDates:
    return _dates(held=on, referred_on=date(2020, 1, 1), **changed)


def move(kind: str, on: date = D) -> Movement:
    return Movement(f"{kind}/{on}", "p", kind, on)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (CourseDates(), Status.REFERRED),
        (CourseDates(staff_approval_on=LATER, leader_approval_on=LATER), Status.REFERRED),
        (CourseDates(staff_approval_on=D), Status.AWAITING_APPROVAL),
        (CourseDates(leader_approval_on=D, staff_approval_on=LATER), Status.AWAITING_APPROVAL),
        (CourseDates(staff_approval_on=D, leader_approval_on=EARLIER), Status.APPROVED),
        (_dates(), Status.SETTING_UP),
        (_dates(basis=()), Status.APPROVED),
        (_dates(basis=(Period(LATER),)), Status.APPROVED),
        (_dates(basis=(Period(EARLIER, D),)), Status.APPROVED),
        (_dates(basis=(Period(EARLIER, LATER),)), Status.SETTING_UP),
        (_dates(basis=(Period(EARLIER, D), Period(D))), Status.SETTING_UP),
        (_dates(matches=()), Status.APPROVED),
        (_dates(matches=(Period(LATER),)), Status.APPROVED),
        (_dates(matches=(Period(EARLIER, EARLIER),)), Status.APPROVED),
        (_dates(matches=(Period(EARLIER, D),)), Status.SETTING_UP),
        (_dates(matches=(Period(None),)), Status.APPROVED),
        (_held(LATER), Status.SETTING_UP),
        (_held(D), Status.ACTIVE),
        (CourseDates(held=(D,)), Status.ACTIVE),
        (_held(EARLIER, matches=()), Status.ACTIVE),
        (_held(EARLIER, ended_on=LATER), Status.ACTIVE),
        (_held(EARLIER, ended_on=D), Status.ENDED),
        (CourseDates(ended_on=EARLIER), Status.ENDED),
    ],
)
def test_status_on_a_day(facts: CourseDates, status: Status) -> None:
    assert status_on(facts, D) is status


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (_dates(declined_on=D), Status.DECLINED),
        (_dates(declined_on=LATER), Status.SETTING_UP),
        (_dates(withdrawn_on=D), Status.WITHDRAWN),
        (_dates(declined_on=D, withdrawn_on=D), Status.DECLINED),
        (_dates(declined_on=EARLIER, ended_on=D, movements=(move("released"),)), Status.DECLINED),
        (_held(D, declined_on=EARLIER), Status.ACTIVE),
        (_held(LATER, withdrawn_on=EARLIER), Status.WITHDRAWN),
    ],
)
def test_what_was_declined_or_called_back_stays_so_unless_something_was_held(facts: CourseDates, status: Status) -> None:
    assert status_on(facts, D) is status


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (_held(EARLIER, movements=(move("released"),)), Status.ENDED),
        (_held(EARLIER, movements=(move("released", LATER),)), Status.ACTIVE),
        (_held(EARLIER, movements=(move("transferred"),)), Status.ENDED),
        (_held(EARLIER, movements=(move("released"), move("returned", LATER))), Status.ENDED),
        (_dates(movements=(move("released"),)), Status.ENDED),
        (_dates(referred_on=D, movements=(move("released"), move("transferred"), move("gone"))), Status.SETTING_UP),
        (_held(EARLIER, programme=INSIDE, movements=(move("released"),)), Status.ENDED),
        (_held(EARLIER, programme=INSIDE, movements=(move("transferred"),)), Status.ACTIVE),
        (_held(EARLIER, programme=KICKSTART, movements=(move("transferred"),)), Status.ACTIVE),
        (_held(EARLIER, programme=KICKSTART, movements=(move("died"),)), Status.ENDED),
        (_held(EARLIER, programme=KICKSTART, movements=(move("died", EARLIER), move("returned"))), Status.ENDED),
    ],
)
def test_what_a_movement_ends(facts: CourseDates, status: Status) -> None:
    assert status_on(facts, D) is status


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (_held(EARLIER, movements=(move("gone"),)), Status.PAUSED),
        (_held(EARLIER, movements=(move("gone"), move("returned"))), Status.ACTIVE),
        (_held(EARLIER, movements=(move("gone", EARLIER), move("returned", EARLIER), move("gone"))), Status.PAUSED),
        (_held(EARLIER, programme=KICKSTART, movements=(move("gone", EARLIER), move("transferred"))), Status.ACTIVE),
        (_held(EARLIER, programme=KICKSTART, movements=(move("gone", EARLIER), move("released"))), Status.TRANSITION),
        (CourseDates(movements=(move("gone"),)), Status.PAUSED),
        (_held(EARLIER, pauses=(Period(D),)), Status.PAUSED),
        (_held(EARLIER, pauses=(Period(EARLIER, D),)), Status.ACTIVE),
        (_held(EARLIER, pauses=(Period(EARLIER, LATER),)), Status.PAUSED),
        (_held(EARLIER, pauses=(Period(LATER),)), Status.ACTIVE),
        (_held(EARLIER, pauses=(Period(None),)), Status.ACTIVE),
        (_held(EARLIER, pauses=(Period(D),), ended_on=D), Status.ENDED),
        (_held(days(900), pauses=(Period(days(800)),)), Status.PAUSED),
    ],
)
def test_what_pauses(facts: CourseDates, status: Status) -> None:
    assert status_on(facts, D) is status


@pytest.mark.parametrize(
    ("released", "status"),
    [
        (D, Status.TRANSITION),
        (days(30), Status.TRANSITION),
        (days(31), Status.FOLLOW_UP),
        (date(2024, 3, 16), Status.FOLLOW_UP),
        (date(2024, 3, 15), Status.ENDED),
    ],
)
def test_after_the_release_come_the_passage_to_freedom_the_follow_up_and_the_end(released: date, status: Status) -> None:
    assert status_on(_held(days(500), programme=KICKSTART, movements=(move("released", released),)), D) is status


def test_only_what_has_begun_passes_to_freedom() -> None:
    assert status_on(_dates(programme=KICKSTART, movements=(move("released"),)), D) is Status.SETTING_UP


def test_a_programme_may_have_one_of_the_stages_or_none() -> None:
    known = of_rows(
        ProgrammeRow(str(number), code, family="mentoring", stages=stages)
        for number, (code, stages) in enumerate((("FIRST", "transition"), ("SECOND", "follow_up"), ("NONE", "")))
    )
    for code, soon, late in (
        ("FIRST", Status.TRANSITION, Status.ACTIVE),
        ("SECOND", Status.FOLLOW_UP, Status.FOLLOW_UP),
        ("NONE", Status.ACTIVE, Status.ACTIVE),
    ):
        facts = _held(days(60), programme=known[code], movements=(move("released", days(50)),))
        assert (status_on(facts, days(40)), status_on(facts, D)) == (soon, late)


@pytest.mark.parametrize(
    ("first", "extended", "status"),
    [
        (date(2023, 9, 16), None, Status.ACTIVE),
        (date(2023, 9, 15), None, Status.ENDED),
        (date(2023, 9, 15), LATER, Status.ACTIVE),
        (date(2023, 9, 15), D, Status.ENDED),
    ],
)
def test_primus_motor_ends_eighteen_months_after_the_first_session_unless_extended(
    first: date, extended: date | None, status: Status
) -> None:
    assert status_on(_held(first, EARLIER, programme=PRIMUS, extended_to=extended), D) is status


def test_what_is_not_visited_for_twelve_months_has_ended() -> None:
    assert status_on(_held(date(2024, 3, 16)), D) is Status.ACTIVE
    assert status_on(_held(date(2024, 3, 15)), D) is Status.ENDED
    assert status_on(_held(date(2024, 3, 15), D), D) is Status.ACTIVE
    assert status_on(_held(date(2024, 3, 15), LATER), D) is Status.ENDED
    assert status_on(_held(date(2024, 3, 15)), D, Intervals(end_months=13)) is Status.ACTIVE


def test_after_a_pause_the_twelve_months_begin_anew() -> None:
    assert status_on(_held(days(900), pauses=(Period(days(800), days(5)),)), D) is Status.ACTIVE
    assert status_on(_held(days(900), pauses=(Period(days(800), days(400)),)), D) is Status.ENDED
    assert status_on(_held(days(900), pauses=(Period(LATER, days(5)),)), D) is Status.ENDED
    assert status_on(_held(days(900), movements=(move("gone", days(800)), move("returned", days(5)))), D) is Status.ACTIVE


def test_a_lost_match_gives_approved_again_until_something_is_held() -> None:
    lost = _dates(matches=(Period(EARLIER, D),))
    assert (status_on(lost, D), status_on(lost, LATER)) == (Status.SETTING_UP, Status.APPROVED)
    assert status_on(_held(D, matches=(Period(EARLIER, D),)), LATER) is Status.ACTIVE


def test_the_dates_of_a_course_are_its_own() -> None:
    course = Course("c", participant="p", programme="KICKSTART", referred_on=EARLIER, staff_approval_on=EARLIER, leader_approval_on=D)
    consents = [Consent("1", "p", "processing", EARLIER, LATER), Consent("2", "p", "transfer", EARLIER), Consent("3", "q", "processing", D)]
    matches = [Match("1", "c", "v", D), Match("2", "other", "v", EARLIER)]
    pauses = [Pause("1", "c", D, "leader", LATER), Pause("2", "other", D)]
    moved = [move("gone"), Movement("1", "q", "died", D)]
    assert dates_of(course, consents, matches, pauses, moved) == CourseDates(
        programme=KICKSTART,
        referred_on=EARLIER,
        staff_approval_on=EARLIER,
        leader_approval_on=D,
        basis=(Period(EARLIER, LATER),),
        matches=(Period(D),),
        pauses=(Period(D, LATER),),
        movements=(move("gone"),),
    )


def test_held_days_are_the_first_the_last_and_those_between() -> None:
    course = Course("c", first_held=EARLIER, last_held=LATER, ended_on=LATER, declined_on=D, withdrawn_on=EARLIER, extended_to=D)
    facts = dates_of(course, (), (), held=(D, LATER))
    assert facts.held == (EARLIER, D, LATER)
    assert (facts.ended_on, facts.declined_on, facts.withdrawn_on, facts.extended_to) == (LATER, D, EARLIER, D)


def test_a_basis_ends_on_its_day_of_withdrawal_and_a_match_after_its_last_day() -> None:
    assert not has_basis([Period(EARLIER, D)], D)
    assert open_on(EARLIER, D, D)
    assert not open_on(EARLIER, D, LATER)


def test_planned_end_and_release_are_as_known_on_the_day() -> None:
    facts = _held(D, programme=PRIMUS, movements=(move("released", LATER),))
    assert rules.planned_end(facts, EARLIER) is None
    assert rules.planned_end(facts, D) == date(2026, 9, 15)
    assert rules.planned_end(facts, LATER) == date(2026, 3, 16)
    assert (rules.released_on(facts, D), rules.released_on(facts, LATER)) == (None, LATER)
    assert rules.ended_by(facts, D) == date(2026, 9, 15)
    assert rules.heard_on(facts, EARLIER) is None


def test_nothing_is_left_without_a_word_or_a_line_of_the_rule() -> None:
    assert set(WORDS) == set(Status) == {status for status, _ in RULE}
    assert WAITING | {Status.SETTING_UP} | ONGOING | OVER == set(Status)
    assert len(WAITING) + 1 + len(ONGOING) + len(OVER) == len(Status)


SOME = st.integers(0, 1200).map(lambda number: date(2022, 6, 1) + timedelta(days=number))
MAYBE = st.none() | SOME
FACTS = st.builds(
    CourseDates,
    programme=st.sampled_from([one for one in BUILT_IN.values() if one.has_courses]),
    referred_on=MAYBE,
    staff_approval_on=MAYBE,
    leader_approval_on=MAYBE,
    held=st.lists(SOME, max_size=4).map(tuple),
    basis=st.lists(st.builds(Period, MAYBE, MAYBE), max_size=2).map(tuple),
    matches=st.lists(st.builds(Period, MAYBE, MAYBE), max_size=2).map(tuple),
    pauses=st.lists(st.builds(Period, MAYBE, MAYBE), max_size=2).map(tuple),
    movements=st.lists(st.builds(move, st.sampled_from(MOVEMENTS), SOME), max_size=3).map(tuple),
)


def _by(event: date | None, day: date) -> date | None:
    return event if event is not None and event <= day else None


@given(FACTS, SOME)
def test_what_comes_later_changes_nothing(facts: CourseDates, day: date) -> None:
    """What is dated after the day may as well be unknown."""
    known = replace(
        facts,
        staff_approval_on=_by(facts.staff_approval_on, day),
        leader_approval_on=_by(facts.leader_approval_on, day),
        held=tuple(one for one in facts.held if one <= day),
        movements=tuple(one for one in facts.movements if _by(one.moved_on, day)),
    )
    assert status_on(facts, day) is status_on(known, day)


@given(FACTS, SOME)
def test_what_has_begun_never_waits_again(facts: CourseDates, day: date) -> None:
    found = status_on(facts, day)
    if any(one <= day for one in facts.held):
        assert found in ONGOING | {Status.ENDED}
    else:
        assert found not in {Status.ACTIVE, Status.TRANSITION, Status.FOLLOW_UP}


@given(FACTS, SOME, st.integers(1, 900).map(timedelta))
def test_a_dated_end_holds_for_good(facts: CourseDates, day: date, after: timedelta) -> None:
    end = rules.ended_by(facts, day)
    if end is not None and end <= day:
        assert status_on(facts, day) is Status.ENDED
        assert status_on(facts, day + after) is Status.ENDED


@given(st.lists(SOME, min_size=1, max_size=5).map(tuple), SOME)
def test_starting_is_the_earliest_held_session(held: tuple[date, ...], day: date) -> None:
    assert (status_on(CourseDates(held=held), day) in {Status.ACTIVE, Status.ENDED}) is (min(held) <= day)
