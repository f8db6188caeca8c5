"""What headquarters has set, as figures ask for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from desktop.models.rows.domain import ProgrammeRow
from desktop.rules.configuration import SETTINGS, Configuration, Said
from desktop.rules.programmes import Programmes, of_rows

_PROGRAMMES = (
    "SELECT id, coalesce(code, ''), coalesce(danish, ''), coalesce(english, ''), coalesce(family, ''), coalesce(stages, ''), age_from,"
    " age_before, coalesce(legal, ''), months_from_start, months_after_release, coalesce(ends_on_transfer, 0), mentors"
    " FROM programme WHERE state = 'live' ORDER BY id"
)
_SETTINGS = "SELECT name, from_on, value FROM setting WHERE state = 'live' AND from_on IS NOT NULL"


def configuration(connection: Connection) -> Configuration:
    """Every setting that this version knows, with its days."""
    rows = connection.exec_driver_sql(_SETTINGS)
    return Configuration(Said(name, date.fromisoformat(day), value or "") for name, day, value in rows if name in SETTINGS)


def programmes(connection: Connection) -> Programmes:
    """The programmes that the product knows by itself and those that headquarters has set up."""
    return of_rows(_programme(row) for row in connection.exec_driver_sql(_PROGRAMMES))


def _programme(row: Sequence[Any]) -> ProgrammeRow:
    return ProgrammeRow(
        id=row[0],
        code=row[1],
        danish=row[2],
        english=row[3],
        family=row[4],
        stages=row[5],
        age_from=row[6],
        age_before=row[7],
        legal=row[8],
        months_from_start=row[9],
        months_after_release=row[10],
        ends_on_transfer=bool(row[11]),
        mentors=row[12],
    )
