"""The case `national_2024`: a year of the whole country, from a seed.

Twelve places; people who were moved and are referred again, spelt otherwise; people in two programmes; brothers born on one
day; people under a new family name; people without a birth date or without consent to transfer; and much that does not count.
"""

import random
from datetime import date, timedelta

from tests.golden.books import Book, Case
from tests.golden.invented import Human, People, dealt, renamed, respelt
from tests.golden.writing import PLACE_NAMES, Desk

VISITED, PRIMUS, KICKSTART, HEADS = 583, 75, 50, 938
YEAR, DAY = 2024, date(2026, 1, 20)
FIRST, LAST = date(2024, 1, 8), date(2024, 12, 20)
UNDATED, UNNAMED, JANUARY, BROTHERS, RENAMED = 6, 4, 8, 5, 3


def write(seed: int) -> Case:
    one = _Nation(random.Random(f"national_2024/{seed}"))
    one.fill()
    order = list(range(len(one.desks)))
    one.chance.shuffle(order)
    return Case("national_2024", YEAR, date(YEAR, 12, 31), DAY, one.hq, [desk.book for desk in one.desks], one.links, order)


class _Nation:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.people = People(chance)
        self.hq = Book("")
        self.desks = [Desk(Book(name), chance) for name, _, _ in PLACE_NAMES]
        self.links: list[tuple[tuple[str, str], tuple[str, str]]] = []
        self.visited: list[tuple[Human, Desk]] = []

    def fill(self) -> None:
        for (name, type_, municipality), desk in zip(PLACE_NAMES, self.desks, strict=True):
            self.hq.add("Sites", name=name, type=type_, municipality=municipality)
            for programme in ("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE", "GROUP"):
                self.hq.add("SiteProgrammes", site=name, programme=programme, agreement_from="2019-01", video="ja", contact="besøgslederen")
            for number in range(4):
                desk.volunteer(
                    ("Vera", "Viktor", "Ulla", "Kaj")[number], f"Frivilling{number + 1}", date(2020, 2, 1 + number), "visitor, mentor"
                )
        self._visit()
        self._mentor("PRIMUS_MOTOR", PRIMUS, self.chance.randrange(20, 31), young=False)
        self._mentor("KICKSTART", KICKSTART, self.chance.randrange(8, 13), young=True)
        self._study(self.chance.randrange(10, 20))
        self._group()
        self._what_does_not_count()

    def _any(self) -> Desk:
        return self.chance.choice(self.desks)

    def _two(self) -> tuple[Desk, Desk]:
        first, second = self.chance.sample(self.desks, 2)
        return first, second

    # --- visits

    def _visit(self) -> None:
        """Those who were seen at two places come on top of what a place counts, and are one person each."""
        moved = self.chance.randrange(25, 41)
        for kind, count in (("moved", moved), ("january", JANUARY), ("renamed", RENAMED)):
            for _ in range(count):
                self._at_two_places(kind)
        for _ in range(BROTHERS):
            first, second = self._two()
            one = self.people.human()
            self._visits(first, one)
            self._visits(second, self.people.sibling(one))
        for _ in range(UNNAMED):
            self._visits(self._any(), self.people.human(), transfer=False)
        for _ in range(UNDATED):
            self._visits(self._any(), self.people.human(undated=True))
        for _ in range(VISITED - moved - JANUARY - RENAMED - 2 * BROTHERS - UNNAMED - UNDATED):
            human, desk = self.people.human(young=self.chance.random() < 0.05), self._any()
            self._visits(desk, human)
            self.visited.append((human, desk))

    def _at_two_places(self, kind: str) -> None:
        first, second = self._two()
        human = self.people.human(january=kind == "january")
        there = renamed(human, self.chance) if kind == "renamed" else respelt(human, self.chance)
        left = date(2024, 6, 1) + timedelta(days=self.chance.randrange(40))
        self._visits(first, human, FIRST, left - timedelta(days=3), left)
        self._visits(second, there, left + timedelta(days=40), LAST)
        if kind == "renamed":
            self.links.append(((first.book.name, human.name), (second.book.name, there.name)))

    def _visits(
        self, desk: Desk, human: Human, first: date = FIRST, last: date = LAST, ended: date | None = None, *, transfer: bool = True
    ) -> None:
        referred = first - timedelta(days=self.chance.randrange(25, 60))
        desk.participant(human, "SERVING", agreed=referred + timedelta(days=1), transfer=transfer)
        if ended is None and self.chance.random() < 0.2:
            ended = date(2025, 1, 10)
        reason = "" if ended is None else "transferred" if ended.year == YEAR else "released"
        desk.course(human, "VISITING", referred, ended=ended, reason=reason)
        desk.held(human, "VISITING", first, last, self.chance.choice((1, 1, 2, 3)))
        if first == FIRST and self.chance.random() < 0.1:
            desk.session(human, "VISITING", date(2023, 12, 30), "held", 60)

    # --- the other programmes

    def _mentor(self, programme: str, count: int, also_visited: int, *, young: bool) -> None:
        """`also_visited` of them are visited as well, at the same place."""
        fitting = [(human, desk) for human, desk in self.visited if not young or (human.born or date.min) >= date(1999, 6, 1)]
        known = self.chance.sample(fitting, min(also_visited, len(fitting)))
        for human, desk in known:
            self._mentored(desk, human, programme)
        for _ in range(count - len(known)):
            human, desk = self.people.human(young=young), self._any()
            desk.participant(human, "REMAND" if programme == "KICKSTART" else "SERVING", agreed=date(2024, 1, 2))
            self._mentored(desk, human, programme)

    def _mentored(self, desk: Desk, human: Human, programme: str) -> None:
        referred = date(2023, 12, 1) + timedelta(days=self.chance.randrange(60))
        if programme == "KICKSTART":
            for row in desk.book.sheets["Participants"]:
                if (row["given_name"], row["family_name"]) == (human.given, human.family):
                    row["legal_status"] = "REMAND"
        desk.course(human, programme, referred)
        desk.held(human, programme, referred + timedelta(days=20), LAST, self.chance.choice((1, 2, 3)))

    def _study(self, count: int) -> None:
        for human, desk in self.chance.sample(self.visited, count):
            desk.course(human, "STUDY_INSIDE", date(2024, 2, 1))
            desk.held(human, "STUDY_INSIDE", date(2024, 3, 1), date(2024, 6, 1), self.chance.choice((1, 2)))

    def _group(self) -> None:
        """Heads at held events add up; what was planned, called off or held in another year does not."""
        events = 8
        heads = iter(dealt(HEADS, events * len(self.desks), self.chance))
        for desk in self.desks:
            for number in range(events):
                day, kind = date(2024, 1 + number, 14), ("church_service", "bingo")[number % 2]
                desk.book.add(
                    "GroupEvents",
                    date=desk.day(day),
                    kind=kind,
                    state="held",
                    recurrence=None,
                    inmates=next(heads),
                    volunteers=2,
                    method="ATTENDANCES",
                )
            desk.book.add(
                "GroupEvents", date=date(2023, 12, 17), kind="church_service", state="held", inmates=9, volunteers=1, method="ATTENDANCES"
            )
            desk.book.add("GroupEvents", date=date(2024, 11, 2), kind="bingo", state="cancelled", method="ATTENDANCES")
            desk.book.add("GroupEvents", date=date(2025, 2, 2), kind="bingo", state="planned", method="ATTENDANCES")

    def _what_does_not_count(self) -> None:
        """Nobody who was only cancelled, only seen in another year, or not seen yet."""
        for number in range(30):
            desk, human = self._any(), self.people.human()
            desk.participant(human, "SERVING", agreed=date(2024, 3, 2))
            desk.course(human, "VISITING", date(2023, 11, 1), approved=number % 5 != 0)
            if number % 5 == 1:
                desk.session(human, "VISITING", date(2024, 5, 5), "cancelled_participant")
            if number % 5 == 2:
                desk.session(human, "VISITING", date(2023, 12, 28), "held", 60)
            if number % 5 == 3:
                desk.session(human, "VISITING", date(2025, 1, 8), "held", 60)
