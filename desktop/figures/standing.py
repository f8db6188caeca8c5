"""Which courses are active or being set up on a day."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop.figures.status_sql import COURSE, status_on
from desktop.figures.values import Scope
from desktop.models.tables.bookkeeping import person_key
from desktop.models.tables.projected import LIVE, PROJECTED
from desktop.rules.status import Status

_COUNTED = (Status.ACTIVE.value, Status.SETTING_UP.value)


@dataclass(frozen=True, slots=True)
class Standing:
    course: str
    site: str
    programme: str
    person: str
    status: Status


def standing(connection: Connection, scope: Scope) -> tuple[Standing, ...]:
    """The live courses of the scope that are ACTIVE or SETTING_UP on the as-of date, in the order of their ids."""
    status = status_on(scope.as_of)
    person = func.coalesce(person_key.c.person, COURSE.participant)
    query = (
        select(COURSE.id, COURSE.site, COURSE.programme, person, status)
        .outerjoin_from(PROJECTED["course"], person_key, person_key.c.participant == COURSE.participant)
        .where(COURSE.state == LIVE, status.in_(_COUNTED))
        .order_by(COURSE.id)
    )
    if scope.site is not None:
        query = query.where(COURSE.site == scope.site)
    return tuple(
        Standing(course, site or "", programme or "", person or "", Status(status))
        for course, site, programme, person, status in connection.execute(query)
    )
