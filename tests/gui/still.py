"""A timer that stands still until the test says that its time has passed."""

from PySide6.QtCore import QTimer
from typing_extensions import override


class Still(QTimer):
    @override
    def start(self, *_: object) -> None:
        """Nothing begins to run."""

    def passes(self, times: int = 1) -> None:
        for _ in range(times):
            self.timeout.emit()
