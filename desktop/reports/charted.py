"""A table whose rows carry one bar each: the chart and its table are one thing, so nothing hangs on length or colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

from desktop.models.rows.papers import ChartedRow, ChartedTable
from desktop.reports.chart import Bar, bars, longest
from desktop.reports.parts import shown
from desktop.reports.sheet import Block, stacked, text_block
from desktop.reports.style import CELL, COLUMN, CONTENT, GREY, HEADING, MARGIN, put, put_lines, put_right, rule, wrapped
from desktop.texts import Texts

_NAME_ROOM, _BARS, _BAR_ROOM, _BESIDE = 172.0, 182.0, 150.0, 62.0
_PAD = 5.5


@dataclass(frozen=True, slots=True)
class _Laid:
    row: ChartedRow
    name: list[str]

    @property
    def height(self) -> float:
        return len(self.name) * CELL.leading + _PAD


def charted(table: ChartedTable, texts: Texts, space: float) -> Block:
    """The heading, the heads of the columns, and the rows with their bars. One block: such a table is short."""
    laid = _lay(table, texts)
    head = _head(table, texts)
    drawing = drawn(table, texts)
    height = sum(one.height for one in laid)

    def draw(canvas: Canvas, top: float) -> None:
        renderPDF.draw(drawing, canvas, MARGIN + _BARS, top - height)
        for one in laid:
            put_lines(canvas, MARGIN, top - _PAD / 2, one.name, CELL)
            baseline = top - one.height / 2 - 0.35 * CELL.size
            for number, amount in enumerate(one.row.beside):
                put_right(canvas, _right_edge(table, number), baseline, shown(amount, texts), CELL)
            top -= one.height
            rule(canvas, top, thickness=0.4)

    return stacked([text_block(texts.say(table.heading), HEADING), head, Block(height, draw)], space)


def drawn(table: ChartedTable, texts: Texts) -> Drawing:
    """The chart alone, for the screen (SVG) as for paper."""
    laid = _lay(table, texts)
    full = longest([one.row.amount.value for one in laid])
    return bars([Bar(one.row.amount.value, shown(one.row.amount, texts), one.height) for one in laid], full, _BAR_ROOM)


def _lay(table: ChartedTable, texts: Texts) -> Sequence[_Laid]:
    return [_Laid(row, wrapped(texts.say(row.name), CELL, _NAME_ROOM, most=2)) for row in table.rows]


def _right_edge(table: ChartedTable, number: int) -> float:
    """Columns beside the bars stand from the right margin inwards."""
    return MARGIN + CONTENT - (len(table.beside) - 1 - number) * _BESIDE


def _head(table: ChartedTable, texts: Texts) -> Block:
    names = [wrapped(texts.say(words), COLUMN, _BESIDE - 8) for words in table.beside]
    counted = wrapped(texts.say(table.counted), COLUMN, _BAR_ROOM)
    deepest = max(len(lines) for lines in (counted, *names))
    height = deepest * COLUMN.leading + 5

    def draw(canvas: Canvas, top: float) -> None:
        for lines, x, write in (
            (counted, MARGIN + _BARS, put),
            *((lines, _right_edge(table, number), put_right) for number, lines in enumerate(names)),
        ):
            baseline = top - (deepest - len(lines)) * COLUMN.leading - 0.78 * COLUMN.leading
            for number, words in enumerate(lines):
                write(canvas, x, baseline - number * COLUMN.leading, words, COLUMN)
        rule(canvas, top - height, GREY, 0.8)

    return Block(height, draw, 6)
