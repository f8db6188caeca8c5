"""One own course as a large button: its digit, what the participant is called here, and when they met and will meet."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout
from typing_extensions import override

from desktop.viewmodels.own_courses import OwnCard
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge
from desktop.views.widgets.labels import heading, key, quiet
from desktop.views.widgets.toggling import Toggling


class CourseButton(Toggling, QPushButton):
    """Enter and a click open it. `checked` is the course whose form is open."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._key = key(look, "")
        self._alias, self._programme = heading(look, ""), quiet(look, "")
        self._mark = Badge(look, "", "accent")
        self._lines = [quiet(look, "") for _ in range(3)]
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        row.setSpacing(look.px(12))
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.px(4))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self._alias, 1)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for one in (self._programme, *self._lines):
            column.addWidget(one)
        row.addLayout(column, 1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_card(self, card: OwnCard) -> None:
        self._key.setText(card.digit)
        self._key.setVisible(bool(card.digit))
        self._alias.setText(card.alias)
        self._programme.setText(card.programme)
        self._mark.setText(card.mark)
        self._mark.setVisible(bool(card.mark))
        for line, text in zip(self._lines, (card.before, card.last, card.next), strict=True):
            line.setText(text)
            line.setVisible(bool(text))
        said = ", ".join(part for part in (card.programme, card.before, card.last, card.next, card.mark) if part)
        self.setAccessibleName(f"{card.digit} {card.alias}".strip())
        self.setAccessibleDescription(said)
        self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else super().heightForWidth(width)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(max(self.width(), 240)))
