"""What lies on a person's desk, sealed: rows of bookkeeping that never leave this vault."""

from sqlalchemy import Connection


def put(connection: Connection, user: str, name: str, at: str, sealed: bytes) -> None:
    connection.exec_driver_sql(
        "INSERT INTO desk (usr, name, at, sealed) VALUES (?,?,?,?)"
        " ON CONFLICT (usr, name) DO UPDATE SET at = excluded.at, sealed = excluded.sealed",
        (user, name, at, sealed),
    )


def get(connection: Connection, user: str, name: str) -> bytes | None:
    found = connection.exec_driver_sql("SELECT sealed FROM desk WHERE usr = ? AND name = ?", (user, name)).scalar()
    return None if found is None else bytes(found)


def remove(connection: Connection, user: str, name: str) -> None:
    connection.exec_driver_sql("DELETE FROM desk WHERE usr = ? AND name = ?", (user, name))
