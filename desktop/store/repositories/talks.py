"""Wishes of volunteers to talk with their visit leader: who and since when, never about what."""

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Talk
from desktop.store.repositories.cells import day, text

_TALK = "SELECT id, volunteer, asked_on, done_on FROM talk WHERE state = 'live'"


def by_id(connection: Connection, id_: str) -> Talk | None:
    found = connection.exec_driver_sql(f"{_TALK} AND id = ?", (id_,)).first()
    return None if found is None else _talk(found)


def unanswered(connection: Connection) -> tuple[Talk, ...]:
    """Those that no leader has marked as held, the oldest first."""
    return tuple(_talk(row) for row in connection.exec_driver_sql(f"{_TALK} AND done_on IS NULL ORDER BY asked_on, id"))


def _talk(row: Sequence[object]) -> Talk:
    id_, volunteer, asked_on, done_on = row
    return Talk(text(id_), text(volunteer), day(asked_on), day(done_on))
