"""When courses stood still."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Pause
from desktop.store.repositories.cells import day, text

_PAUSE = "SELECT id, course, from_on, cause, to_on FROM pause WHERE state = 'live'"
_LISTED = "(SELECT value FROM json_each(?))"


def of_courses(connection: Connection, ids: Sequence[str]) -> tuple[Pause, ...]:
    rows = connection.exec_driver_sql(f"{_PAUSE} AND course IN {_LISTED} ORDER BY from_on, id", (json.dumps(ids),))
    return tuple(_pause(row) for row in rows)


def everything(connection: Connection) -> tuple[Pause, ...]:
    return tuple(_pause(row) for row in connection.exec_driver_sql(f"{_PAUSE} ORDER BY from_on, id"))


def _pause(row: Sequence[object]) -> Pause:
    id_, course, from_on, cause, to_on = row
    return Pause(text(id_), text(course), day(from_on), text(cause), day(to_on))
