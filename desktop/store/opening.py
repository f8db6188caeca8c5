"""Opening a store file with the guard that lets only apply write projected tables."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop.crypto.buffers import SecretBytes
from desktop.models.tables.projected import PROJECTED
from desktop.store import registered, reprojecting, schema
from desktop.store.engine import ApplyGate, guard_projected, open_engine
from desktop.store.unit_of_work import Judge, Kind, Store


def open_store(  # noqa: PLR0913 - what an open store is made of, all of it named at the call
    path: Path,
    key: SecretBytes,
    own: str,
    kind: Kind,
    *,
    now: Callable[[], datetime],
    judge: Judge | None = None,
    create: bool = False,
    memory_security: bool = True,
) -> Store:
    """The store at `path`, its schema up to date. `own` and `kind` are the vault's; `memory_security` is the cipher's setting.

    Raises EmptyStore, PlaintextStore, DamagedStore, NewerVault, StorageError, and VaultExists where `create` finds a file.
    """
    gate = ApplyGate()
    engine = open_engine(path, key, create=create, memory_security=memory_security, authorizer=guard_projected(frozenset(PROJECTED), gate))
    store = Store(engine, gate, own, kind, path, now=now, judge=judge)
    store.memory_security = memory_security
    try:
        with store.upgrading() as connection:
            changed = schema.upgrade(connection, gate)
            if create:
                registered.remember(connection)
            elif changed or not registered.is_today(connection):
                reprojecting.reproject(connection, own, gate)
    except BaseException:
        store.close()
        raise
    return store
