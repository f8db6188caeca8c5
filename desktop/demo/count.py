"""A plain count of the script, in plain Python and from nothing but the script: what the figures must come out at.

It follows the printed definitions (docs/figures.md) and shares no line with desktop/figures. Headquarters knows only
what may leave a site: of participants who have not consented to transfer a number a place, in which nobody is recognised.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.demo.script import Script, ScriptedCourse, ScriptedSite, ScriptedVisit

HELD = ("held", "held_short")


@dataclass(frozen=True, slots=True)
class Counted:
    """`national`: figure → number; `by_site`: figure → place → number; `completeness`: place → in, late or missing."""

    national: Mapping[str, int | None]
    by_site: Mapping[str, Mapping[str, int]]
    completeness: Mapping[str, str]


def count(script: Script, year: int) -> Counted:
    """The national figures of `year` as of the script's day, and those of every place."""
    visited = {site.name: _visited(script, site, year) for site in script.sites}
    active = {site.name: {course.person.human for course in _standing(script, site, "active", "VISITING")} for site in script.sites}
    set_up = {site.name: len(_standing(script, site, "set up")) for site in script.sites}
    held = {site.name: sum(len(_meetings(script, course, year)) for course in site.courses) for site in script.sites}
    unnamed = {site.name: len(_visited(script, site, year, known=False)) for site in script.sites}
    everybody = _union(visited)
    without_key = {human for human in everybody if human in _undated(script)}
    overlap = sum(len(humans) for humans in visited.values()) - len(everybody)
    national = {
        "persons_visited": len(everybody) + sum(unnamed.values()),
        "persons_visited_overlap": overlap,
        "persons_unnamed": sum(unnamed.values()),
        "persons_without_key": len(without_key) if without_key != everybody or not everybody else None,
        "sessions_held": sum(held.values()),
        "active_now": len(_union(active)),
        "being_set_up": sum(set_up.values()),
    }
    by_site = {
        "persons_visited": {name: len(humans) + unnamed[name] for name, humans in visited.items()},
        "persons_unnamed": unnamed,
        "sessions_held": held,
        "active_now": {name: len(humans) for name, humans in active.items()},
        "being_set_up": set_up,
    }
    return Counted(national, by_site, {site.name: "in" if site.through >= script.now else "late" for site in script.sites})


def _known(site: ScriptedSite, *, known: bool = True) -> list[ScriptedCourse]:
    """What headquarters is told of; or else what it is told a number of."""
    return [course for course in site.courses if course.transfer is known]


def _visited(script: Script, site: ScriptedSite, year: int, *, known: bool = True) -> set[int]:
    courses = _known(site, known=known)
    return {course.person.human for course in courses if course.programme == "VISITING" and _meetings(script, course, year)}


def _meetings(script: Script, course: ScriptedCourse, year: int) -> set[tuple[object, ...]]:
    """One for each date and mode on which the course met, and one for each logging that a leader set apart."""
    found: set[tuple[object, ...]] = set()
    for number, visit in enumerate(course.visits):
        if _held(visit) and visit.held_on.year == year and visit.held_on <= script.now:
            found.add((visit.held_on, visit.mode, number) if visit.separate else (visit.held_on, visit.mode))
    return found


def _standing(script: Script, site: ScriptedSite, wanted: str, programme: str = "") -> list[ScriptedCourse]:
    known = (course for course in _known(site) if programme in ("", course.programme))
    return [course for course in known if _status(script, course) == wanted]


def _status(script: Script, course: ScriptedCourse) -> str:
    if course.ended_on is not None and course.ended_on <= script.now:
        return "ended"
    if any(_held(visit) and visit.held_on <= script.now for visit in course.visits):
        return "active"
    ready = course.staff_on is not None and course.leader_on is not None and course.matched_on is not None
    return "set up" if ready else "waiting"


def _held(visit: ScriptedVisit) -> bool:
    return visit.outcome in HELD


def _undated(script: Script) -> set[int]:
    return {course.person.human for site in script.sites for course in site.courses if course.person.birth_date is None}


def _union(humans: Mapping[str, set[int]]) -> set[int]:
    return set().union(*humans.values())
