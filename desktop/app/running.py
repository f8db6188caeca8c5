"""From the command line to the window, and back with an exit status."""

import signal
import sys

from PySide6.QtWidgets import QApplication

from desktop.app.main_window import MainWindow
from desktop.app.start import Start
from desktop.views.style.sheet import FUSION


def run(start: Start) -> int:
    """Open the window, and stay until it is closed; the exit status."""
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setProperty(FUSION, True)
    application.setApplicationName("Indenfor")
    application.setQuitOnLastWindowClosed(False)
    window = MainWindow(start)
    window.ended.connect(application.quit)
    signal.signal(signal.SIGINT, lambda _signal, _frame: window.close())
    sys.excepthook = window.caught
    window.show()
    try:
        return application.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        window.halt()
