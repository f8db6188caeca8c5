"""What retention looks for beside courses: notes, wishes to talk, restrictions, volunteers who left; and the rows of one course."""

from datetime import date

from sqlalchemy import Connection

from desktop.store.layout import Key
from desktop.store.repositories.cells import day, text

_OF_COURSE = (
    ("note", "SELECT n.id FROM note n JOIN session s ON s.id = n.session WHERE s.course = ?1 ORDER BY n.id"),
    ("participation", "SELECT p.id FROM participation p JOIN session s ON s.id = p.session WHERE s.course = ?1 ORDER BY p.id"),
    ("session", "SELECT id FROM session WHERE course = ?1 ORDER BY held_on, id"),
    ("exam", "SELECT id FROM exam WHERE course = ?1 ORDER BY id"),
    ("pause", "SELECT id FROM pause WHERE course = ?1 ORDER BY id"),
    ("match", "SELECT id FROM match WHERE course = ?1 ORDER BY id"),
    ("course", "SELECT id FROM course WHERE id = ?1"),
)
_OF_VOLUNTEER = (
    ("talk", "SELECT id FROM talk WHERE volunteer = ?1 ORDER BY id"),
    ("qualification", "SELECT id FROM qualification WHERE volunteer = ?1 ORDER BY id"),
    ("contact", "SELECT id FROM contact WHERE id = ?1 AND state <> 'erased'"),
    ("volunteer", "SELECT id FROM volunteer WHERE id = ?1 AND state <> 'erased'"),
)


def of_course(connection: Connection, course: str) -> tuple[Key, ...]:
    """(table, row id) of everything that belongs to one course, the course last; what others hang on goes after them."""
    return tuple((table, text(id_)) for table, select in _OF_COURSE for (id_,) in connection.exec_driver_sql(select, (course,)))


def of_volunteer(connection: Connection, volunteer: str) -> tuple[Key, ...]:
    """The same of a volunteer. That the volunteer took part in a visit stays, without a name."""
    return tuple((table, text(id_)) for table, select in _OF_VOLUNTEER for (id_,) in connection.exec_driver_sql(select, (volunteer,)))


def notes(connection: Connection) -> tuple[tuple[str, str, str, date], ...]:
    """(note, course, participant or "", day of the visit) of every note that is here."""
    rows = connection.exec_driver_sql(
        "SELECT n.id, s.course, c.participant, s.held_on FROM note n JOIN session s ON s.id = n.session"
        " LEFT JOIN course c ON c.id = s.course"
        " WHERE n.state <> 'erased' AND s.course IS NOT NULL AND s.held_on IS NOT NULL ORDER BY n.id"
    )
    return tuple((text(id_), text(course), text(who), date.fromisoformat(text(held_on))) for id_, course, who, held_on in rows)


def talks(connection: Connection) -> tuple[tuple[str, str, date], ...]:
    """(wish to talk, volunteer, day on which it was said) of every one that is here."""
    rows = connection.exec_driver_sql("SELECT id, volunteer, asked_on FROM talk WHERE state = 'live' AND asked_on IS NOT NULL ORDER BY id")
    return tuple((text(id_), text(volunteer), date.fromisoformat(text(asked_on))) for id_, volunteer, asked_on in rows)


def restrictions(connection: Connection, participant: str) -> tuple[str, ...]:
    rows = connection.exec_driver_sql("SELECT id FROM restriction WHERE participant = ? ORDER BY id", (participant,))
    return tuple(text(id_) for (id_,) in rows)


def left(connection: Connection) -> tuple[tuple[str, date, date | None], ...]:
    """(volunteer, day of leaving, last day of a held visit) of those who have left."""
    rows = connection.exec_driver_sql(
        "SELECT v.id, v.left_on, (SELECT max(s.held_on) FROM participation p JOIN session s ON s.id = p.session"
        " WHERE p.volunteer = v.id AND p.state = 'live' AND s.outcome IN ('held', 'held_short'))"
        " FROM volunteer v WHERE v.state = 'live' AND v.left_on IS NOT NULL ORDER BY v.id"
    )
    return tuple((text(id_), date.fromisoformat(text(left_on)), day(last)) for id_, left_on, last in rows)


def holds(connection: Connection, on: date) -> frozenset[str]:
    """Participants and volunteers of whom nothing may go on a day."""
    rows = connection.exec_driver_sql(
        "SELECT subject FROM hold WHERE state = 'live' AND subject IS NOT NULL AND from_on <= ?1 AND (to_on IS NULL OR to_on > ?1)",
        (on.isoformat(),),
    )
    return frozenset(text(subject) for (subject,) in rows)


def hold_of(connection: Connection, subject: str, on: date) -> str:
    """The hold on one of them; "" where there is none."""
    found = connection.exec_driver_sql(
        "SELECT id FROM hold WHERE state = 'live' AND subject = ?1 AND from_on <= ?2 AND (to_on IS NULL OR to_on > ?2) LIMIT 1",
        (subject, on.isoformat()),
    ).scalar()
    return text(found) if found is not None else ""


def site_of(connection: Connection, table: str, id_: str) -> str:
    """The site of a participant or a volunteer."""
    found = connection.exec_driver_sql(f'SELECT site FROM "{table}" WHERE id = ?', (id_,)).scalar()  # noqa: S608 - one of two names
    return text(found) if found is not None else ""
