"""Completeness stands beside the number: how far each place has declared that all is typed in, and by which files."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select

from desktop.figures.places import agreed, names_of, running
from desktop.figures.values import Arrival, Completeness, Scope, SiteCompleteness
from desktop.models.tables.bookkeeping import peer, register
from desktop.models.tables.projected import PROJECTED


def completeness(connection: Connection, scope: Scope) -> Completeness:
    """Every place of the scope that runs a programme which had not ended before its period, in the order of its name."""
    names, through, bundles = names_of(connection), _through(connection, scope), _bundles(connection)
    wanted = min(scope.as_of, date(scope.year, 12, 31)) if scope.year is not None else scope.as_of
    sites = []
    for id_ in running(connection, scope):
        until, state = _arrival(through[id_], wanted)
        sites.append(SiteCompleteness(names.get(id_, id_), until, state, bundles.get(id_, ())))
    sites.sort(key=lambda site: site.site)
    return Completeness(all(site.state is Arrival.IN for site in sites), tuple(sites))


def _arrival(dates: tuple[date | None, ...], wanted: date) -> tuple[date | None, Arrival]:
    known = [day for day in dates if day is not None]
    if not known:
        return None, Arrival.MISSING
    if len(known) < len(dates):
        return None, Arrival.LATE
    until = min(known)
    return until, Arrival.IN if until >= wanted else Arrival.LATE


def _through(connection: Connection, scope: Scope) -> Mapping[str, tuple[date | None, ...]]:
    """Site → the declared date of each of its programmes that had not ended before the period."""
    row = PROJECTED["site_programme"].c
    found: dict[str, tuple[date | None, ...]] = {}
    for site, through in connection.execute(select(row.site, row.through).where(agreed(scope))):
        found[str(site)] = (*found.get(str(site), ()), None if through is None else date.fromisoformat(str(through)))
    return found


def _bundles(connection: Connection) -> Mapping[str, tuple[str, ...]]:
    """Site → ids of the imported files of its vaults, in the order in which they were imported."""
    query = select(peer.c.subject, register.c.bundle).join(register, register.c.sender == peer.c.id)
    found: dict[str, tuple[str, ...]] = {}
    for site, bundle in connection.execute(query.order_by(register.c.number, register.c.bundle)):
        found[site] = (*found.get(site, ()), bundle)
    return found
