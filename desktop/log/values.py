"""Whether the value of a put is what the registry says of its unit: exactly its fields, each of its kind.

A unit that this version does not know, or one written under a later schema, is kept and not applied.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from desktop.errors import MalformedEntry
from desktop.log.entry import Change
from desktop.models.rows.fields import Field, Leaf
from desktop.models.rows.registry import SCHEMA, TABLES

_ID = re.compile(r"[0-9a-f]{32}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
VERBS = frozenset({"put", "tomb", "erase"})
_UNITS: Mapping[tuple[str, str], Mapping[str, Field]] = MappingProxyType(
    {(table.name, unit.name): {field.name: field for field in unit.fields} for table in TABLES.values() for unit in table.units}
)
"""(table, unit) -> its fields by name: this is asked of every change of every import."""


def known(change: Change) -> bool:
    """Whether this version applies the change: its verb, table and unit are in the registry."""
    if change.verb == "erase":
        return change.table in TABLES
    return change.verb in VERBS and (change.table, change.unit) in _UNITS


def applies(change: Change, schema: int) -> bool:
    """True where the change is applied now, False where it waits for an upgrade. Raises MalformedEntry."""
    if not known(change):
        if schema <= SCHEMA:
            raise MalformedEntry(what="unit")
        return False
    fault = fault_of(change)
    if fault and schema <= SCHEMA:
        raise MalformedEntry(what=fault)
    return not fault


def fault_of(change: Change) -> str:
    """The field that does not fit, or nothing. An erase names no unit."""
    if len(change.row) != (64 if change.table == "verdict" else 32):
        return "row"
    if change.verb == "erase":
        return "unit" if change.unit else ""
    fields = _UNITS.get((change.table, change.unit))
    if fields is None:
        return "unit"
    return "" if change.value is None else value_fault(change.unit, fields, change.value)


def value_fault(unit: str, fields: Mapping[str, Field], value: Mapping[str, Leaf]) -> str:
    """The first of a unit's fields that the value does not fit, the unit itself where it has others or says nothing, or nothing."""
    if value.keys() != fields.keys():
        return unit
    said = False
    for name, leaf in value.items():
        if leaf is not None:
            said = True
            if not _KINDS[fields[name].kind](fields[name], leaf):
                return name
    return "" if said else unit


def fits(field: Field, leaf: Leaf) -> bool:
    """Whether one leaf fits its field. Nothing (null) always fits: what a rule misses is a finding, never a refusal.

    Only a put in which everything is null is refused: emptying a unit is a tomb.
    """
    return leaf is None or _KINDS[field.kind](field, leaf)


def _text(field: Field, leaf: Leaf) -> bool:
    return isinstance(leaf, str) and len(leaf) <= field.most


def _number(_field: Field, leaf: Leaf) -> bool:
    return isinstance(leaf, int) and not isinstance(leaf, bool) and abs(leaf) < 2**53


def _truth(_field: Field, leaf: Leaf) -> bool:
    return isinstance(leaf, bool)


def _code(field: Field, leaf: Leaf) -> bool:
    return leaf in field.codes


def _date(_field: Field, leaf: Leaf) -> bool:
    try:
        return isinstance(leaf, str) and len(leaf) == len("2026-01-01") and date.fromisoformat(leaf).isoformat() == leaf
    except ValueError:
        return False


def _month(_field: Field, leaf: Leaf) -> bool:
    return isinstance(leaf, str) and _MONTH.fullmatch(leaf) is not None


def _identifier(_field: Field, leaf: Leaf) -> bool:
    return isinstance(leaf, str) and _ID.fullmatch(leaf) is not None


def _bytes(field: Field, leaf: Leaf) -> bool:
    if not isinstance(leaf, str) or len(leaf) > field.most:
        return False
    try:
        return base64.b64encode(base64.b64decode(leaf, validate=True)).decode() == leaf
    except (binascii.Error, ValueError):
        return False


_KINDS: Mapping[str, Callable[[Field, Leaf], bool]] = MappingProxyType(
    {
        "text": _text,
        "int": _number,
        "bool": _truth,
        "date": _date,
        "month": _month,
        "id": _identifier,
        "bytes": _bytes,
        "code": _code,
    }
)
