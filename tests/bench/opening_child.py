"""One start of the window in a process of its own: `python -m tests.bench.opening_child bare|window|today [FOLDER]`.

Prints the moment of the first picture; or the seconds from the right passphrase to Today, and those of Argon2id alone.
"""

import json
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.app import MainWindow


def say(words: str) -> None:
    """The last that the process does: nothing of its end is measured, and no worker is waited for."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
    os._exit(0)


def first_picture() -> None:
    say(repr(time.time()))


def bare() -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - what is loaded is what is measured
    from PySide6.QtGui import QPaintEvent  # noqa: PLC0415 - the same
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget  # noqa: PLC0415, TID251 - the same; it is a window

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # type: ignore[explicit-override]  # noqa: N802 - Qt's name, and no library for a mark
            super().paintEvent(event)
            QTimer.singleShot(0, first_picture)

    application = QApplication([])
    window = Window()
    window.setCentralWidget(QTableWidget(20, 5))
    window.resize(1180, 760)
    window.show()
    application.exec()


def window() -> None:
    """As `python main.py`, up to the first picture."""
    import gc  # noqa: PLC0415 - the same

    from desktop import __main__ as program  # noqa: PLC0415 - the same

    gc.disable()  # as the program does before it loads the window, which is loaded a line earlier here, to hear of its picture
    from desktop import app  # noqa: PLC0415 - the same

    setattr(app.MainWindow, "begin", lambda _window: first_picture())  # noqa: B010 - what follows is not measured
    sys.argv = ["main.py"]
    program.main()


def today(folder: str) -> None:
    """The libraries are loaded while the person types; from Enter on it is timed, until Today is painted."""
    from pathlib import Path  # noqa: PLC0415 - the two above are measured without

    from PySide6.QtCore import QTimer  # noqa: PLC0415 - the same
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251 - the same

    from desktop import app, house  # noqa: PLC0415 - the same
    from desktop.settings import Preferences, write_preferences  # noqa: PLC0415 - the same

    application = QApplication([])
    floor = _argon()
    state = Path(folder) / "state"
    write_preferences(state, Preferences(language="da"))
    shown = app.MainWindow(
        app.Start(home=Path(folder) / "home", state=state), settings=lambda: house.Settings(state=state, weak_passphrases=True)
    )
    shown.show()
    entered: list[float] = []

    def enter() -> None:
        entered.append(time.perf_counter())
        shown.front.unlock.unlock("p")

    def look() -> None:
        if _is_loaded(shown):
            application.processEvents()
            say(json.dumps((time.perf_counter() - entered[0], floor)))

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(1)
    begin = shown.begin

    def begin_and_enter() -> None:
        """The passphrase is typed to its end when everything is loaded."""
        begin()
        shown.front.jobs.prepare(lambda: None, lambda _done: enter(), lambda _fault: None)

    setattr(shown, "begin", begin_and_enter)  # noqa: B010 - a person, as the bench knows one
    application.exec()


def _argon() -> float:
    """Seconds of the passphrase alone."""
    from desktop.crypto.passphrase import DEFAULT, derive  # noqa: PLC0415 - the same

    start = time.perf_counter()
    derive("p", bytes(16), DEFAULT)
    return time.perf_counter() - start


def _is_loaded(shown: "MainWindow") -> bool:
    """Whether Today shows what is in the vault."""
    from desktop.viewmodels.today import TodayScreen  # noqa: PLC0415 - the same

    work = shown.inside.work if shown.inside is not None else None
    model = work._shown["today"].model if work is not None and "today" in work._shown else None
    return isinstance(model, TodayScreen) and model.state.loaded


if __name__ == "__main__":
    if sys.argv[1] == "today":
        today(sys.argv[2])
    elif sys.argv[1] == "window":
        window()
    else:
        bare()
