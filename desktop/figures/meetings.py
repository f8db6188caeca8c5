"""What was held and what was cancelled, by course and year: meetings, minutes, and the days between meetings.

Counting reads every visit; what was counted of a course in a year is kept (course_year) until something of the course changes,
so that a year is one row a course. What is not kept, or is kept for the whole year while it is asked for a part of it,
is counted from the visits: the numbers are the same either way. A session has a date, and a participation a volunteer, only
while its row is live, so that indexes alone are read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from desktop.rules.meeting import CANCELLED, HELD

BATCH = 500
"""Courses whose visits are read at once."""
_HELD = "('" + "', '".join(sorted(HELD)) + "')"
_ROWS = (
    "SELECT s.course, s.id, s.held_on, coalesce(s.mode, ''), s.outcome, coalesce(s.cause, ''), s.minutes, s.separate,"
    " (SELECT group_concat(p.volunteer) FROM participation p WHERE p.session = s.id AND p.volunteer IS NOT NULL)"
    " FROM session s WHERE s.course IN (SELECT value FROM json_each(?)) AND s.held_on BETWEEN ? AND ?"
    " AND s.outcome <> 'planned' ORDER BY s.course, s.held_on"
)
_BEFORE = (
    "SELECT course, max(held_on) FROM session WHERE course IN (SELECT value FROM json_each(?)) AND held_on < ?"  # noqa: S608 - constants
    f" AND outcome IN {_HELD} GROUP BY course"
)
_KEPT = "SELECT course, last, meetings, counted FROM course_year WHERE year = ? ORDER BY course"
_KEEP = "INSERT OR REPLACE INTO course_year (year, course, last, meetings, counted) VALUES (?,?,?,?,?)"
_MISSING = (
    "SELECT c.id FROM course c WHERE c.state = 'live'"
    " AND NOT EXISTS (SELECT 1 FROM course_year y WHERE y.year = ? AND y.course = c.id) ORDER BY c.id"
)


class Visit(NamedTuple):
    """One logging. `came`: ids of the volunteers who took part, with commas between."""

    id: str
    held_on: str
    mode: str
    outcome: str
    cause: str
    minutes: int | None
    separate: bool | None
    came: str | None


class Line(NamedTuple):
    """So many visits of a mode, an outcome and a cause; of meetings their minutes, and those times the volunteers."""

    mode: str
    outcome: str
    cause: str
    times: int
    minutes: int
    volunteer_minutes: int


class Counted(NamedTuple):
    """`last`: date of the last visit that is counted, "" where there is none. `gaps`: (days since the meeting before, how often)."""

    last: str
    meetings: int
    lines: Sequence[Line]
    gaps: Sequence[tuple[int, int]]


NOTHING = Counted("", 0, (), ())


@dataclass(slots=True)
class _Meeting:
    outcome: str
    minutes: int
    came: frozenset[str]


_decode = msgspec.json.Decoder(tuple[list[Line], list[tuple[int, int]]]).decode


def count(visits: Sequence[Visit], before: str | None) -> Counted:
    """Visits of one course in the order of their dates. `before`: the date of the last meeting before them.

    The same date and mode, held, is one meeting: its minutes are the greatest, its volunteers all of them. In full is more
    than cut short. What was cancelled on such a key does not count.
    """
    held: dict[tuple[str, str, str], _Meeting] = {}
    for visit in visits:
        if visit.outcome in HELD:
            one = held.setdefault(_key(visit), _Meeting(visit.outcome, 0, frozenset()))
            one.outcome = min(one.outcome, visit.outcome)  # "held" comes before "held_short"
            one.minutes = max(one.minutes, visit.minutes or 0)
            one.came |= frozenset(visit.came.split(",")) if visit.came else frozenset()
    lines: dict[tuple[str, str, str], list[int]] = {}
    for (_day, mode, _apart), meeting in held.items():
        _add(lines, (mode, meeting.outcome, ""), meeting.minutes, meeting.minutes * len(meeting.came))
    for visit in visits:
        if visit.outcome not in HELD and _key(visit) not in held:
            _add(lines, (visit.mode, visit.outcome, visit.cause if visit.outcome in CANCELLED else ""), 0, 0)
    days = sorted({date.fromisoformat(day) for day, _mode, _apart in held} | ({date.fromisoformat(before)} if before else set()))
    gaps = sorted(Counter((later - earlier).days for earlier, later in pairwise(days)).items())
    last = max((visit.held_on for visit in visits), default="")
    return Counted(last, len(held), tuple(Line(*key, *numbers) for key, numbers in sorted(lines.items())), gaps)


def kept(connection: Connection, year: int) -> Mapping[str, Counted]:
    """Course → what was counted of it in the year, of those of which it is kept."""
    rows = connection.exec_driver_sql(_KEPT, (year,)).all()
    return {course: Counted(last, meetings, *_decode(body)) if last else NOTHING for course, last, meetings, body in rows}


def counted(connection: Connection, courses: Iterable[str], first: date, last: date) -> Iterator[tuple[str, Counted]]:
    """Course → what is counted of it between two days, from the visits themselves."""
    for course, visits, before in visits_of(connection, courses, first, last):
        yield course, count(visits, before)


def visits_of(connection: Connection, courses: Iterable[str], first: date, last: date) -> Iterator[tuple[str, list[Visit], str | None]]:
    """(course, its visits between two days, the date of the last meeting before them) of every course that has any."""
    listed = sorted(courses)
    for start in range(0, len(listed), BATCH):
        wanted = json.dumps(listed[start : start + BATCH])
        before = {str(course): str(day) for course, day in connection.exec_driver_sql(_BEFORE, (wanted, first.isoformat()))}
        rows = connection.exec_driver_sql(_ROWS, (wanted, first.isoformat(), last.isoformat())).all()
        for course, group in groupby(rows, key=_course):
            yield course, [Visit(*row[1:]) for row in group], before.get(course)


def keep(connection: Connection, year: int) -> int:
    """Count what is not kept of the year, and keep it; of how many courses. The caller's transaction writes."""
    missing = [str(id_) for (id_,) in connection.exec_driver_sql(_MISSING, (year,))]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        found = dict(counted(connection, batch, date(year, 1, 1), date(year, 12, 31)))
        connection.exec_driver_sql(_KEEP, [(year, course, *_written(found.get(course, NOTHING))) for course in batch])
    return len(missing)


def years_kept(connection: Connection) -> tuple[int, ...]:
    return tuple(int(year) for (year,) in connection.exec_driver_sql("SELECT DISTINCT year FROM course_year ORDER BY year"))


def _written(one: Counted) -> tuple[str, int, bytes]:
    return one.last, one.meetings, msgspec.json.encode((one.lines, one.gaps))


def _key(visit: Visit) -> tuple[str, str, str]:
    return visit.held_on, visit.mode, visit.id if visit.separate else ""


def _add(lines: dict[tuple[str, str, str], list[int]], key: tuple[str, str, str], minutes: int, volunteer_minutes: int) -> None:
    numbers = lines.setdefault(key, [0, 0, 0])
    for place, more in enumerate((1, minutes, volunteer_minutes)):
        numbers[place] += more


def _course(row: Sequence[Any]) -> str:
    return str(row[0])
