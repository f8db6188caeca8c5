"""The places of a scope, and the names that figures call them by."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, and_, func, select

from desktop.figures.values import Scope
from desktop.models.tables.projected import LIVE, PROJECTED


def names_of(connection: Connection) -> Mapping[str, str]:
    """Site id → name of every live site. Where two bear one name, or one none, the beginning of its id tells it apart."""
    site = PROJECTED["site"].c
    found = connection.execute(select(site.id, site.name).where(site.state == LIVE))
    rows = [(str(id_), str(name or "")) for id_, name in found]
    used = Counter(name for _, name in rows)
    return {id_: name if name and used[name] == 1 else f"{name} {id_[:8]}".strip() for id_, name in rows}


def running(connection: Connection, scope: Scope) -> tuple[str, ...]:
    """Ids of the sites of the scope that run a programme which had not ended before its period, sorted.

    Of those figures are expected, 0 included.
    """
    programme = PROJECTED["site_programme"].c
    query = select(programme.site).distinct().where(agreed(scope), programme.site.is_not(None))
    if scope.site is not None:
        query = query.where(programme.site == scope.site)
    return tuple(sorted(str(id_) for id_ in connection.execute(query).scalars()))


def agreed(scope: Scope) -> ColumnElement[bool]:
    """A row of `site_programme` whose agreement has not ended before the scope's period.

    One that begins after it counts: a place is often enrolled long after it began, and then tells of earlier years.
    """
    programme = PROJECTED["site_programme"].c
    return and_(programme.state == LIVE, func.coalesce(programme.agreement_to, "9999-12") >= scope.first.isoformat()[:7])
