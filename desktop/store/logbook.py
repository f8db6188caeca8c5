"""The log table: entries, their parts, and which rows each part changes.

Entries are only ever added; of a part only the body can go (erased) or come later (withheld before), and a signature that
did not fit is replaced when a copy comes with the one that does. The caller has verified what it hands over; nothing here judges.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop.log.entry import Change, Header, Part, RawEntry, read_header, read_part, trace_of
from desktop.models.rows.registry import TABLES

PRESENT, WITHHELD, ERASED = "present", "withheld", "erased"

_ENTRY = "INSERT INTO entry (id, hash, dev, inc, seq, hlc, usr, kind, header, signature) VALUES (?,?,?,?,?,?,?,?,?,?)"
_PART = "INSERT INTO part (entry, place, class, state, body, trace) VALUES (?,?,?,?,?,?)"
_TRACE = "UPDATE part SET trace = ? WHERE entry = ? AND place = ? AND trace IS NULL"
_BELIEVE = "UPDATE part SET state = ? WHERE entry = ? AND state = ? AND trace IS NOT NULL"
_EMPTY = "UPDATE part SET body = NULL, state = ?, trace = ? WHERE entry = ? AND place = ?"
_TOUCH = 'INSERT OR IGNORE INTO touch ("row", tab, entry, place) VALUES (?,?,?,?)'
_ASIDE = "INSERT OR IGNORE INTO aside (hash, reason, stood) VALUES (?,?,?)"
_ASIDE_ANEW = "INSERT INTO aside (hash, reason, stood) VALUES (?,?,1) ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason"
_SIGN = "UPDATE entry SET signature = ? WHERE id = ? AND hash IN (SELECT hash FROM aside WHERE reason = 'UnsignedEntry')"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A verified entry on its way into the log. `kind` is that of its author's vault; `aside` a reason or nothing.

    `anew`: it is in the log and was judged once more: what is said of it now holds. `stood`: it counted before it was set aside.
    `traces` is empty, or names for each part what is left of it where its sender erased it; whoever hands over an entry that is not set
    aside has seen that it was erased by right.
    """

    raw: RawEntry
    header: Header
    hash: bytes
    kind: str
    parts: tuple[Part | None, ...]
    aside: str = ""
    anew: bool = False
    stood: bool = False
    traces: tuple[bytes, ...] = ()

    def trace(self, place: int) -> bytes | None:
        return self.traces[place] or None if self.traces else None


@dataclass(frozen=True, slots=True)
class Logged:
    """What the projection needs of an entry in the log. `changes` are those of the parts that are present."""

    id: int
    hash: bytes
    header: Header
    kind: str
    changes: tuple[Change, ...]
    special: bool
    """Set aside, or given parts later: its rows are recomputed from the log instead of folded."""


def known(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, int]:
    """Entry hash -> log id of those that the log holds."""
    wanted = list(hashes)
    if len(wanted) == 1:  # a save: one entry, and no list to be unpacked
        rows = connection.exec_driver_sql("SELECT hash, id FROM entry WHERE hash = ?", (wanted[0],))
    else:
        listed = json.dumps([hash_.hex() for hash_ in wanted])
        rows = connection.exec_driver_sql("SELECT hash, id FROM entry WHERE hash IN (SELECT unhex(value) FROM json_each(?))", (listed,))
    return {bytes(hash_): int(id_) for hash_, id_ in rows}


def lacking(connection: Connection, hashes: Iterable[bytes]) -> set[bytes]:
    """Those of the entries of which a part is withheld here, so that it may still come."""
    wanted = json.dumps([hash_.hex() for hash_ in hashes])
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT e.hash FROM entry e JOIN part p ON p.entry = e.id AND p.state = 'withheld'"
        " WHERE e.hash IN (SELECT unhex(value) FROM json_each(?))",
        (wanted,),
    )
    return {bytes(hash_) for (hash_,) in rows}


def add(connection: Connection, incoming: Sequence[Incoming]) -> list[Logged]:
    """Add entries that the log lacks, and bodies of parts that it lacked; an entry that is there already adds nothing else.

    Of one entry that comes twice at once the first is added and the second fills what the first lacked. What is set
    aside is decided by the first arrival, and by whoever judges it `anew`: one that is refused adds nothing to an entry that stands.
    """
    held = known(connection, (item.hash for item in incoming))
    fresh: dict[bytes, Incoming] = {}
    again: list[Incoming] = []
    for item in incoming:
        if item.hash in held or item.hash in fresh:
            again.append(item)
        else:
            fresh[item.hash] = item
    logged = _add_fresh(connection, list(fresh.values()))
    held |= {one.hash: one.id for one in logged}
    refused = reasons(connection, (item.hash for item in again if item.aside))
    for item in again:
        if item.anew:
            logged.append(_anew(connection, held[item.hash], item))
            continue
        if item.aside and item.hash not in refused:
            continue  # what stands does not fall with a part that comes later and may not be; that part is not taken
        filled = _fill(connection, held[item.hash], item)
        if filled:
            logged.append(Logged(held[item.hash], item.hash, item.header, item.kind, filled, special=True))
    return logged


def _add_fresh(connection: Connection, incoming: Sequence[Incoming]) -> list[Logged]:
    """Add entries of which the log holds none."""
    next_id = int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM entry").scalar_one()) + 1
    logged: list[Logged] = []
    entries: list[tuple[object, ...]] = []
    parts: list[tuple[object, ...]] = []
    touches: list[tuple[object, ...]] = []
    for id_, item in enumerate(incoming, start=next_id):
        header = item.header
        entries.append(
            (id_, item.hash, header.dev, header.inc, header.seq, header.hlc, header.usr, item.kind, item.raw.header, item.raw.signature)
        )
        for place, (body, part) in enumerate(zip(item.raw.parts, item.parts, strict=True)):
            absent = WITHHELD if item.aside or item.trace(place) is None else ERASED
            parts.append((id_, place, header.parts[place][0], absent if body is None else PRESENT, body, item.trace(place)))
            if part is not None:
                touches.extend((change.row, change.table, id_, place) for change in part.changes)
        changes = tuple(change for part in item.parts if part is not None for change in part.changes)
        logged.append(Logged(id_, item.hash, header, item.kind, changes, special=bool(item.aside)))
    _write(connection, _ENTRY, entries)
    _write(connection, _PART, parts)
    _write(connection, _TOUCH, touches)
    _write(connection, _ASIDE, [(item.hash, item.aside, int(item.stood)) for item in incoming if item.aside])
    return logged


def _write(connection: Connection, statement: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _fill(connection: Connection, id_: int, item: Incoming) -> tuple[Change, ...]:
    """Give an entry of the log the bodies that were withheld from it before; an erased part stays erased."""
    changes: list[Change] = []
    states = connection.exec_driver_sql("SELECT place, state FROM part WHERE entry = ?", (id_,)).all()
    for place, state in states:
        part, body = item.parts[place], item.raw.parts[place]
        if state == WITHHELD and item.trace(place) is not None:
            connection.exec_driver_sql(_TRACE, (item.trace(place), id_, place))
        if state != WITHHELD or part is None:
            continue
        connection.exec_driver_sql("UPDATE part SET body = ?, state = ? WHERE entry = ? AND place = ?", (body, PRESENT, id_, place))
        _write(connection, _TOUCH, [(change.row, change.table, id_, place) for change in part.changes])
        changes.extend(part.changes)
    return tuple(changes)


def _anew(connection: Connection, id_: int, item: Incoming) -> Logged:
    """An entry as it is judged now: set aside, with another reason, or out of `aside`. Its rows are recomputed from the log."""
    if item.aside:
        connection.exec_driver_sql(_ASIDE_ANEW, (item.hash, item.aside))
    connection.exec_driver_sql(_SIGN, (item.raw.signature, id_))
    if not item.aside:
        connection.exec_driver_sql("DELETE FROM aside WHERE hash = ?", (item.hash,))
        connection.exec_driver_sql(_BELIEVE, (ERASED, id_, WITHHELD))
    _fill(connection, id_, item)
    changes = tuple(change for part in item.parts if part is not None for change in part.changes)
    return Logged(id_, item.hash, item.header, item.kind, changes, special=True)


def reasons(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, str]:
    """Entry hash -> reason, of those that are set aside."""
    wanted = json.dumps([hash_.hex() for hash_ in hashes])
    rows = connection.exec_driver_sql("SELECT hash, reason FROM aside WHERE hash IN (SELECT unhex(value) FROM json_each(?))", (wanted,))
    return {bytes(hash_): str(reason) for hash_, reason in rows}


def advance(connection: Connection, dev: str, inc: str, seq: int, hash_: bytes, *, own: bool) -> None:
    """Move the unbroken head of an incarnation."""
    connection.exec_driver_sql(
        "INSERT INTO chain (dev, inc, seq, hash, own) VALUES (?,?,?,?,?)"
        " ON CONFLICT (dev, inc) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        (dev, inc, seq, hash_, int(own)),
    )


def scrub(connection: Connection, rows: Iterable[tuple[str, str]]) -> int:
    """Delete the body of every part whose rows are all erased; the number of parts.

    `rows` are (table, id) of rows that the projection holds as erased. A part that also changes a row that stands is
    kept; so are one that erases and one that holds a verdict, on which an erasure may rest: they say only that.
    """
    gone = 0
    for table, row in rows:
        places = connection.exec_driver_sql(
            "SELECT t.entry, t.place, p.body FROM touch t JOIN part p ON p.entry = t.entry AND p.place = t.place"
            ' WHERE t."row" = ? AND t.tab = ? AND p.state = ?',
            (row, table, PRESENT),
        ).all()
        for entry, place, body in places:
            changes = read_part(bytes(body)).changes
            if any(change.verb == "erase" or change.table == "verdict" for change in changes) or not all(
                _erased(connection, change) for change in changes
            ):
                continue
            empty(connection, int(entry), int(place), bytes(body))
            gone += 1
    return gone


def empty(connection: Connection, entry: int, place: int, body: bytes) -> None:
    """Delete the body of a part; its trace stays, so that whoever is told so can see which rows it was about."""
    connection.exec_driver_sql(_EMPTY, (ERASED, trace_of(body), entry, place))


def withhold(connection: Connection, spots: Iterable[tuple[int, int]]) -> list[Logged]:
    """Delete the body of parts (log id, index) as if they had never been given; their rows are to be recomputed.

    Which rows they were about stays known. A parent that gives such a part again fills it.
    """
    logged: list[Logged] = []
    for entry, place in spots:
        found = connection.exec_driver_sql(
            "SELECT e.hash, e.header, e.kind, p.body FROM entry e JOIN part p ON p.entry = e.id AND p.place = ? AND p.state = ?"
            " WHERE e.id = ?",
            (place, PRESENT, entry),
        ).first()
        if found is not None:
            changes = tuple(read_part(bytes(found[3])).changes)
            logged.append(Logged(entry, bytes(found[0]), read_header(bytes(found[1])), str(found[2]), changes, special=True))
            connection.exec_driver_sql("UPDATE part SET body = NULL, state = ? WHERE entry = ? AND place = ?", (WITHHELD, entry, place))
    return logged


def _erased(connection: Connection, change: Change) -> bool:
    if change.table not in TABLES:
        return False
    statement = f'SELECT state FROM "{change.table}" WHERE id = ?'  # noqa: S608 - a name of the registry
    return connection.exec_driver_sql(statement, (change.row,)).scalar() == "erased"
