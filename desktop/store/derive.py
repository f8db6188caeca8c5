"""Derived columns: what follows from other rows of the log alone, recomputed set-based once a run of apply.

`course.d_first_held` and `d_last_held` are the earliest and latest date of the course's held sessions, findings
included, as ISO text. "Started" is that event; a correction moves it. What was counted of a course (course_year) is
thrown away when something of it changes, and counted anew when somebody asks.
"""

from sqlalchemy import Connection

from desktop.store.layout import Layout, Row

_HELD = "SELECT {pick}(held_on) FROM session WHERE course = ?1 AND outcome IN ('held', 'held_short')"
"""A session has a date only while its row is live, so the covering index has all that is asked."""
_COURSE = f"UPDATE course SET d_first_held = ({_HELD.format(pick='min')}), d_last_held = ({_HELD.format(pick='max')}) WHERE id = ?1"  # noqa: S608 - constants

_COUNTED = "DELETE FROM course_year WHERE course = ?"
_CAME = "DELETE FROM course_year WHERE course = (SELECT course FROM session WHERE id = ?)"


class Touched:
    """The rows whose derived columns a run of apply must compute anew."""

    def __init__(self) -> None:
        self._courses: set[str] = set()
        self._recount: set[str] = set()
        self._came: set[str] = set()

    def changed(self, layout: Layout, old: Row | None, new: Row | None) -> None:
        if layout.table == "course":  # one that was removed may come back as a stub
            self._courses.update(str(row[0]) for row in (old, new) if row is not None and None in (old, new))
            self._recount.update(str(row[0]) for row in (old, new) if row is not None)
        if layout.table == "session":
            course = layout.units["facts"].fields["course"]
            self._courses.update(str(row[course]) for row in (old, new) if row is not None and row[course])
        if layout.table == "participation":
            session = layout.units["facts"].fields["session"]
            self._came.update(str(row[session]) for row in (old, new) if row is not None and row[session])

    def settle(self, connection: Connection) -> None:
        if self._courses or self._recount:
            connection.exec_driver_sql(_COUNTED, [(id_,) for id_ in sorted(self._courses | self._recount)])
        if self._came:
            connection.exec_driver_sql(_CAME, [(id_,) for id_ in sorted(self._came)])
        if self._courses:
            connection.exec_driver_sql(_COURSE, [(id_,) for id_ in sorted(self._courses)])
