"""The icons: Lucide's, drawn in one of the palette's colours.

Licence: ISC, docs/licences/lucide.txt. A picture in resources/icons is drawn with `currentColor`, which is replaced
before it is rendered. What would make a cross or a plus red is drawn in ink instead.
"""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "icons"
NEVER_RED = frozenset({"plus", "x"})


def drawn(name: str, colour: str, size: int, gap: int, dpr: float) -> QPixmap:
    """The icon in `colour`, `size` logical pixels wide and `gap` empty ones, sharp at that pixel ratio. Raises FileNotFoundError."""
    source = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    side = round(size * dpr)
    pixmap = QPixmap(side + round(gap * dpr), side)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(dpr)
    return pixmap
