"""Requests that this vault made and those that it answered: a nonce is taken once, the same request gets the same answer."""

from sqlalchemy import Connection

from desktop.crypto.digests import sha256


def ask(connection: Connection, nonce: bytes, at: str, request: bytes) -> None:
    """Remember an own request, the whole file, as open."""
    connection.exec_driver_sql(
        "INSERT INTO enrolment (nonce, at, request, digest, answer, open) VALUES (?,?,?,?,NULL,1)", (nonce, at, request, sha256(request))
    )


def open_requests(connection: Connection) -> list[bytes]:
    """The files of own requests that no answer has been taken for."""
    return [request for _, request in asked(connection)]


def asked(connection: Connection) -> list[tuple[str, bytes]]:
    """The same with the moment of each, the newest last."""
    rows = connection.exec_driver_sql("SELECT at, request FROM enrolment WHERE open = 1 ORDER BY at, nonce")
    return [(str(at), bytes(request)) for at, request in rows]


def close(connection: Connection) -> None:
    """An answer was taken: every open request ends with it."""
    connection.exec_driver_sql("UPDATE enrolment SET open = 0 WHERE open = 1")


def answer_to(connection: Connection, request: bytes) -> bytes | None:
    """The answer that was given to this very file before."""
    statement = "SELECT answer FROM enrolment WHERE digest = ? AND answer IS NOT NULL"
    found = connection.exec_driver_sql(statement, (sha256(request),)).scalar()
    return None if found is None else bytes(found)


def forget_answers(connection: Connection) -> None:
    """Answers that were given are not given again: who asks once more gets a new one."""
    connection.exec_driver_sql("DELETE FROM enrolment WHERE answer IS NOT NULL AND open = 0")


def answered(connection: Connection, nonce: bytes, at: str, request: bytes, answer: bytes) -> None:
    connection.exec_driver_sql(
        "INSERT INTO enrolment (nonce, at, request, digest, answer, open) VALUES (?,?,?,?,?,0)",
        (nonce, at, request, sha256(request), answer),
    )
