"""Sites and the programmes that they run. Headquarters keeps them; a site says up to which day all is typed in."""

from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, UnknownSite
from desktop.models.rows.domain import SiteProgrammeRow, SiteRow
from desktop.models.rows.fields import SITE_TYPES, Value
from desktop.rules import reference
from desktop.services import checks, rights
from desktop.services.audience import EVERYONE
from desktop.services.context import Context
from desktop.store.repositories import configured, sites
from desktop.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class SiteOverview:
    """A site with its programmes. `through`: all of it is typed in up to that day, None while a programme lacks the word."""

    site: SiteRow
    programmes: tuple[SiteProgrammeRow, ...]

    @property
    def through(self) -> date | None:
        days = [row.through for row in self.programmes]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None


class Sites:
    def __init__(self, context: Context) -> None:
        self._context = context

    def own(self) -> str:
        """The id of this vault's own site; "" at headquarters. Before enrolment it is the id of the vault itself."""
        with self._context.store.reading() as reading:
            return sites.own(reading.connection)

    def add(self, name: str, type_: str, municipality: str, *, site: str = "") -> str:
        """Add a site, under the id `site` where a laptop already works under it; the id. A known id takes the new facts.

        Raises NotAllowed (headquarters' administrators only), InvalidValue, TextRefused.
        """
        rights.require(self._context, "site", "facts")
        checks.code(N_("Type"), type_, SITE_TYPES)
        facts: Value = {
            "name": checks.name(N_("Name"), name),
            "type": type_,
            "municipality": checks.optional(N_("Municipality"), municipality, 80),
        }
        id_ = site or new_id()
        with self._context.store.writing(self._context.author) as work:
            work.put("site", id_, "facts", facts, EVERYONE)
        return id_

    def programme(self, site: str, programme: str, agreement_from: str, *, video: bool = False) -> str:
        """The site runs a programme from a month ("2024-10"); the id of the row. Said again, it replaces the agreement.

        Raises NotAllowed (headquarters' administrators only), InvalidValue, UnknownSite.
        """
        rights.require(self._context, "site_programme", "agreement")
        month = checks.month(N_("Agreement from"), agreement_from)
        with self._context.store.writing(self._context.author) as work:
            if sites.by_id(work.connection, site) is None:
                raise _unknown(work, site)
            checks.code(N_("Programme"), programme, configured.programmes(work.connection))
            known = [row.id for row in sites.programmes_of(work.connection, site) if row.programme == programme]
            id_ = known[0] if known else new_id()
            value: Value = {"site": site, "programme": programme, "agreement_from": month, "video": video}
            work.put("site_programme", id_, "agreement", value, EVERYONE)
        return id_

    def enrolled(self, name: str, vault: str) -> str:
        """The site that a laptop is enrolled as: the known one of that name or alias, else a new one under the laptop's own id.

        A laptop works under its own id before it is enrolled, so nothing that it saved must be rewritten. VISITING is
        nationwide, so a site that runs nothing yet runs it from this month on. Raises NotAllowed, InvalidValue, TextRefused.
        """
        rights.require(self._context, "site", "facts")
        tidy = checks.name(N_("Name"), name)
        with self._context.store.writing(self._context.author) as work:
            known = reference.find(sites.everything(work.connection), tidy)
            site = known.id if known is not None else vault
            if known is None:
                work.put("site", vault, "facts", {"name": tidy, "type": None, "municipality": None}, EVERYONE)
            if not sites.programmes_of(work.connection, site):
                month = self._context.today().strftime("%Y-%m")
                agreement: Value = {"site": site, "programme": "VISITING", "agreement_from": month, "video": False}
                work.put("site_programme", new_id(), "agreement", agreement, EVERYONE)
        return site

    def complete(self, site: str, through: date) -> tuple[str, ...]:
        """All is typed in up to `through`: said of each of the site's programmes; their row ids, none where none is known.

        Raises NotAllowed, InvalidValue (a day to come).
        """
        rights.require(self._context, "site_programme", "complete")
        day = checks.happened(N_("Complete to"), through, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            rows = tuple(row.id for row in sites.programmes_of(work.connection, site))
            for id_ in rows:
                work.put("site_programme", id_, "complete", {"through": day}, EVERYONE)
        return rows

    def list(self) -> tuple[SiteRow, ...]:
        with self._context.store.reading() as reading:
            return sites.everything(reading.connection)

    def by_name(self, name: str) -> SiteRow:
        """Raises UnknownSite, with the names that there are."""
        with self._context.store.reading() as reading:
            return named(reading, name)

    def overview(self) -> tuple[SiteOverview, ...]:
        with self._context.store.reading() as reading:
            known, programmes = sites.everything(reading.connection), sites.programmes(reading.connection)
        return tuple(SiteOverview(site, tuple(row for row in programmes if row.site == site.id)) for site in known)


def named(reading: Reading, name: str) -> SiteRow:
    """The site of that name or alias, however its letters are cased. Raises UnknownSite."""
    found = reference.find(sites.everything(reading.connection), name)
    if found is None:
        raise _unknown(reading, name)
    return found


def _unknown(reading: Reading, name: str) -> UnknownSite:
    return UnknownSite(name=name, names=", ".join(site.name for site in sites.everything(reading.connection)))
