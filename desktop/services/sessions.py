"""Visits: logging what was held, cancelled or planned, and correcting it.

The truth comes first: a visit that a rule forbids is logged, and the rule becomes a finding. In a volunteer's vault the
volunteer who logs is the one who took part, and only on courses on which that volunteer is or was matched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, NotAllowed, UnknownVolunteer
from desktop.models.rows.domain import Course, Note, Participation, Session
from desktop.models.rows.fields import AREAS, Value
from desktop.rules import findings as finding_rules
from desktop.rules import programmes
from desktop.rules.meeting import PLANNED, UNKNOWN, Meeting, is_held, meetings, registered_already
from desktop.services import course_reading, rights, transfer, visit_findings
from desktop.services.audience import of_course, of_volunteer
from desktop.services.context import Context
from desktop.services.session_drafts import SessionDraft, checked
from desktop.store.repositories import matches, sessions, units, volunteers
from desktop.store.unit_of_work import About, Reading, Work


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """`already`: the same meeting was logged before, and both count once. `findings`: codes of rules.findings about it.
    `words`: words of the note to ask about ("change" or "keep").
    """

    id: str
    already: bool
    findings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be said of a visit if it were saved now; codes of rules.findings. None of it stops the save."""

    blocks: tuple[str, ...]
    already: bool


class Sessions:
    def __init__(self, context: Context) -> None:
        self._context = context

    def log(self, course: str, draft: SessionDraft, *, again: str = "") -> LoggedSession:
        """Log one visit; `again` is the id of one that was taken back and is to stand again.

        Raises NotAllowed, UnknownCourse, UnknownVolunteer, InvalidValue, TextRefused, StatusForbids.
        """
        rights.require(self._context, "session", "facts")
        draft, words = checked(draft, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            known = course_reading.required(work, course)
            self._require_own(work, known)
            if draft.outcome == PLANNED:
                self._require_plan(work, known, draft.held_on)
            if again and sessions.by_id(work.connection, again) is not None:
                raise InvalidValue(field=N_("Visit"), reason=N_("it stands already"))
            return self._save(work, known, again or new_id(), draft, words)

    def correct(self, session: str, draft: SessionDraft) -> LoggedSession:
        """The visit was as `draft` says; what is equal is not saved again. Raises as `log`."""
        rights.require(self._context, "session", "facts")
        draft, words = checked(draft, self._context.today())
        with self._context.store.writing(self._context.author) as work:
            known = course_reading.required(work, _required(work, session).course)
            self._require_own(work, known)
            return self._save(work, known, session, draft, words)

    def take_back(self, session: str) -> None:
        """The visit was logged by mistake: empties it, who took part and its note; the log keeps that it was there.

        A volunteer takes back own loggings only. Raises NotAllowed, UnknownCourse, InvalidValue.
        """
        rights.require(self._context, "session", "facts", "tomb")
        with self._context.store.writing(self._context.author) as work:
            course = course_reading.required(work, _required(work, session).course)
            self._require_own(work, course)
            self._require_logged(work, session)
            about = self._about(work, course)
            for unit, value in units.present(work.connection, "session", session).items():
                if value is not None and rights.may(self._context, "session", unit, "tomb"):
                    work.tomb("session", session, unit, about)
            if sessions.note(work.connection, session) is not None:
                work.tomb("note", session, "text", about)
            for one in sessions.participations(work.connection, (session,)):
                work.tomb("participation", one.id, "facts", of_volunteer(one.volunteer, course.participant, local=about.local))

    def foresee(self, course: str, draft: SessionDraft, session: str = "") -> Foreseen:
        """What logging it, or correcting `session` to it, would say. Nothing is checked that a save refuses. Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            judged = judged_beside(reading, course_reading.required(reading, course), session, draft, ())
        return Foreseen(judged.findings, judged.already)

    def written(self, session: str) -> tuple[str, SessionDraft]:
        """A visit as it was logged: its course, and what a correction begins with. Raises InvalidValue."""
        with self._context.store.reading() as reading:
            return _written(reading, _required(reading, session))

    def separate(self, session: str, *, separate: bool = True) -> None:
        """Two loggings of one day are two meetings after all. Leaders only. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "session", "separate")
        with self._context.store.writing(self._context.author) as work:
            course = course_reading.required(work, _required(work, session).course)
            work.put("session", session, "separate", {"separate": separate}, self._about(work, course))

    def of_course(self, course: str) -> tuple[Session, ...]:
        """By date. Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            return sessions.of_course(reading.connection, course_reading.required(reading, course).id)

    def meetings(self, course: str) -> tuple[Meeting, ...]:
        """What was held, each meeting once, with what its loggings say together. Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            known = {one.id: one for one in sessions.of_course(reading.connection, course_reading.required(reading, course).id)}
            ordered = sessions.in_merge_order(reading.connection, list(known))
            return meetings((known[id_] for id_ in ordered), sessions.participations(reading.connection, list(known)))

    def recent(self, limit: int = 50) -> tuple[Session, ...]:
        """The latest by date, newest first."""
        with self._context.store.reading() as reading:
            return sessions.recent(reading.connection, limit)

    def participations(self, session: str) -> tuple[Participation, ...]:
        with self._context.store.reading() as reading:
            return sessions.participations(reading.connection, (session,))

    def note(self, session: str) -> Note | None:
        with self._context.store.reading() as reading:
            return sessions.note(reading.connection, session)

    def _require_own(self, reading: Reading, course: Course) -> None:
        """Raises NotAllowed for a volunteer who was never matched on the course."""
        own = self._context.author.volunteer
        if self._context.kind != "volunteer":
            return
        if not own or all(match.volunteer != own for match in matches.of_course(reading.connection, course.id)):
            raise NotAllowed(label=self._context.author.label)

    def _require_plan(self, work: Work, course: Course, day: date) -> None:
        """Raises InvalidValue, StatusForbids where nothing new may be planned. What was held is still logged: the truth comes first.

        A volunteer's vault is not told the consents, so there only an end forbids.
        """
        if finding_rules.withdrawn_by(visit_findings.beside(work, (course,)).consents, course.participant, day):
            raise InvalidValue(field=N_("Visit"), reason=N_("the consent to keep anything about the participant is withdrawn"))
        if self._context.kind != "volunteer" or course.ended_on is not None:
            course_reading.require_step(work, course, "plan", self._context.today())

    def _require_logged(self, reading: Reading, session: str) -> None:
        """Raises NotAllowed for a volunteer who neither logged the visit nor took part in it."""
        author = self._context.author
        own = sessions.own(reading.connection, author.user, author.volunteer)
        if self._context.kind == "volunteer" and session not in own:
            raise NotAllowed(label=author.label)

    def _about(self, reading: Reading, course: Course) -> About:
        held_back = transfer.course_held_back(reading, course, self._context.today())
        return of_course(course.id, course.participant, local=held_back)

    def _save(self, work: Work, course: Course, id_: str, draft: SessionDraft, words: tuple[str, ...]) -> LoggedSession:
        about = self._about(work, course)
        known = units.present(work.connection, "session", id_)
        self._require_time(known, draft)
        _require_areas(course, draft)
        logged = judged_beside(work, course, id_, draft, words)
        facts: Value = {
            "course": course.id,
            "held_on": draft.held_on.isoformat(),
            "mode": draft.mode,
            "outcome": draft.outcome,
            "cause": draft.cause,
        }
        work.put("session", id_, "facts", facts, about)
        for unit, value in _further(draft).items():
            if value is not None:
                work.put("session", id_, unit, value, about)
            elif known.get(unit):
                work.tomb("session", id_, unit, about)
        if draft.present != UNKNOWN or known.get("present"):
            work.put("session", id_, "present", {"present": draft.present}, about)
        if draft.note or sessions.note(work.connection, id_) is not None:
            work.put("note", id_, "text", {"session": id_, "text": draft.note}, about)
        self._put_participations(work, course, id_, draft, local=about.local)
        return logged

    def _require_time(self, known: Mapping[str, Value | None], draft: SessionDraft) -> None:
        """Raises NotAllowed where the time of day is changed by who may not say it."""
        before = (known.get("start") or {}).get("start") or ""
        if draft.start != before:
            rights.require(self._context, "session", "start")

    def _put_participations(self, work: Work, course: Course, session: str, draft: SessionDraft, *, local: bool) -> None:
        """Say who took part, or is to come. A leader's word is the whole list; a volunteer speaks for nobody else.

        Who was to come to a planned visit counts as having taken part once it was held, until that is corrected.
        """
        known = {one.volunteer: one.id for one in sessions.participations(work.connection, (session,))}
        wanted = dict.fromkeys(self._took_part(draft))
        for volunteer in wanted:
            if volunteer not in known:
                if volunteers.by_id(work.connection, volunteer) is None:
                    raise UnknownVolunteer(name=volunteer)
                value: Value = {"session": session, "volunteer": volunteer}
                work.put("participation", new_id(), "facts", value, of_volunteer(volunteer, course.participant, local=local))
        spoken_for = known if self._context.kind != "volunteer" else known.keys() & {self._context.author.volunteer}
        for volunteer, id_ in known.items():
            if volunteer in spoken_for and volunteer not in wanted:
                work.tomb("participation", id_, "facts", of_volunteer(volunteer, course.participant, local=local))

    def _took_part(self, draft: SessionDraft) -> tuple[str, ...]:
        if self._context.kind != "volunteer":
            return draft.volunteers
        own = self._context.author.volunteer
        if any(volunteer != own for volunteer in draft.volunteers):
            raise NotAllowed(label=self._context.author.label)
        return (own,) if is_held(draft.outcome) or draft.outcome == PLANNED else ()


def _required(reading: Reading, session: str) -> Session:
    found = sessions.by_id(reading.connection, session)
    if found is None:
        raise InvalidValue(field=N_("Visit"), reason=N_("there is none like that here"))
    return found


def _written(reading: Reading, found: Session) -> tuple[str, SessionDraft]:
    if found.held_on is None:
        raise InvalidValue(field=N_("Visit"), reason=N_("there is none like that here"))
    note = sessions.note(reading.connection, found.id)
    return found.course, SessionDraft(
        held_on=found.held_on,
        outcome=found.outcome,
        minutes=found.minutes,
        mode=found.mode,
        cause=found.cause,
        present=found.present or UNKNOWN,
        next_on=found.next_on,
        volunteers=tuple(one.volunteer for one in sessions.participations(reading.connection, (found.id,))),
        note=note.text if note else "",
        start=found.start,
        areas=found.areas,
    )


def judged_beside(reading: Reading, course: Course, id_: str, draft: SessionDraft, words: tuple[str, ...]) -> LoggedSession:
    """What the rules say of the visit beside the others of that day, before it is saved."""
    before = sessions.by_id(reading.connection, id_)
    apart = before is not None and before.separate
    new = Session(id_, course.id, draft.held_on, draft.mode, draft.outcome, draft.cause, draft.minutes, separate=apart)
    others = [one for one in sessions.on_day(reading.connection, course.id, draft.held_on) if one.id != id_]
    beside = visit_findings.beside(reading, (course,), (*others, new), {id_: draft.volunteers})
    found = finding_rules.findings((course,), matches.of_course(reading.connection, course.id), (*others, new), beside)
    codes = tuple(finding.code for finding in found if id_ in finding.rows and finding.code != "logged_twice")
    return LoggedSession(id_, registered_already(new, others) is not None, codes, words)


def _further(draft: SessionDraft) -> Mapping[str, Value | None]:
    """What may be said of a visit beside its facts: unit -> value, None where nothing is."""
    return {
        "minutes": None if draft.minutes is None else {"minutes": draft.minutes},
        "next": None if draft.next_on is None else {"next_on": draft.next_on.isoformat()},
        "start": {"start": draft.start} if draft.start else None,
        "areas": {area: area in draft.areas for area in AREAS} if draft.areas else None,
    }


def _require_areas(course: Course, draft: SessionDraft) -> None:
    """Raises InvalidValue where the programme has no areas."""
    if draft.areas and not programmes.of_code(course.programme).areas:
        raise InvalidValue(field=N_("Areas"), reason=N_("the programme has none"))
