"""The demo, made while the window stays alive: vaults of invented people in a temporary folder, and who can open them."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.errors import Stopped, WorldFault, storage_error
from desktop.jobs import Jobs
from desktop.texts import Texts

SITES = 2
SESSIONS = 60
STEPS = 4 + 2 * SITES
"""How often the demo says how far it has come: four times by itself, and twice of each place."""


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An invented person who can open a vault. `role`: HQ_ADMIN, VISIT_LEADER or VOLUNTEER."""

    place: str
    role: str
    label: str
    passphrase: str
    path: Path


@dataclass(frozen=True, slots=True)
class DemoMade:
    """A whole demo: its folder, what the machine remembers of it, and everybody who can be opened, the first to choose first."""

    folder: Path
    state: Path
    logins: tuple[DemoLogin, ...]


@dataclass(frozen=True, slots=True)
class DemoState:
    """`done` of `total` steps, with the sentence of the step under way."""

    busy: bool = False
    done: int = 0
    total: int = STEPS
    step: str = ""
    made: DemoMade | None = None
    fault: WorldFault | None = None


class DemoMaking(QObject):
    changed = Signal()

    def __init__(self, jobs: Jobs, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = DemoState()
        self._jobs = jobs
        self._texts = texts
        self._stop: Callable[[], None] = lambda: None

    def make(self, folder: Path | None = None) -> None:
        """Begin. `folder` is a new temporary one unless a test says where."""
        if self.state.busy:
            return
        said: list[str] = []
        progress = self._jobs.progress(lambda done, total: self._heard(done, total, said))
        self._stop = progress.cancel
        self._become(DemoState(busy=True))

        def tell(sentence: str) -> None:
            said.append(sentence)
            progress.step(len(said), STEPS)

        texts = self._texts
        self._jobs.prepare(lambda: _make(folder, texts, tell), self._made, self._fail)

    def cancel(self) -> None:
        """End at the next step; what was made is deleted."""
        self._stop()

    def _heard(self, done: int, total: int, said: list[str]) -> None:
        if self.state.busy:
            self._become(replace(self.state, done=done, total=total, step=said[done - 1]))

    def _made(self, made: DemoMade) -> None:
        self._become(DemoState(made=made, done=STEPS))

    def _fail(self, fault: WorldFault) -> None:
        self._become(DemoState(fault=None if isinstance(fault, Stopped) else fault))

    def _become(self, state: DemoState) -> None:
        self.state = state
        self.changed.emit()


def _make(folder: Path | None, texts: Texts, tell: Callable[[str], None]) -> DemoMade:
    """On the worker. A demo that was stopped, or that the disk could not take, leaves nothing behind."""
    from desktop.demo.run import run_demo  # noqa: PLC0415 - the first picture is painted before the store is loaded

    try:
        place = folder or Path(tempfile.mkdtemp(prefix="indenfor-demo-"))
    except OSError as error:
        raise storage_error(tempfile.gettempdir(), error) from error
    try:
        made: dict[str, Any] = run_demo(place, sites=SITES, sessions=SESSIONS, texts=texts, progress=tell)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    logins = [login for site in made["sites"] for login in _logins(site["name"], site)]
    return DemoMade(Path(made["directory"]), Path(made["state"]), (*logins, *_logins("", made["hq"])))


def _logins(place: str, shown: dict[str, Any]) -> list[DemoLogin]:
    """Everybody of a place: the leader, then the volunteers."""
    found = [DemoLogin(place, user["role"], user["label"], user["passphrase"], Path(shown["vault"])) for user in shown["users"]]
    return found + [login for own in shown.get("volunteers", ()) for login in _logins(place, own)]
