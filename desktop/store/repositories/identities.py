"""Sealed identities and the grants that open them, as bytes. Nothing here can read a name."""

import base64
import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.store.repositories.cells import text

_SEALED = "SELECT id, blob FROM identity WHERE state = 'live' AND id IN (SELECT value FROM json_each(?)) ORDER BY id"
_WRAPS = (
    "SELECT subject, wrap FROM \"grant\" WHERE state = 'live' AND recipient = ? AND subject IN (SELECT value FROM json_each(?)) ORDER BY id"
)
_OWN = "SELECT id, subject, wrap FROM \"grant\" WHERE state = 'live' AND recipient = ? ORDER BY id"
_NOT_GRANTED = (
    "SELECT i.id FROM identity i WHERE i.state = 'live' AND NOT EXISTS"
    " (SELECT 1 FROM \"grant\" g WHERE g.subject = i.id AND g.recipient = ? AND g.state = 'live') ORDER BY i.id"
)


def sealed(connection: Connection, participants: Sequence[str]) -> dict[str, bytes]:
    """Participant -> sealed identity, of those that have one."""
    rows = connection.exec_driver_sql(_SEALED, (json.dumps(participants),))
    return {text(id_): base64.b64decode(text(blob)) for id_, blob in rows}


def wraps(connection: Connection, recipient: str, participants: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
    """Participant -> the wrapped subject keys that were granted to `recipient`; two laptops may each have granted one."""
    rows = connection.exec_driver_sql(_WRAPS, (recipient, json.dumps(participants)))
    found: dict[str, tuple[bytes, ...]] = {}
    for subject, wrap in rows:
        found[text(subject)] = (*found.get(text(subject), ()), base64.b64decode(text(wrap)))
    return found


def own_grants(connection: Connection, recipient: str) -> list[tuple[str, str, bytes]]:
    """(row, participant, wrapped subject key) of all that was granted to `recipient`."""
    rows = connection.exec_driver_sql(_OWN, (recipient,))
    return [(text(id_), text(subject), base64.b64decode(text(wrap))) for id_, subject, wrap in rows]


def not_granted(connection: Connection, recipient: str) -> tuple[str, ...]:
    """The participants whose identity is here and not yet granted to `recipient`."""
    return tuple(text(id_) for (id_,) in connection.exec_driver_sql(_NOT_GRANTED, (recipient,)))
