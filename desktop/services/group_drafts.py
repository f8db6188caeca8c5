"""One group event as typed, and what is asked of it before it is saved."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.errors import N_, InvalidValue
from desktop.models.rows.fields import EVENT_STATES, METHODS, RECURRENCES
from desktop.rules import groups as rules
from desktop.rules import textguard
from desktop.rules.groups import ATTENDANCES, HELD, PLANNED, Kinds
from desktop.rules.vague_days import VAGUE, days_of, next_days
from desktop.services import checks
from desktop.store.repositories import configured
from desktop.store.unit_of_work import Reading

LONGEST_LABEL = 60
FURTHEST = timedelta(days=5 * 365)
KIND_LIST, LABEL_LIST = "group_kind", "group_label"
"""The lists of words that headquarters keeps of them."""


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """One event as typed. `from_on` is its day; with `vague` any day of the year that is meant, or None for the next such time.

    Heads that are not known are None. `method` "" is the kind's own: ATTENDANCES. `label` is a code of the list, its word, or a
    short text.
    """

    kind: str
    from_on: date | None = None
    to_on: date | None = None
    vague: str = ""
    label: str = ""
    state: str = PLANNED
    recurrence: str = ""
    inmates: int | None = None
    volunteers: int | None = None
    method: str = ""


def kinds(reading: Reading) -> Kinds:
    """The kinds that headquarters has added. One that is no longer offered is still a kind of what was held."""
    added = configured.labels(reading.connection, KIND_LIST)
    return Kinds(frozenset(one.code for one in added), frozenset(one.code for one in added if one.religious))


def checked(reading: Reading, draft: GroupDraft, today: date) -> tuple[GroupDraft, tuple[str, ...]]:
    """The draft as it is saved, and words of its label to ask about. Raises InvalidValue, TextRefused."""
    known = kinds(reading)
    if draft.kind not in known:
        raise InvalidValue(field=N_("Kind"), reason=N_("it is not one of the known codes"))
    checks.code(N_("State"), draft.state, EVENT_STATES)
    checks.code(N_("Recurrence"), draft.recurrence, RECURRENCES)
    religious = known.is_religious(draft.kind)
    dated = _dated(draft, today)
    label, words = _label(reading, draft, religious=religious)
    return replace(dated, label=label, method=_method(draft, religious=religious)), words


def _dated(draft: GroupDraft, today: date) -> GroupDraft:
    """With its days, of a time that is not a day those that follow from the year. Raises InvalidValue."""
    if draft.vague:
        checks.code(N_("Date"), draft.vague, VAGUE)
        if draft.recurrence not in {"", "yearly"}:
            raise InvalidValue(field=N_("Recurrence"), reason=N_("a time that is not a day comes back once a year"))
        days = next_days(draft.vague, today) if draft.from_on is None else days_of(draft.vague, draft.from_on.year)
        draft = replace(draft, from_on=days.first, to_on=days.last)
    if draft.from_on is None:
        raise InvalidValue(field=N_("Date"), reason=N_("it is missing"))
    checks.dated(N_("Date"), draft.from_on)
    if draft.to_on is not None:
        checks.ordered(N_("To"), draft.from_on, draft.to_on)
    if draft.state == HELD:
        checks.happened(N_("Date"), draft.from_on, today)
    elif draft.from_on > today + FURTHEST:
        raise InvalidValue(field=N_("Date"), reason=N_("it lies too far ahead"))
    return draft if draft.to_on != draft.from_on else replace(draft, to_on=None)


def _label(reading: Reading, draft: GroupDraft, *, religious: bool) -> tuple[str, tuple[str, ...]]:
    """The label as it is kept: the code of a word of headquarters' list, or the short text. Raises InvalidValue, TextRefused."""
    kept = checks.tidy(draft.label)
    if kept and religious:
        raise InvalidValue(field=N_("Label"), reason=N_("an activity of a religious kind has no text at all"))
    for one in configured.labels(reading.connection, LABEL_LIST):
        if kept and kept.casefold() in {one.code.casefold(), one.danish.casefold(), one.english.casefold()}:
            return one.code, ()
    if len(kept) > LONGEST_LABEL:
        raise InvalidValue(field=N_("Label"), reason=N_("it is too long"))
    return kept, textguard.check(N_("Label"), kept)


def _method(draft: GroupDraft, *, religious: bool) -> str:
    """How it is counted; "" where that was not said, or it was not held. Raises InvalidValue."""
    if draft.state != HELD:
        if draft.inmates is not None or draft.volunteers is not None:
            raise InvalidValue(field=N_("Heads"), reason=N_("what was not held has none"))
        return ""
    for field, heads in ((N_("Inmates"), draft.inmates), (N_("Volunteers"), draft.volunteers)):
        if heads is not None:
            check_heads(field, heads)
    method = draft.method
    checks.code(N_("Method"), method, ("", *METHODS))
    if religious and method not in {"", ATTENDANCES}:
        raise InvalidValue(field=N_("Method"), reason=N_("an activity of a religious kind is counted by heads at each, never by persons"))
    return method


def check_heads(field: str, heads: int) -> None:
    if not 0 <= heads <= rules.MOST_HEADS:
        raise InvalidValue(field=field, reason=N_("it is no number of people"))
