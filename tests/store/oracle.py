"""What the projection must show, written from the theorem alone: a set of entries -> state. Slow, plain, and apart.

It imports nothing of the program (tests/store/test_oracle.py reads this file to make sure); a test tells it of tables
as plain data (`Shape`) and of entries as plain data (`Entry`). What it holds true:

1 An entry is known by its hash; its bases are entry hashes. For unit u of row r, P is every put and tomb in E for
  (r, u). A base that is no member of P is ignored.
2 The heads are the members neither refused nor an ancestor, through members of P, refused ones included, of another
  member that is not refused: a refused put loses its value and keeps its edges.
3 The value is the head greatest by (rank, hlc, dev, inc, seq, hash); the other heads follow in that order.
4 The rank is a matter of the table and of the kind of the author's vault: headquarters before a site before a
  volunteer for reference data, verdicts and who was shut out; elsewhere a volunteer after the other two, who are equal.
5 A verdict is a put on row verdict/<entry hash>. Among the puts and tombs on one verdict row only those of the greatest
  rank that is not refused count; those below it are as though they were not there.
6 A verdict of headquarters is subject to no verdict; one of anybody else only to a verdict of headquarters.
7 An entry that is set aside and undecided is not in E, except in the vault that wrote it. With several changes, each
  is decided for itself, because rule 6 may hold for one and not for another.
8 An erase of a row counts if its entry is not set aside, or is this vault's own, or stood here before its author was shut
  out, or if somebody whose word itself so counts once admitted it, be that put refused, superseded or erased since: erasure
  is never undone. A row that is erased says nothing else.
9 A row exists if it has a head in some unit, or is erased, or is named by a reference column of a row that exists.
  It is `erased`; else `live` if the value of its main unit is a put, `gone` if a tomb, `stub` if it has no head.
10 A course that exists, whatever its state, shows the first and last date of the live sessions held in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

Cell = str | int | bool | bytes | None
Key = tuple[str, str]
Order = tuple[int, str, str, str, int, bytes]

VERDICT, DECISION = "verdict", "decision"
HEADQUARTERS = 2
FIRST_WORD = frozenset({"site", "site_programme", "vault", "user", "verdict", "revocation"})
HELD = frozenset({"held", "held_short"})


@dataclass(frozen=True)
class Shape:
    """The tables: unit -> fields, the main unit first; and (table, field) -> the table that the field points to."""

    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    references: Mapping[Key, str]


@dataclass(frozen=True)
class Change:
    """verb is put, tomb or erase; an erase has no unit, only a put has a value."""

    verb: str
    table: str
    row: str
    unit: str = ""
    value: Mapping[str, Cell] | None = None
    bases: tuple[bytes, ...] = ()


@dataclass(frozen=True, eq=False)
class Entry:
    """`kind` is that of the author's vault: hq, site or volunteer. `stood`: it is set aside and counted here before."""

    hash: bytes
    kind: str
    hlc: str
    dev: str
    inc: str
    seq: int
    aside: bool
    changes: tuple[Change, ...]
    stood: bool = False


@dataclass
class _Said:
    """One put or tomb among those of its unit."""

    entry: Entry
    change: Change
    order: Order
    refused: bool


@dataclass
class Row:
    state: str
    values: dict[str, Cell] = field(default_factory=dict)
    heads: dict[str, list[bytes]] = field(default_factory=dict)


def rank(table: str, kind: str) -> int:
    """Rule 4."""
    if table in FIRST_WORD:
        return {"hq": HEADQUARTERS, "site": 1}.get(kind, 0)
    return 0 if kind == "volunteer" else 1


def ancestors(said: _Said, members: Mapping[bytes, _Said]) -> frozenset[bytes]:
    """Everything behind one member, through members."""
    behind: frozenset[bytes] = frozenset()
    edge = frozenset(said.change.bases) & members.keys()
    while edge:
        behind |= edge
        edge = frozenset(base for hash_ in edge for base in members[hash_].change.bases if base in members) - behind
    return behind


def standing(said: Iterable[_Said]) -> list[_Said]:
    """Rules 2 and 3: the heads, the value first."""
    members = {one.entry.hash: one for one in said}
    alive = [one for one in members.values() if not one.refused]
    heads = [one for one in alive if not any(one.entry.hash in ancestors(other, members) for other in alive if other is not one)]
    return sorted(heads, key=lambda one: one.order, reverse=True)


class World:
    """A set of entries as one vault (`own`) sees it."""

    def __init__(self, shape: Shape, entries: Iterable[Entry], own: str) -> None:
        self._shape = shape
        self._own = own
        self._changes: dict[Key, list[tuple[Entry, Change]]] = {}
        for entry in {one.hash: one for one in entries}.values():
            for change in entry.changes:
                self._changes.setdefault((change.table, change.row), []).append((entry, change))
        self.decided: Callable[[bytes], tuple[str, int] | None] = cache(self._decided)

    def _decided(self, hash_: bytes) -> tuple[str, int] | None:
        """(decision, rank of who decided) on an entry, or None."""
        key = (VERDICT, hash_.hex())
        heads = self.heads(key, DECISION)
        if not heads or heads[0].change.value is None:
            return None
        return str(heads[0].change.value[DECISION]), rank(VERDICT, heads[0].entry.kind)

    def _word(self, entry: Entry, change: Change) -> str:
        """The verdict that one change is under: admit, refuse or nothing. Rules 5 and 6."""
        if change.table == VERDICT and entry.kind == "hq":
            return ""
        decision = self.decided(entry.hash)
        if decision is None or (change.table == VERDICT and decision[1] < HEADQUARTERS):
            return ""
        return decision[0]

    def _counted(self, entry: Entry, change: Change) -> bool:
        """Rule 7."""
        return not entry.aside or entry.dev == self._own or self._word(entry, change) != ""

    def erased(self, key: Key) -> bool:
        """Rule 8."""
        return any(self._erases(entry) for entry, change in self._changes.get(key, ()) if change.verb == "erase")

    def _erases(self, entry: Entry) -> bool:
        if not entry.aside or entry.stood or entry.dev == self._own:
            return True
        said = self._changes.get((VERDICT, entry.hash.hex()), ())
        return any(change.value is not None and change.value[DECISION] == "admit" and self._erases(by) for by, change in said)

    def heads(self, key: Key, unit: str) -> list[_Said]:
        """The heads of one unit, rules 1 to 7."""
        if self.erased(key):
            return []
        said = [
            _Said(
                entry,
                change,
                (rank(key[0], entry.kind), entry.hlc, entry.dev, entry.inc, entry.seq, entry.hash),
                self._word(entry, change) == "refuse",
            )
            for entry, change in self._changes.get(key, ())
            if change.verb != "erase" and change.unit == unit and self._counted(entry, change)
        ]
        if key[0] == VERDICT:
            greatest = max((one.order[0] for one in said if not one.refused), default=0)
            said = [one for one in said if one.order[0] >= greatest]
        return standing(said)

    def _said_rows(self) -> Iterator[tuple[Key, Row]]:
        for key in self._changes:
            if self.erased(key):
                yield key, Row("erased")
                continue
            row = Row("stub")
            for unit, fields in self._shape.tables[key[0]].items():
                heads = self.heads(key, unit)
                if heads:
                    row.heads[unit] = [one.entry.hash for one in heads]
                    row.values.update({name: (heads[0].change.value or {}).get(name) for name in fields})
                if heads and unit == next(iter(self._shape.tables[key[0]])):
                    row.state = "gone" if heads[0].change.value is None else "live"
            if row.heads:
                yield key, row

    def rows(self) -> dict[Key, Row]:
        """Every row that exists: rule 9."""
        rows = dict(self._said_rows())
        for (table, name), target in self._shape.references.items():
            named = {row.values.get(name) for key, row in rows.items() if key[0] == table}
            for id_ in named - {None}:
                rows.setdefault((target, str(id_)), Row("stub"))
        return rows

    def columns(self) -> dict[Key, dict[str, Cell]]:
        """Every existing row as the columns that a table shows: state, fields, h_<unit> (hashes end to end), d_<derived>."""
        rows = self.rows()
        shown: dict[Key, dict[str, Cell]] = {}
        for (table, id_), row in rows.items():
            units = self._shape.tables[table]
            cells: dict[str, Cell] = {"id": id_, "state": row.state}
            cells |= {name: row.values.get(name) for fields in units.values() for name in fields}
            cells |= {f"h_{unit}": b"".join(row.heads[unit]) if unit in row.heads else None for unit in units}
            if table == "course":
                dates = sorted(_held_dates(rows, id_))
                cells |= {"d_first_held": dates[0] if dates else None, "d_last_held": dates[-1] if dates else None}
            shown[table, id_] = cells
        return shown


def _held_dates(rows: Mapping[Key, Row], course: str) -> Iterator[str]:
    """Rule 10."""
    for (table, _), row in rows.items():
        if table == "session" and row.state == "live" and row.values["course"] == course and row.values["outcome"] in HELD:
            date = row.values["held_on"]
            if date is not None:
                yield str(date)
