"""Where each unit of a projected row lies: the positions of its fields and of its heads, and the statements.

Made once for each table of the registry; the projection works on plain lists in column order, so that one compiled
statement a table and chunk carries all rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.models.rows.fields import Leaf, Table
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import DERIVED, GONE, LIVE, STUB, column_names

Cell = Leaf | bytes
Row = list[Cell]
Key = tuple[str, str]
"""(table, row id)."""

STATE = 1


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Positions in the row: `heads` of the head column, `fields` of name -> column."""

    heads: int
    fields: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Layout:
    table: str
    width: int
    units: Mapping[str, UnitPlace]
    fields: Mapping[str, int]
    """Every field of the table -> its column."""
    main: str
    references: tuple[tuple[int, str], ...]
    """(column, table it points to)."""
    one: str
    select: str
    upsert: str
    delete: str
    all_rows: str

    def blank(self, id_: str, state: str = STUB) -> Row:
        return [id_, state, *([None] * (self.width - 2))]


def _layout(table: Table) -> Layout:
    columns = column_names(table)
    place = {name: number for number, name in enumerate(columns)}
    units = {
        unit.name: UnitPlace(place[f"h_{unit.name}"], MappingProxyType({field.name: place[field.name] for field in unit.fields}))
        for unit in table.units
    }
    written = [name for name in columns if name not in DERIVED.get(table.name, ())]
    listed = ", ".join(f'"{name}"' for name in columns)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in written[1:])
    return Layout(
        table=table.name,
        width=len(columns),
        units=MappingProxyType(units),
        fields=MappingProxyType({field.name: place[field.name] for field in table.fields}),
        main=table.units[0].name,
        references=tuple((place[field.name], field.ref) for field in table.fields if field.ref),
        one=f'SELECT {listed} FROM "{table.name}" WHERE id = ?',  # noqa: S608 - names of the registry
        select=f'SELECT {listed} FROM "{table.name}" WHERE id IN (SELECT value FROM json_each(?))',  # noqa: S608 - names of the registry
        upsert=f'INSERT INTO "{table.name}" ({listed}) VALUES ({", ".join("?" * len(columns))}) ON CONFLICT (id) DO UPDATE SET {sets}',  # noqa: S608 - names of the registry
        delete=f'DELETE FROM "{table.name}" WHERE id = ?',  # noqa: S608 - a name of the registry
        all_rows=f'SELECT {listed} FROM "{table.name}" ORDER BY id',  # noqa: S608 - names of the registry
    )


LAYOUTS: Mapping[str, Layout] = MappingProxyType({name: _layout(table) for name, table in TABLES.items()})


def state_of(layout: Layout, row: Row) -> str:
    """live, gone or stub by the main unit: it has a value, its value is a tomb, or it is unknown.

    A tomb leaves a head and no value; a put always fills a field, because an empty one is refused (log.values).
    """
    place = layout.units[layout.main]
    if row[place.heads] is None:
        return STUB
    return LIVE if any(row[column] is not None for column in place.fields.values()) else GONE


def headless(layout: Layout, row: Row) -> bool:
    """Whether nothing is said of the row itself."""
    return all(row[place.heads] is None for place in layout.units.values())
