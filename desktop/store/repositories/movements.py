"""What became of participants: released, transferred, gone, returned, died."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Movement
from desktop.store.repositories.cells import day, text

_MOVEMENT = "SELECT id, participant, kind, moved_on, precision, to_site FROM movement WHERE state = 'live'"
_LISTED = "(SELECT value FROM json_each(?))"


def by_id(connection: Connection, id_: str) -> Movement | None:
    found = connection.exec_driver_sql(f"{_MOVEMENT} AND id = ?", (id_,)).first()
    return None if found is None else _movement(found)


def of_participants(connection: Connection, ids: Sequence[str]) -> tuple[Movement, ...]:
    rows = connection.exec_driver_sql(f"{_MOVEMENT} AND participant IN {_LISTED} ORDER BY moved_on, id", (json.dumps(ids),))
    return tuple(_movement(row) for row in rows)


def everything(connection: Connection) -> tuple[Movement, ...]:
    return tuple(_movement(row) for row in connection.exec_driver_sql(f"{_MOVEMENT} ORDER BY moved_on, id"))


def _movement(row: Sequence[object]) -> Movement:
    id_, participant, kind, moved_on, precision, to_site = row
    return Movement(text(id_), text(participant), text(kind), day(moved_on), text(precision), text(to_site))
