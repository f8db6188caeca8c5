"""Letter and visit control of a site's own participants, counted by month: the only thing about it that leaves the site.

Source: the service's definition. A month counts the courses that had begun (a visit was held) by its last day and had not
ended before its first. Under control is a course whose participant was CONTROLLED on at least one day of the month; how long:
days from the first day of that control to its last, or to the month's last where it goes on. Of two stretches the longer.
"Own participants only": nothing here says how many inmates of a prison are under control.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from desktop.models.rows.domain import Course
from desktop.models.rows.groups import Restriction
from desktop.rules.dates import add_months
from desktop.rules.findings import Finding
from desktop.rules.status import open_on

CONTROLLED, NONE = "CONTROLLED", "NONE"
WINDOW = 12
"""Months that are counted anew: what has ended longer ago may have been deleted, so an older count stands."""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """`remand` are the courses of participants on remand; `median_tenths` the median days under control, times ten, None without any."""

    courses: int
    controlled: int
    remand: int
    remand_controlled: int
    median_tenths: int | None


def count(month: date, courses: Iterable[Course], restrictions: Iterable[Restriction], remand: Collection[str]) -> MonthCount:
    """The month that begins on `month`; `remand` are participants' ids."""
    last = last_of(month)
    own = [one for one in courses if _open_in(one, month, last)]
    days = _controlled(restrictions, month, last)
    under = [one for one in own if one.participant in days]
    people = {one.participant for one in under}
    return MonthCount(
        courses=len(own),
        controlled=len(under),
        remand=sum(one.participant in remand for one in own),
        remand_controlled=sum(one.participant in remand for one in under),
        median_tenths=median_tenths([days[who] for who in people]),
    )


def last_of(month: date) -> date:
    """The last day of the month that begins on `month`."""
    return add_months(month, 1) - timedelta(days=1)


def _open_in(course: Course, first: date, last: date) -> bool:
    begun = course.first_held is not None and course.first_held <= last
    return begun and (course.ended_on is None or course.ended_on >= first)


def _controlled(restrictions: Iterable[Restriction], first: date, last: date) -> Mapping[str, int]:
    """Participant -> days under control, of those who were so in the month."""
    days: dict[str, int] = {}
    for one in restrictions:
        if one.kind == CONTROLLED and one.from_on is not None and one.from_on <= last and (one.to_on is None or one.to_on >= first):
            length = (min(one.to_on or last, last) - one.from_on).days + 1
            days[one.participant] = max(length, days.get(one.participant, 0))
    return days


def median_tenths(values: Collection[int]) -> int | None:
    """The mean of the two middle values in tenths, half up; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) * 5


def months_to_count(restrictions: Iterable[Restriction], counted: Collection[str], today: date) -> Iterator[str]:
    """The months ("2025-03") that are over and must be counted, or counted anew: since the first restriction that is known.

    A month that was counted before stands once it lies further back than `WINDOW`.
    """
    this = today.replace(day=1)
    known = [one.from_on.replace(day=1) for one in restrictions if one.from_on is not None]
    month = min([*known, *(date.fromisoformat(f"{one}-01") for one in counted)], default=this)
    while month < this:
        written = month.isoformat()[:7]
        if written not in counted or month >= add_months(this, -WINDOW):
            yield written
        month = add_months(month, 1)


def findings(restrictions: Sequence[Restriction]) -> tuple[Finding, ...]:
    """Ends before beginnings, and two kinds at the same time, sorted."""
    found = {Finding("end_before_start", (one.id,)) for one in restrictions if _backwards(one)}
    for first, second in combinations([one for one in restrictions if one.from_on is not None and not _backwards(one)], 2):
        if first.participant == second.participant and _overlap(first, second):
            found.add(Finding("two_restrictions", tuple(sorted((first.id, second.id)))))
    return tuple(sorted(found))


def _backwards(one: Restriction) -> bool:
    return one.to_on is not None and one.from_on is not None and one.to_on < one.from_on


def _overlap(first: Restriction, second: Restriction) -> bool:
    """Whether both hold on one day, both having a first day: the later of these is such a day, if there is any."""
    begins = max(day for day in (first.from_on, second.from_on) if day is not None)
    return open_on(first.from_on, first.to_on, begins) and open_on(second.from_on, second.to_on, begins)
