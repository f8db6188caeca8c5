"""Figures: each number with its definition, its places and how complete it is, of a year and as of a day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop.errors import N_, InvalidValue
from desktop.figures.definitions import NOTES
from desktop.jobs import Change, Jobs
from desktop.texts import Texts
from desktop.viewmodels.enrolment import file_name
from desktop.viewmodels.figure_rows import SiteNumber, SiteNumbers
from desktop.viewmodels.screen import AtWork, Screen

if TYPE_CHECKING:
    from desktop.figures.values import Figure, Figures, SiteCompleteness
    from desktop.house import OpenVault

LEAST_YEARS = 3
Level = Literal["in", "late", "missing"]
LEVELS: Mapping[str, Level] = MappingProxyType({"in": "in", "late": "late", "missing": "missing"})
LARGE = ("persons_visited", "sessions_held", "active_now", "being_set_up")
"""The figures that lead; the others are about the counting itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words. `version` is that of its definition; `shown` a dash where nobody can know it here."""

    key: str
    label: str
    shown: str
    unit: str
    definition: str
    version: int
    sites: tuple[SiteNumber, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a place is typed in, as one sentence. `level`: in, late or missing."""

    site: str
    sentence: str
    level: Level


@dataclass(frozen=True, slots=True)
class FiguresState:
    """`year` and `as_of` as they are asked for, nothing before the vault has said what day it is. `counted` says of what the
    lines are; `chosen` is the key of the open figure, `picked` the place whose row the keyboard is on.
    """

    year: int = 0
    as_of: date | None = None
    today: date | None = None
    years: tuple[int, ...] = ()
    loaded: bool = False
    counting: bool = False
    counted: str = ""
    lines: tuple[Line, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    complete: bool = False
    chosen: str = LARGE[0]
    picked: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What one read gives: the figures, the first year that could be asked for, and the vault's own day."""

    figures: "Figures"
    first_year: int
    today: date


class FiguresScreen(Screen):
    """At headquarters those of all places; at a site its own. Exact numbers, for internal use."""

    kinds: ClassVar[frozenset[str]] = frozenset({"session", "course", "match", "participant", "site", "site_programme", "person", "file"})

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(jobs, texts, at, parent)
        self.state = FiguresState()
        self.table = SiteNumbers(texts, self)
        self._asked = 0

    @property
    def chosen(self) -> Line | None:
        return next((line for line in self.state.lines if line.key == self.state.chosen), None)

    @property
    def leading(self) -> tuple[Line, ...]:
        return tuple(line for line in self.state.lines if line.key in LARGE)

    @property
    def about_counting(self) -> tuple[Line, ...]:
        return tuple(line for line in self.state.lines if line.key in NOTES)

    @override
    def load(self) -> None:
        self._asked += 1
        asked, year, as_of = self._asked, self.state.year, self.state.as_of
        self._become(replace(self.state, counting=True))

        def work(vault: "OpenVault") -> _Found:
            today = vault.context.today()
            agreed = [int(row.agreement_from[:4]) for one in vault.do.sites.overview() for row in one.programmes if row.agreement_from]
            figures = vault.do.papers.figures(year=year or today.year, as_of=as_of or today, site=_own_site(vault))
            return _Found(figures, min(agreed, default=today.year), today)

        self.query(work, lambda found: self._loaded(asked, found))

    def of_year(self, year: int) -> None:
        """Another year: as of its last day, or of today while it runs."""
        if year != self.state.year:
            last = date(year, 12, 31)
            self._become(replace(self.state, year=year, as_of=min(self.state.today or last, last)))
            self.load()

    def of_day(self, as_of: date) -> None:
        """Another day to count up to. Raises InvalidValue for one to come."""
        if self.state.today is not None and as_of > self.state.today:
            raise InvalidValue(field=N_("As of"), reason=N_("it lies in the future"))
        if as_of != self.state.as_of:
            self._become(replace(self.state, as_of=as_of, year=min(self.state.year, as_of.year)))
            self.load()

    @property
    def saves_year(self) -> bool:
        """The page of the year is that of the whole country."""
        return self.at.kind == "hq"

    @property
    def status_site(self) -> str:
        """The place whose status page can be saved: the own one, or that of the row; "" where there is none."""
        if self.at.kind == "site":
            return self.at.place
        return self.state.picked or next((one.site for one in self.state.completeness), "")

    def pick(self, row: int) -> None:
        """The keyboard is on that row of the places."""
        if 0 <= row < len(self.table.rows):
            self._become(replace(self.state, picked=self.table.rows[row].site))

    def choose(self, key: str) -> None:
        self._become(replace(self.state, chosen=key))
        self._fill()

    def proposed_name(self, site: str = "") -> str:
        if site:
            title = self.texts.say("Status of {place} as of {day}", place=site, day=self._day)
        else:
            title = self.texts.say("Year {year} as of {day}", year=self.state.year, day=self._day)
        return file_name(title, ".pdf")

    @property
    def _day(self) -> str:
        return "" if self.state.as_of is None else self.state.as_of.isoformat()

    def save_year(self, path: Path) -> None:
        """The page of the year as PDF. It is noted in the audit trail, and leaves the datalager."""
        texts, year, as_of = self.texts, self.state.year, self.state.as_of
        if as_of is not None:
            self._save(path, lambda vault: vault.do.papers.year(year, as_of, texts))

    def save_status(self, path: Path, site: str) -> None:
        """The status page of a place as PDF, the same way."""
        texts, as_of = self.texts, self.state.as_of
        site = "" if self.at.kind == "site" else site  # a site's vault may call the place otherwise than headquarters does
        if as_of is not None:
            self._save(path, lambda vault: vault.do.papers.status(as_of, texts, site))

    def _save(self, path: Path, page: "Callable[[OpenVault], bytes]") -> None:
        def work(vault: "OpenVault") -> Change[Path]:
            from desktop.vault.atomic import write_file  # noqa: PLC0415 - on the worker, after the first picture

            write_file(path, page(vault))
            return Change(frozenset(), path)

        self.change(work, self._saved)

    def _saved(self, change: Change[Path]) -> None:
        self.tell(
            self.texts.say("Saved as {file}. It holds exact numbers and is no longer protected by the datalager.", file=str(change.result))
        )

    def _loaded(self, asked: int, read: _Found) -> None:
        if asked != self._asked:
            return
        texts, found, scope = self.texts, read.figures, read.figures.scope
        last = min(read.first_year, read.today.year - LEAST_YEARS + 1, scope.first.year)
        self._become(
            replace(
                self.state,
                loaded=True,
                counting=False,
                year=scope.first.year,
                as_of=scope.as_of,
                today=read.today,
                years=tuple(range(read.today.year, last - 1, -1)),
                counted=texts.say("Year {year}, counted as of {day}", year=scope.first.year, day=texts.date(scope.as_of)),
                lines=tuple(self._line(figure) for figure in found.figures.values()),
                completeness=tuple(self._completeness(one) for one in found.completeness.sites),
                complete=found.completeness.complete,
            )
        )
        self._fill()

    def _fill(self) -> None:
        chosen = self.chosen
        self.table.show(chosen.sites if chosen is not None else ())

    def _line(self, figure: "Figure") -> Line:
        definition, say = figure.definition, self.texts.say
        most = max((count for count in figure.by_site.values() if count is not None), default=0)
        sites = tuple(
            SiteNumber(name, self._shown(figure, count), (count or 0) / most if most else 0.0) for name, count in figure.by_site.items()
        )
        shown = self._shown(figure, figure.value)
        return Line(definition.key, say(definition.label), shown, say(definition.unit), say(definition.sentence), definition.version, sites)

    def _shown(self, figure: "Figure", count: int | None) -> str:
        if count is None:
            return "–"
        return self.texts.tenths(count) if figure.definition.tenths else self.texts.number(count)

    def _completeness(self, one: "SiteCompleteness") -> Completeness:
        say, level = self.texts.say, LEVELS[one.state.value]
        if one.through is None:
            sentence = say("{site}: not every programme is declared typed in", site=one.site)
            if level == "missing":
                sentence = say("{site}: nothing is declared typed in yet", site=one.site)
        elif level == "in":
            sentence = say("{site}: typed in up to {day}", site=one.site, day=self.texts.date(one.through))
        else:
            sentence = say("{site}: typed in up to {day}, late", site=one.site, day=self.texts.date(one.through))
        return Completeness(one.site, sentence, level)

    def _become(self, state: FiguresState) -> None:
        self.state = state
        self.changed.emit()


def _own_site(vault: "OpenVault") -> str:
    """The name of a site's own place, for it knows of others too but not what happens there; "" at headquarters."""
    own = vault.do.sites.own()
    return next((site.name for site in vault.do.sites.list() if site.id == own), "")
