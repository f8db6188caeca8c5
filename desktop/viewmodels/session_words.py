"""The list of visits in the words of the screen: its columns, and the card of one visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.errors import N_
from desktop.models.rows.domain import Session
from desktop.rules.findings import WORDS as FINDINGS
from desktop.rules.meeting import CANCELLED, is_held
from desktop.services.session_list import Saved, SessionCard, SessionLine
from desktop.texts import Texts
from desktop.viewmodels import days, visit_words
from desktop.viewmodels.paged import Column

PERIODS: Mapping[str, str] = MappingProxyType(
    {
        "": N_("All dates"),
        "this_month": N_("This month"),
        "last_month": N_("Last month"),
        "this_year": N_("This year"),
        "between": N_("From – to"),
    }
)
OUTCOME_GROUPS: Mapping[str, str] = MappingProxyType(
    {"": N_("All outcomes"), "held": N_("Held"), "cancelled": N_("Cancelled"), "planned": N_("Planned")}
)
REMARKS: Mapping[str, str] = MappingProxyType(
    {
        "held_without_approvals": N_("Without valid approval"),
        "held_without_match": N_("Without a volunteer"),
        "held_outside_match": N_("Nobody was matched that day"),
        "held_after_end": N_("After the end of the course"),
        "logged_twice": N_("Logged twice"),
    }
)
"""Code of a finding → the few words that fit a column; the whole sentence stands on the card."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another logging on the same course and day."""

    id: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class SessionWords:
    """One visit as its card says it. `tone` is that of its outcome; `facts` are (label, value).

    `twice`: it counts as one with another logging; `separate`: a leader has said that it stands alone.
    """

    id: str
    alias: str
    day: str
    programme: str
    outcome: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    note: str
    found: tuple[str, ...]
    history: tuple[str, ...]
    beside: tuple[Beside, ...]
    twice: bool
    separate: bool


def columns(texts: Texts) -> tuple[Column[SessionLine], ...]:
    """Left to right; `session_pages.ORDERS` says by which of them the list can be sorted."""
    say = texts.say

    def outcome(line: SessionLine) -> str:
        return _outcome(texts, line)

    return (
        Column("date", say("Date"), lambda line: days.short(texts, line.session.held_on), sortable=True),
        Column("alias", say("Alias"), lambda line: line.alias, sortable=True),
        Column("outcome", say("Outcome"), outcome, sortable=True),
        Column("minutes", say("Minutes"), _minutes, sortable=True, align="end"),
        Column("volunteers", say("Volunteers"), lambda line: ", ".join(name or say("not known here") for name in line.volunteers)),
        Column("next", say("Next visit"), lambda line: days.short(texts, line.session.next_on)),
        Column("remark", say("Remark"), lambda line: _remark(texts, line), tone=_tone),
        Column("programme", say("Programme"), lambda line: visit_words.programme(texts, line.programme)),
        Column("mode", say("Mode"), lambda line: _coded(texts, visit_words.MODES, line.session.mode)),
        Column("present", say("Others present"), lambda line: _present(texts, line.session)),
    )


def card_words(card: SessionCard, texts: Texts) -> SessionWords:
    line, session = card.line, card.line.session
    return SessionWords(
        id=line.id,
        alias=line.alias or texts.say("A course that is not known here"),
        day=_in_full(texts, session.held_on) if session.held_on else texts.say("No date"),
        programme=visit_words.programme(texts, line.programme),
        outcome=_outcome(texts, line),
        tone=_outcome_tone(session.outcome),
        facts=_facts(texts, line),
        note=card.note,
        found=tuple(_sentence(texts.say(words)) for code, words in FINDINGS.items() if code in line.found),
        history=_history(card.history, texts),
        beside=tuple(Beside(one.id, _outcome(texts, one), _beside(texts, one)) for one in card.beside),
        twice=line.twice,
        separate=session.separate,
    )


def count_words(count: int, most: int, texts: Texts, *, filtered: bool) -> str:
    """ "1.204 besøg"; of more than can be counted in a moment only that. A filter is said, for it survives a lock."""
    known = _counted(count, most, texts)
    return texts.say("{visits} · filtered", visits=known) if filtered else known


def _counted(count: int, most: int, texts: Texts) -> str:
    if count >= most:
        return texts.say("More than {count} visits", count=texts.number(most - 1))
    return texts.say("1 visit") if count == 1 else texts.say("{count} visits", count=texts.number(count))


def _facts(texts: Texts, line: SessionLine) -> tuple[tuple[str, str], ...]:
    """What is known of it; a fact that nobody stated is left out, but who took part is always said."""
    say, session = texts.say, line.session
    came = ", ".join(name or say("not known here") for name in line.volunteers)
    known = (
        (say("Took part"), came or (say("nobody is noted") if is_held(session.outcome) else "")),
        (say("Lasted"), say("{minutes} minutes", minutes=session.minutes) if session.minutes is not None else ""),
        (say("Mode"), _coded(texts, visit_words.MODES, session.mode)),
        (say("Others present"), _present(texts, session)),
        (say("Next visit"), _in_full(texts, session.next_on) if session.next_on else ""),
        (say("Programme"), visit_words.programme(texts, line.programme)),
    )
    return tuple((label, value) for label, value in known if value)


def _history(history: tuple[Saved, ...], texts: Texts) -> tuple[str, ...]:
    return tuple(_saved(one, texts, first=number == 0) for number, one in enumerate(history))


def _saved(one: Saved, texts: Texts, *, first: bool) -> str:
    day = days.short(texts, one.on)
    if not one.who:
        return texts.say("Logged on {day}", day=day) if first else texts.say("Corrected on {day}", day=day)
    if first:
        return texts.say("Logged on {day} by {name}", day=day, name=one.who)
    return texts.say("Corrected on {day} by {name}", day=day, name=one.who)


def _beside(texts: Texts, line: SessionLine) -> str:
    minutes = line.session.minutes
    parts = (texts.say("{minutes} minutes", minutes=minutes) if minutes is not None else "", ", ".join(line.volunteers))
    return " · ".join(part for part in parts if part)


def _outcome(texts: Texts, line: SessionLine) -> str:
    said = visit_words.outcome(texts, line.session.outcome)
    cause = line.session.cause
    return (
        texts.say("{outcome}: {cause}", outcome=said, cause=texts.say(visit_words.CAUSES[cause])) if cause in visit_words.CAUSES else said
    )


def _in_full(texts: Texts, day: date) -> str:
    return f"{days.weekday(texts, day)} {day.year}"


def _coded(texts: Texts, words: Mapping[str, str], code: str) -> str:
    return texts.say(words[code]) if code in words else ""


def _present(texts: Texts, session: Session) -> str:
    """Yes or no; "unknown" is what everybody takes an empty field for."""
    return _coded(texts, visit_words.PRESENCE, session.present) if session.present in {"yes", "no"} else ""


def _minutes(line: SessionLine) -> str:
    return "" if line.session.minutes is None else str(line.session.minutes)


def _remark(texts: Texts, line: SessionLine) -> str:
    """What the rules find, the gravest first."""
    return ", ".join(texts.say(words) for code, words in REMARKS.items() if code in line.found)


def _tone(line: SessionLine) -> str:
    """ "warn" where a rule was broken, "told" where it only counts once."""
    return "warn" if set(line.found) - {"logged_twice"} else "told" if line.found else ""


def _outcome_tone(outcome: str) -> str:
    if is_held(outcome):
        return "good"
    return "warn" if outcome in CANCELLED else "plain"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
