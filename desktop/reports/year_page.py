"""The year page: a year in the whole country in a few numbers, programme by programme and site by site, on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.graphics import renderPDF
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.errors import N_
from desktop.models.rows.papers import Definition, FigureLine, SiteLine, SiteState, YearPage
from desktop.reports.chart import Bar, bars, longest
from desktop.reports.charted import charted
from desktop.reports.fonts import register_fonts
from desktop.reports.parts import NO_NUMBER, completeness, day, definitions, shown, title
from desktop.reports.sheet import ROOM, Block, Sheet, paginate, printed, stacked, text_block
from desktop.reports.style import (
    ACCENT,
    BODY,
    CELL,
    CELL_STRONG,
    COLUMN,
    CONTENT,
    GREY,
    HEADING,
    INK,
    MARGIN,
    NOTE,
    NUMERAL,
    Type,
    fitted,
    put,
    put_lines,
    put_right,
    rule,
    wrapped,
)
from desktop.texts import Texts

_STATES: dict[SiteState, str] = {"in": N_("received"), "late": N_("late"), "missing": N_("missing")}
_ACROSS = 4
"""Figures abreast; fewer than these share the width."""
_PAD = 5.5
# The table's columns: left edges of site, bars, day and state; right edges of the two numbers.
_BARS, _ACTIVE, _SETTING_UP, _DAY, _STATE = 144.0, 297.0, 346.0, 364.0, 434.0
_SITE_ROOM, _BAR_ROOM = 134.0, 106.0


def year_page(page: YearPage, texts: Texts) -> bytes:
    """The page as PDF, in the language of `texts`. Figures and sites are printed in the order they are given."""
    register_fonts()
    heading = texts.say("The year {year}", year=page.year)
    under = texts.say("The whole country, as of {date}", date=day(page.as_of, texts))
    if page.revision > 1:
        under = texts.say("{text} (revised, number {revision})", text=under, revision=page.revision)
    blocks = [title(heading, under), *_figures(page.figures, texts)]
    blocks.append(completeness(texts.say("How complete are the numbers?"), _completeness(page, texts), 20))
    blocks += [charted(table, texts, 24) for table in page.charts if table.rows]
    used = sum(block.height + block.space for block in paginate(blocks)[-1])
    blocks += _sites(page, texts, ROOM - used)
    meant = [Definition(line.label, line.version, line.definition, line.unit) for line in (*page.figures, *page.notes)]
    blocks += definitions(meant, page.digest, texts, 22)
    return printed(Sheet(page, f"{heading}. {under}", texts.say("The year in the whole country"), blocks), texts)


def _figures(figures: Sequence[FigureLine], texts: Texts) -> list[Block]:
    """The figures large, at most four abreast; the first one, the year's own number, in the accent colour."""
    if not figures:
        return [text_block(texts.say("There are no figures for this year yet."), BODY, 24)]
    rows = [figures[number : number + _ACROSS] for number in range(0, len(figures), _ACROSS)]
    across = min(_ACROSS, max(3, len(figures)))
    return [_figure_row(row, across, number == 0, texts) for number, row in enumerate(rows)]


def _figure_row(row: Sequence[FigureLine], across: int, first: bool, texts: Texts) -> Block:
    room = CONTENT / across - 16
    numeral = NUMERAL if first else Type(NUMERAL.font, 24, 28, INK)
    labels = []
    for line in row:
        label = texts.say(line.label)
        labels.append(wrapped(texts.say("{what} (missing)", what=label) if line.amount.missing else label, BODY, room))
    height = numeral.leading + 6 + max(len(label) for label in labels) * BODY.leading

    def draw(canvas: Canvas, top: float) -> None:
        for number, (line, label) in enumerate(zip(row, labels, strict=True)):
            x = MARGIN + number * CONTENT / across
            words = shown(line.amount, texts)
            kind = fitted(words, Type(numeral.font, numeral.size, numeral.leading, ACCENT if first and number == 0 else INK), room)
            put(canvas, x, top - 0.82 * numeral.size, words, kind)
            put_lines(canvas, x, top - numeral.leading - 2, label, BODY)

    return Block(height, draw, 26 if first else 16)


def _completeness(page: YearPage, texts: Texts) -> list[str]:
    if not page.by_site:
        return [texts.say("No place is enrolled yet.")]
    received, late, missing = (page.sites_that_are(state) for state in ("in", "late", "missing"))
    said = texts.say(
        "Received from {received} of {sites} places. Late: {late}. Missing: {missing}.",
        received=received, sites=len(page.by_site), late=late, missing=missing,
    )  # fmt: skip
    return [said] if received == len(page.by_site) else [said, texts.say("The numbers can rise when the rest arrives.")]


@dataclass(frozen=True, slots=True)
class _Row:
    line: SiteLine
    name: list[str]

    @property
    def height(self) -> float:
        return len(self.name) * CELL.leading + _PAD


def _sites(page: YearPage, texts: Texts, left: float) -> list[Block]:
    """The table as one block for each page it needs; `left` is the height that the first page still has."""
    if not page.by_site:
        return []
    full = longest([line.persons_visited.value for line in page.by_site])
    heading = text_block(texts.say("Place by place"), HEADING)
    head = _table_head(page, texts)
    blocks: list[Block] = []
    rows: list[_Row] = []
    above = heading.height + head.height + head.space
    room = left - 24 - above
    if room < 4 * (CELL.leading + _PAD):  # a table does not begin with fewer rows at the foot of a page
        room = ROOM - above
    for line in page.by_site:
        row = _Row(line, wrapped(line.site, CELL, _SITE_ROOM, most=2))
        if rows and sum(known.height for known in rows) + row.height > room:
            blocks.append(_table(rows, heading, head, full, texts))
            rows, room = [], ROOM - above
        rows.append(row)
    blocks.append(_table(rows, heading, head, full, texts))
    return [*blocks, *_notes(page, texts)]


def _table(rows: Sequence[_Row], heading: Block, head: Block, full: int, texts: Texts) -> Block:
    height = sum(row.height for row in rows)
    visited = [(row.line.persons_visited, row.height) for row in rows]
    drawing = bars([Bar(amount.value, shown(amount, texts), high) for amount, high in visited], full, _BAR_ROOM)

    def draw(canvas: Canvas, top: float) -> None:
        renderPDF.draw(drawing, canvas, MARGIN + _BARS, top - height)
        for row in rows:
            _put_row(canvas, top, row, texts)
            top -= row.height
            rule(canvas, top, thickness=0.4)

    return stacked([heading, head, Block(height, draw)], 24)


def _put_row(canvas: Canvas, top: float, row: _Row, texts: Texts) -> None:
    line = row.line
    baseline = top - row.height / 2 - 0.35 * CELL.size
    put_lines(canvas, MARGIN, top - _PAD / 2, row.name, CELL)
    put_right(canvas, MARGIN + _ACTIVE, baseline, shown(line.active_now, texts), CELL)
    put_right(canvas, MARGIN + _SETTING_UP, baseline, shown(line.being_set_up, texts), CELL)
    put(canvas, MARGIN + _DAY, baseline, _short(line.through, texts), CELL)
    _put_mark(canvas, MARGIN + _STATE + 3, baseline + 3.3, line.state)
    put(canvas, MARGIN + _STATE + 11, baseline, texts.say(_STATES[line.state]), CELL if line.state == "in" else CELL_STRONG)


def _short(through: date | None, texts: Texts) -> str:
    """A day in digits, as the language writes it."""
    return NO_NUMBER if through is None else through.strftime("%d.%m.%Y" if texts.lang == "da" else "%d/%m/%Y")


def _put_mark(canvas: Canvas, x: float, y: float, state: SiteState) -> None:
    """A full ring for received, a ring with a core for late, an empty ring for missing: told apart without colour."""
    canvas.setStrokeColor(HexColor(ACCENT))
    canvas.setFillColor(HexColor(ACCENT))
    canvas.setLineWidth(0.9)
    canvas.circle(x, y, 2.9, stroke=1, fill=int(state == "in"))
    if state == "late":
        canvas.circle(x, y, 1.2, stroke=0, fill=1)


def _table_head(page: YearPage, texts: Texts) -> Block:
    """Column heads, set on their last line, over a stronger rule."""
    columns = [
        (wrapped(texts.say("Place"), COLUMN, _SITE_ROOM), 0.0, False),
        (wrapped(texts.say("Persons visited in {year}", year=page.year), COLUMN, _BAR_ROOM), _BARS, False),
        (wrapped(texts.say("Active now"), COLUMN, 44), _ACTIVE, True),
        (wrapped(texts.say("Being set up"), COLUMN, 46), _SETTING_UP, True),
        (wrapped(texts.say("Typed in up to"), COLUMN, 60), _DAY, False),
        (wrapped(texts.say("File"), COLUMN, CONTENT - _STATE), _STATE, False),
    ]
    deepest = max(len(lines) for lines, _, _ in columns)
    height = deepest * COLUMN.leading + 5

    def draw(canvas: Canvas, top: float) -> None:
        for lines, x, from_right in columns:
            baseline = top - (deepest - len(lines)) * COLUMN.leading - 0.78 * COLUMN.leading
            for number, words in enumerate(lines):
                write = put_right if from_right else put
                write(canvas, MARGIN + x, baseline - number * COLUMN.leading, words, COLUMN)
        rule(canvas, top - height, GREY, 0.8)

    return Block(height, draw, 6)


def _notes(page: YearPage, texts: Texts) -> list[Block]:
    """What keeps the column of sites from adding up to the national number, and the figures about the counting."""
    once = texts.say("A person who is visited in several places counts in each of them, and once in the whole country.")
    facts = [f"{texts.say(line.label)}: {shown(line.amount, texts)}." for line in page.notes]
    return [text_block(" ".join([once, *facts]), NOTE, 8)]
