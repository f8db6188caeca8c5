"""How old headquarters' knowledge of each place is: its last file, and the last file that went back to it. One read."""

from dataclasses import dataclass
from datetime import date

from desktop.log import clock
from desktop.models.rows.domain import SiteProgrammeRow, SiteRow
from desktop.rules.dates import today_in_denmark
from desktop.services import trust
from desktop.services.context import Context
from desktop.services.sites import SiteOverview
from desktop.store import trustbook
from desktop.store.repositories import files, sites
from desktop.store.trustbook import CHILD, Peer

AMBER, RED = 7, 14
"""Days: a file older than this is told of; one older than that is overdue."""


@dataclass(frozen=True, slots=True)
class SiteAge:
    """A place. `laptops` are the enrolled vaults (ids), the newest to send first; `volunteers` how many vaults lie below them.

    `came_on`: when its last file came; `told_on`: when the last file was made for it, with the receipt of what had come by
    then; `owed`: something came after that.
    """

    site: SiteRow
    programmes: tuple[SiteProgrammeRow, ...]
    through: date | None
    laptops: tuple[str, ...]
    volunteers: int
    came_on: date | None
    days: int | None
    told_on: date | None
    owed: bool
    waiting: int


class SiteAges:
    def __init__(self, context: Context) -> None:
        self._context = context

    def list(self) -> tuple[SiteAge, ...]:
        """Every place in the order of its name. Raises NotAllowed outside headquarters."""
        self._context.require_hq()
        with self._context.store.reading() as reading:
            known, programmes = sites.everything(reading.connection), sites.programmes(reading.connection)
            children = trustbook.peers(reading.connection, CHILD)
            came, told = files.last_imports(reading.connection), files.last_exports(reading.connection)
            vaults = trust.load(reading).vaults.values()
            waiting = [one.sender for one in files.waiting(reading.connection)]
        below = [vault.home for vault in vaults if vault.role == "volunteer"]
        found = []
        for site in known:
            of_site = tuple(row for row in programmes if row.site == site.id)
            ids = _newest_first([child for child in children if child.subject == site.id], came)
            last, sent = max((came.get(id_, "") for id_ in ids), default=""), max((told.get(id_, "") for id_ in ids), default="")
            day = _day(last)
            found.append(
                SiteAge(
                    site=site,
                    programmes=of_site,
                    through=SiteOverview(site, of_site).through,
                    laptops=ids,
                    volunteers=sum(below.count(id_) for id_ in ids),
                    came_on=day,
                    days=None if day is None else max(0, (self._context.today() - day).days),
                    told_on=_day(sent),
                    owed=any(came.get(id_, "") > told.get(id_, "") for id_ in ids),
                    waiting=sum(waiting.count(id_) for id_ in ids),
                )
            )
        return tuple(found)


def _newest_first(children: list[Peer], came: dict[str, str]) -> tuple[str, ...]:
    return tuple(child.id for child in sorted(children, key=lambda child: came.get(child.id, ""), reverse=True))


def _day(stamp: str) -> date | None:
    return today_in_denmark(clock.parse(stamp)) if stamp else None
