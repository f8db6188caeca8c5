"""Findings: what breaks a rule although it was saved. They are computed from rows, shown to a person, and refuse nothing.

Source: the service's rules for courses and visits. A visit that was held while something forbade it is still logged,
because the truth comes first; two laptops may each have saved what only together is too much.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import Course, Match, Session
from desktop.rules.meeting import is_held, meetings
from desktop.rules.status import open_on

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "two_open_matches": N_("the same volunteer is matched twice on the same course at the same time"),
        "end_before_start": N_("the end lies before the beginning"),
        "held_without_approvals": N_("a visit without valid approval"),
        "held_without_match": N_("a visit on a course without a volunteer"),
        "held_outside_match": N_("a visit on a day when no volunteer was matched"),
        "held_after_end": N_("a visit after the course had ended"),
        "logged_twice": N_("the same visit was logged more than once and counts as one"),
    }
)
"""Code → what a person reads."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`rows`: ids of the rows that it is about, sorted; those of one code are rows of one table."""

    code: str
    rows: tuple[str, ...]


def findings(courses: Sequence[Course], matches: Sequence[Match], sessions: Sequence[Session]) -> tuple[Finding, ...]:
    """Every finding among these rows, sorted. A session whose course is not among them is only looked at for double logging."""
    found = {*_of_matches(matches), *_of_courses(courses), *_of_held(courses, matches, sessions)}
    found.update(Finding("logged_twice", meeting.sessions) for meeting in meetings(sessions) if len(meeting.sessions) > 1)
    return tuple(sorted(found))


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


def _before(end: date | None, start: date | None) -> bool:
    return end is not None and start is not None and end < start


def _overlap(first: Match, second: Match) -> bool:
    """Whether two matches share a day; one without a first day is never open."""
    if first.from_on is None or second.from_on is None or _before(first.to_on, first.from_on) or _before(second.to_on, second.from_on):
        return False
    return not (_before(first.to_on, second.from_on) or _before(second.to_on, first.from_on))
