"""What waits for a person: units with more than one head, and what each head says."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from desktop.log.entry import Change, Part, read_part
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import HEAD

_PART = (
    "SELECT e.hash, e.hlc, e.dev, e.usr, e.kind, p.class, p.body FROM entry e JOIN touch t ON t.entry = e.id AND t.tab = ?"
    ' AND t."row" = ? JOIN part p ON p.entry = t.entry AND p.place = t.place'
    " WHERE p.state = 'present' AND e.hash IN (SELECT unhex(value) FROM json_each(?))"
)

Open = tuple[str, str, str, tuple[bytes, ...]]
"""(table, row, unit, hashes of the heads, the shown one first)."""
Said = tuple[bytes, str, str, str, str, str, Part, Change]
"""(hash, hlc, vault, user, kind of vault, class, part, change)."""


def conflicts(connection: Connection) -> Iterator[Open]:
    """Every unit that two people changed without having seen each other's change, in the order of the registry and ids."""
    for table in TABLES.values():
        for unit in table.units:
            column = f"h_{unit.name}"
            rows = connection.exec_driver_sql(
                f'SELECT id, "{column}" FROM "{table.name}" WHERE length("{column}") > ? ORDER BY id',  # noqa: S608 - names of the registry
                (HEAD,),
            )
            for id_, heads in rows.all():
                yield table.name, str(id_), unit.name, tuple(bytes(heads[at : at + HEAD]) for at in range(0, len(heads), HEAD))


def said(connection: Connection, table: str, row: str, unit: str, hashes: Sequence[bytes]) -> dict[bytes, Said]:
    """Hash -> what that entry says of the unit, as far as its part is here."""
    wanted = json.dumps([hash_.hex() for hash_ in hashes])
    found: dict[bytes, Said] = {}
    for hash_, hlc, dev, usr, kind, class_, body in connection.exec_driver_sql(_PART, (table, row, wanted)):
        part = read_part(bytes(body))
        for change in part.changes:
            if (change.table, change.row, change.unit) == (table, row, unit):
                found[bytes(hash_)] = (bytes(hash_), hlc, dev, usr, kind, class_, part, change)
    return found


def verdicts(connection: Connection) -> dict[str, str]:
    """Hex of an entry's hash -> the decision that stands."""
    rows = connection.exec_driver_sql("SELECT id, decision FROM verdict WHERE state = 'live'")
    return {str(id_): str(decision) for id_, decision in rows}


def name_of(connection: Connection, user: str) -> str:
    """The name of a person with access, "" where it is not known here."""
    return str(connection.exec_driver_sql('SELECT name FROM "user" WHERE id = ?', (user,)).scalar() or "")


def label_of(connection: Connection, vault: str) -> str:
    """What a vault is called: by its own record, else by the peer of that id; "" where it is not known here."""
    known = connection.exec_driver_sql("SELECT label FROM vault WHERE id = ?", (vault,)).scalar()
    return str(known or connection.exec_driver_sql("SELECT name FROM peer WHERE id = ?", (vault,)).scalar() or "")
