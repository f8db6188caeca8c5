"""What both papers are made of: the title, the words of a number, how complete the numbers are, and the definitions."""

from collections.abc import Sequence
from datetime import date

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.models.rows.papers import Amount, Definition
from desktop.reports.sheet import Block, stacked, text_block
from desktop.reports.style import (
    ACCENT,
    BODY,
    BODY_STRONG,
    CONTENT,
    HEADING,
    LONG_TITLE,
    MARGIN,
    NOTE,
    NOTE_STRONG,
    SUBTITLE,
    TITLE,
    panel,
    put_lines,
    wrapped,
)
from desktop.texts import Texts

NO_NUMBER = "\u2013"
_GUTTER = 24.0
_PAD = 11.0
_ABOUT = 200.0


def shown(amount: Amount, texts: Texts) -> str:
    """The number as printed: digits, "<5" for a protected one, a dash for one that nobody knows."""
    if amount.value is not None:
        return texts.number(amount.value)
    return NO_NUMBER if amount.below is None else f"<{amount.below}"


def day(on: date, texts: Texts) -> str:
    """A day in full that stays on one line."""
    return texts.date(on).replace(" ", "\u00a0")


def title(words: str, under: str) -> Block:
    """The accent's one bold stroke, the title (a long one smaller, and in at most three lines), and a line under it."""
    kind = TITLE if len(wrapped(words, TITLE, CONTENT)) <= 2 else LONG_TITLE

    def stroke(canvas: Canvas, top: float) -> None:
        canvas.setFillColor(HexColor(ACCENT))
        canvas.rect(MARGIN, top - 4, 44, 4, stroke=0, fill=1)

    return stacked([Block(4, stroke), text_block(words, kind, 14, most=3), text_block(under, SUBTITLE, 2)])


def completeness(heading: str, sentences: Sequence[str], space: float) -> Block:
    """A tinted panel that says beside the numbers how far they reach: what it is about to the left, the sentences to the right."""
    about = wrapped(heading, BODY_STRONG, _ABOUT - 16)
    lines = [line for sentence in sentences for line in wrapped(sentence, BODY, CONTENT - 2 * _PAD - _ABOUT)]
    height = 2 * _PAD + max(len(about), len(lines)) * BODY.leading

    def draw(canvas: Canvas, top: float) -> None:
        panel(canvas, top, height)
        put_lines(canvas, MARGIN + _PAD, top - _PAD, about, BODY_STRONG)
        put_lines(canvas, MARGIN + _PAD + _ABOUT, top - _PAD, lines, BODY)

    return Block(height, draw, space)


def definitions(entries: Sequence[Definition], digest: str, texts: Texts, space: float, abreast: int = 2) -> list[Block]:
    """Every figure's name, version and definition in small type, side by side, and the check code of the list behind them."""
    code = text_block(texts.say("Check code of the list behind the numbers: {code}", code=digest), NOTE, 8)
    if not entries:
        return [Block(code.height, code.draw, space)]
    pairs = [_pair(entries[number : number + abreast], texts, abreast) for number in range(0, len(entries), abreast)]
    heading = text_block(texts.say("What the numbers mean"), HEADING)
    if len(pairs) == 1:
        return [stacked([heading, pairs[0], code], space)]
    return [stacked([heading, pairs[0]], space), *pairs[1:-1], stacked([pairs[-1], code], pairs[-1].space)]


def _pair(entries: Sequence[Definition], texts: Texts, abreast: int) -> Block:
    room = (CONTENT - (abreast - 1) * _GUTTER) / abreast
    columns = []
    for entry in entries:
        facts = [texts.say(entry.name), texts.say("version {version}", version=entry.version), texts.say(entry.unit)]
        name = " · ".join(fact for fact in facts if fact)
        columns.append((wrapped(name, NOTE_STRONG, room), wrapped(texts.say(entry.sentence), NOTE, room)))

    def draw(canvas: Canvas, top: float) -> None:
        for number, (name, sentence) in enumerate(columns):
            x = MARGIN + number * (room + _GUTTER)
            put_lines(canvas, x, put_lines(canvas, x, top, name, NOTE_STRONG), sentence, NOTE)

    return Block(max(len(name) + len(sentence) for name, sentence in columns) * NOTE.leading, draw, 7)
