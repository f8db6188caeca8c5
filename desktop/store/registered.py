"""By which registry the tables of this store were made: what an earlier version kept without knowing it is found again by that.

The store remembers the registry as plain data. Where it is not today's, the log is applied again (reprojecting), and the changes that
waited until then, which nobody could judge when they came, are judged (services.upgrading).
"""

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import Connection

from desktop.crypto.digests import sha256
from desktop.log.canonical import decode, encode
from desktop.log.entry import Change, read_part
from desktop.log.values import value_fault
from desktop.models.rows.fields import Field
from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.store import state
from desktop.store.repositories import entries

REGISTRY = "registry"
"""The state's key."""

Units = Mapping[tuple[str, str], Mapping[str, Field]]
"""(table, unit) → its fields by name."""


class _Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """(table, unit, field, kind, codes, most) of every field; a code by its digest, so that no word of a person's lies where none may."""

    fields: list[tuple[str, str, str, str, list[str], int]]
    schema: int


def today() -> bytes:
    """Today's registry, as it is remembered."""
    listed = [
        (table.name, unit.name, field.name, field.kind, [_digest(code) for code in field.codes], field.most)
        for table in TABLES.values()
        for unit in table.units
        for field in unit.fields
    ]
    return encode(_Shape(listed, SCHEMA))


def is_today(connection: Connection) -> bool:
    return state.get(connection, REGISTRY) == today()


def remember(connection: Connection) -> None:
    state.put(connection, REGISTRY, today())


def waited(connection: Connection, own: str) -> Iterator[bytes]:
    """The entries of others, in log order, with a change that the remembered registry does not know and today's may."""
    held = state.get(connection, REGISTRY)
    if held is None:
        return
    former = _units(decode(held, _Shape))
    for entry in entries.everything(connection):
        if entry.dev != own and any(
            _unknown(former, change) for part in entry.parts if part.body for change in read_part(part.body).changes
        ):
            yield entry.hash


def _units(shape: _Shape) -> Units:
    found: dict[tuple[str, str], dict[str, Field]] = {}
    for table, unit, name, kind, codes, most in shape.fields:
        known = tuple(code for code in _codes(table, unit, name) if _digest(code) in codes)
        found.setdefault((table, unit), {})[name] = Field(name, kind, codes=known, most=most)
    return found


def _codes(table: str, unit: str, field: str) -> tuple[str, ...]:
    """Today's codes of a field."""
    now = TABLES[table].unit(unit) if table in TABLES else None
    return next((one.codes for one in now.fields if one.name == field), ()) if now else ()


def _digest(code: str) -> str:
    return sha256(code.encode()).hex()[:16]


def _unknown(former: Units, change: Change) -> bool:
    if change.verb == "erase":
        return all(table != change.table for table, _ in former)
    fields = former.get((change.table, change.unit))
    return fields is None or (change.value is not None and value_fault(change.unit, fields, change.value) != "")
