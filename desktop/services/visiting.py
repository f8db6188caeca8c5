"""What somebody who logs a visit chooses from, and what a volunteer has logged: reading for the two places where visits are logged."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.models.rows.domain import Course, Match, Session
from desktop.rules.meeting import meetings
from desktop.rules.status import open_on
from desktop.services.context import Context
from desktop.store.repositories import courses, former_aliases, matches, participants, sessions
from desktop.store.unit_of_work import Reading

AFTERWARDS = timedelta(days=30)
"""How long a volunteer finds a course that has ended: the last visit may be logged late."""
MOST = 200
"""Own visits that are shown; older ones are the leader's to correct."""


@dataclass(frozen=True, slots=True)
class VisitCourse:
    """A course as it is chosen. `before` is the alias that it was known by until lately; `matched` are ids of volunteers.

    `last` is its latest held visit and `next_on` the visit that is expected. `over`: the course or the own match has ended.
    """

    id: str
    alias: str
    programme: str
    before: str = ""
    last: date | None = None
    next_on: date | None = None
    matched: tuple[str, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit that the volunteer logged or took part in. `twice`: somebody else logged the same meeting, and both count once."""

    session: Session
    alias: str
    programme: str
    twice: bool = False


class Visiting:
    def __init__(self, context: Context) -> None:
        self._context = context

    def courses(self) -> tuple[VisitCourse, ...]:
        """A volunteer's own courses, or all that the leader may log on, by alias; those that are over come last."""
        today = self._context.today()
        with self._context.store.reading() as reading:
            known = {course.id: course for course in courses.everything(reading.connection)}
            found = _chosen_from(reading, list(known.values()), today)
            if self._context.kind == "volunteer":
                found = self._own(reading, known, found, today)
            due = sessions.expected(reading.connection, [one.id for one in found], today)
        listed = (replace(one, next_on=due.get(one.id)) for one in found)
        return tuple(sorted(listed, key=lambda one: (one.over, one.alias.casefold(), one.programme, one.id)))

    def _own(self, reading: Reading, known: dict[str, Course], found: list[VisitCourse], today: date) -> list[VisitCourse]:
        """Those on which the volunteer at work is matched, or was until lately."""
        author = self._context.author
        matched: dict[str, list[Match]] = {}
        for match in matches.everything(reading.connection):
            if match.volunteer == author.volunteer:
                matched.setdefault(match.course, []).append(match)
        own = ((one, known[one.id], _last_day(known[one.id], matched[one.id])) for one in found if one.id in matched)
        return [
            replace(one, over=last < today, before=_before(reading, course, author.user))
            for one, course, last in own
            if last >= today - AFTERWARDS
        ]

    def own_visits(self) -> tuple[OwnVisit, ...]:
        """What the volunteer at work logged or took part in, newest first."""
        author = self._context.author
        with self._context.store.reading() as reading:
            connection = reading.connection
            ids = sorted(sessions.own(connection, author.user, author.volunteer))
            found = sessions.by_ids(connection, ids)[:MOST]
            known = {course.id: course for course in courses.everything(connection)}
            aliases = {one.id: one.alias for one in participants.everybody(connection)}
            twice = _twice(reading, found)
        return tuple(_visit(one, known.get(one.course), aliases, twice=one.id in twice) for one in found)


def _visit(session: Session, course: Course | None, aliases: dict[str, str], *, twice: bool) -> OwnVisit:
    if course is None:
        return OwnVisit(session, "", "", twice)
    return OwnVisit(session, aliases.get(course.participant, ""), course.programme, twice)


def _chosen_from(reading: Reading, known: list[Course], today: date) -> list[VisitCourse]:
    aliases = {one.id: one.alias for one in participants.everybody(reading.connection)}
    matched: dict[str, list[str]] = {}
    for match in matches.everything(reading.connection):
        if open_on(match.from_on, match.to_on, today):
            matched.setdefault(match.course, []).append(match.volunteer)
    return [
        VisitCourse(
            course.id,
            aliases.get(course.participant, ""),
            course.programme,
            last=course.last_held,
            matched=tuple(matched.get(course.id, ())),
            over=course.ended_on is not None and course.ended_on < today,
        )
        for course in known
    ]


def _last_day(course: Course, matched: list[Match]) -> date:
    """The last day on which the volunteer visits; the end of time where none is known."""
    return min(course.ended_on or date.max, max(match.to_on or date.max for match in matched))


def _before(reading: Reading, course: Course, user: str) -> str:
    """The former alias, until the volunteer has used the present one."""
    alias, changed = former_aliases.former(reading.connection, course.participant)
    return alias if changed > former_aliases.last_used(reading.connection, course.id, user) else ""


def _twice(reading: Reading, found: tuple[Session, ...]) -> set[str]:
    """Ids of the visits that are one meeting with another logging."""
    days = {(one.course, one.held_on) for one in found if one.held_on is not None}
    there = [one for course, day in days for one in sessions.on_day(reading.connection, course, day)]
    return {id_ for meeting in meetings(there) if len(meeting.sessions) > 1 for id_ in meeting.sessions}
