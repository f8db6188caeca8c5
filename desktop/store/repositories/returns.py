"""Entries of one vault by number: those beyond what it says it has, and how far some of them go."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection


def beyond(connection: Connection, dev: str, have: Mapping[str, int]) -> list[bytes]:
    """Entries of `dev` that are not set aside and stand after the number that `have` names for their incarnation, in log order."""
    last = connection.exec_driver_sql("SELECT inc, max(seq) FROM entry WHERE dev = ? GROUP BY inc", (dev,)).all()
    found: list[tuple[int, bytes]] = []
    for inc, seq in last:
        if seq > have.get(inc, 0):
            rows = connection.exec_driver_sql(
                "SELECT id, hash FROM entry WHERE dev = ? AND inc = ? AND seq > ? AND hash NOT IN (SELECT hash FROM aside)",
                (dev, inc, have.get(inc, 0)),
            )
            found += [(int(id_), bytes(hash_)) for id_, hash_ in rows]
    return [hash_ for _, hash_ in sorted(found)]


def furthest(connection: Connection, dev: str, hashes: Iterable[bytes], unproven: Iterable[str]) -> dict[str, int]:
    """Incarnation of `dev` → the greatest number among these entries, but for those that are set aside for a reason in `unproven`."""
    rows = connection.exec_driver_sql(
        "SELECT inc, max(seq) FROM entry WHERE dev = ? AND hash IN (SELECT unhex(value) FROM json_each(?))"
        " AND hash NOT IN (SELECT hash FROM aside WHERE reason IN (SELECT value FROM json_each(?))) GROUP BY inc",
        (dev, json.dumps([hash_.hex() for hash_ in hashes]), json.dumps(list(unproven))),
    )
    return {str(inc): int(seq) for inc, seq in rows}


def certificates(connection: Connection) -> list[tuple[str, str]]:
    """(document, signature), in base64, of every certificate that the log tells of: those of vaults, then those of users."""
    rows = connection.exec_driver_sql(
        "SELECT doc, sig FROM vault WHERE doc IS NOT NULL AND sig IS NOT NULL"
        ' UNION ALL SELECT doc, sig FROM "user" WHERE doc IS NOT NULL AND sig IS NOT NULL'
    )
    return [(str(doc), str(sig)) for doc, sig in rows]


def cloned(connection: Connection) -> frozenset[str]:
    """Vaults that go on in an incarnation which another of their own has followed: the same vault lies on two computers.

    Told by the clock of whoever saved: an older copy that was put back leaves saves that are older than its new incarnation.
    """
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT i.vault FROM incarnation i JOIN touch t ON t.\"row\" = i.id AND t.tab = 'incarnation'"
        " JOIN entry n ON n.id = t.entry AND n.dev = i.vault WHERE i.state = 'live'"
        " AND EXISTS (SELECT 1 FROM entry e WHERE e.dev = i.vault AND e.inc = i.old AND e.seq > i.seq AND e.hlc > n.hlc)"
    )
    return frozenset(str(vault) for (vault,) in rows)
