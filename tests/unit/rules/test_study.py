"""Study support: what breaks a rule, and what transfers took."""

from dataclasses import replace
from datetime import date

from desktop.models.rows.domain import Pause
from desktop.models.rows.fields import LEVELS as CODES
from desktop.models.rows.fields import RESULTS as OUTCOMES
from desktop.models.rows.groups import Exam
from desktop.rules.findings import Finding
from desktop.rules.study import LEVELS, RESULTS, Interruption, findings, fold, interruptions

EXAM = Exam("x", "c", "Matematik B", "hf", "2025-06", "passed")
JANUARY, MARCH, MAY = (date(2025, month, 1) for month in (1, 3, 5))


def test_every_level_and_result_has_its_words() -> None:
    assert set(LEVELS) == set(CODES)
    assert set(RESULTS) == set(OUTCOMES)


def test_a_result_comes_after_its_exam_on_a_course_of_study_and_once() -> None:
    assert findings([EXAM], ["c"], "2025-06") == ()
    assert findings([EXAM], ["c"], "2025-05") == (Finding("result_before_exam", ("x",)),)
    assert findings([replace(EXAM, result="")], ["c"], "2025-05") == ()
    assert findings([EXAM], ["d"], "2025-06") == (Finding("exam_elsewhere", ("x",)),)
    twice = replace(EXAM, id="a", subject=" matematik  b")
    assert findings([EXAM, twice], ["c"], "2025-06") == (Finding("exam_twice", ("a", "x")),)
    assert findings([replace(EXAM, exam_month=""), replace(twice, exam_month="")], ["c"], "2025-06") == ()
    assert fold("  Dansk   A ") == fold("dansk a")


def test_a_study_goes_on_when_the_pause_ends_or_a_visit_is_held() -> None:
    assert interruptions([JANUARY], [], []) == (Interruption(JANUARY),)
    assert interruptions([JANUARY], [], [JANUARY, MARCH]) == (Interruption(JANUARY, MARCH),)
    pause = Pause("p", "c", JANUARY, "transfer", MARCH)
    assert interruptions([JANUARY], [pause], [MAY]) == (Interruption(JANUARY, MARCH),)
    assert interruptions([], [replace(pause, to_on=None)], [MAY]) == (Interruption(JANUARY, MAY),)
    assert interruptions([], [replace(pause, to_on=date(2024, 12, 1))], []) == (Interruption(JANUARY),)
    assert interruptions([], [replace(pause, cause="leader"), replace(pause, from_on=None)], [MAY]) == ()


def test_a_second_transfer_during_the_first_is_the_same_interruption() -> None:
    assert interruptions([JANUARY, MARCH], [], [MAY]) == (Interruption(JANUARY, MAY),)
    assert interruptions([JANUARY, MARCH], [], []) == (Interruption(JANUARY),)
    assert interruptions([JANUARY, MAY], [], [MARCH]) == (Interruption(JANUARY, MARCH), Interruption(MAY))


def test_weeks_are_whole() -> None:
    assert Interruption(JANUARY).weeks is None
    assert Interruption(JANUARY, date(2025, 1, 14)).weeks == 1
    assert Interruption(JANUARY, date(2025, 1, 15)).weeks == 2
