"""Invented people for the golden cases, and the ways in which two places spell one name."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

MEN = (
    "Anders", "Bjørn", "Carsten", "Daniél", "Emil", "Frede", "Gunnar", "Hans-Jørgen", "Ivan", "Jørn", "Kåre", "Lars Ole", "Mikkel",
    "Niels", "Oskar", "Palle", "Rasmus", "Søren", "Tobias", "Viggo", "Yusuf", "Zoltán", "Åge", "Ægir", "Øjvind", "Jürgen", "Łukasz",
)  # fmt: skip
WOMEN = ("Anna", "Birgitte", "Ditte", "Åse", "Freja", "Gréta", "Hanne", "Ingrid", "Jytte", "Kirsten", "Lone", "Mette", "Zoë", "Øda")
FAMILIES = (
    "Ager", "Birkhøj", "Dunhammer", "Engblomst", "Fjordglimt", "Gyldenris", "Havrekær", "Humlegren", "Isfugl", "Jordbærhøj", "Kløverdal",
    "Lyngtue", "Mosekrog", "Nattergal", "Odderskov", "Pilekrat", "Rugmark", "Solsortvang", "Strandmuld", "Tidselbo", "Tranebær", "al-Bahr",
    "Uglebjerg", "Vintergæk", "Ærtebæk", "Østervind", "Åkande", "von Tåge", "d'Engsø", "Müllerup", "Groß", "Łąka", "van Bølge", "el Sahl",
)  # fmt: skip
LETTERS = (("å", "aa"), ("ø", "oe"), ("æ", "ae"), ("ü", "y"), ("ö", "ø"), ("ß", "ss"), ("ł", "l"))
PLAIN = str.maketrans("éáëąćó", "eaeaco")


@dataclass(frozen=True)
class Human:
    """One human being, whatever the places call it. `born` is None where nobody knows the date."""

    number: int
    given: str
    family: str
    gender: str
    born: date | None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Births:
    """Every human being has a birth date of its own, so nobody is mistaken for another by chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._used: set[date] = set()

    def between(self, first: date, last: date) -> date:
        while True:
            day = first + timedelta(days=self._chance.randrange((last - first).days + 1))
            if day not in self._used and (day.month, day.day) not in ((1, 1), (2, 29)):
                self._used.add(day)
                return day

    def first_of_january(self) -> date:
        return date(self._chance.randrange(1960, 1996), 1, 1)


class People:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._births = Births(chance)
        self._count = 0
        self._names: set[tuple[str, str, date]] = set()

    def human(self, *, young: bool = False, january: bool = False, undated: bool = False) -> Human:
        """Men mostly. `young` is 18 to 24 on any day of 2024; those born on 1 January share the date but never the name.

        Nobody else has the name of somebody whose birth date is not known: a workbook could not tell them apart.
        """
        self._count += 1
        while True:
            gender = "f" if self._chance.random() < 0.1 else "m"
            given, family = self._chance.choice(WOMEN if gender == "f" else MEN), self._chance.choice(FAMILIES)
            born = None if undated else self._births.first_of_january() if january else self._born(young=young)
            family = f"{family}holt" if undated else family
            if not (january or undated) or (given, family, born or date.min) not in self._names:
                self._names.add((given, family, born or date.min))
                return Human(self._count, given, family, gender, born)

    def sibling(self, other: Human) -> Human:
        """Another human being of the same family, born on the same day."""
        self._count += 1
        given = self._chance.choice([name for name in MEN if name.split()[0].casefold() != other.given.split()[0].casefold()])
        gender = "m"
        return Human(self._count, given, other.family, gender, other.born)

    def _born(self, *, young: bool) -> date:
        return (
            self._births.between(date(1999, 6, 1), date(2005, 6, 1)) if young else self._births.between(date(1951, 1, 1), date(1998, 12, 1))
        )


def respelt(human: Human, chance: random.Random) -> Human:
    """The same name as another place writes it."""
    given, family = human.given, human.family
    match chance.randrange(5):
        case 0:
            given, family = _transcribed(given), _transcribed(family)
        case 1:
            given, family = given.upper(), family.upper()
        case 2:
            given, family = given.replace("-", " "), family.replace("-", " ").replace("'", "")
        case 3:
            given, family = given.translate(PLAIN), f" {family} "
        case _:
            given = f"{given} {chance.choice(('Peter', 'Marie', 'Bo'))}" if " " not in given else given
    return replace(human, given=given, family=family)


def renamed(human: Human, chance: random.Random) -> Human:
    """The same human being under another family name."""
    return replace(human, family=chance.choice([name for name in FAMILIES if name != human.family]))


def _transcribed(text: str) -> str:
    for letter, latin in LETTERS:
        text = text.replace(letter, latin).replace(letter.upper(), latin.capitalize())
    return text


def dealt(whole: int, places: int, chance: random.Random, least: int = 1) -> list[int]:
    """`whole` dealt out to so many places, each at least `least`."""
    parts = [least] * places
    for _ in range(whole - least * places):
        parts[chance.randrange(places)] += 1
    return parts


def typed(day: date, chance: random.Random) -> str | date:
    """A date as a person puts it into a cell: mostly a date, now and then text."""
    match chance.randrange(6):
        case 0:
            return day.strftime("%d-%m-%Y")
        case 1:
            return f"{day.day}.{day.month}.{day.year}"
        case _:
            return day


def spread(first: date, last: date, count: int, chance: random.Random) -> Iterator[date]:
    """So many different days between two, in order."""
    yield from sorted(first + timedelta(days=days) for days in chance.sample(range((last - first).days + 1), count))
