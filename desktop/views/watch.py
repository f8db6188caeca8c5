"""Looks at the events of the windows for a sign that somebody is there, and for Ctrl+L in a dialog.

It is installed on windows, not on the application: a filter that saw every widget's events would need the interpreter for
each of Qt's inner events, and would wait for whatever the worker does.
"""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from desktop.viewmodels.guard import Guard

TOUCHES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletPress, QEvent.Type.InputMethod,
})  # fmt: skip
LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)


class Watch(QObject):
    lock_wanted = Signal()
    """In the main window the menu's own key takes it first."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(guard)
        self._guard = guard

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps nothing back but Ctrl+L."""
        kind = event.type()
        if kind in TOUCHES:
            self._guard.touched()
            if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.keyCombination() == LOCK:
                self.lock_wanted.emit()
                return True
        return False
