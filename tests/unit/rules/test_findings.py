"""What breaks a rule is found in the rows, and refuses nothing."""

from dataclasses import replace
from datetime import date

from desktop.models.rows.domain import Course, Match, Session
from desktop.rules.findings import WORDS, Finding, findings

JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in (1, 2, 3, 4))
COURSE = Course("c", "p", "VISITING", "s", JANUARY, JANUARY, FEBRUARY)
MATCH = Match("m", "c", "v", FEBRUARY)
SESSION = Session("x", "c", MARCH, "in_person", "held")


def _codes(course: Course = COURSE, matches: tuple[Match, ...] = (MATCH,), sessions: tuple[Session, ...] = (SESSION,)) -> set[str]:
    return {finding.code for finding in findings([course], matches, sessions)}


def test_nothing_is_wrong_where_nothing_is() -> None:
    assert findings([COURSE], [MATCH], [SESSION]) == ()
    assert findings([], [], []) == ()


def test_a_held_visit_that_something_forbade() -> None:
    assert _codes(replace(COURSE, staff_approval_on=None)) == {"held_without_approvals"}
    assert _codes(replace(COURSE, leader_approval_on=APRIL)) == {"held_without_approvals"}
    assert _codes(matches=()) == {"held_without_match"}
    assert _codes(matches=(replace(MATCH, from_on=APRIL),)) == {"held_outside_match"}
    assert _codes(matches=(replace(MATCH, to_on=FEBRUARY), replace(MATCH, id="n", from_on=APRIL))) == {"held_outside_match"}
    assert _codes(replace(COURSE, ended_on=FEBRUARY)) == {"held_after_end"}
    assert _codes(replace(COURSE, ended_on=MARCH)) == set()


def test_only_held_visits_of_known_courses_are_judged() -> None:
    bad = replace(COURSE, staff_approval_on=None)
    assert (
        _codes(bad, sessions=(replace(SESSION, outcome="planned"), replace(SESSION, held_on=None), replace(SESSION, course="k"))) == set()
    )


def test_ends_before_beginnings() -> None:
    assert findings([replace(COURSE, ended_on=date(2024, 12, 31))], [], []) == (Finding("end_before_start", ("c",)),)
    assert findings([], [replace(MATCH, to_on=JANUARY)], []) == (Finding("end_before_start", ("m",)),)


def test_two_open_matches_of_one_pair() -> None:
    other = replace(MATCH, id="a", from_on=MARCH)
    twice = (Finding("two_open_matches", ("a", "m")),)
    assert findings([], [MATCH, other], []) == twice
    assert findings([], [replace(MATCH, to_on=MARCH), other], []) == twice
    assert findings([], [replace(MATCH, to_on=FEBRUARY), other], []) == ()
    assert findings([], [other, replace(MATCH, to_on=FEBRUARY)], []) == ()
    assert findings([], [MATCH, replace(other, volunteer="w")], []) == ()
    assert findings([], [MATCH, replace(other, from_on=None)], []) == ()
    assert findings([], [replace(MATCH, from_on=None), other], []) == ()
    backwards = replace(other, to_on=FEBRUARY)
    assert findings([], [MATCH, backwards], []) == findings([], [backwards, MATCH], []) == (Finding("end_before_start", ("a",)),)


def test_the_same_visit_logged_twice() -> None:
    again = replace(SESSION, id="a")
    assert findings([COURSE], [MATCH], [SESSION, again]) == (Finding("logged_twice", ("a", "x")),)
    assert findings([COURSE], [MATCH], [SESSION, replace(again, separate=True)]) == ()


def test_every_code_has_its_words() -> None:
    assert set(WORDS) == {
        "two_open_matches",
        "end_before_start",
        "held_without_approvals",
        "held_without_match",
        "held_outside_match",
        "held_after_end",
        "logged_twice",
    }
