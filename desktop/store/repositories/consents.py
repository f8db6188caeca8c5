"""Consents, one row for each purpose that a participant agreed to."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Consent
from desktop.store.repositories.cells import day, text

_CONSENT = "SELECT id, participant, purpose, given_on, withdrawn_on FROM consent WHERE state = 'live'"
_LISTED = "(SELECT value FROM json_each(?))"


def of_participant(connection: Connection, participant: str) -> tuple[Consent, ...]:
    rows = connection.exec_driver_sql(f"{_CONSENT} AND participant = ? ORDER BY given_on, id", (participant,))
    return tuple(_consent(row) for row in rows)


def of_participants(connection: Connection, ids: Sequence[str]) -> tuple[Consent, ...]:
    rows = connection.exec_driver_sql(f"{_CONSENT} AND participant IN {_LISTED} ORDER BY given_on, id", (json.dumps(ids),))
    return tuple(_consent(row) for row in rows)


def for_purpose(connection: Connection, purpose: str) -> tuple[Consent, ...]:
    rows = connection.exec_driver_sql(f"{_CONSENT} AND purpose = ? ORDER BY given_on, id", (purpose,))
    return tuple(_consent(row) for row in rows)


def _consent(row: Sequence[object]) -> Consent:
    id_, participant, purpose, given_on, withdrawn_on = row
    return Consent(text(id_), text(participant), text(purpose), day(given_on), day(withdrawn_on))
