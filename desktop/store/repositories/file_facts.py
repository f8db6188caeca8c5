"""What is told of files: those that passed, how new the newest safe save is, and how much waits for a decision."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

_PASSED = (
    "SELECT * FROM (SELECT 'in' AS way, at, sender AS peer, new AS count, edge, number FROM register"
    " UNION ALL SELECT 'out', at, recipient, entries, '', 0 FROM export) ORDER BY at DESC, number DESC, way LIMIT ?"
)
_SAFE = (
    "SELECT max(e.hlc) FROM receipted r JOIN entry e ON e.dev = r.dev AND e.inc = r.inc AND e.seq = r.seq"
    " WHERE e.hash NOT IN (SELECT hash FROM aside)"
)
_UNDECIDED = (
    "SELECT count(*) FROM aside a LEFT JOIN verdict v ON v.id = lower(hex(a.hash)) AND v.state = 'live' AND v.decision IS NOT NULL"
    " WHERE v.id IS NULL"
)


@dataclass(frozen=True, slots=True)
class PassedRow:
    """A file that came in or went out, as the register and the list of exports tell it; `edge` is nothing for one that went out."""

    way: Literal["in", "out"]
    at: str
    peer: str
    count: int
    edge: str


def passed(connection: Connection, most: int) -> list[PassedRow]:
    """The newest files, newest first."""
    rows = connection.exec_driver_sql(_PASSED, (most,))
    return [PassedRow("in" if way == "in" else "out", str(at), str(peer), int(count), str(edge)) for way, at, peer, count, edge, _ in rows]


def newest_safe(connection: Connection) -> str:
    """The stamp of the newest save that the parent has receipted, or nothing."""
    return str(connection.exec_driver_sql(_SAFE).scalar() or "")


def undecided(connection: Connection) -> int:
    """Saves that are set aside and that nobody has decided on."""
    return int(connection.exec_driver_sql(_UNDECIDED).scalar_one())
