"""What a printed page says, frozen before it is drawn.

A paper carries every number it prints together with the as-of date, the time of knowledge and a hash of the list
behind the numbers, so that a page in somebody's hand can be matched with what the vault knew when it was made.
Sentences are English source strings of the catalogue (marked with `N_` where they are written); the room that
prints translates them. Names of places are printed as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from desktop.errors import N_

Mode = Literal["internal", "public"]
SiteState = Literal["in", "late", "missing"]
CountKey = Literal["active_now", "formerly_snapshot", "formerly_ended", "started_since", "ongoing", "being_set_up", "paused"]

PROGRAMME_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "VISITING": N_("Prison visits"),
        "PRIMUS_MOTOR": N_("Primus Motor"),
        "KICKSTART": N_("Kickstart"),
        "STUDY_INSIDE": N_("Study support in prison"),
        "STUDY_FREE": N_("Study support after release"),
        "GROUP": N_("Social activities"),
    }
)

STUDY_SUPPORT = N_("Study support")
"""Study support inside and after the release, told together."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One number as it may be printed.

    `value` is exact. In public mode a protected number has no `value` and prints as fewer than `below`.
    With neither, nobody knows: it prints as a dash and is said to be missing, which is not the same as 0.
    """

    value: int | None
    below: int | None = None

    @property
    def missing(self) -> bool:
        return self.value is None and self.below is None


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name, version, definition and unit, printed on the page that uses it; all but the version are source strings."""

    name: str
    version: int
    sentence: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One number of a programme and what it counts.

    `started_since` needs `since` (inclusive) and may have `until` (inclusive); `formerly_snapshot` needs `since`,
    the day the earlier number was true.
    """

    key: CountKey
    amount: Amount
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A programme at a site: the number that leads its line, and those that stand beside it, in order.

    `name` is a source string, for the known programmes one of `PROGRAMME_NAMES`.
    """

    name: str
    lead: Count
    beside: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A social activity. `name` is a source string where it is `told` by the catalogue, else words that headquarters chose.

    `recurrence` is a code ("monthly"); the next time is a day (`next_on`) or a source string for a time (`next_about`, "Easter").
    """

    name: str
    told: bool
    recurrence: str = ""
    next_on: date | None = None
    next_about: str = ""
    volunteers: bool = False


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A national figure with its definition; `label`, `unit` and `definition` are source strings."""

    key: str
    label: str
    amount: Amount
    unit: str
    version: int
    definition: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site's row on the year page. `through` is the day up to which its leader declares all typed in, None when never declared."""

    site: str
    persons_visited: Amount
    active_now: Amount
    being_set_up: Amount
    through: date | None
    state: SiteState


@dataclass(frozen=True, slots=True)
class ChartedRow:
    """A row of a table with a bar: `amount` is drawn, `beside` are further numbers in the order of the columns."""

    name: str
    amount: Amount
    beside: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartedTable:
    """A chart and its table in one. `counted` heads the bars, `beside` the further columns; all are source strings."""

    heading: str
    counted: str
    beside: tuple[str, ...]
    rows: tuple[ChartedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every page has in common.

    `known_at` is printed with the clock it carries: the caller gives it in the zone of the reader (Europe/Copenhagen).
    `digest` is the hash of the list behind the numbers, in lowercase hex. `demo` marks invented people on every page.
    """

    as_of: date
    known_at: datetime
    digest: str
    mode: Mode = "internal"
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage(Paper):
    """How one site stands on a day. `contact` is a name as it is to be printed; None is the visit leader, without a name."""

    site: str
    lines: tuple[StatusLine, ...]
    definitions: tuple[Definition, ...]
    contact: str | None = None
    through: date | None = None
    activities: tuple[ActivityLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage(Paper):
    """A year in the whole country.

    `figures` are printed large and in order, the first one as the year's own number. `notes` are figures about the
    counting itself (counted at several sites, without key, open pairs) and are printed small beside the sites.
    `revision` is 1 for the first closing or an open year; a later one is printed as revised.
    """

    year: int
    figures: tuple[FigureLine, ...]
    by_site: tuple[SiteLine, ...]
    notes: tuple[FigureLine, ...] = ()
    revision: int = 1
    charts: tuple[ChartedTable, ...] = ()

    def sites_that_are(self, state: SiteState) -> int:
        """How many of the sites are in, late or missing."""
        return sum(line.state == state for line in self.by_site)
