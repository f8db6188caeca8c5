"""Group events: kinds, when the next one is, and how heads are counted.

Source: the service's own rules. A church service is counted by heads only, because a list of names would tell a religion
(GDPR art. 9): religious kinds have neither names nor any text, and are always counted as attendances. Heads that nobody
counted are unknown, which is not 0.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import Consent
from desktop.models.rows.groups import Attendance, GroupEvent, GroupYear
from desktop.rules.dates import add_months
from desktop.rules.findings import Finding
from desktop.rules.status import BASIS_PURPOSE, Period, has_basis
from desktop.rules.vague_days import VAGUE, Days, days_of

CHURCH_SERVICE = "church_service"
KINDS: Mapping[str, str] = MappingProxyType(
    {"bingo": N_("bingo"), CHURCH_SERVICE: N_("church service"), "other": N_("another social activity")}
)
"""Kind → what a person reads. Headquarters adds others (list "group_kind"), each religious or not."""
RELIGIOUS = frozenset({CHURCH_SERVICE})
"""Kinds that are religious whatever a list says."""

NAMED, ESTIMATED, ATTENDANCES = "UNIQUE_NAMED", "UNIQUE_ESTIMATED", "ATTENDANCES"
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
MOST_HEADS = 2000


@dataclass(frozen=True, slots=True)
class Kinds:
    """What headquarters has added to the kinds: codes, and which of them are religious."""

    added: frozenset[str] = frozenset()
    religious: frozenset[str] = frozenset()

    def __contains__(self, kind: str) -> bool:
        return kind in KINDS or kind in self.added

    def is_religious(self, kind: str) -> bool:
        """A kind that is not known here may be religious: it is treated as one, so that nothing is told of it."""
        return kind in RELIGIOUS or kind in self.religious or kind not in self


BUILT_IN = Kinds()


# --- again and again ---------------------------------------------------------------------------------------------


def next_time(event: GroupEvent) -> Days | None:
    """When a recurring event comes next, None where it does not.

    A month later is the same day of it, the last where there is no such day. A time that is not a day recurs once a year.
    """
    if event.from_on is None or not event.recurrence:
        return None
    if event.vague:
        return days_of(event.vague, event.from_on.year + 1) if event.vague in VAGUE else None
    length = (event.to_on or event.from_on) - event.from_on
    match event.recurrence:
        case "weekly" | "fortnightly":
            first = event.from_on + timedelta(weeks=1 if event.recurrence == "weekly" else 2)
        case _:
            first = add_months(event.from_on, 1 if event.recurrence == "monthly" else 12)
    return Days(first, first + length)


THEREABOUTS: Mapping[str, int] = MappingProxyType({"weekly": 3, "fortnightly": 6, "monthly": 14, "yearly": 30})
"""Recurrence → how many days from the reckoned day it may come and still be that time."""


def covers(event: GroupEvent, day: date) -> bool:
    """Whether the event may be on that day."""
    return event.from_on is not None and event.from_on <= day <= (event.to_on or event.from_on)


def meant(known: Sequence[GroupEvent], first: date | None, last: date | None, *, planned: bool) -> GroupEvent | None:
    """Which event of a kind is spoken of on these days, by date: the one on just these; one planned for days among which they begin;

    and, unless it is a plan itself, the nearest time of what recurs and is planned thereabouts, because that day was reckoned.
    """
    if first is None:
        return None
    due = [one for one in known if one.state == PLANNED and one.from_on is not None]
    near = [] if planned else [one for one in due if one.recurrence and _away(one, first) <= THEREABOUTS[one.recurrence]]
    return (
        next((one for one in known if (one.from_on, one.to_on) == (first, last)), None)
        or next((one for one in due if covers(one, first)), None)
        or min(near, key=lambda one: (_away(one, first), one.id), default=None)
    )


def _away(event: GroupEvent, day: date) -> int:
    """Days between the event's first day, which it has, and another."""
    return abs(((event.from_on or day) - day).days)


# --- findings ----------------------------------------------------------------------------------------------------


def findings(
    events: Sequence[GroupEvent],
    named: Iterable[Attendance],
    consents: Sequence[Consent],
    years: Iterable[GroupYear],
    kinds: Kinds = BUILT_IN,
) -> tuple[Finding, ...]:
    """What breaks a rule at these events, sorted; `named` and `consents` as far as this vault is told them."""
    lists: dict[str, set[str]] = {}
    for one in named:
        lists.setdefault(one.event, set()).add(one.participant)
    reckoned = {(one.site, one.year) for one in years if one.persons is not None}
    found = {Finding(code, (event.id,)) for event in events for code in _codes(event, lists.get(event.id, ()), consents, reckoned, kinds)}
    return tuple(sorted(found))


def _codes(
    event: GroupEvent, there: Collection[str], consents: Sequence[Consent], reckoned: Collection[tuple[str, int | None]], kinds: Kinds
) -> Iterator[str]:
    if kinds.is_religious(event.kind):
        yield from _of_religious(event, there)
    if event.to_on is not None and event.from_on is not None and event.to_on < event.from_on:
        yield "end_before_start"
    if event.state != HELD:
        if there:
            yield "named_at_not_held"
        return
    if event.inmates is None:
        yield "heads_unknown"
    elif len(there) > event.inmates:
        yield "more_names_than_heads"
    if event.method == ESTIMATED and event.from_on is not None and (event.site, event.from_on.year) not in reckoned:
        yield "estimate_missing"
    if event.from_on is not None and any(not agreed(consents, who, event.from_on) for who in there):
        yield "named_without_consent"


def _of_religious(event: GroupEvent, there: Collection[str]) -> Iterator[str]:
    if there:
        yield "named_at_religious"
    if event.label:
        yield "text_at_religious"
    if event.method not in ("", ATTENDANCES):
        yield "counted_otherwise"


def agreed(consents: Iterable[Consent], participant: str, day: date) -> bool:
    """Whether the participant had agreed on that day that anything is kept: without it no name stands on a list."""
    own = (one for one in consents if one.participant == participant and one.purpose == BASIS_PURPOSE)
    return has_basis([Period(one.given_on, one.withdrawn_on) for one in own], day)
