"""`make screenshots`: every screen and dialog as a picture, in both languages, light and dark, and with large text.

    python tools/screenshots.py [--readme] [--only WORD] [FOLDER]        FOLDER: build/screenshots

The window is the real one on vaults of a demo whose seed and day are fixed, so that the same program draws the same
pictures; every dress gets a copy of the demo of its own. --readme makes only the two of the README, in docs/pictures.
--only draws the pictures whose names hold the word.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402 - the platform is chosen before Qt is loaded
from PIL import Image  # noqa: E402 - the same
from PySide6.QtCore import QPoint, Qt  # noqa: E402 - the platform is chosen before Qt is loaded
from PySide6.QtGui import QColor, QImage, QPainter  # noqa: E402 - the same
from PySide6.QtTest import QTest  # noqa: E402 - the same
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402 - the same

from desktop import house  # noqa: E402 - after the path, as a script
from desktop.app import MainWindow, Start  # noqa: E402 - the same
from desktop.crypto.passphrase import FLOOR  # noqa: E402 - the same
from desktop.demo.run import run_demo  # noqa: E402 - the same
from desktop.jobs import Jobs, WorkerJobs  # noqa: E402 - the same
from desktop.settings import Language, Preferences, ThemeName, write_preferences  # noqa: E402 - the same
from desktop.texts import Texts  # noqa: E402 - the same
from desktop.viewmodels.first_run import Kind, NewVault  # noqa: E402 - the same
from desktop.views.own_courses import OwnCoursesView  # noqa: E402 - the same
from desktop.views.workplace import Workplace  # noqa: E402 - the same
from tools.sights import Round, without_windows_of_the_system  # noqa: E402 - the same

DAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 11, tzinfo=UTC)
SEED, SITES, SESSIONS = 5, 3, 60
WIDTH, HEIGHT = 1366, 768
QUIET = 0.12
"""Seconds without work until a window is taken to have shown everything."""
PATIENCE = 30.0
PHRASE = "violet kedel springer hjemad"
LIMIT = 200_000
"""Bytes of a picture of the README."""


@dataclass(frozen=True, slots=True)
class Dress:
    language: Language
    theme: ThemeName
    text_size: int = 100

    @property
    def name(self) -> str:
        size = "" if self.text_size == 100 else f"-{self.text_size}"
        return f"{self.language}-{self.theme.replace('_', '-')}{size}"


DRESSES = (
    Dress("da", "light"),
    Dress("da", "dark"),
    Dress("en", "light"),
    Dress("en", "dark"),
    Dress("da", "light", 150),
    Dress("da", "light", 200),
    Dress("da", "high_contrast"),
)


class User(msgspec.Struct):
    passphrase: str


class Place(msgspec.Struct):
    """A vault as the demo tells of it."""

    vault: str
    users: list[User]
    volunteers: list["Place"] = []


class Demo(msgspec.Struct):
    directory: str
    hq: Place
    sites: list[Place]


class Stage:
    """One window in one dress. `home` holds the vaults, `state` is what the laptop remembers of them."""

    def __init__(self, dress: Dress, home: Path, state: Path, vault: Path | None = None) -> None:
        self._busy: set[Jobs] = set()
        self.home, self.state = home, state
        write_preferences(state, Preferences(dress.language, dress.theme, dress.text_size))
        self.window = MainWindow(Start(home, vault, state, None, DAY), self._worker, self.settings, NOON.timestamp)
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        self.window.activateWindow()
        self.settle()

    def settings(self) -> house.Settings:
        return house.Settings(now=lambda: NOON, cost=FLOOR, state=self.state, weak_passphrases=True)

    def _worker(self) -> Jobs:
        made = WorkerJobs()
        made.busy.connect(lambda busy: self._busy.add(made) if busy else self._busy.discard(made))
        return made

    def settle(self) -> None:
        """Until nothing has been under way for a while. Raises TimeoutError."""
        end, since = time.monotonic() + PATIENCE, time.monotonic()
        while time.monotonic() - since < QUIET:
            QApplication.processEvents()
            if self._busy:
                since = time.monotonic()
            if time.monotonic() > end:
                raise TimeoutError("the window does not come to rest")

    def unlock(self, passphrase: str) -> Workplace:
        self.window.front.unlock.unlock(passphrase)
        self.settle()
        return self.work

    @property
    def work(self) -> Workplace:
        inside = self.window.inside
        if inside is None or inside.work is None:
            raise RuntimeError("nobody is in")
        return inside.work

    def close(self) -> None:
        self._busy.clear()
        ended: list[bool] = []
        self.window.ended.connect(lambda: ended.append(True))
        self.window.close()
        end = time.monotonic() + PATIENCE
        while not ended and time.monotonic() < end:
            QApplication.processEvents()
        self.window.deleteLater()
        QApplication.processEvents()


@contextmanager
def staged(dress: Dress, home: Path, state: Path, vault: Path | None = None) -> Iterator[Stage]:
    stage = Stage(dress, home, state, vault)
    try:
        yield stage
    finally:
        stage.close()


class Album:
    """Where the pictures go. `only` is a word that a name must hold."""

    def __init__(self, folder: Path, only: str) -> None:
        self.folder, self.only, self.count = folder, only, 0
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, stage: Stage, dialog: QWidget | None = None) -> None:
        """The window, and in front of it a dialog in its middle, as a desktop shows it."""
        if self.only not in name:
            return
        picture = pictured(stage.window, dialog)
        if not picture.save(str(self.folder / f"{name}.png")):
            raise OSError(f"{name}.png cannot be written")
        self.count += 1


def pictured(window: QWidget, dialog: QWidget | None) -> QImage:
    picture = window.grab().toImage()
    if dialog is not None and dialog is not window:
        front = dialog.grab().toImage()
        at = QPoint((picture.width() - front.width()) // 2, max(0, (picture.height() - front.height()) // 2))
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
        painter.drawImage(at, front)
        painter.end()
    return picture


# --- what is pictured ---------------------------------------------------------------------------------------------------


def walk(album: Album, stage: Stage, name: str) -> None:
    """Every screen and dialog of whoever is in."""
    for sight in Round(stage.work, stage.settle).sights():
        album.take(f"{name}-{sight.name}", stage, None if isinstance(sight.widget, Workplace) else sight.widget)


def around(album: Album, stage: Stage, name: str) -> None:
    """What lies over every screen: preferences, the countdown, a fault of the program."""
    stage.window.show_preferences()
    stage.settle()
    dialog = QApplication.activeModalWidget()
    album.take(f"{name}-preferences", stage, dialog)
    if dialog is not None:
        dialog.close()
    vigil = stage.window.vigil
    if vigil is not None:
        vigil.guard.counting.emit(25)
        stage.settle()
        album.take(f"{name}-countdown", stage)
        vigil.guard.counting.emit(0)


def own_screen(stage: Stage) -> OwnCoursesView:
    return stage.work.findChildren(OwnCoursesView)[0]


def typed(stage: Stage, keys: str) -> None:
    """Keys where the keyboard is; a tabulator is Tab."""
    stage.window.activateWindow()
    stage.settle()
    for key in keys:
        at = QApplication.focusWidget()
        if at is not None and key == "\t":
            QTest.keyClick(at, Qt.Key.Key_Tab)
        elif at is not None:
            QTest.keyClicks(at, key)
        stage.settle()


def own_form(album: Album, stage: Stage) -> None:
    """The volunteer's form: begun, refused, filled in, and saved."""
    stage.work.show_screen("own")
    view = own_screen(stage)
    view.cards[0].click()
    stage.settle()
    album.take("volunteer-form", stage)
    view.save.click()
    stage.settle()
    album.take("volunteer-form-refused", stage)
    typed(stage, "1\t3\tn\t")
    album.take("volunteer-form-filled", stage)
    view.save.click()
    stage.settle()
    album.take("volunteer-saved", stage)
    view.saved.stay.click()


def first_run(album: Album, stage: Stage) -> None:
    """From the first start to a vault of each kind."""
    album.take("first-choose", stage)
    first = stage.window.front.first
    if first is None:
        raise RuntimeError("an empty laptop begins with first run")
    kinds: tuple[Kind, ...] = ("volunteer", "hq", "site")
    for kind in kinds:
        first.choose(kind)
        stage.settle()
        album.take(f"first-form-{kind}", stage)
        first.step_back()
    first.choose_demo()
    stage.settle()
    album.take("first-demo", stage)
    first.step_back()
    first.choose("site")
    first.make(NewVault("", "", "", PHRASE, "another", encrypted=False))
    stage.settle()
    album.take("first-form-refused", stage)
    for kind in kinds:
        first.choose(kind)
        first.make(NewVault(f"Ærtemarken {kind}", f"Nana {kind}", "Nana Nattergal", PHRASE, PHRASE, encrypted=True))
        stage.settle()
        made = first.state.made
        if made is not None and made.code:
            album.take(f"first-code-{kind}", stage)
            first.typed_back(*(made.code[place - 1] for place in first.state.ask))
            stage.settle()
        album.take(f"first-ready-{kind}", stage)
        first.choose(kind)


def empty(album: Album, dress: Dress, folder: Path) -> None:
    """First run, and then each of the new vaults, with nothing in them."""
    home, state = folder / "new" / "home", folder / "new" / "state"
    with staged(dress, home, state) as stage:
        first_run(album, stage)
    vaults = [path for path in sorted(home.iterdir()) if (path / "vault.json").exists()]
    for vault in vaults:
        with staged(dress, home, state, vault) as stage:
            kind = stage.window.front.unlock.state.chosen
            if kind is not None:
                stage.unlock(PHRASE)
                walk(album, stage, f"empty-{kind.kind}")


def lived(album: Album, dress: Dress, demo: Demo, folder: Path) -> None:
    """The demo's people: the volunteer beside the leader, the leader, headquarters."""
    state = folder / "state"
    for name, vault, passphrase in people(demo, folder):
        with staged(dress, vault.parent, state, vault) as stage:
            album.take(f"{name}-unlock", stage)
            stage.window.front.unlock.unlock("not this one")
            stage.settle()
            album.take(f"{name}-unlock-refused", stage)
            stage.unlock(passphrase)
            walk(album, stage, name)
            around(album, stage, name)
            if name == "volunteer":
                own_form(album, stage)


def people(demo: Demo, folder: Path) -> Iterator[tuple[str, Path, str]]:
    """(role, vault in this copy, passphrase) of the volunteer beside the leader, the leader, headquarters."""
    site = demo.sites[0]
    for name, place in (("volunteer", site.volunteers[0]), ("leader", site), ("hq", demo.hq)):
        yield name, folder / Path(place.vault).relative_to(demo.directory), place.users[0].passphrase


def readme(album: Album, dress: Dress, demo: Demo, folder: Path) -> None:
    """The volunteer's form half-way, and the leader's day."""
    for name, vault, passphrase in people(demo, folder):
        if name == "hq":
            continue
        with staged(dress, vault.parent, folder / "state", vault) as stage:
            stage.unlock(passphrase)
            if name == "volunteer":
                own_screen(stage).cards[0].click()
                stage.settle()
                typed(stage, "1\t3\t")
            album.take(name, stage)
    for path in album.folder.glob("*.png"):
        small(path)


def small(path: Path) -> None:
    """A palette of 256 colours is enough for a window. Raises RuntimeError for a picture that is too large all the same."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    if path.stat().st_size > LIMIT:
        raise RuntimeError(f"{path.name} has more than {LIMIT} bytes")


def drawn(words: argparse.Namespace, folder: Path) -> int:
    """How many pictures were made."""
    made = run_demo(folder / "demo", sites=SITES, seed=SEED, sessions=SESSIONS, now=DAY, texts=Texts("da"), progress=lambda _step: None)
    demo = msgspec.convert(made, Demo)
    count = 0
    for dress in DRESSES[:1] if words.readme else DRESSES:
        copy = folder / dress.name
        shutil.copytree(folder / "demo", copy)
        album = Album(words.folder if words.readme else words.folder / dress.name, words.only)
        if words.readme:
            readme(album, dress, demo, copy)
        else:
            lived(album, dress, demo, copy)
            empty(album, dress, copy)
        print(f"{album.count:4} {album.folder}", flush=True)
        count += album.count
        shutil.rmtree(copy, ignore_errors=True)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description="Every screen as a picture.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--only", default="")
    words = parser.parse_args()
    words.folder = words.folder or (ROOT / "docs" / "pictures" if words.readme else ROOT / "build" / "screenshots")
    application = QApplication(sys.argv[:1])
    application.setCursorFlashTime(0)
    application.setQuitOnLastWindowClosed(False)
    folder = Path(tempfile.gettempdir()) / "indenfor-pictures"  # the same each time, because paths are seen in pictures
    shutil.rmtree(folder, ignore_errors=True)
    with without_windows_of_the_system():
        drawn(words, folder)
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
