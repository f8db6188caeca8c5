"""How our papers look: measures, colours and type, and text laid into a width.

A4, one accent colour (a deep blue-green) beside black and greys; nothing red and no cross. Every text colour has a
contrast of at least 4.5:1 on white and on the tint. Measures are points, 1/72 inch; y grows upwards.
"""

import unicodedata
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.reports.fonts import REGULAR, SEMIBOLD, width_of

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
MARGIN = 52.0
CONTENT = PAGE_WIDTH - 2 * MARGIN
TOP = PAGE_HEIGHT - 78.0
BOTTOM = 66.0

ACCENT = "#155263"
INK = "#1B2326"
GREY = "#5A666B"
RULE = "#CBD5D8"
TINT = "#15526312"  # the accent at 7 %, so that the watermark shows through
WATERMARK = "#F0F2F2"


@dataclass(frozen=True, slots=True)
class Type:
    """A way of setting text: font, size and line distance in points, colour."""

    font: str
    size: float
    leading: float
    colour: str = INK


TITLE = Type(SEMIBOLD, 28, 34)
LONG_TITLE = Type(SEMIBOLD, 20, 26)
SUBTITLE = Type(REGULAR, 12, 17, GREY)
HEADING = Type(SEMIBOLD, 12.5, 18)
BODY = Type(REGULAR, 10.5, 15)
BODY_STRONG = Type(SEMIBOLD, 10.5, 15)
NAME = Type(SEMIBOLD, 13, 17)
NUMERAL = Type(SEMIBOLD, 36, 38, ACCENT)
CELL = Type(REGULAR, 9.5, 12.5)
CELL_STRONG = Type(SEMIBOLD, 9.5, 12.5)
COLUMN = Type(REGULAR, 8.5, 11, GREY)
NOTE = Type(REGULAR, 8.5, 12, GREY)
NOTE_STRONG = Type(SEMIBOLD, 8.5, 12)
FOOT = Type(REGULAR, 8, 11, GREY)
FOOT_STRONG = Type(SEMIBOLD, 8, 11)
MARK = Type(SEMIBOLD, 8, 11, ACCENT)


def printable(text: str) -> str:
    """`text` with composed letters and without control characters; special hyphen and space become those the font has."""
    composed = unicodedata.normalize("NFC", text).replace("\u2011", "-").replace("\u202f", "\u00a0")
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in composed)


def written(text: str) -> str:
    """`text` as it is put down, once its lines are known: non-breaking spaces have done their work and become plain ones."""
    return printable(text).replace("\u00a0", " ")


def width(text: str, kind: Type) -> float:
    """How wide `text` stands on one line."""
    return width_of(printable(text), kind.font, kind.size)


def _broken(word: str, kind: Type, room: float) -> list[str]:
    """A word cut into pieces that each fit; a single letter always fits."""
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, kind) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def wrapped(text: str, kind: Type, room: float, most: int | None = None) -> list[str]:
    """The lines of `text` in a column of `room` points, at least one; after `most` lines the rest is an ellipsis.

    A line never ends at a non-breaking space.
    """
    spaced = [word for word in printable(text).split(" ") if word]
    words = [piece for word in spaced for piece in (_broken(word, kind, room) if width(word, kind) > room else [word])]
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, kind) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), kind, room)]


def shortened(text: str, kind: Type, room: float) -> str:
    """`text` on one line, its end replaced by an ellipsis where it does not fit."""
    if width(text, kind) <= room:
        return printable(text)
    kept = printable(text)
    while kept and width(f"{kept}…", kind) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def fitted(text: str, kind: Type, room: float) -> Type:
    """`kind`, made smaller where `text` would be wider than `room` on one line."""
    wide = width(text, kind)
    scale = min(1.0, room / wide) if wide else 1.0
    return Type(kind.font, kind.size * scale, kind.leading * scale, kind.colour)


def put(canvas: Canvas, x: float, baseline: float, text: str, kind: Type) -> None:
    """One line of text that begins at x."""
    canvas.setFont(kind.font, kind.size)
    canvas.setFillColor(HexColor(kind.colour))
    canvas.drawString(x, baseline, written(text))


def put_right(canvas: Canvas, x: float, baseline: float, text: str, kind: Type) -> None:
    """One line of text that ends at x."""
    put(canvas, x - width(text, kind), baseline, text, kind)


def put_lines(canvas: Canvas, x: float, top: float, lines: list[str], kind: Type) -> float:
    """Lines below `top`; the y below the last one."""
    for number, line in enumerate(lines):
        put(canvas, x, top - number * kind.leading - 0.78 * kind.leading, line, kind)
    return top - len(lines) * kind.leading


def rule(canvas: Canvas, y: float, colour: str = RULE, thickness: float = 0.6) -> None:
    """A line across the column of text."""
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(thickness)
    canvas.line(MARGIN, y, MARGIN + CONTENT, y)


def panel(canvas: Canvas, top: float, height: float) -> None:
    """A tinted ground across the column of text."""
    canvas.saveState()
    canvas.setFillColor(HexColor(TINT, hasAlpha=True))
    canvas.roundRect(MARGIN, top - height, CONTENT, height, 4, stroke=0, fill=1)
    canvas.restoreState()
