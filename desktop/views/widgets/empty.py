"""A screen or a list with nothing on it: what would be here, and what to do first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.labels import heading, label

WIDEST = 520
"""Pixels of a line of text at 100 %."""


class EmptyState(QWidget):
    def __init__(self, look: Look, icon: str, title: str, text: str, action: QPushButton | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(32), look.px(24), look.px(32))
        column.setSpacing(look.px(8))
        column.addStretch(1)
        sign = label(look, "", wrap=False)
        sign.setPixmap(look.pixmap(icon, 40, "accent"))
        self.title, self.text = heading(look, title), label(look, text, "body", "quiet")
        middle = QVBoxLayout()
        middle.setSpacing(look.px(8))
        for one in (sign, self.title, self.text):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            one.setMaximumWidth(look.px(WIDEST))
            middle.addWidget(one)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(middle, 1000)  # up to its greatest width, before the room at its sides
        row.addStretch(1)
        column.addLayout(row)
        if action is not None:
            column.addSpacing(look.px(8))
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
