"""The vault's own facts, as named bytes: its keys, its incarnation, its clock, its place, the root that it trusts."""

from sqlalchemy import Connection

INCARNATION, CLOCK, SIGN_SEED, SEAL_PRIVATE, SITE, ROOT, IDENTITY, PERSON_KEY, SECRETS, DEMO, TOLD = (
    "incarnation",
    "clock",
    "sign_seed",
    "seal_private",
    "site",
    "root",
    "identity_private",
    "person_key",
    "issuing_seed",
    "demo",
    "told",
)
HAVE, LINKED = "have", "linked"
"""When the parent last said what it holds of ours; on what headquarters' linking of persons rests."""


def get(connection: Connection, key: str) -> bytes | None:
    found = connection.exec_driver_sql("SELECT value FROM state WHERE key = ?", (key,)).scalar()
    return None if found is None else bytes(found)


def text(connection: Connection, key: str) -> str:
    """The fact as text, or nothing."""
    return (get(connection, key) or b"").decode()


def put(connection: Connection, key: str, value: bytes) -> None:
    connection.exec_driver_sql(
        "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
    )
