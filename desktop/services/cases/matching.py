"""Volunteers on a course: as many as the programme needs, one match each."""

from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, UnknownVolunteer
from desktop.models.rows.domain import Course
from desktop.rules.status import open_on
from desktop.services import checks, course_reading, rights
from desktop.services.cases.work import CaseWork, missing
from desktop.store.repositories import matches, participants, volunteers
from desktop.store.unit_of_work import Work


class Matching(CaseWork):
    def match(self, course: str, volunteer: str, from_on: date) -> str:
        """A volunteer on a course from a first day; the match's id. The participant's wished language has served, and goes.

        Raises NotAllowed, UnknownCourse, UnknownVolunteer, InvalidValue (matched already), StatusForbids.
        """
        rights.require(self._context, "match", "pair")
        day = checks.dated(N_("From"), from_on)
        with self._context.store.writing(self._context.author) as work:
            known = course_reading.required(work, course)
            if volunteers.by_id(work.connection, volunteer) is None:
                raise UnknownVolunteer(name=volunteer)
            course_reading.require_step(work, known, "match", from_on)
            others = matches.of_course(work.connection, course)
            if any(one.volunteer == volunteer and open_on(one.from_on, one.to_on, from_on) for one in others):
                raise InvalidValue(field=N_("Volunteer"), reason=N_("is matched on this course already"))
            id_ = new_id()
            work.put("match", id_, "pair", {"course": course, "volunteer": volunteer, "from_on": day}, self._about(work, known))
            self._forget_language(work, known)
        return id_

    def unmatch(self, match: str, to_on: date) -> None:
        """The match's last day. Raises NotAllowed, UnknownCourse, InvalidValue."""
        rights.require(self._context, "match", "end")
        day = checks.dated(N_("To"), to_on)
        with self._context.store.writing(self._context.author) as work:
            known = matches.by_id(work.connection, match)
            if known is None:
                raise missing(N_("Match"))
            course = self._for_step(work, known.course, "end_match", to_on)
            checks.ordered(N_("To"), known.from_on, to_on)
            work.put("match", match, "end", {"to_on": day}, self._about(work, course))

    def _forget_language(self, work: Work, course: Course) -> None:
        who, facts = participants.by_id(work.connection, course.participant), participants.facts(work.connection, course.participant)
        if who is not None and facts is not None and facts.language:
            work.tomb("person", who.id, "language", self._about_person(work, who))
