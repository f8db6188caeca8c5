"""Each role's window on a real vault: which screens there are, every one of them shown without a fault, everything in it named."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.errors import Stopped
from desktop.settings import Preferences
from desktop.texts import Texts
from desktop.viewmodels.screen import at_work
from desktop.views.dialogs.enrol import AnswerDialog, EnrolDialog
from desktop.views.dialogs.log import LogDialog
from desktop.views.dialogs.refer import ReferDialog
from desktop.views.figures import FiguresView
from desktop.views.sites import SitesView
from desktop.views.style.look import Look
from desktop.window import Workplace, workplace
from tests.fakes import ImmediateJobs
from tests.gui.accessible import assert_named
from tests.gui.conftest import Opener

SCREENS = {
    "site": ("today", "sessions", "courses", "volunteers", "figures", "files"),
    "hq": ("inbox", "sites", "figures"),
    "bo": ("own", "files"),
}

Opened = Callable[..., Workplace]


@pytest.fixture
def opened(qtbot: QtBot, look: Look, opener: Opener) -> Iterator[Opened]:
    """The window of "site", "hq" or "bo", shown at 1366×768."""
    places: list[Workplace] = []

    def open_(which: str, screen: str = "") -> Workplace:
        vault = opener(which)
        place = workplace(ImmediateJobs(vault), at_work(vault), look, Preferences(), screen)
        places.append(place)
        place.resize(1366, 768)
        with qtbot.waitExposed(place):
            place.show()
        return place

    yield open_
    for place in places:
        place.dismiss()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def dialog_of(place: Workplace) -> QDialog:
    return place.findChildren(QDialog)[-1]


@pytest.mark.parametrize("which", list(SCREENS))
def test_every_screen_of_a_role_is_shown_and_named(opened: Opened, which: str) -> None:
    place = opened(which)
    assert tuple(place.stations) == SCREENS[which]
    assert place.current == SCREENS[which][0]
    for key in SCREENS[which]:
        place.show_screen(key)
        assert_named(place)
        assert not place.banner.isVisible(), (key, place.banner.text)
    assert (place.navigation is None) == (which == "bo")


def test_the_same_place_afterwards(opened: Opened) -> None:
    assert opened("site", "courses").current == "courses"


def test_a_screen_that_is_not_the_roles_own_gives_the_first(opened: Opened) -> None:
    assert opened("hq", "courses").current == "inbox"


def test_a_leader_logs_from_anywhere(opened: Opened) -> None:
    place = opened("site")
    place.go("log", None)
    dialog = dialog_of(place)
    assert isinstance(dialog, LogDialog)
    assert_named(dialog)


def test_a_referral_begins_from_every_screen(opened: Opened) -> None:
    """Ctrl+Shift+N, also on the list of courses itself."""
    place = opened("site")
    for key in ("today", "files", "courses"):
        place.show_screen(key)
        QTest.keyClick(
            QApplication.focusWidget() or place, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        (dialog,) = [one for one in place.findChildren(ReferDialog) if one.isVisible()]
        assert place.current == "courses", key
        dialog.reject()


def test_a_leader_sees_the_figures_of_the_own_place(opened: Opened, texts: Texts) -> None:
    place = opened("site", "figures")
    view = place.stack.currentWidget()
    assert isinstance(view, FiguresView)
    assert view.save_status.text() == texts.say("Status page of {place}", place="Storstrøm")
    assert not view.save_year.isVisible(), "that page is the whole country's"


def test_what_goes_wrong_while_enrolling_a_prison_is_told_by_the_window(opened: Opened) -> None:
    place = opened("hq", "sites")
    view = place.stack.currentWidget()
    assert isinstance(view, SitesView)
    view.enrol.click()
    dialog = dialog_of(place)
    assert isinstance(dialog, AnswerDialog)
    dialog.model.fail(Stopped())
    assert dialog.banner.text == place.look.fault(Stopped())
    dialog.reject()
    assert place.banner.text == ""


def test_enrolling_is_asked_for_and_answered(opened: Opened) -> None:
    place = opened("site", "volunteers")
    place.go("enrol", None)
    dialog = dialog_of(place)
    assert isinstance(dialog, EnrolDialog)
    dialog.close()
    place.go("enrol-volunteer", "somebody")
    assert isinstance(dialog_of(place), AnswerDialog)


def test_a_volunteer_finds_the_way_back(opened: Opened) -> None:
    place = opened("bo")
    place.show_screen("files")
    assert place.top.back.isVisible()
    place.top.back.click()
    assert (place.current, place.top.back.isVisible()) == ("own", False)
