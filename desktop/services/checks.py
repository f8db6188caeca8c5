"""What a service asks of typed values before it saves them: names, codes, dates, numbers. Raises InvalidValue or TextRefused."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from desktop.errors import N_, InvalidValue
from desktop.rules import textguard

EARLIEST = date(1985, 1, 1)
"""The service began in 1985: an earlier date is a slip of the hand."""
BORN_AFTER = date(1900, 1, 1)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def tidy(text: str) -> str:
    """NFC, without spaces at the ends or doubled inside: how every typed text is kept."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name(field: str, text: str, most: int = 80) -> str:
    """A name as it is kept. `field` is the source string of the field's name."""
    kept = optional(field, text, most)
    if not kept:
        raise InvalidValue(field=field, reason=N_("it is missing"))
    return kept


def optional(field: str, text: str, most: int) -> str:
    """A text that may be empty, at most `most` characters, guarded."""
    kept = tidy(text)
    if len(kept) > most:
        raise InvalidValue(field=field, reason=N_("it is too long"))
    textguard.check(field, kept)
    return kept


def code(field: str, value: str, codes: Collection[str]) -> None:
    if value not in codes:
        raise InvalidValue(field=field, reason=N_("it is not one of the known codes"))


def dated(field: str, day: date) -> str:
    """A date of the service, also one to come, as ISO text."""
    if day < EARLIEST:
        raise InvalidValue(field=field, reason=N_("it lies before 1985, when the visits began"))
    return day.isoformat()


def happened(field: str, day: date, today: date) -> str:
    """A date of something that has happened, as ISO text."""
    if day > today:
        raise InvalidValue(field=field, reason=N_("it lies in the future"))
    return dated(field, day)


def ordered(field: str, first: date | None, last: date) -> None:
    """`last` is not before `first`, where that is known."""
    if first is not None and last < first:
        raise InvalidValue(field=field, reason=N_("the end lies before the beginning"))


def born(day: date, today: date) -> None:
    if not BORN_AFTER <= day <= today:
        raise InvalidValue(field=N_("Date of birth"), reason=N_("nobody here can have been born on that day"))


def month(field: str, text: str) -> str:
    """A month as "2024-10"."""
    if not _MONTH.fullmatch(text):
        raise InvalidValue(field=field, reason=N_("write a month as 2024-10"))
    return text
