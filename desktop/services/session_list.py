"""The list of all visits of a vault: a page between two keys, how many there are, one visit in full.

What a rule finds is computed for the visits that are shown, beside every other logging of the same courses and days, so
that a page says of a visit what the whole list would say.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from desktop.log import clock
from desktop.log.entry import Change
from desktop.models.rows.domain import Session
from desktop.models.rows.pages import Bounds, Order, Page
from desktop.rules import alias as aliases
from desktop.rules.dates import today_in_denmark
from desktop.rules.findings import findings
from desktop.rules.meeting import CANCELLED, HELD
from desktop.services import visit_findings
from desktop.services.context import Context
from desktop.store.repositories import courses, participants, session_pages, sessions, volunteers
from desktop.store.repositories.session_pages import Listed, Wanted
from desktop.store.unit_of_work import Reading

ORDERS = session_pages.ORDERS
"""Columns that the list can be sorted by."""
TWICE = "logged_twice"
OUTCOMES = {"": (), "held": tuple(sorted(HELD)), "cancelled": tuple(sorted(CANCELLED)), "planned": ("planned",)}
"""Group -> outcomes of it; a visit whose outcome is not known is in none."""


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """What is looked for. `period`: "" (all), this_month, last_month, this_year, or between, which reads `from_on` and `to_on`.

    `outcome` is a group of OUTCOMES; `alias` its beginning, as it is typed; `course` and `volunteer` are ids.
    """

    period: str = ""
    from_on: date | None = None
    to_on: date | None = None
    outcome: str = ""
    alias: str = ""
    course: str = ""
    programme: str = ""
    volunteer: str = ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One logging as the list shows it. `volunteers` are names; `found` codes of rules.findings, double logging among them."""

    session: Session
    alias: str
    programme: str
    volunteers: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.session.id

    @property
    def twice(self) -> bool:
        return TWICE in self.found


@dataclass(frozen=True, slots=True)
class Saved:
    """A day on which somebody logged or corrected a visit; `who` is "" where the log does not tell the name."""

    on: date
    who: str


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One logging in full: `history` begins with the day on which it was logged. `beside`: other loggings of that meeting or day."""

    line: SessionLine
    note: str
    history: tuple[Saved, ...]
    beside: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be filtered by in this vault: volunteers by (id, name). `today` is the day that periods are counted from."""

    volunteers: tuple[tuple[str, str], ...]
    today: date


class SessionList:
    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, asked: SessionFilter, order: Order, bounds: Bounds) -> Page[SessionLine]:
        """The visits between two keys of that order."""
        with self._context.store.reading() as reading:
            one_more = Bounds(bounds.after, bounds.upto, bounds.most + 1)
            keys = session_pages.keys(reading.connection, self._wanted(reading, asked), order, one_more)
            more, keys = len(keys) > bounds.most, keys[: bounds.most]
            return Page(_lines(reading, [str(key[-1]) for key in keys]), keys[-1] if keys else None, more)

    def count(self, asked: SessionFilter, most: int) -> int:
        """How many there are; `most` where there are as many or more."""
        with self._context.store.reading() as reading:
            return session_pages.count(reading.connection, self._wanted(reading, asked), most)

    def card(self, session: str) -> SessionCard | None:
        """One visit; nothing where it was taken back."""
        with self._context.store.reading() as reading:
            lines = _lines(reading, [session])
            if not lines:
                return None
            note = sessions.note(reading.connection, session)
            return SessionCard(lines[0], note.text if note else "", _history(reading, session), _beside(reading, session))

    def choices(self) -> Choices:
        with self._context.store.reading() as reading:
            known = volunteers.everybody(reading.connection)
        return Choices(tuple((one.id, f"{one.given} {one.family}".strip()) for one in known), self._context.today())

    def alias_of(self, course: str) -> str:
        """The alias that a course is known by here; "" where it is not known."""
        with self._context.store.reading() as reading:
            known = courses.by_id(reading.connection, course)
            who = participants.by_id(reading.connection, known.participant) if known else None
        return who.alias if who else ""

    def _wanted(self, reading: Reading, asked: SessionFilter) -> Wanted:
        first, last = period(asked, self._context.today())
        ids: tuple[str, ...] | None = (asked.course,) if asked.course else None
        if beginning := aliases.fold(asked.alias):
            meant = [one.id for one in participants.everybody(reading.connection) if aliases.fold(one.alias).startswith(beginning)]
            ids = tuple(one for one in session_pages.courses_for(reading.connection, meant) if asked.course in {"", one})
        return Wanted(first, last, OUTCOMES[asked.outcome], ids, asked.programme, asked.volunteer)


def period(asked: SessionFilter, today: date) -> tuple[date | None, date | None]:
    """First and last day of the period that is asked for, both included; nothing where it has no such end."""
    this_month = today.replace(day=1)
    if asked.period == "this_month":
        return this_month, (this_month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if asked.period == "last_month":
        last = this_month - timedelta(days=1)
        return last.replace(day=1), last
    if asked.period == "this_year":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    return (asked.from_on, asked.to_on) if asked.period == "between" else (None, None)


def _lines(reading: Reading, ids: list[str]) -> tuple[SessionLine, ...]:
    known = session_pages.listed(reading.connection, ids)
    came = session_pages.who_came(reading.connection, ids)
    found = _found(reading, known)
    return tuple(
        SessionLine(one.session, one.alias, one.programme, tuple(name for _, name in came.get(id_, ())), found.get(id_, ()))
        for id_ in ids
        if (one := known.get(id_)) is not None
    )


def _found(reading: Reading, known: dict[str, Listed]) -> dict[str, tuple[str, ...]]:
    """Session -> codes of what the rules find, sorted."""
    ids = {one.session.course for one in known.values()}
    connection = reading.connection
    there = session_pages.same_days(connection, list(known))
    codes: dict[str, list[str]] = {}
    courses_there = session_pages.courses_of(connection, ids)
    beside = visit_findings.beside(reading, courses_there, there)
    for finding in findings(courses_there, session_pages.matches_of(connection, ids), there, beside):
        for row in finding.rows:
            codes.setdefault(row, []).append(finding.code)
    return {row: tuple(sorted(found)) for row, found in codes.items() if row in known}


def _beside(reading: Reading, session: str) -> tuple[SessionLine, ...]:
    """The other loggings of that course and day."""
    ids = [one.id for one in session_pages.same_days(reading.connection, [session]) if one.id != session]
    return _lines(reading, sorted(ids))


def _history(reading: Reading, session: str) -> tuple[Saved, ...]:
    """Who logged and corrected it: entries that changed what it says. One that only says the same again is none of them."""
    saved = session_pages.saved(reading.connection, session)
    names = session_pages.user_names(reading.connection, {user for _, user, _ in saved})
    said: dict[str, object] = {}
    found: list[Saved] = []
    for stamp, user, changes in saved:
        if _changed(said, changes):
            found.append(Saved(today_in_denmark(clock.moment(stamp)), names.get(user, "")))
    return (*found[:1], *dict.fromkeys(found[1:]))


def _changed(said: dict[str, object], changes: tuple[Change, ...]) -> bool:
    """Whether the changes say something new of the units; `said` then knows it."""
    new = {one.unit: one.value for one in changes if said.get(one.unit) != one.value}
    said.update(new)
    return bool(new)
