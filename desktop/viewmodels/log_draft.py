"""One visit as somebody types it: a frozen draft, what it asks for, what is wrong with it, what would be saved.

Nothing here asks a vault. A draft keeps what was typed as it was typed; only what is put away has its days made plain,
for "i går" means another day tomorrow.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import msgspec

from desktop.errors import N_, InvalidValue, TextRefused, WorldFault
from desktop.rules import textguard
from desktop.rules.dates import parse_date
from desktop.rules.meeting import PLANNED, UNKNOWN, is_held
from desktop.services.session_drafts import AHEAD, BY_PRISON, LONGEST_NOTE, SessionDraft

FORTNIGHT = timedelta(days=14)
BUCKETS: Mapping[str, int] = MappingProxyType({"1": 30, "2": 60, "3": 90, "4": 120})
"""Digit → minutes: visits last about one and a half hours, and nobody stays for 1 to 4 minutes."""
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "Course": "course",
        "Volunteer": "volunteers",
        "Date": "held_on",
        "Outcome": "outcome",
        "Cause": "cause",
        "Minutes": "minutes",
        "Others present": "present",
        "Next visit": "next_on",
        "Note": "note",
        "Mode": "mode",
    }
)
"""The name of a field in a refusal → the field of the draft, in the order of the form."""
_SHOWN = "%d-%m-%Y"


@dataclass(frozen=True, slots=True)
class LogDraft:
    """`session` is the visit that is corrected, "" for a new one. `held_on` and `next_on` as typed; `next_typed` and
    `came_typed`: the person has spoken of the next date, or of who came, and what was filled in no longer applies.
    `kept` are words of the note that the person was asked about and keeps.
    """

    course: str = ""
    session: str = ""
    held_on: str = ""
    outcome: str = ""
    cause: str = ""
    minutes: str = ""
    present: str = ""
    next_on: str = ""
    next_typed: bool = False
    mode: str = "in_person"
    note: str = ""
    kept: tuple[str, ...] = ()
    volunteers: tuple[str, ...] = ()
    came_typed: bool = False

    @property
    def key(self) -> str:
        """What it is about: one visit that is corrected, or a new one on a course."""
        return self.session or self.course

    @property
    def touched(self) -> bool:
        """Whether anything would be lost with it."""
        plain = replace(self, course="", volunteers=(), held_on="")
        return plain != LogDraft() or bool(self.session)

    @property
    def asks(self) -> frozenset[str]:
        """The fields that this outcome asks for, beside those that are always there."""
        if not self.outcome or is_held(self.outcome):
            return frozenset({"minutes", "present", "next_on"})
        if self.outcome == PLANNED:
            return frozenset({"minutes"})
        return frozenset({"cause", "next_on"}) if self.outcome == BY_PRISON else frozenset({"next_on"})


@dataclass(frozen=True, slots=True)
class Read:
    """A draft as it was understood; None where a field is empty or cannot be understood."""

    day: date | None
    minutes: int | None
    next_on: date | None
    words: tuple[str, ...]
    faults: Mapping[str, WorldFault]
    """Field of the draft → what is wrong with what was typed there. What is missing is not among them."""


def read(draft: LogDraft, today: date) -> Read:
    faults: dict[str, WorldFault] = {}
    planned = draft.outcome == PLANNED
    day = _day(draft.held_on, today, N_("Date"), "held_on", faults, ahead=planned)
    if day is not None and day > today and draft.outcome and draft.outcome not in AHEAD:
        faults["held_on"] = InvalidValue(field=N_("Date"), reason=N_("it lies in the future"))
    minutes = _minutes(draft, faults)
    next_on = _next_on(draft, day, today, faults)
    words: tuple[str, ...] = ()
    if len(" ".join(draft.note.split())) > LONGEST_NOTE:
        faults["note"] = InvalidValue(field=N_("Note"), reason=N_("it is too long"))
    try:
        words = textguard.check(N_("Note"), draft.note)
    except TextRefused as fault:
        faults["note"] = fault
    return Read(day, minutes, next_on, tuple(word for word in words if word not in draft.kept), MappingProxyType(faults))


def missing(draft: LogDraft, *, minutes: bool) -> Iterator[tuple[str, WorldFault]]:
    """What must be said before it can be saved. `minutes`: how long a held visit lasted must be said, too."""
    if not draft.course:
        yield "course", InvalidValue(field=N_("Course"), reason=N_("choose one"))
    if not draft.outcome:
        yield "outcome", InvalidValue(field=N_("Outcome"), reason=N_("say how it went"))
    if minutes and is_held(draft.outcome) and not draft.minutes.strip():
        yield "minutes", InvalidValue(field=N_("Minutes"), reason=N_("say how long the visit lasted"))


def to_save(draft: LogDraft, found: Read, today: date) -> SessionDraft:
    """What the service is given; only what the outcome asks for."""
    asks = draft.asks
    return SessionDraft(
        held_on=found.day or today,
        outcome=draft.outcome,
        minutes=found.minutes if "minutes" in asks else None,
        mode=draft.mode,
        cause=draft.cause if "cause" in asks else "",
        present=(draft.present or UNKNOWN) if "present" in asks else UNKNOWN,
        next_on=found.next_on if "next_on" in asks else None,
        volunteers=draft.volunteers if is_held(draft.outcome) else (),
        note=draft.note,
    )


def of_session(course: str, session: str, saved: SessionDraft) -> LogDraft:
    """A draft that begins with what was saved: for a correction, or with no session to repeat it."""
    return LogDraft(
        course=course,
        session=session,
        held_on=shown(saved.held_on),
        outcome=saved.outcome,
        cause=saved.cause,
        minutes="" if saved.minutes is None else str(saved.minutes),
        present="" if saved.present == UNKNOWN and not is_held(saved.outcome) else saved.present,
        next_on=shown(saved.next_on),
        next_typed=True,
        mode=saved.mode or "in_person",
        note=saved.note,
        volunteers=saved.volunteers,
        came_typed=True,
    )


def next_text(draft: LogDraft, found: Read, today: date) -> str:
    """What stands in the field of the next date: what was typed, else a fortnight after the visit."""
    following = None if draft.next_typed or found.day is None else fortnight_after(found.day, today)
    return shown(following) if following is not None else draft.next_on


def fortnight_after(day: date, today: date) -> date | None:
    """What is filled in as the next date; nothing where it has passed already, or the calendar ends before it."""
    following = day + FORTNIGHT if day <= date.max - FORTNIGHT else None
    return following if following is not None and following >= today else None


def shown(day: date | None) -> str:
    """A day as a field takes it."""
    return "" if day is None else day.strftime(_SHOWN)


def put_away(drafts: Iterable[LogDraft], today: date) -> bytes:
    """What is half typed, for the desk, with days that mean tomorrow what they mean today."""
    return msgspec.json.encode([_dated(draft, today) for draft in drafts])


def taken_up(kept: bytes) -> tuple[LogDraft, ...]:
    """What lay on the desk; nothing where it cannot be read."""
    try:
        return msgspec.json.decode(kept, type=tuple[LogDraft, ...])
    except msgspec.DecodeError:
        return ()


def _dated(draft: LogDraft, today: date) -> LogDraft:
    found = read(draft, today)
    held_on = shown(found.day) if "held_on" not in found.faults else draft.held_on
    next_on = shown(found.next_on) if draft.next_typed and found.next_on else draft.next_on
    return replace(draft, held_on=held_on, next_on=next_on)


def _day(typed: str, today: date, field: str, name: str, faults: dict[str, WorldFault], *, ahead: bool) -> date | None:
    try:
        return parse_date(typed, today, field, ahead=ahead)
    except InvalidValue as fault:
        faults[name] = fault
        return None


def _minutes(draft: LogDraft, faults: dict[str, WorldFault]) -> int | None:
    typed = draft.minutes.strip()
    if not typed or "minutes" not in draft.asks:
        return None
    if typed in BUCKETS:
        return BUCKETS[typed]
    if not typed.isdecimal() or not 1 <= int(typed) <= 24 * 60:
        faults["minutes"] = InvalidValue(field=N_("Minutes"), reason=N_("a visit lasts from 1 minute to a day"))
        return None
    return int(typed)


def _next_on(draft: LogDraft, day: date | None, today: date, faults: dict[str, WorldFault]) -> date | None:
    """A step such as +7 counts from the visit, as the filled in date does."""
    if "next_on" not in draft.asks:
        return None
    if not draft.next_typed:
        return None if day is None else fortnight_after(day, today)
    if not draft.next_on.strip():
        return None
    found = _day(draft.next_on, day or today, N_("Next visit"), "next_on", faults, ahead=True)
    if found is not None and day is not None and found < day:
        faults["next_on"] = InvalidValue(field=N_("Next visit"), reason=N_("the end lies before the beginning"))
    return found
