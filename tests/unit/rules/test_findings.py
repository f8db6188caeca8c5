"""What breaks a rule is found in the rows, and refuses nothing."""

from dataclasses import replace
from datetime import date

from desktop.models.rows.domain import Consent, Course, Match, Session
from desktop.models.rows.groups import Restriction
from desktop.rules.findings import WORDS, Beside, Finding, findings

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
        "held_after_withdrawal",
        "held_under_ban",
        "held_while_blocked",
        "planned_after_withdrawal",
        "logged_twice",
        "named_at_religious",
        "text_at_religious",
        "counted_otherwise",
        "named_without_consent",
        "named_at_not_held",
        "more_names_than_heads",
        "heads_unknown",
        "estimate_missing",
        "result_before_exam",
        "exam_twice",
        "exam_elsewhere",
        "two_restrictions",
        "same_alias",
    }


def _beside(session: Session, consents: tuple[Consent, ...] = (), restrictions: tuple[Restriction, ...] = ()) -> set[str]:
    return {finding.code for finding in findings([COURSE], [MATCH], [session], Beside(consents, restrictions))}


def test_a_visit_after_the_consent_was_withdrawn_is_found_and_a_planned_one_to_be_called_off() -> None:
    given = Consent("k", "p", "processing", JANUARY)
    withdrawn = replace(given, withdrawn_on=MARCH)
    planned = replace(SESSION, outcome="planned")
    assert _beside(SESSION, (withdrawn,)) == {"held_after_withdrawal"}
    assert _beside(planned, (withdrawn,)) == {"planned_after_withdrawal"}
    assert _beside(replace(SESSION, outcome="transport"), (withdrawn,)) == set()
    for consents in ((), (given,), (replace(given, withdrawn_on=APRIL),), (withdrawn, replace(given, id="l", given_on=MARCH))):
        assert _beside(SESSION, consents) == set()
    assert _beside(SESSION, (replace(withdrawn, purpose="transfer"),)) == set()
    assert _beside(SESSION, (replace(withdrawn, participant="q"),)) == set()


def test_a_visit_in_person_under_a_ban_is_found() -> None:
    ban = Restriction("r", "p", "VISIT_BAN", FEBRUARY, MARCH)
    assert _beside(SESSION, (), (ban,)) == _beside(SESSION, (), (replace(ban, kind="ISOLATION", to_on=None),)) == {"held_under_ban"}
    assert _beside(replace(SESSION, mode="video"), (), (ban,)) == set()
    assert _beside(replace(SESSION, outcome="planned"), (), (ban,)) == set()
    for other in (
        replace(ban, kind="CONTROLLED"),
        replace(ban, to_on=date(2025, 2, 28)),
        replace(ban, from_on=APRIL, to_on=None),
        replace(ban, participant="q"),
    ):
        assert _beside(SESSION, (), (other,)) == set()


def test_a_visit_by_somebody_who_might_not_visit_is_found() -> None:
    blocked = Beside(blocked=frozenset({"x"}))
    assert {one.code for one in findings([COURSE], [MATCH], [SESSION], blocked)} == {"held_while_blocked"}
    assert findings([COURSE], [MATCH], [replace(SESSION, outcome="planned"), replace(SESSION, id="y")], blocked) == ()


def test_of_a_course_without_participant_or_a_visit_without_date_nothing_is_found() -> None:
    withdrawn = Beside((Consent("k", "", "processing", JANUARY, FEBRUARY),))
    assert findings([replace(COURSE, participant="")], [MATCH], [SESSION], withdrawn) == ()
    assert findings([COURSE], [MATCH], [replace(SESSION, held_on=None), replace(SESSION, id="y", course="k")], withdrawn) == ()
