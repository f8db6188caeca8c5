"""A word about a thing in a list or at a title: a status, a warning. Always a word, the colour only helps."""

from typing import Literal

from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.views.style.look import Look
from desktop.views.widgets.editors import mark
from desktop.views.widgets.labels import label

Kind = Literal["plain", "good", "warn", "bad", "accent"]


class Badge(QLabel):
    def __init__(self, look: Look, text: str, kind: Kind = "plain") -> None:
        super().__init__()
        self.setTextFormat(label(look, "").textFormat())
        self.setFont(look.font("small"))
        self.setProperty("piece", "badge")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_word(text, kind)

    def show_word(self, text: str, kind: Kind) -> None:
        self.setText(text)
        mark(self, "kind", kind)
