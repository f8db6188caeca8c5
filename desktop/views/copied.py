"""What was copied from our windows must not outlive a lock. What was copied elsewhere is nobody's business here."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication


class Copied(QObject):
    """Not every system tells whose the clipboard is, so a copy made while one of our windows had the keyboard counts as ours too."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._ours: int | None = None
        self._clipboard.dataChanged.connect(self._changed)

    def forget(self) -> None:
        """Empty the clipboard where it still holds what was copied from here; the selection of X11 too."""
        if self._clipboard.ownsClipboard() or self._ours == self._content():
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
        self._ours = None

    def _changed(self) -> None:
        self._ours = self._content() if QGuiApplication.focusWindow() is not None else None

    def _content(self) -> int:
        return hash(self._clipboard.text())
