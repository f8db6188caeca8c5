"""Courses from the referral to the end. One method is one verb and one transaction; they stand in `services.cases` by what they are about.

A status is never set: every verb saves dated facts, after asking whether the step is possible on that day.
"""

from datetime import date

from desktop.models.rows.domain import Course, Participant
from desktop.models.rows.fields import PROGRAMMES
from desktop.rules.status import Status
from desktop.services import course_reading
from desktop.services.cases.approving import Approving
from desktop.services.cases.consenting import Consenting
from desktop.services.cases.lasting import Lasting
from desktop.services.cases.matching import Matching
from desktop.services.cases.referring import Details, Referred, Referring
from desktop.services.cases.reminding import Reminder, Reminding
from desktop.services.cases.staying import Away, Consequences, Staying
from desktop.services.course_reading import CourseLine
from desktop.store.repositories import participants

__all__ = ["COURSE_PROGRAMMES", "Away", "Consequences", "Courses", "Details", "Referred", "Reminder"]

COURSE_PROGRAMMES = tuple(code for code in PROGRAMMES if code != "GROUP")
"""Group events are counted by heads and have no course. Headquarters may set up further programmes: ask `Courses.offered`."""


class Courses(Referring, Approving, Matching, Lasting, Staying, Consenting, Reminding):
    """Every verb of a course, and what is asked about them."""

    def find(self, typed: str, *, even_over: bool = False) -> Course:
        """The course "[SITE/]ALIAS/PROGRAMME" that is not over; where `even_over` is said and there is none, the latest that is.

        Raises UnknownSite, UnknownCourse, AmbiguousCourse, InvalidValue.
        """
        with self._context.store.reading() as reading:
            return course_reading.named_course(reading, typed, self._context.today(), even_over=even_over)

    def status(self, course: str, on: date) -> Status:
        """Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            return course_reading.status_of(reading, course_reading.required(reading, course), on)

    def list(self, on: date | None = None) -> tuple[CourseLine, ...]:
        """Every course by alias with its status on a day, today unless given."""
        with self._context.store.reading() as reading:
            return course_reading.lines(reading, on or self._context.today())

    def participants(self) -> tuple[Participant, ...]:
        with self._context.store.reading() as reading:
            return participants.everybody(reading.connection)
