"""Rows of a small nation, put straight into the tables: whatever a test puts in is rolled back."""

from sqlalchemy import Connection, insert

from desktop.figures.values import Figures
from desktop.models.tables.bookkeeping import person_key
from desktop.models.tables.projected import PROJECTED

Cell = str | int | bool | None


def put(connection: Connection, table: str, id_: str, /, **columns: Cell) -> None:
    """Live, unless `state` says otherwise."""
    connection.execute(insert(PROJECTED[table]), {"id": id_, "state": "live", **columns})


def site(connection: Connection, id_: str, name: str | None, *through: str | None) -> None:
    put(connection, "site", id_, name=name)
    for number, day in enumerate(through):
        put(connection, "site_programme", f"{id_}{number}", site=id_, programme="VISITING", through=day)


def course(connection: Connection, id_: str, person: str | None, at: str | None, programme: str = "VISITING", **dates: str) -> None:
    put(connection, "course", id_, participant=person, site=at, programme=programme, **dates)


def session(
    connection: Connection, id_: str, of: str, day: str, outcome: str = "held", mode: str | None = "in_person", **other: Cell
) -> None:
    put(connection, "session", id_, course=of, held_on=day, outcome=outcome, mode=mode, **other)


def came(connection: Connection, session_: str, *volunteers: str) -> None:
    for volunteer in volunteers:
        put(connection, "participation", f"{session_}-{volunteer}", session=session_, volunteer=volunteer)


def participant(connection: Connection, id_: str, at: str = "", gender: str = "") -> None:
    put(connection, "participant", id_, site=at)
    put(connection, "person", id_, gender=gender)


def key(connection: Connection, id_: str, k1: bytes = b"", k2: bytes = b"", k3: bytes = b"", *, january: bool = False) -> None:
    row = {"participant": id_, "k1": k1, "k2": k2, "k3": k3, "first_january": int(january), "basis": ""}
    connection.execute(insert(person_key), row)


def numbers(figures: Figures, *keys: str) -> dict[str, int | None]:
    """The values of these figures, or of all."""
    return {name: figure.value for name, figure in figures.figures.items() if not keys or name in keys}
