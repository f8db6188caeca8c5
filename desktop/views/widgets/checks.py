"""A box to tick; its tick is drawn here, for a sheet can only show pictures of files."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.toggling import Toggling

TICK = ((0.24, 0.52), (0.43, 0.70), (0.77, 0.31))
"""Corners of the tick, as parts of the box."""


class CheckBox(Toggling, QCheckBox):
    def __init__(self, look: Look, text: str) -> None:
        super().__init__(text)
        self.setFont(look.font("body"))
        self._look = look

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.checkState() != Qt.CheckState.Unchecked:
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = self._look.colours.on_accent if self.isEnabled() else self._look.colours.disabled
            painter.setPen(QPen(QColor(colour), box.width() / 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            whole = self.checkState() == Qt.CheckState.Checked
            corners = TICK if whole else ((0.25, 0.5), (0.75, 0.5))
            painter.drawPolyline(QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in corners]))
            painter.end()
