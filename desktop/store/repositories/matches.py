"""Volunteers on courses."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Match
from desktop.store.repositories.cells import day, text

_MATCH = "SELECT id, course, volunteer, from_on, to_on FROM match WHERE state = 'live'"
_LISTED = "(SELECT value FROM json_each(?))"


def everything(connection: Connection) -> tuple[Match, ...]:
    return tuple(_match(row) for row in connection.exec_driver_sql(f"{_MATCH} ORDER BY from_on, id"))


def by_id(connection: Connection, id_: str) -> Match | None:
    found = connection.exec_driver_sql(f"{_MATCH} AND id = ?", (id_,)).first()
    return None if found is None else _match(found)


def of_course(connection: Connection, course: str) -> tuple[Match, ...]:
    return tuple(_match(row) for row in connection.exec_driver_sql(f"{_MATCH} AND course = ? ORDER BY from_on, id", (course,)))


def of_courses(connection: Connection, ids: Sequence[str]) -> tuple[Match, ...]:
    rows = connection.exec_driver_sql(f"{_MATCH} AND course IN {_LISTED} ORDER BY from_on, id", (json.dumps(ids),))
    return tuple(_match(row) for row in rows)


def _match(row: Sequence[object]) -> Match:
    id_, course, volunteer, from_on, to_on = row
    return Match(text(id_), text(course), text(volunteer), day(from_on), day(to_on))
