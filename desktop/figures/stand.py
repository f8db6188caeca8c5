"""How courses stand on the as-of date: active now and earlier, started, ongoing, being set up, waiting, ended."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from sqlalchemy import Connection

from desktop.figures.board import VISITING, Board, every_programme, tally, total
from desktop.figures.configured import configuration
from desktop.figures.courses import Standing
from desktop.figures.values import Behind, Figure, Scope
from desktop.rules.status import ONGOING, WAITING, Status

_AT, _PROGRAMME = attrgetter("at"), attrgetter("programme")
_SNAPSHOTS = (
    "SELECT id, coalesce(site, ''), as_of, value FROM snapshot WHERE state = 'live' AND figure = 'active_now'"
    " AND coalesce(programme, '') IN ('', 'VISITING') AND as_of IS NOT NULL AND value IS NOT NULL ORDER BY as_of, id"
)
_AGREED = "SELECT site, programme, min(agreement_from) FROM site_programme WHERE state = 'live' GROUP BY site, programme"


@dataclass(frozen=True, slots=True)
class _Stored:
    row: str
    site: str
    as_of: date
    value: int


def stand(connection: Connection, scope: Scope, courses: Iterable[Standing], every: Iterable[Standing], board: Board) -> tuple[Figure, ...]:
    """`courses` are those of the scope on the as-of date; of `every` one counts as started those that began in the scope."""
    listed = tuple(courses)
    return (
        _active(listed, board),
        _counted("paused_now", (one for one in listed if one.status is Status.PAUSED), board),
        _earlier(connection, scope, board),
        _counted("formerly_ended", (one for one in listed if one.status is Status.ENDED and one.first_held is not None), board),
        _started(connection, scope, every, board),
        _counted("ongoing", (one for one in listed if one.status in ONGOING), board),
        _counted("being_set_up", (one for one in listed if one.status is Status.SETTING_UP), board),
        _waiting(listed, board),
    )


def _behind(courses: Iterable[Standing]) -> Iterator[Behind]:
    return (Behind(one.id, 1, "course", one.at) for one in courses)


def _counted(key: str, courses: Iterable[Standing], board: Board) -> Figure:
    rows = tuple(courses)
    by_site, by_programme = tally(map(_AT, rows)), tally(map(_PROGRAMME, rows))
    return board.figure(key, len(rows), by_site=by_site, by_programme=every_programme(by_programme), behind=_behind(rows))


def _active(courses: Iterable[Standing], board: Board) -> Figure:
    """Persons in the visiting service, courses elsewhere."""
    active = [one for one in courses if one.status is Status.ACTIVE and one.person]
    visiting = {(one.at, one.person) for one in active if one.programme == VISITING}
    persons = {person for _, person in visiting}
    others = tally(one.programme for one in active if one.programme != VISITING)
    return board.figure(
        "active_now",
        len(persons),
        by_site=tally(site for site, _ in visiting),
        by_programme=every_programme({**others, VISITING: len(persons)}),
        behind=(Behind(person, 1, "participant", site) for site, person in visiting),
    )


def _waiting(courses: Iterable[Standing], board: Board) -> Figure:
    waiting = [one for one in courses if one.status in WAITING]
    return board.figure(
        "waiting_list",
        len(waiting),
        by_site=tally(one.at for one in waiting),
        by_programme=every_programme(tally(one.programme for one in waiting)),
        split={"state": {**dict.fromkeys(sorted(WAITING), 0), **tally(one.status.value for one in waiting)}},
        behind=_behind(waiting),
    )


def _started(connection: Connection, scope: Scope, courses: Iterable[Standing], board: Board) -> Figure:
    """`split` has the months in which they started, by programme. A course belongs to the place that answered for its first visit."""
    agreed = _agreed(connection)
    begun = ((one, one.first_held, one.began_at) for one in courses if one.first_held is not None and one.first_held <= scope.as_of)
    started = [
        (one, day, site)
        for one, day, site in begun
        if scope.site in (None, site) and (scope.since or agreed.get((site, one.programme), date.min)) <= day
    ]
    days = tally((one.programme, day) for one, day, _ in started)
    months = total((f"{programme} {str(day)[:7]}", many) for (programme, day), many in days.items())
    return board.figure(
        "started_since",
        len(started),
        by_site=tally(site for *_, site in started),
        by_programme=every_programme(tally(one.programme for one, *_ in started)),
        split={"programme_month": months},
        behind=(Behind(one.id, 1, "course", site) for one, _, site in started),
        on=scope.since,
    )


def _agreed(connection: Connection) -> Mapping[tuple[str, str], date]:
    """(site, programme) → the first day of the month of the agreement."""
    rows = connection.exec_driver_sql(_AGREED)
    return {(site, programme): date.fromisoformat(f"{month}-01") for site, programme, month in rows if month}


def _earlier(connection: Connection, scope: Scope, board: Board) -> Figure:
    """A number of all places where one was stored last, else those of the places added up."""
    back = configuration(connection).required("snapshot.earlier_days", scope.as_of)
    until = scope.snapshot or scope.as_of - timedelta(days=back)
    latest: dict[str, _Stored] = {}
    for row, site, as_of, value in connection.exec_driver_sql(_SNAPSHOTS):
        one = _Stored(row, site, date.fromisoformat(as_of), value)
        if one.as_of == until or (one.as_of < until and scope.snapshot is None):
            latest[site] = one
    whole = latest.pop("", None)
    places = {site: one for site, one in latest.items() if scope.site in (None, site)}
    newest = max((one.as_of for one in places.values()), default=None)
    chosen = list(places.values())
    if whole is not None and scope.site is None and (newest is None or whole.as_of >= newest):
        chosen = [whole]
    return board.figure(
        "formerly_snapshot",
        sum(one.value for one in chosen) if chosen else None,
        by_site={site: one.value for site, one in places.items()},
        by_programme={VISITING: sum(one.value for one in chosen)} if chosen else {},
        split={"day": total((one.as_of.isoformat(), one.value) for one in chosen)},
        behind=(Behind(one.row, one.value, "snapshot", one.site) for one in chosen),
        on=max((one.as_of for one in chosen), default=None),
        nothing=None,
    )
