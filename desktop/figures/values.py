"""What a computation is asked and what it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from desktop.crypto.digests import sha256
from desktop.figures.definitions import Definition

Counts = Mapping[str, int | None]
"""A name or code → a number, None where it cannot be known here."""
NONE: Counts = MappingProxyType({})
MIXED = "mixed"
"""The method of a number that was not counted everywhere the same way: then there is no one number."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which figures: of one site (its row id) or of all, of a year, as of a day.

    Where no year is asked for, figures of a year are those of the as-of date's year so far. Nothing after `as_of` counts.
    `unnamed`: counts without names are added, as headquarters does, which is not told the people behind them.
    `since`: courses started from that day on; without it, from the month in which a place agreed to run the programme.
    `snapshot`: the day of the earlier number that somebody picked.
    """

    site: str | None
    year: int | None
    as_of: date
    unnamed: bool = False
    since: date | None = None
    snapshot: date | None = None

    @property
    def first(self) -> date:
        return date(self.year or self.as_of.year, 1, 1)

    @property
    def last(self) -> date:
        return min(date(self.first.year, 12, 31), self.as_of)


@dataclass(frozen=True, slots=True, order=True)
class Behind:
    """One line of the list behind a number: a row of a table, the site that it counts at (its id), and how often it counts."""

    row: str
    count: int = 1
    table: str = ""
    site: str = ""


class Listed:
    """The list behind a number. `digest`: SHA-256, in hex, of the sorted distinct lines "row/count"."""

    def __init__(self, rows: Iterable[Behind] = ()) -> None:
        self._rows = rows

    @cached_property
    def rows(self) -> tuple[Behind, ...]:
        return tuple(sorted(set(self._rows)))

    @cached_property
    def digest(self) -> str:
        return digest_of(f"{one.row}/{one.count}" for one in self.rows)


def digest_of(items: Iterable[str]) -> str:
    """SHA-256, in hex, of the sorted distinct items, one a line."""
    return sha256("\n".join(sorted(set(items))).encode()).hex()


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None where it cannot be known here; in tenths where the definition says so. `by_site` has the names of places.

    `split` are further ways to part the number: dimension → code → number. `method`: how heads were counted. `on`: the day that
    an earlier number was true, or from which courses are counted. `by_site` and the splits need not add up to the value: a
    person may count at two places. `listed` is what was counted, so that two reports can be told to count the same.
    """

    definition: Definition
    value: int | None
    by_site: Counts = field(default_factory=lambda: NONE)
    by_programme: Counts = field(default_factory=lambda: NONE)
    split: Mapping[str, Counts] = field(default_factory=lambda: MappingProxyType({}))
    method: str | None = None
    on: date | None = None
    listed: Listed = field(default_factory=Listed)
    frozen: str | None = None
    """The digest of a number that was closed with its year: the list itself may be gone by now."""

    @property
    def digest(self) -> str:
        return self.listed.digest if self.frozen is None else self.frozen


class Arrival(StrEnum):
    IN = "in"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SiteCompleteness:
    """`through` is the earliest of the programmes' dates, None while one has none. `bundles`: ids of the files behind it."""

    site: str
    through: date | None
    state: Arrival
    bundles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    complete: bool
    sites: tuple[SiteCompleteness, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """`figures` by key, in the order of the definitions. `revision` of a year; `closed`: that revision is frozen.

    `revised`: the year was closed before, and something that came since changed it.
    """

    scope: Scope
    figures: Mapping[str, Figure]
    completeness: Completeness
    revision: int = 1
    closed: bool = False
    revised: bool = False

    @property
    def digest(self) -> str:
        """One hash over all numbers and the hashes of the lists behind them."""
        return digest_of(f"{key} {figure.definition.version} {figure.value} {figure.digest}" for key, figure in self.figures.items())
