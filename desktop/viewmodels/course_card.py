"""The card of one course in the words of the screen: what happened when, who agreed to what, and which steps are possible now."""

from dataclasses import dataclass
from datetime import date

from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.rules.findings import WORDS as FINDINGS
from desktop.rules.status import OVER
from desktop.rules.status import WORDS as STATUSES
from desktop.services.course_cards import ConsentLine, CourseCard, Event
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.course_words import END_REASONS, EVENTS, PURPOSES, SHORT, group_of


@dataclass(frozen=True, slots=True)
class EventWords:
    """`coming`: it lies ahead, or should have come; `icon` is a name of the look."""

    day: str
    text: str
    icon: str
    coming: bool = False


@dataclass(frozen=True, slots=True)
class ConsentWords:
    purpose: str
    title: str
    detail: str
    stands: bool


@dataclass(frozen=True, slots=True)
class MatchWords:
    match: str
    name: str
    detail: str
    open: bool


@dataclass(frozen=True, slots=True)
class CardWords:
    """`steps`: which buttons there are, in their order: "staff", "leader", "match", "log", "consent", "end", "again"."""

    course: str
    participant: str
    alias: str
    programme: str
    programme_code: str
    status: str
    group: str
    next: str
    missed: bool
    visits: str
    day: date
    events: tuple[EventWords, ...]
    consents: tuple[ConsentWords, ...]
    matches: tuple[MatchWords, ...]
    findings: tuple[str, ...]
    others: tuple[str, ...]
    steps: tuple[str, ...]
    first: str
    """The step that comes next, or nothing: its button stands out."""


ALWAYS = ("processing", "transfer")
"""Purposes that the card names even where nothing was said; the others only once something was."""
_ICONS = {
    "referred": "file-text",
    "staff_approval": "check",
    "leader_approval": "check",
    "consent": "check",
    "withdrawn": "minus",
    "matched": "handshake",
    "unmatched": "log-out",
    "first_held": "calendar",
    "last_held": "calendar",
    "next": "clock",
    "missed": "triangle-alert",
    "declined": "minus",
    "called_back": "minus",
    "criteria": "check",
    "paused": "clock",
    "resumed": "clock",
    "released": "log-out",
    "transferred": "log-out",
    "gone": "triangle-alert",
    "returned": "log-out",
    "died": "minus",
    "extended": "clock",
    "planned_end": "clock",
    "ended": "circle-check",
}


def card_words(card: CourseCard, texts: Texts) -> CardWords:
    row, course = card.row, card.row.course
    steps = _steps(card)
    return CardWords(
        course=course.id,
        participant=course.participant,
        alias=row.alias,
        programme=texts.say(PROGRAMME_NAMES.get(course.programme, course.programme)),
        programme_code=course.programme,
        status=texts.say(SHORT[row.status]),
        group=group_of(row.status),
        next=_next(card, texts),
        missed=row.missed,
        visits=_visits(card, texts),
        day=card.day,
        events=tuple(_event(event, card.day, texts) for event in card.events),
        consents=tuple(_consent(one, texts) for one in card.consents if one.consent or one.purpose in ALWAYS),
        matches=tuple(
            MatchWords(one.match.id, one.name, _period(one.match.from_on, one.match.to_on, texts), one.open) for one in card.matches
        ),
        findings=tuple(_finding(code, count, texts) for code, count in card.findings),
        others=tuple(
            texts.say("{programme}: {status}", programme=texts.say(PROGRAMME_NAMES.get(code, code)), status=texts.say(STATUSES[status]))
            for code, status in card.others
        ),
        steps=steps,
        first=_first(card, steps),
    )


def _steps(card: CourseCard) -> tuple[str, ...]:
    """What is possible now, of what there is a button for."""
    course = card.row.course
    found = []
    if "approve" in card.steps:
        found += ["staff"] if course.staff_approval_on is None else []
        found += ["leader"] if course.leader_approval_on is None else []
    found += [step for step in ("match", "log", "end") if step in card.steps]
    return (*found, "consent", "again")


def _first(card: CourseCard, steps: tuple[str, ...]) -> str:
    """The way of a course: approvals, the consent that is its basis, a volunteer, visits."""
    if card.row.status in OVER:
        return ""
    if missing := [step for step in ("staff", "leader") if step in steps]:
        return missing[0]
    if not next(one.stands for one in card.consents if one.purpose == "processing"):
        return "consent"
    return "log" if any(one.open for one in card.matches) else "match"


def _next(card: CourseCard, texts: Texts) -> str:
    if card.row.next_on is None:
        return ""
    day, away = days.weekday(texts, card.row.next_on), days.away(texts, card.row.next_on, card.day)
    return texts.say("{day} ({away})", day=day, away=away)


def _visits(card: CourseCard, texts: Texts) -> str:
    if not card.held and not card.cancelled:
        return texts.say("No visits yet")
    held = texts.say("1 visit held") if card.held == 1 else texts.say("{count} visits held", count=texts.number(card.held))
    return texts.say("{held}, {count} cancelled", held=held, count=texts.number(card.cancelled)) if card.cancelled else held


def _event(event: Event, today: date, texts: Texts) -> EventWords:
    words = {"consent": PURPOSES, "withdrawn": PURPOSES, "ended": END_REASONS}.get(event.code)
    detail = texts.say(words.get(event.detail, "")) if words else event.detail
    coming = event.on > today or event.code == "missed"
    return EventWords(days.short(texts, event.on), texts.say(EVENTS[event.code], detail=detail), _ICONS[event.code], coming)


def _consent(one: ConsentLine, texts: Texts) -> ConsentWords:
    title, consent = texts.say(PURPOSES[one.purpose]), one.consent
    if consent is None:
        return ConsentWords(one.purpose, title, texts.say("Not given"), stands=False)
    if one.stands:
        return ConsentWords(one.purpose, title, texts.say("Given {day}", day=days.short(texts, consent.given_on)), stands=True)
    if consent.withdrawn_on is None:
        return ConsentWords(one.purpose, title, texts.say("From {day}", day=days.short(texts, consent.given_on)), stands=False)
    return ConsentWords(one.purpose, title, texts.say("Withdrawn {day}", day=days.short(texts, consent.withdrawn_on)), stands=False)


def _period(from_on: date | None, to_on: date | None, texts: Texts) -> str:
    if to_on is None:
        return texts.say("since {day}", day=days.short(texts, from_on))
    return texts.say("{first} to {last}", first=days.short(texts, from_on), last=days.short(texts, to_on))


def _finding(code: str, count: int, texts: Texts) -> str:
    words = texts.say(FINDINGS[code])
    said = words[:1].upper() + words[1:]
    return said if count == 1 else texts.say("{finding} ({count} times)", finding=said, count=count)
