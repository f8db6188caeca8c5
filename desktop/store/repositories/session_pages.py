"""The list of all loggings, page by page: sorted and filtered here, read by keys, never by counting rows.

The order is total: the sort value, then the day where that is not the sort value itself, then the id. By date and by alias
the list walks an index from the key on and stops when the page is full, so that a page costs the same however long the
list is; a filter is a test on the entries of the index that it walks by. What has no date, or no alias that is known,
comes last whichever way it is sorted. By outcome and by minutes all that fits the filter is read for each page.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection

from desktop.log.entry import Change, read_part
from desktop.models.rows.domain import Course, Match, Session
from desktop.models.rows.fields import AREAS
from desktop.models.rows.pages import Bounds, Key, Order
from desktop.store.repositories.cells import day, number, text

_LISTED = "(SELECT value FROM json_each(?))"
_DAY = "coalesce(s.held_on, '')"
_BY_DATE = "session s INDEXED BY ix_session_held_on_id"
_BY_DATE_FILTERED = "session s INDEXED BY ix_session_held_on_outcome_course"
_LIVE = " CROSS JOIN session l ON l.id = s.id WHERE l.state = 'live'"
"""An index does not know whether a row is live: the row is looked up once the entry has passed the filter."""
_ALIASED = "c.state = 'live' AND p.state = 'live' AND p.alias > ''"


@dataclass(frozen=True, slots=True)
class _Walk:
    """One stretch of an order: the rows that it walks, its key, and a clause that lets the index begin at the key."""

    rows: str
    columns: tuple[str, ...]
    begin: str = ""


_SORTED: Mapping[str, tuple[_Walk, ...]] = MappingProxyType(
    {
        "date": (
            _Walk(f"{_BY_DATE}{_LIVE} AND s.held_on IS NOT NULL", ("s.held_on", "s.id")),
            _Walk(f"{_BY_DATE}{_LIVE} AND s.held_on IS NULL", ("''", "s.id")),
        ),
        "alias": (
            _Walk(
                "participant p INDEXED BY ix_participant_alias CROSS JOIN course c ON c.participant = p.id"
                " CROSS JOIN session s INDEXED BY ix_session_course_held_on_outcome_mode_minutes_cause_separate"
                f" ON s.course = c.id{_LIVE} AND {_ALIASED}",
                ("p.alias", _DAY, "s.id"),
                "p.alias",
            ),
            _Walk(
                f"{_BY_DATE_FILTERED}{_LIVE} AND (s.course IS NULL OR s.course NOT IN"  # noqa: S608 - constants of this file
                f" (SELECT c.id FROM course c JOIN participant p ON p.id = c.participant WHERE {_ALIASED}))",
                ("''", _DAY, "s.id"),
            ),
        ),
        "outcome": (_Walk("session s WHERE s.state = 'live'", ("coalesce(s.outcome, '')", _DAY, "s.id")),),
        "minutes": (_Walk("session s WHERE s.state = 'live'", ("coalesce(s.minutes, -1)", _DAY, "s.id")),),
    }
)
"""Column -> its stretches: two where the value may be unknown, and then the keys of the second begin with ""."""
ORDERS = frozenset(_SORTED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which loggings; nothing set is all of them. `courses` are ids."""

    from_on: date | None = None
    to_on: date | None = None
    outcomes: tuple[str, ...] = ()
    courses: tuple[str, ...] | None = None
    programme: str = ""
    volunteer: str = ""

    @property
    def filtered(self) -> bool:
        """Whether more than the date is asked of a logging."""
        return bool(self.outcomes or self.programme or self.volunteer) or self.courses is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """One logging with what its course says of it."""

    session: Session
    alias: str
    programme: str


def keys(connection: Connection, wanted: Wanted, order: Order, bounds: Bounds) -> list[Key]:
    """The keys of a page, in order."""
    known, *unknown = _SORTED[order.column]
    if not unknown:
        return _walk(connection, wanted, known, order, bounds)
    found: list[Key] = []
    if not _unknown(bounds.after):
        found = _walk(connection, wanted, known, order, replace(bounds, upto=None) if _unknown(bounds.upto) else bounds)
    if len(found) < bounds.most and (bounds.upto is None or _unknown(bounds.upto)):
        rest = Bounds(bounds.after if _unknown(bounds.after) else None, bounds.upto, bounds.most - len(found))
        found += _walk(connection, wanted, unknown[0], order, rest)
    return found


def count(connection: Connection, wanted: Wanted, most: int) -> int:
    """How many there are; it stops looking after `most`."""
    where, values = _where(wanted)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM session s WHERE s.state = 'live'{where} LIMIT ?)"  # noqa: S608 - the clauses below
    return int(connection.exec_driver_sql(sql, (*values, most)).scalar_one())


def listed(connection: Connection, ids: Sequence[str]) -> dict[str, Listed]:
    """By id. One that has gone is missing."""
    rows = connection.exec_driver_sql(f"{_LINE} AND s.id IN {_LISTED}", (json.dumps(ids),))
    return {text(row[0]): Listed(_session(row), text(row[-2]), text(row[-1])) for row in rows}


def who_came(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Session -> (id, name) of the volunteers who took part, by name."""
    found: dict[str, dict[str, str]] = {}
    for session, volunteer, given, family in connection.exec_driver_sql(_CAME, (json.dumps(ids),)):
        found.setdefault(text(session), {})[text(volunteer)] = f"{text(given)} {text(family)}".strip()
    return {session: tuple(names.items()) for session, names in found.items()}


def same_days(connection: Connection, ids: Sequence[str]) -> tuple[Session, ...]:
    """These loggings and every other one of the same course and day: what double logging is found in."""
    return tuple(_session(row) for row in connection.exec_driver_sql(_SAME_DAYS, (json.dumps(ids),)))


def courses_of(connection: Connection, ids: Iterable[str]) -> tuple[Course, ...]:
    """The courses of these ids with what findings about visits are judged by."""
    rows = connection.exec_driver_sql(_COURSES, (json.dumps(sorted(ids)),))
    return tuple(
        Course(
            text(id_),
            text(who),
            text(programme),
            text(site),
            staff_approval_on=day(staff),
            leader_approval_on=day(leader),
            ended_on=day(ended),
        )
        for id_, who, programme, site, staff, leader, ended in rows
    )


def matches_of(connection: Connection, courses: Iterable[str]) -> tuple[Match, ...]:
    rows = connection.exec_driver_sql(_MATCHES, (json.dumps(sorted(courses)),))
    return tuple(Match(text(id_), text(course), text(who), day(from_on), day(to_on)) for id_, course, who, from_on, to_on in rows)


def courses_for(connection: Connection, participants: Sequence[str]) -> tuple[str, ...]:
    """Ids of the courses of these participants."""
    rows = connection.exec_driver_sql(_COURSES_FOR, (json.dumps(participants),))
    return tuple(text(id_) for (id_,) in rows)


def saved(connection: Connection, session: str) -> list[tuple[str, str, tuple[Change, ...]]]:
    """(stamp, user, changes) of every entry in force that says something of the logging itself, the oldest first."""
    rows = connection.exec_driver_sql(_SAVED, (session,))
    return [
        (text(stamp), text(user), tuple(one for one in read_part(bytes(body)).changes if one.row == session)) for stamp, user, body in rows
    ]


def user_names(connection: Connection, users: Iterable[str]) -> dict[str, str]:
    """User -> name, as far as the log tells it: of somebody who works in this vault, or of a volunteer with a vault."""
    wanted = json.dumps(sorted(users))
    return {text(id_): text(name) for id_, name in connection.exec_driver_sql(_NAMES, (wanted, wanted)) if name}


def _walk(connection: Connection, wanted: Wanted, walk: _Walk, order: Order, bounds: Bounds) -> list[Key]:
    """A part of one stretch. The bounds are compared as rows of values, which is what an index can be walked by."""
    where, values = _where(wanted)
    row, marks = f"({', '.join(walk.columns)})", f"({', '.join('?' * len(walk.columns))})"
    if walk.begin and bounds.after is not None:
        where += f" AND {walk.begin} {'<=' if order.descending else '>='} ?"
        values += bounds.after[:1]
    for key, sign in ((bounds.after, "<" if order.descending else ">"), (bounds.upto, ">=" if order.descending else "<=")):
        if key is not None:
            where += f" AND {row} {sign} {marks}"
            values += key
    rows = walk.rows.replace(_BY_DATE, _BY_DATE_FILTERED) if wanted.filtered else walk.rows
    ordered = ", ".join(f"{column}{' DESC' if order.descending else ''}" for column in walk.columns)
    sql = f"SELECT {', '.join(walk.columns)} FROM {rows}{where} ORDER BY {ordered} LIMIT ?"  # noqa: S608 - constants of this file
    return [tuple(found) for found in connection.exec_driver_sql(sql, (*values, bounds.most))]


def _where(wanted: Wanted) -> tuple[str, tuple[str | int, ...]]:
    """The clauses of a filter and their values. A + keeps SQLite from choosing another way into the table than the order's."""
    clauses: list[tuple[str, str]] = []
    if wanted.from_on:
        clauses.append(("s.held_on >= ?", wanted.from_on.isoformat()))
    if wanted.to_on:
        clauses.append(("s.held_on <= ?", wanted.to_on.isoformat()))
    if wanted.outcomes:
        clauses.append((f"+s.outcome IN {_LISTED}", json.dumps(wanted.outcomes)))
    if wanted.courses is not None:
        clauses.append((f"+s.course IN {_LISTED}", json.dumps(wanted.courses)))
    if wanted.programme:
        clauses.append(("+s.course IN (SELECT id FROM course WHERE state = 'live' AND programme = ?)", wanted.programme))
    if wanted.volunteer:
        clauses.append(("+s.id IN (SELECT session FROM participation WHERE state = 'live' AND volunteer = ?)", wanted.volunteer))
    return "".join(f" AND {clause}" for clause, _ in clauses), tuple(value for _, value in clauses)


def _unknown(key: Key | None) -> bool:
    return key is not None and key[0] == ""


def _session(row: Sequence[object]) -> Session:
    id_, course, held_on, mode, outcome, cause, minutes, present, next_on, separate, start = row[:11]
    return Session(
        id=text(id_),
        course=text(course),
        held_on=day(held_on),
        mode=text(mode),
        outcome=text(outcome),
        cause=text(cause),
        minutes=number(minutes),
        present=text(present),
        next_on=day(next_on),
        separate=bool(separate),
        start=text(start),
        areas=tuple(area for area, ticked in zip(AREAS, row[11 : 11 + len(AREAS)], strict=True) if ticked),
    )


_CAME = (
    "SELECT t.session, t.volunteer, v.given, v.family FROM participation t LEFT JOIN volunteer v ON v.id = t.volunteer AND v.state = 'live'"
    " WHERE t.state = 'live' AND t.session IN (SELECT value FROM json_each(?)) ORDER BY v.given, v.family, t.id"
)
_COURSES = (
    "SELECT id, participant, programme, site, staff_approval_on, leader_approval_on, ended_on FROM course"
    " WHERE state = 'live' AND id IN (SELECT value FROM json_each(?))"
)
_COURSES_FOR = "SELECT id FROM course WHERE state = 'live' AND participant IN (SELECT value FROM json_each(?))"
_MATCHES = "SELECT id, course, volunteer, from_on, to_on FROM match WHERE state = 'live' AND course IN (SELECT value FROM json_each(?))"
_SAVED = (
    "SELECT e.hlc, e.usr, p.body FROM touch t JOIN entry e ON e.id = t.entry JOIN part p ON p.entry = t.entry AND p.place = t.place"
    " WHERE t.\"row\" = ? AND t.tab = 'session' AND p.state = 'present' AND e.hash NOT IN (SELECT hash FROM aside) ORDER BY e.hlc, e.id"
)
_NAMES = (
    "SELECT login, given || ' ' || family FROM volunteer WHERE state = 'live' AND login IN (SELECT value FROM json_each(?))"
    " UNION ALL SELECT id, name FROM \"user\" WHERE state = 'live' AND id IN (SELECT value FROM json_each(?))"
)
_CELLS = ", ".join(
    f"s.{column}"
    for column in ("id", "course", "held_on", "mode", "outcome", "cause", "minutes", "present", "next_on", "separate", "start", *AREAS)
)
_LINE = (
    f"SELECT {_CELLS}, p.alias, c.programme FROM session s LEFT JOIN course c ON c.id = s.course AND c.state = 'live'"  # noqa: S608 - a constant
    " LEFT JOIN participant p ON p.id = c.participant AND p.state = 'live' WHERE s.state = 'live'"
)
_SAME_DAYS = (
    f"SELECT DISTINCT {_CELLS} FROM session o JOIN session s ON s.course = o.course AND s.held_on = o.held_on AND s.state = 'live'"  # noqa: S608 - a constant
    " WHERE o.id IN (SELECT value FROM json_each(?))"
)
