"""Which visits are due: what several services ask."""

from datetime import date

from desktop.models.rows.domain import Session
from desktop.rules.meeting import unanswered
from desktop.store.repositories import sessions
from desktop.store.unit_of_work import Reading


def due(reading: Reading, first: date, last: date) -> tuple[Session, ...]:
    """The visits that are planned between two days, both included, and of which nothing was logged yet, by date."""
    planned = sessions.planned(reading.connection, first, last)
    spots = sorted({(one.course, one.held_on) for one in planned if one.held_on is not None})
    return unanswered(planned, sessions.on_days(reading.connection, spots))
