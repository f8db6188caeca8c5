"""Every screen and every dialog of every role: names and roles, the order of Tab, sizes, and text that is cut off.

Nothing here knows a screen. The window is walked through on a real vault, at text of 100 and of 200 %, and all that is wrong
is told together.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import window
from desktop.house import OpenVault
from desktop.services.session_drafts import SessionDraft
from desktop.settings import Preferences
from desktop.texts import Texts
from desktop.vault.atomic import written
from desktop.viewmodels.screen import at_work
from desktop.views.style.look import Look
from desktop.views.style.palettes import LIGHT
from desktop.views.style.theme import Theme
from desktop.views.widgets.chips import Chips, Option
from desktop.views.widgets.fields import CheckBox, Field, TextField
from desktop.views.workplace import Workplace
from tests.fakes import ImmediateJobs
from tests.gui import checks
from tests.gui.conftest import TODAY, Opener, worn
from tests.gui.judged import faults_of
from tools.sights import Round, without_windows_of_the_system

WIDE, HIGH = 1366, 768


@pytest.fixture(params=[("da", 1.0), ("da", 2.0), ("en", 2.0)], ids=["da-100", "da-200", "en-200"])
def dressed(request: pytest.FixtureRequest, qapp: QApplication) -> Look:
    language, scale = request.param
    return worn(qapp, Theme(LIGHT, scale), Texts(language))


@pytest.fixture
def nobody_chooses() -> Iterator[None]:
    with without_windows_of_the_system():
        yield


def lived(site: OpenVault) -> None:
    """A few visits on both courses, one of them agreed for next week."""
    for course in site.do.courses.list():
        for ago in (7, 21):
            site.do.sessions.log(course.course.id, SessionDraft(TODAY - timedelta(days=ago), "held", 90))
    site.do.sessions.log(course.course.id, SessionDraft(TODAY + timedelta(days=7), "planned", None))


def at_headquarters(hq: OpenVault, site: OpenVault, stick: Path) -> None:
    """What the prison has travels up, and its place is known."""
    lived(site)
    path = site.do.exporting.up(written(stick)).path
    assert path is not None
    assert hq.take_in([path])


@pytest.fixture
def opened(request: pytest.FixtureRequest, opener: Opener, tmp_path: Path) -> OpenVault:
    """The vault of the role that the test names, with something in it."""
    role = str(request.param)
    vault = opener(role)
    if role == "site":
        lived(vault)
    elif role == "hq":
        at_headquarters(vault, opener("site"), tmp_path / "stick.indb")
    else:
        for course in vault.do.visiting.courses():
            vault.do.sessions.log(course.id, SessionDraft(date(2026, 3, 6), "held", 60))
    return vault


def built(vault: OpenVault, look: Look, qtbot: QtBot) -> Workplace:
    work = window.workplace(ImmediateJobs(vault), at_work(vault), look, Preferences())
    qtbot.addWidget(work)
    work.resize(WIDE, HIGH)
    with qtbot.waitActive(work):
        work.show()
        work.activateWindow()
    return work


@pytest.mark.parametrize("opened", ["bo", "site", "hq"], indirect=True)
@pytest.mark.usefixtures("nobody_chooses")
def test_nothing_is_wrong_with_any_screen_or_dialog(opened: OpenVault, dressed: Look, qtbot: QtBot) -> None:
    work = built(opened, dressed, qtbot)
    wrong: dict[str, list[str]] = {}
    names = []
    for sight in Round(work, QApplication.processEvents).sights():
        names.append(sight.name)
        found = faults_of(sight.widget) + list(checks.disordered(sight.widget))
        if found:
            wrong[sight.name] = found
    assert len(names) > len(work.stations) + 2, "the walk has met no dialogs"
    assert not wrong, "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in found)


# --- the checks see what is wrong ------------------------------------------------------------------------------------------


@pytest.fixture
def plain(qapp: QApplication) -> Look:
    return worn(qapp, Theme(LIGHT), Texts("en"))


def held(qtbot: QtBot, *widgets: QWidget, sideways: bool = False) -> QWidget:
    """A window with these in it, shown and active."""
    around = QWidget()
    layout = QHBoxLayout(around) if sideways else QVBoxLayout(around)
    for one in widgets:
        layout.addWidget(one)
    qtbot.addWidget(around)
    with qtbot.waitActive(around):
        around.show()
        around.activateWindow()
    return around


def test_a_widget_without_a_name_is_seen(qtbot: QtBot) -> None:
    assert list(checks.unnamed(held(qtbot, QLineEdit()))) == ["QLineEdit “” under QWidget “” has no accessible name"]


def test_a_label_that_leads_nowhere_is_seen(qtbot: QtBot, plain: Look) -> None:
    field = Field(plain, "Name", TextField(plain))
    around = held(qtbot, field)
    assert not list(checks.unbuddied(around))
    field.label.setBuddy(around)
    assert list(checks.unbuddied(around))


def test_a_field_that_tab_does_not_leave_is_seen(qtbot: QtBot) -> None:
    note = QPlainTextEdit()
    around = held(qtbot, note, QPushButton("Save"))
    assert list(checks.trapped(around))
    note.setTabChangesFocus(True)
    assert not list(checks.trapped(around))


def test_tab_against_the_direction_of_reading_is_seen(qtbot: QtBot) -> None:
    first, second, third = QPushButton("1"), QPushButton("2"), QPushButton("3")
    around = held(qtbot, first, second, third)
    assert not list(checks.disordered(around))
    QWidget.setTabOrder(first, third)
    QWidget.setTabOrder(third, second)
    assert list(checks.disordered(around)) == ["Tab goes up, from QPushButton “3” to QPushButton “2”"]


def test_a_low_field_and_a_low_button_are_seen(qtbot: QtBot) -> None:
    line, button = QLineEdit(), QPushButton("Go")
    for one, high in ((line, 20), (button, 30)):  # against a sheet that an earlier test may have dressed the application in
        one.setStyleSheet(f"min-height: {high}px; max-height: {high}px; border: 0; padding: 0")
    found = list(checks.small(held(qtbot, line, button)))
    assert found == ["QLineEdit “” is 20 high; 32 at least", "QPushButton “Go” is 30 high; 36 at least"]


def test_text_that_is_cut_off_is_seen(qtbot: QtBot) -> None:
    long = QLabel("Every word of this sentence is wanted")
    long.setFixedWidth(60)
    wrapped = QLabel("Every word of this sentence is wanted")
    wrapped.setWordWrap(True)
    wrapped.setFixedSize(90, 20)
    assert len(list(checks.cut(held(qtbot, long, wrapped)))) == 2


# --- what a screen reader does instead of pressing ------------------------------------------------------------------------


def toggle(widget: QWidget) -> None:
    """The action that AT-SPI, NSAccessibility and UI Automation offer for what stays pressed."""
    QAccessible.queryAccessibleInterface(widget).actionInterface().doAction("Toggle")


def test_toggling_a_chip_chooses_it(qtbot: QtBot, plain: Look) -> None:
    chips = Chips(plain, [Option("yes", "Yes", "y"), Option("no", "No", "n")], columns=2, name="Was it?")
    around = held(qtbot, chips)
    heard: list[str] = []
    chips.chosen.connect(heard.append)
    toggle(chips.chips[1])
    toggle(chips.chips[0])
    chips.choose("no")
    assert heard == ["no", "yes"]
    assert around.isVisible()


def test_toggling_a_box_is_a_click(qtbot: QtBot, plain: Look) -> None:
    box = CheckBox(plain, "Agreed")
    around = held(qtbot, box)
    heard: list[bool] = []
    box.clicked.connect(lambda on: heard.append(bool(on)))
    toggle(box)
    box.setChecked(False)
    box.click()
    assert heard == [True, True]
    assert around.isVisible()


def test_toggling_a_screen_of_the_navigation_goes_there(opener: Opener, qtbot: QtBot, plain: Look) -> None:
    work = built(opener("site"), plain, qtbot)
    assert work.navigation is not None
    toggle(work.navigation.buttons["courses"])
    assert work.current == "courses"
