"""A fault of ours in the window: a report in a file, a dialog that says where, and work goes on."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from desktop.vault.report import write_report
from desktop.views.dialogs.broken import BrokenDialog
from desktop.views.style.look import Look


class Faults:
    """`state` is the folder under which reports are written."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._shown: QDialog | None = None
        self.reports: list[Path] = []
        """What was written since the window was opened."""

    def report(self, error: BaseException, look: Look, window: QWidget) -> None:
        """One dialog at a time: a fault that comes back at every turn must not bury the window."""
        if self._shown is not None:
            return
        path = write_report(error, self._state)
        if path is not None:
            self.reports.append(path)
        self._shown = BrokenDialog(look, path, window)
        self._shown.finished.connect(self._read)
        self._shown.open()

    def _read(self) -> None:
        if self._shown is not None:
            self._shown.deleteLater()
            self._shown = None
