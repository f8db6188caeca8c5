"""Where the service is and what it stands on: agreements and contact persons, volunteers and their clearances, exams, interruptions."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from desktop.figures.board import Board, grouped, tally
from desktop.figures.configured import configuration
from desktop.figures.courses import Standing
from desktop.figures.people import volunteers as linked
from desktop.figures.shown import half_up, median
from desktop.figures.values import Behind, Figure, Scope
from desktop.rules.dates import add_months
from desktop.rules.study import interruptions

STUDY = frozenset({"STUDY_INSIDE", "STUDY_FREE"})
EXPIRES = ((-1, "expired"), (30, "within_30"), (60, "within_60"))
"""So many days until a clearance expires at most → how it is told; after the last of them "later"."""
_SITES = (
    "SELECT id FROM site WHERE state = 'live' AND coalesce(valid_from, '') <= ?1 AND coalesce(valid_to, '9999-12-31') >= ?1"
    " AND (?2 IS NULL OR id = ?2)"
)
_AGREED = (
    "SELECT p.id, p.site, p.programme, max(coalesce(p.contact, '') <> '' OR coalesce(p.leader_is_contact, 0))"  # noqa: S608 - constants
    " FROM site_programme p"
    " WHERE p.state = 'live' AND p.agreement_from <= substr(?1, 1, 7) AND coalesce(p.agreement_to, '9999-12') >= substr(?1, 1, 7)"
    f" AND p.site IN ({_SITES}) GROUP BY p.site, p.programme"
)
_VOLUNTEERS = (
    "SELECT id, coalesce(site, '') FROM volunteer WHERE state = 'live' AND coalesce(joined_on, '') <= ?1"
    " AND coalesce(left_on, '9999-12-31') > ?1 ORDER BY id"
)
_CLEARANCES = (
    "SELECT volunteer, coalesce(site, ''), coalesce(clearance, ''), on_date, valid_until FROM qualification"
    " WHERE state = 'live' AND kind = 'clearance' AND coalesce(on_date, '') <= ? ORDER BY on_date, id"
)
_EXAMS = "SELECT id, course, coalesce(result, '') FROM exam WHERE state = 'live' AND exam_month BETWEEN ? AND ? ORDER BY id"
_INTERRUPTED = "SELECT course, from_on FROM pause WHERE state = 'live' AND cause = 'transfer' AND from_on IS NOT NULL ORDER BY from_on, id"
_TRANSFERRED = (
    "SELECT participant, moved_on FROM movement WHERE state = 'live' AND kind = 'transferred' AND moved_on IS NOT NULL ORDER BY id"
)
_MET = "SELECT held_on FROM session WHERE course = ? AND outcome IN ('held', 'held_short') AND held_on <= ?"


@dataclass(frozen=True, slots=True)
class _Agreement:
    row: str
    site: str
    programme: str
    contact: bool


@dataclass(frozen=True, slots=True)
class _Clearance:
    """`state` is "none" where none is known; `until` is inclusive, None where nothing is valid."""

    state: str
    until: date | None = None


def coverage(connection: Connection, scope: Scope, courses: Collection[Standing], board: Board) -> Iterator[Figure]:
    """`courses` are all that are known, whatever their place."""
    yield from _agreements(connection, scope, board)
    yield _volunteers(connection, scope, board)
    yield _exams(connection, scope, courses, board)
    yield from _interruptions(connection, scope, courses, board)


def _agreements(connection: Connection, scope: Scope, board: Board) -> Iterator[Figure]:
    at = scope.as_of.isoformat()
    sites = len(connection.exec_driver_sql(_SITES, (at, scope.site)).all())
    rows = [
        _Agreement(row, site, programme, bool(contact))
        for row, site, programme, contact in connection.exec_driver_sql(_AGREED, (at, scope.site))
    ]
    for key, wanted in (
        ("sites_with_agreement", rows),
        ("sites_with_contact", [one for one in rows if one.contact]),
        ("sites_without_contact", [one for one in rows if not one.contact]),
    ):
        there = {one.site for one in wanted}
        yield board.figure(
            key,
            len(there),
            by_site=dict.fromkeys(there, 1),
            by_programme=dict(sorted(tally(one.programme for one in wanted).items())),
            split={"of": {"sites": sites}},
            behind=(Behind(one.row, 1, "site_programme", one.site) for one in wanted),
        )


def _volunteers(connection: Connection, scope: Scope, board: Board) -> Figure:
    """Somebody who is linked at two places is one volunteer, and counts at both; the better clearance of the two counts."""
    same = linked(connection).united()
    clearances = _clearances(connection, scope)
    people: dict[str, list[tuple[str, _Clearance]]] = {}
    for id_, site in connection.exec_driver_sql(_VOLUNTEERS, (scope.as_of.isoformat(),)):
        if scope.site in (None, site):
            people.setdefault(same.get(id_, id_), []).append((site, clearances.get((id_, site), _Clearance("none"))))
    best = [max((one for _, one in rows), key=lambda one: (one.until or date.min, one.state)) for rows in people.values()]
    return board.figure(
        "volunteers",
        len(people),
        by_site=tally(site for rows in people.values() for site in {site for site, _ in rows}),
        split={
            "clearance": tally(one.state for one in best),
            "expiry": tally(_expiry(one.until, scope.as_of) for one in best if one.until is not None),
        },
        behind=(Behind(id_, 1, "volunteer", site) for id_, rows in people.items() for site, _ in rows),
    )


def _clearances(connection: Connection, scope: Scope) -> Mapping[tuple[str, str], _Clearance]:
    """(volunteer, site) → the latest word on the clearance there. Without a date it is valid for the configured months."""
    configured = configuration(connection)
    found: dict[tuple[str, str], _Clearance] = {}
    for volunteer, site, state, on_date, until in connection.exec_driver_sql(_CLEARANCES, (scope.as_of.isoformat(),)):
        end = date.fromisoformat(until) if until else None
        if end is None and on_date:
            given = date.fromisoformat(on_date)
            end = add_months(given, configured.required("clearance.months", given))
        granted = state in ("valid", "")
        told = ("valid" if end is None or end >= scope.as_of else "expired") if granted else state
        found[volunteer, site] = _Clearance(told, end if granted else None)
    return found


def _expiry(until: date, day: date) -> str:
    left = (until - day).days
    return next((name for most, name in EXPIRES if left <= most), "later")


def _exams(connection: Connection, scope: Scope, courses: Iterable[Standing], board: Board) -> Figure:
    known = {one.id: one for one in courses}
    rows = connection.exec_driver_sql(_EXAMS, (str(scope.first)[:7], str(scope.last)[:7]))
    taken = [(id_, known[course], result or "unknown") for id_, course, result in rows if course in known]
    here = [(id_, one.site(scope.last), one.programme, result) for id_, one, result in taken if scope.site in (None, one.site(scope.last))]
    return board.figure(
        "exams",
        len(here),
        by_site=tally(site for _, site, _, _ in here),
        by_programme=dict(sorted(tally(programme for _, _, programme, _ in here).items())),
        split={"result": tally(result for *_, result in here)},
        behind=(Behind(id_, 1, "exam", site) for id_, site, _, _ in here),
    )


def _interruptions(connection: Connection, scope: Scope, courses: Iterable[Standing], board: Board) -> Iterator[Figure]:
    """At the place that answered for the course the day before. A course that stood still twice in the period counts once, by the first."""
    rows = []
    for one, days in _transferred(connection, courses):
        met = [date.fromisoformat(day) for (day,) in connection.exec_driver_sql(_MET, (one.id, scope.as_of.isoformat()))]
        found = next((gap for gap in interruptions(days, (), met) if scope.first <= gap.from_on <= scope.last), None)
        if found is not None and scope.site in (None, site := one.site(found.from_on - timedelta(days=1))):
            rows.append((one, found, site))
    weeks = [(one, site, (found.to_on - found.from_on).days) for one, found, site in rows if found.to_on is not None]
    yield board.figure(
        "studies_interrupted",
        len(rows),
        by_site=tally(site for _, _, site in rows),
        by_programme=dict(sorted(tally(one.programme for one, _, _ in rows).items())),
        split={"state": {"resumed": len(weeks), "waiting": len(rows) - len(weeks)}},
        behind=(Behind(one.id, 1, "course", site) for one, _, site in rows),
    )
    yield board.figure(
        "weeks_until_resumed",
        _weeks(days for _, _, days in weeks),
        by_site={site: _weeks(days for _, _, days in group) for site, group in grouped(weeks, lambda row: row[1]).items()},
        behind=(Behind(one.id, days, "course", site) for one, site, days in weeks),
        nothing=None,
    )


def _transferred(connection: Connection, courses: Iterable[Standing]) -> Iterator[tuple[Standing, list[date]]]:
    """(study course, days on which a transfer interrupted it): a pause for that cause, a hand-over, or a transfer that was noted."""
    paused, moved = _days(connection, _INTERRUPTED), _days(connection, _TRANSFERRED)
    for one in courses:
        if one.programme in STUDY:
            noted = [day for day in moved.get(one.participant, ()) if _is_open(one, day)]
            if days := [*paused.get(one.id, ()), *(day for day, _ in one.moves), *noted]:
                yield one, days


def _is_open(course: Standing, day: date) -> bool:
    return (course.referred_on is None or course.referred_on < day) and (course.ended_on is None or day <= course.ended_on)


def _days(connection: Connection, statement: str) -> Mapping[str, list[date]]:
    found: dict[str, list[date]] = {}
    for id_, day in connection.exec_driver_sql(statement):
        found.setdefault(id_, []).append(date.fromisoformat(day))
    return found


def _weeks(days: Iterable[int]) -> int | None:
    """The median in tenths of a week, of days."""
    tenths = median(dict(Counter(days)))
    return None if tenths is None else half_up(Fraction(tenths, 70))
