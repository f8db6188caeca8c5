"""The one main window: Unlock, then the workplace of whoever is in, then Unlock again, in the look that is preferred."""

import gc
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from typing_extensions import override

from desktop.app.front import Front
from desktop.app.start import Laptop, Start, load_the_rest
from desktop.errors import WorldFault
from desktop.jobs import Jobs, WorkerJobs
from desktop.settings import Preferences, read_preferences, write_preferences
from desktop.viewmodels.unlock import Remembered
from desktop.views.style.wearing import palette_of, wear

if TYPE_CHECKING:
    from desktop.app.faults import Faults
    from desktop.app.inside import Inside
    from desktop.app.vigil import Vigil
    from desktop.house import Settings
    from desktop.viewmodels.screen import AtWork
    from desktop.views.dialogs.preferences import PreferencesDialog

SIZE = (1180, 760)
SECOND = 1000


class MainWindow(QMainWindow):
    """`jobs` makes a worker, one for each time between two locks; `settings` and `clock` are for tests."""

    ended = Signal()
    """The vault is closed, and so is the window."""

    def __init__(
        self,
        start: Start,
        jobs: Callable[[], Jobs] = WorkerJobs,
        settings: "Callable[[], Settings] | None" = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self.own = start.laptop()
        self._make_jobs, self._given, self._clock, self._language = jobs, settings, clock, start.language
        self.preferences = read_preferences(self.own.state)
        self.inside: Inside | None = None
        self.vigil: Vigil | None = None
        self._faults: Faults | None = None
        self._closing: list[Jobs] = []
        self._places: dict[tuple[str, str], str] = {}
        self._painted = self._ending = self._ended = False
        self.look = wear(_application(), self.preferences, self._language, remembered=True)
        self.setWindowTitle("Indenfor")
        self.resize(*SIZE)
        last = self.preferences
        self.front = self._new_front(self.own, Remembered(last.last_vault, last.last_label, start.vault, several=last.several))

    # --- before anybody is in -----------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.begin)

    def begin(self) -> None:
        """After the first picture: who is on this laptop, all that is heavy, and what watches over an open vault."""
        from desktop.app.vigil import Vigil  # noqa: PLC0415 - nothing of it is in the first picture

        gc.enable()
        self._ask_the_system()
        texts = self.look.texts
        self.front.unlock.load()
        self.front.jobs.prepare(lambda: load_the_rest(texts), lambda _done: None, lambda _fault: None)
        self.vigil = Vigil(self, self.look, self._clock)
        self.vigil.lock_wanted.connect(self.lock)
        _application().styleHints().colorSchemeChanged.connect(self._system_changed)
        beat = QTimer(self)
        beat.timeout.connect(self._beat)
        beat.start(SECOND)

    def _ask_the_system(self) -> None:
        """The first picture wore what the system asked for the last time; where that is another by now, all is made anew."""
        found = palette_of(replace(self.preferences, theme="system"), _application().styleHints())
        if found.name != self.preferences.system:
            self._keep(replace(self.preferences, system=found.name))
        if self.preferences.theme == "system" and found is not self.look.colours:
            self._dress_anew(lambda: None)

    def _new_front(self, laptop: Laptop, remembered: Remembered) -> Front:
        given = self._given if self._given is not None and not laptop.demo else laptop.settings
        jobs = self._make_jobs()
        jobs.broke.connect(self.report)
        front = Front(jobs, laptop, given, self._clock, remembered)
        front.shows.connect(self._show)
        front.opened.connect(self._opened)
        front.moved.connect(self._move)
        front.preferences_wanted.connect(self.show_preferences)
        front.show(self.look)
        return front

    def _move(self, laptop: Laptop | None, remembered: Remembered) -> None:
        """Unlock on one's own vaults, or on those of invented people."""
        former = self.front
        self.front = self._new_front(laptop or self.own, remembered)
        self.front.unlock.load()
        former.jobs.cancel()
        former.jobs.stop(former.deleteLater)

    def _show(self, view: QWidget) -> None:
        self.setCentralWidget(view)
        view.setFocus()

    # --- somebody is in -----------------------------------------------------------------------------------------------

    def _opened(self, at: "AtWork") -> None:
        """The screen on which the same person left it, else the first."""
        from desktop.app.inside import Inside  # noqa: PLC0415 - the worker has loaded what it draws in

        self.inside = Inside(self.front.jobs, at, self)
        self.inside.lock_wanted.connect(self.lock)
        self.inside.preferences_wanted.connect(self.show_preferences)
        self._watch_over()
        try:
            self.setCentralWidget(self.inside.make_work(self.look, self.preferences, self._places.get(self._who(), "")))
        except BaseException:
            self.lock()  # what cannot be shown must not lie open
            raise
        self._remember()

    def _watch_over(self) -> None:
        if self.vigil is not None and self.inside is not None:
            self.vigil.begin(self.preferences.lock_minutes)

    def _who(self) -> tuple[str, str]:
        door = self.front.unlock.state.chosen
        return (door.vault, door.label) if door is not None else ("", "")

    def _remember(self) -> None:
        """Who is chosen the next time. Nothing of a demo is remembered."""
        if not self.front.laptop.demo:
            vault, label = self._who()
            several = self.front.unlock.state.several
            self._keep(replace(self.preferences, last_vault=vault, last_label=label, several=several))

    def _keep(self, preferences: Preferences) -> None:
        self.preferences = preferences
        folder = self.own.state
        self.front.jobs.prepare(lambda: write_preferences(folder, preferences), lambda _done: None, self._told)

    def _told(self, fault: WorldFault) -> None:
        if self.inside is not None:
            self.inside.warn(self.look.fault(fault))

    # --- lock and end -------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """From now on nothing of the case is to be seen; what is needed to close the vault goes on behind it."""
        inside = self.inside
        if inside is None:
            return
        self._places[self._who()] = inside.place
        self.inside = None
        self._closing.append(inside.jobs)
        if self.vigil is not None:
            self.vigil.end()
        work = self.takeCentralWidget()
        if work is not None:
            work.hide()
        self.front = self._new_front(self.front.laptop, self.front.remember())
        self.front.unlock.load()
        inside.close(lambda: self._closed(inside))

    def _closed(self, inside: "Inside") -> None:
        """The former worker has ended, and holds nothing more."""
        inside.jobs.wait()
        inside.jobs.deleteLater()
        inside.deleteLater()
        self._closing.remove(inside.jobs)
        self.front.unlock.released()
        if self._ending and not self._closing:
            self._end()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Lock, and only then go: a save that is under way is finished."""
        if self._ended:
            event.accept()
            return
        event.ignore()
        if not self._ending:
            self._ending = True
            self.hide()
            if self.vigil is not None:
                self.vigil.end()  # a recovery code is shown where nobody is in
            self.lock()
            if not self._closing:
                self._end()

    def _end(self) -> None:
        self.front.jobs.cancel()
        self.front.jobs.stop(self._finish)

    def _finish(self) -> None:
        self.front.jobs.wait()
        self._ended = True
        self.close()
        self.ended.emit()

    def halt(self) -> None:
        """The application has ended another way than by its window: no worker is left running."""
        for jobs in (*self._closing, self.front.jobs):
            if not jobs.stopping:
                jobs.stop(lambda: None)
            jobs.wait()

    def _beat(self) -> None:
        self.front.unlock.tick()

    # --- preferences and faults of ours -------------------------------------------------------------------------------

    def show_preferences(self, focus: str = "language") -> None:
        from desktop.views.dialogs.preferences import PreferencesDialog  # noqa: PLC0415 - seldom asked for

        dialog = PreferencesDialog(self.look, self.preferences, self)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda chosen: self._prefer(chosen, dialog))
        dialog.focus_on(focus)
        dialog.open()

    def _prefer(self, preferences: Preferences, dialog: "PreferencesDialog") -> None:
        """It holds at once. Another look means that all is made anew, this dialog too."""
        former, focus = self.preferences, dialog.focused()
        self._keep(preferences)
        self._watch_over()
        if former.language != preferences.language:
            self._language = None
        if replace(former, lock_minutes=preferences.lock_minutes) != preferences:
            dialog.close()
            self._dress_anew(lambda: self.show_preferences(focus))

    def _system_changed(self) -> None:
        if self.preferences.theme == "system":
            self._dress_anew(lambda: None)

    def _dress_anew(self, then: Callable[[], None]) -> None:
        """What is half typed is put away, and found again in the new look."""
        self.look = wear(_application(), self.preferences, self._language)
        if self.vigil is not None:
            self.vigil.wear(self.look)
        inside = self.inside
        if inside is None:
            self.front.show(self.look)
            then()
            return

        def made(work: QWidget) -> None:
            former = self.takeCentralWidget()
            if former is not None:
                former.hide()
            self.setCentralWidget(work)
            then()

        inside.make_anew(self.look, self.preferences, made)

    @property
    def faults(self) -> "Faults":
        """The reports of this run."""
        from desktop.app.faults import Faults  # noqa: PLC0415 - wanted by nobody, as long as all is well

        if self._faults is None:
            self._faults = Faults(self.own.state)
        return self._faults

    def report(self, error: BaseException) -> None:
        """A fault of ours: told with where its report lies; work goes on."""
        if not self._ending:
            self.faults.report(error, self.look, self)

    def caught(self, _kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What comes out of a slot: sys.excepthook while the window lives."""
        if isinstance(error, Exception):
            self.report(error.with_traceback(trace))
        else:
            self.close()


def _application() -> QApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QApplication)  # noqa: S101 - whoever makes a window has made one
    return application
