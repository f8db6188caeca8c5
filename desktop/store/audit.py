"""The audit trail: who did what to which record, chained; never field values.

Each row's hash covers the one before, and every entry names the head of the trail before it was saved, so receipts
anchor the trail: a row cannot be taken out later without its entries telling.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from desktop.crypto.digests import domain_hash
from desktop.errors import AuditBroken
from desktop.log.canonical import decode, encode
from desktop.log.entry import GENESIS
from desktop.store import state

DOMAIN = "indenfor-audit/1"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """`verb`: save, view, export, import, print, erase, enrol, open. `entry` names the entry of a save, else nothing."""

    at: str
    usr: str
    verb: str
    table: str
    row: str
    entry: bytes | None


def head(connection: Connection) -> bytes:
    """The hash of the last row, or 32 zero bytes."""
    found = connection.exec_driver_sql("SELECT hash FROM audit ORDER BY n DESC LIMIT 1").scalar()
    return _base(connection)[1] if found is None else bytes(found)


def add(connection: Connection, row: AuditRow) -> None:
    before = connection.exec_driver_sql("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").first()
    last, prev = _base(connection) if before is None else (int(before[0]), bytes(before[1]))
    number = last + 1
    connection.exec_driver_sql(
        'INSERT INTO audit (n, at, usr, verb, tab, "row", entry, prev, hash) VALUES (?,?,?,?,?,?,?,?,?)',
        (number, row.at, row.usr, row.verb, row.table, row.row, row.entry, prev, hash_of(number, prev, row)),
    )


def last_of(connection: Connection, verb: str) -> str:
    """The time of the last row with that verb, or nothing."""
    return str(connection.exec_driver_sql("SELECT max(at) FROM audit WHERE verb = ?", (verb,)).scalar() or "")


def unanchored(connection: Connection) -> bool:
    """Whether something was opened or printed since the last save: then the trail has moved on and no entry names it."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM audit WHERE n > (SELECT coalesce(max(n), 0) FROM audit WHERE verb = 'save')"
        " AND verb NOT IN ('export', 'import') LIMIT 1"
    )
    return found.first() is not None


def hash_of(number: int, prev: bytes, row: AuditRow) -> bytes:
    return domain_hash(DOMAIN, prev, encode([number, row.at, row.usr, row.verb, row.table, row.row, row.entry]))


def stamp(moment: datetime) -> str:
    """The time of an audit row: UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def forget_before(connection: Connection, day: date) -> int:
    """Take out the rows of the beginning that lie before a day; how many. The chain then begins where they ended."""
    last = connection.exec_driver_sql(
        "SELECT n, hash FROM audit WHERE n < (SELECT coalesce(min(n), 1) FROM audit WHERE at >= ?) ORDER BY n DESC LIMIT 1",
        (day.isoformat(),),
    ).first()
    if last is None:
        return 0
    state.put(connection, state.AUDIT_BASE, encode([int(last[0]), bytes(last[1])]))
    return connection.exec_driver_sql("DELETE FROM audit WHERE n <= ?", (int(last[0]),)).rowcount


def _base(connection: Connection) -> tuple[int, bytes]:
    """The number and the hash after which the trail begins: nothing, or what was taken out after its time."""
    kept = state.get(connection, state.AUDIT_BASE)
    return (0, GENESIS) if kept is None else decode(kept, tuple[int, bytes])


def check(connection: Connection) -> int:
    """The number of the last row, when the chain is whole from where it begins. Raises AuditBroken."""
    number, prev = _base(connection)
    statement = 'SELECT n, at, usr, verb, tab, "row", entry, prev, hash FROM audit ORDER BY n'
    with connection.execution_options(yield_per=2000).exec_driver_sql(statement) as rows:  # closed, or nobody could write afterwards
        for n, at, usr, verb, table, row, entry, before, hash_ in rows:
            number += 1
            audited = AuditRow(at, usr, verb, table, row, None if entry is None else bytes(entry))
            if n != number or bytes(before) != prev or hash_of(n, prev, audited) != bytes(hash_):
                raise AuditBroken(line=number)
            prev = bytes(hash_)
    return number
