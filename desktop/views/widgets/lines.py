"""A line to type in, and one for a passphrase. Apart from the other editors, because the first picture needs no more."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.marks import put


class TextField(QLineEdit):
    def __init__(self, look: Look, most: int = 0) -> None:
        """`most` letters at most; 0 is no bound."""
        super().__init__()
        self.setFont(look.font("body"))
        if most:
            self.setMaxLength(most)

    @override
    def event(self, event: QEvent) -> bool:
        return super().event(event) if not nothing_to_undo(event, self.isUndoAvailable()) else False


class PassphraseField(QWidget):
    """Hidden as it is typed, with a button that shows it. Pasting is allowed; focus goes to the line."""

    changed = Signal(str)
    entered = Signal()
    """Enter was pressed in the line."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.line = QLineEdit()  # no TextField: one that hears of every event has Qt's list of events loaded, before the first picture
        self.line.setFont(look.font("body"))
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        put(self.line, "inputMethodHints", "ImhSensitiveData|ImhNoPredictiveText")
        self.toggle = icon_button(look, look.say("Show what is typed"), icon="eye")
        self.toggle.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        row.addWidget(self.line, 1)
        row.addWidget(self.toggle)
        self.setFocusProxy(self.line)
        self.toggle.toggled.connect(self._show)
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.entered)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def clear(self) -> None:
        """Empty, and hidden again; Undo brings nothing back."""
        self.line.setText("")  # as typing would, `clear` of Qt's own can be taken back
        self.toggle.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.toggle.setIcon(self._look.icon("eye-off" if shown else "eye"))
        name = self._look.say("Hide what is typed") if shown else self._look.say("Show what is typed")
        self.toggle.setAccessibleName(name)
        self.toggle.setToolTip(name)


def nothing_to_undo(event: QEvent, undoable: bool) -> bool:
    """Whether this is Ctrl+Z where no typing can be taken back: then it belongs to the notice of the window."""
    asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
    if asked and not undoable:
        event.ignore()
        return True
    return False
