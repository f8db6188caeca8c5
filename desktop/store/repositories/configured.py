"""What headquarters has configured: settings, labels, further programmes, legal holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from desktop.models.rows.domain import ProgrammeRow
from desktop.rules.configuration import Said
from desktop.rules.programmes import Programmes, of_rows
from desktop.store.repositories.cells import day, number, text


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A word of a list that headquarters keeps; `to_on` is the last day on which it is offered."""

    id: str
    list: str = ""
    code: str = ""
    danish: str = ""
    english: str = ""
    religious: bool = False
    to_on: date | None = None


def settings(connection: Connection) -> tuple[Said, ...]:
    """Everything that was said, by name and day."""
    rows = connection.exec_driver_sql(
        "SELECT name, from_on, value FROM setting WHERE state = 'live' AND name IS NOT NULL AND from_on IS NOT NULL"
        " ORDER BY name, from_on, id"
    )
    return tuple(Said(text(name), date.fromisoformat(text(from_on)), text(value)) for name, from_on, value in rows)


def labels(connection: Connection, list_: str = "") -> tuple[LabelRow, ...]:
    """Of one list, or all."""
    rows = connection.exec_driver_sql(
        "SELECT id, list, code, danish, english, religious, to_on FROM label WHERE state = 'live' AND (? = '' OR list = ?)"
        " ORDER BY list, code, id",
        (list_, list_),
    )
    return tuple(LabelRow(text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]), bool(row[5]), day(row[6])) for row in rows)


def programmes(connection: Connection) -> Programmes:
    """The programmes that the product knows by itself, and those that headquarters has set up, by code."""
    rows = connection.exec_driver_sql(
        "SELECT id, code, danish, english, family, stages, age_from, age_before, legal, months_from_start, months_after_release,"
        " ends_on_transfer, mentors FROM programme WHERE state = 'live' ORDER BY id"
    )
    return of_rows(_programme(row) for row in rows)


def _programme(row: Sequence[object]) -> ProgrammeRow:
    id_, code, danish, english, family, stages, age_from, age_before, legal, from_start, after_release, ends, mentors = row
    return ProgrammeRow(
        text(id_),
        text(code),
        text(danish),
        text(english),
        text(family),
        text(stages),
        number(age_from),
        number(age_before),
        text(legal),
        number(from_start),
        number(after_release),
        bool(ends),
        number(mentors),
    )
