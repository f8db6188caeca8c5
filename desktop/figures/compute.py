"""The figures of a scope, each by its definition (definitions.py), from the projected tables.

Entries that were set aside are in no table, so they are in no figure. A course that lacks its participant counts in
no figure of persons. Everything is read in the caller's transaction, so the figures belong together.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import Connection

from desktop.crypto.digests import sha256
from desktop.figures.completeness import completeness
from desktop.figures.definitions import DEFINITIONS
from desktop.figures.places import names_of, running
from desktop.figures.standing import Standing, standing
from desktop.figures.unnamed import Unnamed, unnamed
from desktop.figures.values import Figure, Figures, Scope
from desktop.figures.visits import Visited, visited
from desktop.models.rows.registry import PROGRAMMES
from desktop.rules.status import Status

VISITING = "VISITING"
ONE_TO_ONE = tuple(programme for programme in PROGRAMMES if programme != "GROUP")

T = TypeVar("T")
_Site = tuple[str, str]
"""(site id, what is counted there): distinct ones are counted."""


def compute(connection: Connection, scope: Scope) -> Figures:
    """Every figure of the registry. `by_site` names each place of the scope that runs a programme, 0 included."""
    named = _Places(names_of(connection), running(connection, scope))
    met, now, more = visited(connection, scope), standing(connection, scope), unnamed(connection, scope)
    found = (*_persons(met, more, named), _sessions(met, more, named), _active(now, named), _set_up(now, named))
    figures = {figure.definition.key: figure for figure in found}
    return Figures(scope, MappingProxyType({key: figures[key] for key in DEFINITIONS}), completeness(connection, scope))


class _Places:
    """Turns counts by site id into counts by name."""

    def __init__(self, names: Mapping[str, str], expected: Collection[str]) -> None:
        self._names = names
        self._expected = expected

    def named(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        ids = {*self._expected, *counts}
        return MappingProxyType(dict(sorted((self._names.get(id_, id_), counts.get(id_, 0)) for id_ in ids)))

    def distinct(self, pairs: Iterable[_Site]) -> Mapping[str, int]:
        return self.named(_tally(site for site, _ in set(pairs)))


def digest_of(items: Iterable[str]) -> str:
    """SHA-256, in hex, of the sorted distinct items, one a line."""
    return sha256("\n".join(sorted(set(items))).encode()).hex()


def _figure(key: str, value: int | None, by_site: Mapping[str, int], behind: Iterable[str], by_programme: Mapping[str, int]) -> Figure:
    return Figure(DEFINITIONS[key], value, by_site, MappingProxyType(dict(by_programme)), digest_of(behind))


def _persons(met: Collection[Visited], more: Iterable[Unnamed], places: _Places) -> tuple[Figure, ...]:
    """persons_visited, with its overlap, those who are counted without a name, and those counted singly.

    The latter are not known where there are no keys: outside headquarters.
    """
    counted = [course for course in met if course.programme == VISITING and course.person]
    pairs = {(course.site, course.person) for course in counted}
    persons = {person for _, person in pairs}
    singly = {(course.site, course.person) for course in counted if not course.keyed}
    keys_known = not counted or any(course.keyed for course in counted)
    told = {one.row: one for one in more if one.programme == VISITING}
    by_site = _sum(told.values(), lambda one: one.site, lambda one: one.persons)
    behind = [f"{one.row}/{one.persons}" for one in told.values() if one.persons]
    without = sum(by_site.values())
    everywhere = _added(_tally(site for site, _ in pairs), by_site)
    return (
        _figure("persons_visited", len(persons) + without, places.named(everywhere), (*persons, *behind), {}),
        _figure("persons_visited_overlap", len(pairs) - len(persons), {}, (f"{site}/{person}" for site, person in pairs), {}),
        _figure("persons_unnamed", without, places.named(by_site), behind, {}),
        _figure(
            "persons_without_key",
            len({person for _, person in singly}) if keys_known else None,
            places.distinct(singly) if keys_known else {},
            (person for _, person in singly),
            {},
        ),
    )


def _sessions(met: Collection[Visited], more: Iterable[Unnamed], places: _Places) -> Figure:
    told = [one for one in more if one.meetings]
    by_site = _added(_meetings(met, lambda course: course.site), _sum(told, lambda one: one.site, lambda one: one.meetings))
    by_programme = _added(_meetings(met, lambda course: course.programme), _sum(told, lambda one: one.programme, lambda one: one.meetings))
    behind = (*(f"{course.course}/{course.meetings}" for course in met), *(f"{one.row}/{one.meetings}" for one in told))
    return _figure("sessions_held", sum(by_programme.values()), places.named(by_site), behind, _every_programme(by_programme))


def _active(now: Iterable[Standing], places: _Places) -> Figure:
    active = [course for course in now if course.status is Status.ACTIVE and course.person]
    visiting = {(course.site, course.person) for course in active if course.programme == VISITING}
    persons = {person for _, person in visiting}
    courses = _tally(course.programme for course in active if course.programme != VISITING)
    return _figure("active_now", len(persons), places.distinct(visiting), persons, _every_programme({**courses, VISITING: len(persons)}))


def _set_up(now: Iterable[Standing], places: _Places) -> Figure:
    setting_up = [course for course in now if course.status is Status.SETTING_UP]
    by_site, by_programme = _tally(course.site for course in setting_up), _tally(course.programme for course in setting_up)
    behind = (course.course for course in setting_up)
    return _figure("being_set_up", len(setting_up), places.named(by_site), behind, _every_programme(by_programme))


def _every_programme(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {programme: counts.get(programme, 0) for programme in ONE_TO_ONE}


def _tally(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _meetings(met: Iterable[Visited], of: Callable[[Visited], str]) -> dict[str, int]:
    return _sum(met, of, lambda course: course.meetings)


def _sum(rows: Iterable[T], of: Callable[[T], str], many: Callable[[T], int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[of(row)] = counts.get(of(row), 0) + many(row)
    return counts


def _added(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    return {name: first.get(name, 0) + second.get(name, 0) for name in (*first, *second)}
