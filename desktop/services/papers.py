"""The papers: the status page of a site and the page of a year, from the figures as they are known now."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.figures.compute import compute, digest_of
from desktop.figures.values import Figure, Figures, Scope, SiteCompleteness
from desktop.models.rows import papers
from desktop.models.rows.papers import Amount, Count, FigureLine, SiteLine, StatusLine, StatusPage, YearPage
from desktop.models.rows.registry import PROGRAMMES
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR, VISIT_LEADER
from desktop.rules.dates import ZONE
from desktop.services.context import Context
from desktop.services.sites import named
from desktop.store.repositories import sites
from desktop.texts import Texts

LARGE = ("persons_visited", "sessions_held", "active_now", "being_set_up")
"""The figures of the year page, the first one as the year's own number; the others stand small, about the counting."""


class Papers:
    def __init__(self, context: Context) -> None:
        self._context = context

    def figures(self, *, year: int | None = None, as_of: date | None = None, site: str = "") -> Figures:
        """Every figure of a scope; `site` by its name, all sites without. Raises UnknownSite."""
        with self._context.store.reading() as reading:
            place = named(reading, site).id if site else None
            return compute(reading.connection, self._scope(place, year, as_of or self._as_of(year)))

    def status(self, as_of: date, texts: Texts, site: str = "") -> bytes:
        """The status page of one site as PDF: the named one, or this vault's own. Audited as printed.

        Not a volunteer's to print, who knows the own courses alone. Raises NotAllowed, UnknownSite.
        """
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        from desktop.reports.status_page import status_page  # noqa: PLC0415 - the PDF library is heavy and seldom needed

        with self._context.store.writing(self._context.author) as work:
            own = sites.by_id(work.connection, sites.own(work.connection))
            place = named(work, site) if site else own
            found = compute(work.connection, self._scope(place.id if place else None, None, as_of))
            work.audit("print", "site", place.id if place else "")
            page = StatusPage(
                as_of=as_of,
                known_at=self._known_at(),
                digest=_digest(found.figures.values()),
                demo=self._context.demo,
                site=place.name if place else self._context.place,
                lines=tuple(_status_lines(found)),
                definitions=tuple(_definition(found.figures[key]) for key in ("active_now", "being_set_up")),
                through=next((one.through for one in found.completeness.sites), None),
            )
        return status_page(page, texts)

    def year(self, year: int, as_of: date, texts: Texts) -> bytes:
        """The page of a year, all sites that this vault knows, as PDF. Audited as printed. Raises NotAllowed."""
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        from desktop.reports.year_page import year_page  # noqa: PLC0415 - the same

        with self._context.store.writing(self._context.author) as work:
            found = compute(work.connection, self._scope(None, year, as_of))
            work.audit("print", "year", str(year))
        page = YearPage(
            as_of=as_of,
            known_at=self._known_at(),
            digest=_digest(found.figures.values()),
            demo=self._context.demo,
            year=year,
            figures=tuple(_line(found.figures[key]) for key in LARGE),
            by_site=tuple(_site(found, one) for one in found.completeness.sites),
            notes=tuple(_line(figure) for key, figure in found.figures.items() if key not in LARGE),
        )
        return year_page(page, texts)

    def _scope(self, site: str | None, year: int | None, as_of: date) -> Scope:
        """Headquarters adds what places count without names; a place counts those people themselves."""
        return Scope(site, year, as_of, unnamed=self._context.kind == "hq")

    def _as_of(self, year: int | None) -> date:
        """Today, or the last day of a year that is over."""
        today = self._context.today()
        return today if year is None else min(today, date(year, 12, 31))

    def _known_at(self) -> datetime:
        return self._context.store.now().astimezone(ZoneInfo(ZONE))


def _digest(figures: Iterable[Figure]) -> str:
    """One hash over the hashes of all lists behind the page."""
    return digest_of(f"{figure.definition.key} {figure.digest}" for figure in figures)


def _status_lines(found: Figures) -> Iterable[StatusLine]:
    """One line for each programme that has a course to tell of; the visiting service always."""
    active, setting_up = found.figures["active_now"].by_programme, found.figures["being_set_up"].by_programme
    for programme in PROGRAMMES:
        if programme == "VISITING" or active.get(programme) or setting_up.get(programme):
            beside = (Count("being_set_up", Amount(setting_up.get(programme, 0))),)
            yield StatusLine(papers.PROGRAMME_NAMES[programme], Count("active_now", Amount(active.get(programme, 0))), beside)


def _definition(figure: Figure) -> papers.Definition:
    definition = figure.definition
    return papers.Definition(definition.label, definition.version, definition.sentence, definition.unit)


def _line(figure: Figure) -> FigureLine:
    definition = figure.definition
    return FigureLine(definition.key, definition.label, Amount(figure.value), definition.unit, definition.version, definition.sentence)


def _site(found: Figures, one: SiteCompleteness) -> SiteLine:
    def amount(key: str) -> Amount:
        counts: Mapping[str, int] = found.figures[key].by_site
        return Amount(counts.get(one.site, 0))

    return SiteLine(one.site, amount("persons_visited"), amount("active_now"), amount("being_set_up"), one.through, one.state.value)
