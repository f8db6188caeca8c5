"""The places of a figure: number beside a bar, the bar drawn from the same number. The table is the chart's own table."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.viewmodels.figure_rows import BAR, SiteNumbers
from desktop.views.style.look import Look
from desktop.views.widgets.table import DataTable


class BarDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QColor(look.colours.accent)
        self._high = look.px(10)
        self._side = look.px(8)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().paint(painter, option, index)
        share = index.data(BAR)
        if not share:
            return
        room = QRectF(option.rect).adjusted(self._side, 0, -self._side, 0)
        bar = QRectF(room.x(), room.center().y() - self._high / 2, max(3.0, room.width() * share), self._high)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._bar)
        painter.setPen(self._bar)
        painter.drawRoundedRect(bar, 2, 2)
        painter.restore()


class FigureTable(DataTable):
    def __init__(self, look: Look, rows: SiteNumbers) -> None:
        super().__init__(look)
        self.setModel(rows)
        self.setItemDelegateForColumn(2, BarDelegate(look, self))
        self.set_widths((190, 80, 100))
