"""Counts without names: what places tell headquarters of participants who have not agreed that more travels (tally), what is
left of those about whom everything was deleted (cell), and of those who moved away and were let go of (departed)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop.figures.values import Scope
from desktop.models.tables.projected import LIVE, PROJECTED


@dataclass(frozen=True, slots=True)
class Unnamed:
    """One place and programme in the scope's year. `table` says whose count it is."""

    row: str
    site: str
    programme: str
    persons: int
    meetings: int
    minutes: int
    table: str


def unnamed(connection: Connection, scope: Scope) -> tuple[Unnamed, ...]:
    """Those of the scope, in the order of their ids.

    Headquarters is told a number of people whom a place itself counts by name, and keeps counting those who moved by name
    where the old place only has a number. The deleted are a number everywhere.
    """
    others = _rows(connection, scope, "tally") if scope.unnamed else _greatest(_rows(connection, scope, "departed"))
    return tuple(sorted((*_rows(connection, scope, "cell"), *others), key=lambda one: one.row))


def _greatest(rows: Iterable[Unnamed]) -> Iterable[Unnamed]:
    """Each laptop of a place counts all who moved away, so the greatest of their counts is the place's."""
    found: dict[tuple[str, str], Unnamed] = {}
    for one in rows:
        known = found.setdefault((one.site, one.programme), one)
        found[one.site, one.programme] = max(known, one, key=lambda row: (row.persons, row.meetings, row.minutes, row.row))
    return found.values()


def _rows(connection: Connection, scope: Scope, table: str) -> list[Unnamed]:
    row = PROJECTED[table].c
    query = select(PROJECTED[table]).where(row.state == LIVE, row.year == scope.first.year)
    if scope.site is not None:
        query = query.where(row.site == scope.site)
    return [
        Unnamed(
            one["id"],
            one["site"] or "",
            one["programme"] or "",
            one["persons"] or 0,
            one["meetings"] or 0,
            one.get("minutes") or 0,
            table,
        )
        for one in connection.execute(query).mappings()
    ]
