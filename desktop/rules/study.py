"""Study support: exams and what interrupts a study.

Source: the service's own rules. A result is passed, not passed or not sat; there is no grade. A transfer to another prison
interrupts a study until it is taken up again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import Pause
from desktop.models.rows.groups import Exam
from desktop.rules.findings import Finding

BY_TRANSFER = "transfer"
"""The cause of a pause that a transfer brings."""

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "grade_9": N_("grade 9"),
        "grade_10": N_("grade 10"),
        "hf": N_("HF"),
        "vocational": N_("vocational"),
        "higher": N_("higher education"),
    }
)
RESULTS: Mapping[str, str] = MappingProxyType({"passed": N_("passed"), "not_passed": N_("not passed"), "not_sat": N_("not sat")})
"""Code → what a person reads."""


def fold(subject: str) -> str:
    """A subject as it is compared: however its letters are cased and its words spaced."""
    return " ".join(subject.casefold().split())


@dataclass(frozen=True, slots=True)
class Interruption:
    """A study that a transfer interrupted. `to_on` is the day on which it went on, None while it has not."""

    from_on: date
    to_on: date | None = None

    @property
    def weeks(self) -> int | None:
        """Whole weeks until it was taken up again."""
        return None if self.to_on is None else (self.to_on - self.from_on).days // 7


def interruptions(transfers: Iterable[date], pauses: Iterable[Pause], held: Iterable[date]) -> tuple[Interruption, ...]:
    """What transfers took of a study, by date, each once: the days on which the participant was transferred, and pauses for that cause.

    It goes on when the pause ends or when a visit is held, whichever comes first.
    """
    days, ends = sorted(held), dict[date, list[date]]()
    for one in pauses:
        if one.cause == BY_TRANSFER and one.from_on is not None:
            ends.setdefault(one.from_on, []).extend([] if one.to_on is None else [one.to_on])
    found: list[Interruption] = []
    for begins in sorted({*transfers, *ends}):
        if found and (found[-1].to_on is None or begins <= found[-1].to_on):
            continue  # it stood still already
        over = [*(day for day in ends.get(begins, ()) if day >= begins), *(day for day in days if day > begins)]
        found.append(Interruption(begins, min(over, default=None)))
    return tuple(found)


def findings(exams: Sequence[Exam], studies: Iterable[str], month: str) -> tuple[Finding, ...]:
    """What breaks a rule, sorted. `studies` are ids of courses of study support, `month` is this one ("2025-06")."""
    own, found = frozenset(studies), set[Finding]()
    same: dict[tuple[str, str, str], list[str]] = {}
    for exam in exams:
        if exam.result and exam.exam_month > month:
            found.add(Finding("result_before_exam", (exam.id,)))
        if exam.course not in own:
            found.add(Finding("exam_elsewhere", (exam.id,)))
        if exam.exam_month:
            same.setdefault((exam.course, fold(exam.subject), exam.exam_month), []).append(exam.id)
    found.update(Finding("exam_twice", tuple(sorted(ids))) for ids in same.values() if len(ids) > 1)
    return tuple(sorted(found))
