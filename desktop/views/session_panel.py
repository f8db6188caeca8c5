"""The card of one visit beside the list: what is known of it, what a rule finds, and what can be done."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.viewmodels.session_words import SessionWords
from desktop.viewmodels.sessions import SessionsScreen
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge, Kind
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.card_lines import LineButton, sign
from desktop.views.widgets.flow import Flowing
from desktop.views.widgets.labels import label, strong

WIDE = 340
"""Pixels of the panel at 100 %."""
BADGES: dict[str, Kind] = {"good": "good", "warn": "warn"}


class SessionPanel(QWidget):
    """Made anew for each visit that is shown. Its head stands still, the rest scrolls where it must."""

    closed = Signal()

    def __init__(self, model: SessionsScreen, look: Look, words: SessionWords) -> None:
        super().__init__()
        self._model, self._look, self.words = model, look, words
        self.setAccessibleName(look.say("Visit with {alias}, {day}", alias=words.alias, day=words.day))
        inside = QWidget()
        inside.setProperty("ground", "surface")
        rest = QVBoxLayout(inside)
        rest.setContentsMargins(0, 0, look.px(12), look.px(8))
        rest.setSpacing(look.px(12))
        for part in self._parts():
            rest.addWidget(part)
        rest.addStretch(1)
        self._inside = QScrollArea()
        self._inside.setWidgetResizable(True)
        self._inside.setFrameShape(QFrame.Shape.NoFrame)
        self._inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(self._head())
        column.addWidget(self._inside, 1)

    def _parts(self) -> list[QWidget]:
        look, words = self._look, self.words
        found = [self._actions(), *(self._warning(sentence) for sentence in words.found)]
        if "separate" in self._model.state.may and (words.twice or words.separate):
            text = look.say("They are one meeting after all") if words.separate else look.say("They are two meetings")
            found.append(button(look, text, icon="users", does=self._model.separate))
        found.append(self._facts())
        if words.note:
            found.append(self._block(look.say("Note"), words.note))
        if words.beside:
            found.append(self._beside())
        return [*found, label(look, "\n".join(words.history), "small", "quiet")]

    def _head(self) -> QVBoxLayout:
        look, words = self._look, self.words
        named = QVBoxLayout()
        named.setSpacing(look.px(4))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, look.px(8), 0)
        row.addWidget(label(look, words.alias, "title"), 1)
        self.close_button = icon_button(look, look.say("Close the card"), icon="x", does=self.closed.emit, parent=self)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        named.addLayout(row)
        named.addWidget(label(look, words.day, "body", "quiet"))
        if words.outcome:
            named.addWidget(Badge(look, words.outcome, BADGES.get(words.tone, "plain")))
        return named

    def _actions(self) -> QWidget:
        look, may = self._look, self._model.state.may
        line = Flowing(look.px(8), look.px(8))
        if "correct" in may:
            line.flow.addWidget(button(look, look.say("Correct …"), icon="pencil", does=self._model.correct))
        if "take_back" in may:
            line.flow.addWidget(button(look, look.say("Take back"), icon="undo-2", does=self._model.take_back_visit))
        return line

    def _warning(self, sentence: str) -> QWidget:
        look, line = self._look, QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(sign(look, "triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(look, sentence), 1)
        return line

    def _facts(self) -> QWidget:
        look, block = self._look, QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self.words.facts):
            known = label(look, name, "small", "quiet", wrap=False)
            known.setContentsMargins(0, look.px(2), 0, 0)
            grid.addWidget(known, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(look, value), row, 1)
        return block

    def _block(self, heading: str, text: str) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(4))
        column.addWidget(strong(self._look, heading))
        column.addWidget(label(self._look, text))
        return block

    def _beside(self) -> QWidget:
        """The other loggings of that day, each a way to its card."""
        look, block = self._look, QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(strong(look, look.say("Also logged that day")))
        for other in self.words.beside:
            column.addWidget(LineButton(look, other.outcome, other.detail, does=self._shows(other.id)))
        return block

    def _shows(self, session: str) -> Callable[[], None]:
        return lambda: self._model.choose(session)
