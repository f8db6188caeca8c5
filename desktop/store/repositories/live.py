"""Live rows of any projected table, found by what their fields say, with their values as a save would write them."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from desktop.models.rows.fields import Field, Leaf
from desktop.models.rows.registry import TABLES


class LiveRow(NamedTuple):
    """`values` holds every field of the table, None where nothing is said."""

    id: str
    values: Mapping[str, Leaf]


def where(connection: Connection, table: str, **said: Leaf) -> tuple[LiveRow, ...]:
    """The rows whose fields say this, by id; all of them where nothing is asked."""
    fields = TABLES[table].fields
    asked = [f'"{field.name}" = ?' for field in fields if field.name in said]
    listed = ", ".join(f'"{field.name}"' for field in fields)
    wanted = " AND ".join(["state = 'live'", *asked])
    statement = f'SELECT id, {listed} FROM "{table}" WHERE {wanted} ORDER BY id'  # noqa: S608 - names of the registry
    rows = connection.exec_driver_sql(statement, tuple(said[field.name] for field in fields if field.name in said))
    return tuple(
        LiveRow(str(row[0]), {field.name: _leaf(field, cell) for field, cell in zip(fields, row[1:], strict=True)}) for row in rows
    )


def by_id(connection: Connection, table: str, id_: str) -> LiveRow | None:
    """The row of that id, where it is live."""
    fields = TABLES[table].fields
    listed = ", ".join(f'"{field.name}"' for field in fields)
    statement = f"SELECT id, {listed} FROM \"{table}\" WHERE state = 'live' AND id = ?"  # noqa: S608 - names of the registry
    row = connection.exec_driver_sql(statement, (id_,)).first()
    return (
        None if row is None else LiveRow(str(row[0]), {field.name: _leaf(field, cell) for field, cell in zip(fields, row[1:], strict=True)})
    )


def _leaf(field: Field, cell: object) -> Leaf:
    """SQLite keeps yes and no as 1 and 0."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, int):
        return bool(cell) if field.kind == "bool" else cell
    return None
