"""The status of a course follows from its dated events; a step is possible where the table says so."""

from datetime import date, timedelta

import pytest

from desktop.errors import StatusForbids
from desktop.models.rows.domain import Consent, Course, Match
from desktop.rules.status import (
    STEPS,
    WAITING,
    WORDS,
    CourseDates,
    Period,
    Status,
    allowed,
    dates_of,
    has_basis,
    open_on,
    require,
    status_on,
)

D = date(2025, 3, 15)
EARLIER, LATER = D - timedelta(days=1), D + timedelta(days=1)
READY = {"staff_approval_on": EARLIER, "leader_approval_on": D, "basis": (Period(EARLIER),), "matches": (Period(D),)}


def _dates(**changed: object) -> CourseDates:
    return CourseDates(**{**READY, **changed})  # type: ignore[arg-type]  # a test's shorthand: each name is a field of CourseDates


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
        (_dates(first_held=LATER), Status.SETTING_UP),
        (_dates(first_held=D), Status.ACTIVE),
        (CourseDates(first_held=D), Status.ACTIVE),
        (_dates(first_held=EARLIER, matches=()), Status.ACTIVE),
        (_dates(first_held=EARLIER, ended_on=LATER), Status.ACTIVE),
        (_dates(first_held=EARLIER, ended_on=D), Status.ENDED),
        (CourseDates(ended_on=EARLIER), Status.ENDED),
    ],
)
def test_status_on_a_day(facts: CourseDates, status: Status) -> None:
    assert status_on(facts, D) is status


def test_the_dates_of_a_course_are_its_own() -> None:
    course = Course("c", participant="p", staff_approval_on=EARLIER, leader_approval_on=D, ended_on=LATER, first_held=D)
    consents = [Consent("1", "p", "processing", EARLIER, LATER), Consent("2", "p", "transfer", EARLIER), Consent("3", "q", "processing", D)]
    matches = [Match("1", "c", "v", D), Match("2", "other", "v", EARLIER)]
    assert dates_of(course, consents, matches) == CourseDates(EARLIER, D, LATER, D, (Period(EARLIER, LATER),), (Period(D),))


def test_a_basis_ends_on_its_day_of_withdrawal_and_a_match_after_its_last_day() -> None:
    assert not has_basis([Period(EARLIER, D)], D)
    assert open_on(EARLIER, D, D)
    assert not open_on(EARLIER, D, LATER)


EXPECTED = {
    "approve": {Status.REFERRED, Status.AWAITING_APPROVAL, Status.ACTIVE},
    "match": {Status.APPROVED, Status.SETTING_UP, Status.ACTIVE},
    "end_match": set(Status),
    "plan": {Status.SETTING_UP, Status.ACTIVE},
    "log": set(Status),
    "end": set(Status) - {Status.ENDED},
}


@pytest.mark.parametrize("step", [*EXPECTED, "reopen"])
@pytest.mark.parametrize("status", Status)
def test_every_step_in_every_status(step: str, status: Status) -> None:
    possible = status in EXPECTED.get(step, set())
    assert allowed(step, status) is possible
    if possible:
        require(step, status)
    else:
        with pytest.raises(StatusForbids) as refused:
            require(step, status)
        assert refused.value.arguments == {"status": WORDS[status]}


def test_nothing_is_left_without_a_word_or_a_test() -> None:
    assert set(STEPS) == set(EXPECTED)
    assert set(WORDS) == set(Status)
    assert set(Status) > WAITING
