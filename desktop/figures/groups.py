"""Participants in social activities, each place by its own method: named, estimated, or attendances added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.figures.board import Board, grouped, tally, total
from desktop.figures.people import People
from desktop.figures.values import MIXED, Behind, Figure, Scope
from desktop.rules.groups import ATTENDANCES, ESTIMATED, NAMED, Kinds

_EVENTS = (
    "SELECT id, coalesce(site, ''), coalesce(kind, ''), coalesce(method, ''), inmates FROM group_event"
    " WHERE state = 'live' AND event_state = 'held' AND from_on BETWEEN ? AND ? ORDER BY id"
)
_KINDS = "SELECT code, religious FROM label WHERE state = 'live' AND list = 'group_kind' AND code IS NOT NULL"
_NAMED = "SELECT event, participant FROM attendance WHERE state = 'live' AND participant IS NOT NULL ORDER BY id"
_ESTIMATES = "SELECT id, coalesce(site, ''), persons FROM group_year WHERE state = 'live' AND year = ? AND persons IS NOT NULL ORDER BY id"


@dataclass(frozen=True, slots=True)
class _Event:
    """`inmates` is None where nobody wrote how many came."""

    id: str
    site: str
    method: str
    inmates: int | None


def groups(connection: Connection, scope: Scope, who: People, board: Board) -> tuple[Figure, ...]:
    events = tuple(one for one in _events(connection, scope) if scope.site in (None, one.site))
    cells = _cells(connection, scope, who, events)
    by_method = _by_method(connection, who, events, cells)
    methods = sorted(by_method)
    alone = by_method[methods[0]] if len(methods) == 1 else None
    unknown = [one for one in events if one.method == ATTENDANCES and one.inmates is None]
    return (
        board.figure(
            "group_participants",
            alone if methods else 0,
            by_site=_by_site(cells),
            split={"method": by_method},
            behind=(Behind(one.id, one.inmates or 0, "group_event", one.site) for one in events),
            method=MIXED if len(methods) > 1 else methods[0] if methods else None,
        ),
        board.figure(
            "group_events_unknown",
            len(unknown),
            by_site=tally(one.site for one in unknown),
            behind=(Behind(one.id, 1, "group_event", one.site) for one in unknown),
        ),
    )


def _events(connection: Connection, scope: Scope) -> Iterable[_Event]:
    """Held ones in the period. An event whose method nobody wrote is counted by attendances, and so is a religious one."""
    labels = [(code, religious) for code, religious in _rows(connection, _KINDS)]
    kinds = Kinds(frozenset(code for code, _ in labels), frozenset(code for code, religious in labels if religious))
    for id_, site, kind, method, inmates in _rows(connection, _EVENTS, scope.first.isoformat(), scope.last.isoformat()):
        heads_only = kinds.is_religious(kind) or method not in (NAMED, ESTIMATED)
        yield _Event(id_, site, ATTENDANCES if heads_only else method, inmates)


def _cells(connection: Connection, scope: Scope, who: People, events: Iterable[_Event]) -> Mapping[tuple[str, str], int | None]:
    """(site, method) → heads, None where nobody knows."""
    named, estimates = _named(connection, who), _estimates(connection, scope)
    found: dict[tuple[str, str], int | None] = {}
    for (site, method), group in _grouped(events).items():
        if method == NAMED:
            found[site, method] = len({person for one in group for person in named.get(one.id, ())})
        elif method == ESTIMATED:
            found[site, method] = estimates.get(site)
        else:
            heads = [one.inmates for one in group if one.inmates is not None]
            found[site, method] = sum(heads) if heads else None
    return found


def _by_method(
    connection: Connection, who: People, events: Iterable[_Event], cells: Mapping[tuple[str, str], int | None]
) -> dict[str, int | None]:
    """Method → heads at all places: a named person once, however many places; None where no place knows."""
    named = _named(connection, who)
    persons = {person for one in events if one.method == NAMED for person in named.get(one.id, ())}
    known = total((method, heads) for (_, method), heads in cells.items() if heads is not None)
    return {method: len(persons) if method == NAMED else known.get(method) for _, method in cells}


def _by_site(cells: Mapping[tuple[str, str], int | None]) -> dict[str, int | None]:
    """One number a place, None where it counted in two ways or nobody knows."""
    found: dict[str, int | None] = {}
    for (site, _), heads in cells.items():
        found[site] = None if site in found else heads
    return found


def _grouped(events: Iterable[_Event]) -> dict[tuple[str, str], list[_Event]]:
    return {(site, method): rows for site, group in grouped(events, lambda one: one.site).items() for method, rows in _methods(group)}


def _methods(events: Iterable[_Event]) -> Iterable[tuple[str, list[_Event]]]:
    return grouped(events, lambda one: one.method).items()


def _named(connection: Connection, who: People) -> Mapping[str, set[str]]:
    """Event → the persons who are named at it."""
    found: dict[str, set[str]] = {}
    for event, participant in _rows(connection, _NAMED):
        found.setdefault(event, set()).add(who.person(participant))
    return found


def _estimates(connection: Connection, scope: Scope) -> Mapping[str, int]:
    """Site → the estimate of distinct persons in the year."""
    return {site: persons for _, site, persons in _rows(connection, _ESTIMATES, scope.first.year)}


def _rows(connection: Connection, statement: str, *arguments: object) -> Iterable[tuple[Any, ...]]:
    return (tuple(row) for row in connection.exec_driver_sql(statement, arguments))
