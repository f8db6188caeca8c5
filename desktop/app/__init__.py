"""The window's start and its end: Unlock, first run, the workplace of whoever is in, the lock. Painted first with Qt alone."""

from desktop.app.main_window import MainWindow
from desktop.app.running import run
from desktop.app.start import Start

__all__ = ["MainWindow", "Start", "run"]
