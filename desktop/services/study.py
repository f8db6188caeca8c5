"""Study support: what is studied, the exam, its result without a grade, and the weeks that a transfer takes.

A transfer interrupts a study by a pause of that cause (services.cases).
"""

from datetime import date

from desktop.crypto.digests import domain_hash
from desktop.errors import N_, InvalidValue
from desktop.models.rows.domain import Course
from desktop.models.rows.fields import LEVELS, RESULTS, Value
from desktop.models.rows.groups import Exam
from desktop.rules import programmes, textguard
from desktop.rules import study as rules
from desktop.rules.meeting import is_held
from desktop.rules.study import Interruption
from desktop.services import checks, course_reading, rights, transfer
from desktop.services.audience import of_course
from desktop.services.context import Context
from desktop.store.repositories import configured, exams, hand_overs, movements, pauses, sessions
from desktop.store.unit_of_work import About, Reading, Work

DOMAIN = "indenfor-exam/1"
LONGEST = 60


class Study:
    def __init__(self, context: Context) -> None:
        self._context = context

    def study(self, course: str, subject: str, level: str, exam_month: str = "") -> tuple[str, ...]:
        """What is asked for or studied on a course; words of the subject to ask about.

        Raises NotAllowed, UnknownCourse, InvalidValue (no study support), TextRefused.
        """
        rights.require(self._context, "course", "study")
        kept, words = _subject(subject)
        value: Value = {"subject": kept, "level": _level(level), "exam_month": _month(exam_month) if exam_month else None}
        with self._context.store.writing(self._context.author) as work:
            known = _study(work, course)
            work.put("course", course, "study", value, self._about(work, known))
        return words

    def exam(self, course: str, subject: str, level: str, exam_month: str) -> str:
        """The participant is to sit an exam in a month; its id. The same subject and month is the same exam.

        Raises NotAllowed, UnknownCourse, InvalidValue (no study support), TextRefused.
        """
        rights.require(self._context, "exam", "facts")
        kept, _ = _subject(subject)
        value: Value = {"course": course, "subject": kept, "level": _level(level), "exam_month": _month(exam_month)}
        id_ = domain_hash(DOMAIN, f"{course}/{rules.fold(kept)}/{exam_month}".encode()).hex()[:32]
        with self._context.store.writing(self._context.author) as work:
            known = _study(work, course)
            work.put("exam", id_, "facts", value, self._about(work, known))
        return id_

    def result(self, exam: str, result: str) -> None:
        """Passed, not passed or not sat. Raises NotAllowed, InvalidValue (the month has not come)."""
        rights.require(self._context, "exam", "result")
        checks.code(N_("Result"), result, RESULTS)
        with self._context.store.writing(self._context.author) as work:
            known, course = _exam(work, exam)
            if known.exam_month > self._context.today().isoformat()[:7]:
                raise InvalidValue(field=N_("Result"), reason=N_("the month of the exam has not come"))
            work.put("exam", exam, "result", {"result": result}, self._about(work, course))

    def again(self, exam: str, *, enrolled: bool = True) -> None:
        """The participant is enrolled once more after it, or is not. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "exam", "again")
        with self._context.store.writing(self._context.author) as work:
            _, course = _exam(work, exam)
            work.put("exam", exam, "again", {"enrolled_again": enrolled}, self._about(work, course))

    def exams(self, course: str) -> tuple[Exam, ...]:
        """By month. Raises UnknownCourse."""
        with self._context.store.reading() as reading:
            return exams.of_course(reading.connection, course_reading.required(reading, course).id)

    def interruptions(self, course: str) -> tuple[Interruption, ...]:
        """What transfers took of the study, by date. Raises UnknownCourse, InvalidValue (no study support)."""
        with self._context.store.reading() as reading:
            known = _study(reading, course)
            logged = sessions.of_course(reading.connection, course)
            paused = pauses.of_courses(reading.connection, (course,))
            moved = movements.of_participants(reading.connection, (known.participant,))
            handed = hand_overs.of_participant(reading.connection, known.participant)
        days = [one.moved_on for one in moved if one.kind == "transferred"] + [one.handed_on for one in handed]
        while_open = [day for day in days if day is not None and _open(known, day)]
        held = [one.held_on for one in logged if one.held_on is not None and is_held(one.outcome)]
        return rules.interruptions(while_open, paused, held)

    def found(self, course: str) -> tuple[str, ...]:
        """Codes of what breaks a rule among the exams of a course. Raises UnknownCourse."""
        month = self._context.today().isoformat()[:7]
        with self._context.store.reading() as reading:
            known = course_reading.required(reading, course)
            studies = {known.id} if _is_study(reading, known) else set[str]()
            found = rules.findings(exams.of_course(reading.connection, course), studies, month)
        return tuple(dict.fromkeys(one.code for one in found))

    def _about(self, reading: Reading, course: Course) -> About:
        held_back = transfer.course_held_back(reading, course, self._context.today())
        return of_course(course.id, course.participant, local=held_back)


def _open(course: Course, day: date) -> bool:
    return (course.referred_on is None or course.referred_on <= day) and (course.ended_on is None or day <= course.ended_on)


def _study(reading: Reading, course: str) -> Course:
    """Raises UnknownCourse, InvalidValue where the course is no study support."""
    known = course_reading.required(reading, course)
    if not _is_study(reading, known):
        raise InvalidValue(field=N_("Course"), reason=N_("it is no study support"))
    return known


def _is_study(reading: Reading, course: Course) -> bool:
    return programmes.of_code(course.programme, configured.programmes(reading.connection)).family == programmes.STUDY


def _exam(work: Work, exam: str) -> tuple[Exam, Course]:
    known = exams.by_id(work.connection, exam)
    if known is None:
        raise InvalidValue(field=N_("Exam"), reason=N_("there is none like that here"))
    return known, course_reading.required(work, known.course)


def _subject(typed: str) -> tuple[str, tuple[str, ...]]:
    """The subject as it is kept, and words to ask about. Raises InvalidValue, TextRefused."""
    kept = checks.tidy(typed)
    if not kept:
        raise InvalidValue(field=N_("Subject"), reason=N_("it is missing"))
    if len(kept) > LONGEST:
        raise InvalidValue(field=N_("Subject"), reason=N_("it is too long"))
    return kept, textguard.check(N_("Subject"), kept)


def _level(level: str) -> str:
    checks.code(N_("Level"), level, LEVELS)
    return level


def _month(typed: str) -> str:
    return checks.month(N_("Exam month"), typed)
