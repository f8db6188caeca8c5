"""Exams of study support."""

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.models.rows.groups import Exam
from desktop.store.repositories.cells import text

_EXAM = "SELECT id, course, subject, level, exam_month, result, enrolled_again FROM exam WHERE state = 'live'"


def by_id(connection: Connection, id_: str) -> Exam | None:
    found = connection.exec_driver_sql(f"{_EXAM} AND id = ?", (id_,)).first()
    return None if found is None else _exam(found)


def of_course(connection: Connection, course: str) -> tuple[Exam, ...]:
    """By month."""
    return tuple(_exam(row) for row in connection.exec_driver_sql(f"{_EXAM} AND course = ? ORDER BY exam_month, id", (course,)))


def everything(connection: Connection) -> tuple[Exam, ...]:
    """By month."""
    return tuple(_exam(row) for row in connection.exec_driver_sql(f"{_EXAM} ORDER BY exam_month, id"))


def _exam(row: Sequence[object]) -> Exam:
    id_, course, subject, level, exam_month, result, again = row
    return Exam(text(id_), text(course), text(subject), text(level), text(exam_month), text(result), bool(again))
