"""The registry of synchronised tables: their units, fields, classes and references, as plain data.

This is the one source of the wire names. `models.tables` makes SQL tables of it, `log` checks values against it,
`rules.authority` speaks in its names. Wire names and payload shapes are frozen once released: a change of meaning
is a new unit, never a new meaning of an old one.

A **unit** is a group of fields that must change together. The first unit of a table is its main unit: a row is
`live` when its main unit has a value. A table has one class (retention and audience, `log.classes`).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from desktop.models.rows.case_tables import COURSES, GROUPS, PARTICIPANTS
from desktop.models.rows.fields import Table
from desktop.models.rows.move_tables import MOVES
from desktop.models.rows.tree_tables import CONFIGURED, COUNTED, DECIDED, PLACES
from desktop.models.rows.volunteer_tables import VOLUNTEERS

SCHEMA = 1
"""The payload schema that entries of this version carry in `sch`."""

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (*PLACES, *VOLUNTEERS, *PARTICIPANTS, *COURSES, *GROUPS, *DECIDED, *CONFIGURED, *COUNTED, *MOVES)}
)


def references() -> Iterator[tuple[str, str, str]]:
    """Every (table, field, table it points to): what makes a stub when the row is not known."""
    for table in TABLES.values():
        for field in table.fields:
            if field.ref:
                yield table.name, field.name, field.ref
