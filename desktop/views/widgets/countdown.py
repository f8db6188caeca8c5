"""The warning before the window locks by itself, over the upper edge of whatever window is in front."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.labels import label
from desktop.views.widgets.spoken import announce


class Countdown(QFrame):
    """`around` is the main window; a dialog that is open in front of it is covered instead, where the person looks."""

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__(around)
        self._look, self._around = look, around
        self.setProperty("piece", "toast")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._seconds = label(look, "", "title", "warn", wrap=False)
        self._seconds.setMinimumWidth(self._seconds.fontMetrics().horizontalAdvance("00"))
        self._seconds.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sign = label(look, "", wrap=False)
        sign.setPixmap(look.pixmap("lock", 20, "warn"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(look, look.say("Indenfor locks in a moment"), "strong"))
        words.addWidget(label(look, look.say("Press any key or move the mouse to go on. What you have typed is kept."), "small", "quiet"))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        row.setSpacing(look.px(16))
        row.addWidget(sign)
        row.addLayout(words, 1)
        row.addWidget(self._seconds)
        self.hide()

    def show_left(self, left: int) -> None:
        """The seconds that are left; 0 takes the warning away."""
        if not left:
            self.hide()
            return
        self._seconds.setText(str(left))
        if self.isHidden():
            self._place(QApplication.activeModalWidget() or self._around)
            self.setAccessibleName(self._look.say("Indenfor locks in {seconds} seconds. Press any key to go on.", seconds=left))
            announce(self, self.accessibleName(), at_once=True)

    def _place(self, over: QWidget) -> None:
        if self.parentWidget() is not over:
            self.setParent(over)
        wide = min(self._look.px(520), over.width() - 2 * self._look.px(16))
        self.resize(wide, max(self.sizeHint().height(), self.heightForWidth(wide)))
        self.move((over.width() - wide) // 2, self._look.px(16))
        self.show()
        self.raise_()
