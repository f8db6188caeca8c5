"""The status of courses on a day as a SQL expression: the same answer as `rules.status.status_on`, set-based.

A test holds the two equal over random histories. Dates are ISO text, which sorts as dates do; months are not counted in SQL:
"d + n months is on or before D" is asked as "d is on or before the last day of which that is true".
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, false, func, or_, select, true

from desktop.models.tables.projected import LIVE, PROJECTED
from desktop.rules import clocks, programmes
from desktop.rules.clocks import STANDARD, Intervals
from desktop.rules.dates import latest_start
from desktop.rules.meeting import HELD
from desktop.rules.programmes import BUILT_IN, Programme, Programmes
from desktop.rules.status import BASIS_PURPOSE, Status

COURSE, CONSENT, MATCH = PROJECTED["course"].c, PROJECTED["consent"].c, PROJECTED["match"].c
_PAUSE, _MOVEMENT, _SESSION = PROJECTED["pause"].c, PROJECTED["movement"].c, PROJECTED["session"].c
_HELD = tuple(sorted(HELD))


def status_on(day: date, intervals: Intervals = STANDARD, known: Programmes = BUILT_IN) -> ColumnElement[str]:
    """The status at the end of `day` of each row of `course` in the surrounding statement."""
    at = day.isoformat()
    staff, leader = COURSE.staff_approval_on <= at, COURSE.leader_approval_on <= at
    started = COURSE.d_first_held <= at
    return case(
        (and_(started, COURSE.ended_on <= at), Status.ENDED.value),
        (and_(started, _is_plain(day, intervals, known)), Status.ACTIVE.value),
        (and_(_not(started), COURSE.declined_on <= at), Status.DECLINED.value),
        (and_(_not(started), COURSE.withdrawn_on <= at), Status.WITHDRAWN.value),
        (COURSE.ended_on <= at, Status.ENDED.value),
        (_ended(day, known), Status.ENDED.value),
        (or_(_is_paused(at), _is_gone(at)), Status.PAUSED.value),
        (_not(started), _waiting(at, staff, leader)),
        (_in_stage(day, intervals, known, programmes.TRANSITION), Status.TRANSITION.value),
        (_in_stage(day, intervals, known, programmes.FOLLOW_UP), Status.FOLLOW_UP.value),
        (_is_silent(day, intervals), Status.ENDED.value),
        else_=Status.ACTIVE.value,
    )


def _is_plain(day: date, intervals: Intervals, known: Programmes) -> ColumnElement[bool]:
    """Visited lately, never paused, the participant never moved, and no clock runs from the first session: most courses that go on.

    It is asked early, because the lists that it looks into are read once and not for each course.
    """
    silent = latest_start(day, intervals.end_months).isoformat()
    moved = select(_MOVEMENT.participant).where(_MOVEMENT.participant.is_not(None))
    paused = select(_PAUSE.course).where(_PAUSE.course.is_not(None))
    running = sorted(one.code for one in known.values() if one.months_from_start is not None)
    return and_(
        COURSE.d_last_held > silent,
        COURSE.d_last_held <= day.isoformat(),
        func.coalesce(COURSE.programme, "").not_in(running),
        or_(COURSE.participant.is_(None), COURSE.participant.not_in(moved)),
        COURSE.id.not_in(paused),
    )


def _waiting(at: str, staff: ColumnElement[bool], leader: ColumnElement[bool]) -> ColumnElement[str]:
    return case(
        (and_(staff, leader, _has_basis(at), _has_match(at)), Status.SETTING_UP.value),
        (and_(staff, leader), Status.APPROVED.value),
        (or_(staff, leader), Status.AWAITING_APPROVAL.value),
        else_=Status.REFERRED.value,
    )


def _not(reached: ColumnElement[bool]) -> ColumnElement[bool]:
    """What was not dated was not reached, either."""
    return func.coalesce(reached, false()).is_(false())


def _ended(day: date, known: Programmes) -> ColumnElement[bool]:
    """Died, transferred where that ends it, or past its planned end."""
    at = day.isoformat()
    to_transfer = _codes(one for one in known.values() if one.ends_on_transfer)
    ended = [_has_moved(clocks.DIED, at), and_(to_transfer, _has_moved(clocks.TRANSFERRED, at))]
    extended = or_(COURSE.extended_to.is_(None), COURSE.extended_to <= at)
    for one in known.values():
        mine = COURSE.programme == one.code
        not_put_off = extended if one.extendable else true()
        if one.months_from_start is not None:
            ended.append(and_(mine, COURSE.d_first_held <= latest_start(day, one.months_from_start).isoformat(), not_put_off))
        if one.months_after_release is not None:
            ended.append(and_(mine, _has_moved(clocks.RELEASED, latest_start(day, one.months_after_release).isoformat()), not_put_off))
    return or_(*ended)


def _codes(some: Iterable[Programme]) -> ColumnElement[bool]:
    return COURSE.programme.in_(sorted(one.code for one in some))


def _counts(at: str) -> ColumnElement[bool]:
    """A movement of the course's participant that counts for the course."""
    return and_(
        _MOVEMENT.participant == COURSE.participant,
        _MOVEMENT.state == LIVE,
        _MOVEMENT.moved_on <= at,
        or_(COURSE.referred_on.is_(None), _MOVEMENT.moved_on > COURSE.referred_on),
    )


def _has_moved(kind: str, at: str) -> ColumnElement[bool]:
    return exists().where(_counts(at), _MOVEMENT.kind == kind)


def _last_moved(at: str, *kinds: str) -> ScalarSelect[str]:
    return select(func.coalesce(func.max(_MOVEMENT.moved_on), "")).where(_counts(at), _MOVEMENT.kind.in_(kinds)).scalar_subquery()


def _is_gone(at: str) -> ColumnElement[bool]:
    """Of movements on one day, that somebody is gone counts as the first."""
    others = (clocks.RETURNED, clocks.TRANSFERRED, clocks.RELEASED, clocks.DIED)
    return and_(_has_moved(clocks.GONE, at), _last_moved(at, clocks.GONE) > _last_moved(at, *others))


def _is_paused(at: str) -> ColumnElement[bool]:
    return exists().where(
        _PAUSE.course == COURSE.id,
        _PAUSE.state == LIVE,
        _PAUSE.from_on <= at,
        or_(_PAUSE.to_on.is_(None), _PAUSE.to_on > at),
    )


def _in_stage(day: date, intervals: Intervals, known: Programmes, stage: str) -> ColumnElement[bool]:
    """Released, where the programme has the stage; the passage to freedom only so many days after the first release."""
    at = day.isoformat()
    has_it = _codes(one for one in known.values() if stage in one.stages)
    if stage == programmes.FOLLOW_UP:
        return and_(has_it, _has_moved(clocks.RELEASED, at))
    before = (day - timedelta(days=intervals.transition_days + 1)).isoformat()
    return and_(has_it, _has_moved(clocks.RELEASED, at), ~_has_moved(clocks.RELEASED, before))


def _is_silent(day: date, intervals: Intervals) -> ColumnElement[bool]:
    """Nothing was held for so many months, nor did a pause end, nor did the participant come back."""
    at, limit = day.isoformat(), latest_start(day, intervals.end_months).isoformat()
    held = select(func.max(_SESSION.held_on)).where(_SESSION.course == COURSE.id, _SESSION.outcome.in_(_HELD), _SESSION.held_on <= at)
    last = case((COURSE.d_last_held <= at, COURSE.d_last_held), else_=func.coalesce(held.scalar_subquery(), COURSE.d_first_held))
    resumed = exists().where(
        _PAUSE.course == COURSE.id, _PAUSE.state == LIVE, _PAUSE.from_on <= at, _PAUSE.to_on > limit, _PAUSE.to_on <= at
    )
    returned = exists().where(_counts(at), _MOVEMENT.kind == clocks.RETURNED, _MOVEMENT.moved_on > limit)
    return and_(last <= limit, ~resumed, ~returned)


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
