"""Nothing that is typed lies about in the clear: a word goes into every field of every screen and dialog, and is looked for after the lock.

What can be saved is saved, the rest is left half typed. Looked through are the vaults, what the machine remembers of them, the
folder for temporary files and the clipboard, in every spelling that a program could have written.
"""

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.app import MainWindow, Start
from desktop.views.widgets.dates import DateField
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.path_field import PathField
from desktop.views.workplace import Workplace
from tests.fakes import ImmediateJobs
from tests.gui.conftest import PHRASE, TODAY, settings_in
from tools.sights import Round, without_windows_of_the_system

CANARY = "Qzkanarivq"
"""No word, no name, and nothing that a cipher makes by chance."""


def spellings() -> tuple[bytes, ...]:
    plain = CANARY.encode()
    return plain, plain.lower(), plain.upper(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), base64.b64encode(plain)[:-2]


def in_the_clear(*folders: Path) -> list[str]:
    """Files that hold the word, and files that are called by it."""
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in found if CANARY.lower() in path.name.lower() or any(one in path.read_bytes() for one in spellings())]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Temporary files of this test lie in a folder of its own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with without_windows_of_the_system():
        yield folder


def opened(home: Path, folder: Path, qtbot: QtBot) -> MainWindow:
    """The window with somebody in it."""
    made = MainWindow(Start(folder.parent, folder, home / "state", "da", TODAY), ImmediateJobs, lambda: settings_in(home))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: made.front.unlock.state.chosen is not None)
    made.front.unlock.unlock(PHRASE)
    return made


def work_of(main_window: MainWindow) -> Workplace:
    assert main_window.inside is not None
    assert main_window.inside.work is not None
    return main_window.inside.work


def lines_of(sight: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """Every field for text that can be typed in now. Not days; not the places of files, which the person chooses to be seen."""
    lines: list[QLineEdit | QPlainTextEdit] = [*sight.findChildren(QLineEdit), *sight.findChildren(QPlainTextEdit)]
    typed = [one for one in lines if one.isVisible() and one.isEnabled() and not one.isReadOnly()]
    return [one for one in typed if not isinstance(one.parent(), PathField | DateField)]


def type_everywhere(sight: QWidget) -> int:
    """The word in every field, and what is there is saved where it can be; how many fields."""
    typed = 0
    for line in lines_of(sight):
        line.setFocus()
        line.selectAll()
        if isinstance(line, QLineEdit):
            line.insert(CANARY)
        else:
            line.insertPlainText(CANARY)
        line.selectAll()
        line.copy()
        typed += 1
    QApplication.processEvents()
    if isinstance(sight, FormDialog):
        sight.accept_button.click()
        QApplication.processEvents()
    return typed


@pytest.mark.parametrize(("where", "fields"), [("home/bo", 3), ("home/site", 8), ("hq", 6)])
def test_what_is_typed_is_nowhere_in_the_clear(where: str, fields: int, home: Path, temporary: Path, qtbot: QtBot) -> None:
    main_window = opened(home, home / where, qtbot)
    work = work_of(main_window)
    typed = 0
    for sight in Round(work, QApplication.processEvents).sights():
        typed += type_everywhere(sight.widget)
    assert typed >= fields, f"the walk has met {typed} fields"
    main_window.lock()
    assert main_window.inside is None
    assert CANARY not in QGuiApplication.clipboard().text()
    assert in_the_clear(home, temporary) == []


def test_the_word_would_be_found(home: Path, temporary: Path) -> None:
    """In a file as text, as UTF-16, in base64, and in a name; and what is saved is really there once the vault is opened."""
    for number, one in enumerate(spellings()):
        (temporary / f"{number}.bin").write_bytes(b"...." + one + b"....")
    (home / f"{CANARY}.txt").write_text("")
    assert len(in_the_clear(home, temporary)) == len(spellings()) + 1


def test_a_name_that_was_saved_is_there_for_whoever_opens_the_vault(home: Path, temporary: Path, qtbot: QtBot) -> None:
    main_window = opened(home, home / "home" / "site", qtbot)
    for sight in Round(work_of(main_window), QApplication.processEvents).sights():
        type_everywhere(sight.widget)
    main_window.lock()
    with house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)) as site:
        known = [one for one in site.do.volunteers.list() if CANARY in (one.given, one.family)]
    assert known
    assert in_the_clear(home, temporary) == []
