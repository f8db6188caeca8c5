"""Group events, exams, pauses and restrictions as repositories return them: frozen values with plain ids and calendar dates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class GroupEvent:
    """A social activity. `from_on` is its day, with `to_on` the days within which it lies; `vague` the code of such a time ("easter").

    Heads that are not known are None, which is not 0. `kind` and `label` are codes of a list, a label may be a short text.
    """

    id: str
    site: str = ""
    kind: str = ""
    from_on: date | None = None
    to_on: date | None = None
    vague: str = ""
    label: str = ""
    state: str = ""
    recurrence: str = ""
    inmates: int | None = None
    volunteers: int | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A participant was at a group event."""

    id: str
    event: str = ""
    participant: str = ""


@dataclass(frozen=True, slots=True)
class GroupYear:
    """How many different inmates came to a site's events in a year, as its leader reckons."""

    id: str
    site: str = ""
    year: int | None = None
    persons: int | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """What a participant is examined in. `exam_month` is "2025-06"; there is no grade. `again`: enrolled once more afterwards."""

    id: str
    course: str = ""
    subject: str = ""
    level: str = ""
    exam_month: str = ""
    result: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """Letter and visit control of a participant; `to_on` is the last day. Only leaders of the site know it."""

    id: str
    participant: str = ""
    kind: str = ""
    from_on: date | None = None
    to_on: date | None = None
