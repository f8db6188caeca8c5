"""Paper slips: the code of a course, which stands on one in place of a name, and many slips typed in a row.

A code has eight signs, of which the last two find a slip of the hand. It follows from the course's id alone (30 bits of it), so
every laptop prints the same. Signs and check are those of the card of a hand-over (rules.moving): one wrong sign, and any two in
each other's place, are always noticed.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

from desktop.errors import N_, InvalidValue
from desktop.rules.moving import CHECKED, PRIME, SIGNS

LENGTH, GROUP = 8, 4
_MEANT = str.maketrans("ILO", "110")
_BETWEEN = str.maketrans("", "", " -")


def code_of(course: str) -> str:
    """The code of a course's id: "7KQ2-M4XA"."""
    whole = (int(course[:8], 16) >> 2) * 32**CHECKED
    whole += -whole % PRIME
    signs = "".join(SIGNS[whole >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def read_code(typed: str) -> str:
    """The code as it is printed, whatever the typing; "" where it is none: a slip of the hand, or something else altogether."""
    signs = typed.translate(_BETWEEN).upper().translate(_MEANT)
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return ""
    whole = 0
    for sign in signs:
        whole = whole * 32 + SIGNS.index(sign)
    return "" if whole % PRIME else f"{signs[:GROUP]}-{signs[GROUP:]}"


# --- slips in a row ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip as it is typed, every field as text; "" where nothing stands on it.

    `course` is the code on the slip, an alias, or [SITE/]ALIAS/PROGRAMME; `volunteers` are names, `areas` codes.
    """

    course: str
    date: str
    outcome: str
    minutes: str = ""
    mode: str = ""
    cause: str = ""
    present: str = ""
    volunteers: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    next: str = ""
    note: str = ""
    start: str = ""


_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        **{one.name: one.name for one in fields(Slip)},
        "volunteer": "volunteers",
        "next_date": "next",
        "forløb": "course",
        "dato": "date",
        "udfald": "outcome",
        "minutter": "minutes",
        "form": "mode",
        "årsag": "cause",
        "til stede": "present",
        "frivillige": "volunteers",
        "frivillig": "volunteers",
        "områder": "areas",
        "næste": "next",
        "note": "note",
        "notat": "note",
        "start": "start",
    }
)
"""Heading of a column → field of a slip."""
_LISTS = frozenset({"volunteers", "areas"})
MOST = 10_000
"""Slips of one reading."""


def read_slips(text: str) -> tuple[Slip, ...]:
    """Lines of "COURSE DATE OUTCOME [MINUTES]", or a table with headings, parted by semicolons, commas or tabs. Empty lines are nothing.

    Several names or areas in one cell are parted by "+" or "|". Raises InvalidValue for a table that lacks course, date or outcome,
    or has a heading that is not known, and for more than `MOST` slips.
    """
    lines = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip(" ;,\t")]
    if len(lines) > MOST:
        raise InvalidValue(field=N_("Slips"), reason=N_("there are too many at once"))
    mark = next((one for one in ";\t," if lines and one in lines[0]), "")
    return _table(lines, mark) if mark else tuple(_line(line.split()) for line in lines)


def _line(words: Sequence[str]) -> Slip:
    course, date, outcome, minutes, *rest = (*words, "", "", "", "")
    return Slip(course, date, outcome, minutes, note=" ".join(rest).strip())


def _table(lines: Sequence[str], mark: str) -> tuple[Slip, ...]:
    rows = csv.reader(lines, delimiter=mark)
    columns = [_HEADINGS.get(heading.strip().casefold(), "") for heading in next(rows)]
    if "" in columns or not {"course", "date", "outcome"} <= set(columns):
        raise InvalidValue(field=N_("Slips"), reason=N_("the first line must name the columns: course, date, outcome"))
    return tuple(_row(dict(zip(columns, (cell.strip() for cell in row), strict=False))) for row in rows)


def _row(cells: Mapping[str, str]) -> Slip:
    plain = {name: cell for name, cell in cells.items() if name not in _LISTS}
    several = {name: tuple(one.strip() for one in re.split(r"[+|]", cells.get(name, "")) if one.strip()) for name in _LISTS}
    return Slip(**{"course": "", "date": "", "outcome": ""} | plain, volunteers=several["volunteers"], areas=several["areas"])
