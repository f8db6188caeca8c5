"""The status of a course on a day, derived from dated events.

Source: the service's own chain, referral → two approvals → consent → match → first visit → … → the end. A status is never stored
and never clicked. The status on D is what the events effective on or before the end of D give. What was held comes first: a
course with a held session is ACTIVE even where an approval is missing, and that is shown as a finding. Which step is possible in
which status: rules/steps.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import Consent, Course, Match, Movement, Pause
from desktop.rules import clocks, programmes
from desktop.rules.clocks import STANDARD, Intervals
from desktop.rules.programmes import BUILT_IN, Programme, Programmes

BASIS_PURPOSE = "processing"
"""The consent that is the basis of keeping anything about a participant."""


class Status(StrEnum):
    REFERRED = "REFERRED"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    APPROVED = "APPROVED"
    SETTING_UP = "SETTING_UP"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    TRANSITION = "TRANSITION"
    FOLLOW_UP = "FOLLOW_UP"
    ENDED = "ENDED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


WORDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.REFERRED: N_("referred"),
        Status.AWAITING_APPROVAL: N_("waiting for an approval"),
        Status.APPROVED: N_("approved and waiting for a volunteer"),
        Status.SETTING_UP: N_("being set up"),
        Status.ACTIVE: N_("active"),
        Status.PAUSED: N_("paused"),
        Status.TRANSITION: N_("in the passage to freedom"),
        Status.FOLLOW_UP: N_("in follow-up"),
        Status.ENDED: N_("ended"),
        Status.DECLINED: N_("declined"),
        Status.WITHDRAWN: N_("called back"),
    }
)
"""What a person reads."""

WAITING = frozenset({Status.REFERRED, Status.AWAITING_APPROVAL, Status.APPROVED})
"""The waiting list."""
ONGOING = frozenset({Status.ACTIVE, Status.PAUSED, Status.TRANSITION, Status.FOLLOW_UP})
OVER = frozenset({Status.ENDED, Status.DECLINED, Status.WITHDRAWN})

RULE: tuple[tuple[Status, str], ...] = (
    (Status.DECLINED, "it was declined on or before D, and no session was held on or before D"),
    (Status.WITHDRAWN, "the referral was called back on or before D, and no session was held on or before D"),
    (Status.ENDED, "the end is dated on or before D"),
    (Status.ENDED, "the participant died on or before D"),
    (Status.ENDED, "the programme ends on a transfer, and the participant was transferred on or before D"),
    (Status.ENDED, "the planned end is on or before D"),
    (Status.PAUSED, "a pause is open on D (its last day excluded), or the participant is no longer here and nobody knows why"),
    (Status.TRANSITION, "a session was held, the participant is released, and D is at most so many days after the release"),
    (Status.FOLLOW_UP, "a session was held and the participant is released"),
    (Status.ENDED, "a session was held, and none for so many months up to D"),
    (Status.ACTIVE, "a session was held on or before D, even where something was missing"),
    (
        Status.SETTING_UP,
        "both approvals, consent to processing given and not withdrawn, and a match that is open on D (its last day included)",
    ),
    (Status.APPROVED, "both approvals on or before D"),
    (Status.AWAITING_APPROVAL, "one approval on or before D"),
    (Status.REFERRED, "none"),
)
"""The first line that fits is the status. TRANSITION and FOLLOW_UP are for programmes that have these stages."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day; `end` is what its owner says it is: a match's last day, a consent's day of withdrawal, a pause's of going on."""

    start: date | None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class CourseDates:
    """What the status of one course follows from.

    `held`: days of its held sessions; of all of them where an earlier day than the last is asked about, else the first and the last
    will do. `movements`: all of the participant's.
    """

    programme: Programme = BUILT_IN["VISITING"]
    referred_on: date | None = None
    staff_approval_on: date | None = None
    leader_approval_on: date | None = None
    ended_on: date | None = None
    declined_on: date | None = None
    withdrawn_on: date | None = None
    extended_to: date | None = None
    held: tuple[date, ...] = ()
    basis: tuple[Period, ...] = ()
    matches: tuple[Period, ...] = ()
    pauses: tuple[Period, ...] = ()
    movements: tuple[Movement, ...] = ()


def dates_of(
    course: Course,
    consents: Iterable[Consent],
    matches: Iterable[Match],
    pauses: Iterable[Pause] = (),
    movements: Iterable[Movement] = (),
    *,
    held: Iterable[date] = (),
    known: Programmes = BUILT_IN,
) -> CourseDates:
    """The dates of `course`, from the rows that belong to it among those given. `held`: as in CourseDates, beside the course's own."""
    ends = (day for day in (course.first_held, course.last_held) if day is not None)
    return CourseDates(
        programme=programmes.of_code(course.programme, known),
        referred_on=course.referred_on,
        staff_approval_on=course.staff_approval_on,
        leader_approval_on=course.leader_approval_on,
        ended_on=course.ended_on,
        declined_on=course.declined_on,
        withdrawn_on=course.withdrawn_on,
        extended_to=course.extended_to,
        held=tuple(sorted({*ends, *held})),
        basis=tuple(
            Period(c.given_on, c.withdrawn_on) for c in consents if c.participant == course.participant and c.purpose == BASIS_PURPOSE
        ),
        matches=tuple(Period(match.from_on, match.to_on) for match in matches if match.course == course.id),
        pauses=tuple(Period(pause.from_on, pause.to_on) for pause in pauses if pause.course == course.id),
        movements=tuple(one for one in movements if one.participant == course.participant),
    )


def status_on(facts: CourseDates, day: date, intervals: Intervals = STANDARD) -> Status:
    """The status at the end of `day`. Dates after it do not count yet."""
    started = _first(facts.held) is not None and _reached(_first(facts.held), day)
    if not started and _reached(facts.declined_on, day):
        return Status.DECLINED
    if not started and _reached(facts.withdrawn_on, day):
        return Status.WITHDRAWN
    if _reached(ended_by(facts, day), day):
        return Status.ENDED
    if is_paused(facts, day):
        return Status.PAUSED
    return _begun(facts, day, intervals) if started else _waiting(facts, day)


def ended_by(facts: CourseDates, day: date) -> date | None:
    """The earliest day on which something dated ends the course, as known on `day`: the end, death, a transfer, the planned end.

    It may lie ahead. A course that ends because nothing is held any more is not among them.
    """
    moved = clocks.counting(facts.movements, facts.referred_on, day)
    transferred = clocks.first_of(clocks.TRANSFERRED, moved) if facts.programme.ends_on_transfer else None
    known = (facts.ended_on, clocks.first_of(clocks.DIED, moved), transferred, planned_end(facts, day))
    return min((one for one in known if one is not None), default=None)


def planned_end(facts: CourseDates, day: date) -> date | None:
    """The planned end as known on `day`."""
    released = released_on(facts, day)
    first = _first(facts.held)
    return clocks.planned_end(facts.programme, first if _reached(first, day) else None, released, facts.extended_to)


def released_on(facts: CourseDates, day: date) -> date | None:
    """The day of the release that counts for the course, as known on `day`."""
    return clocks.first_of(clocks.RELEASED, clocks.counting(facts.movements, facts.referred_on, day))


def is_paused(facts: CourseDates, day: date) -> bool:
    """Whether a pause is open, or the participant is no longer here and nobody knows why."""
    if any(_reached(pause.start, day) and not _reached(pause.end, day) for pause in facts.pauses):
        return True
    moved = clocks.counting(facts.movements, facts.referred_on, day)
    return bool(moved) and moved[-1].kind == clocks.GONE


def heard_on(facts: CourseDates, day: date) -> date | None:
    """The day up to which the course was alive: the last held session, or the end of a pause after it; None before it has begun."""
    held = [one for one in facts.held if one <= day]
    if not held:
        return None
    resumed = [pause.end for pause in facts.pauses if _reached(pause.start, day) and pause.end is not None and pause.end <= day]
    moved = clocks.counting(facts.movements, facts.referred_on, day)
    returned = [one.moved_on for one in moved if one.kind == clocks.RETURNED and one.moved_on is not None]
    return max([*held, *resumed, *returned])


def has_basis(consents: Iterable[Period], day: date) -> bool:
    """Whether a consent was given and not yet withdrawn at the end of `day`."""
    return any(_reached(consent.start, day) and not _reached(consent.end, day) for consent in consents)


def open_on(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Whether a match is open on `day`; its last day is inclusive."""
    return _reached(from_on, day) and (to_on is None or to_on >= day)


def _begun(facts: CourseDates, day: date, intervals: Intervals) -> Status:
    released = released_on(facts, day)
    if released is not None and programmes.TRANSITION in facts.programme.stages and clocks.in_transition(released, day, intervals):
        return Status.TRANSITION
    if released is not None and programmes.FOLLOW_UP in facts.programme.stages:
        return Status.FOLLOW_UP
    heard = heard_on(facts, day)
    return Status.ENDED if heard is not None and clocks.is_silent(heard, day, intervals) else Status.ACTIVE


def _waiting(facts: CourseDates, day: date) -> Status:
    approvals = _reached(facts.staff_approval_on, day) + _reached(facts.leader_approval_on, day)
    if approvals < 2:
        return Status.AWAITING_APPROVAL if approvals else Status.REFERRED
    if has_basis(facts.basis, day) and any(open_on(match.start, match.end, day) for match in facts.matches):
        return Status.SETTING_UP
    return Status.APPROVED


def _first(held: Iterable[date]) -> date | None:
    return min(held, default=None)


def _reached(event: date | None, day: date) -> bool:
    return event is not None and event <= day
