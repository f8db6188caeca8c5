"""What was held in a period, by course: one scan of a covering index, then one row a course.

A session has a date only while its facts have a value, and then its row is live; so the scan needs no other column
than the index on (held_on, outcome, course) has. The table itself is read only where a course has two loggings on a day.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.selectable import Select, Subquery

from desktop.figures.values import Scope
from desktop.models.tables.bookkeeping import person_key
from desktop.models.tables.projected import LIVE, PROJECTED
from desktop.rules.meeting import HELD

_SESSION, _COURSE = PROJECTED["session"], PROJECTED["course"].c
_HELD = tuple(sorted(HELD))
_WITHOUT_MODE = ""


@dataclass(frozen=True, slots=True)
class Visited:
    """One course with held sessions in the period. `person` is the participant's where nothing links it; `keyed`: it has a key."""

    course: str
    site: str
    programme: str
    person: str
    keyed: bool
    meetings: int


def visited(connection: Connection, scope: Scope) -> tuple[Visited, ...]:
    """The live courses of the scope that met in its period, in the order of their ids."""
    return tuple(
        Visited(course, site or "", programme or "", person or "", bool(keyed), meetings)
        for course, site, programme, person, keyed, meetings in connection.execute(statement(scope))
    )


def statement(scope: Scope) -> Select[str, str | None, str | None, str | None, bool, int]:
    met = _met(scope)
    person = func.coalesce(person_key.c.person, _COURSE.participant)
    query = (
        select(_COURSE.id, _COURSE.site, _COURSE.programme, person, person_key.c.person.is_not(None), met.c.meetings)
        .join_from(met, PROJECTED["course"], _COURSE.id == met.c.course)
        .outerjoin(person_key, person_key.c.participant == _COURSE.participant)
        .where(_COURSE.state == LIVE)
        .order_by(_COURSE.id)
    )
    return query if scope.site is None else query.where(_COURSE.site == scope.site)


def _met(scope: Scope) -> Subquery:
    """course, meetings. A course with one logging a day has as many meetings; otherwise they are counted by their keys."""
    session, logged = _SESSION.c, _SESSION.alias("logged").c
    loggings = func.count()
    key = logged.held_on + "/" + func.coalesce(logged.mode, _WITHOUT_MODE) + case((logged.separate, "/" + logged.id), else_="")
    keys = select(func.count(key.distinct())).where(logged.course == session.course, *_held_within(logged, scope)).scalar_subquery()
    return (
        select(session.course, case((loggings == func.count(session.held_on.distinct()), loggings), else_=keys).label("meetings"))
        .where(*_held_within(session, scope))
        .group_by(session.course)
        .subquery("met")
    )


def _held_within(columns: ReadOnlyColumnCollection[str, Any], scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return columns.held_on.between(scope.first.isoformat(), scope.last.isoformat()), columns.outcome.in_(_HELD)
