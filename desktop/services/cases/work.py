"""What the verbs of a course have in common."""

from datetime import date

from desktop.errors import N_, InvalidValue, UnknownParticipant
from desktop.models.rows.domain import Course, Participant
from desktop.rules import eligibility
from desktop.rules.eligibility import Applicant
from desktop.rules.programmes import Programme
from desktop.services import checks, course_reading, transfer
from desktop.services.audience import of_course, of_site
from desktop.services.context import Context
from desktop.services.identities import Identities
from desktop.store.repositories import participants
from desktop.store.unit_of_work import About, Reading, Work


class CaseWork:
    """One vault at work on its courses."""

    def __init__(self, context: Context, identities: Identities) -> None:
        self._context = context
        self._identities = identities

    def _for_step(self, work: Work, course: str, step: str, on: date) -> Course:
        """The course, on which the step is possible on that day. Raises UnknownCourse, StatusForbids."""
        known = course_reading.required(work, course)
        course_reading.require_step(work, known, step, on)
        return known

    def _about(self, reading: Reading, course: Course) -> About:
        held_back = transfer.course_held_back(reading, course, self._context.today())
        return of_course(course.id, course.participant, local=held_back)

    def _about_person(self, reading: Reading, who: Participant) -> About:
        return of_site(who.site, who.id, local=transfer.held_back(reading, who.id, self._context.today()))

    def _happened(self, field: str, day: date) -> str:
        return checks.happened(field, day, self._context.today())

    def _applicant(self, programme: Programme, participant: str, on: date | None, birth_date: date | None = None) -> Applicant:
        """A known participant as somebody who is referred on a day, without what the course itself says.

        The sealed identity is opened only where the year of birth does not tell whether the age fits; that is audited.
        """
        with self._context.store.reading() as reading:
            facts = participants.facts(reading.connection, participant)
        if facts is None:
            return eligibility.applicant(on, birth_date)
        found = eligibility.applicant(
            on,
            birth_date,
            birth_year=facts.birth_year,
            legal_status=facts.legal_status,
            guardian_on=facts.guardian_on,
            guardian_reason=facts.guardian_reason,
        )
        if birth_date is not None or not eligibility.undecided(programme, found):
            return found
        identity = self._identities.open([participant]).get(participant)
        born = identity.birth_date if identity else None
        return found if born is None else self._applicant(programme, participant, on, born)


def participant_of(reading: Reading, id_: str) -> Participant:
    """Raises UnknownParticipant."""
    found = participants.by_id(reading.connection, id_)
    if found is None:
        raise UnknownParticipant(alias=id_)
    return found


def missing(field: str) -> InvalidValue:
    return InvalidValue(field=field, reason=N_("there is none like that here"))
