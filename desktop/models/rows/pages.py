"""A part of a long list: asked for by the keys it lies between, so that no page depends on how many rows come before it.

A key is the sort values of one row, its id last: unique, and still a bound when the row itself has gone.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row_co = TypeVar("Row_co", covariant=True)

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The rows after one key up to and with another, `most` at the most; None is the list's own beginning or end."""

    after: Key | None = None
    upto: Key | None = None
    most: int = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[Row_co]):
    """`last` is the key of the last row, None without rows; `more`: further rows lie between that and the end asked for."""

    rows: tuple[Row_co, ...]
    last: Key | None
    more: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: the key of a column."""

    column: str
    descending: bool = False
