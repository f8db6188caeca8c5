"""One meeting counts once, however often it was logged."""

from dataclasses import replace
from datetime import date

from desktop.models.rows.domain import Participation, Session
from desktop.rules.meeting import MeetingKey, cancelled, key_of, meetings, registered_already, unanswered

D = date(2025, 3, 15)
FIRST = Session("a", "c", D, "in_person", "held", minutes=60)
SECOND = replace(FIRST, id="b", outcome="held_short", minutes=90)


def test_two_loggings_are_one_meeting_with_the_greatest_minutes_and_everybody_who_came() -> None:
    rows = [Participation("1", "a", "v"), Participation("2", "b", "w"), Participation("3", "b", "v"), Participation("4", "z", "x")]
    (meeting,) = meetings([SECOND, FIRST], rows)
    assert meeting.key == MeetingKey("c", D, "in_person")
    assert (meeting.sessions, meeting.minutes, meeting.volunteers) == (("a", "b"), 90, ("v", "w"))


def test_another_day_mode_or_course_and_a_separate_one_are_meetings_of_their_own() -> None:
    others = [
        replace(FIRST, id="b", held_on=date(2025, 3, 16)),
        replace(FIRST, id="c", mode="video"),
        replace(FIRST, id="d", course="other"),
        replace(FIRST, id="e", separate=True),
        replace(FIRST, id="f", separate=True, minutes=None),
    ]
    found = meetings([FIRST, *others])
    assert len(found) == 6
    assert [meeting.minutes for meeting in found if meeting.key.apart == "f"] == [None]


def test_what_was_not_held_or_lacks_its_course_or_date_is_no_meeting() -> None:
    assert meetings([replace(FIRST, outcome="planned"), replace(FIRST, course=""), replace(FIRST, held_on=None)]) == ()
    assert key_of(replace(FIRST, held_on=None)) is None


def test_cancelled_beside_held_does_not_count() -> None:
    called_off = replace(FIRST, id="x", outcome="cancelled_prison")
    elsewhere = replace(called_off, id="y", course="other")
    nowhere = replace(called_off, id="z", course="")
    assert cancelled([FIRST, called_off, elsewhere, nowhere]) == (elsewhere,)


def test_the_second_logging_is_told() -> None:
    assert registered_already(SECOND, [SECOND, replace(FIRST, id="p", outcome="planned"), FIRST]) == FIRST
    assert registered_already(replace(SECOND, separate=True), [FIRST]) is None
    assert registered_already(replace(SECOND, outcome="transport"), [FIRST]) is None
    assert registered_already(replace(SECOND, course=""), [FIRST]) is None


def test_of_everything_else_the_last_that_says_something_prevails() -> None:
    first = replace(FIRST, present="yes", next_on=date(2025, 4, 1), start="09:30", areas=("housing",))
    silent = replace(SECOND, present="unknown")
    last = replace(FIRST, id="c", present="no", next_on=date(2025, 4, 8), areas=("network", "education"))
    (meeting,) = meetings([first, silent])
    assert (meeting.present, meeting.next_on, meeting.start, meeting.areas) == ("yes", date(2025, 4, 1), "09:30", ("housing",))
    (meeting,) = meetings([first, last, silent])
    assert (meeting.present, meeting.next_on, meeting.start, meeting.areas) == ("no", date(2025, 4, 8), "09:30", ("network", "education"))
    (meeting,) = meetings([silent])
    assert (meeting.present, meeting.next_on, meeting.start, meeting.areas) == ("unknown", None, "", ())


def test_what_is_planned_is_due_until_something_else_was_logged_of_its_day() -> None:
    plan = replace(FIRST, id="p", outcome="planned", minutes=None)
    assert unanswered([plan, replace(plan, id="n", held_on=None)], [plan]) == (plan,)
    for outcome in ("held", "cancelled_prison", "unknown"):
        assert unanswered([plan], [plan, replace(FIRST, mode="phone", outcome=outcome)]) == ()
    assert unanswered([plan], [replace(FIRST, course="other"), replace(FIRST, held_on=date(2025, 3, 16))]) == (plan,)
