"""The registry of an earlier version, read from the file beside this one: what that version did not know is not in it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.models.rows.fields import Field, Table, Unit


class _Known(dict[str, Table]):
    """The rules name tables of later versions, too; there they have no units."""

    def __missing__(self, name: str) -> Table:
        return Table(name, "core", ())


def _field(said: dict[str, object]) -> Field:
    codes = said.get("codes", [])
    assert isinstance(codes, list)
    return Field(str(said["name"]), str(said["kind"]), str(said.get("ref", "")), tuple(codes), int(str(said["most"])))


_SAID = json.loads(Path(__file__).with_name("registry_0.json").read_text(encoding="utf-8"))

SCHEMA: int = _SAID["schema"]

TABLES: Mapping[str, Table] = _Known(
    (
        one["name"],
        Table(
            one["name"],
            one["class"],
            tuple(Unit(unit["name"], tuple(_field(said) for said in unit["fields"])) for unit in one["units"]),
            one["local"],
        ),
    )
    for one in _SAID["tables"]
)


def references() -> Iterator[tuple[str, str, str]]:
    for table in TABLES.values():
        for field in table.fields:
            if field.ref:
                yield table.name, field.name, field.ref
