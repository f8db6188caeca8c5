"""Findings: what breaks a rule although it was saved. They are computed from rows, shown to a person, and refuse nothing.

Source: the service's rules for courses and visits. A visit that was held while something forbade it is still logged,
because the truth comes first; two laptops may each have saved what only together is too much.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import Consent, Course, Match, Session
from desktop.models.rows.groups import Restriction
from desktop.rules.alias import beginning
from desktop.rules.meeting import PLANNED, is_held, meetings
from desktop.rules.status import BASIS_PURPOSE, Period, has_basis, open_on

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "two_open_matches": N_("the same volunteer is matched twice on the same course at the same time"),
        "end_before_start": N_("the end lies before the beginning"),
        "held_without_approvals": N_("a visit without valid approval"),
        "held_without_match": N_("a visit on a course without a volunteer"),
        "held_outside_match": N_("a visit on a day when no volunteer was matched"),
        "held_after_end": N_("a visit after the course had ended"),
        "held_after_withdrawal": N_("a visit after the consent to keep anything was withdrawn"),
        "held_while_blocked": N_("a visit by somebody who might not visit on that day"),
        "held_under_ban": N_("a visit in person on a day of visit ban or isolation"),
        "planned_after_withdrawal": N_("a planned visit, though the consent to keep anything is withdrawn: call it off"),
        "logged_twice": N_("the same visit was logged more than once and counts as one"),
        "named_at_religious": N_("names at an activity of a religious kind, where only heads are counted"),
        "text_at_religious": N_("a text at an activity of a religious kind, which has none"),
        "counted_otherwise": N_("an activity of a religious kind that is not counted by attendances"),
        "named_without_consent": N_("a name at an activity without consent to keep anything"),
        "named_at_not_held": N_("names at an activity that was not held"),
        "more_names_than_heads": N_("more names than heads at an activity"),
        "heads_unknown": N_("an activity was held, and nobody said how many came"),
        "estimate_missing": N_("activities are counted by an estimate for the year, and there is none"),
        "result_before_exam": N_("a result before the month of the exam"),
        "exam_twice": N_("the same exam is written down twice"),
        "exam_elsewhere": N_("an exam on a course that is no study support"),
        "same_alias": N_("an alias like one that somebody else at the place had first: give this person another"),
        "two_restrictions": N_("two kinds of letter and visit control at the same time"),
    }
)
"""Code → what a person reads."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`rows`: ids of the rows that it is about, sorted; those of one code are rows of one table."""

    code: str
    rows: tuple[str, ...]


BANS = frozenset({"VISIT_BAN", "ISOLATION"})
"""Restrictions under which nobody visits in person."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What else visits are judged by. A vault that is not told of consents or restrictions finds nothing of that sort.

    `blocked` are ids of visits in which somebody took part who might not visit on that day (rules.quality).
    """

    consents: Sequence[Consent] = ()
    restrictions: Sequence[Restriction] = ()
    blocked: Collection[str] = frozenset()


NOTHING = Beside()


def findings(
    courses: Sequence[Course], matches: Sequence[Match], sessions: Sequence[Session], beside: Beside = NOTHING
) -> tuple[Finding, ...]:
    """Every finding among these rows, sorted. A session whose course is not among them is only looked at for double logging."""
    found = {*_of_matches(matches), *_of_courses(courses), *_of_held(courses, matches, sessions), *_of_basis(courses, sessions, beside)}
    found.update(Finding("logged_twice", meeting.sessions) for meeting in meetings(sessions) if len(meeting.sessions) > 1)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Called:
    """A participant's alias. `order` is that of the save that gave it, as merging compares two saves."""

    participant: str
    alias: str
    site: str
    order: tuple[str, str, str, int, bytes]


def same_aliases(called: Iterable[Called]) -> tuple[Finding, ...]:
    """Whoever has an alias that begins like one of the same place which was given before: two laptops may have drawn alike.

    Every vault that holds the same saves names the same persons.
    """
    listed = sorted(called, key=lambda one: (one.order, one.participant))
    first = {(one.site, beginning(one.alias)): one.participant for one in reversed(listed)}
    later = (one.participant for one in listed if first[one.site, beginning(one.alias)] != one.participant)
    return tuple(sorted(Finding("same_alias", (participant,)) for participant in later))


def _of_courses(courses: Iterable[Course]) -> Iterator[Finding]:
    for course in courses:
        if _before(course.ended_on, course.referred_on):
            yield Finding("end_before_start", (course.id,))


def _of_matches(matches: Iterable[Match]) -> Iterator[Finding]:
    pairs: dict[tuple[str, str], list[Match]] = {}
    for match in matches:
        pairs.setdefault((match.course, match.volunteer), []).append(match)
        if _before(match.to_on, match.from_on):
            yield Finding("end_before_start", (match.id,))
    for group in pairs.values():
        for first, second in combinations(group, 2):
            if _overlap(first, second):
                yield Finding("two_open_matches", tuple(sorted((first.id, second.id))))


def _of_held(courses: Iterable[Course], matches: Iterable[Match], sessions: Iterable[Session]) -> Iterator[Finding]:
    known = {course.id: course for course in courses}
    matched: dict[str, list[Match]] = {}
    for match in matches:
        matched.setdefault(match.course, []).append(match)
    for session in sessions:
        course = known.get(session.course)
        if course is not None and session.held_on is not None and is_held(session.outcome):
            for code in _codes(course, matched.get(course.id, []), session.held_on):
                yield Finding(code, (session.id,))


def _codes(course: Course, matches: Sequence[Match], day: date) -> Iterator[str]:
    if any(approval is None or approval > day for approval in (course.staff_approval_on, course.leader_approval_on)):
        yield "held_without_approvals"
    if not matches:
        yield "held_without_match"
    elif not any(open_on(match.from_on, match.to_on, day) for match in matches):
        yield "held_outside_match"
    if _before(course.ended_on, day):
        yield "held_after_end"


def _of_basis(courses: Iterable[Course], sessions: Iterable[Session], beside: Beside) -> Iterator[Finding]:
    """Visits that what is known of the participant forbade: a consent that was withdrawn, a ban."""
    known = {course.id: course.participant for course in courses if course.participant}
    for session in sessions:
        who, day = known.get(session.course, ""), session.held_on
        if not who or day is None:
            continue
        if withdrawn_by(beside.consents, who, day) and (is_held(session.outcome) or session.outcome == PLANNED):
            yield Finding("planned_after_withdrawal" if session.outcome == PLANNED else "held_after_withdrawal", (session.id,))
        if session.id in beside.blocked and is_held(session.outcome):
            yield Finding("held_while_blocked", (session.id,))
        if is_held(session.outcome) and session.mode == "in_person" and banned_on(beside.restrictions, who, day):
            yield Finding("held_under_ban", (session.id,))


def withdrawn_by(consents: Iterable[Consent], participant: str, day: date) -> bool:
    """Whether the consent to keep anything was given and is withdrawn at the end of `day`. One that was never given is another matter."""
    own = [one for one in consents if one.participant == participant and one.purpose == BASIS_PURPOSE]
    gone = any(one.withdrawn_on is not None and one.withdrawn_on <= day for one in own)
    return gone and not has_basis([Period(one.given_on, one.withdrawn_on) for one in own], day)


def banned_on(restrictions: Iterable[Restriction], participant: str, day: date) -> bool:
    """Whether nobody may visit the participant in person on that day; the last day of a restriction is inclusive."""
    return any(one.participant == participant and one.kind in BANS and open_on(one.from_on, one.to_on, day) for one in restrictions)


def _before(end: date | None, start: date | None) -> bool:
    return end is not None and start is not None and end < start


def _overlap(first: Match, second: Match) -> bool:
    """Whether two matches share a day; one without a first day is never open."""
    if first.from_on is None or second.from_on is None or _before(first.to_on, first.from_on) or _before(second.to_on, second.from_on):
        return False
    return not (_before(first.to_on, second.from_on) or _before(second.to_on, first.from_on))
