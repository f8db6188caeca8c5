"""The screens at the left: icons with words, one stop of Tab, arrow keys among them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.screen import Screen
from desktop.views.style.look import ICON, Look
from desktop.views.widgets.labels import label
from desktop.views.widgets.toggling import Toggling

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen that was made. `point` takes what another screen wants it to show; called before it loads."""

    model: Screen
    view: QWidget
    point: Callable[[object], None] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A dialog over the screens, and the view-model behind it, which may serve another dialog after this one."""

    model: Screen
    dialog: QDialog


@dataclass(frozen=True, slots=True)
class Station:
    """A screen that the window can show: `make` builds its view-model and its view when it is first wanted."""

    key: str
    title: str
    icon: str
    make: Callable[[], Shown]


class NavigationButton(Toggling, QPushButton):
    """Up and down go to its neighbours without opening them."""

    stepped = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.click()
                return
            super().keyPressEvent(event)
            return
        self.stepped.emit(step)


class Navigation(QFrame):
    chosen = Signal(str)

    def __init__(self, look: Look, place: str, stations: tuple[Station, ...]) -> None:
        super().__init__()
        self.setProperty("piece", "navigation")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(16), look.px(12), look.px(16))
        column.setSpacing(look.px(4))
        name, here = label(look, "Indenfor", "heading", "accent", wrap=False), label(look, place, "small", "quiet")
        for words in (name, here):
            words.setContentsMargins(look.px(12), 0, look.px(12), 0)
            column.addWidget(words)
        column.addSpacing(look.px(16))
        self.buttons: dict[str, NavigationButton] = {}
        group = QButtonGroup(self)
        for place_, station in enumerate(stations, start=1):
            one = self._button(look, station, place_)
            one.stepped.connect(lambda step, key=station.key: self._step(key, step))
            one.clicked.connect(lambda _checked, key=station.key: self.chosen.emit(key))
            group.addButton(one)
            self.buttons[station.key] = one
            column.addWidget(one)
        column.addStretch(1)
        self.setMinimumWidth(look.px(180))

    def mark(self, key: str) -> None:
        """Which screen is shown."""
        self.buttons[key].setChecked(True)

    def _button(self, look: Look, station: Station, place: int) -> NavigationButton:
        one = NavigationButton(station.title)
        icon = look.icon(station.icon, gap=look.px(8))
        icon.addPixmap(look.pixmap(station.icon, ICON, "on_selected", gap=look.px(8)), QIcon.Mode.Normal, QIcon.State.On)
        one.setIcon(icon)
        side = round(ICON * look.theme.scale)
        one.setIconSize(QSize(side + look.px(8), side))
        one.setFont(look.font("body"))
        one.setCheckable(True)
        one.setCursor(Qt.CursorShape.PointingHandCursor)
        one.setToolTip(f"{station.title} (Ctrl+{place})")
        return one

    def _step(self, key: str, step: int) -> None:
        keys = list(self.buttons)
        self.buttons[keys[(keys.index(key) + step) % len(keys)]].setFocus(Qt.FocusReason.TabFocusReason)
