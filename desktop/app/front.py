"""Before anybody is in: Unlock, first run, and the way to invented people and back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.app.start import Laptop
from desktop.jobs import Jobs
from desktop.viewmodels.unlock import Remembered, UnlockModel
from desktop.views.style.look import Look
from desktop.views.unlock import UnlockView

if TYPE_CHECKING:
    from desktop.house import Settings
    from desktop.viewmodels.first_run import FirstRun

Settled = Callable[[], "Settings"]


class Front(QObject):
    """From one lock to the next unlock. `settings` says how vaults are opened here, and is called on the worker."""

    shows = Signal(object)
    """A QWidget that takes the window."""
    opened = Signal(object)
    """The AtWork of a vault that is open; `jobs` keeps it."""
    moved = Signal(object, object)
    """Other vaults are wanted: a Laptop, or None for one's own; and the Remembered of who is chosen there."""
    preferences_wanted = Signal()

    def __init__(self, jobs: Jobs, laptop: Laptop, settings: Settled, clock: Callable[[], float], remembered: Remembered) -> None:
        super().__init__()
        self.jobs, self.laptop, self._settings = jobs, laptop, settings
        self.unlock = UnlockModel(jobs, laptop.home, settings, clock, remembered)
        self.unlock.opened.connect(self.opened)
        self.unlock.nobody.connect(self.begin_first_run)
        self._invented = remembered.passphrase if laptop.demo else ""
        self.first: FirstRun | None = None
        self._look: Look | None = None

    def show(self, look: Look) -> None:
        """In this look, whatever is shown now."""
        self._look = look
        self.shows.emit(self._unlock_view(look) if self.first is None else self._first_view(look, self.first))

    def remember(self) -> Remembered:
        """Who was let in, for the time after the lock."""
        door, state = self.unlock.state.chosen, self.unlock.state
        vault, label = (door.vault, door.label) if door is not None else ("", "")
        return Remembered(vault, label, passphrase=self._invented, elsewhere=self.unlock.elsewhere, several=state.several, locking=True)

    def begin_first_run(self) -> None:
        from desktop.viewmodels.first_run import FirstRun  # noqa: PLC0415 - on most days nobody asks for it

        if self._look is None:
            return
        self.first = first = FirstRun(self.jobs, self._look.texts, self.laptop.home, self._settings, self)
        first.created.connect(lambda path, label: self.moved.emit(self.laptop, Remembered(label=label, folder=path)))
        first.demo_ready.connect(self._open_demo)
        first.back.connect(self._back)
        self.show(self._look)

    def _back(self) -> None:
        self.first = None
        if self._look is not None:
            self.show(self._look)

    def _open_demo(self, home: Path, state: Path, vault: Path, label: str, passphrase: str) -> None:
        self.moved.emit(Laptop(home, state, demo=True), Remembered(label=label, folder=vault, passphrase=passphrase))

    def _unlock_view(self, look: Look) -> UnlockView:
        view = UnlockView(self.unlock, look, demo=self.laptop.demo)
        view.passphrase.set_text(self._invented)
        view.folder_wanted.connect(lambda: self._choose_folder(view))
        view.first_run_wanted.connect(self.begin_first_run)
        view.preferences_wanted.connect(self.preferences_wanted)
        view.demo_left.connect(lambda: self.moved.emit(None, Remembered()))
        return view

    def _first_view(self, look: Look, first: "FirstRun") -> QWidget:
        from desktop.views.first_run import FirstRunView  # noqa: PLC0415 - the same

        return FirstRunView(first, look)

    def _choose_folder(self, view: UnlockView) -> None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - not for the first picture

        chosen = QFileDialog.getExistingDirectory(view, view.look.say("Choose the folder of a datalager"), str(Path.home()))
        if chosen:
            self.unlock.open_folder(Path(chosen))
