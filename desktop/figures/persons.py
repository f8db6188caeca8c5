"""How many people: in each programme and in all of them, each once, with what is known of the counting itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from desktop.figures.board import VISITING, Board, added, grouped, tally, total
from desktop.figures.met import Met
from desktop.figures.people import People
from desktop.figures.unnamed import Unnamed
from desktop.figures.values import Behind, Figure

IN_PROGRAMME = (
    ("primus_motor_participants", ("PRIMUS_MOTOR",)),
    ("kickstart_participants", ("KICKSTART",)),
    ("study_participants", ("STUDY_INSIDE", "STUDY_FREE")),
)


@dataclass(frozen=True, slots=True)
class _Persons:
    """`pairs`: (site, person) of those who are known; `others`: the counts without names."""

    pairs: frozenset[tuple[str, str]]
    others: tuple[Unnamed, ...]

    @property
    def persons(self) -> frozenset[str]:
        return frozenset(person for _, person in self.pairs)

    @property
    def value(self) -> int:
        return len(self.persons) + sum(one.persons for one in self.others)

    @property
    def by_site(self) -> dict[str, int]:
        return added(tally(site for site, _ in self.pairs), total((one.site, one.persons) for one in self.others))

    @property
    def behind(self) -> Iterator[Behind]:
        yield from (Behind(person, 1, "participant", site) for site, person in self.pairs)
        yield from (Behind(one.row, one.persons, one.table, one.site) for one in self.others)


def persons(met: Collection[Met], others: Collection[Unnamed], who: People, board: Board, group: Figure) -> tuple[Figure, ...]:
    """A course that lacks its participant counts in no figure of persons. `group` is the figure of social activities."""
    there = _pairs(met)
    told = grouped((one for one in others if one.persons), lambda one: one.programme)
    visited = _of(there, told, (VISITING,))
    each = {key: _of(there, told, programmes) for key, programmes in IN_PROGRAMME}
    everybody = _of(there, told, sorted({*there, *told}))
    by_programme = {one: _of(there, told, (one,)).value for one in sorted({*there, *told} - {""})}
    whole = [visited.value, *(each[key].value for key, _ in IN_PROGRAMME[:2]), group.value]
    parts = (visited.by_site, *(each[key].by_site for key, _ in IN_PROGRAMME[:2]))
    return (
        board.figure("persons_visited", visited.value, by_site=visited.by_site, behind=visited.behind),
        board.figure("persons_visited_overlap", len(visited.pairs) - len(visited.persons), behind=visited.behind),
        *_without(visited, who, board),
        *(board.figure(key, one.value, by_site=one.by_site, behind=one.behind) for key, one in each.items()),
        board.figure(
            "sum_of_programmes",
            None if None in whole else sum(one or 0 for one in whole),
            by_site=added(*parts, {}) if not group.by_site else _with_group(board, added(*parts), group),
            behind=(*visited.behind, *(row for key, _ in IN_PROGRAMME[:2] for row in each[key].behind), *group.listed.rows),
            method=group.method,
        ),
        board.figure("distinct_persons", everybody.value, by_site=everybody.by_site, by_programme=by_programme, behind=everybody.behind),
    )


def _pairs(met: Iterable[Met]) -> dict[str, set[tuple[str, str]]]:
    """Programme → (site, person) of those who met."""
    found: dict[str, set[tuple[str, str]]] = {}
    for course, site, counted in met:
        if course.person and counted.meetings:
            found.setdefault(course.programme, set()).add((site, course.person))
    return found


def _of(there: Mapping[str, set[tuple[str, str]]], told: Mapping[str, list[Unnamed]], programmes: Iterable[str]) -> _Persons:
    """Of these programmes together."""
    listed = tuple(programmes)
    pairs = frozenset[tuple[str, str]]().union(*(there.get(one, ()) for one in listed))
    return _Persons(pairs, tuple(row for one in listed for row in told.get(one, ())))


def _without(visited: _Persons, who: People, board: Board) -> Iterator[Figure]:
    """Who was counted without a name, who was deleted, who singly, and what is still a question.

    Those counted singly and the open pairs are not known where there are no keys: outside headquarters.
    """
    for key, tables in (("persons_unnamed", ("tally", "departed")), ("persons_erased", ("cell",))):
        rows = [one for one in visited.others if one.table in tables]
        by_site = total((one.site, one.persons) for one in rows)
        behind = (Behind(one.row, one.persons, one.table, one.site) for one in rows)
        yield board.figure(key, sum(by_site.values()), by_site=by_site, behind=behind)
    known = bool(who.keyed) or not visited.pairs
    singly = [(site, person) for site, person in visited.pairs if person not in who.keyed] if known else []
    yield board.figure(
        "persons_without_key",
        len({person for _, person in singly}) if known else None,
        by_site=tally(site for site, _ in singly) if known else None,
        behind=(Behind(person, 1, "participant", site) for site, person in singly),
    )
    asked = (Behind(f"{first}+{second}", 1, "participant") for first, second in who.open_pairs)
    yield board.figure("open_pairs", len(who.open_pairs) if known else None, behind=asked)


def _with_group(board: Board, counts: dict[str, int], group: Figure) -> dict[str, int | None]:
    """Site id → the sum with the figure of social activities there; None where that is not one number."""
    found: dict[str, int | None] = {}
    for id_ in {*board.expected, *counts}:
        heads = group.by_site.get(board.names.get(id_, id_), 0)
        found[id_] = None if heads is None else counts.get(id_, 0) + heads
    return found
