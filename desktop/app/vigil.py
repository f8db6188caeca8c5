"""Over an open vault: the count of quiet seconds and its warning, the computer's sleep, what was copied. Made after the first picture."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.power import Power
from desktop.viewmodels.guard import Guard
from desktop.views.copied import Copied
from desktop.views.style.look import Look
from desktop.views.watch import Watch
from desktop.views.widgets.countdown import Countdown

LISTS = frozenset({Qt.WindowType.Popup, Qt.WindowType.ToolTip})


class Vigil(QObject):
    """Rests until `begin`."""

    lock_wanted = Signal()

    def __init__(self, window: QWidget, look: Look, clock: Callable[[], float] = time.time) -> None:
        super().__init__(window)
        self._window = window
        self.power = Power(self)
        self.guard = Guard(self.power, clock, self)
        self.copied = Copied(self)
        self.countdown = Countdown(look, window)
        self._watch = Watch(self.guard)
        self.guard.due.connect(self.lock_wanted)
        self.guard.counting.connect(self._count_down)
        self._watch.lock_wanted.connect(self.lock_wanted)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._attend)
        self._attend(window.windowHandle())
        self.power.watch()

    def begin(self, minutes: int) -> None:
        """Somebody is in: so many minutes without a touch are too many from now on."""
        self.guard.arm(minutes)

    def end(self) -> None:
        """Nobody is in any more: no count, no dialog, no open list or menu, nothing of ours on the clipboard."""
        self.guard.disarm()
        for one in QApplication.topLevelWidgets():
            if isinstance(one, QDialog) and one.isVisible():
                one.reject()
            elif one.windowType() in LISTS and one.isVisible():
                one.close()
        self.copied.forget()

    def wear(self, look: Look) -> None:
        """Warn in another look."""
        self.countdown.deleteLater()
        self.countdown = Countdown(look, self._window)

    def _attend(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self._watch)

    def _count_down(self, left: int) -> None:
        self.countdown.show_left(left)
