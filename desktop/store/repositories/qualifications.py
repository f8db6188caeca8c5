"""What qualifies volunteers, how they are reached, and on which days they took part."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from desktop.models.rows.quality import Contact, Qualification
from desktop.store.repositories.cells import day, number, text

_QUALIFICATION = (
    "SELECT id, volunteer, kind, site, on_date, valid_until, clearance, version, provider, minutes, seen_by"
    " FROM qualification WHERE state = 'live'"
)
_LISTED = "(SELECT value FROM json_each(?))"


def by_id(connection: Connection, id_: str) -> Qualification | None:
    found = connection.exec_driver_sql(f"{_QUALIFICATION} AND id = ?", (id_,)).first()
    return None if found is None else _qualification(found)


def of_volunteers(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[Qualification, ...]]:
    """Volunteer → what qualifies the volunteer, by date."""
    statement = f"{_QUALIFICATION} AND volunteer IN {_LISTED} ORDER BY on_date, kind, id"
    found: dict[str, tuple[Qualification, ...]] = {}
    for row in connection.exec_driver_sql(statement, (json.dumps(sorted(ids)),)):
        one = _qualification(row)
        found[one.volunteer] = (*found.get(one.volunteer, ()), one)
    return found


def held_days(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[date, ...]]:
    """Volunteer → the days of held visits in which the volunteer took part, in order."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT p.volunteer, s.held_on FROM participation p JOIN session s ON s.id = p.session"  # noqa: S608 - constants
        f" WHERE p.volunteer IN {_LISTED} AND p.state = 'live' AND s.state = 'live' AND s.outcome IN ('held', 'held_short')"
        " AND s.held_on IS NOT NULL ORDER BY p.volunteer, s.held_on",
        (json.dumps(sorted(ids)),),
    )
    found: dict[str, list[date]] = {}
    for volunteer, held_on in rows:
        found.setdefault(text(volunteer), []).append(date.fromisoformat(text(held_on)))
    return {volunteer: tuple(days) for volunteer, days in found.items()}


def contacts(connection: Connection, ids: Iterable[str]) -> Mapping[str, Contact]:
    """Volunteer → how the volunteer is reached, of those of whom anything is known."""
    rows = connection.exec_driver_sql(
        "SELECT id, birth_date, street, postcode, town, phone, email FROM contact"  # noqa: S608 - constants
        f" WHERE state <> 'erased' AND id IN {_LISTED}",
        (json.dumps(sorted(ids)),),
    )
    return {text(row[0]): Contact(text(row[0]), day(row[1]), *(text(cell) for cell in row[2:])) for row in rows}


def _qualification(row: Sequence[object]) -> Qualification:
    id_, volunteer, kind, site, on_date, valid_until, clearance, version, provider, minutes, seen_by = row
    return Qualification(
        text(id_),
        text(volunteer),
        text(kind),
        text(site),
        day(on_date),
        day(valid_until),
        text(clearance),
        text(version),
        text(provider),
        number(minutes),
        text(seen_by),
    )
