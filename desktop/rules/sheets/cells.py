"""One cell, as people type it, read as its column means it. Tolerant of form, strict in meaning.

A cell holds what a spreadsheet gives: a text, a number, yes or no, a date, a time or nothing. What comes out is a text, a whole
number, yes or no, a calendar date, several texts, or None where the cell says nothing. A month comes out as "2026-11".
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from desktop.errors import N_, InvalidValue
from desktop.rules import textguard
from desktop.rules.dates import parse_date
from desktop.rules.sheets import columns
from desktop.rules.sheets.columns import Column
from desktop.rules.sheets.words import NO, YES, Words, code_of, fold, tidy

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Read = str | int | bool | date | tuple[str, ...] | None
More = Mapping[str, Words]
"""The list of a column -> the words that headquarters has set up beside ours."""

NOTHING_MORE: More = MappingProxyType({})
EPOCH = date(1899, 12, 30)
"""Day 0 of a date that a spreadsheet gives as a number (the 1900 date system, ECMA-376 part 1, 18.17.4.1)."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000
"""18 May 1927 to 10 January 2119: a smaller number is a year or a slip, never a date."""
LONGEST_NUMBER = 10_000_000
LEAST_AGE = 15
"""Nobody in a prison is younger: so two digits of a year of birth mean the latest year that leaves somebody at least as old."""
AHEAD = 6
"""Years that a date with a year of two digits may lie ahead."""

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_TWO_DIGITS = re.compile(r"([0-9]{1,2})\s*[-./ ]\s*([0-9]{1,2})\s*[-./ ]\s*([0-9]{2})")
_SPACED = re.compile(r"([0-9]{1,2})\s*([-./ ])\s*([0-9]{1,2})\s*[-./ ]\s*([0-9]{4})")
_YEARLESS = re.compile(r"[0-9]{1,2} ?[-./] ?[0-9]{1,2}")
_WORDED = re.compile(r"([0-9]{1,2})\.?\s+([a-z]+)\.?\s+([0-9]{2}|[0-9]{4})")
_CLOCK = re.compile(r"[t ]+0{1,2}:00(:00(\.0+)?)?$")
_MONTH = re.compile(r"([0-9]{4})\s*[-./ ]\s*([0-9]{1,2})|([0-9]{1,2})\s*[-./ ]\s*([0-9]{4})")
_MONTH_NAMED = re.compile(r"([a-z]+)\.?\s*(?:-|\s)?\s*([0-9]{4}|[0-9]{2})")
_WHOLE = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+")
_MINUTES = re.compile(r"([0-9]+)\s*(?:min|minutter|minutes|m)\.?|([0-9]{1,2}):([0-5][0-9])(?::00)?")
_SEVERAL = re.compile(r"[;\n]")
_MONTHS = (
    *(("januar", "january"), ("februar", "february"), ("marts", "march"), ("april",), ("maj", "may"), ("juni", "june")),
    *(("juli", "july"), ("august",), ("september",), ("oktober", "october"), ("november",), ("december",)),
)


@dataclass(frozen=True, slots=True)
class Day:
    """What a reading is done against: today, and the words that headquarters has set up."""

    today: date
    more: More = field(default_factory=lambda: NOTHING_MORE)


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def read(column: Column, cell: Cell, day: Day) -> Read:
    """The cell as its column means it, None where it is empty. Raises InvalidValue, TextRefused."""
    if is_empty(cell):
        if column.required:
            raise InvalidValue(field=column.label, reason=N_("it is missing"))
        return None
    try:
        found = _READERS[column.kind](column, cell, day)
    except InvalidValue:
        _guard(column, cell)
        raise
    if column.kind not in _UNSPOKEN:
        _guard(column, cell)
    return found


def _guard(column: Column, cell: Cell) -> None:
    """The guard over every cell, also over a number that has lost its first nought. Raises TextRefused."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell and abs(cell) < 10**12:  # noqa: PLR0124 - not a number
        textguard.check(column.label, f"{int(cell):010d}" if cell > 10**8 else str(int(cell)))
    elif isinstance(cell, str):
        textguard.check(column.label, cell)


def _refused(column: Column, reason: str) -> InvalidValue:
    return InvalidValue(field=column.label, reason=reason)


def _text(column: Column, cell: Cell, _day: Day) -> str:
    if isinstance(cell, bool):
        raise _refused(column, N_("a text is needed here"))
    if isinstance(cell, datetime | date | time | timedelta):
        raise _refused(column, N_("the spreadsheet has made a date of it; format the cell as text"))
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else cell
    kept = tidy(str(cell))
    if kept.startswith("'") and kept[1:].lstrip().startswith(("=", "+", "-", "@")):  # as an export keeps a text from being a formula
        kept = kept[1:].lstrip()
    if len(kept) > column.most:
        raise _refused(column, N_("it is too long"))
    if kept.startswith("#") and kept.endswith(("!", "?", "/A")):
        raise _refused(column, N_("the formula in the cell gives an error"))
    return kept


def _vague(column: Column, cell: Cell, day: Day) -> Read:
    """A date or a month where it reads as one, else the text as it stands."""
    for reader in (_date, _month):
        with suppress(InvalidValue):
            return reader(column, cell, day)
    return _text(column, cell, day)


def _number(column: Column, cell: Cell, _day: Day) -> int:
    """Minutes may also be typed as "90 min" or as hours, 1:30."""
    number = -1
    if isinstance(cell, bool):
        raise _refused(column, N_("a whole number is needed here"))
    if isinstance(cell, time):
        number = cell.hour * 60 + cell.minute
    elif isinstance(cell, timedelta):
        number = int(cell.total_seconds() // 60)
    elif isinstance(cell, int | float):
        number = int(cell) if cell == cell and abs(cell) < LONGEST_NUMBER and int(cell) == cell else -1  # noqa: PLR0124 - not a number
    elif isinstance(cell, str):
        number = _typed_number(fold_number(cell))
    if not 0 <= number < LONGEST_NUMBER:
        raise _refused(column, N_("a whole number is needed here"))
    return number


def fold_number(typed: str) -> str:
    return tidy(typed).casefold()


def _typed_number(typed: str) -> int:
    if _WHOLE.fullmatch(typed):
        return int(re.sub("[. ]", "", typed)) if len(typed) < 12 else -1
    if found := _MINUTES.fullmatch(typed):
        return int(found[1][:9]) if found[1] else int(found[2]) * 60 + int(found[3])
    return -1


def _yes(column: Column, cell: Cell, _day: Day) -> bool:
    typed = fold(str(int(cell) if isinstance(cell, bool | float | int) and cell in {0, 1} else cell)) or tidy(str(cell))
    if typed in YES or typed in NO:
        return typed in YES
    raise _refused(column, N_("write ja or nej"))


def _code(column: Column, cell: Cell, day: Day) -> str:
    if isinstance(cell, bool):
        cell = "1" if cell else "0"
    found = code_of(column.list_, _text(column, cell, day), day.more.get(column.list_, {}))
    if not found:
        raise _refused(column, N_("that word is not known here; the guide of the template lists those that are"))
    return found


def _codes(column: Column, cell: Cell, day: Day) -> tuple[str, ...]:
    """Between semicolons or commas."""
    pieces = [piece for piece in re.split(r"[;,\n]", _text(column, _lines(cell), day)) if tidy(piece)]
    return tuple(dict.fromkeys(_code(column, piece, day) for piece in pieces))


def _names(column: Column, cell: Cell, day: Day) -> tuple[str, ...]:
    pieces = (tidy(piece) for piece in _SEVERAL.split(_text(column, _lines(cell), day)))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _lines(cell: Cell) -> Cell:
    """A line break inside a cell divides as a semicolon does."""
    return cell.replace("\n", ";") if isinstance(cell, str) else cell


# --- days and months ------------------------------------------------------------------------------------------------


def _date(column: Column, cell: Cell, day: Day) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if FIRST_SERIAL <= cell <= LAST_SERIAL and int(cell) == cell:
            return EPOCH + timedelta(days=int(cell))
        raise _refused(column, _WRITE_DATE)
    if isinstance(cell, str):
        return _typed_date(column, tidy(cell), day.today)
    raise _refused(column, _WRITE_DATE)


_WRITE_DATE = N_("write a date as 21-11-2026 or 2026-11-21")


def _typed_date(column: Column, typed: str, today: date) -> date:
    text = _CLOCK.sub("", typed.casefold().translate(_DASHES))
    with suppress(ValueError, OverflowError):
        if short := _TWO_DIGITS.fullmatch(text):
            return date(_century(int(short[3]), column, today), int(short[2]), int(short[1]))
        if spaced := _SPACED.fullmatch(text):
            return date(int(spaced[4]), int(spaced[3]), int(spaced[1]))
        if worded := _WORDED.fullmatch(fold_month(text)):
            year = int(worded[3]) if len(worded[3]) == 4 else _century(int(worded[3]), column, today)
            return date(year, _month_number(worded[2]), int(worded[1]))
        if _YEARLESS.fullmatch(text) and column.kind != columns.BIRTH:
            return parse_date(text.replace(" ", ""), today, column.label, ahead=column.name == "next_date")
        if text[:1].isdigit() and len(text) > len("21-11-26"):
            return parse_date(text, today, column.label)
    raise _refused(column, _WRITE_DATE)


def fold_month(text: str) -> str:
    """Letters without marks and small, points and hyphens between the words kept out."""
    return re.sub(r"(?<=[a-z])-|-(?=[a-z])", " ", text)


def _month_number(word: str) -> int:
    """1 to 12. Raises ValueError for no month, and for less than three letters of one."""
    for number, names in enumerate(_MONTHS, start=1):
        if len(word) >= 3 and any(name.startswith(word) for name in names):
            return number
    raise ValueError(word)


def _century(year: int, column: Column, today: date) -> int:
    latest = today.year - LEAST_AGE if column.kind == columns.BIRTH else today.year + AHEAD
    return max(whole for whole in range(year + 1800, latest + 1, 100))


def _birth(column: Column, cell: Cell, day: Day) -> date:
    found = _date(column, cell, day)
    if not date(1900, 1, 1) <= found <= day.today:
        raise _refused(column, N_("nobody here can have been born on that day"))
    return found


def _past(column: Column, cell: Cell, day: Day) -> date:
    found = _date(column, cell, day)
    if found > day.today:
        raise _refused(column, N_("it lies in the future"))
    return _service(column, found)


def _ahead(column: Column, cell: Cell, day: Day) -> date:
    return _service(column, _date(column, cell, day))


def _service(column: Column, found: date) -> date:
    if found < date(1985, 1, 1):
        raise _refused(column, N_("it lies before 1985, when the visits began"))
    return found


def _month(column: Column, cell: Cell, day: Day) -> str:
    """ "2026-11", "11-2026", "nov 2026", or any day of it."""
    with suppress(ValueError):
        if isinstance(cell, str):
            text = tidy(cell).casefold()
            if plain := _MONTH.fullmatch(text):
                return date(int(plain[1] or plain[4]), int(plain[2] or plain[3]), 1).strftime("%Y-%m")
            if named := _MONTH_NAMED.fullmatch(fold_month(text)):
                year = int(named[2]) if len(named[2]) == 4 else _century(int(named[2]), column, day.today)
                return date(year, _month_number(named[1]), 1).strftime("%Y-%m")
    with suppress(InvalidValue):
        found = _date(column, cell, day)
        return f"{found.year:04d}-{found.month:02d}"
    raise _refused(column, N_("write a month as 2024-10"))


_UNSPOKEN = frozenset({columns.DATE, columns.PAST, columns.BIRTH, columns.MONTH, columns.NUMBER, columns.YES, columns.CODE, columns.CODES})
"""Kinds of column that keep nothing of what was typed: eight digits of a date are no telephone number."""
_READERS: Mapping[str, Callable[[Column, Cell, Day], Read]] = MappingProxyType(
    {
        columns.TEXT: _text,
        columns.NAME: _text,
        columns.DATE: _ahead,
        columns.PAST: _past,
        columns.BIRTH: _birth,
        columns.MONTH: _month,
        columns.NUMBER: _number,
        columns.YES: _yes,
        columns.CODE: _code,
        columns.CODES: _codes,
        columns.NAMES: _names,
        columns.VAGUE: _vague,
    }
)
