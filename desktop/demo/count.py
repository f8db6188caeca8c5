"""A plain count of the script, in plain Python and from nothing but the script: what the figures must come out at.

It follows the printed definitions (docs/figures.md) and shares no line with desktop/figures. Headquarters knows only
what may leave a site: of participants who have not consented to transfer a number a place, in which nobody is recognised.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.demo.script import Script, ScriptedCourse, ScriptedEvent, ScriptedVisit

HELD = ("held", "held_short")
ENDS_WITH_STAY = ("VISITING", "STUDY_INSIDE")
ONGOING = ("active", "paused", "after")
WAITING = ("referred", "awaiting", "approved")
PROGRAMMES = {
    "persons_visited": ("VISITING",),
    "primus_motor_participants": ("PRIMUS_MOTOR",),
    "kickstart_participants": ("KICKSTART",),
    "study_participants": ("STUDY_INSIDE", "STUDY_FREE"),
}
"""Figure of persons → the programmes in which they met."""
SUM = ("persons_visited", "primus_motor_participants", "kickstart_participants", "group_participants")

Numbers = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """`national`: figure → number; `by_site`: figure → place → number; `completeness`: place → in, late or missing."""

    national: Mapping[str, int | None]
    by_site: Mapping[str, Mapping[str, int | None]]
    completeness: Mapping[str, str]

    @property
    def of_the_year(self) -> Mapping[str, int | None]:
        """What is counted in a year, and not on a day."""
        return {key: self.national[key] for key in (*PROGRAMMES, "sessions_held", "group_participants")}


@dataclass(frozen=True, slots=True)
class _Case:
    """A course with where it is now, and its visits with the place that answers for each."""

    course: ScriptedCourse
    site: str
    matched_on: date | None
    visits: tuple[tuple[str, ScriptedVisit], ...]

    @property
    def human(self) -> int:
        return self.course.person.human


def count(script: Script, year: int) -> Counted:
    """The national figures of `year` as of the script's day, and those of every place."""
    cases = tuple(_cases(script))
    places = [site.name for site in script.sites]
    national: Numbers = {}
    by_site: dict[str, Numbers] = {}
    for key, programmes in PROGRAMMES.items():
        met = [(site, case) for case in cases if case.course.programme in programmes for site in _met_at(case, year, script.now)]
        known = {(site, case.human) for site, case in met if case.course.transfer}
        unnamed = {(site, case.human, case.course.programme) for site, case in met if not case.course.transfer}
        national[key] = len({human for _, human in known}) + len(unnamed)
        by_site[key] = _placed(places, [site for site, *_ in known] + [site for site, *_ in unnamed])
        if key == "persons_visited":
            everybody = {human for _, human in known}
            undated = everybody & {case.human for case in cases if case.course.person.birth_date is None}
            national["persons_visited_overlap"] = len(known) - len(everybody)
            national["persons_unnamed"] = len(unnamed)
            national["persons_without_key"] = len(undated) if undated != everybody or not everybody else None
            by_site["persons_unnamed"] = _placed(places, [site for site, *_ in unnamed])
    national["sessions_held"], by_site["sessions_held"] = _sessions(cases, places, year, script.now)
    national["group_participants"], by_site["group_participants"] = _heads(script, year)
    national["sum_of_programmes"] = _sum(national[key] for key in SUM)
    by_site["sum_of_programmes"] = {place: _sum(by_site[key][place] for key in SUM) for place in places}
    for key, standing in _standing(cases, script.now).items():
        by_site[key] = _placed(places, [site for site, _ in standing])
        national[key] = len({human for _, human in standing}) if key == "active_now" else len(standing)
    by_site["formerly_snapshot"] = {site.name: site.earlier[1] for site in script.sites if site.earlier is not None}
    national["formerly_snapshot"] = _sum(by_site["formerly_snapshot"].values())
    last = min(script.now, date(year, 12, 31))
    return Counted(national, by_site, {site.name: "in" if site.through >= last else "late" for site in script.sites})


def _cases(script: Script) -> Iterator[_Case]:
    """Every course once, with what became of it at the place that took it over."""
    for number, site in enumerate(script.sites):
        for place, course in enumerate(site.courses):
            at, matched, visits = site.name, course.matched_on, [(site.name, visit) for visit in course.visits]
            for other in script.sites:
                for arrival in other.arrivals:
                    if (arrival.site, arrival.course) == (number, place):
                        at, matched = other.name, arrival.matched_on
                        visits += [(other.name, visit) for visit in arrival.visits]
            yield _Case(course, at, matched, tuple(visits))
            if course.further:
                yield _Case(ScriptedCourse(course.person, course.further, course.referred_on, transfer=course.transfer), at, None, ())


def _held(case: _Case, now: date) -> list[tuple[str, ScriptedVisit]]:
    return [(site, visit) for site, visit in case.visits if visit.outcome in HELD and visit.held_on <= now]


def _met_at(case: _Case, year: int, now: date) -> set[str]:
    return {site for site, visit in _held(case, now) if visit.held_on.year == year}


def _sessions(cases: Iterable[_Case], places: list[str], year: int, now: date) -> tuple[int, Numbers]:
    """One for each date and mode on which a course met, and one for each logging that a leader set apart."""
    found: list[str] = []
    for case in cases:
        met: set[tuple[object, ...]] = set()
        for number, (site, visit) in enumerate(_held(case, now)):
            if visit.held_on.year == year:
                met.add((site, visit.held_on, visit.mode, number) if visit.separate else (site, visit.held_on, visit.mode))
        found += [str(site) for site, *_ in met]
    return len(found), _placed(places, found)


def _heads(script: Script, year: int) -> tuple[int | None, Numbers]:
    """Inmates at what was held, as long as all of it was counted alike."""
    by_site = {site.name: _alike([event for event in site.events if _was_held(event, year, script.now)]) for site in script.sites}
    events = [event for site in script.sites for event in site.events if _was_held(event, year, script.now)]
    return _alike(events), by_site


def _alike(events: list[ScriptedEvent]) -> int | None:
    if not events:
        return 0
    if all(event.method for event in events):  # by names: every place of the demo has other people at its one such party
        return sum(len(event.named) for event in events)
    heads = [event.inmates for event in events if event.inmates is not None]
    return None if any(event.method for event in events) or not heads else sum(heads)


def _was_held(event: ScriptedEvent, year: int, now: date) -> bool:
    return event.state == "held" and event.on is not None and event.on.year == year and event.on <= now


def _standing(cases: Iterable[_Case], now: date) -> dict[str, list[tuple[str, int]]]:
    """Figure → (place, human) of every course that stands so, of those whom headquarters is told of."""
    found: dict[str, list[tuple[str, int]]] = {key: [] for key in ("active_now", "paused_now", "ongoing", "being_set_up", "waiting_list")}
    for case in cases:
        status, spot = _status(case, now), (case.site, case.human)
        if not case.course.transfer:
            continue
        if status == "active" and case.course.programme == "VISITING" and spot not in found["active_now"]:
            found["active_now"].append(spot)
        for key, wanted in (("paused_now", ("paused",)), ("ongoing", ONGOING), ("being_set_up", ("set up",)), ("waiting_list", WAITING)):
            if status in wanted:
                found[key].append(spot)
    return found


def _status(case: _Case, now: date) -> str:
    course, held = case.course, _held(case, now)
    if course.declined_on is not None or (course.ended_on is not None and course.ended_on <= now):
        return "over"
    if course.released_on is not None and course.programme in ENDS_WITH_STAY:
        return "over"
    if course.gone_on is not None or course.interrupted_on is not None:
        return "paused"
    if held:
        return "after" if course.released_on is not None else "active"
    approvals = (course.staff_on is not None) + (course.leader_on is not None)
    return ("referred", "awaiting", "approved" if case.matched_on is None else "set up")[approvals]


def _placed(places: Iterable[str], found: Iterable[str]) -> Numbers:
    counts: dict[str, int | None] = dict.fromkeys(places, 0)
    for place in found:
        counts[place] = (counts[place] or 0) + 1
    return counts


def _sum(numbers: Iterable[int | None]) -> int | None:
    listed = list(numbers)
    return None if None in listed else sum(number or 0 for number in listed)
