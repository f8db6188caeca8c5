"""A form in a window of its own: Ctrl+Enter saves, Esc leaves, and what was refused keeps every answer."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.errors import Fault
from desktop.views.style.look import Look
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.labels import label, title


class FormScroll(QScrollArea):
    """As high as what it holds, while the screen has room for it; it scrolls to what has the focus."""

    def __init__(self, inside: QWidget, widest: int) -> None:
        super().__init__()
        self._inside, self._widest = inside, widest
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()  # the form holds more or less than before
        return handled

    @override
    def sizeHint(self) -> QSize:
        inside = self._inside
        high = inside.heightForWidth(self._widest) if inside.hasHeightForWidth() else inside.sizeHint().height()
        return QSize(self._widest, min(high, round(self.screen().availableGeometry().height() * 0.6)) + 2)


class FormDialog(QDialog):
    """`form` takes the fields. Stays open until its owner accepts it; `show_fault` says at the top what was refused."""

    accepted_form = Signal()
    """The person wants it saved."""

    over = False
    """It was closed, and may be gone; what was asked for may still be answered."""

    def __init__(self, look: Look, text: str, lead: str = "", accept_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(text)
        self.setProperty("ground", "canvas")
        margin = look.px(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(look.px(16))
        column.addWidget(title(look, text))
        if lead:
            column.addWidget(label(look, lead, "body", "quiet"))
        self.banner = Banner(look)
        column.addWidget(self.banner)
        inside = QWidget()
        self.form = QVBoxLayout(inside)
        # room for the focus ring of what lies at the edge
        self.form.setContentsMargins(2, 2, look.px(12), 2)
        self.form.setSpacing(look.px(16))
        wide = look.px(540)
        column.addWidget(FormScroll(inside, wide), 1)
        self.accept_button = button(look, accept_text or look.say("Save"), kind="primary", does=self.accepted_form.emit)
        self.cancel_button = button(look, look.say("Cancel"), does=self.reject)
        self.accept_button.setToolTip(QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(look.px(8))
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel_button)
        self.buttons.addWidget(self.accept_button)
        column.addLayout(self.buttons)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.accept_button.click)

    def show_fault(self, fault: Fault) -> None:
        """What was refused, at the top; the form stays as it is."""
        self.banner.show_notice(self._look.fault(fault), "error")

    @override
    def accept(self) -> None:
        """Once it is closed, nothing happens."""
        if not self.over:
            super().accept()

    @override
    def done(self, result: int) -> None:
        self.over = True
        super().done(result)

    def _fit(self) -> None:
        """As large as what the form holds now, as far as the screen has room."""
        room = self.screen().availableGeometry().size()
        self.resize(self.sizeHint().boundedTo(QSize(room.width() - 32, room.height() - 48)))

    @override
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return handled

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
