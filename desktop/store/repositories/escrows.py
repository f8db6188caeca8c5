"""The spare keys of places, as headquarters keeps them: sealed to a key that lies offline."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """`created` is of the file that brought it, `key` the fingerprint of the recovery key."""

    vault: str
    created: str
    key: bytes
    wrap: bytes


def of(connection: Connection, vault: str) -> Kept | None:
    found = connection.exec_driver_sql("SELECT vault, created, key, wrap FROM escrow WHERE vault = ?", (vault,)).first()
    return None if found is None else Kept(str(found[0]), str(found[1]), bytes(found[2]), bytes(found[3]))


def keep(connection: Connection, one: Kept) -> None:
    """In place of what an earlier file brought; what a later one brought stays."""
    connection.exec_driver_sql(
        "INSERT INTO escrow (vault, created, key, wrap) VALUES (?,?,?,?) ON CONFLICT (vault) DO UPDATE"
        " SET created = excluded.created, key = excluded.key, wrap = excluded.wrap WHERE excluded.created > escrow.created",
        (one.vault, one.created, one.key, one.wrap),
    )
