"""Sites and the programmes that they run."""

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.domain import SiteProgrammeRow, SiteRow
from desktop.store import state
from desktop.store.repositories.cells import day, text

_SITE = "SELECT id, name, type, municipality, coordinator, region, verified, valid_from, valid_to, aliases FROM site WHERE state = 'live'"
_PROGRAMME = (
    "SELECT id, site, programme, agreement_from, video, through, levels, contact, leader_is_contact, agreement_to"
    " FROM site_programme WHERE state = 'live'"
)


def own(connection: Connection) -> str:
    """The id of the site that this vault belongs to; "" at headquarters. A vault has it before its site's row arrives."""
    return state.text(connection, state.SITE)


def everything(connection: Connection) -> tuple[SiteRow, ...]:
    return tuple(_site(row) for row in connection.exec_driver_sql(f"{_SITE} ORDER BY name, id"))


def by_id(connection: Connection, id_: str) -> SiteRow | None:
    found = connection.exec_driver_sql(f"{_SITE} AND id = ?", (id_,)).first()
    return None if found is None else _site(found)


def programmes(connection: Connection) -> tuple[SiteProgrammeRow, ...]:
    return tuple(_programme(row) for row in connection.exec_driver_sql(f"{_PROGRAMME} ORDER BY site, programme, id"))


def programmes_of(connection: Connection, site: str) -> tuple[SiteProgrammeRow, ...]:
    return tuple(_programme(row) for row in connection.exec_driver_sql(f"{_PROGRAMME} AND site = ? ORDER BY programme, id", (site,)))


def _site(row: Sequence[object]) -> SiteRow:
    id_, name, type_, municipality, coordinator, region, verified, valid_from, valid_to, aliases = row
    return SiteRow(
        text(id_),
        text(name),
        text(type_),
        text(municipality),
        text(coordinator),
        text(region),
        bool(verified),
        day(valid_from),
        day(valid_to),
        text(aliases),
    )


def _programme(row: Sequence[object]) -> SiteProgrammeRow:
    id_, site, programme, agreement_from, video, through, levels, contact, leader_is_contact, agreement_to = row
    return SiteProgrammeRow(
        text(id_),
        text(site),
        text(programme),
        text(agreement_from),
        bool(video),
        day(through),
        text(levels),
        text(contact),
        bool(leader_is_contact),
        text(agreement_to),
    )
