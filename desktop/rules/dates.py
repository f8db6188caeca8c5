"""Dates as people type them, and which day it is.

A date of the domain is a calendar date as typed and is never converted; only "today" needs a zone, Danish local time
(Europe/Copenhagen, IANA time zone database).
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from desktop.errors import N_, InvalidValue

ZONE = "Europe/Copenhagen"

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DANISH = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})")
_DAYS_AGO: Mapping[str, int] = MappingProxyType({"i dag": 0, "idag": 0, "today": 0, "i går": 1, "igår": 1, "i gaar": 1, "yesterday": 1})


def today_in_denmark(now: datetime) -> date:
    """The calendar date in Denmark at `now`, which carries its zone."""
    return now.astimezone(ZoneInfo(ZONE)).date()


def parse_date(typed: str, today: date, field: str = N_("Date")) -> date:
    """ "2026-11-21", "21-11-2026", "21.11.2026", "21/11/2026", "i dag", "i går", "today" or "yesterday". Raises InvalidValue."""
    text = " ".join(typed.casefold().split())
    if text in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[text])
    with suppress(ValueError):  # a day that does not exist is answered as any other text that is no date
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if danish := _DANISH.fullmatch(text):
            return date(int(danish[4]), int(danish[3]), int(danish[1]))
    raise InvalidValue(field=field, reason=N_("write a date as 21-11-2026 or 2026-11-21"))
