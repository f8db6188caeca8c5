"""The one chart of our papers: horizontal bars that stand in the rows of a table.

The bars share one scale, so a table cut over two pages stays comparable. A number that is protected or missing has no
bar, only its words: a bar of any length would tell something. Every bar carries its number, so nothing hangs on
length or colour alone. The drawing has its origin at the lower left and is fit for PDF as well as SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor

from desktop.reports.style import ACCENT, CELL_STRONG, INK, width

THICKNESS = 7.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the chart: its exact value (None draws no bar), the words beside it, and the height of its row in points."""

    value: int | None
    words: str
    height: float


def longest(values: Sequence[int | None]) -> int:
    """The value that fills the chart's width: the greatest one, at least 1."""
    return max([1, *(value for value in values if value is not None)])


def bars(rows: Sequence[Bar], full: int, room: float) -> Drawing:
    """The rows from top to bottom; `full` is the value of the longest bar, `room` the width in points with the words."""
    high = sum(row.height for row in rows)
    drawing = Drawing(room, high)
    longest_bar = room - 6 - width("0", CELL_STRONG) * max(len(str(full)) + 1, 3)
    top = high
    for row in rows:
        middle = top - row.height / 2
        length = longest_bar * row.value / full if row.value else 0.0
        if length:
            drawing.add(Rect(0, middle - THICKNESS / 2, length, THICKNESS, fillColor=HexColor(ACCENT), strokeColor=None))
        drawing.add(
            String(
                length + 6 if length else 0,
                middle - 0.35 * CELL_STRONG.size,
                row.words,
                fontName=CELL_STRONG.font,
                fontSize=CELL_STRONG.size,
                fillColor=HexColor(INK),
            )
        )
        top -= row.height
    return drawing
