"""Headquarters' table of keyed fingerprints: which participants of several sites are one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class StoredKey:
    """`k1` with what decides whether it links: the participant's present site and gender."""

    participant: str
    k1: bytes
    first_january: bool
    site: str
    gender: str


def without_key(connection: Connection) -> list[str]:
    """Participants with an identity for which no key was computed; those born on an unknown date stay among them."""
    rows = connection.exec_driver_sql(
        "SELECT i.id FROM identity i JOIN \"grant\" g ON g.subject = i.id AND g.recipient LIKE 'hq-identity%' AND g.state = 'live'"
        " WHERE i.state = 'live' AND NOT EXISTS (SELECT 1 FROM person_key k WHERE k.participant = i.id) ORDER BY i.id"
    )
    return sorted({str(id_) for (id_,) in rows})


def keys(connection: Connection) -> list[StoredKey]:
    rows = connection.exec_driver_sql(
        "SELECT k.participant, k.k1, k.first_january, coalesce(p.site, ''), coalesce(f.gender, '') FROM person_key k"
        " JOIN participant p ON p.id = k.participant AND p.state = 'live'"
        " LEFT JOIN person f ON f.id = k.participant AND f.state = 'live' ORDER BY k.participant"
    )
    return [StoredKey(participant, bytes(k1), bool(first), site, gender) for participant, k1, first, site, gender in rows]


def add(connection: Connection, new: Sequence[tuple[str, bytes, bool]]) -> None:
    """(participant, K1, born on 1 January): each its own person until `settle` says otherwise."""
    for participant, k1, first in new:
        connection.exec_driver_sql(
            "INSERT INTO person_key (participant, k1, first_january, person) VALUES (?,?,?,?)", (participant, k1, int(first), participant)
        )


def settle(connection: Connection, person_of: Mapping[str, str]) -> None:
    """Write who is whom; a participant who is no longer here loses the key."""
    connection.exec_driver_sql(
        "DELETE FROM person_key WHERE participant NOT IN (SELECT id FROM participant WHERE state = 'live')",
    )
    changed = [(person, participant, person) for participant, person in person_of.items()]
    if changed:
        connection.exec_driver_sql("UPDATE person_key SET person = ? WHERE participant = ? AND person <> ?", changed)
