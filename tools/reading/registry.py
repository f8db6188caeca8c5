"""The registry, read out of docs/registry.md: what a second program has of it."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tools.reading.basics import Json, Problem

VERBS = ("put", "tomb", "erase")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    rule: str

    @property
    def target(self) -> str:
        """The table that an id points to."""
        return self.rule.removeprefix("of `").removesuffix("`") if self.kind == "id" else ""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    units: Mapping[str, tuple[Field, ...]]

    @property
    def main(self) -> str:
        return next(iter(self.units))

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for fields in self.units.values() for field in fields)


@dataclass(frozen=True, slots=True)
class Registry:
    schema: int
    tables: Mapping[str, Table]
    ranks: Mapping[str, Mapping[str, int]]
    carried: Mapping[str, frozenset[str]]
    """Edge → classes."""

    def rank(self, table: str, kind: str) -> int:
        return self.ranks[table].get(kind, 0)

    def applies(self, change: Json, schema: int) -> bool:
        """Whether the change is one for the projection now; False where it waits."""
        fault = self._fault(change)
        if fault and schema <= self.schema:
            raise Problem(f"a change that does not fit the registry: {fault}")
        return not fault

    def _fault(self, change: Json) -> str:
        table = self.tables.get(change["table"])
        if table is None or change["verb"] not in VERBS:
            return "table or verb"
        if len(change["row"]) != (64 if table.name == "verdict" else 32):
            return "row"
        if change["verb"] == "erase":
            return "unit" if change["unit"] else ""
        fields, value = table.units.get(change["unit"]), change["value"]
        if fields is None:
            return "unit"
        if value is None:
            return ""
        if set(value) != {field.name for field in fields} or all(leaf is None for leaf in value.values()):
            return "fields"
        return "" if all(fits(field, value[field.name]) for field in fields) else "value"


def fits(field: Field, leaf: Json) -> bool:
    if leaf is None:
        return True
    if field.kind in ("int", "bool"):
        return isinstance(leaf, bool) == (field.kind == "bool") and isinstance(leaf, int) and abs(leaf) < 2**53
    return isinstance(leaf, str) and _text_fits(field, leaf)


def _text_fits(field: Field, leaf: str) -> bool:
    match field.kind:
        case "code":
            return leaf in ["" if code == "_empty_" else code.strip("`") for code in field.rule.split()]
        case "date":
            return _is_date(leaf)
        case "month":
            return re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", leaf) is not None
        case "id":
            return re.fullmatch("[0-9a-f]{32}", leaf) is not None
        case _:
            return len(leaf) <= int(field.rule.removeprefix("at most ")) and (field.kind == "text" or _is_base64(leaf))


def _is_date(leaf: str) -> bool:
    try:
        return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", leaf) is not None and bool(date.fromisoformat(leaf))
    except ValueError:
        return False


def _is_base64(leaf: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(leaf, validate=True)).decode() == leaf
    except (binascii.Error, ValueError):
        return False


def read_registry(path: Path) -> Registry:
    page = path.read_text(encoding="utf-8")
    schema = re.search(r"payload schema (\d+)", page)
    tables, classes, ranks = (page.split(f"\n## {name}\n")[1].split("\n## ")[0] for name in ("Tables", "Classes", "Ranks"))
    edges, *carried = _cells(classes)
    kinds, *ranked = _cells(ranks)
    return Registry(
        schema=int(schema[1]) if schema else 0,
        tables={table.name: table for table in map(_table, tables.split("\n### ")[1:])},
        ranks={_bare(name): dict(zip(kinds[1:], map(int, numbers), strict=True)) for name, *numbers in ranked},
        carried={
            edge: frozenset(_bare(row[0]) for row in carried if row[place] == "yes") for place, edge in enumerate(edges[1:-1], start=1)
        },
    )


def _table(section: str) -> Table:
    name = section.split("\n", 1)[0]
    columns = re.search(r"Columns: (.*)\.\n", section)
    units: dict[str, tuple[Field, ...]] = {}
    for unit, field, kind, rule in _cells(section)[1:]:
        units[_bare(unit)] = (*units.get(_bare(unit), ()), Field(_bare(field), _bare(kind), rule))
    return Table(name, tuple(map(_bare, columns[1].split(", "))) if columns else (), units)


def _cells(text: str) -> list[list[str]]:
    """The rows of a Markdown table, its head first."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _bare(cell: str) -> str:
    return cell.strip("`")
