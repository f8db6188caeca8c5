"""Headquarters' table of keyed fingerprints: by which participants of several sites are found to be one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

_BASIS = "hex(i.h_sealed) || '/' || coalesce(f.gender, '')"


@dataclass(frozen=True, slots=True)
class Keyless:
    """A participant whose keys are not computed, or no longer fit. `basis` is what they are to be made of."""

    participant: str
    gender: str
    basis: str


@dataclass(frozen=True, slots=True)
class Keys:
    """K1, K2 and K3, each empty where there is none."""

    participant: str
    k1: bytes
    k2: bytes
    k3: bytes
    first_january: bool
    basis: str


def without_key(connection: Connection) -> list[Keyless]:
    """Participants with an identity for which no key fits; those born on an unknown date stay among them."""
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT i.id, coalesce(f.gender, ''), {_BASIS} FROM identity i"  # noqa: S608 - constants
        " JOIN \"grant\" g ON g.subject = i.id AND g.recipient LIKE 'hq-identity%' AND g.state = 'live'"
        " LEFT JOIN person f ON f.id = i.id AND f.state = 'live'"
        f" WHERE i.state = 'live' AND NOT EXISTS (SELECT 1 FROM person_key k WHERE k.participant = i.id AND k.basis = {_BASIS})"
        " ORDER BY i.id"
    )
    return [Keyless(str(id_), str(gender), str(basis)) for id_, gender, basis in rows]


def add(connection: Connection, new: Sequence[Keys]) -> None:
    """Keys in the place of those that no longer fit."""
    for one in new:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO person_key (participant, k1, k2, k3, first_january, basis) VALUES (?,?,?,?,?,?)",
            (one.participant, one.k1, one.k2, one.k3, int(one.first_january), one.basis),
        )


def drop(connection: Connection, participants: Sequence[str]) -> None:
    """Keys that are of nothing any more: the name or the date was taken out of the identity."""
    for participant in participants:
        connection.exec_driver_sql("DELETE FROM person_key WHERE participant = ?", (participant,))


def drop_all(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM person_key")


def forget_gone(connection: Connection) -> None:
    """A participant who is no longer here loses the keys."""
    connection.exec_driver_sql("DELETE FROM person_key WHERE participant NOT IN (SELECT id FROM participant WHERE state = 'live')")
