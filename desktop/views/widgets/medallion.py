"""The sign and the words of one person's way into one vault."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6 import QtCore
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.errors import N_
from desktop.viewmodels.unlock import Door
from desktop.views.style.look import Look

ICONS: Mapping[str, str] = MappingProxyType({"site": "building-2", "volunteer": "user", "hq": "house"})
ROLES: Mapping[str, str] = MappingProxyType({"site": N_("Visit leader"), "volunteer": N_("Volunteer"), "hq": N_("Headquarters")})
UNREADABLE = N_("Who can open it cannot be read")


def said(look: Look, door: Door) -> str:
    """The person, or that nobody can be listed."""
    return door.label or look.say(UNREADABLE)


class Medallion(QWidget):
    """A round with the sign of a kind of vault."""

    def __init__(self, look: Look, side: int) -> None:
        super().__init__()
        self._look, self._icon = look, ""
        self.setFixedSize(side, side)

    def show_kind(self, kind: str) -> None:
        self._icon = ICONS.get(kind, "")
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._icon:
            round_sign(painter, self._look, self.rect(), self._icon)
        painter.end()


def round_sign(painter: QPainter, look: Look, place: QRect, icon: str, *, chosen: bool = False) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QtCore.Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.colours.surface if chosen else look.colours.accent_soft))
    painter.drawEllipse(place)
    picture = look.pixmap(icon, round(place.width() / 2 / look.theme.scale), "accent")
    side = picture.deviceIndependentSize()
    middle = place.toRectF().center()
    painter.drawPixmap(QPointF(middle.x() - side.width() / 2, middle.y() - side.height() / 2), picture)
