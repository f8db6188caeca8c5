"""Volunteers."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import Volunteer
from desktop.store.repositories.cells import day, number, text

_VOLUNTEER = (
    "SELECT id, given, family, site, joined_on, login, device, left_on, visitor, mentor, study_helper, group_helper, languages,"
    " age_asked, age_met, free FROM volunteer WHERE state = 'live'"
)
_LISTED = "(SELECT value FROM json_each(?))"


def everybody(connection: Connection) -> tuple[Volunteer, ...]:
    return tuple(_volunteer(row) for row in connection.exec_driver_sql(f"{_VOLUNTEER} ORDER BY given, family, id"))


def by_id(connection: Connection, id_: str) -> Volunteer | None:
    found = connection.exec_driver_sql(f"{_VOLUNTEER} AND id = ?", (id_,)).first()
    return None if found is None else _volunteer(found)


def by_ids(connection: Connection, ids: Sequence[str]) -> tuple[Volunteer, ...]:
    rows = connection.exec_driver_sql(f"{_VOLUNTEER} AND id IN {_LISTED} ORDER BY given, family, id", (json.dumps(ids),))
    return tuple(_volunteer(row) for row in rows)


def _volunteer(row: Sequence[object]) -> Volunteer:
    (
        id_,
        given,
        family,
        site,
        joined_on,
        login,
        device,
        left_on,
        visitor,
        mentor,
        study_helper,
        group_helper,
        languages,
        asked,
        met,
        free,
    ) = row
    return Volunteer(
        text(id_),
        text(given),
        text(family),
        text(site),
        day(joined_on),
        text(login),
        text(device),
        day(left_on),
        bool(visitor),
        bool(mentor),
        bool(study_helper),
        bool(group_helper),
        text(languages),
        number(asked),
        bool(met),
        bool(free),
    )
