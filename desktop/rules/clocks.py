"""The clocks of a course: where the participant is, when the course is to end, when somebody is asked.

Source: the programmes' descriptions and the service's own intervals. Nothing runs by itself: each function says what holds at
the end of a day, from dated facts. A movement counts for a course only after the day of its referral, because an earlier stay
had earlier courses; its precision changes nothing here (one whose day is not known is dated by the day on which it was learnt).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from desktop.errors import N_, StayForbids
from desktop.models.rows.domain import Movement
from desktop.rules.configuration import Configuration
from desktop.rules.dates import add_months
from desktop.rules.programmes import Programme

RELEASED, TRANSFERRED, GONE, RETURNED, DIED = "released", "transferred", "gone", "returned", "died"
_ORDER = (GONE, RETURNED, TRANSFERRED, RELEASED, DIED)
"""Of movements on one day, which counts as the later."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """What headquarters may set of the clocks."""

    ask_days: int = 42
    """ACTIVE without a held session for so long asks the leader."""
    end_months: int = 12
    """ACTIVE without a held session for so long is the end."""
    warn_months: int = 3
    """A person is warned so long before the planned end."""
    transition_days: int = 30
    """How long after the release the passage to freedom is; what follows is follow-up."""


STANDARD = Intervals()
"""What holds where headquarters has said nothing."""


def intervals_on(configuration: Configuration, day: date) -> Intervals:
    """The intervals by which a day is judged."""
    return Intervals(
        configuration.required("course.ask_days", day),
        configuration.required("course.end_months", day),
        configuration.required("course.warn_months", day),
        configuration.required("course.transition_days", day),
    )


class Stay(StrEnum):
    """Where a participant is. After a transfer the participant is here again: at the next place."""

    HERE = "here"
    GONE = "gone"
    RELEASED = "released"
    DEAD = "dead"


_NOT_AWAY = N_("nobody has noted that the participant is away")
_NOTED = N_("that is noted already")
_RELEASED = N_("the participant has been released")
_DEAD = N_("the participant has died")

STAYS: Mapping[Stay, Mapping[str, str]] = MappingProxyType(
    {
        Stay.HERE: MappingProxyType({RELEASED: "", TRANSFERRED: "", GONE: "", RETURNED: _NOT_AWAY, DIED: ""}),
        Stay.GONE: MappingProxyType({RELEASED: "", TRANSFERRED: "", GONE: _NOTED, RETURNED: "", DIED: ""}),
        Stay.RELEASED: MappingProxyType({RELEASED: _NOTED, TRANSFERRED: _RELEASED, GONE: _RELEASED, RETURNED: "", DIED: ""}),
        Stay.DEAD: MappingProxyType(dict.fromkeys(_ORDER, _DEAD)),
    }
)
"""Where somebody is × what is noted → nothing where it may be, else the reason."""


def require_movement(stay: Stay, kind: str) -> None:
    """Raises StayForbids, with the reason."""
    if reason := STAYS[stay][kind]:
        raise StayForbids(reason=reason)


def stay_on(movements: Iterable[Movement], day: date) -> Stay:
    """Where the participant is at the end of a day."""
    known = [one for one in movements if one.moved_on is not None and one.moved_on <= day and one.kind in _ORDER]
    if any(one.kind == DIED for one in known):
        return Stay.DEAD
    last = max(known, key=_moment, default=None)
    if last is None:
        return Stay.HERE
    return {GONE: Stay.GONE, RELEASED: Stay.RELEASED}.get(last.kind, Stay.HERE)


def counting(movements: Iterable[Movement], referred_on: date | None, day: date) -> tuple[Movement, ...]:
    """The movements that count for a course at the end of a day, in their order."""
    since = referred_on or date.min
    known = (one for one in movements if one.moved_on is not None and since < one.moved_on <= day and one.kind in _ORDER)
    return tuple(sorted(known, key=_moment))


def first_of(kind: str, movements: Iterable[Movement]) -> date | None:
    """The earliest day of one kind of movement."""
    return min((one.moved_on for one in movements if one.kind == kind and one.moved_on is not None), default=None)


def planned_end(programme: Programme, first_held: date | None, released_on: date | None, extended_to: date | None = None) -> date | None:
    """The day on which the course is to end; None while nothing has set the clock going.

    The earlier of so many months after the first held session and so many after the release. Headquarters' extension puts it off and
    never brings it forward.
    """
    found = [
        add_months(since, months)
        for since, months in ((first_held, programme.months_from_start), (released_on, programme.months_after_release))
        if since is not None and months is not None
    ]
    if not found:
        return None
    end = min(found)
    return max(end, extended_to) if extended_to is not None and programme.extendable else end


def warned(end: date | None, day: date, intervals: Intervals = STANDARD) -> bool:
    """Whether somebody is to be warned on a day of a planned end."""
    return end is not None and add_months(end, -intervals.warn_months) <= day < end


def is_silent(heard: date, day: date, intervals: Intervals = STANDARD) -> bool:
    """Whether nothing was held for so long, since the course was last heard of, that it has ended."""
    return add_months(heard, intervals.end_months) <= day


def asks(heard: date, day: date, intervals: Intervals = STANDARD) -> bool:
    """Whether the leader is asked what became of the course."""
    return heard + timedelta(days=intervals.ask_days) <= day


def in_transition(released_on: date, day: date, intervals: Intervals = STANDARD) -> bool:
    """Whether a day lies in the passage to freedom: the release, and so many days after it."""
    return released_on <= day <= released_on + timedelta(days=intervals.transition_days)


def _moment(one: Movement) -> tuple[date, int]:
    return one.moved_on or date.min, _ORDER.index(one.kind)
