"""Retention: what must go by today and what will go within the warning; done by itself in a leader's or headquarters' time.

Headquarters closes the year first, with named gaps, because closing needs what retention takes away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, NotAllowed
from desktop.models.rows.fields import Value
from desktop.rules import retention, status
from desktop.rules.authority import HQ_ADMIN, HQ_COORDINATOR, VISIT_LEADER
from desktop.rules.configuration import Configuration
from desktop.rules.dates import add_months
from desktop.rules.retention import Due, Kept
from desktop.rules.status import CourseDates, Status
from desktop.services import checks, configuring, course_reading, erasing, rights
from desktop.services.context import Context
from desktop.services.year_close import YearClose
from desktop.store import audit
from desktop.store.repositories import courses, participants, retained
from desktop.store.unit_of_work import About, Reading

ERASED = "retention"
"""Verb of the audit row that sums up a run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`due` goes today; `warned` goes within the days of warning; `held`: people of whom nothing goes. Each by day."""

    day: date
    due: tuple[Due, ...]
    warned: tuple[Due, ...]
    held: frozenset[str]
    close: int | None
    """The year that headquarters must close before anything goes."""
    close_soon: int | None
    """The year that headquarters is warned of."""


@dataclass(frozen=True, slots=True)
class Done:
    """What went, by kind; rows of the audit trail apart. `closed`: the year that was closed before."""

    plan: Plan
    erased: tuple[Due, ...]
    audit_rows: int = 0
    closed: int | None = None


class Retention:
    def __init__(self, context: Context, close: YearClose) -> None:
        self._context = context
        self._close = close

    def plan(self, on: date | None = None) -> Plan:
        """What goes today, or would on another day, and what is warned of. Raises NotAllowed outside leaders and headquarters."""
        self._context.require(VISIT_LEADER, HQ_COORDINATOR, HQ_ADMIN)
        day = on or self._context.today()
        with self._context.store.reading() as reading:
            known, held = configuring.read(reading), self._held(reading, day)
            found = (
                *retention.cases(_kept(reading, day), known, held),
                *_notes(reading, day, known, held),
                *_talks(reading, day, known, held),
                *_volunteers(reading, known, held),
            )
        due = tuple(sorted(one for one in found if one.on <= day))
        warned = tuple(sorted(one for one in found if day < one.on and retention.warned_from(one.on, known, day) <= day))
        at_headquarters = self._context.kind == "hq"
        years = self._close.years() if at_headquarters else ()
        counted = [one for one in due if one.kind in {"course", "participant"}]
        return Plan(
            day,
            due,
            warned,
            held,
            close=retention.year_to_close(day, years) if at_headquarters and counted else None,
            close_soon=retention.year_to_warn_of(day, years) if at_headquarters else None,
        )

    def run(self, on: date | None = None) -> Done:
        """Delete what is due, each person in a unit of work of its own. Raises NotAllowed, StorageError."""
        plan = self.plan(on)
        if plan.close is not None and plan.close < self._context.today().year:
            self._close.close(plan.close)
        done = tuple(one for one in plan.due if self._erase(one, plan.day))
        with self._context.store.writing(self._context.author) as work:
            if work.kind == "hq":
                erasing.erase_moves(work, plan.day)
            rows = audit.forget_before(
                work.connection, retention.audit_before(min(plan.day, self._context.today()), configuring.read(work))
            )
            if done or rows:
                work.audit(ERASED, "erasure", str(len(done)))
        return Done(plan, done, rows, plan.close)

    def hold(self, subject: str, from_on: date) -> str:
        """Nothing about this participant or volunteer goes from that day on; the hold's id. Headquarters alone. Raises NotAllowed."""
        rights.require(self._context, "hold", "held")
        with self._context.store.writing(self._context.author) as work:
            if found := retained.hold_of(work.connection, subject, from_on):
                return found
            id_ = new_id()
            value: Value = {"subject": subject, "from_on": checks.dated(N_("From"), from_on)}
            work.put("hold", id_, "held", value, self._about(work, subject))
        return id_

    def end_hold(self, subject: str, on: date) -> None:
        """Raises NotAllowed, InvalidValue where there is no hold."""
        rights.require(self._context, "hold", "end")
        with self._context.store.writing(self._context.author) as work:
            found = retained.hold_of(work.connection, subject, on)
            if not found:
                raise InvalidValue(field=N_("Hold"), reason=N_("there is none like that here"))
            work.put("hold", found, "end", {"to_on": checks.dated(N_("To"), on)}, self._about(work, subject))

    def _held(self, reading: Reading, day: date) -> frozenset[str]:
        """Of whom nothing goes: a hold that ends before another day is asked for still holds today."""
        return retained.holds(reading.connection, day) | retained.holds(reading.connection, self._context.today())

    @staticmethod
    def _about(reading: Reading, subject: str) -> About:
        site = retained.site_of(reading.connection, "participant", subject) or retained.site_of(reading.connection, "volunteer", subject)
        return About(f"site/{site}")

    def _erase(self, due: Due, day: date) -> bool:
        """Whether there was anything to delete that this person may delete here."""
        try:
            with self._context.store.writing(self._context.author) as work:
                match due.kind:
                    case "participant":
                        who = participants.by_id(work.connection, due.subject)
                        return who is not None and erasing.erase_participant(work, who, "retention", day) > 0
                    case "course":
                        course = courses.by_id(work.connection, due.subject)
                        return course is not None and erasing.erase_course(work, course, "retention", day) > 0
                    case "volunteer":
                        site = retained.site_of(work.connection, "volunteer", due.subject)
                        return erasing.erase_volunteer(work, due.subject, site, "retention", day) > 0
                    case "talk":
                        erasing.erase_talk(work, due.subject, due.participant)
                    case _:
                        course = courses.by_id(work.connection, due.participant)
                        if course is not None:
                            erasing.erase_note(work, due.subject, course)
        except NotAllowed:  # another place's, or headquarters': it goes there
            return False
        return True


def _kept(reading: Reading, day: date) -> Iterable[Kept]:
    every = courses.everything(reading.connection)
    intervals = course_reading.intervals_on(reading, day)
    facts = course_reading.facts_of(reading, every, day)
    for one in every:
        mine = facts[one.id]
        standing = status.status_on(mine, day, intervals)
        yield Kept(
            course=one.id,
            participant=one.participant,
            programme=one.programme,
            referred_on=one.referred_on,
            approved=one.staff_approval_on is not None and one.leader_approval_on is not None,
            declined_on=(one.declined_on or one.withdrawn_on) if standing in {Status.DECLINED, Status.WITHDRAWN} else None,
            ended_on=_ended(mine, day, intervals.end_months) if standing is Status.ENDED else None,
            last_held=one.last_held,
        )


def _ended(facts: CourseDates, day: date, silent_months: int) -> date | None:
    """The day on which the course ended: by an event, else by the silence after the last that was heard."""
    ended = status.ended_by(facts, day)
    if ended is not None and ended <= day:
        return ended
    heard = status.heard_on(facts, day)
    return None if heard is None else add_months(heard, silent_months)


def _notes(reading: Reading, day: date, known: Configuration, held: frozenset[str]) -> Iterable[Due]:
    for note, course, participant, held_on in retained.notes(reading.connection):
        if participant not in held:
            yield Due(retention.note_due(held_on, known, day), "note", note, course)


def _talks(reading: Reading, day: date, known: Configuration, held: frozenset[str]) -> Iterable[Due]:
    for talk, volunteer, asked_on in retained.talks(reading.connection):
        if volunteer not in held:
            yield Due(retention.note_due(asked_on, known, day), "talk", talk, volunteer)


def _volunteers(reading: Reading, known: Configuration, held: frozenset[str]) -> Iterable[Due]:
    for volunteer, left_on, last in retained.left(reading.connection):
        if volunteer not in held:
            yield Due(retention.volunteer_due(left_on, last, known), "volunteer", volunteer)
