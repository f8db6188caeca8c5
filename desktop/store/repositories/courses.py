"""Courses, and whether a course came to this vault as something that stays at its site."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from desktop.models.rows.domain import Course
from desktop.store.repositories.cells import day, text

_COLUMNS = (
    *("id", "participant", "programme", "site", "referred_on", "staff_approval_on", "leader_approval_on", "ended_on", "end_reason"),
    *("d_first_held", "d_last_held", "declined_on", "withdrawn_on", "criteria_confirmed_on", "criteria_by", "extended_to", "source"),
    *("subject", "level", "exam_month", "continues_from"),
)
"""In the order of the fields of Course."""
_DATES = frozenset(name for name in _COLUMNS if name.endswith(("_on", "_held", "_to")))
_COURSE = f"SELECT {', '.join(_COLUMNS)} FROM course WHERE state = 'live'"  # noqa: S608 - constants
_NEWEST_CLASS = (
    "SELECT p.class FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " WHERE t.\"row\" = ? AND t.tab = 'course' ORDER BY t.entry DESC LIMIT 1"
)
_LISTED = "(SELECT value FROM json_each(?))"


def everything(connection: Connection) -> tuple[Course, ...]:
    return tuple(_course(row) for row in connection.exec_driver_sql(f"{_COURSE} ORDER BY referred_on, id"))


def by_id(connection: Connection, id_: str) -> Course | None:
    found = connection.exec_driver_sql(f"{_COURSE} AND id = ?", (id_,)).first()
    return None if found is None else _course(found)


def by_ids(connection: Connection, ids: Sequence[str]) -> tuple[Course, ...]:
    rows = connection.exec_driver_sql(f"{_COURSE} AND id IN {_LISTED} ORDER BY referred_on, id", (json.dumps(ids),))
    return tuple(_course(row) for row in rows)


def of_participant(connection: Connection, participant: str) -> tuple[Course, ...]:
    rows = connection.exec_driver_sql(f"{_COURSE} AND participant = ? ORDER BY referred_on, id", (participant,))
    return tuple(_course(row) for row in rows)


def in_programme(connection: Connection, programme: str) -> tuple[Course, ...]:
    rows = connection.exec_driver_sql(f"{_COURSE} AND programme = ? ORDER BY referred_on, id", (programme,))
    return tuple(_course(row) for row in rows)


def still_open(connection: Connection, on: date) -> tuple[Course, ...]:
    """Those whose end is not dated on or before a day."""
    rows = connection.exec_driver_sql(f"{_COURSE} AND (ended_on IS NULL OR ended_on > ?) ORDER BY referred_on, id", (on.isoformat(),))
    return tuple(_course(row) for row in rows)


def newest_class(connection: Connection, id_: str) -> str:
    """The class of the part that last said something of the course; "" where nothing was said."""
    return text(connection.exec_driver_sql(_NEWEST_CLASS, (id_,)).scalar())


def _course(row: Sequence[object]) -> Course:
    return Course(*(day(cell) if name in _DATES else text(cell) for name, cell in zip(_COLUMNS, row, strict=True)))  # type: ignore[arg-type] # each by its column
