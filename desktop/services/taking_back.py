"""Undo of a step on a course: the value that stood before is saved again, or the field is emptied where nothing stood.

It is a change like any other, signed and dated; nothing disappears from the log.
"""

from dataclasses import dataclass

from desktop.errors import N_, InvalidValue
from desktop.models.rows.fields import Value
from desktop.services import course_reading, rights, transfer
from desktop.services.audience import of_course
from desktop.services.context import Context
from desktop.store.repositories import matches, units
from desktop.store.unit_of_work import Reading

TABLES = ("course", "match")
"""Steps on these can be taken back. A consent cannot: with it, what was saved before may have begun to travel."""


@dataclass(frozen=True, slots=True)
class Before:
    """What one unit of a row said before a step; None where it said nothing."""

    table: str
    row: str
    unit: str
    value: Value | None


class TakingBack:
    def __init__(self, context: Context) -> None:
        self._context = context

    def before(self, table: str, row: str, unit: str) -> Before:
        """To be asked before the step is taken; for a row that is not there yet it says nothing."""
        with self._context.store.reading() as reading:
            return Before(table, row, unit, units.present(reading.connection, table, row).get(unit))

    def take_back(self, before: Before) -> None:
        """Raises NotAllowed, UnknownCourse, InvalidValue."""
        if before.table not in TABLES:
            raise InvalidValue(field=N_("Step"), reason=N_("it cannot be taken back"))
        rights.require(self._context, before.table, before.unit, "put" if before.value else "tomb")
        with self._context.store.writing(self._context.author) as work:
            course = course_reading.required(work, _course_of(work, before))
            held_back = transfer.course_held_back(work, course, self._context.today())
            about = of_course(course.id, course.participant, local=held_back)
            if before.value is None:
                work.tomb(before.table, before.row, before.unit, about)
            else:
                work.put(before.table, before.row, before.unit, before.value, about)


def _course_of(reading: Reading, before: Before) -> str:
    if before.table == "course":
        return before.row
    known = matches.by_id(reading.connection, before.row)
    if known is None:
        raise InvalidValue(field=N_("Match"), reason=N_("there is none like that here"))
    return known.course
