"""One meeting counts once, however often it was logged.

Source: the service's counting rule. The same course, date and mode, held, is one meeting: two mentors on two laptops,
or a volunteer and a paper slip. Its minutes are the greatest that was logged and its volunteers the union. A session
that a leader marked as separate stands alone: its key gains its own id. What was cancelled beside a held session on
the same key does not count as cancelled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.models.rows.domain import Participation, Session

HELD = frozenset({"held", "held_short"})
CANCELLED = frozenset({"cancelled_participant", "cancelled_volunteer", "cancelled_prison", "transport", "other"})


@dataclass(frozen=True, slots=True, order=True)
class MeetingKey:
    """What makes two loggings one meeting. `apart` is the id of a session marked as separate, else ""."""

    course: str
    held_on: date
    mode: str
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """`sessions` and `volunteers` are sorted ids. `minutes` is None where no logging states any."""

    key: MeetingKey
    sessions: tuple[str, ...]
    minutes: int | None
    volunteers: tuple[str, ...]


def is_held(outcome: str) -> bool:
    """Held in full or cut short."""
    return outcome in HELD


def key_of(session: Session) -> MeetingKey | None:
    """The key, whatever the outcome; None for a session that lacks its course or date, which counts nowhere."""
    if not session.course or session.held_on is None:
        return None
    return MeetingKey(session.course, session.held_on, session.mode, session.id if session.separate else "")


def meetings(sessions: Iterable[Session], participations: Iterable[Participation] = ()) -> tuple[Meeting, ...]:
    """The meetings that were held, in the order of their keys."""
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
    return Meeting(key, tuple(sorted(session.id for session in logged)), minutes, tuple(sorted(volunteers)))


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
