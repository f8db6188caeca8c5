"""From unlock to lock: one person at work with one vault, the screens, and the vaults beside it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog

from desktop.jobs import Jobs
from desktop.settings import Preferences
from desktop.viewmodels.beside import Beside
from desktop.viewmodels.screen import AtWork, Notice
from desktop.viewmodels.watching import FolderWatch
from desktop.views.style.look import Look

if TYPE_CHECKING:
    from desktop.views.workplace import Workplace


class Inside(QObject):
    """`jobs` keeps the vault."""

    lock_wanted = Signal()
    preferences_wanted = Signal()

    def __init__(self, jobs: Jobs, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs, self.at = jobs, at
        self.work: Workplace | None = None
        self._beside: Beside | None = None
        self._watch: FolderWatch | None = None

    @property
    def place(self) -> str:
        """The key of the screen that is shown."""
        return self.work.current if self.work is not None else ""

    def make_work(self, look: Look, preferences: Preferences, place: str) -> "Workplace":
        """The workplace in this look, at the screen `place` where one is named."""
        from desktop import window  # noqa: PLC0415 - the worker has loaded it by now

        work = window.workplace(self.jobs, self.at, look, preferences, place)
        work.lock_wanted.connect(self.lock_wanted)
        work.preferences_wanted.connect(self.preferences_wanted)
        if self._beside is None:
            self._beside = Beside(self.jobs, look.texts, self.at, self)
            self._beside.said.connect(self.tell)
            self._watch = FolderWatch(self.jobs, look.texts, self.at, self)
            self._watch.said.connect(self.tell)
            QTimer.singleShot(0, self._arrive)
        self.work = work
        return work

    def _arrive(self) -> None:
        """Once the first screen can be seen; a lock may have been quicker."""
        if self.work is not None and self._beside is not None:
            self._beside.arrive()
        if self.work is not None and self._watch is not None:
            self._watch.start()

    def warn(self, text: str) -> None:
        self.tell(Notice(text, "warning"))

    def tell(self, notice: Notice) -> None:
        if self.work is not None:
            self.work.tell(notice)

    def make_anew(self, look: Look, preferences: Preferences, done: Callable[["Workplace"], None]) -> None:
        """The workplace in another look, at the same screen: what is half typed is put away and found again.

        The former one goes when the worker has answered all that it asked for: an answer must find who asked.
        """
        former = self.work
        if former is None:
            return

        def put_away() -> None:
            if former is self.work:
                _close_dialogs(former)
                done(self.make_work(look, preferences, former.current))
                self.jobs.prepare(lambda: None, lambda _nothing: former.dismiss(), lambda _fault: None)

        former.put_away(put_away)

    def close(self, done: Callable[[], None]) -> None:
        """Drafts are put away, neighbours are left what is new, the vault is closed; then `done`.

        Long work ends at its next step. A fault of ours on the way ends it at once: the vault is closed all the same.
        """
        work, beside, watch = self.work, self._beside, self._watch
        self.work = None

        def stopped() -> None:
            if work is not None:
                work.dismiss()
            self.jobs.stop(done)

        stop = _once(stopped)
        self.jobs.cancel()
        self.jobs.broke.connect(lambda _error: stop())
        if work is None or beside is None or watch is None:
            stop()
            return
        try:
            _close_dialogs(work)
            work.put_away(lambda: beside.leave(lambda: watch.leave(stop)))
        except BaseException:
            stop()
            raise


def _close_dialogs(work: "Workplace") -> None:
    for dialog in work.findChildren(QDialog):
        dialog.close()


def _once(does: Callable[[], None]) -> Callable[[], None]:
    """However often it is called, it happens once."""
    left = [does]
    return lambda: left.pop()() if left else None
