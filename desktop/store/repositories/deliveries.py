"""Which rows a volunteer may know, and which parts of the log speak of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from desktop.models.rows.registry import TABLES
from desktop.store.layout import Key

_COURSES = "SELECT course FROM match WHERE volunteer = :v AND state = 'live' AND (to_on IS NULL OR to_on >= :day)"
_OF_VOLUNTEER = (
    ("volunteer", "SELECT id FROM volunteer WHERE id = :v"),
    ("site", "SELECT site FROM volunteer WHERE id = :v AND site IS NOT NULL"),
    ("site_programme", "SELECT p.id FROM site_programme p JOIN volunteer v ON v.site = p.site WHERE v.id = :v"),
    ("course", _COURSES),
    ("participant", f"SELECT participant FROM course WHERE participant IS NOT NULL AND id IN ({_COURSES})"),  # noqa: S608 - constants
    ("match", f"SELECT id FROM match WHERE course IN ({_COURSES})"),  # noqa: S608 - constants
    ("session", f"SELECT id FROM session WHERE course IN ({_COURSES})"),  # noqa: S608 - constants
    ("note", f"SELECT n.id FROM note n JOIN session s ON s.id = n.session WHERE s.course IN ({_COURSES})"),  # noqa: S608 - constants
    ("participation", "SELECT id FROM participation WHERE volunteer = :v"),
    ("talk", "SELECT id FROM talk WHERE volunteer = :v"),
    ("qualification", "SELECT id FROM qualification WHERE volunteer = :v"),
    ("pause", f"SELECT id FROM pause WHERE course IN ({_COURSES})"),  # noqa: S608 - constants
    ("exam", f"SELECT id FROM exam WHERE course IN ({_COURSES})"),  # noqa: S608 - constants
    ("movement", f"SELECT id FROM movement WHERE participant IN (SELECT participant FROM course WHERE id IN ({_COURSES}))"),  # noqa: S608 - constants
    ("programme", "SELECT id FROM programme"),
    ("setting", "SELECT id FROM setting"),
    ("label", "SELECT id FROM label"),
    ("verdict", "SELECT x.id FROM verdict x JOIN entry e ON e.hash = unhex(x.id) JOIN volunteer v ON v.device = e.dev WHERE v.id = :v"),
    (
        "revocation",
        (
            "SELECT r.id FROM revocation r JOIN volunteer v ON v.id = :v WHERE EXISTS (SELECT 1 FROM delivered d"
            " JOIN entry e ON e.hash = d.hash AND (e.dev = r.subject OR e.usr = r.subject) WHERE d.peer = v.device)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class PartOf:
    """One part of an entry of the log, with every row that it changes."""

    entry: int
    hash: bytes
    dev: str
    usr: str
    place: int
    class_: str
    keys: frozenset[Key]


def rows_for_volunteer(connection: Connection, volunteer: str, day: date) -> set[Key]:
    """The volunteer's own row and site, the courses of open matches and what happened on them; of others' part nothing."""
    found: set[Key] = set()
    for table, statement in _OF_VOLUNTEER:
        rows = connection.exec_driver_sql(statement, {"v": volunteer, "day": day.isoformat()})
        found |= {(table, str(id_)) for (id_,) in rows}
    return found


def erased_for(connection: Connection, peer: str) -> set[Key]:
    """The rows that are erased and of which a vault below was told, or spoke itself."""
    found: set[Key] = set()
    for table in TABLES:
        rows = connection.exec_driver_sql(
            f'SELECT DISTINCT r.id FROM "{table}" r JOIN touch t ON t."row" = r.id AND t.tab = ? JOIN entry e ON e.id = t.entry'  # noqa: S608 - a name of the registry
            " WHERE r.state = 'erased' AND (e.dev = ? OR EXISTS (SELECT 1 FROM delivered d WHERE d.peer = ? AND d.hash = e.hash))",
            (table, peer, peer),
        )
        found |= {(table, str(id_)) for (id_,) in rows}
    return found


def parts_about(connection: Connection, keys: Iterable[Key], beyond: frozenset[str]) -> list[PartOf]:
    """The parts that are present and change any of the rows, in log order.

    Not those of vaults in `beyond`, and none of an entry that is set aside here, unless a verdict admits it.
    """
    wanted = json.dumps([list(key) for key in sorted(keys)])
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT e.id, e.hash, e.dev, e.usr, t.place, p.class FROM json_each(?) k"
        ' JOIN touch t ON t."row" = k.value ->> 1 AND t.tab = k.value ->> 0'
        " JOIN entry e ON e.id = t.entry JOIN part p ON p.entry = t.entry AND p.place = t.place AND p.state = 'present'"
        " LEFT JOIN aside a ON a.hash = e.hash"
        " LEFT JOIN verdict v ON v.id = lower(hex(e.hash)) AND v.state = 'live' AND v.decision = 'admit'"
        " WHERE a.hash IS NULL OR v.id IS NOT NULL ORDER BY e.id, t.place",
        (wanted,),
    ).all()
    return _with_keys(connection, [row for row in rows if row[2] not in beyond])


def parts_in(connection: Connection, hashes: Iterable[bytes]) -> list[PartOf]:
    """The parts that are present of these entries, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, e.hash, e.dev, e.usr, p.place, p.class FROM entry e JOIN part p ON p.entry = e.id AND p.state = 'present'"
        " WHERE e.hash IN (SELECT unhex(value) FROM json_each(?)) ORDER BY e.id, p.place",
        (json.dumps([hash_.hex() for hash_ in hashes]),),
    ).all()
    return _with_keys(connection, rows)


def parts_of(connection: Connection, dev: str) -> list[PartOf]:
    """All parts of one vault's own entries, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, e.hash, e.dev, e.usr, p.place, p.class FROM entry e JOIN part p ON p.entry = e.id"
        " WHERE e.dev = ? AND p.state = 'present' ORDER BY e.id, p.place",
        (dev,),
    ).all()
    return _with_keys(connection, rows)


def parts_beside(connection: Connection, devs: Iterable[str], classes: Iterable[str], peer: str) -> list[PartOf]:
    """The parts of these classes that are present in entries of these vaults, in log order, but for what was given to `peer` before.

    None of an entry that is set aside here, unless a verdict has decided on it: what was refused counts nowhere, but what
    stands on it must be seen to.
    """
    rows = connection.exec_driver_sql(
        "SELECT e.id, e.hash, e.dev, e.usr, p.place, p.class FROM entry e JOIN part p ON p.entry = e.id AND p.state = 'present'"
        " LEFT JOIN aside a ON a.hash = e.hash LEFT JOIN verdict v ON v.id = lower(hex(e.hash)) AND v.state = 'live'"
        " WHERE e.dev IN (SELECT value FROM json_each(?)) AND p.class IN (SELECT value FROM json_each(?))"
        " AND (a.hash IS NULL OR v.id IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM delivered d WHERE d.peer = ? AND d.hash = e.hash"
        " AND ',' || d.places || ',' LIKE '%,' || p.place || ',%')"
        " ORDER BY e.id, p.place",
        (json.dumps(sorted(devs)), json.dumps(sorted(classes)), peer),
    ).all()
    return _with_keys(connection, rows)


def _with_keys(connection: Connection, rows: Iterable[Any]) -> list[PartOf]:
    found = [(int(row[0]), bytes(row[1]), str(row[2]), str(row[3]), int(row[4]), str(row[5])) for row in rows]
    keys: dict[tuple[int, int], set[Key]] = {}
    wanted = json.dumps(sorted({one[0] for one in found}))
    for entry, place, tab, row in connection.exec_driver_sql(
        'SELECT entry, place, tab, "row" FROM touch WHERE entry IN (SELECT value FROM json_each(?))', (wanted,)
    ):
        keys.setdefault((entry, place), set()).add((tab, row))
    return [PartOf(*one, keys=frozenset(keys.get((one[0], one[4]), ()))) for one in found]
