"""Draws people, days and visits of the demo."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.demo import names
from desktop.demo.script import ScriptedPerson, ScriptedVisit

CANCELLED = ("cancelled_participant", "cancelled_volunteer", "cancelled_prison", "transport")
AREAS = ("housing", "economy", "employment", "network", "education")
YEAR = 365
APART = 10
"""Days between two visits, about."""


@dataclass(slots=True)
class Pen:
    """Every human being has a birth date of its own, so nobody is mistaken for another."""

    chance: random.Random
    now: date
    humans: int = 0

    def ago(self, days: int) -> date:
        return self.now - timedelta(days=days)

    def before(self, first: int, last: int) -> date:
        """A day between `first` and `last` days before the demo's."""
        return self.ago(self.chance.randint(first, last))

    def name(self) -> tuple[str, str]:
        """A full name and the gender of its given name."""
        given, gender = self.chance.choice(names.GIVEN)
        return f"{given} {self.chance.choice(names.FAMILY)}", gender

    def person(self, programme: str = "", *, young: bool = False) -> ScriptedPerson:
        """Of Kickstart somebody in remand who is 18 to 25 on any day of the script; 17 where `young`."""
        given, gender = self.chance.choice(names.GIVEN)
        self.humans += 1
        born = date(1951, 3, 2) + timedelta(days=17 * self.humans)
        legal = self.chance.choice(("SERVING", "REMAND"))
        if programme == "KICKSTART":
            born, legal = self.ago(20 * YEAR + 5 + 17 * self.humans % (3 * YEAR)), "REMAND"
            if young:
                born = self.ago(17 * YEAR + 4 + 130 + self.humans % 200)
        if (born.month, born.day) == (1, 1):
            born += timedelta(days=3)
        return ScriptedPerson(self.humans, given, self.chance.choice(names.FAMILY), born, gender, legal)

    def visits(self, loggings: int, by: int | None, last: int = 0, apart: int = APART) -> Iterator[ScriptedVisit]:
        """About `apart` days from each other, the last one some days before `last` days ago; the first one is held.

        Now and then one is cancelled, logged twice, or corrected.
        """
        day = self.before(last + 3, last + 9) - timedelta(days=apart * loggings)
        number = 0
        while number < loggings:
            on = day + timedelta(days=self.chance.randint(0, min(3, apart)))
            visit = self.visit(on, by) if number else ScriptedVisit(on, "in_person", "held", self.minutes(), by=by)
            day += timedelta(days=apart)
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
            return ScriptedVisit(on, mode, "held", self.minutes(), by=by, slip=draw < 0.08)
        if draw < 0.82:
            return ScriptedVisit(on, mode, "held_short", 20, by=by)
        outcome = self.chance.choice(CANCELLED)
        return ScriptedVisit(on, mode, outcome, cause="staff" if outcome == "cancelled_prison" else "", by=by, slip=draw > 0.96)

    def minutes(self) -> int:
        return self.chance.choice((45, 60, 75, 90))

    def areas(self) -> tuple[str, ...]:
        return tuple(sorted(self.chance.sample(AREAS, self.chance.randint(1, 2))))

    def mentored(self, on: date) -> ScriptedVisit:
        """A meeting of Primus Motor that the leader types in."""
        return ScriptedVisit(on, "in_person", "held", self.minutes(), areas=self.areas())

    def planned(self, first: int, last: int) -> ScriptedVisit:
        """A visit to come, at a time of day, between so many days from now."""
        on = self.now + timedelta(days=self.chance.randint(first, last))
        return ScriptedVisit(on, "in_person", "planned", start=self.chance.choice(("09:30", "13:00", "14:30", "18:00")))
