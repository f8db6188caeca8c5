"""A closed year: its numbers as rows, and the rows as numbers again, with the versions of their definitions.

A number is a cell: of a figure, and of one place or programme where the row names it. Other ways to part it stand in the name:
"sessions:outcome:held". Medians and shares are in tenths. What the list behind a number was is kept as its hash.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection

from desktop.figures.definitions import DEFINITIONS
from desktop.figures.places import names_of
from desktop.figures.values import Arrival, Completeness, Counts, Figure, Figures, Scope, SiteCompleteness

COMPLETE, ON, ERASED, METHOD = "completeness", "on", "erased", "method"
_CLOSES = (
    "SELECT id, year, revision, as_of, coalesce(known_at, ''), coalesce(digest, '') FROM year_close"
    " WHERE state = 'live' AND year = ? AND revision IS NOT NULL AND as_of IS NOT NULL ORDER BY revision, known_at, id"
)
_CELLS = (
    "SELECT figure, version, coalesce(site, ''), coalesce(programme, ''), value, coalesce(digest, '') FROM closed_figure"
    " WHERE state = 'live' AND close = ? AND figure IS NOT NULL ORDER BY id"
)
_ERASED = "SELECT coalesce(sum(persons), 0) FROM cell WHERE state = 'live' AND year = ?"


@dataclass(frozen=True, slots=True)
class Close:
    """One revision of a closed year. `known_at`: when the numbers were what was known, UTC."""

    id: str
    year: int
    revision: int
    as_of: date
    known_at: str
    digest: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One frozen number. `site` is an id; `site` and `programme` are "" where it is of all of them."""

    figure: str
    version: int
    site: str
    programme: str
    value: int | None
    digest: str = ""


def closes(connection: Connection, year: int) -> tuple[Close, ...]:
    """The revisions of a year, the first one first."""
    rows = connection.exec_driver_sql(_CLOSES, (year,))
    return tuple(Close(id_, of, revision, date.fromisoformat(as_of), at, digest) for id_, of, revision, as_of, at, digest in rows)


def erased(connection: Connection, year: int) -> int:
    """How many persons of the year are only a number by now."""
    return int(connection.exec_driver_sql(_ERASED, (year,)).scalar_one())


def cells(connection: Connection, found: Figures) -> Iterator[Cell]:
    """Everything that is frozen of a year."""
    ids = {name: id_ for id_, name in names_of(connection).items()}
    for figure in found.figures.values():
        yield from _of_figure(figure, ids)
    for one in found.completeness.sites:
        through = "" if one.through is None else one.through.isoformat()
        yield Cell(f"{COMPLETE}:{one.state.value}", 1, ids.get(one.site, one.site), "", 1, through)
    yield Cell(ERASED, 1, "", "", erased(connection, found.scope.first.year))


def frozen(connection: Connection, close: Close) -> tuple[Figures, int]:
    """The numbers as they were closed, and how many persons of the year were only a number then."""
    names = names_of(connection)
    rows = [Cell(*row) for row in connection.exec_driver_sql(_CELLS, (close.id,))]
    figures = {key: _figure(key, rows, names) for key in DEFINITIONS if any(row.figure == key for row in rows)}
    sites = sorted((_site(row, names) for row in rows if row.figure.startswith(f"{COMPLETE}:")), key=lambda one: one.site)
    complete = Completeness(all(one.state is Arrival.IN for one in sites), tuple(sites))
    scope = Scope(None, close.year, close.as_of, unnamed=True)
    gone = sum(row.value or 0 for row in rows if row.figure == ERASED)
    return Figures(scope, MappingProxyType(figures), complete, close.revision, closed=True), gone


def _of_figure(figure: Figure, ids: Mapping[str, str]) -> Iterator[Cell]:
    key, version = figure.definition.key, figure.definition.version
    yield Cell(key, version, "", "", figure.value, figure.digest)
    for name, value in figure.by_site.items():
        yield Cell(key, version, ids.get(name, name), "", value)
    for programme, value in figure.by_programme.items():
        yield Cell(key, version, "", programme, value)
    for dimension, counts in figure.split.items():
        for code, value in counts.items():
            yield Cell(f"{key}:{dimension}:{code}", version, "", "", value)
    if figure.on is not None:
        yield Cell(f"{key}:{ON}", version, "", "", None, figure.on.isoformat())
    if figure.method is not None:
        yield Cell(f"{key}:={METHOD}:{figure.method}", version, "", "", None)


def _figure(key: str, rows: list[Cell], names: Mapping[str, str]) -> Figure:
    mine = [row for row in rows if row.figure == key]
    whole = next(row for row in mine if not row.site and not row.programme)
    on = next((row.digest for row in rows if row.figure == f"{key}:{ON}"), "")
    method = next((row.figure.rpartition(":")[2] for row in rows if row.figure.startswith(f"{key}:={METHOD}:")), None)
    return Figure(
        replace(DEFINITIONS[key], version=whole.version),
        whole.value,
        MappingProxyType(dict(sorted((names.get(row.site, row.site), row.value) for row in mine if row.site))),
        MappingProxyType({row.programme: row.value for row in sorted(mine, key=_by_programme) if row.programme}),
        MappingProxyType(_split(key, rows)),
        method,
        date.fromisoformat(on) if on else None,
        frozen=whole.digest,
    )


def _by_programme(row: Cell) -> str:
    return row.programme


def _split(key: str, rows: list[Cell]) -> dict[str, Counts]:
    found: dict[str, dict[str, int | None]] = {}
    for row in rows:
        mine, _, rest = row.figure.partition(":")
        dimension, _, code = rest.partition(":")
        if mine == key and code and not dimension.startswith("="):
            found.setdefault(dimension, {})[code] = row.value
    return {dimension: MappingProxyType(dict(sorted(counts.items()))) for dimension, counts in sorted(found.items())}


def _site(row: Cell, names: Mapping[str, str]) -> SiteCompleteness:
    state = Arrival(row.figure.partition(":")[2])
    return SiteCompleteness(names.get(row.site, row.site), date.fromisoformat(row.digest) if row.digest else None, state, ())


def years(connection: Connection) -> tuple[int, ...]:
    """The years that are closed."""
    found = connection.exec_driver_sql("SELECT DISTINCT year FROM year_close WHERE state = 'live' AND year IS NOT NULL ORDER BY year")
    return tuple(int(year) for (year,) in found)
