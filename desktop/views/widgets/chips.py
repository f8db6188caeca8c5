"""One of a few, laid out to be seen: large enough for an unsteady hand, each with the key that chooses it.

A group is one stop of Tab. Inside it arrow keys move, and the key on a chip chooses it. Nothing is chosen at first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.toggling import Toggling

HIGH, PAD, GAP = 40, 8, 8
"""Pixels of a chip at 100 %: its height, the room at its ends, and between key and text."""


@dataclass(frozen=True, slots=True)
class Option:
    """`keys` are the letters or digits that choose it; the first of them is drawn on it."""

    code: str
    text: str
    keys: str = ""


class Chip(Toggling, QRadioButton):
    """A radio button drawn as a large chip: for the reader of a screen it is one of a group, as it is."""

    pressed_key = Signal(str)
    """A letter or digit that may be that of another chip."""

    def __init__(self, look: Look, option: Option) -> None:
        super().__init__(option.text)
        self.option = option
        self._look = look
        self.setFont(look.font("body"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _cap(self) -> int:
        """The side of the key that is drawn; the tick of what is chosen takes its place."""
        return round(22 * self._look.theme.scale)

    @override
    def sizeHint(self) -> QSize:
        look = self._look
        text = QFontMetrics(look.font("strong")).horizontalAdvance(self.text())
        return QSize(look.px(PAD) * 2 + self._cap + look.px(GAP) + text + 2, round(HIGH * look.theme.scale))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().casefold()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and typed and typed.isprintable() and typed != " ":
            self.pressed_key.emit(typed)
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, colours = self._look, self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, focus = self.isChecked(), self.hasFocus()
        ground = colours.accent_soft if chosen else (colours.hover if self.underMouse() else colours.surface)
        edge = colours.focus if focus else (colours.accent if chosen else colours.edge)
        wide = 2 if focus or chosen else 1
        painter.setPen(QPen(QColor(edge), wide))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2), 6, 6)
        cap = QRect(look.px(PAD), (self.height() - self._cap) // 2, self._cap, self._cap)
        if chosen:
            self._paint_tick(painter, cap)
        else:
            self._paint_key(painter, cap)
        painter.setPen(QColor(colours.ink if self.isEnabled() else colours.disabled))
        painter.setFont(look.font("strong" if chosen else "body"))
        left = cap.right() + 1 + look.px(GAP)
        room = QRect(left, 0, self.width() - left - look.px(PAD), self.height())
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()

    def _paint_tick(self, painter: QPainter, room: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.colours.accent))
        painter.drawRoundedRect(QRectF(room), 4, 4)
        tick = self._look.pixmap("check", 16, "on_accent")
        side = round(tick.deviceIndependentSize().width())
        painter.drawPixmap(room.left() + (room.width() - side) // 2, room.top() + (room.height() - side) // 2, tick)

    def _paint_key(self, painter: QPainter, room: QRect) -> None:
        colours = self._look.colours
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(colours.ink))
        painter.setFont(self._look.font("small"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), self.option.keys[:1].upper())


class Chips(QWidget):
    """As many beside each other as there is room for, `columns` at most, and rows of about the same length."""

    chosen = Signal(str)
    """The code that the person chose, by mouse or by keyboard."""
    keyed = Signal(str)
    """The code that was chosen by its key alone."""

    def __init__(self, look: Look, options: Sequence[Option], *, columns: int, name: str = "", tabbed: bool = True) -> None:
        """`tabbed`: a stop of Tab; otherwise for the mouse alone, beside a line that takes the same answer."""
        super().__init__()
        self._columns, self._tabbed, self._shown = columns, tabbed, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(8))
        self._group = QButtonGroup(self)
        self.chips: list[Chip] = []
        for option in options:
            chip = Chip(look, option)
            chip.setAccessibleDescription(name)
            chip.pressed_key.connect(self._key)
            chip.clicked.connect(lambda _on=False, code=option.code: self._choose(code))
            self._group.addButton(chip)
            self.chips.append(chip)
        self._lay_out(columns)
        self._rove()

    def code(self) -> str:
        return next((chip.option.code for chip in self.chips if chip.isChecked()), "")

    def choose(self, code: str) -> None:
        """Show a choice; nothing is chosen where no chip has the code."""
        if code != self.code():
            self._group.setExclusive(False)
            for chip in self.chips:
                chip.setChecked(chip.option.code == code)
            self._group.setExclusive(True)
        self._rove()

    def focus(self) -> None:
        self._stop().setFocus(Qt.FocusReason.TabFocusReason)

    def _stop(self) -> Chip:
        """The chip that Tab comes to: the chosen one, else the first."""
        return next((chip for chip in self.chips if chip.isChecked()), self.chips[0])

    def _rove(self) -> None:
        stop = self._stop()
        for chip in self.chips:
            other = Qt.FocusPolicy.ClickFocus if self._tabbed else Qt.FocusPolicy.NoFocus
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._tabbed and chip is stop else other)

    def _choose(self, code: str) -> None:
        self._rove()
        self.chosen.emit(code)

    def _key(self, typed: str) -> None:
        chip = next((chip for chip in self.chips if typed in chip.option.keys), None)
        if chip is not None:
            chip.setChecked(True)
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
            self._choose(chip.option.code)
            self.keyed.emit(chip.option.code)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widest = max(chip.sizeHint().width() for chip in self.chips)
        fit = (self.width() + self._grid.spacing()) // (widest + self._grid.spacing())
        rows = -(-len(self.chips) // max(1, min(fit, self._columns)))
        self._lay_out(-(-len(self.chips) // rows))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(max(chip.sizeHint().width() for chip in self.chips), self._grid.minimumSize().height())

    def _lay_out(self, columns: int) -> None:
        if columns == self._shown:
            return
        self._shown = columns
        for chip in self.chips:
            self._grid.removeWidget(chip)
        for place, chip in enumerate(self.chips):
            self._grid.addWidget(chip, place // columns, place % columns)
        for column in range(len(self.chips)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()
