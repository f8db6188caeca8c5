"""How a figure is shown. Internal pages print exact numbers; what is not known prints as a dash."""

from fractions import Fraction

UNKNOWN = "–"


def shown(value: int | None, *, tenths: bool = False) -> str:
    """The text of the internal mode, for a program as for a page: the number itself, "14.5" where it is kept in tenths."""
    if value is None:
        return UNKNOWN
    return f"{value // 10}.{value % 10}" if tenths else str(value)


def half_up(number: Fraction) -> int:
    """The tenths of a number that is not negative, half up."""
    return (number * 20 + 1).__floor__() // 2


def median(days: dict[int, int]) -> int | None:
    """The median of a distribution (value → how often) in tenths: the mean of the two middle values. None of nothing."""
    count = sum(days.values())
    if not count:
        return None
    low, high = _at(days, (count - 1) // 2), _at(days, count // 2)
    return half_up(Fraction(low + high, 2))


def share(part: int, whole: int) -> int | None:
    """A share in tenths of a per cent, half up. None of nothing."""
    return half_up(Fraction(100 * part, whole)) if whole else None


def _at(days: dict[int, int], place: int) -> int:
    """The value at a place of the sorted distribution."""
    passed = 0
    return next(value for value, times in sorted(days.items()) if (passed := passed + times) > place)
