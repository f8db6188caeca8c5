"""Visits that are to come, with their time and who comes, as the leader looks at them; and who comes to the gate in a week.

Nobody is taken off a planned visit because a rule forbids it: the visit is marked as one that needs another volunteer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.errors import N_, InvalidValue
from desktop.models.rows.domain import Course, Session
from desktop.rules.findings import withdrawn_by
from desktop.rules.meeting import PLANNED
from desktop.rules.quality import Answer, Occasion
from desktop.rules.status import open_on
from desktop.services import configuring, quality, rights, visit_findings, visit_reading
from desktop.services.context import Context
from desktop.store.repositories import agenda, courses, participants, sessions, volunteers
from desktop.store.unit_of_work import Reading

LONGEST = timedelta(days=366)
WEEK = timedelta(days=6)
"""From the first day of a week to the last one."""
NO_TIME = "99"
"""Sorts after every time of a day."""


@dataclass(frozen=True, slots=True)
class ToCome:
    """A volunteer who is to come. `matched`: on the course on that day; `answer`: whether the volunteer may visit there and then."""

    volunteer: str
    name: str
    matched: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit to come. `start` is "09:30", "" where no time was said. `to_come` are those who were named, else those who are matched
    on that day. `call_off`: the participant has withdrawn the consent to keep anything.
    """

    session: str
    course: str
    alias: str
    programme: str
    on: date
    start: str
    mode: str
    to_come: tuple[ToCome, ...]
    call_off: bool

    @property
    def needs_another(self) -> bool:
        """Whether nobody of those who are to come may visit and is on the course."""
        return not any(one.matched and one.answer.allowed for one in self.to_come)


@dataclass(frozen=True, slots=True)
class AtGate:
    """A volunteer whom the gate may let in. `start` is "14:30", "" where no time was said."""

    session: str
    on: date
    start: str
    name: str


class Planning:
    def __init__(self, context: Context) -> None:
        self._context = context

    def between(self, first: date, last: date) -> tuple[PlannedVisit, ...]:
        """The visits that are planned from `first` to `last` and not answered yet, by date and time. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "session", "start")
        if not first <= last <= first + LONGEST:
            raise InvalidValue(field=N_("To"), reason=N_("the end lies before the beginning, or more than a year after it"))
        with self._context.store.reading() as reading:
            found = _planned(reading, visit_reading.due(reading, first, last))
        return tuple(sorted(found, key=lambda visit: (visit.on, visit.start or NO_TIME, visit.alias, visit.session)))

    def needing_another(self, first: date, last: date) -> tuple[PlannedVisit, ...]:
        """Those of them to which nobody who may visit and is on the course is to come. Raises NotAllowed, InvalidValue."""
        return tuple(visit for visit in self.between(first, last) if visit.needs_another)

    def gate_week(self, monday: date) -> tuple[AtGate, ...]:
        """The week list for the gate: who is to come and may visit, with day and time; nothing about participants. Raises NotAllowed."""
        return tuple(
            AtGate(visit.session, visit.on, visit.start, who.name)
            for visit in self.between(monday, monday + WEEK)
            for who in visit.to_come
            if who.answer.allowed
        )


def starts(reading: Reading, spots: Sequence[tuple[str, date]]) -> Mapping[tuple[str, date], str]:
    """(course, day) -> the earliest time at which a visit is planned there."""
    found: dict[tuple[str, date], str] = {}
    for one in sessions.on_days(reading.connection, spots) if spots else ():
        if one.outcome == PLANNED and one.start and one.held_on is not None:
            spot = one.course, one.held_on
            found[spot] = min(one.start, found.get(spot, one.start))
    return found


@dataclass(frozen=True, slots=True)
class _Due:
    """A planned visit with its course, who is matched on that day and who was named."""

    session: Session
    course: Course
    day: date
    matched: frozenset[str]
    named: tuple[str, ...]

    @property
    def coming(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.named)) or tuple(sorted(self.matched))

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.course.site, self.course.programme, self.day, accompanied=len(self.coming) > 1)


def _planned(reading: Reading, planned: Sequence[Session]) -> list[PlannedVisit]:
    connection = reading.connection
    known = {one.id: one for one in courses.by_ids(connection, sorted({one.course for one in planned}))}
    aliases = {one.id: one.alias for one in participants.by_ids(connection, sorted({one.participant for one in known.values()}))}
    visits = _due(reading, planned, known)
    everybody = sorted({who for one in visits for who in one.coming})
    names = {one.id: f"{one.given} {one.family}".strip() for one in volunteers.by_ids(connection, everybody)}
    answers = iter(quality.answers(reading, [(who, one.occasion) for one in visits for who in one.coming], configuring.read(reading)))
    agreed = visit_findings.beside(reading, known.values()).consents
    found = []
    for one in visits:
        to_come = [ToCome(who, names.get(who, ""), who in one.matched, next(answers)) for who in one.coming]
        found.append(
            PlannedVisit(
                session=one.session.id,
                course=one.course.id,
                alias=aliases.get(one.course.participant, ""),
                programme=one.course.programme,
                on=one.day,
                start=one.session.start,
                mode=one.session.mode,
                to_come=tuple(sorted(to_come, key=lambda who: (who.name, who.volunteer))),
                call_off=withdrawn_by(agreed, one.course.participant, one.day),
            )
        )
    return found


def _due(reading: Reading, planned: Sequence[Session], known: Mapping[str, Course]) -> list[_Due]:
    named: dict[str, list[str]] = {}
    for row in sessions.participations(reading.connection, [one.id for one in planned]):
        named.setdefault(row.session, []).append(row.volunteer)
    matched = agenda.matched(reading.connection, sorted(known))
    return [
        _Due(
            one,
            known[one.course],
            one.held_on,
            frozenset(row.volunteer for row in matched if row.course == one.course and open_on(row.from_on, row.to_on, one.held_on)),
            tuple(named.get(one.id, ())),
        )
        for one in planned
        if one.course in known and one.held_on is not None
    ]
