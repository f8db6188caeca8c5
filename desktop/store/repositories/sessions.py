"""Loggings of visits, who took part in them, and their practical notes."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from desktop.models.rows.domain import Note, Participation, Session
from desktop.store.repositories.cells import day, number, text

_SESSION = "SELECT id, course, held_on, mode, outcome, cause, minutes, present, next_on, separate FROM session WHERE state = 'live'"


def by_id(connection: Connection, id_: str) -> Session | None:
    found = connection.exec_driver_sql(f"{_SESSION} AND id = ?", (id_,)).first()
    return None if found is None else _session(found)


def of_course(connection: Connection, course: str) -> tuple[Session, ...]:
    rows = connection.exec_driver_sql(f"{_SESSION} AND course = ? ORDER BY held_on, id", (course,))
    return tuple(_session(row) for row in rows)


def on_day(connection: Connection, course: str, held_on: date) -> tuple[Session, ...]:
    rows = connection.exec_driver_sql(f"{_SESSION} AND course = ? AND held_on = ? ORDER BY id", (course, held_on.isoformat()))
    return tuple(_session(row) for row in rows)


def recent(connection: Connection, limit: int) -> tuple[Session, ...]:
    """The latest by date, newest first."""
    rows = connection.exec_driver_sql(f"{_SESSION} ORDER BY held_on DESC, id LIMIT ?", (limit,))
    return tuple(_session(row) for row in rows)


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
    id_, course, held_on, mode, outcome, cause, minutes, present, next_on, separate = row
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
    )
