"""Hears that the computer is going to sleep, as each system tells it. Where none tells, the leap of the clock does (viewmodels/idle.py).

Linux: the signal PrepareForSleep of logind on the system bus; nothing happens where there is no such bus.
Windows: the message WM_POWERBROADCAST with PBT_APMSUSPEND, sent to every window.
"""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
"""Service, path and interface."""
SIGNAL = "PrepareForSleep"

WM_POWERBROADCAST = 0x0218
PBT_APMSUSPEND = 4


def is_suspend(message: int, detail: int) -> bool:
    """Whether a message of Windows says that it is going to sleep."""
    return message == WM_POWERBROADCAST and detail == PBT_APMSUSPEND


class Power(QObject):
    """`sleeping` is emitted before the computer sleeps. `watch` begins."""

    sleeping = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: QAbstractNativeEventFilter | None = None

    def watch(self) -> bool:
        """Whether this system tells."""
        told = False
        if sys.platform == "linux":
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - only here, and after the first picture

            bus = QDBusConnection.systemBus()
            told = bus.isConnected() and self.hear(bus)
        elif sys.platform == "win32":
            self._messages = _Messages(self)
            QCoreApplication.instance().installNativeEventFilter(self._messages)
            told = True
        return told

    def hear(self, bus: "QDBusConnection") -> bool:
        """Listen on a bus of Linux; whether it lets us."""
        slot = SLOT("prepare(bool)")
        heard: bool = bus.connect(*LOGIND, SIGNAL, self, slot)  # type: ignore[call-overload] # the stub's bytes are refused by the library
        return heard

    @Slot(bool)
    def prepare(self, begins: bool) -> None:
        """True before the sleep, false after it."""
        if begins:
            self.sleeping.emit()


if sys.platform == "win32":
    from ctypes import wintypes

    class _Messages(QAbstractNativeEventFilter):
        def __init__(self, power: Power) -> None:
            super().__init__()
            self._power = power

        @override
        def nativeEventFilter(self, event_type: object, message: int) -> tuple[bool, int]:
            """Looks, and lets every message pass."""
            told = wintypes.MSG.from_address(int(message))
            self._power.prepare(is_suspend(told.message, told.wParam))
            return False, 0
