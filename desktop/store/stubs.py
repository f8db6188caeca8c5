"""Stubs: a row that others name and of which nothing is said itself.

A stub exists exactly while a column of a projected row names it, so it depends on the projected values alone, not on
the order in which they came.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection

from desktop.models.rows.registry import references
from desktop.models.tables.projected import STUB
from desktop.store.layout import LAYOUTS, Key, Layout, Row


def _referring() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for table, column, target in references():
        found[target] = (*found.get(target, ()), (table, column))
    return MappingProxyType(found)


REFERRING = _referring()
"""Table -> the (table, column) pairs that point to it."""


class References:
    """The references that a run of apply added, moved or took away."""

    def __init__(self) -> None:
        self._named: set[Key] = set()
        self._left: set[Key] = set()
        self._written: set[Key] = set()

    def changed(self, layout: Layout, old: Row | None, new: Row | None) -> None:
        for column, target in layout.references:
            before, after = old and old[column], new and new[column]
            if before != after:
                if after:
                    self._named.add((target, str(after)))
                if before:
                    self._left.add((target, str(before)))
        if new is not None:
            self._written.add((layout.table, str(new[0])))
        elif old is not None:
            self._written.discard((layout.table, str(old[0])))
            self._left.add((layout.table, str(old[0])))

    def settle(self, connection: Connection) -> None:
        """Make the stubs that are named, remove those that no longer are."""
        self._make(connection, self._named - self._written)
        for key in sorted(self._left):
            if self._is_named(connection, key):
                self._make(connection, {key})
            else:
                self._remove(connection, key)

    def _make(self, connection: Connection, keys: set[Key]) -> None:
        for table in {table for table, _ in keys}:
            statement = f'INSERT OR IGNORE INTO "{table}" (id, state) VALUES (?, ?)'  # noqa: S608 - a name of the registry
            connection.exec_driver_sql(statement, [(id_, STUB) for target, id_ in sorted(keys) if target == table])

    def _is_named(self, connection: Connection, key: Key) -> bool:
        table, id_ = key
        return any(
            connection.exec_driver_sql(f'SELECT 1 FROM "{referring}" WHERE "{column}" = ? LIMIT 1', (id_,)).first()  # noqa: S608 - names of the registry
            for referring, column in REFERRING.get(table, ())
        )

    def _remove(self, connection: Connection, key: Key) -> None:
        table, id_ = key
        silent = " AND ".join(f'"h_{unit}" IS NULL' for unit in LAYOUTS[table].units)
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ? AND state = ? AND {silent}', (id_, STUB))  # noqa: S608 - names of the registry
