"""One meeting counts once, however often it was logged.

Source: the service's counting rule. The same course, date and mode, held, is one meeting: two mentors on two laptops,
or a volunteer and a paper slip. Its minutes are the greatest that was logged and its volunteers the union; of everything
else the logging that comes last in merge order and says something prevails. A session that a leader marked as separate
stands alone: its key gains its own id. What was cancelled beside a held session on the same key does not count as cancelled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from desktop.models.rows.domain import Participation, Session

T = TypeVar("T")

HELD = frozenset({"held", "held_short"})
CANCELLED = frozenset({"cancelled_participant", "cancelled_volunteer", "cancelled_prison", "transport", "other"})
PLANNED, UNKNOWN = "planned", "unknown"


@dataclass(frozen=True, slots=True, order=True)
class MeetingKey:
    """What makes two loggings one meeting. `apart` is the id of a session marked as separate, else ""."""

    course: str
    held_on: date
    mode: str
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """`sessions` and `volunteers` are sorted ids. `minutes` is None where no logging states any.

    `present`, `next_on`, `start` and `areas` are what the last of the loggings says that says anything, in the order given.
    """

    key: MeetingKey
    sessions: tuple[str, ...]
    minutes: int | None
    volunteers: tuple[str, ...]
    present: str = UNKNOWN
    next_on: date | None = None
    start: str = ""
    areas: tuple[str, ...] = ()


def is_held(outcome: str) -> bool:
    """Held in full or cut short."""
    return outcome in HELD


def key_of(session: Session) -> MeetingKey | None:
    """The key, whatever the outcome; None for a session that lacks its course or date, which counts nowhere."""
    if not session.course or session.held_on is None:
        return None
    return MeetingKey(session.course, session.held_on, session.mode, session.id if session.separate else "")


def meetings(sessions: Iterable[Session], participations: Iterable[Participation] = ()) -> tuple[Meeting, ...]:
    """The meetings that were held, in the order of their keys. `sessions` come in merge order, where more than counting is asked."""
    groups: dict[MeetingKey, list[Session]] = {}
    for session in sessions:
        key = key_of(session)
        if key is not None and is_held(session.outcome):
            groups.setdefault(key, []).append(session)
    present: dict[str, set[str]] = {}
    for row in participations:
        present.setdefault(row.session, set()).add(row.volunteer)
    return tuple(_meeting(key, groups[key], present) for key in sorted(groups))


def _meeting(key: MeetingKey, logged: list[Session], present: dict[str, set[str]]) -> Meeting:
    minutes = max((session.minutes for session in logged if session.minutes is not None), default=None)
    volunteers = set[str]().union(*(present.get(session.id, set()) for session in logged))
    return Meeting(
        key,
        tuple(sorted(session.id for session in logged)),
        minutes,
        tuple(sorted(volunteers)),
        present=_last((one.present for one in logged if one.present != UNKNOWN), UNKNOWN),
        next_on=_last((one.next_on for one in logged), None),
        start=_last((one.start for one in logged), ""),
        areas=_last((one.areas for one in logged), ()),
    )


def _last(said: Iterable[T], nothing: T) -> T:
    """The last of what was said that says anything."""
    return next((one for one in reversed([*said]) if one), nothing)


def cancelled(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """The sessions that count as cancelled: no held session has their key."""
    known = tuple(sessions)
    held = {key_of(session) for session in known if is_held(session.outcome)}
    return tuple(s for s in known if s.outcome in CANCELLED and (key := key_of(s)) is not None and key not in held)


def registered_already(session: Session, others: Iterable[Session]) -> Session | None:
    """The logging that is the same meeting as `session`, which is held: the second one is told "already registered"."""
    key = key_of(session)
    if key is None or not is_held(session.outcome):
        return None
    return next((other for other in others if other.id != session.id and is_held(other.outcome) and key_of(other) == key), None)


def unanswered(planned: Iterable[Session], logged: Iterable[Session]) -> tuple[Session, ...]:
    """The planned visits of which nothing was logged yet: no other logging that is not planned has their course and day.

    Whether a visit was held on that day by telephone instead, or called off, it is answered for; so each mentor may log it anew.
    """
    answers = {(one.course, one.held_on) for one in logged if one.outcome != PLANNED}
    return tuple(one for one in planned if one.held_on is not None and (one.course, one.held_on) not in answers)
