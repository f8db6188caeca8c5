"""An independent recount: plain Python over the rows of the workbooks, from the printed definitions alone.

It shares no line with desktop/. Dates are read here, names are compared here, people are united here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import Any

Row = Mapping[str, Any]
Sheets = Mapping[str, Sequence[Row]]

FOLDED = {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ü": "y", "ß": "ss", "ł": "l", "đ": "d"}
FOLDED |= dict(zip("éèáàâêëąćęńóśźżíúçñ", "eeaaaeeacenoszziucn", strict=True))
JOINED = ("al", "el", "bin", "ben", "van", "von", "de", "da")
HELD = ("held", "held_short")


def day(cell: object) -> date | None:
    """A date however it was typed."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell is None:
        return cell
    numbers = [int(number) for number in re.findall(r"\d+", str(cell))]
    return date(*numbers) if numbers[0] > 31 else date(numbers[2], numbers[1], numbers[0])


def plain(name: str) -> list[str]:
    """The words of a name, without marks."""
    letters = "".join(FOLDED.get(letter, letter) for letter in name.lower().replace("'", "").replace("-", " "))
    return letters.split()


def identity(row: Row, place: str, number: int) -> tuple[str, ...]:
    """What makes two rows of two places the same person; somebody without a birth date is nobody else."""
    born = day(row["birth_date"])
    if born is None:
        return ("alone", place, str(number))
    given = plain(row["given_name"])[0]
    words, family = plain(row["family_name"]), ""
    for place_, word in enumerate(words):
        joins = place_ > 0 and words[place_ - 1] in JOINED
        family = family + word if joins else word
    if (born.month, born.day) == (1, 1):
        return (given, family, born.isoformat(), row["gender"])
    return (given, family, born.isoformat())


class Recount:
    """`places`: name → sheets of its workbook; `links`: pairs of (place, name) that a person has said are one."""

    def __init__(
        self, places: Mapping[str, Sheets], links: Iterable[tuple[tuple[str, str], tuple[str, str]]], year: int, as_of: date
    ) -> None:
        self.places, self.year, self.as_of = places, year, as_of
        self.persons: dict[tuple[str, str], tuple[str, ...]] = {}
        self.agreed: set[tuple[str, str]] = set()
        for place, sheets in places.items():
            for number, row in enumerate(sheets.get("Participants", [])):
                self.persons[place, self._name(row)] = identity(row, place, number)
            for row in sheets.get("Consents", []):
                if row["purpose"] == "transfer":
                    self.agreed.add((place, str(row["participant"])))
        same = {}
        for first, second in links:
            same[self._called(*first)] = self._called(*second)
        self.persons = {key: same.get(one, one) for key, one in self.persons.items()}

    @staticmethod
    def _name(row: Row) -> str:
        name, born = f"{row['given_name'].strip()} {row['family_name'].strip()}", day(row["birth_date"])
        return name if born is None else f"{name}, {born.isoformat()}"

    def _called(self, place: str, name: str) -> tuple[str, ...]:
        return next(one for (where, called), one in self.persons.items() if where == place and called.startswith(name))

    def meetings(self) -> dict[tuple[str, str, str, date, str], int]:
        """(place, participant, programme, date, mode) → minutes of each meeting of the year: the greatest that was logged."""
        found: dict[tuple[str, str, str, date, str], int] = {}
        for place, row, held_on in self._sessions():
            if row["outcome"] in HELD and held_on.year == self.year and held_on <= self.as_of:
                key = (place, str(row["participant"]), row["programme"], held_on, row["mode"])
                found[key] = max(found.get(key, 0), row["minutes"] or 0)
        return found

    def _sessions(self) -> Iterable[tuple[str, Row, date]]:
        for place, sheets in self.places.items():
            for row in sheets.get("Sessions", []):
                held_on = day(row["date"])
                assert held_on is not None
                yield place, row, held_on

    def visited(self, *programmes: str) -> dict[str, set[tuple[str, ...]]]:
        """Place → the persons who met there; those who have not agreed that they are told of are each somebody by themselves."""
        found: dict[str, set[tuple[str, ...]]] = {place: set() for place in self.places}
        for place, participant, programme, _, _ in self.meetings():
            if programme in programmes:
                told = (place, participant) in self.agreed
                found[place].add(self.persons[place, participant] if told else ("unnamed", place, participant))
        return found

    def heads(self) -> dict[str, int]:
        return {
            place: sum(
                row["inmates"]
                for row in sheets.get("GroupEvents", [])
                if row["state"] == "held" and (held_on := day(row["date"])) is not None and held_on.year == self.year
            )
            for place, sheets in self.places.items()
        }

    def cancelled(self) -> dict[str, int]:
        """Outcome → visits of the year that were called off, on no day and in no mode in which the course met."""
        held = {(place, who, programme, on, mode) for place, who, programme, on, mode in self.meetings()}
        found: dict[str, int] = {}
        for place, row, on in self._sessions():
            key = (place, str(row["participant"]), row["programme"], on, row["mode"])
            if row["outcome"] not in HELD and on.year == self.year and key not in held and key[:2] in self.agreed:
                outcome = "cancelled_prison" if row["outcome"].startswith("cancelled_prison") else row["outcome"]
                found[outcome] = found.get(outcome, 0) + 1
        return found

    def gaps(self) -> float | None:
        """The median of the days between two dates of one course, the later one in the year."""
        days: dict[tuple[str, str, str], set[date]] = {}
        for place, row, on in self._sessions():
            if row["outcome"] in HELD and on <= self.as_of and (place, str(row["participant"])) in self.agreed:
                days.setdefault((place, str(row["participant"]), row["programme"]), set()).add(on)
        found = []
        for known in days.values():
            ordered = sorted(known)
            found += [(later - earlier).days for earlier, later in pairwise(ordered) if later.year == self.year]
        return median(found) if found else None

    def numbers(self) -> dict[str, int | float | None]:
        visiting, primus, kickstart = self.visited("VISITING"), self.visited("PRIMUS_MOTOR"), self.visited("KICKSTART")
        study, everybody = self.visited("STUDY_INSIDE"), self.visited("VISITING", "PRIMUS_MOTOR", "KICKSTART", "STUDY_INSIDE")
        four = [len(set().union(*one.values())) for one in (visiting, primus, kickstart)]
        meetings = self.meetings()
        return {
            "persons_visited": four[0],
            "persons_visited_overlap": sum(len(one) for one in visiting.values()) - four[0],
            "primus_motor_participants": four[1],
            "kickstart_participants": four[2],
            "study_participants": len(set().union(*study.values())),
            "group_participants": sum(self.heads().values()),
            "sum_of_programmes": sum(four) + sum(self.heads().values()),
            "distinct_persons": len(set().union(*everybody.values())),
            "sessions_held": len(meetings),
            "contact_minutes": sum(minutes for key, minutes in meetings.items() if key[:2] in self.agreed),
            "gap_median": self.gaps(),
        }

    def by_site(self) -> dict[str, dict[str, int]]:
        visiting = self.visited("VISITING")
        return {"persons_visited": {place: len(people) for place, people in visiting.items()}, "group_participants": self.heads()}
