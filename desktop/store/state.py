"""The vault's own facts, as named bytes: its keys, its incarnation, its clock, its place, the root that it trusts."""

from sqlalchemy import Connection

INCARNATION, CLOCK, SIGN_SEED, SEAL_PRIVATE, SITE, ROOT, PERSON_KEY, DEMO, TOLD = (
    "incarnation",
    "clock",
    "sign_seed",
    "seal_private",
    "site",
    "root",
    "person_key",
    "demo",
    "told",
)
HAVE, LINKED, BACKUP, TAKEN_BACK = "have", "linked", "backup", "taken_back"
"""When the parent last said what it holds of ours; on what headquarters' linking of persons rests; the last checked backup;
up to where it was looked whether something came that was not to travel.
"""
ROOTS, FORMER_SEALS, HQ_WRAPS, RECOVERY_SEAL = "roots", "former_seals", "hq_wraps", "recovery_seal"
"""Every root that was trusted; at headquarters the import keys of earlier roots, which still open what was sealed to them; its
other keys, sealed to those who are given them, and the public key of the printed code, which is one of those.
"""


EXCHANGE = "exchange"
"""The exchange folder that was chosen for files to other computers, and its mark."""
AUDIT_BASE = "audit_base"
"""Where the audit trail begins since its oldest rows went: the number and the hash of the last of those."""
ESCROW = "escrow"
"""At a site: its store key sealed to headquarters' recovery key, and of which two keys that is."""


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
