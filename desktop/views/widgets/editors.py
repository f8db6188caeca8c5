"""What a person types or chooses in: text, a passphrase, one of several, a note."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QPlainTextEdit, QStyledItemDelegate, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.labels import label
from desktop.views.widgets.lines import PassphraseField, TextField, nothing_to_undo
from desktop.views.widgets.marks import mark, tone

__all__ = ["Choice", "NoteEdit", "NoteField", "PassphraseField", "TextField", "mark", "tone"]


class Choice(QComboBox):
    """One of several, chosen by arrow keys or by typing how it begins. Nothing is chosen at first, unless one of the codes is ""."""

    def __init__(self, look: Look, options: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._look = look
        self.setFont(look.font("body"))
        listed = QListView()
        listed.setAccessibleName(look.say("Choices"))
        self.setView(listed)
        self.setItemDelegate(QStyledItemDelegate(self))  # its own delegate passes over the heights of the sheet
        self.setPlaceholderText(look.say("Choose …"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Other options; what was chosen stays chosen where it is still there."""
        before = self.code()
        self.blockSignals(True)
        self.clear()
        for code, text in options:
            self.addItem(text, code)
        self.blockSignals(False)
        self.choose(before)

    def code(self) -> str:
        """The chosen code; "" where nothing is chosen."""
        found = self.currentData()
        return found if isinstance(found, str) else ""

    def choose(self, code: str) -> None:
        self.setCurrentIndex(self.findData(code))

    @override
    def showPopup(self) -> None:
        self.view().ensurePolished()
        self.view().doItemsLayout()  # it may have been laid out before the sheet was heard
        super().showPopup()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; it never changes an answer on its way."""
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        arrow = self._look.pixmap("chevron-down", 16, "quiet" if self.isEnabled() else "disabled")
        side = arrow.deviceIndependentSize()
        painter = QPainter(self)
        painter.drawPixmap(QPointF(self.width() - side.width() - 8, (self.height() - side.height()) / 2), arrow)
        painter.end()


class NoteEdit(QPlainTextEdit):
    @override
    def event(self, event: QEvent) -> bool:
        return super().event(event) if not nothing_to_undo(event, self.document().isUndoAvailable()) else False


class NoteField(QWidget):
    """One practical note: Tab leaves it, and it counts how many letters are left. What is too long is kept, and said to be so."""

    changed = Signal(str)

    def __init__(self, look: Look, most: int = 200) -> None:
        super().__init__()
        self._look, self.most = look, most
        self.edit = NoteEdit()
        self.edit.setFont(look.font("body"))
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * 3 + look.px(24))
        self._left = label(look, "", "small", "quiet", wrap=False)
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.edit)
        column.addWidget(self._left)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._heard)
        self._count()

    @property
    def too_long(self) -> bool:
        return len(self.text()) > self.most

    def text(self) -> str:
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)

    def _heard(self) -> None:
        self._count()
        self.changed.emit(self.text())

    def _count(self) -> None:
        left = self.most - len(self.text())
        say, number = self._look.say, self._look.texts.number(abs(left))
        self._left.setText(say("{count} letters left", count=number) if left >= 0 else say("{count} letters too many", count=number))
        tone(self._left, "quiet" if left >= 0 else "bad")
