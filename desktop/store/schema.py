"""The schema of the store: made and brought up to date by Alembic, its number kept in the file's header.

The number in the header (`PRAGMA user_version`) is that of the last migration, so opening an up-to-date store does
not import Alembic at all. A store with a greater number was made by a newer version and is refused.
"""

from pathlib import Path

from sqlalchemy import Connection

from desktop.errors import NewerVault
from desktop.store.engine import ApplyGate, read_user_version

HEAD = 4
"""The number of the last migration in migrations/versions; a test holds the two together."""

_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(connection: Connection, gate: ApplyGate) -> bool:
    """Bring the schema to HEAD inside the caller's transaction; whether a store that was there before was changed.

    A migration may drop projected tables and make them anew, so `gate` is open meanwhile. Raises NewerVault.
    """
    version = read_user_version(connection)
    if version > HEAD:
        raise NewerVault()
    if version == HEAD:
        return False
    from alembic import command  # noqa: PLC0415 - heavy, and needed only when a vault is made or upgraded
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    with gate.open():
        command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA user_version = {HEAD}")
    return version > 0
