"""Paper slips that a leader types in a row: each is a visit like any other, saved or refused by itself with its own reason.

A slip that says what somebody has logged already counts once with it; one that says nothing more than what stands is not saved
again, so that a pile may be typed twice.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from desktop.errors import N_, AmbiguousCourse, InvalidValue, UnknownCourse, WorldFault
from desktop.models.rows.domain import Course
from desktop.rules import alias as aliases
from desktop.rules import slips as rules
from desktop.rules.dates import parse_date
from desktop.rules.meeting import UNKNOWN, is_held
from desktop.rules.slips import Slip
from desktop.services import course_reading
from desktop.services.context import Context
from desktop.services.session_drafts import SessionDraft, checked
from desktop.services.sessions import LoggedSession, Sessions
from desktop.services.volunteers import Volunteers
from desktop.store.repositories import courses, participants, sessions
from desktop.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class SlipResult:
    """What became of one slip, by its place in the row from 1. `saved` is False where all of it stood already; then `logged` is that.

    With a `fault` nothing of it was saved.
    """

    number: int
    slip: Slip
    saved: bool
    logged: LoggedSession | None = None
    fault: WorldFault | None = None


class Slips:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._sessions, self._volunteers = Sessions(context), Volunteers(context)

    def save(self, slips: Sequence[Slip]) -> tuple[SlipResult, ...]:
        """Save them one by one, in their order. Raises NotAllowed for anybody but a leader; what is wrong with a slip is its own fault."""
        self._context.require_leader()
        return tuple(self._one(number, slip) for number, slip in enumerate(slips, 1))

    def code(self, course: str) -> str:
        """The code that is printed on a course's slips. Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            return rules.code_of(course_reading.required(reading, course).id)

    def course(self, typed: str) -> Course:
        """The course that a slip is about. Raises UnknownSite, UnknownCourse, AmbiguousCourse, InvalidValue."""
        with self._context.store.reading() as reading:
            return self._meant(reading, typed.strip())

    def _one(self, number: int, slip: Slip) -> SlipResult:
        try:
            course = self.course(slip.course)
            draft, _ = checked(self._read(slip), self._context.today())
            if stands := self._stands(course, draft):
                return SlipResult(number, slip, saved=False, logged=LoggedSession(stands, already=True))
            return SlipResult(number, slip, saved=True, logged=self._sessions.log(course.id, draft))
        except WorldFault as fault:
            return SlipResult(number, slip, saved=False, fault=fault)

    def _read(self, slip: Slip) -> SessionDraft:
        today = self._context.today()
        day = parse_date(slip.date, today)
        return SessionDraft(
            held_on=day,
            outcome=slip.outcome.casefold(),
            minutes=_number(slip.minutes),
            mode=slip.mode.casefold() or "in_person",
            cause=slip.cause.casefold(),
            present=slip.present.casefold() or UNKNOWN,
            next_on=parse_date(slip.next, today, N_("Next visit"), ahead=True) if slip.next else None,
            volunteers=tuple(self._volunteers.find(name).id for name in slip.volunteers),
            note=slip.note,
            start=slip.start,
            areas=tuple(area.casefold() for area in slip.areas),
        )

    def _stands(self, course: Course, draft: SessionDraft) -> str:
        """The id of a logging that says all that the slip says; "" where there is none."""
        with self._context.store.reading() as reading:
            there = sessions.on_day(reading.connection, course.id, draft.held_on)
        same = (one.id for one in there if (one.mode, one.outcome, one.cause) == (draft.mode, draft.outcome, draft.cause))
        return next((id_ for id_ in same if _says(self._sessions.written(id_)[1], draft)), "")

    def _meant(self, reading: Reading, typed: str) -> Course:
        today = self._context.today()
        if "/" in typed:
            return course_reading.named_course(reading, typed, today)
        found = list(self._of_alias(reading, typed))
        if not found and (code := rules.read_code(typed)):
            found = [one for one in courses.everything(reading.connection) if rules.code_of(one.id) == code]
        if not found:
            raise UnknownCourse(course=typed)
        if len(found) > 1:
            raise AmbiguousCourse(course=typed)
        return found[0]

    def _of_alias(self, reading: Reading, typed: str) -> Iterable[Course]:
        """The courses of a participant that a visit may be logged on, one in each programme."""
        wanted = aliases.fold(typed)
        meant = [one.id for one in participants.everybody(reading.connection) if wanted and aliases.fold(one.alias) == wanted]
        programmes = {course.programme for who in meant for course in courses.of_participant(reading.connection, who)}
        for programme in sorted(programmes):
            with suppress(UnknownCourse):
                yield course_reading.named_course(reading, f"{typed}/{programme}", self._context.today())


def _number(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > 4:
        raise InvalidValue(field=N_("Minutes"), reason=N_("it is not a whole number"))
    return int(typed)


def _says(stands: SessionDraft, draft: SessionDraft) -> bool:
    """Whether what stands says all of the draft, which is of the same day, mode and outcome."""
    return (
        draft.minutes in {None, stands.minutes}
        and draft.present in {UNKNOWN, stands.present}
        and draft.next_on in {None, stands.next_on}
        and draft.start in {"", stands.start}
        and draft.note in {"", stands.note}
        and draft.areas in {(), stands.areas}
        and (set(draft.volunteers) <= set(stands.volunteers) or not is_held(draft.outcome))
    )
