"""How many were active on a day, kept as it was known then: at the end of each month, and with each page that is printed."""

from collections.abc import Iterator
from datetime import date, timedelta

from desktop.crypto.digests import domain_hash
from desktop.figures.compute import compute
from desktop.figures.values import Figures, Scope
from desktop.models.rows.fields import Value
from desktop.services import rights
from desktop.services.context import Context
from desktop.store.repositories import sites
from desktop.store.unit_of_work import About, Work

KEPT = ("active_now", "paused_now", "ongoing", "being_set_up")
MONTH_END, PAGE = "month_end", "page"
DOMAIN = "indenfor-snapshot/1"


class Snapshots:
    def __init__(self, context: Context) -> None:
        self._context = context

    def month_end(self) -> bool:
        """Keep the numbers of the last day of the month before this one, once; whether that was done now.

        Nothing is kept where the author may not, or where no course is known. Raises StorageError.
        """
        if self._context.kind == "volunteer" or not rights.may(self._context, "snapshot", "value"):
            return False
        day = self._context.today().replace(day=1) - timedelta(days=1)
        with self._context.store.writing(self._context.author) as work:
            place = sites.own(work.connection)
            if _kept(work, place, day):
                return False
            found = compute(work.connection, Scope(place or None, None, day, unnamed=work.kind == "hq"))
            keep(work, found, MONTH_END)
        return True


def keep(work: Work, found: Figures, source: str) -> None:
    """Keep the numbers of a page or a month by programme: how many were active, paused, ongoing, being set up.

    A place that counts all it knows counts itself.
    """
    site = found.scope.site or sites.own(work.connection)
    about = About(f"site/{site}" if site else "hq")
    for figure, programme, value in _numbers(found):
        row = _row(site, figure, programme, found.scope.as_of, source)
        fields: Value = {"figure": figure, "programme": programme, "as_of": found.scope.as_of.isoformat(), "value": value}
        work.put("snapshot", row, "value", {"site": site or None, **fields, "source": source, "origin": None}, about)


def _numbers(found: Figures) -> Iterator[tuple[str, str, int]]:
    for key in KEPT:
        for programme, value in found.figures[key].by_programme.items():
            if value or (key, programme) == ("active_now", "VISITING"):
                yield key, programme, value or 0


def _kept(work: Work, site: str, day: date) -> bool:
    return work.row("snapshot", _row(site, "active_now", "VISITING", day, MONTH_END)) is not None


def _row(site: str, figure: str, programme: str, day: date, source: str) -> str:
    return domain_hash(DOMAIN, f"{site}/{figure}/{programme}/{day.isoformat()}/{source}".encode()).hex()[:32]
