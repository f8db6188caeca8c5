"""Loggings of visits, who took part in them, and their practical notes."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from desktop.models.rows.domain import Note, Participation, Session
from desktop.models.rows.fields import AREAS
from desktop.store.repositories.cells import day, number, text

_AREAS = ", ".join(AREAS)
_SESSION = (
    "SELECT id, course, held_on, mode, outcome, cause, minutes, present, next_on, separate, start,"  # noqa: S608 - names of the registry
    f" {_AREAS} FROM session WHERE state = 'live'"
)
_ON_DAYS = (
    f"{_SESSION} AND (course, held_on) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))"  # noqa: S608 - constants
    " ORDER BY held_on, id"
)
_IN_MERGE_ORDER = (
    "SELECT s.id FROM session s JOIN touch t ON t.\"row\" = s.id AND t.tab = 'session' JOIN entry e ON e.id = t.entry"
    " WHERE s.id IN (SELECT value FROM json_each(?)) AND e.hash NOT IN (SELECT hash FROM aside) GROUP BY s.id ORDER BY max(e.hlc), s.id"
)
_LISTED = "(SELECT value FROM json_each(?))"
_HELD_DAYS = (
    "SELECT DISTINCT course, held_on FROM session WHERE state = 'live' AND outcome IN ('held', 'held_short') AND held_on IS NOT NULL"  # noqa: S608 - constants
    f" AND course IN {_LISTED}"
)


def by_id(connection: Connection, id_: str) -> Session | None:
    found = connection.exec_driver_sql(f"{_SESSION} AND id = ?", (id_,)).first()
    return None if found is None else _session(found)


def of_course(connection: Connection, course: str) -> tuple[Session, ...]:
    rows = connection.exec_driver_sql(f"{_SESSION} AND course = ? ORDER BY held_on, id", (course,))
    return tuple(_session(row) for row in rows)


def held_days(connection: Connection, courses: Sequence[str]) -> dict[str, list[date]]:
    """Course -> the days of its held sessions."""
    found: dict[str, list[date]] = {}
    for course, held_on in connection.exec_driver_sql(_HELD_DAYS, (json.dumps(courses),)):
        found.setdefault(text(course), []).append(date.fromisoformat(held_on))
    return found


def on_day(connection: Connection, course: str, held_on: date) -> tuple[Session, ...]:
    rows = connection.exec_driver_sql(f"{_SESSION} AND course = ? AND held_on = ? ORDER BY id", (course, held_on.isoformat()))
    return tuple(_session(row) for row in rows)


def recent(connection: Connection, limit: int) -> tuple[Session, ...]:
    """The latest by date, newest first."""
    rows = connection.exec_driver_sql(f"{_SESSION} ORDER BY held_on DESC, id LIMIT ?", (limit,))
    return tuple(_session(row) for row in rows)


def own(connection: Connection, user: str, volunteer: str) -> frozenset[str]:
    """The visits that the user logged or that the volunteer took part in: a volunteer whose vault was made anew has another user."""
    rows = connection.exec_driver_sql(
        "SELECT t.\"row\" FROM entry e JOIN touch t ON t.entry = e.id AND t.tab = 'session' WHERE e.usr = ?"
        " UNION SELECT session FROM participation WHERE volunteer = ? AND state = 'live'",
        (user, volunteer),
    )
    return frozenset(text(id_) for (id_,) in rows)


def by_ids(connection: Connection, ids: Sequence[str]) -> tuple[Session, ...]:
    """Newest first."""
    rows = connection.exec_driver_sql(f"{_SESSION} AND id IN {_LISTED} ORDER BY held_on DESC, id", (json.dumps(ids),))
    return tuple(_session(row) for row in rows)


def planned(connection: Connection, first: date, last: date) -> tuple[Session, ...]:
    """Visits that are planned between two days, both included, by date."""
    between = f"{_SESSION} AND held_on BETWEEN ? AND ? AND outcome = 'planned' ORDER BY held_on, id"
    rows = connection.exec_driver_sql(between, (first.isoformat(), last.isoformat()))
    return tuple(_session(row) for row in rows)


def on_days(connection: Connection, spots: Sequence[tuple[str, date]]) -> tuple[Session, ...]:
    """Every logging of these (course, day)."""
    wanted = json.dumps([[course, held_on.isoformat()] for course, held_on in spots])
    return tuple(_session(row) for row in connection.exec_driver_sql(_ON_DAYS, (wanted,)))


def in_merge_order(connection: Connection, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids by when something was last said of each, as the merge orders what was said: the later prevails."""
    return tuple(text(id_) for (id_,) in connection.exec_driver_sql(_IN_MERGE_ORDER, (json.dumps(list(ids)),)))


def expected(connection: Connection, courses: Sequence[str], since: date) -> Mapping[str, date]:
    """Course → its next visit from `since` on: one that is planned, or the next date of the latest visit."""
    listed = json.dumps(courses)
    rows = connection.exec_driver_sql(
        "SELECT course, min(due) FROM ("
        " SELECT course, held_on AS due FROM session WHERE state = 'live' AND outcome = 'planned'"
        " UNION ALL SELECT course, next_on AS due FROM ("
        "  SELECT course, next_on, max(held_on) FROM session WHERE state = 'live' AND outcome <> 'planned' GROUP BY course))"
        " WHERE due >= ? AND course IN (SELECT value FROM json_each(?)) GROUP BY course",
        (since.isoformat(), listed),
    )
    return {text(course): due for course, written in rows if (due := day(written)) is not None}


def participations(connection: Connection, sessions: Sequence[str]) -> tuple[Participation, ...]:
    """Who took part in these sessions."""
    rows = connection.exec_driver_sql(
        "SELECT id, session, volunteer FROM participation WHERE state = 'live' AND session IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(sessions),),
    )
    return tuple(Participation(text(id_), text(session), text(volunteer)) for id_, session, volunteer in rows)


def note(connection: Connection, session: str) -> Note | None:
    found = connection.exec_driver_sql("SELECT id, session, text FROM note WHERE state = 'live' AND id = ?", (session,)).first()
    return None if found is None else Note(text(found[0]), text(found[1]), text(found[2]))


def _session(row: Sequence[object]) -> Session:
    id_, course, held_on, mode, outcome, cause, minutes, present, next_on, separate, start, *areas = row
    return Session(
        id=text(id_),
        course=text(course),
        held_on=day(held_on),
        mode=text(mode),
        outcome=text(outcome),
        cause=text(cause),
        minutes=number(minutes),
        present=text(present),
        next_on=day(next_on),
        separate=bool(separate),
        start=text(start),
        areas=tuple(area for area, ticked in zip(AREAS, areas, strict=True) if ticked),
    )
