"""Draws a script from a seed: every programme and every kind of course, dates relative to the day of the demo.

A place has a first course of visits, then the kinds of `kinds` in turn over all places, then those that nobody has visited.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import cycle

from desktop.demo import activities, names
from desktop.demo.kinds import Kinds, Telling
from desktop.demo.pen import Pen
from desktop.demo.script import Script, ScriptedArrival, ScriptedCourse, ScriptedPerson, ScriptedSite, ScriptedVolunteer

FEWEST, USUAL = 4, 10
"""Visited courses a place has: the fewest where there are as many loggings, and as many as begin to be visited more often."""
OFTEN, SELDOM = 4, 2
"""About as many loggings a course has at a place with many, and with few."""
MOVED = 2
"""Loggings before a hand-over, and after it, where a place has enough of them."""
OLD, NEW = 0, 1
"""The places between which somebody moves, where there are two."""
ROSTER = (
    (("visitor", "mentor"), "dansk, engelsk"),
    (("visitor", "mentor", "study_helper"), "dansk, arabisk"),
    (("visitor", "mentor"), "dansk, polsk"),
    (("study_helper", "group_helper"), "dansk, engelsk, tysk"),
    (("visitor", "mentor"), "dansk"),
    (("visitor",), "dansk, tyrkisk"),
)
"""(as what, languages) of a place's volunteers: the fourth is young, the fifth's clearance expires soon, the last's has expired."""
YOUNG, EXPIRING, BLOCKED = 3, 4, 5
GROWN_UP = ("VISITING", "PRIMUS_MOTOR", "STUDY_INSIDE")


def write_script(seed: int, now: date, sites: int, sessions: int) -> Script:
    """`sessions` loggings over `sites` places. The same arguments give the same script."""
    author = _Author(Pen(random.Random(f"{seed}/{now}/{sites}/{sessions}"), now), sites)  # noqa: S311 - a repeatable story, not a secret
    quotas = [sessions // sites + (number < sessions % sites) for number in range(sites)]
    written = [author.site(number, quota) for number, quota in enumerate(quotas)]
    return Script(seed, now, tuple(_seen_twice(_moved(written, author.pen, quotas))))


@dataclass(slots=True)
class _Author:
    """Writes place after place; the kinds of courses go on from one to the next."""

    pen: Pen
    of: int
    kinds: Kinds = field(init=False)
    turns: Iterator[Telling] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = Kinds(self.pen)
        self.turns = cycle(self.kinds.turns)

    def site(self, number: int, quota: int) -> ScriptedSite:
        early = self.of > 1 and number == self.of - 1
        name, type_, municipality = names.site(number, listed=not early)
        volunteers = tuple(self.volunteers(number))
        self.kinds.volunteers = volunteers
        courses = tuple(self.courses(number, quota))
        if number:  # letter and visit control is told of at the first place alone
            courses = tuple(replace(course, control="") for course in courses)
        return ScriptedSite(
            name=name,
            type=type_,
            municipality=municipality,
            leader=self.pen.name()[0],
            volunteers=volunteers,
            courses=courses,
            events=tuple(activities.of_site(self.pen, number, courses)),
            through=self.pen.now - timedelta(days=20) if early else self.pen.now,
            early=early,
            contact=not early,
            earlier=(self.pen.before(100, 130), self.pen.chance.randint(5, 14)),
        )

    def volunteers(self, number: int) -> Iterator[ScriptedVolunteer]:
        """Two with a vault, the others without; at the second place (or the only one) one of them has a laptop of her own."""
        pen, own = self.pen, number == min(1, self.of - 1)
        vaults = ("beside", "own" if own else "beside" if number == 0 else "")
        families = pen.chance.sample(names.FAMILY, len(ROSTER))
        cleared = {EXPIRING: pen.now + timedelta(days=20), BLOCKED: pen.now - timedelta(days=12)}
        for place, (family, (roles, languages)) in enumerate(zip(families, ROSTER, strict=True)):
            yield ScriptedVolunteer(
                pen.chance.choice(names.GIVEN)[0],
                family,
                pen.before(470, 540),
                pen.before(22 * 365 + 40, 22 * 365 + 200) if place == YOUNG else pen.before(30 * 365, 70 * 365),
                roles,
                languages,
                vaults[place] if place < len(vaults) else "",
                cleared.get(place),
            )

    def courses(self, number: int, quota: int) -> Iterator[ScriptedCourse]:
        kinds, made = self.kinds, 0
        moving = self.of > 1 and number in (OLD, NEW)
        left = quota - (MOVED if moving and enough(quota) else 0)
        if moving and number == OLD:
            made += 1
            yield kinds.moving(MOVED if enough(quota) else 0)
        visited = min(left, max(FEWEST, min(USUAL, left // SELDOM), left // OFTEN))
        for place in range(visited):
            loggings = left // visited + (place < left % visited)
            for course in next(self.turns)(loggings, made) if place else kinds.first(loggings):
                made += 1
                yield course
        yield from kinds.quiet(BLOCKED)


def enough(quota: int) -> bool:
    """Whether a place has loggings to spare for somebody who moves."""
    return quota >= 2 * (FEWEST + MOVED) - MOVED


def _moved(sites: list[ScriptedSite], pen: Pen, quotas: list[int]) -> list[ScriptedSite]:
    """Whoever is handed over by one place goes on at the next."""
    if len(sites) == 1:
        return sites
    (place,) = [number for number, course in enumerate(sites[OLD].courses) if course.moves_on is not None]
    claimed, matched = pen.ago(18), pen.ago(12)
    visits = tuple(pen.mentored(pen.ago(days)) for days in (9, 3)) if enough(quotas[NEW]) else ()
    arrival = ScriptedArrival(OLD, place, claimed, (2, EXPIRING), matched, visits)
    return [replace(site, arrivals=(arrival,)) if number == NEW else site for number, site in enumerate(sites)]


def _seen_twice(sites: list[ScriptedSite]) -> list[ScriptedSite]:
    """The first participant of some places is visited at the next place, too, under another spelling."""
    known = list(sites)
    for number, (here, there) in enumerate(names.TWICE[: len(sites) - 1]):
        first, second = _first_visited(known[number]), _plainly_visited(known[number + 1])
        if first is not None and second is not None:
            twin = replace(known[number].courses[first].person, given=here[0], family=here[1], gender=here[2])
            known[number] = _with_person(known[number], first, twin)
            known[number + 1] = _with_person(known[number + 1], second, replace(twin, given=there[0], family=there[1]))
    return known


def _first_visited(site: ScriptedSite) -> int | None:
    return next((place for place, one in enumerate(site.courses) if one.further and one.visits), None)


def _plainly_visited(site: ScriptedSite) -> int | None:
    """A course that any grown-up could be on, of visits if there is one; not the first, who may be seen at the place after it."""
    taken = {one.follows for one in site.courses}
    plain = [
        (one.programme != "VISITING", one.ended_on is not None, place)
        for place, one in enumerate(site.courses)
        if one.programme in GROWN_UP and one.visits and one.transfer and one.person.birth_date is not None
        if not one.further and one.moves_on is None and place not in taken
    ]
    return min(plain)[-1] if plain else None


def _with_person(site: ScriptedSite, place: int, person: ScriptedPerson) -> ScriptedSite:
    """The site with another person behind one of its courses."""
    courses = (replace(course, person=person) if number == place else course for number, course in enumerate(site.courses))
    return replace(site, courses=tuple(courses))
