"""The status of a course on a day, derived from dated events; and which step is possible in which status.

Source: the service's own chain, referral → two approvals → consent → match → first visit. A status is never stored
and never clicked. The status on D is what the events effective on or before the end of D give. What was held comes
first: a course with a held session is ACTIVE even where an approval is missing, and that is shown as a finding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from desktop.errors import N_, StatusForbids
from desktop.models.rows.domain import Consent, Course, Match

BASIS_PURPOSE = "processing"
"""The consent that is the basis of keeping anything about a participant."""


class Status(StrEnum):
    REFERRED = "REFERRED"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    APPROVED = "APPROVED"
    SETTING_UP = "SETTING_UP"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


WORDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.REFERRED: N_("referred"),
        Status.AWAITING_APPROVAL: N_("waiting for an approval"),
        Status.APPROVED: N_("approved and waiting for a volunteer"),
        Status.SETTING_UP: N_("being set up"),
        Status.ACTIVE: N_("active"),
        Status.ENDED: N_("ended"),
    }
)
"""What a person reads."""

WAITING = frozenset({Status.REFERRED, Status.AWAITING_APPROVAL, Status.APPROVED})
"""The waiting list."""

_OPEN = frozenset(Status) - {Status.ENDED}

STEPS: Mapping[str, frozenset[Status]] = MappingProxyType(
    {
        "approve": frozenset({Status.REFERRED, Status.AWAITING_APPROVAL, Status.ACTIVE}),
        "match": frozenset({Status.APPROVED, Status.SETTING_UP, Status.ACTIVE}),
        "end_match": frozenset(Status),
        "plan": frozenset({Status.SETTING_UP, Status.ACTIVE}),
        "log": frozenset(Status),
        "end": _OPEN,
    }
)
"""Step → the statuses, on the day of the step, in which it is possible. Logging is always possible: the truth comes first."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day; `end` is what its owner says it is (a match's last day, a consent's day of withdrawal)."""

    start: date | None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class CourseDates:
    """The dates of one course that its status follows from. `first_held`: earliest date of its held sessions."""

    staff_approval_on: date | None = None
    leader_approval_on: date | None = None
    ended_on: date | None = None
    first_held: date | None = None
    basis: tuple[Period, ...] = ()
    matches: tuple[Period, ...] = ()


def dates_of(course: Course, consents: Iterable[Consent], matches: Iterable[Match]) -> CourseDates:
    """The dates of `course`, from the consents and matches that belong to it among those given."""
    return CourseDates(
        course.staff_approval_on,
        course.leader_approval_on,
        course.ended_on,
        course.first_held,
        tuple(Period(c.given_on, c.withdrawn_on) for c in consents if c.participant == course.participant and c.purpose == BASIS_PURPOSE),
        tuple(Period(match.from_on, match.to_on) for match in matches if match.course == course.id),
    )


def status_on(facts: CourseDates, day: date) -> Status:
    """The status at the end of `day`. Dates after it do not count yet."""
    if _reached(facts.ended_on, day):
        return Status.ENDED
    if _reached(facts.first_held, day):
        return Status.ACTIVE
    approvals = _reached(facts.staff_approval_on, day) + _reached(facts.leader_approval_on, day)
    if approvals < 2:
        return Status.AWAITING_APPROVAL if approvals else Status.REFERRED
    if has_basis(facts.basis, day) and any(open_on(match.start, match.end, day) for match in facts.matches):
        return Status.SETTING_UP
    return Status.APPROVED


def has_basis(consents: Iterable[Period], day: date) -> bool:
    """Whether a consent was given and not yet withdrawn at the end of `day`."""
    return any(_reached(consent.start, day) and not _reached(consent.end, day) for consent in consents)


def open_on(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Whether a match is open on `day`; its last day is inclusive."""
    return _reached(from_on, day) and (to_on is None or to_on >= day)


def allowed(step: str, status: Status) -> bool:
    """Whether `step` is possible in `status`. An unknown step never is."""
    return status in STEPS.get(step, frozenset())


def require(step: str, status: Status) -> None:
    """Raises StatusForbids where the step is not possible now."""
    if not allowed(step, status):
        raise StatusForbids(status=WORDS[status])


def _reached(event: date | None, day: date) -> bool:
    return event is not None and event <= day
