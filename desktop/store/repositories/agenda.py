"""What lies before a leader: next visits, courses that have not begun, visits that may break a rule, the last file up.

Every statement goes by an index, because these are read at each unlock.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from desktop.models.rows.domain import Match, Session
from desktop.store.repositories.cells import day, text

_OPEN = "state = 'live' AND (ended_on IS NULL OR ended_on > ?1)"
_COURSES = (
    "SELECT c.id, c.programme, p.alias FROM course c"  # noqa: S608 - constants
    " LEFT JOIN participant p ON p.id = c.participant AND p.state = 'live'"
    f" WHERE c.{_OPEN} ORDER BY c.d_last_held IS NOT NULL, c.d_last_held DESC, c.id LIMIT ?2"
)
_LATELY = (
    "SELECT s.course, s.held_on, s.outcome = 'planned' FROM json_each(?2) k CROSS JOIN session s ON s.course = k.value AND s.held_on >= ?1"
    " ORDER BY s.course, s.held_on DESC"
)
_AGREED = (
    "SELECT s.course, max(s.next_on) FROM json_each(?) k CROSS JOIN session s ON s.course = k.value ->> 0 AND s.held_on = k.value ->> 1"
    " AND s.outcome <> 'planned' GROUP BY s.course"
)
_NOT_BEGUN = f"SELECT id FROM course WHERE {_OPEN} AND (d_first_held IS NULL OR d_first_held > ?1) ORDER BY referred_on, id"  # noqa: S608 - constants
_MATCHED = "SELECT id, course, volunteer, from_on, to_on FROM match WHERE state = 'live' AND course IN (SELECT value FROM json_each(?))"
_IRREGULAR = (
    "SELECT s.id, s.course, s.held_on, s.mode, s.outcome FROM session s JOIN course c ON c.id = s.course AND c.state = 'live'"
    " WHERE s.held_on >= ? AND s.outcome IN ('held', 'held_short')"
    " AND (coalesce(c.staff_approval_on, '9') > s.held_on OR coalesce(c.leader_approval_on, '9') > s.held_on OR c.ended_on < s.held_on"
    " OR NOT EXISTS (SELECT 1 FROM match m WHERE m.course = s.course AND m.state = 'live' AND m.from_on <= s.held_on"
    " AND (m.to_on IS NULL OR m.to_on >= s.held_on))"
    " OR (EXISTS (SELECT 1 FROM consent k WHERE k.participant = c.participant AND k.state = 'live' AND k.purpose = 'processing'"
    " AND k.withdrawn_on <= s.held_on) AND NOT EXISTS (SELECT 1 FROM consent k WHERE k.participant = c.participant"
    " AND k.state = 'live' AND k.purpose = 'processing' AND k.given_on <= s.held_on"
    " AND (k.withdrawn_on IS NULL OR k.withdrawn_on > s.held_on)))"
    " OR (s.mode = 'in_person' AND EXISTS (SELECT 1 FROM restriction r WHERE r.participant = c.participant AND r.state = 'live'"
    " AND r.kind IN ('VISIT_BAN', 'ISOLATION') AND r.from_on <= s.held_on AND (r.to_on IS NULL OR r.to_on >= s.held_on))))"
    " ORDER BY s.held_on DESC, s.outcome DESC LIMIT ?"
)


_HELD_LATELY = (
    "SELECT id, course, held_on, mode, outcome FROM session WHERE state = 'live' AND held_on >= ? AND outcome IN ('held', 'held_short')"
    " ORDER BY held_on DESC, id LIMIT ?"
)

LATELY = timedelta(days=90)
MOST_COURSES = 800


@dataclass(frozen=True, slots=True)
class NextVisit:
    """When a course's next visit is: planned, or agreed at the last one. `last_on` is the last day that anything was logged of."""

    course: str
    programme: str
    alias: str
    last_on: date | None
    on: date
    planned: bool


def next_visits(connection: Connection, today: date) -> list[NextVisit]:
    """Of every open course that has one, by date. One whose day has passed is there until something is logged of that day or later.

    Looked at is what was logged or planned since `LATELY` before today, of `MOST_COURSES` courses at most, the latest
    visited first: no prison holds as many people.
    """
    rows = connection.exec_driver_sql(_COURSES, (today.isoformat(), MOST_COURSES)).all()
    last, planned = _lately(connection, today - LATELY, [str(row[0]) for row in rows])
    agreed = {text(course): text(day_) for course, day_ in connection.exec_driver_sql(_AGREED, (json.dumps(list(last.items())),))}
    found = (_next(row, last.get(str(row[0]), ""), agreed.get(str(row[0]), ""), planned.get(str(row[0]), ())) for row in rows)
    return sorted((one for one in found if one is not None), key=lambda one: (one.on, one.alias, one.course))


def _lately(connection: Connection, since: date, courses: Sequence[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Course -> the last day that something was logged of; course -> the days that are planned after it."""
    last: dict[str, str] = {}
    planned: dict[str, list[str]] = {}
    for course, held_on, ahead in connection.exec_driver_sql(_LATELY, (since.isoformat(), json.dumps(courses))):
        if course not in last:
            if ahead:
                planned.setdefault(course, []).append(held_on)
            else:
                last[course] = held_on
    return last, {course: [day_ for day_ in dates if day_ > last.get(course, "")] for course, dates in planned.items()}


def matched(connection: Connection, courses: Sequence[str]) -> list[Match]:
    """Every match on these courses, in one question."""
    rows = connection.exec_driver_sql(_MATCHED, (json.dumps(courses),))
    return [Match(text(id_), text(course), text(volunteer), day(from_on), day(to_on)) for id_, course, volunteer, from_on, to_on in rows]


def not_begun(connection: Connection, today: date) -> list[str]:
    """Open courses without a held visit up to today, the oldest referral first."""
    return [text(id_) for (id_,) in connection.exec_driver_sql(_NOT_BEGUN, (today.isoformat(),))]


def irregular(connection: Connection, since: date, limit: int) -> list[Session]:
    """The latest held visits that have another finding than double logging; the same question as rules.findings asks of each.

    What those rules look at is filled in, and nothing else of the visit.
    """
    rows = connection.exec_driver_sql(_IRREGULAR, (since.isoformat(), limit))
    return [Session(text(id_), text(course), day(on), text(mode), text(outcome)) for id_, course, on, mode, outcome in rows]


def held_lately(connection: Connection, since: date, limit: int) -> list[Session]:
    """The latest held visits; of each what the rules of findings look at."""
    rows = connection.exec_driver_sql(_HELD_LATELY, (since.isoformat(), limit))
    return [Session(text(id_), text(course), day(on), text(mode), text(outcome)) for id_, course, on, mode, outcome in rows]


def has_any(connection: Connection, table: str) -> bool:
    """Whether the table, which is the caller's constant, has a live row."""
    return connection.exec_driver_sql(f"SELECT 1 FROM \"{table}\" WHERE state = 'live' LIMIT 1").first() is not None  # noqa: S608 - a constant


def last_sent(connection: Connection, recipient: str) -> str:
    """When the last file for the recipient was written (UTC), or nothing. The newest rows come first."""
    found = connection.exec_driver_sql("SELECT at FROM export WHERE recipient = ? ORDER BY rowid DESC LIMIT 1", (recipient,))
    return text(found.scalar())


def last_receipt(connection: Connection) -> str:
    """The day of the newest receipt, or nothing."""
    return text(connection.exec_driver_sql("SELECT max(at) FROM receipted").scalar())


def saved_at(connection: Connection, dev: str, inc: str, seq: int) -> str:
    """The clock stamp of one entry of a chain, or nothing."""
    found = connection.exec_driver_sql("SELECT hlc FROM entry WHERE dev = ? AND inc = ? AND seq = ? LIMIT 1", (dev, inc, seq))
    return text(found.scalar())


def _next(row: Sequence[object], last: str, agreed: str, planned: Sequence[str]) -> NextVisit | None:
    """The first of what is planned and what was agreed; ISO text sorts as dates do."""
    course, programme, alias = row
    first = min(planned, default="")
    then = agreed if agreed > last else ""
    on = day(min((one for one in (first, then) if one), default=""))
    if on is None:
        return None
    return NextVisit(text(course), text(programme), text(alias), day(last), on, on == day(first))
