"""Parts on their way through headquarters to another laptop: the numbered list for each peer, and how far it is held."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

START = bytes(32)
"""The head of an empty list."""

_STANDS = (
    " LEFT JOIN aside a ON a.hash = e.hash LEFT JOIN verdict v ON v.id = lower(hex(e.hash)) AND v.state = 'live'"
    " WHERE (a.hash IS NULL OR v.id IS NOT NULL)"
)
_UNLISTED = (
    "SELECT e.hash, p.place FROM entry e JOIN part p ON p.entry = e.id AND p.state = 'present'"  # noqa: S608 - constants
    f"{_STANDS} AND e.dev IN (SELECT value FROM json_each(?)) AND p.class IN (SELECT value FROM json_each(?))"
    " AND NOT EXISTS (SELECT 1 FROM sealed s WHERE s.hash = e.hash AND s.place = p.place AND s.recipient = ? AND s.life = ?)"
    " ORDER BY e.id, p.place"
)
_HELD = (
    f"SELECT s.id, e.id, s.hash, s.place FROM sealed s JOIN entry e ON e.hash = s.hash{_STANDS}"  # noqa: S608 - constants
    " AND s.peer = ? AND s.n IS NULL AND e.dev IN (SELECT value FROM json_each(?)) ORDER BY e.id, s.place, s.id"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of the list for a peer. `body` is what headquarters passes on; None at a site, and once the peer has it."""

    n: int
    hash: bytes
    place: int
    recipient: str
    head: bytes
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Edge:
    """How much of our list the peer holds, and how much of the peer's we hold with the head of its chain."""

    have: int = 0
    got: int = 0
    head: bytes = START


def edge(connection: Connection, peer: str) -> Edge:
    found = connection.exec_driver_sql("SELECT have, got, head FROM sealed_edge WHERE peer = ?", (peer,)).first()
    return Edge() if found is None else Edge(int(found[0]), int(found[1]), bytes(found[2]))


def set_edge(connection: Connection, peer: str, now: Edge) -> None:
    """Remember how far both lists are; what the peer holds need not be kept for it any longer."""
    connection.exec_driver_sql(
        "INSERT INTO sealed_edge (peer, have, got, head) VALUES (?,?,?,?)"
        " ON CONFLICT (peer) DO UPDATE SET have = excluded.have, got = excluded.got, head = excluded.head",
        (peer, now.have, now.got, now.head),
    )
    connection.exec_driver_sql("UPDATE sealed SET body = NULL WHERE peer = ? AND n <= ?", (peer, now.have))


def lives(connection: Connection, vault: str) -> int:
    """How often a vault was put back from a copy, as far as it has told: it then lacks what came to it in between."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM incarnation WHERE vault = ? AND state = 'live'", (vault,)).scalar_one())


def unlisted(connection: Connection, devs: Iterable[str], classes: Iterable[str], recipient: str) -> list[tuple[bytes, int]]:
    """(entry hash, index) of the parts of these classes and vaults that were not yet listed for a recipient, in log order."""
    life = lives(connection, recipient)
    rows = connection.exec_driver_sql(_UNLISTED, (json.dumps(sorted(devs)), json.dumps(sorted(classes)), recipient, life))
    return [(bytes(hash_), int(place)) for hash_, place in rows]


def held(connection: Connection, peer: str, devs: Iterable[str]) -> list[tuple[int, int, bytes, int]]:
    """(row, log id, entry hash, index) of what lies here for a peer without a number and may go there by now, in log order."""
    rows = connection.exec_driver_sql(_HELD, (peer, json.dumps(sorted(devs))))
    return [(int(row), int(entry), bytes(hash_), int(place)) for row, entry, hash_, place in rows]


def end(connection: Connection, peer: str) -> tuple[int, bytes]:
    """The number and the head of the last item of the list for a peer."""
    found = connection.exec_driver_sql(
        "SELECT n, head FROM sealed WHERE peer = ? AND n IS NOT NULL ORDER BY n DESC LIMIT 1", (peer,)
    ).first()
    return (0, START) if found is None else (int(found[0]), bytes(found[1]))


def head_at(connection: Connection, peer: str, n: int) -> bytes | None:
    if n == 0:
        return START
    found = connection.exec_driver_sql("SELECT head FROM sealed WHERE peer = ? AND n = ?", (peer, n)).scalar()
    return None if found is None else bytes(found)


def add_listed(connection: Connection, peer: str, items: Sequence[Listed]) -> None:
    """Lengthen the list for a peer."""
    lives_of = {recipient: lives(connection, recipient) for recipient in {item.recipient for item in items}}
    for item in items:
        connection.exec_driver_sql(
            "INSERT INTO sealed (peer, n, recipient, hash, place, life, head, body) VALUES (?,?,?,?,?,?,?,NULL)",
            (peer, item.n, item.recipient, item.hash, item.place, lives_of[item.recipient], item.head),
        )


def keep(connection: Connection, recipient: str, hash_: bytes, place: int, body: bytes) -> None:
    """What is to be passed on, in place of an earlier copy that was not passed on yet."""
    connection.exec_driver_sql("DELETE FROM sealed WHERE peer = ? AND n IS NULL AND hash = ? AND place = ?", (recipient, hash_, place))
    connection.exec_driver_sql(
        "INSERT INTO sealed (peer, n, recipient, hash, place, life, head, body) VALUES (?,NULL,?,?,?,0,NULL,?)",
        (recipient, recipient, hash_, place, body),
    )


def number(connection: Connection, row: int, n: int, head: bytes) -> None:
    """Give what was kept its place in the list."""
    connection.exec_driver_sql("UPDATE sealed SET n = ?, head = ? WHERE id = ?", (n, head, row))


def listed(connection: Connection, peer: str, first: int) -> list[Listed]:
    """The list for a peer from a number on, without bodies."""
    rows = connection.exec_driver_sql(
        "SELECT n, hash, place, recipient, head FROM sealed WHERE peer = ? AND n >= ? ORDER BY n", (peer, first)
    )
    return [Listed(int(n), bytes(hash_), int(place), recipient, bytes(head), None) for n, hash_, place, recipient, head in rows]


def bodies(connection: Connection, peer: str, first: int, last: int) -> dict[int, bytes]:
    """Number -> what is passed on, as far as it is still kept."""
    rows = connection.exec_driver_sql(
        "SELECT n, body FROM sealed WHERE peer = ? AND n BETWEEN ? AND ? AND body IS NOT NULL", (peer, first, last)
    )
    return {int(n): bytes(body) for n, body in rows}
