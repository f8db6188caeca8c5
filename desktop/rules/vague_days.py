"""Times that are not a day: "påsken", "efterårsferien", "jul 2025". Each is a stretch of days that follows from the year.

Source: the Danish calendar of feasts, and the school holidays of most municipalities.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from desktop.errors import N_
from desktop.rules.dates import add_months

FIRST_YEAR, LAST_YEAR = 1985, 2200


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included."""

    first: date
    last: date


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the computus that Meeus gives, Astronomical Algorithms, chapter 8)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leap, rest = divmod(century, 4)
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moved + 15) % 30
    fours, over = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * fours - epact - over) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _week(year: int, number: int) -> Days:
    return Days(date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7))


def _months(year: int, first: int, last: int) -> Days:
    return Days(date(year, first, 1), _end(date(year, last, 1)))


def _end(month: date) -> date:
    """The last day of the month that begins on `month`."""
    return add_months(month, 1) - timedelta(days=1)


def _about_easter(year: int, first: int, last: int) -> Days:
    sunday = easter(year)
    return Days(sunday + timedelta(days=first), sunday + timedelta(days=last))


VAGUE: Mapping[str, str] = MappingProxyType(
    {
        "new_year": N_("New Year"),
        "winter_holidays": N_("the winter holidays"),
        "shrovetide": N_("Shrovetide"),
        "easter": N_("Easter"),
        "spring": N_("spring"),
        "ascension": N_("Ascension Day"),
        "pentecost": N_("Pentecost"),
        "midsummer": N_("Midsummer"),
        "summer": N_("summer"),
        "autumn_holidays": N_("the autumn holidays"),
        "autumn": N_("autumn"),
        "advent": N_("Advent"),
        "christmas": N_("Christmas"),
        "winter": N_("winter"),
    }
)
"""Code of a time that is not a day → what a person reads."""


def days_of(vague: str, year: int) -> Days:
    """The days of such a time in a year; winter is the one that begins in it, New Year the one that ends it.

    School holidays are those of most municipalities: week 7 and week 42. Raises KeyError for a code that does not exist.
    """
    match vague:
        case "easter":
            return _about_easter(year, -7, 1)
        case "shrovetide":
            return _about_easter(year, -49, -48)
        case "ascension":
            return _about_easter(year, 39, 39)
        case "pentecost":
            return _about_easter(year, 49, 50)
        case "winter_holidays" | "autumn_holidays":
            return _week(year, 7 if vague == "winter_holidays" else 42)
        case "advent":
            christmas = date(year, 12, 24)
            fourth = christmas - timedelta(days=(christmas.weekday() + 1) % 7)
            return Days(fourth - timedelta(days=21), christmas - timedelta(days=1))
        case _:
            return _FIXED[vague](year)


_FIXED: Mapping[str, Callable[[int], Days]] = MappingProxyType(
    {
        "new_year": lambda year: Days(date(year, 12, 31), date(year + 1, 1, 1)),
        "spring": lambda year: _months(year, 3, 5),
        "midsummer": lambda year: Days(date(year, 6, 23), date(year, 6, 24)),
        "summer": lambda year: _months(year, 6, 8),
        "autumn": lambda year: _months(year, 9, 11),
        "christmas": lambda year: Days(date(year, 12, 24), date(year, 12, 26)),
        "winter": lambda year: Days(date(year, 12, 1), _end(date(year + 1, 2, 1))),
    }
)

_TYPED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("nytår", "nytåret", "new year"), "new_year"),
        **dict.fromkeys(("vinterferie", "vinterferien", "winter holidays", "the winter holidays"), "winter_holidays"),
        **dict.fromkeys(("fastelavn", "fastelavnen", "shrovetide"), "shrovetide"),
        **dict.fromkeys(("påske", "påsken", "paaske", "paasken", "easter"), "easter"),
        **dict.fromkeys(("forår", "foråret", "spring"), "spring"),
        **dict.fromkeys(("kristi himmelfart", "kristi himmelfartsdag", "ascension day"), "ascension"),
        **dict.fromkeys(("pinse", "pinsen", "pentecost", "whitsun"), "pentecost"),
        **dict.fromkeys(("sankthans", "sankt hans", "skt. hans", "midsummer"), "midsummer"),
        **dict.fromkeys(("sommer", "sommeren", "summer"), "summer"),
        **dict.fromkeys(("efterårsferie", "efterårsferien", "autumn holidays", "the autumn holidays"), "autumn_holidays"),
        **dict.fromkeys(("efterår", "efteråret", "autumn"), "autumn"),
        **dict.fromkeys(("advent", "adventstiden"), "advent"),
        **dict.fromkeys(("jul", "julen", "christmas"), "christmas"),
        **dict.fromkeys(("vinter", "vinteren", "winter"), "winter"),
    }
)


def read_vague(typed: str, today: date) -> tuple[str, Days] | None:
    """The code and the days of "påsken", "jul 2025" or a code of VAGUE; without a year the next that is not over. None where it is none."""
    text = " ".join(typed.casefold().split())
    words, _, last = text.rpartition(" ")
    year = int(last) if words and len(last) == 4 and last.isascii() and last.isdecimal() else None
    name = words if year is not None else text
    vague = name if name in VAGUE else _TYPED.get(name, "")
    if not vague or (year is not None and not FIRST_YEAR <= year <= LAST_YEAR):
        return None
    return vague, days_of(vague, year) if year is not None else next_days(vague, today)


def next_days(vague: str, today: date) -> Days:
    """The next such time that is not over on `today`. Raises KeyError for a code that does not exist."""
    return next(days for year in range(today.year - 1, today.year + 2) if (days := days_of(vague, year)).last >= today)
