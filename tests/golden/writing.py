"""Writes the rows of one participant and one course into a place's workbook, as a visit leader would type them."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.golden.books import Book
from tests.golden.invented import Human, spread, typed

PLACE_NAMES = (
    ("Birkemosen Fængsel", "CLOSED", "Mosebæk"), ("Havrekrogen Arrest", "REMAND", "Havreby"), ("Lyngtoppen Fængsel", "OPEN", "Lyngsted"),
    ("Tranehøj Fængsel", "MIXED", "Tranby"), ("Ærteskoven Arrest", "REMAND", "Ærteby"), ("Østenvinden Fængsel", "CLOSED", "Vindby"),
    ("Åkandesøen Fængsel", "OPEN", "Åby Vang"), ("Solsorten Arrest", "REMAND", "Solsted"), ("Rugmarken Fængsel", "CLOSED", "Rugby"),
    ("Pilekrogen Fængsel", "OPEN", "Pilby"), ("Isfuglen Arrest", "REMAND", "Isby"), ("Odderdalen Fængsel", "MIXED", "Oddersted"),
)  # fmt: skip
CANCELLED = ("cancelled_participant", "cancelled_volunteer", "cancelled_prison_staff", "transport")


@dataclass
class Desk:
    """A place's workbook while it is typed."""

    book: Book
    chance: random.Random
    volunteers: list[str] = field(default_factory=list)

    def day(self, day: date) -> str | date:
        return typed(day, self.chance)

    def volunteer(self, given: str, family: str, joined: date, roles: str) -> None:
        self.volunteers.append(f"{given} {family}")
        self.book.add(
            "Volunteers",
            given_name=given,
            family_name=family,
            birth_date=date(1970, 5, len(self.volunteers)),
            roles=roles,
            joined_on=joined,
        )
        self.book.add("Qualifications", volunteer=f"{given} {family}", kind="clearance", date=joined, valid_until=date(2027, 6, 30))

    def participant(self, human: Human, legal: str, *, agreed: date, transfer: bool = True) -> None:
        born = None if human.born is None else self.day(human.born)
        self.book.add(
            "Participants", given_name=human.given, family_name=human.family, birth_date=born, gender=human.gender, legal_status=legal
        )
        for purpose in ("processing", "transfer") if transfer else ("processing",):
            self.book.add("Consents", participant=who(human), purpose=purpose, given_on=self.day(agreed))

    def course(
        self,
        human: Human,
        programme: str,
        referred: date,
        *,
        approved: bool = True,
        matched: bool = True,
        ended: date | None = None,
        reason: str = "",
    ) -> None:
        """`referred`; both approvals and the match follow within three weeks."""
        steps = [self.day(referred + timedelta(days=days)) if approved else None for days in (6, 9)]
        self.book.add(
            "Courses",
            participant=who(human),
            programme=programme,
            referred_on=self.day(referred),
            staff_approval_on=steps[0],
            leader_approval_on=steps[1],
            criteria_confirmed_on=steps[0] if programme == "PRIMUS_MOTOR" else None,
            ended_on=None if ended is None else self.day(ended),
            end_reason=reason or None,
        )
        if approved and matched:
            volunteer = self.chance.choice(self.volunteers)
            self.book.add(
                "Matches",
                participant=who(human),
                programme=programme,
                volunteer=volunteer,
                **{"from": self.day(referred + timedelta(days=14)), "to": None if ended is None else self.day(ended)},
            )

    def session(self, human: Human, programme: str, day: date, outcome: str, minutes: int | None = None, mode: str = "in_person") -> None:
        held = outcome in ("held", "held_short")
        self.book.add(
            "Sessions",
            participant=who(human),
            programme=programme,
            date=self.day(day),
            minutes=minutes if held else None,
            mode=mode,
            outcome=outcome,
            volunteers=self.chance.choice(self.volunteers) if held and self.chance.random() < 0.8 else None,
        )

    def held(self, human: Human, programme: str, first: date, last: date, count: int) -> list[date]:
        """So many meetings between two days; now and then one is logged twice, and another one was cancelled."""
        days = list(spread(first, last, count, self.chance))
        for day in days:
            mode = self.chance.choice(("in_person", "in_person", "in_person", "video"))
            outcome = self.chance.choice(("held", "held", "held", "held_short"))
            minutes = self.chance.choice((30, 60, 60, 90, None))
            self.session(human, programme, day, outcome, minutes, mode)
            if self.chance.random() < 0.06:
                self.session(human, programme, day, "held", self.chance.choice((45, 120)), mode)
        for day in spread(first, last, self.chance.choice((0, 0, 1)), self.chance):
            self.session(human, programme, day, self.chance.choice(CANCELLED), mode="in_person")
        return days


def who(human: Human) -> str:
    """As the other sheets name a participant: by the name, with the birth date where it is known."""
    name = f"{human.given.strip()} {human.family.strip()}"
    return name if human.born is None else f"{name}, {human.born.isoformat()}"
