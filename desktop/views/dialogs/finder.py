"""Ctrl+K: write what you want to do or whom you look for; arrow keys, Enter."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.finder import Finder
from desktop.views.style.look import ICON, Look
from desktop.views.widgets.fields import TextField, named
from desktop.views.widgets.labels import label
from desktop.views.widgets.spoken import announce

MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}


class FinderDialog(QDialog):
    def __init__(self, finder: Finder, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finder, self._look = finder, look
        self.setWindowTitle(look.say("Find and do"))
        self.setProperty("ground", "canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.line = TextField(look, 60)
        words = label(look, look.say("An action, or the &alias of a course"), "strong")
        words.setBuddy(self.line)
        named(self.line, words.text().replace("&", ""))
        self.list = QListWidget()
        self.list.ensurePolished()  # its heights are those of the sheet from the first line on
        self.list.setFont(look.font("body"))
        self.list.setAccessibleName(look.say("What was found"))
        side = round(ICON * look.theme.scale)
        self.list.setIconSize(QSize(side + look.px(8), side))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.note = label(look, "", "small", "quiet")
        for one in (words, self.line, self.list, self.note):
            column.addWidget(one)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(finder.narrow)
        self.line.returnPressed.connect(self._take)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.list.itemClicked.connect(lambda _item: self._take())
        finder.changed.connect(self._show)
        room = self.screen().availableGeometry().size()
        self.resize(min(look.px(620), room.width() - 64), min(look.px(520), room.height() - 96))
        self._show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the line move in the list, and the line keeps the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = MOVES.get(Qt.Key(event.key()))
            if move is not None and self.list.count():
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + move))
                self.list.setCurrentRow(row)
                announce(self.list, self.list.item(row).text())
                return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        state, look = self.finder.state, self._look
        self.list.clear()
        for one in state.found:
            self.list.addItem(
                QListWidgetItem(look.icon(one.icon, gap=look.px(8)), f"{one.text}   ·   {one.aside}" if one.aside else one.text)
            )
        self.list.setCurrentRow(0 if state.found else -1)
        if not state.found:
            self.note.setText(look.say("Nothing fits. Write less of the word."))
        elif state.more:
            self.note.setText(look.say("{count} more. Write a few more letters.", count=look.texts.number(state.more)))
        else:
            self.note.setText(look.say("Arrow keys choose, Enter does it, Esc leaves."))

    def _take(self) -> None:
        place = self.list.currentRow()
        if place >= 0:
            self.accept()
            self.finder.choose(place)
