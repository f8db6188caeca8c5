"""The case `storstrom_deck`: how one place stands on a day, from a seed. People and dates are drawn; what counts is what the deck says."""

import random
from datetime import date, timedelta

from tests.golden.books import Book, Case
from tests.golden.invented import People
from tests.golden.writing import Desk

PLACE = "Storstrøm Fængsel"
VISITED, EARLIER, STARTED, STARTING, ONGOING, SETTING_UP, STUDIED = 13, 18, 4, 1, 5, 2, 6
AS_OF, DAY = date(2025, 3, 15), date(2026, 1, 20)
EARLIER_ON = date(2024, 12, 1)
AGREED = (
    ("VISITING", "2019-01"),
    ("PRIMUS_MOTOR", "2023-05"),
    ("KICKSTART", "2024-10"),
    ("STUDY_INSIDE", "2024-09"),
    ("GROUP", "2019-01"),
)
AUTUMN = (date(2024, 9, 2), date(2024, 11, 28))


def write(seed: int) -> Case:
    one = _Place(random.Random(f"storstrom_deck/{seed}"))
    one.fill()
    return Case("storstrom_deck", AS_OF.year, AS_OF, DAY, one.hq, [one.desk.book], (), [0])


class _Place:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.people = People(chance)
        self.hq = Book("")
        self.desk = Desk(Book(PLACE), chance)

    def fill(self) -> None:
        self.hq.add("Sites", name=PLACE, type="CLOSED", municipality="Guldborgsund")
        for programme, since in AGREED:
            self.hq.add("SiteProgrammes", site=PLACE, programme=programme, agreement_from=since, video="nej", contact="besøgslederen")
        for number in range(6):
            self.desk.volunteer("Frida", f"Frivilling{number + 1}", date(2022, 3, 1 + number), "visitor, mentor")
        self._visits()
        self._mentors()
        self._study()
        self._group()
        self.desk.book.add("Snapshots", site=PLACE, date=EARLIER_ON, figure="active_now", value=EARLIER, source="the leader's own list")
        self.desk.book.add(
            "Snapshots", site=PLACE, date=date(2025, 2, 1), figure="active_now", value=VISITED + 1, source="the leader's own list"
        )
        self.desk.book.add(
            "Snapshots", site=PLACE, date=date(2024, 6, 1), figure="active_now", value=EARLIER + 3, source="the leader's own list"
        )

    def _course(self, programme: str, referred: date, first: date | None, *, ended: date | None = None, young: bool = False) -> None:
        human = self.people.human(young=young)
        self.desk.participant(human, "REMAND" if programme == "KICKSTART" else "SERVING", agreed=referred + timedelta(days=1))
        self.desk.course(human, programme, referred, ended=ended, reason="completed" if ended else "")
        if first is not None:
            self.desk.session(human, programme, first, "held", 60)
            self.desk.held(human, programme, first + timedelta(days=7), (ended or AS_OF) - timedelta(days=2), self.chance.choice((1, 2)))

    def _visits(self) -> None:
        """Besides the active ones: some that ended before the day, one that starts after it, one that was never approved."""
        for _ in range(VISITED):
            day = date(2024, 5, 1) + timedelta(days=self.chance.randrange(200))
            self._course("VISITING", day - timedelta(days=40), day)
        for _ in range(self.chance.randrange(3, 8)):
            day = date(2024, 4, 1) + timedelta(days=self.chance.randrange(90))
            self._course("VISITING", day - timedelta(days=40), day, ended=date(2025, 1, 10) + timedelta(days=self.chance.randrange(50)))
        human = self.people.human()
        self.desk.participant(human, "SERVING", agreed=date(2025, 1, 4))
        self.desk.course(human, "VISITING", date(2025, 1, 3), approved=False)

    def _mentors(self) -> None:
        """One of the Kickstart courses has ended again: it started all the same."""
        for number in range(STARTED):
            day = date(2024, 10, 5) + timedelta(days=self.chance.randrange(80))
            self._course("KICKSTART", day - timedelta(days=35), day, young=True, ended=date(2025, 3, 1) if number == 0 else None)
        for _ in range(STARTING):
            self._course("KICKSTART", date(2025, 1, 20), None, young=True)
        for _ in range(ONGOING):
            day = date(2024, 6, 1) + timedelta(days=self.chance.randrange(150))
            self._course("PRIMUS_MOTOR", day - timedelta(days=35), day)
        for _ in range(SETTING_UP):
            self._course("PRIMUS_MOTOR", date(2025, 1, 25), None)
        self._course("PRIMUS_MOTOR", date(2024, 5, 1), date(2024, 6, 5), ended=date(2025, 2, 1))

    def _study(self) -> None:
        first, last = AUTUMN
        for number in range(STUDIED):
            day = first + timedelta(days=self.chance.randrange((last - first).days))
            self._course("STUDY_INSIDE", day - timedelta(days=30), day, ended=date(2025, 2, 10) if number % 3 == 0 else None)

    def _group(self) -> None:
        for month in range(1, 4):
            self.desk.book.add(
                "GroupEvents",
                date=date(2025, month, 9),
                kind="church_service",
                state="held",
                inmates=self.chance.randrange(8, 25),
                volunteers=2,
                method="ATTENDANCES",
            )
        self.desk.book.add("GroupEvents", date=date(2025, 4, 13), kind="church_service", state="planned", recurrence="monthly")
        self.desk.book.add("GroupEvents", date="påsken 2025", kind="bingo", state="planned")
