"""One visit as typed, and what is asked of it before it is saved."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.errors import N_, InvalidValue
from desktop.models.rows.fields import AREAS, CAUSES, MODES, OUTCOMES, PRESENCE
from desktop.rules import textguard
from desktop.rules.dates import parse_time
from desktop.rules.meeting import CANCELLED, PLANNED, UNKNOWN, is_held
from desktop.services import checks

LONGEST = 24 * 60
LONGEST_NOTE = 200
FURTHEST = timedelta(days=5 * 365)
"""How far ahead a visit may be planned: a later date is a slip of the hand."""
BY_PRISON = "cancelled_prison"
AHEAD = frozenset({PLANNED}) | CANCELLED
"""Outcomes that a day to come may have."""


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """One visit as typed. `volunteers` are ids of those who took part, or are to come; `cause` says why the prison cancelled.

    `start` is a time of day ("09:30"), which leaders say; `areas` are codes of AREAS, for programmes that have them.
    """

    held_on: date
    outcome: str
    minutes: int | None = None
    mode: str = "in_person"
    cause: str = ""
    present: str = UNKNOWN
    next_on: date | None = None
    volunteers: tuple[str, ...] = ()
    note: str = ""
    start: str = ""
    areas: tuple[str, ...] = ()


def checked(draft: SessionDraft, today: date) -> tuple[SessionDraft, tuple[str, ...]]:
    """The draft as it is saved, and the words of its note to ask about. Raises InvalidValue, TextRefused."""
    checks.code(N_("Outcome"), draft.outcome, OUTCOMES)
    checks.code(N_("Mode"), draft.mode, MODES)
    checks.code(N_("Others present"), draft.present, PRESENCE)
    checks.code(N_("Cause"), draft.cause, ("", *CAUSES) if draft.outcome == BY_PRISON else ("",))
    if draft.outcome in AHEAD:
        _check_ahead(N_("Date"), draft.held_on, today)
    else:
        checks.happened(N_("Date"), draft.held_on, today)
    if draft.next_on is not None:
        _check_ahead(N_("Next visit"), draft.next_on, today)
        checks.ordered(N_("Next visit"), draft.held_on, draft.next_on)
    if draft.minutes is not None:
        _check_minutes(draft.minutes, draft.outcome)
    _check_areas(draft)
    note = checks.tidy(draft.note)
    if len(note) > LONGEST_NOTE:
        raise InvalidValue(field=N_("Note"), reason=N_("it is too long"))
    words = textguard.check(N_("Note"), note)
    start = parse_time(draft.start) if draft.start else ""
    return replace(draft, note=note, start=start, areas=tuple(area for area in AREAS if area in draft.areas)), words


def _check_ahead(field: str, day: date, today: date) -> None:
    checks.dated(field, day)
    if day > today + FURTHEST:
        raise InvalidValue(field=field, reason=N_("it lies too far ahead"))


def _check_minutes(minutes: int, outcome: str) -> None:
    if outcome in CANCELLED:
        raise InvalidValue(field=N_("Minutes"), reason=N_("a visit that was not held has none"))
    if not 1 <= minutes <= LONGEST:
        raise InvalidValue(field=N_("Minutes"), reason=N_("a visit lasts from 1 minute to a day"))


def _check_areas(draft: SessionDraft) -> None:
    for area in draft.areas:
        checks.code(N_("Areas"), area, AREAS)
    if draft.areas and not is_held(draft.outcome):
        raise InvalidValue(field=N_("Areas"), reason=N_("a visit that was not held has none"))
