"""What the vault above was told of a row, which is less than is known here where a participant does not wish it to travel."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from desktop.log.entry import read_part

_TOLD = (
    "SELECT e.hash, p.body FROM touch t JOIN entry e ON e.id = t.entry JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " WHERE t.\"row\" = ? AND t.tab = ? AND p.state = 'present' AND p.class NOT IN ('local', 'local_person')"
    " AND e.hash NOT IN (SELECT hash FROM aside) ORDER BY e.id, t.place"
)


def authors(connection: Connection, hashes: Iterable[bytes]) -> frozenset[str]:
    """The vaults in which these entries were saved."""
    wanted = json.dumps([hash_.hex() for hash_ in hashes])
    rows = connection.exec_driver_sql("SELECT DISTINCT dev FROM entry WHERE hash IN (SELECT unhex(value) FROM json_each(?))", (wanted,))
    return frozenset(str(dev) for (dev,) in rows)


def heads(connection: Connection, table: str, row: str) -> Mapping[str, Mapping[bytes, bool]]:
    """Unit -> the hashes that a new change must stand on above, each with whether it is a head that says something there.

    They are the heads, and every earlier tomb: what stood between two tombs may be emptied above, with its edges.
    """
    said: dict[str, dict[bytes, bool]] = {}
    seen: dict[str, set[bytes]] = {}
    for hash_, body in connection.exec_driver_sql(_TOLD, (row, table)):
        for change in read_part(bytes(body)).changes:
            if (change.table, change.row) == (table, row) and change.verb != "erase":
                said.setdefault(change.unit, {})[bytes(hash_)] = change.value is not None
                seen.setdefault(change.unit, set()).update(change.bases)
    return {unit: {hash_: full for hash_, full in found.items() if not full or hash_ not in seen[unit]} for unit, found in said.items()}
