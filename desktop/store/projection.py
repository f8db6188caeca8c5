"""Apply: the one function that writes projected tables. A pure function of the log's entries and the registry.

A put whose bases name every present head simply replaces them: a put that arrives late cannot name a head that
descends from it, so this is exact whatever the order. Everything else (two opinions, an erase, a verdict, an entry
that was set aside) is recomputed from the log by `recompute`, row by row. References make stubs and derived columns
are recomputed set-based, once a call. No key, clock, randomness or configuration is read here.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection

from desktop.log.entry import Change
from desktop.log.values import applies
from desktop.models.tables.projected import ERASED, HEAD
from desktop.store import derive, logbook, present, recompute, stubs
from desktop.store.engine import ApplyGate
from desktop.store.layout import LAYOUTS, STATE, Key, Layout, Row, UnitPlace, state_of
from desktop.store.logbook import Logged

Seen = Mapping[Key, Row | None]
NOTHING: Seen = MappingProxyType({})

CHUNK = 5000
"""Entries that are folded in memory before their rows are written."""


def apply(connection: Connection, entries: Sequence[Logged], own: str, gate: ApplyGate, seen: Seen = NOTHING) -> int:
    """Bring the projected tables up to date with `entries`, which the log already holds.

    Gives the number of units that were recomputed and are open conflicts now.
    `own` is this vault's id: what it wrote itself counts here even while it is set aside elsewhere. `seen` are rows that the
    caller has read in this transaction, so that a save reads each of them once. The caller owns the transaction.
    """
    with gate.open():
        run = _Run(connection, own, dict(seen))
        for start in range(0, len(entries), CHUNK):
            run.fold(entries[start : start + CHUNK])
        run.finish()
        return run.conflicts


class _Run:
    def __init__(self, connection: Connection, own: str, seen: dict[Key, Row | None]) -> None:
        self._connection = connection
        self._own = own
        self._seen = seen
        self._references = stubs.References()
        self._derived = derive.Touched()
        self._erased: set[Key] = set()
        self.conflicts = 0
        self._decided = frozenset(str(id_) for (id_,) in connection.exec_driver_sql("SELECT id FROM verdict"))

    def fold(self, entries: Sequence[Logged]) -> None:
        changes = [(entry, change) for entry in entries for change in entry.changes if applies(change, entry.header.sch)]
        rows = self._load({(change.table, change.row) for _, change in changes})
        self._seen.clear()  # from here on the rows are written anew
        before = {key: list(row) for key, row in rows.items()}
        slow: set[Key] = set()
        for entry, change in changes:
            key = (change.table, change.row)
            if key not in slow and not self._replaced(entry, change, rows):
                slow.add(key)
        for key in slow:
            rows.pop(key, None)
        self._write(rows, before)
        self._recompute(slow, before)

    def _replaced(self, entry: Logged, change: Change, rows: dict[Key, Row]) -> bool:
        """Whether the change could simply take the place of the present heads."""
        if entry.special or change.verb == "erase" or change.table == "verdict" or entry.hash.hex() in self._decided:
            return False
        key = (change.table, change.row)
        layout = LAYOUTS[change.table]
        row = rows.get(key)
        if row is None:
            row = rows[key] = layout.blank(change.row)
        if row[STATE] == ERASED:
            return False
        place = layout.units[change.unit]
        heads = row[place.heads]
        if isinstance(heads, bytes) and not names_all(change, heads):
            return False
        set_unit(row, place, change, entry.hash)
        row[STATE] = state_of(layout, row)
        return True

    def _load(self, keys: set[Key]) -> dict[Key, Row]:
        wanted: dict[str, list[str]] = {}
        for table, id_ in keys - self._seen.keys():
            wanted.setdefault(table, []).append(id_)
        rows: dict[Key, Row] = {key: list(row) for key in keys if (row := self._seen.get(key)) is not None}
        for table, ids in wanted.items():
            rows |= {(table, str(found[0])): found for found in present.rows(self._connection, table, ids)}
        return rows

    def _write(self, rows: dict[Key, Row], before: dict[Key, Row]) -> None:
        by_table: dict[str, list[Row]] = {}
        for (table, _), row in rows.items():
            by_table.setdefault(table, []).append(row)
        for table, written in by_table.items():
            layout = LAYOUTS[table]
            self._connection.exec_driver_sql(layout.upsert, [tuple(row) for row in written])
            for row in written:
                self._changed(layout, before.pop((table, str(row[0])), None), row)

    def _changed(self, layout: Layout, old: Row | None, new: Row | None) -> None:
        self._references.changed(layout, old, new)
        self._derived.changed(layout, old, new)
        if new is not None and new[STATE] == ERASED:
            self._erased.add((layout.table, str(new[0])))

    def _recompute(self, keys: set[Key], before: dict[Key, Row]) -> None:
        """Recompute rows from the log; the rows of the entry that a verdict judges follow it.

        They follow even where the verdict's own row stays as it is: a verdict that is outranked or refused may still
        be the one on which an erasure rests. Ends, because an entry can only judge those whose hash existed before it.
        """
        verdicts = {key for key in keys if key[0] == "verdict"}
        others = keys - verdicts
        while verdicts:
            key = verdicts.pop()
            self._recomputed(key, before)
            self._decided |= {key[1]}
            touched = recompute.touched_by(self._connection, bytes.fromhex(key[1]))
            verdicts |= {one for one in touched if one[0] == "verdict"}
            others |= {one for one in touched if one[0] != "verdict"}
        for key in others:
            self._recomputed(key, before)

    def _recomputed(self, key: Key, before: dict[Key, Row]) -> None:
        """Write one row as the log gives it. `before` holds rows that are not yet written anew; others are read."""
        old = before.pop(key, None) or self._load({key}).get(key)
        layout = LAYOUTS[key[0]]
        new = recompute.row(self._connection, key, self._own)
        if new is not None:
            self.conflicts += conflicts_in(layout, new)
            self._connection.exec_driver_sql(layout.upsert, tuple(new))
        elif old is not None:
            self._connection.exec_driver_sql(layout.delete, (key[1],))
        self._changed(layout, old, new)

    def finish(self) -> None:
        self._references.settle(self._connection)
        self._derived.settle(self._connection)
        logbook.scrub(self._connection, sorted(self._erased))


def names_all(change: Change, heads: bytes) -> bool:
    """Whether the author saw every one of the present heads, which lie end to end."""
    return all(heads[at : at + HEAD] in change.bases for at in range(0, len(heads), HEAD))


def set_unit(row: Row, place: UnitPlace, change: Change, hash_: bytes) -> None:
    """Make `change` the one head of its unit; a tomb empties the fields."""
    for name, column in place.fields.items():
        row[column] = None if change.value is None else change.value[name]
    row[place.heads] = hash_


def conflicts_in(layout: Layout, row: Row) -> int:
    """How many units of the row have more than one head."""
    heads = (row[place.heads] for place in layout.units.values())
    return sum(isinstance(found, bytes) and len(found) > HEAD for found in heads)
