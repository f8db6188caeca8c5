"""Dates as people type them, which day it is, and how months and ages are counted.

A date of the domain is a calendar date as typed and is never converted; only "today" needs a zone, Danish local time
(Europe/Copenhagen, IANA time zone database). Months after a day are the same day of a later month, at most its last one;
somebody born on 29 February completes a year on 1 March in years without that day.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from desktop.errors import N_, InvalidValue

ZONE = "Europe/Copenhagen"

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DANISH = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})")
_SHORT = re.compile(r"([0-9]{1,2})(?:[-./]([0-9]{1,2}))?")
_AWAY = re.compile(r"([+-])([0-9]{1,3})")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?:[.:]?([0-5][0-9]))?")
_DAYS_AGO: Mapping[str, int] = MappingProxyType(
    {"i dag": 0, "idag": 0, "today": 0, "i går": 1, "igår": 1, "i gaar": 1, "g": 1, "yesterday": 1}
)


def today_in_denmark(now: datetime) -> date:
    """The calendar date in Denmark at `now`, which carries its zone."""
    return now.astimezone(ZoneInfo(ZONE)).date()


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier), clamped to the end of the month. Raises ValueError beyond the calendar."""
    years, left = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, left + 1, min(day.day, monthrange(years, left + 1)[1]))


def latest_start(day: date, months: int) -> date:
    """The last day that lies at least so many months before `day`: the greatest x with add_months(x, months) <= day."""
    start = add_months(day, -months)
    if day.day < monthrange(day.year, day.month)[1]:
        return start
    return start.replace(day=monthrange(start.year, start.month)[1])


def age_on(born: date, day: date) -> int:
    """Completed years on a day; negative before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def parse_date(typed: str, today: date, field: str = N_("Date"), *, ahead: bool = False) -> date:
    """A day, as people type it. Raises InvalidValue.

    "2026-11-21", "21-11-2026", "21.11.2026", "21/11/2026"; "i dag", "i går", "g", "today", "yesterday"; "+14" and "-1",
    days from today; "21" and "21-11", the last such day that is not after today, or `ahead` the next that is not before it.
    """
    text = " ".join(typed.casefold().split())
    if text in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[text])
    with suppress(ValueError, OverflowError):  # a day that does not exist is answered as any other text that is no date
        if away := _AWAY.fullmatch(text):
            return today + timedelta(days=int(away[2]) * (1 if away[1] == "+" else -1))
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if danish := _DANISH.fullmatch(text):
            return date(int(danish[4]), int(danish[3]), int(danish[1]))
        if short := _SHORT.fullmatch(text):
            return _nearest(int(short[1]), int(short[2]) if short[2] else None, today, ahead=ahead)
    raise InvalidValue(field=field, reason=N_("write a date as 21-11-2026 or 2026-11-21"))


def parse_time(typed: str, field: str = N_("Start")) -> str:
    """A time of day as it is kept, "09:30". "9.30", "930", "9:30" and "9" are times too. Raises InvalidValue."""
    found = _TIME.fullmatch(typed.strip().casefold().removeprefix("kl.").strip())
    if found is None:
        raise InvalidValue(field=field, reason=N_("write a time as 9.30"))
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _nearest(day: int, month: int | None, today: date, *, ahead: bool) -> date:
    """The day of that number (and month) next to today on the wished side. Raises ValueError where no month has it."""
    step = 1 if ahead else -1
    for away in range(8 * 12 + 1):  # 29 February is never further than eight years
        years, left = divmod(today.year * 12 + today.month - 1 + step * away, 12)
        if month not in (None, left + 1):
            continue
        with suppress(ValueError):
            found = date(years, left + 1, day)
            if (found >= today) if ahead else (found <= today):
                return found
    raise ValueError(day)
