"""A sheet of paper on the ground of the window, for what belongs together."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.views.style.look import Look
from desktop.views.widgets.labels import heading


class Card(QFrame):
    """`body` takes what is on it; `buttons` stands at the right of the title."""

    def __init__(self, look: Look, title: str = "") -> None:
        super().__init__()
        self.setProperty("piece", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        column.setSpacing(look.px(12))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(look.px(8))
        if title:
            row = QHBoxLayout()
            row.setSpacing(look.px(12))
            self.title = heading(look, title)
            row.addWidget(self.title, 1)
            row.addLayout(self.buttons)
            column.addLayout(row)
        else:
            column.addLayout(self.buttons)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(8))
        column.addLayout(self.body)
