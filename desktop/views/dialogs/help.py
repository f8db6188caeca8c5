"""F1: what this screen is for; and every key, on a sheet of its own."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSlider, QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.help_words import GENERAL_KEYS
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.labels import body, heading, key, label

Keys = Sequence[tuple[str, str]]
"""(key as Qt writes it, what it does)."""
SCROLLS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class HelpDialog(QDialog):
    """`words` are the sentences about the screen called `screen`; `sheet` lists the keys of the menus."""

    def __init__(self, look: Look, screen: str, words: Sequence[str], sheet: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(look.say("Help"))
        self.setProperty("ground", "canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(16))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(look.say("Help"))
        self.tabs.setFont(look.font("body"))
        self.tabs.tabBar().setAccessibleName(look.say("Parts of the help"))
        self.tabs.addTab(self._help(screen, words), look.say("This screen"))
        self.tabs.addTab(self._keys(sheet), look.say("Keys"))
        column.addWidget(self.tabs, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(look, look.say("Close"), does=self.accept))
        column.addLayout(row)
        room = self.screen().availableGeometry().size()
        self.resize(min(look.px(640), room.width() - 64), min(look.px(560), room.height() - 96))

    def show_keys(self) -> None:
        self.tabs.setCurrentIndex(1)

    def _help(self, screen: str, words: Sequence[str]) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, self._look.px(16), self._look.px(12), 0)
        column.setSpacing(self._look.px(12))
        column.addWidget(heading(self._look, screen))
        for sentence in words:
            column.addWidget(body(self._look, sentence))
        column.addStretch(1)
        return self._scrolled(inside)

    def _keys(self, sheet: Keys) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, self._look.px(16), self._look.px(12), 0)
        grid.setHorizontalSpacing(self._look.px(24))
        grid.setVerticalSpacing(self._look.px(8))
        grid.setColumnStretch(1, 1)
        said = [(keys, self._look.say(text)) for keys, text in GENERAL_KEYS]
        for row, (keys, text) in enumerate((*sheet, *said)):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(key(self._look, shown), row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label(self._look, text), row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return self._scrolled(inside)

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down scroll, wherever in the dialog the keyboard is."""
        area = self.tabs.currentWidget()
        action = SCROLLS.get(Qt.Key(event.key()))
        if action is not None and isinstance(area, QScrollArea):
            area.verticalScrollBar().triggerAction(action)
            return
        super().keyPressEvent(event)
