"""When what is kept must go: courses, participants, notes, volunteers; and what is warned of before.

Source: GDPR art. 5(1)(e) and the service's own periods, which are configuration. Nothing of a person goes before 31 March
after the year of the last visit, so that a year can be closed first. A legal hold keeps everything about a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from desktop.errors import N_
from desktop.rules.configuration import Configuration
from desktop.rules.dates import add_months

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "participant": N_("participants"),
        "course": N_("courses"),
        "note": N_("notes"),
        "talk": N_("wishes to talk"),
        "volunteer": N_("volunteers"),
    }
)
"""Kind of what goes → what a person reads beside a number."""
VISITING = "VISITING"
CLOSING = (3, 31)
"""Month and day on which a year that nobody closed is closed with named gaps; from then on its base may go."""
CLOSE_WARNING = (3, 1)
"""Month and day from which headquarters is warned of a year that is not closed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One course as retention sees it. `declined_on`: declined, or the referral withdrawn; `approved`: both approvals are there."""

    course: str
    participant: str
    programme: str
    referred_on: date | None = None
    approved: bool = False
    declined_on: date | None = None
    ended_on: date | None = None
    last_held: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something goes on a day. `subject` is a course, participant, note or volunteer, as `kind` says."""

    on: date
    kind: str
    subject: str
    participant: str = ""


def course_due(kept: Kept, known: Configuration) -> date | None:
    """The day on which a course may no longer be kept; None while nothing says that it is over."""
    if kept.declined_on is not None:
        return _floored(add_months(kept.declined_on, known.required("retention.declined_months", kept.declined_on)), kept.last_held)
    if kept.ended_on is not None:
        name = "retention.visiting_months" if kept.programme == VISITING else "retention.course_months"
        return _floored(add_months(kept.ended_on, known.required(name, kept.ended_on)), kept.last_held)
    if not kept.approved and kept.last_held is None and kept.referred_on is not None:
        return add_months(kept.referred_on, known.required("retention.referral_months", kept.referred_on))
    return None


def cases(courses: Iterable[Kept], known: Configuration, held: frozenset[str] = frozenset()) -> tuple[Due, ...]:
    """The days of courses and participants, by day: a participant goes with the last of the courses, a course alone before that.

    `held`: participants under a legal hold, of whom nothing goes.
    """
    by_person: dict[str, list[tuple[Kept, date | None]]] = {}
    for kept in courses:
        by_person.setdefault(kept.participant, []).append((kept, course_due(kept, known)))
    found: list[Due] = []
    for participant, mine in by_person.items():
        if participant in held:
            continue
        dated = [(kept, due) for kept, due in mine if due is not None]
        last = max((due for _, due in dated), default=None)
        whole = len(dated) == len(mine) and last is not None
        found.extend(Due(due, "course", kept.course, participant) for kept, due in dated if not (whole and due == last))
        if whole and last is not None:
            found.append(Due(last, "participant", participant, participant))
    return tuple(sorted(found))


def note_due(held_on: date, known: Configuration, today: date) -> date:
    """The first day on which the note of a visit may no longer be kept."""
    return held_on + timedelta(days=known.required("retention.note_days", today) + 1)


def volunteer_due(left_on: date, last_held: date | None, known: Configuration) -> date:
    return _floored(add_months(left_on, known.required("retention.volunteer_months", left_on)), last_held)


def audit_before(today: date, known: Configuration) -> date:
    """Rows of what was done that lie before this day may go."""
    return add_months(today, -12 * known.required("retention.audit_years", today))


def warned_from(due: date, known: Configuration, today: date) -> date:
    """The first day on which it is said that something will go."""
    return due - timedelta(days=known.required("retention.warning_days", today))


def year_to_close(today: date, closed: Iterable[int]) -> int | None:
    """The year that must be closed before anything goes today: the last one of which the closing day has come, unless it is closed."""
    year = today.year - 1 if (today.month, today.day) >= CLOSING else today.year - 2
    return None if year in set(closed) else year


def year_to_warn_of(today: date, closed: Iterable[int]) -> int | None:
    """The year that headquarters is warned of, from 1 March until it is closed."""
    year = today.year - 1
    return year if (today.month, today.day) >= CLOSE_WARNING and year not in set(closed) else None


def _floored(due: date, last_held: date | None) -> date:
    return due if last_held is None else max(due, date(last_held.year + 1, *CLOSING))
