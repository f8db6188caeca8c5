"""What lies over the screens: the watermark of invented data, and the strip of long work."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget
from typing_extensions import override

from desktop.viewmodels.screen import LongWork
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.labels import label
from desktop.views.widgets.spoken import announce

STRENGTH = 20
"""How strong the watermark is, of 255: seen everywhere, and text over it stays what it was."""


class Watermark(QWidget):
    """Over the whole of `around`, slanting, again and again; the mouse goes through it."""

    def __init__(self, look: Look, around: QWidget, text: str) -> None:
        super().__init__(around)
        self._look, self._text = look, text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.installEventFilter(self)
        self.resize(around.size())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        elif event.type() == QEvent.Type.ChildAdded:
            self.raise_()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._look.colours.warn)
        colour.setAlpha(STRENGTH)
        painter.setPen(colour)
        painter.setFont(self._look.font("display"))
        wide = painter.fontMetrics().horizontalAdvance(self._text) + self._look.px(120)
        high = self._look.px(150)
        painter.rotate(-18)
        for line in range(-1, (self.height() + self.width()) // high + 2):
            for place in range(-2, (self.width() + self.height()) // wide + 2):
                painter.drawText(QPointF(place * wide + (line % 2) * wide / 2, line * high), self._text)
        painter.end()


class WorkStrip(QFrame):
    """Long work at the lower edge: what it is, how far it is, and a button that stops it. Hidden where there is none."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._work: LongWork | None = None
        self._cancelled = False
        self.setProperty("piece", "strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), look.px(8), look.px(24), look.px(8))
        row.setSpacing(look.px(16))
        self.text = label(look, "")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(look.px(160))
        self.cancel = button(look, look.say("Stop"), does=self._cancel)
        row.addWidget(self.text, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def show_work(self, work: LongWork | None) -> None:
        """None: it has ended."""
        begins = self._work is None and work is not None
        self._work = work
        if work is None:
            self.hide()
            return
        if begins:
            self._cancelled = False
            self.cancel.setEnabled(True)
            announce(self, work.text)
        share = self._look.say("{percent} %", percent=100 * work.done // work.total) if work.total else ""
        self.text.setText(self._look.say("Stopping …") if self._cancelled else f"{work.text} {share}".strip())
        self.bar.setAccessibleName(work.text)
        self.bar.setRange(0, work.total)
        self.bar.setValue(work.done)
        self.show()

    def _cancel(self) -> None:
        if self._work is not None:
            self._cancelled = True
            self.cancel.setEnabled(False)
            self.text.setText(self._look.say("Stopping …"))
            self._work.cancel()
