"""Group events, who was at them by name, and estimates for a year."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from desktop.models.rows.groups import Attendance, GroupEvent, GroupYear
from desktop.store.repositories.cells import day, number, text

_EVENT = (
    "SELECT id, site, kind, from_on, to_on, vague, label, event_state, recurrence, inmates, volunteers, method FROM group_event"
    " WHERE state = 'live'"
)
_ATTENDANCE = "SELECT id, event, participant FROM attendance WHERE state = 'live'"
_OF_EVENTS = (
    f"{_ATTENDANCE} AND event IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    " ORDER BY event, id"
)


def by_id(connection: Connection, id_: str) -> GroupEvent | None:
    found = connection.exec_driver_sql(f"{_EVENT} AND id = ?", (id_,)).first()
    return None if found is None else _event(found)


def everything(connection: Connection, first: date | None = None, last: date | None = None) -> tuple[GroupEvent, ...]:
    """Those that may be between two days, both included, by date."""
    rows = connection.exec_driver_sql(
        f"{_EVENT} AND (?1 IS NULL OR coalesce(to_on, from_on) >= ?1) AND (?2 IS NULL OR from_on <= ?2) ORDER BY from_on, id",
        (first and first.isoformat(), last and last.isoformat()),
    )
    return tuple(_event(row) for row in rows)


def of_kind(connection: Connection, site: str, kind: str) -> tuple[GroupEvent, ...]:
    """A site's events of one kind, by date."""
    return tuple(
        _event(row) for row in connection.exec_driver_sql(f"{_EVENT} AND site = ? AND kind = ? ORDER BY from_on, id", (site, kind))
    )


def attendances(connection: Connection, events: Sequence[str]) -> tuple[Attendance, ...]:
    """Who was at these events by name."""
    rows = connection.exec_driver_sql(_OF_EVENTS, (json.dumps(list(events)),))
    return tuple(Attendance(text(id_), text(event), text(who)) for id_, event, who in rows)


def years(connection: Connection) -> tuple[GroupYear, ...]:
    rows = connection.exec_driver_sql("SELECT id, site, year, persons FROM group_year WHERE state = 'live' ORDER BY site, year, id")
    return tuple(GroupYear(text(id_), text(site), number(year), number(persons)) for id_, site, year, persons in rows)


def _event(row: Sequence[object]) -> GroupEvent:
    id_, site, kind, from_on, to_on, vague, label, state, recurrence, inmates, volunteers, method = row
    return GroupEvent(
        id=text(id_),
        site=text(site),
        kind=text(kind),
        from_on=day(from_on),
        to_on=day(to_on),
        vague=text(vague),
        label=text(label),
        state=text(state),
        recurrence=text(recurrence),
        inmates=number(inmates),
        volunteers=number(volunteers),
        method=text(method),
    )
