"""What SQLite itself refuses, whoever asks: ways out of the encrypted file, and writes beside `apply`.

An authorizer is called by SQLite while a statement is compiled, with `(action, arg1, arg2, database, trigger)`,
and answers SQLITE_OK or SQLITE_DENY. Statements that it denies fail with "not authorized" (code 23): a fault of
the program, never of the world. The driver's way to a single blob passes it by and is banned by the text check.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]

# The action codes of sqlite3.h that are judged here (public and frozen by SQLite).
OK = 0
DENY = 1
DELETE = 9
DROP_TABLE = 11
DROP_VIRTUAL_TABLE = 30
INSERT = 18
UPDATE = 23
ATTACH = 24
ALTER_TABLE = 26
FUNCTION = 31
PRAGMA = 19

# First argument: the table. For ALTER it is the second, the first being the database.
TABLE_WRITES = frozenset({DELETE, DROP_TABLE, DROP_VIRTUAL_TABLE, INSERT, UPDATE})
WAYS_OUT = frozenset({"sqlcipher_export", "load_extension"})
UNDERMINING = frozenset({"writable_schema"})


def allow(_action: int, _arg1: str | None, _arg2: str | None, _database: str | None, _trigger: str | None) -> int:
    """The authorizer that has no objection."""
    return OK


def deny_ways_out(action: int, arg1: str | None, arg2: str | None, _database: str | None, _trigger: str | None) -> int:
    """No second database (ATTACH, and VACUUM, which attaches), no export, no extension, no writing of the schema as text."""
    if action == ATTACH:
        return DENY
    if action == FUNCTION and (arg2 or "").lower() in WAYS_OUT:
        return DENY
    if action == PRAGMA and (arg1 or "").lower() in UNDERMINING:
        return DENY
    return OK


def both(first: Authorizer, second: Authorizer) -> Authorizer:
    """Denied as soon as one of the two denies."""

    def authorize(action: int, arg1: str | None, arg2: str | None, database: str | None, trigger: str | None) -> int:
        return first(action, arg1, arg2, database, trigger) or second(action, arg1, arg2, database, trigger)

    return authorize


class ApplyGate:
    """Whether `apply` is at work now. One gate belongs to one store; only the projection opens it."""

    def __init__(self) -> None:
        self._depth = 0
        self.closings = 0

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let projected tables be written inside the block; blocks may be nested."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self.closings += 1


class ProjectedGuard:
    """The authorizer that guard_projected gives. Its answers change with the gate, which the engine has to know."""

    def __init__(self, tables: frozenset[str], gate: ApplyGate) -> None:
        self._names = frozenset(name.lower() for name in tables)
        self.gate = gate

    def __call__(self, action: int, arg1: str | None, arg2: str | None, _database: str | None, _trigger: str | None) -> int:
        if self.gate.is_open:
            return OK
        if action in TABLE_WRITES and (arg1 or "").lower() in self._names:
            return DENY
        if action == ALTER_TABLE and (arg2 or "").lower() in self._names:
            return DENY
        return OK


def guard_projected(tables: frozenset[str], gate: ApplyGate | None = None) -> ProjectedGuard:
    """Deny every write, ALTER and DROP of the projected `tables` unless `gate` is open (no gate: always).

    A trigger's writes are judged like any other, so a trigger is no way round.
    """
    return ProjectedGuard(tables, gate or ApplyGate())
