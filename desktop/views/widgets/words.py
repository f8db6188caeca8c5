"""Eight words: large, to be read out by telephone; and the line in which the words that are heard are typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.style.theme import Role
from desktop.views.widgets.editors import TextField, tone
from desktop.views.widgets.labels import label

ACROSS = 4
WORDS = 8


class Tiles(QFrame):
    """Short texts in a grid, each with its number: to be read out or written down. Read aloud as one sentence."""

    def __init__(self, look: Look, role: Role = "heading", *, copied: bool = True) -> None:
        """`copied`: the texts may be marked and copied."""
        super().__init__()
        self._look, self._role, self._copied = look, role, copied
        self.setProperty("piece", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(16))
        self._shown: list[QWidget] = []
        self.texts: tuple[str, ...] = ()

    def show_texts(self, texts: Sequence[str]) -> None:
        if tuple(texts) == self.texts:
            return
        self.texts = tuple(texts)
        for one in self._shown:
            self._grid.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._shown = [self._tile(place + 1, text) for place, text in enumerate(texts)]
        for place, one in enumerate(self._shown):
            self._grid.addWidget(one, place // ACROSS, place % ACROSS)
        self.setAccessibleName(", ".join(f"{place + 1}: {text}" for place, text in enumerate(texts)))

    def _tile(self, place: int, text: str) -> QWidget:
        tile = QWidget()
        row = QHBoxLayout(tile)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(8))
        number, shown = label(self._look, str(place), "small", "quiet", wrap=False), label(self._look, text, self._role, wrap=False)
        if self._copied:
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(shown, 1)
        return tile


class WordsField(QWidget):
    """One line for eight words, in any case, with any space between; it counts them."""

    changed = Signal()
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.line = TextField(look, 400)
        self._count: QLabel = label(look, "", "small", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.line)
        column.addWidget(self._count)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._heard)
        self.line.returnPressed.connect(self.entered)
        self.say_count(0)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def say_count(self, count: int) -> None:
        self._count.setText(self._look.say("{count} of {all} words", count=count, all=WORDS))
        tone(self._count, "good" if count == WORDS else "quiet")

    def _heard(self, _text: str) -> None:
        self.changed.emit()
