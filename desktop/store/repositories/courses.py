"""Courses, and whether a course came to this vault as something that stays at its site."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Course
from desktop.store.repositories.cells import day, text

_COURSE = (
    "SELECT id, participant, programme, site, referred_on, staff_approval_on, leader_approval_on, ended_on, end_reason,"
    " d_first_held, d_last_held FROM course WHERE state = 'live'"
)
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


def newest_class(connection: Connection, id_: str) -> str:
    """The class of the part that last said something of the course; "" where nothing was said."""
    return text(connection.exec_driver_sql(_NEWEST_CLASS, (id_,)).scalar())


def _course(row: Sequence[object]) -> Course:
    id_, participant, programme, site, referred_on, staff, leader, ended_on, end_reason, first_held, last_held = row
    return Course(
        id=text(id_),
        participant=text(participant),
        programme=text(programme),
        site=text(site),
        referred_on=day(referred_on),
        staff_approval_on=day(staff),
        leader_approval_on=day(leader),
        ended_on=day(ended_on),
        end_reason=text(end_reason),
        first_held=day(first_held),
        last_held=day(last_held),
    )
