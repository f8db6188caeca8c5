"""Things side by side where there is room for them, and one below the other where there is not: large text, a small window."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

WIDEST = 16_777_215
"""What Qt takes for no limit."""


class Columns(QWidget):
    """`add` puts something to the right of what is there. It needs no more width than the widest of its parts."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._narrow: list[tuple[QWidget, int]] = []
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)

    def add(self, widget: QWidget, stretch: int = 0, alignment: "QtCore.Qt.AlignmentFlag | None" = None) -> None:
        if alignment is None:
            self._row.addWidget(widget, stretch)
        else:
            self._row.addWidget(widget, stretch, alignment)
        self._turn(self.width())

    def add_narrow(self, widget: QWidget, width: int) -> None:
        """So wide beside the others; below them as wide as there is room, for Qt reckons the height of a pile by its whole width."""
        widget.setMinimumWidth(width)
        self._narrow.append((widget, width))
        self.add(widget)

    @property
    def stacked(self) -> bool:
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    @override
    def sizeHint(self) -> QSize:
        """Beside each other, whichever way they stand now: who is asked only for what a pile needs stays a pile."""
        items = [self._row.itemAt(place) for place in range(self._row.count())]
        wide = [item.sizeHint().width() for item in items if item is not None and not item.isEmpty()]
        return QSize(sum(wide) + self._row.spacing() * max(0, len(wide) - 1), self._row.sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        wide = max((one.width() for one in self._least()), default=0)
        return QSize(wide, self._row.minimumSize().height())

    @override
    def event(self, event: QEvent) -> bool:
        """A part that needs more or less room than before may turn them as well as the window's size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn(self.width())
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._turn(event.size().width())
        super().resizeEvent(event)

    def _turn(self, room: int) -> None:
        least = self._least()
        needed = sum(one.width() for one in least) + self._row.spacing() * max(0, len(least) - 1)
        wanted = QBoxLayout.Direction.TopToBottom if needed > room else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()
        for widget, width in self._narrow:
            widget.setMaximumWidth(WIDEST if self.stacked else width)

    def _least(self) -> list[QSize]:
        """The least size of every part that is shown."""
        found = []
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            if item is not None and not item.isEmpty():
                found.append(item.minimumSize())
        return found
