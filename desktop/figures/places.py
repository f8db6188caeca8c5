"""The places of a scope, and the names that figures call them by."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, select

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
    """Ids of the sites of the scope that run a programme, sorted: those of which figures are expected, 0 included."""
    programme = PROJECTED["site_programme"].c
    query = select(programme.site).distinct().where(programme.state == LIVE, programme.site.is_not(None))
    if scope.site is not None:
        query = query.where(programme.site == scope.site)
    return tuple(sorted(str(id_) for id_ in connection.execute(query).scalars()))
