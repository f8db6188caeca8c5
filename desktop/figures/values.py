"""What a computation is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.figures.definitions import Definition


@dataclass(frozen=True, slots=True)
class Scope:
    """Which figures: of one site (its row id) or of all, of a year, as of a day.

    Where no year is asked for, figures of a year are those of the as-of date's year so far. Nothing after `as_of` counts.
    `unnamed`: counts without names are added, as headquarters does, which is not told the people behind them.
    """

    site: str | None
    year: int | None
    as_of: date
    unnamed: bool = False

    @property
    def first(self) -> date:
        return date(self.year or self.as_of.year, 1, 1)

    @property
    def last(self) -> date:
        return min(date(self.first.year, 12, 31), self.as_of)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None where it cannot be known here. `by_site` has the names of places, `by_programme` codes.

    `digest`: SHA-256, in hex, of the sorted list behind the number, so that two reports can be told to count the same.
    """

    definition: Definition
    value: int | None
    by_site: Mapping[str, int]
    by_programme: Mapping[str, int]
    digest: str


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
    """`figures` by key, in the order of the definitions."""

    scope: Scope
    figures: Mapping[str, Figure]
    completeness: Completeness
