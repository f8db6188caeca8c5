"""Study support: subject, exam, result without a grade, and what a transfer takes."""

from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, TextRefused, UnknownCourse
from desktop.models.rows.fields import Value
from desktop.models.rows.groups import Exam
from desktop.rules.study import Interruption
from desktop.services.session_drafts import SessionDraft
from desktop.services.study import Study
from tests.integration.services.vaults import BORN, Bench, refer


@pytest.fixture
def course(site: Bench) -> str:
    made = site.courses.refer("STUDY_INSIDE", "Karl", "Testmand", BORN, "m", "SERVING", date(2026, 1, 5), None, ("processing", "transfer"))
    return made.course


@pytest.fixture
def study(site: Bench) -> Study:
    return Study(site.context)


def test_what_is_studied_is_kept_with_the_course(site: Bench, study: Study, course: str) -> None:
    assert study.study(course, " Psykologi  B ", "hf", "2026-06") == ()
    assert study.study(course, "Psykologi B", "hf") == ()
    assert study.study(course, "Hash og stoffer", "hf") == ("hash", "stoffer")
    (line,) = site.courses.list()
    assert (line.course.subject, line.course.level, line.course.exam_month) == ("Hash og stoffer", "hf", "")


def test_an_exam_has_a_result_and_no_grade(study: Study, course: str) -> None:
    exam = study.exam(course, "Matematik B", "hf", "2026-03")
    assert study.exam(course, "matematik  b", "hf", "2026-03") == exam
    assert study.exam(course, "Matematik B", "hf", "2026-06") != exam
    study.result(exam, "not_passed")
    study.again(exam)
    first, second = study.exams(course)
    assert first == Exam(exam, course, "matematik b", "hf", "2026-03", "not_passed", again=True)
    assert second.result == ""
    study.result(exam, "passed")
    study.again(exam, enrolled=False)
    assert (study.exams(course)[0].result, study.exams(course)[0].again) == ("passed", False)
    with pytest.raises(InvalidValue):
        study.result(second.id, "passed")
    for result in ("12", "B", ""):
        with pytest.raises(InvalidValue):
            study.result(exam, result)
    assert study.found(course) == ()


@pytest.mark.parametrize(
    ("subject", "level", "month"),
    [("", "hf", "2026-06"), ("x" * 61, "hf", "2026-06"), ("Dansk", "phd", "2026-06"), ("Dansk", "hf", "juni"), ("Dansk", "hf", "")],
)
def test_what_cannot_be_is_refused(study: Study, course: str, subject: str, level: str, month: str) -> None:
    with pytest.raises(InvalidValue):
        study.exam(course, subject, level, month)
    assert study.exams(course) == ()


def test_a_subject_is_guarded(study: Study, course: str) -> None:
    with pytest.raises(TextRefused):
        study.exam(course, "Dansk 010190-1234", "hf", "2026-06")


def test_only_study_support_has_exams(site: Bench, study: Study) -> None:
    _, visiting = refer(site)
    for verb in (lambda: study.exam(visiting, "Dansk", "hf", "2026-06"), lambda: study.study(visiting, "Dansk", "hf")):
        with pytest.raises(InvalidValue):
            verb()
    with pytest.raises(InvalidValue):
        study.interruptions(visiting)
    with pytest.raises(InvalidValue):
        study.result(new_id(), "passed")
    with pytest.raises(UnknownCourse):
        study.exams(new_id())


def test_an_exam_that_somebody_put_on_a_visiting_course_is_found(site: Bench, study: Study, course: str) -> None:
    _, visiting = refer(site)
    with site.store.writing(site.context.author) as work:
        facts: Value = {"course": visiting, "subject": "Dansk", "level": "hf", "exam_month": "2026-06"}
        about = study._about(work, next(line.course for line in site.courses.list() if line.course.id == visiting))
        work.put("exam", new_id(), "facts", facts, about)
    assert study.found(visiting) == ("exam_elsewhere",)
    assert study.found(course) == ()


def test_a_transfer_interrupts_the_study_until_a_visit_is_held_again(site: Bench, study: Study, course: str) -> None:
    participant = next(line.course.participant for line in site.courses.list())
    site.sessions.log(course, SessionDraft(date(2026, 1, 20), "held", 60))
    site.courses.transfer(participant, date(2026, 2, 1))
    assert study.interruptions(course) == (Interruption(date(2026, 2, 1)),)
    site.sessions.log(course, SessionDraft(date(2026, 2, 10), "cancelled_prison", cause="moved"))
    site.sessions.log(course, SessionDraft(date(2026, 2, 24), "held", 60))
    (found,) = study.interruptions(course)
    assert (found.to_on, found.weeks) == (date(2026, 2, 24), 3)


def test_a_pause_for_a_transfer_interrupts_it_too(site: Bench, study: Study, course: str) -> None:
    site.sessions.log(course, SessionDraft(date(2026, 1, 20), "held", 60))
    site.courses.pause(course, date(2026, 2, 1), "transfer")
    site.courses.resume(course, date(2026, 3, 1))
    assert [(one.from_on, one.to_on, one.weeks) for one in study.interruptions(course)] == [(date(2026, 2, 1), date(2026, 3, 1), 4)]


def test_exams_are_a_leaders(hq: Bench) -> None:
    with pytest.raises(NotAllowed):
        Study(hq.context).exam(new_id(), "Dansk", "hf", "2026-06")
