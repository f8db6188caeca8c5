"""What several services ask about a course: which one is meant, and how it stands on a day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from desktop.errors import N_, AmbiguousCourse, InvalidValue, StatusForbids, UnknownCourse
from desktop.models.rows.domain import Course
from desktop.rules import alias as aliases
from desktop.rules import clocks, status, steps
from desktop.rules.clocks import Intervals
from desktop.rules.programmes import Programme
from desktop.rules.status import CourseDates, Status
from desktop.services import configuring
from desktop.services.sites import named
from desktop.store.repositories import configured, consents, courses, former_aliases, matches, movements, participants, pauses, sessions
from desktop.store.unit_of_work import Reading

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course as a list shows it."""

    course: Course
    alias: str
    status: Status


def required(reading: Reading, course: str) -> Course:
    """The course of an id. Raises UnknownCourse."""
    found = courses.by_id(reading.connection, course)
    if found is None:
        raise UnknownCourse(course=course)
    return found


def facts_of(reading: Reading, known: Sequence[Course], on: date) -> dict[str, CourseDates]:
    """Course → what its status on a day (and on every later one) follows from."""
    connection = reading.connection
    ids, who = [one.id for one in known], sorted({one.participant for one in known})
    basis = _by(consents.of_participants(connection, who), lambda one: one.participant)
    matched = _by(matches.of_courses(connection, ids), lambda one: one.course)
    paused = _by(pauses.of_courses(connection, ids), lambda one: one.course)
    moved = _by(movements.of_participants(connection, who), lambda one: one.participant)
    later = [one.id for one in known if one.last_held is not None and one.last_held > on]
    held = sessions.held_days(connection, later) if later else {}
    programmes = configured.programmes(connection)
    return {
        one.id: status.dates_of(
            one,
            basis.get(one.participant, ()),
            matched.get(one.id, ()),
            paused.get(one.id, ()),
            moved.get(one.participant, ()),
            held=held.get(one.id, ()),
            known=programmes,
        )
        for one in known
    }


def intervals_on(reading: Reading, on: date) -> Intervals:
    return clocks.intervals_on(configuring.read(reading), on)


def statuses(reading: Reading, known: Sequence[Course], on: date) -> dict[str, Status]:
    """Course → its status at the end of a day."""
    intervals = intervals_on(reading, on)
    return {id_: status.status_on(facts, on, intervals) for id_, facts in facts_of(reading, known, on).items()}


def status_of(reading: Reading, course: Course, on: date) -> Status:
    return statuses(reading, (course,), on)[course.id]


def require_step(reading: Reading, course: Course, step: str, on: date) -> None:
    """Raises StatusForbids where the step is not possible in the course's status on that day."""
    steps.require(step, status_of(reading, course, on))


def require_none_open(reading: Reading, participant: str, programme: str, on: date) -> None:
    """Raises StatusForbids where the participant already has a course in the programme that is not over."""
    same = [one for one in courses.of_participant(reading.connection, participant) if one.programme == programme]
    for found in statuses(reading, same, on).values():
        if found not in status.OVER:
            raise StatusForbids(status=status.WORDS[found], reason=N_("the participant is in the programme already"))


def programme_of(reading: Reading, code: str) -> Programme:
    """Raises InvalidValue for a programme that nobody knows here, and for one that has no courses."""
    found = configured.programmes(reading.connection).get(code)
    if found is None or not found.has_courses:
        raise InvalidValue(field=N_("Programme"), reason=N_("it is not one of the known codes"))
    return found


def named_course(reading: Reading, typed: str, today: date, *, even_over: bool = False) -> Course:
    """The course "[SITE/]ALIAS/PROGRAMME" that is not over, else one that only a clock has ended: a visit may still be logged on it.

    Where `even_over` is said and there is none like that, the latest that is over.
    Raises UnknownSite, UnknownCourse, AmbiguousCourse, InvalidValue.
    """
    pieces = [piece.strip() for piece in typed.split("/")]
    if len(pieces) not in {2, 3} or not all(pieces):
        raise InvalidValue(field=N_("Course"), reason=N_("write it as ALIAS/PROGRAMME or PLACE/ALIAS/PROGRAMME"))
    site = named(reading, pieces[0]).id if len(pieces) == 3 else ""
    wanted, programme = aliases.fold(pieces[-2]), pieces[-1].upper()
    meant = {one.id for one in participants.everybody(reading.connection) if aliases.fold(one.alias) == wanted} or _once_called(
        reading, wanted
    )
    fitting = [
        course
        for course in courses.in_programme(reading.connection, programme)
        if course.participant in meant and course.site == (site or course.site)
    ]
    standing = statuses(reading, fitting, today)
    found = [course for course in fitting if standing[course.id] not in status.OVER]
    found = found or [course for course in fitting if standing[course.id] is Status.ENDED and not _ended(course, today)]
    if not found and even_over:
        found = sorted(fitting, key=lambda course: (course.referred_on or date.min, course.id))[-1:]
    if not found:
        raise UnknownCourse(course=typed)
    if len(found) > 1:
        raise AmbiguousCourse(course=typed)
    return found[0]


def _once_called(reading: Reading, wanted: str) -> set[str]:
    """Who had the alias before, where that was one person alone."""
    known = former_aliases.everybody(reading.connection)
    found = {participant for participant, names in known.items() if wanted in map(aliases.fold, names)}
    return found if len(found) == 1 else set()


def lines(reading: Reading, on: date) -> tuple[CourseLine, ...]:
    """Every course that this vault knows, by alias."""
    known = {one.id: one.alias for one in participants.everybody(reading.connection)}
    every = courses.everything(reading.connection)
    standing = statuses(reading, every, on)
    found = (CourseLine(course, known.get(course.participant, ""), standing[course.id]) for course in every)
    return tuple(sorted(found, key=lambda line: (line.alias, line.course.programme, line.course.id)))


def _ended(course: Course, today: date) -> bool:
    return course.ended_on is not None and course.ended_on <= today


def _by(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
