"""Blocks laid onto A4 pages inside one frame: head, foot, watermark and the document's own data.

A page is a list of blocks from top to bottom. A block never splits; one that does not fit goes to the next page.
The number of pages is known before anything is drawn, so each foot can say "page 1 of 2".
Equal input gives equal bytes: reportlab's invariant mode writes no clock and no random id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.errors import N_
from desktop.models.rows.papers import Paper
from desktop.reports.style import (
    ACCENT,
    BOTTOM,
    CONTENT,
    FOOT,
    FOOT_STRONG,
    MARGIN,
    MARK,
    NOTE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RULE,
    TOP,
    WATERMARK,
    Type,
    fitted,
    put,
    put_lines,
    put_right,
    rule,
    shortened,
    width,
    wrapped,
    written,
)
from desktop.texts import Texts

ROOM = TOP - BOTTOM
_MODES = {"internal": N_("Internal: exact numbers"), "public": N_("Public: small numbers are not shown")}
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Block:
    """Something `height` points high that `draw(canvas, top)` keeps within [top - height, top].

    `space` points are left above it, except on top of a page.
    """

    height: float
    draw: Callable[[Canvas, float], None]
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be printed: the paper's common facts, its title, what it is about, and its blocks."""

    paper: Paper
    title: str
    subject: str
    blocks: Sequence[Block]


def stacked(blocks: Sequence[Block], space: float = 0.0) -> Block:
    """Blocks that must stay together on a page, as one."""

    def draw(canvas: Canvas, top: float) -> None:
        for block, offset in zip(blocks, offsets, strict=True):
            block.draw(canvas, top - offset)

    offsets, used = [], 0.0
    for number, block in enumerate(blocks):
        used += block.space if number else 0.0
        offsets.append(used)
        used += block.height
    return Block(used, draw, space)


def text_block(text: str, kind: Type, space: float = 0.0, room: float = CONTENT, most: int | None = None) -> Block:
    """A paragraph at the left margin."""
    lines = wrapped(text, kind, room, most)

    def draw(canvas: Canvas, top: float) -> None:
        put_lines(canvas, MARGIN, top, lines, kind)

    return Block(len(lines) * kind.leading, draw, space)


def paginate(blocks: Sequence[Block], room: float = ROOM) -> list[list[Block]]:
    """Blocks in order on as many pages as they need, at least one. A block higher than a page has a page of its own."""
    pages: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        above = block.space if pages[-1] else 0.0
        if pages[-1] and used + above + block.height > room:
            pages.append([])
            used, above = 0.0, 0.0
        pages[-1].append(block)
        used += above + block.height
    return pages


def printed(sheet: Sheet, texts: Texts) -> bytes:
    """The PDF; the fonts are registered already, because blocks measure text.

    Title, language and author are in its metadata, and viewers show the title rather than the file's name.
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1, lang=_LANGUAGES[texts.lang])
    canvas.setTitle(written(sheet.title))
    canvas.setSubject(written(sheet.subject))
    canvas.setAuthor("Indenfor")
    canvas.setCreator("Indenfor")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pages = paginate(sheet.blocks)
    for number, blocks in enumerate(pages, start=1):
        if sheet.paper.demo:  # first, so that it lies under everything
            _watermark(canvas, texts.say("DEMO: invented people"))
        _head(canvas, sheet, texts, number)
        top = TOP
        for position, block in enumerate(blocks):
            top -= block.space if position else 0.0
            block.draw(canvas, top)
            top -= block.height
        _foot(canvas, sheet.paper, texts, (number, len(pages)))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _watermark(canvas: Canvas, words: str) -> None:
    kind = fitted(words, Type(MARK.font, 60, 60, WATERMARK), 0.86 * PAGE_HEIGHT)
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(54)
    put(canvas, -width(words, kind) / 2, -kind.size / 3, words, kind)
    canvas.restoreState()


def _head(canvas: Canvas, sheet: Sheet, texts: Texts, page: int) -> None:
    baseline = PAGE_HEIGHT - 50
    put(canvas, MARGIN, baseline, "Indenfor", MARK)
    edge = MARGIN + CONTENT
    for words in [texts.say(_MODES[sheet.paper.mode])] + [texts.say("DEMO")] * sheet.paper.demo:
        wide = width(words, MARK) + 16
        canvas.setStrokeColor(HexColor(ACCENT))
        canvas.setLineWidth(0.7)
        canvas.roundRect(edge - wide, baseline - 5.2, wide, 16, 8, stroke=1, fill=0)
        put(canvas, edge - wide + 8, baseline, words, MARK)
        edge -= wide + 6
    if page > 1:
        start = MARGIN + width("Indenfor", MARK) + 10
        put(canvas, start, baseline, shortened(sheet.title, NOTE, edge - start - 10), NOTE)


def _foot(canvas: Canvas, paper: Paper, texts: Texts, page: tuple[int, int]) -> None:
    rule(canvas, 52, RULE)
    known = texts.say("Known {date} at {clock}", date=texts.date(paper.known_at.date()), clock=_clock(paper, texts))
    facts = [texts.say("As of {date}", date=texts.date(paper.as_of)), known, texts.say("Check code {code}", code=paper.digest[:12])]
    number = texts.say("Page {page} of {pages}", page=page[0], pages=page[1])
    put(canvas, MARGIN, 38, shortened("  ·  ".join(facts), FOOT, CONTENT - 70), FOOT)
    put_right(canvas, MARGIN + CONTENT, 38, number, FOOT_STRONG)
    put(canvas, MARGIN, 27, texts.say(_MODES[paper.mode]), FOOT_STRONG)


def _clock(paper: Paper, texts: Texts) -> str:
    """The time of day as the language writes it: 20.47 in Danish, 20:47 in English."""
    return paper.known_at.strftime("%H.%M" if texts.lang == "da" else "%H:%M")
