"""Watches over an open vault: nobody at the keyboard, a computer that goes to sleep, a clock that leapt."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.viewmodels.idle import Idle, Rest

if TYPE_CHECKING:
    from desktop.power import Power

TICK = 1000
"""Milliseconds between two looks at the clock."""


class Guard(QObject):
    """Begins with `arm`, rests after `disarm`. `touched` is called for each key and each movement of the mouse."""

    counting = Signal(int)
    """Seconds until it locks; 0: somebody is there again."""
    due = Signal()
    """The window must lock now."""

    def __init__(self, power: "Power", clock: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._idle: Idle | None = None
        self._counts = False
        self.minutes = 0  # without a touch they are too many; none while it rests
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.tick)
        power.sleeping.connect(self._lock)

    def arm(self, minutes: int) -> None:
        """From now on, `minutes` without a touch are too many."""
        self._idle, self.minutes = Idle(minutes, self._clock()), minutes
        self._timer.start()

    def disarm(self) -> None:
        self._idle, self.minutes = None, 0
        self._timer.stop()
        self._show(0)

    def tick(self) -> None:
        if self._idle is None:
            return
        stand = self._idle.tick(self._clock())
        if stand.rest is Rest.LOCK:
            self._lock()
        else:
            self._show(stand.left)

    def touched(self) -> None:
        """Somebody is there."""
        if self._idle is not None:
            self._idle.touched()
            self._show(0)

    def _lock(self) -> None:
        if self._idle is not None:
            self.disarm()
            self.due.emit()

    def _show(self, left: int) -> None:
        if left or self._counts:
            self._counts = bool(left)
            self.counting.emit(left)
