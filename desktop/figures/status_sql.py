"""The status of courses on a day as a SQL expression: the same answer as `rules.status.status_on`, set-based.

A test holds the two equal over random histories. Dates are ISO text, which sorts as dates do.
"""

from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, or_

from desktop.models.tables.projected import LIVE, PROJECTED
from desktop.rules.status import BASIS_PURPOSE, Status

COURSE, CONSENT, MATCH = PROJECTED["course"].c, PROJECTED["consent"].c, PROJECTED["match"].c


def status_on(day: date) -> ColumnElement[str]:
    """The status at the end of `day` of each row of `course` in the surrounding statement."""
    at = day.isoformat()
    staff, leader = COURSE.staff_approval_on <= at, COURSE.leader_approval_on <= at
    return case(
        (COURSE.ended_on <= at, Status.ENDED.value),
        (COURSE.d_first_held <= at, Status.ACTIVE.value),
        (and_(staff, leader, _has_basis(at), _has_match(at)), Status.SETTING_UP.value),
        (and_(staff, leader), Status.APPROVED.value),
        (or_(staff, leader), Status.AWAITING_APPROVAL.value),
        else_=Status.REFERRED.value,
    )


def _has_basis(at: str) -> ColumnElement[bool]:
    return exists().where(
        CONSENT.participant == COURSE.participant,
        CONSENT.state == LIVE,
        CONSENT.purpose == BASIS_PURPOSE,
        CONSENT.given_on <= at,
        or_(CONSENT.withdrawn_on.is_(None), CONSENT.withdrawn_on > at),
    )


def _has_match(at: str) -> ColumnElement[bool]:
    return exists().where(
        MATCH.course == COURSE.id,
        MATCH.state == LIVE,
        MATCH.from_on <= at,
        or_(MATCH.to_on.is_(None), MATCH.to_on >= at),
    )
