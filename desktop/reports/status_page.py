"""The status page of one site: who to ask, and how each programme stands on a day. One A4 page."""

from collections.abc import Sequence
from datetime import date, timedelta

from reportlab.pdfgen.canvas import Canvas

from desktop.errors import N_, BrokenPromise
from desktop.models.rows.papers import ActivityLine, Count, StatusLine, StatusPage
from desktop.reports.fonts import register_fonts
from desktop.reports.parts import completeness, day, definitions, shown, title
from desktop.reports.sheet import Block, Sheet, paginate, printed, stacked, text_block
from desktop.reports.style import (
    BODY,
    BODY_STRONG,
    CONTENT,
    GREY,
    MARGIN,
    NAME,
    NOTE,
    NUMERAL,
    Type,
    fitted,
    put,
    put_lines,
    rule,
    width,
    wrapped,
)
from desktop.texts import Texts

_NUMERALS = 84.0
_BESIDE = 216.0
_ROOMY, _TIGHT = 15.0, 6.0
_PHRASES = {
    "active_now": N_("active now"),
    "formerly_snapshot": N_("earlier, on {since}"),
    "formerly_ended": N_("ended"),
    "started_since": N_("started since {since}"),
    "ongoing": N_("ongoing"),
    "being_set_up": N_("being set up"),
    "paused": N_("paused"),
}
_RECURRENCES = {
    "weekly": N_("every week"),
    "fortnightly": N_("every second week"),
    "monthly": N_("every month"),
    "yearly": N_("every year"),
}


def status_page(page: StatusPage, texts: Texts) -> bytes:
    """The page as PDF, in the language of `texts`.

    The order is the order of `page.lines`, each led by its number. One page for up to six programmes; more flow on.
    BrokenPromise when a count lacks the day it is printed with.
    """
    register_fonts()
    heading = texts.say("Status as of {date}", date=day(page.as_of, texts))
    blocks = _blocks(page, heading, texts, _ROOMY)
    if len(paginate(blocks)) > 1:
        blocks = _blocks(page, heading, texts, _TIGHT)
    return printed(Sheet(page, f"{page.site}, {heading}", texts.say("Status page of one place"), blocks), texts)


def _blocks(page: StatusPage, heading: str, texts: Texts, pad: float) -> list[Block]:
    """The page from top to bottom, with `pad` points above and below each programme."""
    blocks = [title(page.site, heading), _contact(page, texts)]
    numbers = [width(shown(count.amount, texts), BODY_STRONG) for line in page.lines for count in line.beside]
    inset = max(numbers, default=0.0) + 7
    blocks += [_programme(line, texts, inset, pad, 18.0 if number == 0 else 0.0) for number, line in enumerate(page.lines)]
    if page.activities:
        blocks.append(_activities(page.activities, texts, pad))
    if not page.lines:
        blocks.append(text_block(texts.say("No programme runs here yet."), BODY, 24))
    blocks.append(completeness(texts.say("How complete are the numbers?"), _through(page, texts), 16))
    blocks += definitions(page.definitions, page.digest, texts, 22, 2 if pad == _ROOMY else 3)
    return blocks


def _contact(page: StatusPage, texts: Texts) -> Block:
    person = page.contact or texts.say("The visit leader")
    return stacked([text_block(texts.say("Contact person"), NOTE), text_block(person, BODY_STRONG, most=2)], 18)


def _phrase(count: Count, texts: Texts) -> str:
    """The words after a number; a missing one says so."""
    if count.key in {"started_since", "formerly_snapshot"} and count.since is None:
        raise BrokenPromise(promise=f"{count.key} has its day")
    if count.since is None:
        words = texts.say(_PHRASES[count.key])
    elif count.until is not None:
        whole_months = count.since.day == 1 and (count.until + timedelta(days=1)).day == 1
        words = texts.say(
            "started from {since} to {until}", since=_when(count.since, whole_months, texts), until=_when(count.until, whole_months, texts)
        )
    else:
        whole_month = count.key == "started_since" and count.since.day == 1
        words = texts.say(_PHRASES[count.key], since=_when(count.since, whole_month, texts))
    return texts.say("{what} (missing)", what=words) if count.amount.missing else words


def _when(on: date, whole_month: bool, texts: Texts) -> str:
    return texts.month(on).replace(" ", "\u00a0") if whole_month else day(on, texts)


def _programme(line: StatusLine, texts: Texts, inset: float, pad: float, space: float) -> Block:
    """One programme: its number large, its name and what is counted, and to the right the other numbers, `inset` wide on this page."""
    numeral = shown(line.lead.amount, texts)
    kind = fitted(numeral, NUMERAL, _NUMERALS - 10)
    middle = CONTENT - _NUMERALS - _BESIDE - 16
    name = wrapped(texts.say(line.name), NAME, middle)
    phrase = wrapped(_phrase(line.lead, texts), _quiet(), middle)
    beside = [(shown(count.amount, texts), _phrase(count, texts)) for count in line.beside]
    notes = [(number, wrapped(words, BODY, _BESIDE - inset)) for number, words in beside]
    left = len(name) * NAME.leading + len(phrase) * BODY.leading
    right = sum(len(words) for _, words in notes) * BODY.leading
    height = 2 * pad + max(left, right, NUMERAL.size * 0.9)

    def draw(canvas: Canvas, top: float) -> None:
        rule(canvas, top)
        top -= pad
        put(canvas, MARGIN, top - 0.72 * NUMERAL.size - 2, numeral, kind)
        below = put_lines(canvas, MARGIN + _NUMERALS, top, name, NAME)
        put_lines(canvas, MARGIN + _NUMERALS, below, phrase, _quiet())
        _put_beside(canvas, top - 1, notes, inset)

    return Block(height, draw, space)


def _put_beside(canvas: Canvas, top: float, notes: list[tuple[str, list[str]]], inset: float) -> None:
    x = MARGIN + CONTENT - _BESIDE
    for number, words in notes:
        put_lines(canvas, x + inset - 7 - width(number, BODY_STRONG), top, [number], BODY_STRONG)
        top = put_lines(canvas, x + inset, top, words, BODY)


def _activities(lines: Sequence[ActivityLine], texts: Texts, pad: float) -> Block:
    """The social activities below each other, without a number: they are counted by heads, not by courses."""
    rows = [(_capital(texts.say(line.name) if line.told else line.name), _told(line, texts)) for line in lines]
    middle = CONTENT - _NUMERALS - _BESIDE - 16
    drawn = [(wrapped(name, NAME, middle), wrapped(words, BODY, _BESIDE)) for name, words in rows]
    heights = [max(len(name) * NAME.leading, len(words) * BODY.leading) + 6 for name, words in drawn]

    def draw(canvas: Canvas, top: float) -> None:
        rule(canvas, top)
        top -= pad
        for (name, words), height in zip(drawn, heights, strict=True):
            put_lines(canvas, MARGIN + _NUMERALS, top, name, NAME)
            put_lines(canvas, MARGIN + CONTENT - _BESIDE, top - 1, words, BODY)
            top -= height

    return Block(2 * pad + sum(heights), draw)


def _told(line: ActivityLine, texts: Texts) -> str:
    said = [texts.say(_RECURRENCES[line.recurrence])] if line.recurrence in _RECURRENCES else []
    if line.next_about:
        said.append(texts.say("next time: {when}", when=texts.say(line.next_about)))
    elif line.next_on is not None:
        said.append(texts.say("next time: {when}", when=day(line.next_on, texts)))
    if line.volunteers:
        said.append(texts.say("volunteers take part"))
    return ", ".join(said)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _quiet() -> Type:
    return Type(BODY.font, BODY.size, BODY.leading, GREY)


def _through(page: StatusPage, texts: Texts) -> list[str]:
    if page.through is None:
        return [texts.say("Nobody has yet said up to which day all is typed in.")]
    said = [texts.say("All is typed in up to {date}.", date=day(page.through, texts))]
    return said if page.through >= page.as_of else [*said, texts.say("What happened later may be missing from the numbers.")]
