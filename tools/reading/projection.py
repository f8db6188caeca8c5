"""The theorem of docs/vault-format.md in plain Python: from all changes of the log to every row, and its comparison with the store."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tools.reading.basics import Json, Source, canonical, raw
from tools.reading.log import Entry
from tools.reading.registry import Registry, Table

Key = tuple[str, str]
"""(table, row)."""
Row = dict[str, Json]
Rows = dict[str, dict[str, Row]]
"""Table → id → column → value."""


@dataclass(frozen=True, slots=True)
class Said:
    """One change with the entry that made it."""

    change: Json
    entry: Entry

    @property
    def bases(self) -> frozenset[bytes]:
        return frozenset(raw(base) for base in self.change["bases"])


@dataclass(frozen=True, slots=True)
class Member:
    """A put or tomb that exists; `order` decides among heads."""

    said: Said
    order: tuple[int, str, str, str, int, bytes]
    refused: bool


class Projection:
    """`own` is the vault's id: what it wrote itself counts there even while it is aside."""

    def __init__(self, log: Iterable[Entry], own: str, registry: Registry) -> None:
        self._own = own
        self._registry = registry
        self._said: dict[Key, list[Said]] = {}
        self._verdicts: dict[str, tuple[str, str]] = {}
        for entry in log:
            for change in entry.changes:
                if registry.applies(change, entry.header["sch"]):
                    self._said.setdefault((change["table"], change["row"]), []).append(Said(change, entry))

    def rows(self) -> Rows:
        """Everything, stubs and derived columns too."""
        found: Rows = {name: {} for name in self._registry.tables}
        for table, id_ in self._said:
            row = self._row(table, id_)
            if row is not None:
                found[table][id_] = row
        for target, id_ in list(self._named(found)):
            if id_ not in found[target]:
                found[target][id_] = self._blank(self._registry.tables[target], id_, "stub")
        _derive(found)
        return found

    def _blank(self, table: Table, id_: str, state: str) -> Row:
        return dict.fromkeys(table.columns) | {"id": id_, "state": state}

    def _named(self, rows: Rows) -> Iterator[Key]:
        for table in self._registry.tables.values():
            for field in table.fields:
                if field.target:
                    yield from ((field.target, row[field.name]) for row in rows[table.name].values() if row[field.name] is not None)

    def _row(self, name: str, id_: str) -> Row | None:
        table, said = self._registry.tables[name], self._said.get((name, id_), [])
        if any(self._erases(one) for one in said):
            return self._blank(table, id_, "erased")
        row = self._blank(table, id_, "stub")
        for unit in table.units:
            self._fill(row, table, unit, self._heads(name, unit, said))
        if all(row[f"h_{unit}"] is None for unit in table.units):
            return None
        if row[f"h_{table.main}"] is not None:
            row["state"] = "live" if any(row[field.name] is not None for field in table.units[table.main]) else "gone"
        return row

    def _fill(self, row: Row, table: Table, unit: str, heads: Sequence[Member]) -> None:
        if heads:
            value = heads[0].said.change["value"]
            row[f"h_{unit}"] = b"".join(head.said.entry.hash for head in heads)
            for field in table.units[unit]:
                leaf = None if value is None else value[field.name]
                row[field.name] = int(leaf) if isinstance(leaf, bool) else leaf

    def _heads(self, table: str, unit: str, said: Sequence[Said]) -> list[Member]:
        units = (one for one in said if one.change["unit"] == unit and one.change["verb"] != "erase")
        members = {one.said.entry.hash: one for one in map(self._member, units) if one is not None}
        if table == "verdict":
            greatest = max((one.order[0] for one in members.values() if not one.refused), default=0)
            members = {hash_: one for hash_, one in members.items() if one.order[0] >= greatest}
        covered: set[bytes] = set()
        for one in members.values():
            if not one.refused:
                covered |= _ancestors(one, members)
        standing = [one for hash_, one in members.items() if not one.refused and hash_ not in covered]
        return sorted(standing, key=lambda one: one.order, reverse=True)

    def _member(self, one: Said) -> Member | None:
        decision, entry, table = self._decision(one), one.entry, one.change["table"]
        if entry.aside and entry.header["dev"] != self._own and not decision:
            return None
        order = (self._registry.rank(table, entry.kind), entry.header["hlc"], *entry.place, entry.hash)
        return Member(one, order, decision == "refuse")

    def _decision(self, one: Said) -> str:
        """The decision that the change obeys, or nothing."""
        decision, by = self._verdict(one.entry.hash.hex())
        if one.change["table"] == "verdict" and (one.entry.kind == "hq" or by != "hq"):
            return ""
        return decision

    def _verdict(self, hash_: str) -> tuple[str, str]:
        """What the verdict on an entry is, and the kind of the vault that gave it."""
        if hash_ not in self._verdicts:
            self._verdicts[hash_] = ("", "")
            row = self._row("verdict", hash_)
            if row is not None and row["state"] == "live":
                by = next(one.entry.kind for one in self._said["verdict", hash_] if one.entry.hash == row["h_decision"][:32])
                self._verdicts[hash_] = (row["decision"], by)
        return self._verdicts[hash_]

    def _erases(self, one: Said) -> bool:
        return one.change["verb"] == "erase" and self._once_counted(one.entry)

    def _once_counted(self, entry: Entry) -> bool:
        """Not aside or only since a revocation, of this vault, or admitted by an entry that once counted itself."""
        if not entry.aside or entry.stood or entry.header["dev"] == self._own:
            return True
        said = self._said.get(("verdict", entry.hash.hex()), [])
        admitting = (one for one in said if one.change["value"] is not None and one.change["value"]["decision"] == "admit")
        return any(self._once_counted(one.entry) for one in admitting)


def _ancestors(one: Member, members: dict[bytes, Member]) -> set[bytes]:
    found: set[bytes] = set()
    waiting = [base for base in one.said.bases if base in members]
    while waiting:
        hash_ = waiting.pop()
        if hash_ not in found:
            found.add(hash_)
            waiting += [base for base in members[hash_].said.bases if base in members]
    return found


def _derive(rows: Rows) -> None:
    held: dict[str, list[str]] = {}
    for row in rows["session"].values():
        if row["state"] == "live" and row["outcome"] in ("held", "held_short") and row["held_on"] is not None and row["course"] is not None:
            held.setdefault(row["course"], []).append(row["held_on"])
    for id_, row in rows["course"].items():
        if id_ in held:
            row |= {"d_first_held": min(held[id_]), "d_last_held": max(held[id_])}


def stored(store: Source, registry: Registry) -> Rows:
    """What the projected tables of the store hold."""
    found: Rows = {}
    for name, table in registry.tables.items():
        columns = ", ".join(f'"{column}"' for column in table.columns)
        rows = store.rows(f'SELECT {columns} FROM "{name}"')  # noqa: S608 - names of the registry
        found[name] = {row[0]: dict(zip(table.columns, row, strict=True)) for row in rows}
    return found


def differences(held: Rows, made: Rows) -> list[str]:
    """Every cell that is another, as table/row/column; a row that only one of them has without a column."""
    found: list[str] = []
    for name in sorted(made):
        for id_ in sorted(held[name].keys() | made[name].keys()):
            first, second = held[name].get(id_), made[name].get(id_)
            if first is None or second is None:
                found.append(f"{name}/{id_}")
            else:
                found += [f"{name}/{id_}/{column}" for column in first if first[column] != second[column]]
    return found


def digest(rows: Rows, registry: Registry) -> str:
    """The state digest."""
    hasher = hashlib.sha256()
    for name in sorted(rows):
        hasher.update(canonical(name))
        for id_ in sorted(rows[name]):
            hasher.update(canonical([rows[name][id_][column] for column in registry.tables[name].columns]))
    return hasher.hexdigest()


def unscrubbed(log: Iterable[Entry], rows: Rows) -> list[str]:
    """Present parts that say only what is erased, though they neither erase nor judge."""
    return [
        f"entry {entry.id} part {place} should be erased"
        for entry in log
        for place, part in enumerate(entry.parts)
        if part.changes
        and all(
            change["table"] in rows and rows[change["table"]].get(change["row"], {}).get("state") == "erased" for change in part.changes
        )
        and not any(change["verb"] == "erase" or change["table"] == "verdict" for change in part.changes)
    ]
