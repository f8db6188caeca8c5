"""Lines of a card: each a button that leads somewhere, or a sentence with a button beside it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.labels import label


class LineButton(QPushButton):
    """A whole line that can be pressed: a title, what belongs to it below, and a word at the right."""

    def __init__(self, look: Look, title: str, detail: str = "", aside: str = "", *, icon: str = "", does: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "quiet")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setAccessibleName(", ".join(part for part in (title, detail, aside) if part))
        row = _row(look, self, look.px(12), look.px(4))
        if icon:
            row.addWidget(sign(look, icon, "warn"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(_words(look, title, detail), 1)
        if aside:
            row.addWidget(label(look, aside, "small", "quiet", wrap=False))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._does = does
        self.clicked.connect(self._pressed)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._inside().totalHeightForWidth(width)

    @override
    def sizeHint(self) -> QSize:
        least = self._inside().totalMinimumSize().width()
        return QSize(least, self.heightForWidth(max(self.width(), least)))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _pressed(self) -> None:
        self._does()

    def _inside(self) -> QLayout:
        inside = self.layout()
        assert inside is not None, "made in the constructor"  # noqa: S101 - says so to the type checker
        return inside


class StandingLine(QWidget):
    """The same to look at, but not to be pressed; `action` stands at its right."""

    def __init__(
        self, look: Look, title: str, detail: str = "", action: QWidget | None = None, *, icon: str = "", tone: str = "warn"
    ) -> None:
        super().__init__()
        row = _row(look, self, look.px(12), look.px(4))
        if icon:
            row.addWidget(sign(look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(_words(look, title, detail), 1)
        if action is not None:
            row.addWidget(action)


def sign(look: Look, icon: str, tone: str) -> QLabel:
    """A small icon before a line; the word it stands for is in the line."""
    made = label(look, "", wrap=False)
    made.setPixmap(look.pixmap(icon, 18, tone))
    return made


def _row(look: Look, owner: QWidget, beside: int, over: int) -> QHBoxLayout:
    row = QHBoxLayout(owner)
    row.setContentsMargins(beside, over, beside, over)
    row.setSpacing(look.px(12))
    return row


def _words(look: Look, title: str, detail: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(label(look, title, "strong"))
    if detail:
        column.addWidget(label(look, detail, "small", "quiet"))
    return column
