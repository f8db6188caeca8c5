"""How long a course lasts: pauses, the end, and headquarters' extension."""

from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, StatusForbids
from desktop.models.rows.domain import Course
from desktop.models.rows.fields import END_REASONS, PAUSE_CAUSES
from desktop.rules import moving, status
from desktop.services import checks, course_reading, rights, trust
from desktop.services.audience import of_site
from desktop.services.cases.work import CaseWork
from desktop.store.repositories import hand_overs, pauses
from desktop.store.unit_of_work import Work


class Lasting(CaseWork):
    def pause(self, course: str, from_on: date, cause: str = "leader") -> str:
        """The course stands still from a day on; the pause's id. Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids."""
        rights.require(self._context, "pause", "begun")
        checks.code(N_("Cause"), cause, PAUSE_CAUSES)
        day = self._happened(N_("From"), from_on)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "pause", from_on)
            id_ = new_id()
            work.put("pause", id_, "begun", {"course": course, "from_on": day, "cause": cause}, self._about(work, known))
        return id_

    def resume(self, course: str, on: date) -> None:
        """The course goes on: the day itself is no longer one of the pause.

        A participant who is no longer here must first be noted as returned. Raises NotAllowed, UnknownCourse, InvalidValue,
        StatusForbids.
        """
        rights.require(self._context, "pause", "end")
        day = self._happened(N_("Goes on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "resume", on)
            standing = [one for one in pauses.of_courses(work.connection, (course,)) if one.to_on is None or one.to_on > on]
            mine = [one for one in standing if one.from_on is not None and one.from_on <= on]
            if not mine:
                raise StatusForbids(status=status.WORDS[status.Status.PAUSED], reason=N_("the participant is no longer here"))
            for one in mine:
                work.put("pause", one.id, "end", {"to_on": day}, self._about(work, known))

    def end(self, course: str, on: date, reason: str) -> None:
        """The course ends. Its matches keep their own dates. Raises NotAllowed, UnknownCourse, InvalidValue, StatusForbids."""
        rights.require(self._context, "course", "end")
        checks.code(N_("Reason"), reason, END_REASONS)
        day = checks.dated(N_("Ended on"), on)
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "end", on)
            checks.ordered(N_("Ended on"), known.referred_on, on)
            work.put("course", course, "end", {"ended_on": day, "end_reason": reason}, self._about(work, known))

    def extend(self, course: str, to: date) -> None:
        """Headquarters alone puts off the planned end, also one that has come.

        Raises NotAllowed, UnknownCourse, InvalidValue (no planned end, or a day that is not later), StatusForbids.
        """
        rights.require(self._context, "course", "extension")
        day, today = checks.dated(N_("Extended to"), to), self._context.today()
        with self._context.store.writing(self._context.author) as work:
            known = self._for_step(work, course, "extend", today)
            facts = course_reading.facts_of(work, (known,), today)[course]
            planned = status.planned_end(facts, today)
            if planned is None or not facts.programme.extendable:
                raise InvalidValue(field=N_("Extended to"), reason=N_("the course has no planned end"))
            if to <= planned:
                raise InvalidValue(field=N_("Extended to"), reason=N_("it is not later than the planned end"))
            work.put(
                "course", course, "extension", {"extended_to": day}, of_site(_place_of(work, known, today), known.participant, local=False)
            )


def _place_of(work: Work, course: Course, today: date) -> str:
    """The site that answers for the course: headquarters' word goes down to it, by the scope of its part.

    A laptop calls its place by its own id until it is enrolled.
    """
    site = moving.responsible_site(course, hand_overs.of_participant(work.connection, course.participant), today)
    laptop = trust.load(work).vaults.get(site)
    return laptop.site if laptop else site
