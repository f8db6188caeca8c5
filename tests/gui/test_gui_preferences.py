"""Preferences: each holds at once, in every part of the window and in Qt's own words, and is kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.app import MainWindow, Start
from desktop.app.vigil import Vigil
from desktop.settings import Preferences, read_preferences, write_preferences
from desktop.views.dialogs.broken import BrokenDialog
from desktop.views.dialogs.preferences import PreferencesDialog
from desktop.views.style.look import Look
from desktop.views.style.palettes import DARK, HIGH_CONTRAST, LIGHT
from desktop.views.style.wearing import palette_of, speak, wear
from desktop.views.unlock import UnlockView
from desktop.views.widgets.fields import Choice
from desktop.views.workplace import Workplace
from tests.fakes import ImmediateJobs
from tests.gui.conftest import PHRASE, settings_in
from tests.gui.judged import faults_of

Shown = Callable[[], MainWindow]


@pytest.fixture
def state(home: Path) -> Path:
    write_preferences(home / "state", Preferences(language="da", theme="light"))
    return home / "state"


@pytest.fixture
def shown(home: Path, state: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The window, with jobs that run at once."""
    window = MainWindow(Start(home=home / "home", state=state), ImmediateJobs, lambda: settings_in(home))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: window.front.unlock.state.listed)
    yield window
    window.close()
    window.deleteLater()
    speak(qapp, "en")


def vigil(shown: MainWindow) -> Vigil:
    assert shown.vigil is not None
    return shown.vigil


def preferences(window: MainWindow, qtbot: QtBot) -> PreferencesDialog:
    window.show_preferences()
    return current(qtbot)


def current(qtbot: QtBot) -> PreferencesDialog:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PreferencesDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PreferencesDialog)
    return dialog


def choose(choice: Choice, code: str) -> None:
    """As a person does: by the arrow keys."""
    choice.setFocus()
    steps = choice.findData(code) - choice.currentIndex()
    for _step in range(abs(steps)):
        QTest.keyClick(choice, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def test_the_language_holds_at_once_and_is_kept(shown: MainWindow, state: Path, qtbot: QtBot) -> None:
    dialog = preferences(shown, qtbot)
    choose(dialog.language, "en")
    assert shown.look.texts.lang == "en"
    view = shown.centralWidget()
    assert isinstance(view, UnlockView)
    assert view.button.text() == "Unlock"
    assert read_preferences(state).language == "en"
    again = current(qtbot)
    assert again is not dialog
    assert again.windowTitle() == "Preferences"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is again.language)
    again.accept()


def test_colours_and_size_of_text_hold_at_once(shown: MainWindow, state: Path, qtbot: QtBot) -> None:
    dialog = preferences(shown, qtbot)
    choose(dialog.theme, "dark")
    assert shown.look.colours is DARK
    assert shown.palette().window().color().name() == DARK.canvas
    dialog = current(qtbot)
    choose(dialog.text_size, "110")
    assert shown.look.theme.scale == 1.1
    assert QApplication.font().pixelSize() == shown.look.font("body").pixelSize()
    kept = read_preferences(state)
    assert (kept.theme, kept.text_size) == ("dark", 110)
    current(qtbot).accept()


def test_at_work_the_window_is_made_anew_at_the_same_screen(shown: MainWindow, qtbot: QtBot) -> None:
    shown.front.unlock.unlock(PHRASE)
    work = shown.centralWidget()
    assert isinstance(work, Workplace)
    work.show_screen("courses")
    choose(preferences(shown, qtbot).theme, "dark")
    other = shown.centralWidget()
    assert isinstance(other, Workplace)
    assert other is not work
    assert (other.current, other.look.colours) == ("courses", DARK)
    choose(current(qtbot).lock_minutes, "5")
    assert shown.centralWidget() is other
    assert shown.preferences.lock_minutes == 5
    current(qtbot).accept()


def test_the_minutes_hold_from_now_on(shown: MainWindow, qtbot: QtBot) -> None:
    shown.front.unlock.unlock(PHRASE)
    choose(preferences(shown, qtbot).lock_minutes, "1")
    current(qtbot).accept()
    assert vigil(shown).guard.minutes == 1
    shown.lock()
    assert vigil(shown).guard.minutes == 0


def test_the_systems_colours_are_followed_only_where_nothing_else_was_chosen(qapp: QApplication, shown: MainWindow) -> None:
    hints = qapp.styleHints()
    assert palette_of(Preferences(), hints) in (LIGHT, DARK)
    assert palette_of(Preferences(theme="high_contrast"), hints) is HIGH_CONTRAST
    before = shown.look
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert shown.look is before
    shown.preferences = Preferences(language="da")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert shown.look is not before


def test_the_first_picture_wears_what_the_system_asked_for_the_last_time(home: Path, state: Path, qtbot: QtBot, qapp: QApplication) -> None:
    write_preferences(state, Preferences(language="da", system="dark"))
    window = MainWindow(Start(home=home / "home", state=state), ImmediateJobs, lambda: settings_in(home))
    first = window.look.colours
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: window.front.unlock.state.listed)
    asked = palette_of(Preferences(), qapp.styleHints())
    assert (first, window.look.colours) == (DARK, asked)
    assert read_preferences(state).system == asked.name == "light"
    window.close()
    window.deleteLater()
    speak(qapp, "en")


def test_qts_own_buttons_speak_danish(qapp: QApplication, qtbot: QtBot) -> None:
    wear(qapp, Preferences(language="da"))
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Cancel | QMessageBox.StandardButton.Yes)
    assert {one.text().replace("&", "") for one in box.buttons()} == {"Annuller", "Ja"}
    wear(qapp, Preferences(language="en"))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert [one.text().replace("&", "") for one in buttons.buttons()] == ["Cancel"]


def test_names_order_sizes_and_words_of_the_dialogs(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    for dialog in (
        PreferencesDialog(look, Preferences(text_size=133, lock_minutes=7)),
        BrokenDialog(look, tmp_path / "indenfor-0a1b2c3d.txt"),
        BrokenDialog(look, None),
    ):
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        assert faults_of(dialog) == []
        dialog.accept()


def test_what_was_chosen_elsewhere_is_offered_too(look: Look, qtbot: QtBot) -> None:
    dialog = PreferencesDialog(look, Preferences(text_size=133, lock_minutes=7))
    qtbot.addWidget(dialog)
    assert (dialog.text_size.code(), dialog.lock_minutes.code(), dialog.language.code()) == ("133", "7", "")
