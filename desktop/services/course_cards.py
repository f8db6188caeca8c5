"""Courses as a leader looks at them: the list with who visits and when next, and the card of one with all its dates."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from desktop.errors import UnknownCourse
from desktop.models.rows.domain import Consent, Course, Match
from desktop.models.rows.fields import PURPOSES
from desktop.rules import findings as finding_rules
from desktop.rules.meeting import cancelled, meetings
from desktop.rules.status import CourseDates, Status, open_on, planned_end
from desktop.rules.steps import STEPS, allowed
from desktop.services import course_reading, visit_findings
from desktop.services.context import Context
from desktop.services.course_reading import CourseLine
from desktop.store.repositories import agenda, consents, courses, matches, participants, sessions, volunteers
from desktop.store.repositories.agenda import NextVisit
from desktop.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One course of the list. `volunteers`: those matched on the day; `missed`: its next visit should have been logged by now."""

    course: Course
    alias: str
    status: Status
    volunteers: tuple[str, ...] = ()
    next_on: date | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class MatchLine:
    match: Match
    name: str
    open: bool


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose and how the participant stands to it on the day; `consent` is the newest word, if there is any."""

    purpose: str
    consent: Consent | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact of the course. `code` says which; `detail` is a name, a purpose or a reason, as the code has it."""

    on: date
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CourseCard:
    """Everything about one course on a day. `steps`: codes of rules.status that are possible; `findings`: code and how many rows."""

    row: CourseRow
    day: date
    events: tuple[Event, ...]
    consents: tuple[ConsentLine, ...]
    matches: tuple[MatchLine, ...]
    held: int
    cancelled: int
    findings: tuple[tuple[str, int], ...]
    steps: frozenset[str]
    others: tuple[tuple[str, Status], ...]
    """The participant's other courses: programme and status."""


class CourseCards:
    def __init__(self, context: Context) -> None:
        self._context = context

    def list(self) -> tuple[CourseRow, ...]:
        """Every course by alias, as it stands today."""
        today = self._context.today()
        with self._context.store.reading() as reading:
            names = _names(reading)
            matched: dict[str, list[Match]] = {}
            for match in matches.everything(reading.connection):
                matched.setdefault(match.course, []).append(match)
            due = {one.course: one for one in agenda.next_visits(reading.connection, today)}
            lines = course_reading.lines(reading, today)
        return tuple(_row(line, matched.get(line.course.id, []), names, due.get(line.course.id), today) for line in lines)

    def card(self, course: str) -> CourseCard:
        """Raises UnknownCourse."""
        today = self._context.today()
        with self._context.store.reading() as reading:
            line = _line(reading, course, today)
            names = _names(reading)
            known = matches.of_course(reading.connection, course)
            agreed = consents.of_participant(reading.connection, line.course.participant)
            facts = course_reading.facts_of(reading, (line.course,), today)[course]
            due = next((one for one in agenda.next_visits(reading.connection, today) if one.course == course), None)
            logged = sessions.of_course(reading.connection, course)
            others = tuple(
                (one.programme, course_reading.status_of(reading, one, today))
                for one in courses.of_participant(reading.connection, line.course.participant)
                if one.id != course
            )
            beside = visit_findings.beside(reading, (line.course,), logged)
        row = _row(line, known, names, due, today)
        counted = Counter(finding.code for finding in finding_rules.findings((line.course,), known, logged, beside))
        return CourseCard(
            row=row,
            day=today,
            events=_events(row, known, agreed, names, facts, today),
            consents=tuple(_consent(purpose, agreed, today) for purpose in PURPOSES),
            matches=tuple(MatchLine(one, names.get(one.volunteer, ""), open_on(one.from_on, one.to_on, today)) for one in known),
            held=len(meetings(logged)),
            cancelled=len(cancelled(logged)),
            findings=tuple(counted.items()),
            steps=frozenset(step for step in STEPS if allowed(step, line.status)),
            others=others,
        )


def _names(reading: Reading) -> dict[str, str]:
    return {one.id: f"{one.given} {one.family}".strip() for one in volunteers.everybody(reading.connection)}


def _line(reading: Reading, id_: str, today: date) -> CourseLine:
    course = courses.by_id(reading.connection, id_)
    if course is None:
        raise UnknownCourse(course=id_)
    who = participants.by_id(reading.connection, course.participant)
    return CourseLine(course, who.alias if who else "", course_reading.status_of(reading, course, today))


def _row(
    line: CourseLine, known: "tuple[Match, ...] | list[Match]", names: dict[str, str], due: NextVisit | None, today: date
) -> CourseRow:
    here = {names.get(one.volunteer, "") for one in known if open_on(one.from_on, one.to_on, today)}
    next_on = due.on if due else None
    missed = next_on is not None and next_on < today
    return CourseRow(line.course, line.alias, line.status, tuple(sorted(name for name in here if name)), next_on, missed)


def _consent(purpose: str, agreed: tuple[Consent, ...], today: date) -> ConsentLine:
    """Of several words on one purpose the one that stands, else the newest."""
    said = [one for one in agreed if one.purpose == purpose]
    standing = [one for one in said if one.given_on and one.given_on <= today and not (one.withdrawn_on and one.withdrawn_on <= today)]
    spoken = standing or said
    return ConsentLine(purpose, spoken[-1] if spoken else None, bool(standing))


def _events(
    row: CourseRow, known: tuple[Match, ...], agreed: tuple[Consent, ...], names: dict[str, str], facts: CourseDates, today: date
) -> tuple[Event, ...]:
    course = row.course
    dated: list[tuple[date | None, str, str]] = [
        (course.referred_on, "referred", ""),
        (course.staff_approval_on, "staff_approval", ""),
        (course.leader_approval_on, "leader_approval", ""),
        (course.first_held, "first_held", ""),
        (course.last_held if course.last_held != course.first_held else None, "last_held", ""),
        (row.next_on, "missed" if row.missed else "next", ""),
        (course.criteria_confirmed_on, "criteria", ""),
        (course.declined_on, "declined", ""),
        (course.withdrawn_on, "called_back", ""),
        (course.extended_to, "extended", ""),
        (planned_end(facts, today) if course.ended_on is None and not course.extended_to else None, "planned_end", ""),
        (course.ended_on, "ended", course.end_reason),
    ]
    dated += [(one.start, "paused", "") for one in facts.pauses]
    dated += [(one.end, "resumed", "") for one in facts.pauses]
    dated += [(one.moved_on, one.kind, "") for one in facts.movements]
    dated += [(one.from_on, "matched", names.get(one.volunteer, "")) for one in known]
    dated += [(one.to_on, "unmatched", names.get(one.volunteer, "")) for one in known]
    dated += [(one.given_on, "consent", one.purpose) for one in agreed]
    dated += [(one.withdrawn_on, "withdrawn", one.purpose) for one in agreed]
    events = [Event(day, code, detail) for day, code, detail in dated if day is not None]
    return tuple(sorted(events, key=lambda event: (event.on, _ORDER.index(event.code), event.detail)))


_ORDER = (
    *("referred", "consent", "criteria", "staff_approval", "leader_approval", "matched", "first_held", "last_held"),
    *("missed", "next", "unmatched", "withdrawn", "paused", "resumed", "gone", "returned", "transferred", "released", "died"),
    *("declined", "called_back", "extended", "planned_end", "ended"),
)
"""On one day, what comes first."""
