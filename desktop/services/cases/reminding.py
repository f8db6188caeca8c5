"""What the clocks of the courses ask of a leader: nothing was held for long, the planned end comes near."""

from dataclasses import dataclass
from datetime import date

from desktop.models.rows.domain import Course
from desktop.rules import clocks, status
from desktop.rules.clocks import Intervals
from desktop.rules.status import CourseDates, Status
from desktop.services import course_reading
from desktop.services.cases.work import CaseWork
from desktop.store.repositories import courses, participants

SILENT, ENDS_SOON = "silent", "ends_soon"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One course and what is asked. `on`: of SILENT the day up to which it was alive, of ENDS_SOON the planned end."""

    course: str
    alias: str
    programme: str
    code: str
    on: date


class Reminding(CaseWork):
    def reminders(self, on: date | None = None) -> tuple[Reminder, ...]:
        """Of every open course on a day, today unless given, by date."""
        day = on or self._context.today()
        with self._context.store.reading() as reading:
            known = courses.still_open(reading.connection, day)
            intervals = course_reading.intervals_on(reading, day)
            facts = course_reading.facts_of(reading, known, day)
            aliases = {one.id: one.alias for one in participants.by_ids(reading.connection, sorted({one.participant for one in known}))}
        found = [
            Reminder(one.id, aliases.get(one.participant, ""), one.programme, code, since)
            for one in known
            for code, since in reminded(facts[one.id], day, intervals)
        ]
        return tuple(sorted(found, key=lambda one: (one.on, one.alias, one.course)))

    def planned_end(self, course: Course, on: date) -> date | None:
        """The day on which the course is to end, as known on a day; None where no clock runs."""
        with self._context.store.reading() as reading:
            return status.planned_end(course_reading.facts_of(reading, (course,), on)[course.id], on)


def reminded(facts: CourseDates, day: date, intervals: Intervals) -> list[tuple[str, date]]:
    """(code, day) of what is asked of one course."""
    stands = status.status_on(facts, day, intervals)
    end, heard = status.planned_end(facts, day), status.heard_on(facts, day)
    found = [(ENDS_SOON, end)] if end is not None and stands not in status.OVER and clocks.warned(end, day, intervals) else []
    if heard is not None and stands is Status.ACTIVE and clocks.asks(heard, day, intervals):
        found.append((SILENT, heard))
    return found
