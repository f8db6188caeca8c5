"""What several services ask about a course: which one is meant, and how it stands on a day."""

from dataclasses import dataclass
from datetime import date

from desktop.errors import N_, AmbiguousCourse, InvalidValue, StatusForbids, UnknownCourse
from desktop.models.rows.domain import Consent, Course, Match
from desktop.rules import alias as aliases
from desktop.rules import status
from desktop.rules.status import BASIS_PURPOSE, Status
from desktop.services.sites import named
from desktop.store.repositories import consents, courses, matches, participants
from desktop.store.unit_of_work import Reading


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


def status_of(reading: Reading, course: Course, on: date) -> Status:
    known = status.dates_of(
        course, consents.of_participant(reading.connection, course.participant), matches.of_course(reading.connection, course.id)
    )
    return status.status_on(known, on)


def require_step(reading: Reading, course: Course, step: str, on: date) -> None:
    """Raises StatusForbids where the step is not possible in the course's status on that day."""
    status.require(step, status_of(reading, course, on))


def require_none_open(reading: Reading, participant: str, programme: str, on: date) -> None:
    """Raises StatusForbids where the participant already has a course in the programme that has not ended."""
    for course in courses.of_participant(reading.connection, participant):
        found = status_of(reading, course, on)
        if course.programme == programme and found is not Status.ENDED:
            raise StatusForbids(status=status.WORDS[found])


def named_course(reading: Reading, typed: str, today: date) -> Course:
    """The course "[SITE/]ALIAS/PROGRAMME" that has not ended. Raises UnknownSite, UnknownCourse, AmbiguousCourse, InvalidValue."""
    pieces = [piece.strip() for piece in typed.split("/")]
    if len(pieces) not in {2, 3} or not all(pieces):
        raise InvalidValue(field=N_("Course"), reason=N_("write it as ALIAS/PROGRAMME or PLACE/ALIAS/PROGRAMME"))
    site = named(reading, pieces[0]).id if len(pieces) == 3 else ""
    wanted, programme = aliases.fold(pieces[-2]), pieces[-1].upper()
    meant = {one.id for one in participants.everybody(reading.connection) if aliases.fold(one.alias) == wanted}
    found = [
        course
        for course in courses.in_programme(reading.connection, programme)
        if course.participant in meant and course.site == (site or course.site) and (course.ended_on is None or course.ended_on > today)
    ]
    if not found:
        raise UnknownCourse(course=typed)
    if len(found) > 1:
        raise AmbiguousCourse(course=typed)
    return found[0]


def lines(reading: Reading, on: date) -> tuple[CourseLine, ...]:
    """Every course that this vault knows, by alias."""
    connection = reading.connection
    known = {one.id: one.alias for one in participants.everybody(connection)}
    basis: dict[str, list[Consent]] = {}
    for consent in consents.for_purpose(connection, BASIS_PURPOSE):
        basis.setdefault(consent.participant, []).append(consent)
    matched: dict[str, list[Match]] = {}
    for match in matches.everything(connection):
        matched.setdefault(match.course, []).append(match)
    found = (
        CourseLine(
            course,
            known.get(course.participant, ""),
            status.status_on(status.dates_of(course, basis.get(course.participant, ()), matched.get(course.id, ())), on),
        )
        for course in courses.everything(connection)
    )
    return tuple(sorted(found, key=lambda line: (line.alias, line.course.programme, line.course.id)))
