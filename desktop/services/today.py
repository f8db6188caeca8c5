"""What a visit leader asks in the morning, in one read: visits ahead and missed, who waits, what needs a look, what is safe."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop.log import clock
from desktop.models.rows.domain import Course, Match
from desktop.rules import findings as finding_rules
from desktop.rules.dates import today_in_denmark
from desktop.rules.status import WAITING, Status, open_on
from desktop.services import course_reading, planning, remarks, visit_findings
from desktop.services.context import Context
from desktop.services.remarks import Remark
from desktop.store import trustbook
from desktop.store.repositories import agenda, courses, entries, files, participants, volunteers
from desktop.store.repositories.agenda import NextVisit
from desktop.store.unit_of_work import Reading

AHEAD = timedelta(days=7)
LOOKED_AT = timedelta(days=60)
"""How far back visits are looked at for findings: an older one has been seen, and still stands on the course's card."""
MOST_FINDINGS = 40
MOST_JUDGED = 300
"""Held visits, the latest, of which it is asked whether whoever took part might visit: that is no question for SQL."""
MOST_MISSED = 20
LATE = timedelta(days=7)
"""How long a save may wait for headquarters' receipt before somebody is reminded."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that is to come or should have been logged. `planned`: as such, not only agreed as the next date, maybe with a time."""

    course: str
    alias: str
    programme: str
    on: date
    volunteers: tuple[str, ...]
    planned: bool
    start: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A course before its first visit. `since` is the referral, or the day on which a volunteer was found."""

    course: str
    alias: str
    programme: str
    status: Status
    since: date | None
    volunteers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilesUp:
    """What headquarters has. `unsafe`: saves without a receipt; `unsafe_since`: the day of the oldest of them."""

    enrolled: bool
    sent_on: date | None = None
    receipt_on: date | None = None
    unsafe: int = 0
    unsafe_since: date | None = None


@dataclass(frozen=True, slots=True)
class TodayRows:
    """`ahead` and `missed` by date, the latest missed first and not all of a long list; the others by how long they have waited."""

    day: date
    ahead: tuple[Visit, ...]
    missed: tuple[Visit, ...]
    missed_count: int
    waiting: tuple[Pending, ...]
    setting_up: tuple[Pending, ...]
    remarks: tuple[Remark, ...]
    files: FilesUp
    has_volunteers: bool
    has_courses: bool

    @property
    def late(self) -> bool:
        """Whether something has waited too long for a receipt."""
        since = self.files.unsafe_since
        return since is not None and self.day - since > LATE


class Today:
    def __init__(self, context: Context) -> None:
        self._context = context

    def read(self) -> TodayRows:
        """Raises NotAllowed for anybody but a leader."""
        self._context.require_leader()
        today = self._context.today()
        with self._context.store.reading() as reading:
            due = agenda.next_visits(reading.connection, today)
            ahead = [one for one in due if today <= one.on <= today + AHEAD]
            missed = [one for one in reversed(due) if one.on < today]
            shown = [*ahead, *missed[:MOST_MISSED]]
            new = agenda.not_begun(reading.connection, today)
            matched = _matched(reading, [*(one.course for one in shown), *new])
            names = _names(reading, matched)
            pending = _pending(reading, today, new, matched, names)
            return TodayRows(
                day=today,
                ahead=_timed(reading, _visits(ahead, matched, names)),
                missed=_visits(missed[:MOST_MISSED], matched, names),
                missed_count=len(missed),
                waiting=tuple(one for one in pending if one.status in WAITING),
                setting_up=tuple(one for one in pending if one.status is Status.SETTING_UP),
                remarks=(*remarks.besides_visits(reading, today - LOOKED_AT, today), *_of_visits(reading, today - LOOKED_AT)),
                files=files_up(reading),
                has_volunteers=bool(names) or agenda.has_any(reading.connection, "volunteer"),
                has_courses=bool(due or new) or agenda.has_any(reading.connection, "course"),
            )


Matched = Mapping[str, Sequence[Match]]
"""Course -> its matches."""


def _matched(reading: Reading, ids: Iterable[str]) -> Matched:
    found: dict[str, list[Match]] = {}
    for one in agenda.matched(reading.connection, sorted(set(ids))):
        found.setdefault(one.course, []).append(one)
    return found


def _names(reading: Reading, matched: Matched) -> dict[str, str]:
    """Volunteer -> name, of those who are matched."""
    wanted = {one.volunteer for known in matched.values() for one in known}
    return {one.id: f"{one.given} {one.family}" for one in volunteers.by_ids(reading.connection, sorted(wanted))}


def _aliases(reading: Reading, known: Iterable[Course]) -> dict[str, str]:
    """Participant -> alias."""
    return {one.id: one.alias for one in participants.by_ids(reading.connection, sorted({one.participant for one in known}))}


def _visits(due: Sequence[NextVisit], matched: Matched, names: Mapping[str, str]) -> tuple[Visit, ...]:
    """With the names of those who are matched on the day of the visit."""
    return tuple(
        Visit(one.course, one.alias, one.programme, one.on, _who(matched.get(one.course, ()), one.on, names), one.planned) for one in due
    )


def _timed(reading: Reading, visits: tuple[Visit, ...]) -> tuple[Visit, ...]:
    """With the time of what is planned, in the order of the day."""
    times = planning.starts(reading, [(one.course, one.on) for one in visits if one.planned])
    timed = (replace(one, start=times.get((one.course, one.on), "")) for one in visits)
    return tuple(sorted(timed, key=lambda one: (one.on, one.start or "99")))


def _who(known: Iterable[Match], day: date, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names of those whose match is open on a day."""
    open_ = {one.volunteer for one in known if open_on(one.from_on, one.to_on, day)}
    return tuple(sorted(name for id_ in open_ if (name := names.get(id_, ""))))


def _pending(reading: Reading, today: date, ids: Sequence[str], matched: Matched, names: Mapping[str, str]) -> list[Pending]:
    known = courses.by_ids(reading.connection, ids)
    aliases = _aliases(reading, known)
    standing = course_reading.statuses(reading, known, today)
    found = []
    for course in known:
        mine, stands = matched.get(course.id, ()), standing[course.id]
        since = course.referred_on
        who: tuple[str, ...] = ()
        if stands is Status.SETTING_UP:
            begun = [one.from_on for one in mine if one.from_on is not None and open_on(one.from_on, one.to_on, today)]
            since, who = min(begun, default=since), _who(mine, today, names)
        found.append(Pending(course.id, aliases.get(course.participant, ""), course.programme, stands, since, who))
    return sorted(found, key=lambda one: (one.since or today, one.alias, one.course))


def _of_visits(reading: Reading, since: date) -> tuple[Remark, ...]:
    """The findings of held visits since a day, a line for each course and kind; the same visit logged twice asks for nothing."""
    lately = (*agenda.irregular(reading.connection, since, MOST_FINDINGS), *agenda.held_lately(reading.connection, since, MOST_JUDGED))
    visits = tuple({one.id: one for one in lately}.values())
    if not visits:
        return ()
    known = {one.id: one for one in courses.by_ids(reading.connection, sorted({one.course for one in visits}))}
    aliases = _aliases(reading, known.values())
    beside = visit_findings.beside(reading, known.values(), visits)
    found = finding_rules.findings(tuple(known.values()), agenda.matched(reading.connection, list(known)), visits, beside)
    by_id = {one.id: one for one in visits}
    grouped: dict[tuple[str, str], list[date]] = {}
    for finding in found:
        for visit in (by_id[row] for row in finding.rows if row in by_id and finding.code != "logged_twice"):
            if visit.held_on is not None:
                grouped.setdefault((visit.course, finding.code), []).append(visit.held_on)
    listed = (
        Remark(course, aliases.get(known[course].participant, ""), code, len(days), max(days)) for (course, code), days in grouped.items()
    )
    return tuple(sorted(listed, key=lambda one: (-one.latest.toordinal(), one.alias, one.code)))


def files_up(reading: Reading) -> FilesUp:
    """How far headquarters has what is saved here."""
    parent = trustbook.parent(reading.connection)
    if parent is None:
        return FilesUp(enrolled=False)
    done = files.receipted(reading.connection)
    unsafe, oldest = 0, ""
    for chain in entries.chains(reading.connection):
        first = done.get((chain.dev, chain.inc), 0) + 1
        if first <= chain.seq:
            unsafe += chain.seq - first + 1
            stamp = agenda.saved_at(reading.connection, chain.dev, chain.inc, first)
            oldest = min(oldest or stamp, stamp)
    return FilesUp(
        enrolled=True,
        sent_on=_day(agenda.last_sent(reading.connection, parent.id), clock.parse),
        receipt_on=_day(agenda.last_receipt(reading.connection), clock.parse),
        unsafe=unsafe,
        unsafe_since=_day(oldest, clock.moment),
    )


def _day(written: str, read: Callable[[str], datetime]) -> date | None:
    """The calendar day in Denmark of a moment as the store keeps it."""
    return today_in_denmark(read(written)) if written else None
