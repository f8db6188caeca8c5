"""A sentence at the top of a screen or a form: what happened, what is wrong, and what can be done about it."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.labels import label
from desktop.views.widgets.marks import mark
from desktop.views.widgets.spoken import announce

Kind = Literal["done", "told", "warning", "error"]
SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "done": ("circle-check", "good"),
        "told": ("info", "accent"),
        "warning": ("triangle-alert", "warn"),
        "error": ("circle-alert", "bad"),
    }
)
"""Icon and colour of each kind: never the colour alone."""


class Banner(QFrame):
    """Hidden until there is something to say; its parts are made then."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("piece", "banner")
        self._made = False
        self._buttons: list[QPushButton] = []
        self.hide()

    def _make(self) -> None:
        look = self._look
        self._made = True
        self._sign = label(look, "", wrap=False)
        self._text = label(look, "")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        row.setSpacing(look.px(12))
        row.addWidget(self._sign)
        self._text.setMinimumWidth(look.px(200))
        self._actions = QWidget()
        self._row = QHBoxLayout(self._actions)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(8))
        self._actions.hide()
        both = Columns(look.px(12))
        both.add(self._text, 1)
        both.add(self._actions, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
        row.addWidget(both, 1)

    @property
    def text(self) -> str:
        return self._text.text() if self._made else ""

    def show_notice(self, text: str, kind: Kind = "told", actions: Sequence[tuple[str, Callable[[], object]]] = ()) -> None:
        """Say this instead of what was said before; read aloud too."""
        if not self._made:
            self._make()
        self._drop_buttons()
        icon, colour = SIGNS[kind]
        self._sign.setPixmap(self._look.pixmap(icon, 20, colour))
        self._text.setText(text)
        for words, does in actions:
            one = button(self._look, words, does=does)
            self._buttons.append(one)
            self._row.addWidget(one)
        self._actions.setVisible(bool(actions))
        mark(self, "kind", kind)
        self.setAccessibleName(text)
        self.show()
        announce(self, text, at_once=kind == "error")

    def clear(self) -> None:
        self._drop_buttons()
        if self._made:
            self._text.setText("")
        self.hide()

    def _drop_buttons(self) -> None:
        for one in self._buttons:
            self._row.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._buttons = []
