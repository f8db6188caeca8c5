"""Counts without names, as places tell them to headquarters of participants who have not agreed that more travels."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop.figures.values import Scope
from desktop.models.tables.projected import LIVE, PROJECTED


@dataclass(frozen=True, slots=True)
class Unnamed:
    """One place and programme in the scope's year."""

    row: str
    site: str
    programme: str
    persons: int
    meetings: int


def unnamed(connection: Connection, scope: Scope) -> tuple[Unnamed, ...]:
    """Those of the scope, in the order of their ids; none where the scope counts the people themselves."""
    if not scope.unnamed:
        return ()
    tally = PROJECTED["tally"].c
    query = select(tally.id, tally.site, tally.programme, tally.persons, tally.meetings).where(
        tally.state == LIVE, tally.year == scope.first.year
    )
    if scope.site is not None:
        query = query.where(tally.site == scope.site)
    rows = connection.execute(query.order_by(tally.id))
    return tuple(Unnamed(id_, site or "", programme or "", persons or 0, meetings or 0) for id_, site, programme, persons, meetings in rows)
