"""Whether somebody may still save and open: what the log says of a user's keys."""

from datetime import date

from sqlalchemy import Connection

from desktop.log.entry import read_part
from desktop.store.layout import LAYOUTS, STATE
from desktop.store.repositories.cells import day

Spot = tuple[str, str, int]
"""(dev, inc, seq) of an entry."""
_HASH = 32
_KEYS = LAYOUTS["user"].units["keys"]


def keys(connection: Connection, user: str) -> tuple[str, str] | None:
    """The keys (sign, seal) that the log records of a user, in base64; None where it records none."""
    row = connection.exec_driver_sql('SELECT sign, seal FROM "user" WHERE id = ? AND sign IS NOT NULL', (user,)).first()
    return None if row is None else (str(row[0]), str(row[1]))


def users(connection: Connection) -> list[str]:
    """Everybody of whom the log records keys."""
    return [str(id_) for (id_,) in connection.exec_driver_sql('SELECT id FROM "user" WHERE sign IS NOT NULL ORDER BY id')]


def removal(connection: Connection, user: str) -> frozenset[Spot] | None:
    """Where the entries stand that ended a user's keys; None for somebody who was not removed.

    A removal stands beside keys that were put without having seen it: whoever is removed cannot put them back alone. Of an
    erased row nobody can say where that stands, so it is the empty set.
    """
    row = connection.exec_driver_sql(LAYOUTS["user"].one, (user,)).first()
    if row is None:
        return None
    if row[STATE] == "erased":
        return frozenset()
    heads = row[_KEYS.heads] or b""
    ended = {
        (str(dev), str(inc), int(seq))
        for at in range(0, len(heads), _HASH)
        for dev, inc, seq, body in connection.exec_driver_sql(_SAID, (heads[at : at + _HASH], user))
        if _ends_keys(bytes(body), user)
    }
    return frozenset(ended) or None


_SAID = (
    "SELECT e.dev, e.inc, e.seq, p.body FROM entry e JOIN touch t ON t.entry = e.id AND t.tab = 'user'"
    " JOIN part p ON p.entry = t.entry AND p.place = t.place WHERE e.hash = ? AND t.\"row\" = ? AND p.state = 'present'"
)


def _ends_keys(body: bytes, user: str) -> bool:
    return any((change.row, change.unit, change.verb) == (user, "keys", "tomb") for change in read_part(body).changes)


def last_on(connection: Connection, user: str) -> date | None:
    """The last day of somebody who was let in for a while; None for everybody else."""
    found = connection.exec_driver_sql('SELECT last_on FROM "user" WHERE id = ?', (user,)).scalar()
    return day(found)
