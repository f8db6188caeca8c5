"""The recovery code, shown once in large groups, and two of them typed back from the paper that it was written on.

It is written down by hand: nothing of it goes to a disk, a clipboard or a printer that keeps what it prints.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.fields import Field, TextField
from desktop.views.widgets.labels import body, quiet
from desktop.views.widgets.words import Tiles

GROUP = 4
"""Signs of a group."""


class RecoverySheet(QWidget):
    typed_back = Signal(str, str)
    """Two groups, as the person reads them from the paper."""

    def __init__(self, look: Look, ask: tuple[int, int]) -> None:
        super().__init__()
        self._look = look
        self.tiles = Tiles(look, "title", copied=False)
        written = Card(look, look.say("1. Write the code down"))
        written.body.addWidget(
            body(look, look.say("Write the eight groups on paper, with their numbers, and lock the paper away outside this laptop."))
        )
        written.body.addWidget(
            quiet(
                look,
                look.say(
                    "Whoever has the paper and this laptop can open everything. Without it a forgotten passphrase cannot be helped. "
                    "The code is not shown again."
                ),
            )
        )
        written.body.addWidget(self.tiles)
        checked = Card(look, look.say("2. Read two groups from the paper"))
        self.first, self.second = TextField(look, GROUP + 4), TextField(look, GROUP + 4)
        self.first_field = Field(look, look.say("Group {number}", number=ask[0]), self.first)
        self.second_field = Field(look, look.say("Group {number}", number=ask[1]), self.second)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self.first_field)
        row.addWidget(self.second_field)
        row.addStretch(1)
        checked.body.addLayout(row)
        self.go_on = button(look, look.say("It is written down"), kind="primary", does=self._go_on)
        end = QHBoxLayout()
        end.addWidget(self.go_on)
        end.addStretch(1)
        checked.body.addLayout(end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        column.addWidget(written)
        column.addWidget(checked)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self._go_on)

    def show_code(self, code: tuple[str, ...], *, misread: bool) -> None:
        """`misread`: what was typed back is not what stands above."""
        self.tiles.show_texts(code)
        wrong = self._look.say("That is not what stands above. Look at the paper and the code again.") if misread else ""
        self.second_field.set_error(wrong)

    def forget(self) -> None:
        """Nothing of the code stays on the screen."""
        self.tiles.show_texts(())
        self.first.setText("")  # what is cleared could be taken back
        self.second.setText("")

    def _go_on(self) -> None:
        self.typed_back.emit(self.first.text(), self.second.text())
