"""Entries of the log as synchronisation asks for them: heads of chains, hashes at a number, ranges to send."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.log.entry import RawEntry
from desktop.store.logbook import PRESENT

PAGE = 1000
"""Entries that are held in memory at once while a range is read."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    dev: str
    inc: str
    seq: int
    hash: bytes
    own: bool


@dataclass(frozen=True, slots=True)
class StoredPart:
    """`body` is None where the part is withheld or erased; `trace` is what is left of an erased one, here or where it came from."""

    place: int
    class_: str
    state: str
    body: bytes | None
    trace: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    id: int
    hash: bytes
    dev: str
    inc: str
    seq: int
    usr: str
    kind: str
    header: bytes
    signature: bytes
    parts: tuple[StoredPart, ...]

    @property
    def raw(self) -> RawEntry:
        return RawEntry(self.header, self.signature, tuple(part.body for part in self.parts))


_ENTRY = "SELECT id, hash, dev, inc, seq, usr, kind, header, signature FROM entry"
_SPAN = f"{_ENTRY} WHERE dev = ? AND inc = ? AND seq BETWEEN ? AND ? ORDER BY seq, hash IN (SELECT hash FROM aside), id"  # noqa: S608 - constants
_LATER = f"{_ENTRY} WHERE id > ? ORDER BY id LIMIT ?"


def chains(connection: Connection) -> list[ChainHead]:
    """Every incarnation that is held as an unbroken chain, in a fixed order: own first."""
    rows = connection.exec_driver_sql("SELECT dev, inc, seq, hash, own FROM chain ORDER BY own DESC, dev, inc")
    return [ChainHead(dev, inc, int(seq), bytes(hash_), bool(own)) for dev, inc, seq, hash_, own in rows]


def hash_at(connection: Connection, dev: str, inc: str, seq: int) -> bytes | None:
    """The hash of the entry in the chain at a number; where a fork has two, the one that is not set aside."""
    found = connection.exec_driver_sql(
        "SELECT hash FROM entry WHERE dev = ? AND inc = ? AND seq = ? ORDER BY hash IN (SELECT hash FROM aside), id LIMIT 1",
        (dev, inc, seq),
    ).scalar()
    return None if found is None else bytes(found)


def span(connection: Connection, dev: str, inc: str, first: int, last: int) -> Iterator[StoredEntry]:
    """The entries first..last of an incarnation, in order, a page in memory; of a fork only the one that is not set aside."""
    while first <= last:
        upto = min(last, first + PAGE - 1)
        rows = connection.exec_driver_sql(_SPAN, (dev, inc, first, upto)).all()
        seen = 0
        for entry in _with_parts(connection, rows):
            if entry.seq != seen:
                seen = entry.seq
                yield entry
        first = upto + 1


def by_hash(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, StoredEntry]:
    wanted = json.dumps([hash_.hex() for hash_ in hashes])
    rows = connection.exec_driver_sql(f"{_ENTRY} WHERE hash IN (SELECT unhex(value) FROM json_each(?))", (wanted,)).all()  # noqa: S608 - a constant
    return {entry.hash: entry for entry in _with_parts(connection, rows)}


def everything(connection: Connection) -> Iterator[StoredEntry]:
    """The whole log in the order in which it came, a page in memory at a time."""
    last = 0
    while rows := connection.exec_driver_sql(_LATER, (last, PAGE)).all():
        for entry in _with_parts(connection, rows):
            last = entry.id
            yield entry


def aside(connection: Connection) -> dict[bytes, str]:
    """Entry hash -> reason of everything that is set aside."""
    return {bytes(hash_): reason for hash_, reason in connection.exec_driver_sql("SELECT hash, reason FROM aside")}


def stood(connection: Connection) -> set[bytes]:
    """Those that counted before they were set aside."""
    return {bytes(hash_) for (hash_,) in connection.exec_driver_sql("SELECT hash FROM aside WHERE stood = 1")}


def aside_for(connection: Connection, reason: str) -> list[bytes]:
    """Everything that is set aside for a reason, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.hash FROM aside a JOIN entry e ON e.hash = a.hash WHERE a.reason = ? ORDER BY e.id", (reason,)
    )
    return [bytes(hash_) for (hash_,) in rows]


def by(connection: Connection, subject: str) -> list[tuple[bytes, str, str, int]]:
    """(hash, dev, inc, seq) of everything that was saved in a vault or by a person, in log order."""
    rows = connection.exec_driver_sql("SELECT hash, dev, inc, seq FROM entry WHERE dev = ?1 OR usr = ?1 ORDER BY id", (subject,))
    return [(bytes(hash_), dev, inc, int(seq)) for hash_, dev, inc, seq in rows]


def aside_of(connection: Connection, users: Iterable[str], reasons: Sequence[str]) -> list[bytes]:
    """The entries of these people that are set aside for one of the reasons, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.hash FROM aside a JOIN entry e ON e.hash = a.hash WHERE a.reason IN (SELECT value FROM json_each(?))"
        " AND e.usr IN (SELECT value FROM json_each(?)) ORDER BY e.id",
        (json.dumps(list(reasons)), json.dumps(sorted(users))),
    )
    return [bytes(hash_) for (hash_,) in rows]


def aside_with_traces(connection: Connection, reason: str) -> list[bytes]:
    """Everything that is set aside for a reason and of which a part left only its trace, in log order."""
    rows = connection.exec_driver_sql(
        "SELECT e.hash FROM aside a JOIN entry e ON e.hash = a.hash WHERE a.reason = ?"
        " AND EXISTS (SELECT 1 FROM part p WHERE p.entry = e.id AND p.body IS NULL AND p.trace IS NOT NULL) ORDER BY e.id",
        (reason,),
    )
    return [bytes(hash_) for (hash_,) in rows]


def volunteer_of(connection: Connection, user: str) -> str:
    """The volunteer row of a user, or nothing."""
    found = connection.exec_driver_sql("SELECT id FROM volunteer WHERE login = ? AND state = 'live' ORDER BY id LIMIT 1", (user,)).scalar()
    return str(found or "")


def _with_parts(connection: Connection, rows: Iterable[tuple[object, ...]]) -> Iterator[StoredEntry]:
    found = list(rows)
    wanted = json.dumps([row[0] for row in found])
    parts: dict[object, list[StoredPart]] = {}
    for entry, place, class_, state, body, trace in connection.exec_driver_sql(
        "SELECT entry, place, class, state, body, trace FROM part WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry, place",
        (wanted,),
    ):
        parts.setdefault(entry, []).append(StoredPart(place, class_, state, body if state == PRESENT else None, trace))
    for id_, hash_, dev, inc, seq, usr, kind, header, signature in found:
        yield StoredEntry(id_, hash_, dev, inc, seq, usr, kind, header, signature, tuple(parts.get(id_, ())))  # type: ignore[arg-type] # columns as declared in models.tables
