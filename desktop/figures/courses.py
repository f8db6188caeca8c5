"""The courses of a scope with what figures ask of each: its person, where it belongs on a day, and how it stands on the as-of date."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, select

from desktop.figures.configured import configuration, programmes
from desktop.figures.people import People
from desktop.figures.status_sql import COURSE, status_on
from desktop.figures.values import Scope
from desktop.models.rows.domain import Course
from desktop.models.rows.moves import HandOver
from desktop.models.tables.projected import LIVE, PROJECTED
from desktop.rules import clocks, moving
from desktop.rules.dates import latest_start
from desktop.rules.status import Status

_MOVEMENT, _PAUSE = PROJECTED["movement"].c, PROJECTED["pause"].c
_MOVES = "SELECT id, participant, site, handed_on, to_site FROM hand_over WHERE state = 'live' AND to_site IS NOT NULL"


class Standing(NamedTuple):
    """One live course. `first_site` answered for it at first, `moves` for it from a day on; `at` is the place on the as-of date.

    `person` is "" where nobody is known.
    """

    id: str
    participant: str
    person: str
    programme: str
    first_site: str
    moves: tuple[tuple[date, str], ...]
    referred_on: date | None
    first_held: date | None
    ended_on: date | None
    status: Status
    at: str

    @property
    def began_at(self) -> str:
        """The place that answered for it at its first visit; the one that had it first while nothing was held."""
        return self.site(self.first_held) if self.moves and self.first_held is not None else self.first_site

    def site(self, day: date) -> str:
        """The place that answers for the course on a day."""
        found = self.first_site
        for since, site in self.moves:
            if since <= day:
                found = site
        return found


def standing(connection: Connection, scope: Scope, who: People) -> tuple[Standing, ...]:
    """Every live course, whatever its place: a course that moved belongs to two. In the order of their ids."""
    moved = _moved(connection)
    columns = (COURSE.id, COURSE.participant, COURSE.programme, COURSE.site, COURSE.referred_on, COURSE.d_first_held, COURSE.ended_on)
    query = select(*columns, quick_status(connection, scope.as_of)).where(COURSE.state == LIVE).order_by(COURSE.id)
    people, statuses = who.person_of, {one.value: one for one in Status}
    found = []
    for id_, participant, programme, site, referred, first, ended, status in connection.execute(query).all():
        known, home = participant or "", site or ""
        moves = _moves(Course(id_, site=home, referred_on=_day(referred)), moved[known]) if known in moved else ()
        dates = (_day(referred), _day(first), _day(ended))
        at = next((place for since, place in reversed(moves) if since <= scope.as_of), home)
        found.append(Standing(id_, known, people.get(known, known), programme or "", home, moves, *dates, statuses[status], at))
    return tuple(found)


def _moves(course: Course, hand_overs: Iterable[HandOver]) -> tuple[tuple[date, str], ...]:
    return tuple(moving.path(course.site, hand_overs, course.referred_on))


def within(courses: Iterable[Standing], scope: Scope) -> tuple[Standing, ...]:
    """Those that belong to the scope's site on the as-of date."""
    return tuple(one for one in courses if scope.site is None or one.at == scope.site)


def quick_status(connection: Connection, day: date) -> ColumnElement[str]:
    """The status of a course, with what headquarters has set. The commonest cases are told without looking into other tables."""
    known, intervals = programmes(connection), clocks.intervals_on(configuration(connection), day)
    at, silent = day.isoformat(), latest_start(day, intervals.end_months).isoformat()
    started = COURSE.d_first_held <= at
    quiet = and_(
        COURSE.participant.not_in(select(_MOVEMENT.participant).where(_MOVEMENT.participant.is_not(None))),
        COURSE.id.not_in(select(_PAUSE.course).where(_PAUSE.course.is_not(None))),
    )
    endless = COURSE.programme.in_(sorted(one.code for one in known.values() if one.months_from_start is None))
    met_lately = and_(COURSE.d_last_held > silent, COURSE.d_last_held <= at)
    return case(
        (and_(started, COURSE.ended_on <= at), Status.ENDED.value),
        (and_(started, met_lately, endless, quiet), Status.ACTIVE.value),
        else_=status_on(day, intervals, known),
    )


def _moved(connection: Connection) -> Mapping[str, tuple[HandOver, ...]]:
    """Participant → the hand-overs that headquarters has carried out."""
    found: dict[str, tuple[HandOver, ...]] = {}
    for id_, participant, site, handed, to_site in connection.exec_driver_sql(_MOVES):
        one = HandOver(id_, participant or "", site or "", _day(handed), "", to_site)
        found[one.participant] = (*found.get(one.participant, ()), one)
    return found


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
