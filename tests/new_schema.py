"""The schema of a new store, made by the migrations once in a process: they take a third of a second of every vault that a test makes.

Further new stores are given the statements that SQLite kept of the first one; a store that holds anything is always upgraded
by the migrations themselves, and so are the stores of processes that tests start.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from desktop.store.engine import ApplyGate, read_user_version

Upgrade = Callable[[Connection, ApplyGate], bool]

_MADE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"


class OnceMade:
    """Stands in the place of the real `upgrade`, which it asks."""

    def __init__(self, real: Upgrade) -> None:
        self._real = real
        self._statements: list[str] = []
        self._revisions: list[str] = []
        self._version = 0

    def __call__(self, connection: Connection, gate: ApplyGate) -> bool:
        if read_user_version(connection) or connection.exec_driver_sql(_MADE).first() is not None:
            return self._real(connection, gate)
        if not self._statements:
            return self._first(connection, gate)
        with gate.open():
            for statement in self._statements:
                connection.exec_driver_sql(statement)
        for revision in self._revisions:
            connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (revision,))
        connection.exec_driver_sql(f"PRAGMA user_version = {self._version}")
        return False

    def _first(self, connection: Connection, gate: ApplyGate) -> bool:
        changed = self._real(connection, gate)
        self._statements = [str(statement) for (statement,) in connection.exec_driver_sql(_MADE)]
        self._revisions = [str(revision) for (revision,) in connection.exec_driver_sql("SELECT version_num FROM alembic_version")]
        self._version = read_user_version(connection)
        return changed
