"""Draws a script from a seed: every kind of course at every site, dates relative to the day of the demo."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.demo import names
from desktop.demo.script import Script, ScriptedCourse, ScriptedPerson, ScriptedSite, ScriptedVisit, ScriptedVolunteer

VISITED = (
    ("active", "VISITING"), ("active", "PRIMUS_MOTOR"), ("active", "VISITING"), ("ended", "VISITING"), ("kept", "VISITING"),
    ("active", "STUDY_INSIDE"), ("active", "VISITING"), ("ended", "KICKSTART"), ("active", "VISITING"), ("active", "STUDY_FREE"),
)  # fmt: skip
"""Kinds of courses that have visits, in turn. "kept": the participant has not consented to transfer."""
QUIET = (("set_up", "VISITING"), ("approved", "VISITING"), ("waiting", "KICKSTART"), ("set_up", "PRIMUS_MOTOR"))
"""Kinds of courses that nobody has visited."""
VISITS = 4
"""About as many loggings a course; more visits make more courses."""
CANCELLED = ("cancelled_participant", "cancelled_volunteer", "cancelled_prison", "transport")


def write_script(seed: int, now: date, sites: int, sessions: int) -> Script:
    """`sessions` loggings over `sites` places. The same arguments give the same script."""
    pen = _Pen(random.Random(f"{seed}/{now}/{sites}/{sessions}"), now)  # noqa: S311 - a repeatable story, not a secret
    quotas = [sessions // sites + (number < sessions % sites) for number in range(sites)]
    written = [pen.site(number, sites, quota) for number, quota in enumerate(quotas)]
    return Script(seed, now, tuple(pen.seen_twice(written)))


@dataclass(slots=True)
class _Pen:
    """Draws people, dates and visits. Every human being has a birth date of its own, so nobody is mistaken for another."""

    chance: random.Random
    now: date
    humans: int = 0

    def before(self, first: int, last: int) -> date:
        """A day between `first` and `last` days before the demo's."""
        return self.now - timedelta(days=self.chance.randint(min(first, last), max(first, last)))

    def site(self, number: int, of: int, quota: int) -> ScriptedSite:
        name, type_, municipality = names.site(number)
        early = of > 1 and number == of - 1
        volunteers = tuple(self.volunteers(number, of))
        return ScriptedSite(
            name=name,
            type=type_,
            municipality=municipality,
            leader=self.name()[0],
            volunteers=volunteers,
            courses=tuple(self.courses(number, quota, volunteers)),
            through=self.now - timedelta(days=20) if early else self.now,
            early=early,
        )

    def name(self) -> tuple[str, str]:
        """A full name and the gender of its given name."""
        given, gender = self.chance.choice(names.GIVEN)
        return f"{given} {self.chance.choice(names.FAMILY)}", gender

    def volunteers(self, number: int, of: int) -> Iterator[ScriptedVolunteer]:
        """Two with a vault and one without; at the second place (or the only one) one of them has a laptop of her own."""
        vaults = ("beside", "own" if number == min(1, of - 1) else "beside" if number == 0 else "", "")
        families = self.chance.sample(names.FAMILY, len(vaults))
        for family, vault in zip(families, vaults, strict=True):
            yield ScriptedVolunteer(self.chance.choice(names.GIVEN)[0], family, self.before(900, 1500), vault)

    def courses(self, number: int, quota: int, volunteers: tuple[ScriptedVolunteer, ...]) -> Iterator[ScriptedCourse]:
        visited = max(1, min(quota, max(4, quota // VISITS))) if quota else 0
        for place in range(visited):
            kind, programme = VISITED[(place + number) % len(VISITED)] if place else ("active", "VISITING")
            loggings = quota // visited + (place < quota % visited)
            yield self.visited(kind, programme, loggings, place, volunteers)
        for place, (kind, programme) in enumerate(QUIET):
            yield self.quiet(kind, programme, place % len(volunteers))

    def person(self) -> ScriptedPerson:
        given, gender = self.chance.choice(names.GIVEN)
        self.humans += 1
        born = date(1951, 3, 2) + timedelta(days=17 * self.humans)
        if (born.month, born.day) == (1, 1):
            born += timedelta(days=3)
        legal = self.chance.choice(("SERVING", "REMAND"))
        return ScriptedPerson(self.humans, given, self.chance.choice(names.FAMILY), born, gender, legal)

    def visited(self, kind: str, programme: str, loggings: int, place: int, volunteers: tuple[ScriptedVolunteer, ...]) -> ScriptedCourse:
        mentor = place % len(volunteers)
        logs_own = bool(volunteers[mentor].vault) and kind != "kept"
        visits = tuple(self.visits(loggings, mentor if logs_own else None))
        first = min(visit.held_on for visit in visits)
        last = max(visit.held_on for visit in visits)
        course = ScriptedCourse(
            person=self.person() if place != 2 else replace(self.person(), birth_date=None),
            programme=programme,
            referred_on=first - timedelta(days=self.chance.randint(45, 70)),
            staff_on=first - timedelta(days=self.chance.randint(25, 40)),
            leader_on=first - timedelta(days=self.chance.randint(15, 24)),
            volunteer=mentor,
            matched_on=first - timedelta(days=self.chance.randint(3, 14)),
            transfer=kind != "kept",
            visits=visits,
            further="KICKSTART" if place == 0 else "",
        )
        if kind == "ended":
            return replace(course, ended_on=min(self.now, last + timedelta(days=2)), end_reason="completed")
        return course

    def visits(self, loggings: int, by: int | None) -> Iterator[ScriptedVisit]:
        """One to two weeks apart, the last one in these weeks; now and then cancelled, logged twice, or corrected."""
        day = self.before(3, 9) - timedelta(days=10 * loggings)
        number = 0
        while number < loggings:
            visit = self.visit(day + timedelta(days=self.chance.randint(0, 3)), by)
            day += timedelta(days=10)
            yield visit
            number += 1
            if number < loggings and visit.outcome == "held" and self.chance.random() < 0.25:
                # the leader types the volunteer's paper slip as well, or held a second meeting on that day
                yield replace(visit, by=None, slip=False, separate=self.chance.random() < 0.25)
                number += 1

    def visit(self, on: date, by: int | None) -> ScriptedVisit:
        draw = self.chance.random()
        mode = self.chance.choice(("in_person", "in_person", "in_person", "video"))
        if draw < 0.72:
            minutes = self.chance.choice((45, 60, 75, 90))
            return ScriptedVisit(on, mode, "held", minutes, by=by, slip=draw < 0.08)
        if draw < 0.82:
            return ScriptedVisit(on, mode, "held_short", 20, by=by)
        outcome = self.chance.choice(CANCELLED)
        return ScriptedVisit(on, mode, outcome, cause="staff" if outcome == "cancelled_prison" else "", by=by, slip=draw > 0.96)

    def quiet(self, kind: str, programme: str, mentor: int) -> ScriptedCourse:
        referred = self.before(60, 90)
        staff, leader = self.before(30, 45), self.before(18, 28)
        course = ScriptedCourse(self.person(), programme, referred, staff_on=staff)
        if kind == "waiting":
            return course
        if kind == "approved":
            return replace(course, leader_on=leader)
        return replace(course, leader_on=leader, volunteer=mentor, matched_on=self.before(1, 9))

    def seen_twice(self, sites: list[ScriptedSite]) -> list[ScriptedSite]:
        """The first participant of some places is visited at the next place, too, under another spelling."""
        known = list(sites)
        for number, (here, there) in enumerate(names.TWICE[: len(sites) - 1]):
            first, second = known[number], known[number + 1]
            place = next((place for place, one in enumerate(second.courses) if place and one.visits and one.transfer), 0)
            if place and first.courses[0].visits:
                twin = replace(first.courses[0].person, given=here[0], family=here[1], gender=here[2])
                known[number] = _with_person(first, 0, twin)
                known[number + 1] = _with_person(second, place, replace(twin, given=there[0], family=there[1]))
        return known


def _with_person(site: ScriptedSite, place: int, person: ScriptedPerson) -> ScriptedSite:
    """The site with another person behind one of its courses."""
    courses = (replace(course, person=person) if number == place else course for number, course in enumerate(site.courses))
    return replace(site, courses=tuple(courses))
