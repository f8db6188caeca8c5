"""What follows a release, and what stands under letter and visit control."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from desktop.figures.board import Board, grouped
from desktop.figures.courses import Standing
from desktop.figures.people import People
from desktop.figures.shown import share
from desktop.figures.values import Behind, Figure, Scope

WINDOWS = (("contact_within_7", 7), ("contact_within_30", 30))
_RELEASED = (
    "SELECT m.participant, m.moved_on FROM movement m WHERE m.state = 'live' AND m.kind = 'released' AND m.precision = 'exact'"
    " AND m.moved_on BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM consent c WHERE c.participant = m.participant AND c.state = 'live'"
    " AND c.purpose = 'contact_after_release' AND c.given_on <= m.moved_on"
    " AND (c.withdrawn_on IS NULL OR c.withdrawn_on > m.moved_on)) ORDER BY m.id"
)
_HELD = "SELECT 1 FROM session WHERE course = ? AND outcome IN ('held', 'held_short') AND held_on BETWEEN ? AND ? LIMIT 1"
_MONTHS = (
    "SELECT id, coalesce(site, ''), month, coalesce(courses, 0), coalesce(controlled, 0), coalesce(remand, 0),"
    " coalesce(remand_controlled, 0), median_tenths FROM restriction_month WHERE state = 'live' AND month BETWEEN ? AND ?"
    " ORDER BY month, id"
)


@dataclass(frozen=True, slots=True)
class _Release:
    """`site` answered for the participant on the day of the release."""

    person: str
    site: str
    on: date
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Month:
    row: str
    site: str
    month: str
    courses: int
    controlled: int
    remand: int
    remand_controlled: int
    median: int | None


def contact(connection: Connection, scope: Scope, courses: Collection[Standing], who: People, board: Board) -> Iterator[Figure]:
    """`courses` are all that are known, whatever their place. A window that has not passed yet does not count."""
    by_person = grouped((one for one in courses if one.person), lambda one: one.person)
    for key, days in WINDOWS:
        window = timedelta(days=days)
        releases = [
            one
            for one in _releases(connection, scope.first - window, scope.last - window, who, by_person)
            if scope.site in (None, one.site)
        ]
        seen = {one for one in releases if _contacted(connection, one, days)}
        yield board.figure(
            key,
            share(len(seen), len(releases)),
            by_site={
                site: share(sum(one in seen for one in group), len(group))
                for site, group in grouped(releases, lambda one: one.site).items()
            },
            split={"of": {"contacted": len(seen), "released": len(releases)}},
            behind=(Behind(one.person, int(one in seen), "participant", one.site) for one in releases),
            nothing=None,
        )


def _releases(connection: Connection, first: date, last: date, who: People, by_person: Mapping[str, list[Standing]]) -> Iterator[_Release]:
    """Each release of a person on a day once, of those whom any course knows."""
    found: set[tuple[str, str]] = set()
    for participant, moved_on in connection.exec_driver_sql(_RELEASED, (first.isoformat(), last.isoformat())):
        person = who.person(participant)
        known, day = by_person.get(person), date.fromisoformat(moved_on)
        if known and (person, moved_on) not in found:
            found.add((person, moved_on))
            yield _Release(person, known[-1].site(day), day, tuple(one.id for one in known))


def _contacted(connection: Connection, one: _Release, days: int) -> bool:
    between = ((one.on + timedelta(days=1)).isoformat(), (one.on + timedelta(days=days)).isoformat())
    return any(connection.exec_driver_sql(_HELD, (course, *between)).first() for course in one.courses)


def restricted(connection: Connection, scope: Scope, board: Board) -> tuple[Figure, ...]:
    """Of each place the latest month in the period that it has told of; a median is never pooled over places."""
    latest: dict[str, _Month] = {}
    rows = connection.exec_driver_sql(_MONTHS, (str(scope.first)[:7], str(scope.last)[:7]))
    every = [one for one in (_Month(*row) for row in rows) if scope.site in (None, one.site)]
    for one in every:
        latest[one.site] = one
    months = tuple(latest.values())
    remand, controlled = sum(one.remand for one in months), sum(one.remand_controlled for one in months)
    behind = tuple(Behind(one.row, one.controlled, "restriction_month", one.site) for one in months)
    medians = {one.site: one.median for one in months}
    return (
        board.figure(
            "restricted_courses",
            sum(one.controlled for one in months) if months else None,
            by_site={one.site: one.controlled for one in months},
            split={"month": _sums(every), "of": {"courses": sum(one.courses for one in months)}},
            behind=behind,
            nothing=None,
        ),
        board.figure(
            "restricted_remand_share",
            share(controlled, remand),
            by_site={one.site: share(one.remand_controlled, one.remand) for one in months},
            split={"of": {"controlled": controlled, "remand": remand}},
            behind=behind,
            nothing=None,
        ),
        board.figure(
            "restricted_median",
            next(iter(medians.values())) if len(medians) == 1 else None,
            by_site=medians,
            behind=behind,
            nothing=None,
        ),
    )


def _sums(months: Iterable[_Month]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in months:
        found[one.month] = found.get(one.month, 0) + one.controlled
    return found
