"""The papers: the status page of a site and the page of a year, from the figures as they are known now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.errors import N_, InvalidValue
from desktop.figures.compute import compute, digest_of, drill
from desktop.figures.definitions import DEFINITIONS, NOTES
from desktop.figures.values import Behind, Counts, Figure, Figures, Scope, SiteCompleteness
from desktop.models.rows import papers
from desktop.models.rows.papers import Amount, FigureLine, SiteLine, StatusPage, YearPage
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR, VISIT_LEADER
from desktop.rules.dates import ZONE
from desktop.services import page_lines, snapshots, year_lines
from desktop.services.context import Context
from desktop.services.sites import named
from desktop.services.year_close import of_year
from desktop.store.repositories import configured, sites
from desktop.texts import Texts, alphabetical

LARGE = (
    *("persons_visited", "primus_motor_participants", "kickstart_participants", "group_participants"),
    *("sum_of_programmes", "study_participants", "sessions_held", "active_now"),
)
"""The figures of the year page, the first one as the year's own number; the others stand small, about the counting."""

STATUS_FIGURES = ("active_now", "formerly_snapshot", "started_since", "ongoing", "being_set_up")
"""The figures of the status page."""


class Papers:
    def __init__(self, context: Context) -> None:
        self._context = context

    def figures(
        self,
        *,
        year: int | None = None,
        as_of: date | None = None,
        site: str = "",
        since: date | None = None,
        snapshot: date | None = None,
    ) -> Figures:
        """Every figure of a scope; `site` by its name, all sites without. Raises UnknownSite.

        `since`: courses started from that day on; `snapshot`: the day of the earlier number. Of a year of all places it is said
        which revision it is; what is closed and has not changed since is given as it was closed.
        """
        with self._context.store.reading() as reading:
            place = named(reading, site).id if site else None
            day = as_of or self._as_of(year)
            if year is not None and place is None and since is None and snapshot is None:
                return of_year(reading, year, day)
            return compute(reading.connection, replace(self._scope(place, year, day), since=since, snapshot=snapshot))

    def behind(self, key: str, *, year: int | None = None, as_of: date | None = None, site: str = "") -> tuple[Behind, ...]:
        """The list behind a figure, for those who may see it; audited. Raises NotAllowed, UnknownSite, InvalidValue."""
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        if key not in DEFINITIONS:
            raise InvalidValue(field=N_("Figure"), reason=N_("there is none like that here"))
        with self._context.store.writing(self._context.author) as work:
            place = named(work, site).id if site else None
            work.audit("view", "figure", key)
            return drill(work.connection, self._scope(place, year, as_of or self._as_of(year)), key)

    def book(self, found: Figures, texts: Texts) -> bytes:
        """The figures as a spreadsheet, exact, each with its definition. Audited as exported. Raises NotAllowed."""
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        from desktop.reports.figure_book import figure_book  # noqa: PLC0415 - the same

        with self._context.store.writing(self._context.author) as work:
            work.audit("export", "figure", str(found.scope.first.year))
        return figure_book(tuple(_book_rows(found, texts)))

    def status(self, as_of: date, texts: Texts, site: str = "") -> bytes:
        """The status page of one site as PDF: the named one, or this vault's own. Audited as printed.

        Not a volunteer's to print, who knows the own courses alone. Raises NotAllowed, UnknownSite.
        """
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        from desktop.reports.status_page import status_page  # noqa: PLC0415 - the PDF library is heavy and seldom needed

        with self._context.store.writing(self._context.author) as work:
            own = sites.by_id(work.connection, sites.own(work.connection))
            place = named(work, site) if site else own
            at = place.id if place else ""
            runs = sites.programmes_of(work.connection, at)
            found = compute(work.connection, self._scope(place.id if place else None, None, as_of))
            work.audit("print", "site", place.id if place else "")
            snapshots.keep(work, found, snapshots.PAGE)
            page = StatusPage(
                as_of=as_of,
                known_at=self._known_at(),
                digest=_digest(found.figures.values()),
                demo=self._context.demo,
                site=place.name if place else self._context.place,
                lines=page_lines.status_lines(found, runs, configured.programmes(work.connection)),
                activities=page_lines.activities(work, at, as_of, danish=texts.lang == "da"),
                definitions=tuple(_definition(found.figures[key]) for key in STATUS_FIGURES),
                contact=next((row.contact for row in runs if row.contact and not row.leader_is_contact), None),
                through=next((one.through for one in found.completeness.sites), None),
            )
        return status_page(page, texts)

    def year(self, year: int, as_of: date, texts: Texts) -> bytes:
        """The page of a year, all sites that this vault knows, as PDF. Audited as printed. Raises NotAllowed."""
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        from desktop.reports.year_page import year_page  # noqa: PLC0415 - the same

        with self._context.store.writing(self._context.author) as work:
            found, known = of_year(work, year, as_of), configured.programmes(work.connection)
            work.audit("print", "year", str(year))
            if not found.closed:
                snapshots.keep(work, found, snapshots.PAGE)
        page = YearPage(
            as_of=as_of,
            known_at=self._known_at(),
            digest=_digest(found.figures.values()),
            demo=self._context.demo,
            year=year,
            figures=tuple(_line(found.figures[key]) for key in LARGE),
            by_site=tuple(_site(found, one) for one in sorted(found.completeness.sites, key=lambda one: alphabetical(one.site))),
            notes=tuple(_line(found.figures[key]) for key in NOTES if key in found.figures),
            revision=found.revision,
            charts=year_lines.charts(found, known),
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


def _definition(figure: Figure) -> papers.Definition:
    definition = figure.definition
    return papers.Definition(definition.label, definition.version, definition.sentence, definition.unit)


def _line(figure: Figure) -> FigureLine:
    definition = figure.definition
    return FigureLine(definition.key, definition.label, Amount(figure.value), definition.unit, definition.version, definition.sentence)


def _site(found: Figures, one: SiteCompleteness) -> SiteLine:
    def amount(key: str) -> Amount:
        counts: Counts = found.figures[key].by_site
        return Amount(counts.get(one.site, 0))

    return SiteLine(one.site, amount("persons_visited"), amount("active_now"), amount("being_set_up"), one.through, one.state.value)


def _book_rows(found: Figures, texts: Texts) -> Iterable[tuple[str | int | float | None, ...]]:
    """Heading, then a row for each number: of all places, of each place, programme and other part."""
    heads = (N_("Figure"), N_("Place"), N_("Programme"), N_("Part"), N_("Number"), N_("Unit"), N_("Version"), N_("Definition"))
    yield tuple(texts.say(one) for one in heads)
    for figure in found.figures.values():
        one = figure.definition
        parts: list[tuple[str, str, str, int | None]] = [("", "", "", figure.value)]
        parts += [(site, "", "", value) for site, value in figure.by_site.items()]
        parts += [("", programme, "", value) for programme, value in figure.by_programme.items()]
        parts += [("", "", f"{name}: {code}", value) for name, counts in figure.split.items() for code, value in counts.items()]
        for site, programme, part, value in parts:
            number = value / 10 if one.tenths and value is not None and not part else value
            yield texts.say(one.label), site, programme, part, number, texts.say(one.unit), one.version, texts.say(one.sentence)
