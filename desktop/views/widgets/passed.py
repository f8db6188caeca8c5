"""The list of files that passed lately, newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.viewmodels.file_rows import PassedLine
from desktop.views.style.look import Look
from desktop.views.widgets.card import Card
from desktop.views.widgets.card_lines import sign
from desktop.views.widgets.fresh import instead
from desktop.views.widgets.labels import body, label, quiet

SIGNS = {"in": "file-down", "out": "file-up"}


class PassedCard(Card):
    """`show_lines` says them anew; without any it says so."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, look.say("Files lately"))
        self._look = look
        self._shown: QWidget = QWidget()
        self._lines: Sequence[PassedLine] = ()
        self.body.addWidget(self._shown)
        self.body.addStretch(1)

    def show_lines(self, lines: Sequence[PassedLine]) -> None:
        if self._lines == lines and self._lines:
            return
        self._lines = lines
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(8))
        for line in lines:
            column.addWidget(_row(self._look, line))
        if not lines:
            column.addWidget(quiet(self._look, self._look.say("No file has been made or imported yet.")))
        self._shown = instead(self.body, self._shown, fresh)


def _row(look: Look, line: PassedLine) -> QWidget:
    row, words = QWidget(), body(look, line.text)
    beside = QHBoxLayout(row)
    beside.setContentsMargins(0, 0, 0, 0)
    beside.setSpacing(look.px(12))
    beside.addWidget(sign(look, SIGNS[line.way], "quiet"), 0, Qt.AlignmentFlag.AlignTop)
    both = QVBoxLayout()
    both.setSpacing(0)
    both.addWidget(words)
    if line.count:
        both.addWidget(quiet(look, line.count))
    beside.addLayout(both, 1)
    beside.addWidget(label(look, line.when, "small", "quiet", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    return row
