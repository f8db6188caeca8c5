"""Letter and visit control of participants, and what was counted of it by month."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from desktop.models.rows.groups import Restriction
from desktop.store.repositories.cells import day, text

_RESTRICTION = "SELECT id, participant, kind, from_on, to_on FROM restriction WHERE state = 'live'"
_OF_PARTICIPANTS = (
    f"{_RESTRICTION} AND participant IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    " ORDER BY from_on, id"
)


def of_participants(connection: Connection, ids: Sequence[str]) -> tuple[Restriction, ...]:
    """By first day."""
    return tuple(_restriction(row) for row in connection.exec_driver_sql(_OF_PARTICIPANTS, (json.dumps(list(ids)),)))


def everything(connection: Connection) -> tuple[Restriction, ...]:
    """All that this vault knows, which is its site's, by first day."""
    return tuple(_restriction(row) for row in connection.exec_driver_sql(f"{_RESTRICTION} ORDER BY from_on, id"))


def on_remand(connection: Connection) -> frozenset[str]:
    """The participants who are on remand now: no earlier legal status is kept."""
    rows = connection.exec_driver_sql("SELECT id FROM person WHERE state = 'live' AND legal_status = 'REMAND'")
    return frozenset(text(id_) for (id_,) in rows)


def months(connection: Connection, site: str) -> Mapping[str, str]:
    """Month ("2025-03") → the row in which it is counted."""
    rows = connection.exec_driver_sql("SELECT month, id FROM restriction_month WHERE state = 'live' AND site = ? ORDER BY id", (site,))
    return {text(month): text(id_) for month, id_ in rows}


def _restriction(row: Sequence[object]) -> Restriction:
    id_, participant, kind, from_on, to_on = row
    return Restriction(text(id_), text(participant), text(kind), day(from_on), day(to_on))
