"""One row as its units' present values: what a save repeats when it must be told again."""

from collections.abc import Mapping

from sqlalchemy import Connection

from desktop.models.rows.fields import Field, Leaf, Value
from desktop.models.rows.registry import TABLES
from desktop.models.tables.projected import HEAD
from desktop.store import present as rows
from desktop.store.layout import LAYOUTS, Cell


def present(connection: Connection, table: str, row: str) -> Mapping[str, Value | None]:
    """Unit -> its value, or None where it was emptied. Units of which nothing was ever said are left out."""
    layout = LAYOUTS[table]
    found = rows.row(connection, table, row)
    values: dict[str, Value | None] = {}
    for unit in TABLES[table].units:
        place = layout.units[unit.name]
        if found is not None and found[place.heads] is not None:
            value = {field.name: _leaf(field, found[place.fields[field.name]]) for field in unit.fields}
            values[unit.name] = value if any(leaf is not None for leaf in value.values()) else None
    return values


def heads(connection: Connection, table: str, row: str) -> Mapping[str, tuple[bytes, ...]]:
    """Unit -> the hashes of its heads."""
    found = rows.row(connection, table, row)
    cells = {} if found is None else {unit: found[place.heads] for unit, place in LAYOUTS[table].units.items()}
    return {
        unit: tuple(cell[at : at + HEAD] for at in range(0, len(cell), HEAD)) for unit, cell in cells.items() if isinstance(cell, bytes)
    }


def _leaf(field: Field, cell: Cell) -> Leaf:
    """SQLite keeps yes and no as 1 and 0; bytes never stand in a field."""
    if field.kind == "bool" and isinstance(cell, int):
        return bool(cell)
    return None if isinstance(cell, bytes) else cell
