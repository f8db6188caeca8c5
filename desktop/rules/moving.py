"""A person's move between prisons: the code on the card, and which site answers for a course on a day.

A code is ten signs of Crockford's alphabet (50 random bits) and two check signs, in three groups of four: "7KQ2-M4XA-9TRC". The
whole, read as a number in base 32, is divisible by 1021. That is a prime above 32 x 31 in whose field the powers of 32 up to
the eleventh differ, so one wrong sign and any two signs in each other's place are always noticed. I, L and O are read as 1, 1
and 0; small letters, spaces and hyphens do not matter. It says nothing of the person.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from desktop.errors import WrongHandOverCode
from desktop.models.rows.domain import Course
from desktop.models.rows.moves import HandOver

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, CHECKED, GROUP = 12, 2, 4
PRIME = 1021
BITS = 50
"""Random bits in a code."""
_MEANT = str.maketrans("ILO", "110")
_BETWEEN = str.maketrans("", "", " -\t\n")


def write_code(number: int) -> str:
    """The code of a number of 50 bits."""
    whole = number * 32**CHECKED
    whole += -whole % PRIME
    signs = "".join(SIGNS[whole >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str:
    """The code as it is kept, whatever the typing. Raises WrongHandOverCode for a slip of the hand."""
    signs = typed.translate(_BETWEEN).upper().translate(_MEANT)
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        raise WrongHandOverCode()
    whole = 0
    for sign in signs:
        whole = whole * 32 + SIGNS.index(sign)
    if whole % PRIME:
        raise WrongHandOverCode()
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def path(home: str, hand_overs: Iterable[HandOver], since: date | None = None) -> Iterator[tuple[date, str]]:
    """(from which day, site) of each move that was carried out, in order, for a person who was first at `home`.

    Each move starts where the one before has ended; one that does not is no move of this person's (a site that hands over whom
    it has not got). `since`: moves before that day do not matter.
    """
    left = sorted(
        (one for one in hand_overs if one.to_site and one.handed_on is not None and (since is None or one.handed_on >= since)),
        key=lambda one: (one.handed_on or date.min, one.id),
    )
    site = home
    while (step := next((one for one in left if one.site == site), None)) is not None:
        left.remove(step)
        site = step.to_site
        yield step.handed_on or date.min, site


def holder(home: str, hand_overs: Iterable[HandOver]) -> str:
    """The site where the person is now, as far as headquarters has moved the person."""
    return [home, *(site for _, site in path(home, hand_overs))][-1]


def responsible_site(course: Course, hand_overs: Iterable[HandOver], day: date) -> str:
    """The site that a figure of this course belongs to on a day: the old one before the day of a hand-over, the new one from then on.

    A hand-over that nobody has claimed changes nothing. `hand_overs` are those of the course's participant.
    """
    site = course.site
    for since, to_site in path(course.site, hand_overs, course.referred_on):
        if since <= day:
            site = to_site
    return site
