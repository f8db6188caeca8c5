"""A notice that comes and goes at the bottom of the window, with Undo where what it tells of can be taken back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.banner import SIGNS, Kind
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.labels import label
from desktop.views.widgets.spoken import announce

SHOWN = 10
"""Seconds that a notice stays."""


class Toast(QFrame):
    """Lies over the lower edge of `parent`, in its middle. The seconds are shown, for Undo ends with them."""

    gone = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._around = look, parent
        self._undo: Callable[[], object] | None = None
        self._left = 0
        self.setProperty("piece", "toast")
        self._sign = label(look, "", wrap=False)
        self._text = label(look, "")
        self._seconds = label(look, "", "small", "quiet", wrap=False)
        self.undo_button = button(look, look.say("Undo"), icon="undo-2", kind="quiet", does=self.undo)
        self._close = icon_button(look, look.say("Close the notice"), icon="x", does=self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        row.setSpacing(look.px(12))
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        for one in (self._seconds, self.undo_button, self._close):
            row.addWidget(one)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def can_undo(self) -> bool:
        return self._undo is not None

    def show_notice(self, text: str, kind: Kind = "done", undo: Callable[[], object] | None = None, seconds: int = SHOWN) -> None:
        icon, colour = SIGNS[kind]
        self._sign.setPixmap(self._look.pixmap(icon, 20, colour))
        self._text.setText(text)
        self._undo, self._left = undo, seconds
        self.undo_button.setVisible(undo is not None)
        self.setAccessibleName(text)
        self._show_seconds()
        self._timer.start()
        self.show()
        self._place()
        self.raise_()
        announce(self, self._look.say("{notice} Undo with Ctrl+Z.", notice=text) if undo else text, at_once=kind == "error")

    def undo(self) -> None:
        """Take back what the notice tells of, once."""
        undo = self._undo
        self.clear()
        if undo is not None:
            undo()

    def clear(self) -> None:
        shown = not self.isHidden()
        self._undo = None
        self._timer.stop()
        self.hide()
        if shown:
            self.gone.emit()

    def _tick(self) -> None:
        if self.undo_button.hasFocus() or self.underMouse():
            return  # whoever is about to press Undo is given the time
        self._left -= 1
        self._show_seconds()
        if self._left <= 0:
            self.clear()

    def _show_seconds(self) -> None:
        self._seconds.setText(self._look.say("{seconds} s", seconds=self._left))

    def _place(self) -> None:
        around, edge = self._around, self._look.px(24)
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        self._text.setMinimumWidth(min(words + 2, self._look.px(420), around.width() // 2))
        wide = min(self.minimumSizeHint().width(), around.width() - 2 * edge)
        high = max(self.minimumSizeHint().height(), self.heightForWidth(wide))
        self.setGeometry((around.width() - wide) // 2, around.height() - high - edge, wide, high)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
