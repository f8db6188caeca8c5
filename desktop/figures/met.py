"""What the courses of a scope did in its period: one row a course and place, each from what is kept or from the visits themselves."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from desktop.figures import meetings
from desktop.figures.courses import Standing
from desktop.figures.meetings import Counted, Visit
from desktop.figures.values import Scope
from desktop.rules.meeting import HELD


class Met(NamedTuple):
    """One course at one place in the period; what it did there."""

    course: Standing
    site: str
    counted: Counted


def met(connection: Connection, scope: Scope, courses: Iterable[Standing]) -> tuple[Met, ...]:
    """Only those of which something counts. A course that moved is counted on each side of it."""
    kept, last = meetings.kept(connection, scope.first.year), scope.last.isoformat()
    found, anew, moved = [], {}, {}
    for course in courses:
        one = kept.get(course.id)
        if course.moves:
            moved[course.id] = course
        elif one is not None and one.last <= last:
            found.append(Met(course, course.first_site, one))
        else:
            anew[course.id] = course
    for id_, one in meetings.counted(connection, anew, scope.first, scope.last):
        found.append(Met(anew[id_], anew[id_].first_site, one))
    for id_, visits, before in meetings.visits_of(connection, moved, scope.first, scope.last):
        found.extend(Met(moved[id_], site, one) for site, one in _by_site(moved[id_], visits, before))
    return tuple(one for one in found if one.counted.lines and scope.site in (None, one.site))


def _by_site(course: Standing, visits: Iterable[Visit], before: str | None) -> Iterator[tuple[str, Counted]]:
    """The visits of a course that moved, counted by the place that answered for each; a gap belongs to the later meeting's place."""
    for site, group in groupby(visits, key=lambda visit: course.site(date.fromisoformat(visit.held_on))):
        listed = list(group)
        yield site, meetings.count(listed, before)
        before = max((visit.held_on for visit in listed if visit.outcome in HELD), default=before)
