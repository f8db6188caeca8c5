"""The projected tables, made of the registry: one column a field, and `h_<unit>`, the heads of each unit.

`state`: live (the main unit has a value), gone (its value is a tomb), stub (only named by others, or only other
units known), erased. `h_<unit>` holds the entry hashes of the heads, 32 bytes each, the value's first and the
others in their order; nothing where the unit has none. `d_…` columns are derived from other rows of the log alone.
No constraint but the id: what breaks a rule is a finding, never a refused import.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, text

from desktop.models.rows.fields import Field
from desktop.models.rows.fields import Table as Registered
from desktop.models.rows.registry import TABLES

LIVE, GONE, STUB, ERASED = "live", "gone", "stub", "erased"
HEAD = 32
"""Bytes of one head."""

DERIVED: Mapping[str, tuple[str, ...]] = MappingProxyType({"course": ("d_first_held", "d_last_held")})
"""Text columns that are recomputed set-based once a transaction (store/derive.py)."""

_INDEXES = MappingProxyType(
    {
        "site_programme": (("site",),),
        "consent": (("participant",),),
        "grant": (("subject",),),
        "course": (("participant",), ("site",)),
        "match": (("course",), ("volunteer",)),
        "session": (
            ("course", "held_on", "outcome", "mode", "minutes", "cause", "separate"),
            ("held_on", "outcome", "course"),
            ("held_on", "id"),
        ),
        "participation": (("session", "volunteer"), ("volunteer",)),
        "note": (("session",),),
        "talk": (("volunteer",),),
        "tally": (("site",),),
        "revocation": (("subject",),),
        "participant": (("site",), ("alias",)),
        "volunteer": (("site",), ("login",)),
        "movement": (("participant",),),
        "restriction": (("participant",),),
        "pause": (("course",),),
        "exam": (("course",),),
        "group_event": (("site", "from_on"),),
        "attendance": (("event",), ("participant",)),
        "group_year": (("site",),),
        "qualification": (("volunteer",),),
        "link": (("first",), ("second",)),
        "hold": (("subject",),),
        "setting": (("name",),),
        "cell": (("site",),),
        "restriction_month": (("site",),),
        "snapshot": (("site",),),
        "closed_figure": (("close",),),
        "hand_over": (("participant",),),
        "claim": (("hand_over",),),
        "withdrawal": (("hand_over",), ("vault",)),
        "departed": (("site",),),
    }
)


def column_names(table: Registered) -> tuple[str, ...]:
    """Every column of a projected table, in order: id, state, fields, heads, derived."""
    return (
        "id",
        "state",
        *(field.name for field in table.fields),
        *(f"h_{unit.name}" for unit in table.units),
        *DERIVED.get(table.name, ()),
    )


def _column(field: Field) -> Column[int] | Column[bool] | Column[str]:
    if field.kind == "int":
        return Column(field.name, Integer)
    return Column(field.name, Boolean) if field.kind == "bool" else Column(field.name, String)


def _make(metadata: MetaData, table: Registered) -> Table:
    return Table(
        table.name,
        metadata,
        Column("id", String, primary_key=True),
        Column("state", String, nullable=False),
        *(_column(field) for field in table.fields),
        *(Column(f"h_{unit.name}", LargeBinary) for unit in table.units),
        *(Column(name, String) for name in DERIVED.get(table.name, ())),
        *(Index(f"ix_{table.name}_{'_'.join(columns)}", *columns) for columns in _INDEXES.get(table.name, ())),
        Index(f"ix_{table.name}_erased", "id", sqlite_where=text("state = 'erased'")),
        Index(f"ix_{table.name}_gone", "id", sqlite_where=text("state = 'gone'")),
        sqlite_with_rowid=False,
    )


METADATA = MetaData()
PROJECTED: Mapping[str, Table] = MappingProxyType({name: _make(METADATA, table) for name, table in TABLES.items()})
