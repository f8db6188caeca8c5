"""Buttons. One primary button on a screen at most; a dangerous one is bounded in its colour, never filled."""

from collections.abc import Callable
from typing import Literal

from PySide6 import QtCore
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QEnterEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from typing_extensions import override

from desktop.views.style.look import ICON, Look
from desktop.views.widgets.marks import put

Kind = Literal["plain", "primary", "quiet", "danger"]
COLOURS: dict[str, str] = {"plain": "ink", "primary": "on_accent", "quiet": "accent", "danger": "bad"}


class _Button(QPushButton):
    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)


class _IconButton(QToolButton):
    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)


class PrimaryButton(_Button):
    """Filled with the accent; its focus ring lies inside, in the colour of its text, where every palette shows it."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(text)
        self._ring = QColor(look.colours.on_accent)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._ring, 2))
            painter.drawRoundedRect(QRect(self.rect()).adjusted(4, 4, -4, -4), 3, 3)
            painter.end()


def button(
    look: Look, text: str, *, icon: str = "", kind: Kind = "plain", key: str = "", does: Callable[[], object] | None = None
) -> QPushButton:
    """A button that is named by its text. `key` ("Ctrl+N") works wherever the button can be seen, and is told in its hint."""
    made = PrimaryButton(look, text) if kind == "primary" else _Button(text)
    made.setProperty("kind", kind)
    made.setFont(look.font("strong" if kind == "primary" else "body"))
    made.setAutoDefault(False)
    if icon:
        made.setIcon(look.icon(icon, COLOURS[kind], gap=look.px(4)))
        made.setIconSize(_icon_size(look, look.px(4)))
    if key:
        made.setShortcut(QKeySequence(key))
        made.setToolTip(f"{text.replace('&', '')} ({QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)})")
    if does is not None:
        made.clicked.connect(lambda: does())  # noqa: PLW0108 - clicked hands over whether it is checked; `does` takes nothing
    return made


def icon_button(
    look: Look, name: str, *, icon: str, does: Callable[[], object] | None = None, parent: QWidget | None = None
) -> QToolButton:
    """A small button without text; `name` is its accessible name and its hint."""
    made = _IconButton(parent)
    made.setIcon(look.icon(icon))
    made.setIconSize(_icon_size(look))
    put(made, "focusPolicy", "StrongFocus")
    made.setAccessibleName(name)
    made.setToolTip(name)
    if does is not None:
        made.clicked.connect(lambda: does())  # noqa: PLW0108 - clicked hands over whether it is checked; `does` takes nothing
    return made


def _icon_size(look: Look, gap: int = 0) -> QSize:
    side = round(ICON * look.theme.scale)
    return QSize(side + gap, side)
