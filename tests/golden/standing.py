"""The deck's numbers recounted: plain Python over the rows of the workbook, sharing no line with desktop/."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.golden.recount import HELD, day

Sheets = Mapping[str, Sequence[Mapping[str, Any]]]


def stands(sheets: Sheets, as_of: date) -> dict[str, dict[str, int]]:
    """Figure → programme → number on the day."""
    first = _first_held(sheets, as_of)
    found: dict[str, dict[str, int]] = {"active": {}, "started": {}, "being_set_up": {}}
    for row in sheets["Courses"]:
        key, programme = (str(row["participant"]), row["programme"]), str(row["programme"])
        ended, approved = day(row["ended_on"]), row["staff_approval_on"] is not None
        matched = any((str(one["participant"]), one["programme"]) == key for one in sheets["Matches"])
        if key in first:
            _count(found["started"], programme)
        if ended is not None and ended <= as_of:
            continue
        if key in first:
            _count(found["active"], programme)
        elif approved and matched:
            _count(found["being_set_up"], programme)
    return found


def started_between(sheets: Sheets, programme: str, since: date, until: date) -> int:
    return sum(code == programme and since <= on <= until for (_, code), on in _first_held(sheets, until).items())


def earlier(sheets: Sheets, latest: date) -> int:
    """The number that was stored last, not after a day."""
    rows: Iterable[tuple[date, int]] = [(on, row["value"]) for row in sheets["Snapshots"] if (on := day(row["date"])) and on <= latest]
    return max(rows)[1]


def _first_held(sheets: Sheets, as_of: date) -> dict[tuple[str, str], date]:
    found: dict[tuple[str, str], date] = {}
    for row in sheets["Sessions"]:
        on, key = day(row["date"]), (str(row["participant"]), str(row["programme"]))
        if on is not None and row["outcome"] in HELD and on <= as_of:
            found[key] = min(found.get(key, on), on)
    return found


def _count(counts: dict[str, int], programme: str) -> None:
    counts[programme] = counts.get(programme, 0) + 1
