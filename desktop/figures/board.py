"""Makes figures of counts: by the names of places, by programme, by any other way to part them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from desktop.figures.definitions import DEFINITIONS
from desktop.figures.values import NONE, Behind, Counts, Figure, Listed
from desktop.models.rows.fields import PROGRAMMES

VISITING = "VISITING"
ONE_TO_ONE = tuple(programme for programme in PROGRAMMES if programme != "GROUP")

T = TypeVar("T")
K = TypeVar("K")
Numbers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Board:
    """`names`: site id → name; `expected`: ids of the sites that appear with 0 where nothing is counted."""

    names: Mapping[str, str]
    expected: Collection[str]

    def named(self, counts: Counts, nothing: int | None = 0) -> Counts:
        """Site id → number, as name → number; an expected site of which nothing is known has `nothing`."""
        ids = {*self.expected, *counts}
        return MappingProxyType(dict(sorted((self.names.get(id_, id_), counts.get(id_, nothing)) for id_ in ids)))

    def figure(  # noqa: PLR0913 - the ways in which a number can be parted, each named at the call
        self,
        key: str,
        value: int | None,
        *,
        by_site: Counts | None = None,
        by_programme: Counts = NONE,
        split: Mapping[str, Counts] = MappingProxyType({}),
        behind: Iterable[Behind] | Listed = (),
        method: str | None = None,
        on: date | None = None,
        nothing: int | None = 0,
    ) -> Figure:
        """`by_site` is by site id."""
        return Figure(
            DEFINITIONS[key],
            value,
            NONE if by_site is None else self.named(by_site, nothing),
            MappingProxyType(dict(by_programme)),
            MappingProxyType({dimension: MappingProxyType(dict(sorted(counts.items()))) for dimension, counts in split.items() if counts}),
            method,
            on,
            behind if isinstance(behind, Listed) else Listed(behind),
        )


def every_programme(counts: Numbers) -> Numbers:
    """Those one to one in their order, 0 included, then those that headquarters has set up."""
    return {programme: counts.get(programme, 0) for programme in (*ONE_TO_ONE, *sorted(set(counts) - {*ONE_TO_ONE, "GROUP", ""}))}


def tally(names: Iterable[K]) -> dict[K, int]:
    return dict(Counter(names))


def total(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Name → the sum of its numbers."""
    counts: dict[str, int] = {}
    for name, number in pairs:
        counts[name] = counts.get(name, 0) + number
    return counts


def added(*counts: Numbers) -> dict[str, int]:
    return total(pair for one in counts for pair in one.items())


def grouped(rows: Iterable[T], of: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return found
