"""Which participants are one person: what keys say for certain, what a person must decide, and what has been decided.

Equal K1 is the same person. 1 January is the date that many refugees were given: there an equal K1 links only within one site,
or where a gender is stated and equal, and an equal K3 alone says nothing. Equal K2 or K3, or a K1 that does not link, is a
question for a person; until it is answered the two count as two. Whoever is linked, directly or through others, is one
person, known by the smallest id. That is computed whenever it is asked, and never stored. Source: docs/figures.md.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
KEY, HAND_OVER, OFFICER = "key", "hand_over", "officer"
K1, K2, K3 = "k1", "k2", "k3"


class KeyRow(NamedTuple):
    """A participant as the linking sees it. `gender` is "" where it is not stated, a key b"" where there is none."""

    participant: str
    k1: bytes
    site: str
    gender: str
    born_first_of_january: bool
    k2: bytes = b""
    k3: bytes = b""


class Pair(NamedTuple):
    """Two ids, the smaller first."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """`edges`: pair → what it rests on; they link. `questions`: pair → the keys that are equal; nobody has decided them."""

    edges: Mapping[Pair, str]
    questions: Mapping[Pair, str]

    def united(self) -> dict[str, str]:
        """Id → the smallest of those linked to it, of every id that is linked to another one."""
        parent: dict[str, str] = {}
        for first, second in self.edges:
            low, high = sorted((_root(parent, first), _root(parent, second)))
            parent[high] = low
        return {one: _root(parent, one) for one in parent}

    def open_pairs(self) -> dict[Pair, str]:
        """The questions between participants who are not one person by other ways: each counts as two."""
        person = self.united()
        return {pair: keys for pair, keys in self.questions.items() if person.get(pair[0], pair[0]) != person.get(pair[1], pair[1])}

    def path(self, first: str, second: str) -> tuple[Pair, ...]:
        """The shortest way of edges from one to the other; none where they are not one person."""
        steps: dict[str, str] = {first: ""}
        waiting = deque([first])
        near = self._neighbours()
        while waiting and second not in steps:
            here = waiting.popleft()
            for other in sorted(near.get(here, ())):
                if other not in steps:
                    steps[other] = here
                    waiting.append(other)
        return tuple(reversed(list(_walked(steps, second)))) if second in steps else ()

    def _neighbours(self) -> dict[str, set[str]]:
        near: dict[str, set[str]] = {}
        for first, second in self.edges:
            near.setdefault(first, set()).add(second)
            near.setdefault(second, set()).add(first)
        return near


def pair(first: str, second: str) -> Pair:
    return Pair(*sorted((first, second)))


def linkable(first: KeyRow, second: KeyRow) -> bool:
    """Whether two rows are the same person by K1 alone."""
    if first.k1 != second.k1 or not first.k1:
        return False
    if not (first.born_first_of_january or second.born_first_of_january):
        return True
    return first.site == second.site or first.gender == second.gender != ""


def likeness(rows: Iterable[KeyRow], decided: Mapping[Pair, tuple[str, str]], certain: Iterable[Pair] = ()) -> Likeness:
    """`decided`: pair → (same, different or unsure, what it rests on); `certain`: pairs that a hand-over's code links.

    "Different" cuts an edge whatever made it. "Unsure" leaves the question open.
    """
    edges = dict.fromkeys(certain, HAND_OVER)
    questions: dict[Pair, str] = {}
    for pair_, keys in _alike(rows).items():
        if keys == KEY:
            edges.setdefault(pair_, KEY)
        else:
            questions[pair_] = keys
    for pair_, (word, ground) in decided.items():
        if word == SAME:
            edges[pair_] = ground
        if word == DIFFERENT:
            edges.pop(pair_, None)
        if word in (SAME, DIFFERENT):
            questions.pop(pair_, None)
    return Likeness(edges, questions)


def _alike(rows: Iterable[KeyRow]) -> dict[Pair, str]:
    """Pair → "key" where K1 links it, else which keys are equal ("k1 k2", "k2", "k3", "k2 k3")."""
    known = list(rows)
    found: dict[Pair, str] = {}
    for name, place in ((K1, 1), (K2, 5), (K3, 6)):
        for first, second in _sharing(known, place):
            pair_ = pair(first.participant, second.participant)
            if found.get(pair_) == KEY or (name == K3 and pair_ not in found and first.born_first_of_january):
                continue
            found[pair_] = KEY if name == K1 and linkable(first, second) else f"{found.get(pair_, '')} {name}".strip()
    return found


def _sharing(rows: list[KeyRow], place: int) -> Iterator[tuple[KeyRow, KeyRow]]:
    groups: dict[object, list[KeyRow]] = {}
    for row in rows:
        if row[place]:
            groups.setdefault(row[place], []).append(row)
    for group in groups.values():
        yield from combinations(group, 2)


def _root(parent: dict[str, str], node: str) -> str:
    parent.setdefault(node, node)
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _walked(steps: Mapping[str, str], end: str) -> Iterator[Pair]:
    while steps[end]:
        yield pair(end, steps[end])
        end = steps[end]
