"""The window around the screens: going somewhere, finding, being told, undoing, long work, help, and leaving nothing behind."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QMenuBar, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.errors import BrokenPromise, KeyringCopyUsed
from desktop.viewmodels.help_words import HELP
from desktop.viewmodels.screen import AtWork, LongWork, Notice, Screen, at_work
from desktop.views.dialogs.finder import FinderDialog
from desktop.views.dialogs.help import HelpDialog
from desktop.views.shell.navigation import Opened, Shown, Station
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Field, TextField
from desktop.views.widgets.page import Page
from desktop.views.workplace import DEMO, Workplace
from tests.fakes import ImmediateJobs
from tests.gui.accessible import assert_named, tab_order
from tests.gui.conftest import Opener

KEYS = ("today", "sessions", "courses")


class Note(Screen):
    """A screen of the tests: counts how often it was loaded, and remembers what it was pointed at."""

    def __init__(self, jobs: ImmediateJobs, look: Look, at: AtWork) -> None:
        super().__init__(jobs, look.texts, at)
        self.loaded = 0
        self.kept = 0
        self.pointed: list[object] = []

    def load(self) -> None:  # type: ignore[explicit-override]  # a stand-in of three lines
        self.loaded += 1

    def keep_draft(self) -> None:
        self.kept += 1


class Built:
    """A workplace on a real vault, with three screens of the tests."""

    def __init__(self, look: Look, jobs: ImmediateJobs, at: AtWork) -> None:
        self.look, self.models = look, dict[str, Note]()
        self.asked: list[object] = []
        self.dialogs: list[QDialog] = []
        self.pressed: list[str] = []

        def make(key: str) -> Shown:
            model = self.models[key] = Note(jobs, look, at)
            page = Page(look, f"Skærmen {key}")
            page.actions.addWidget(button(look, f"Gør {key}", key="Ctrl+Shift+G", does=lambda: self.pressed.append(key)))
            page.body.addWidget(Field(look, "Felt", TextField(look)))
            return Shown(model, page, model.pointed.append)

        keys = KEYS[:1] if at.kind == "volunteer" else KEYS
        stations = [Station(key, f"Titel {key}", "house", lambda key=key: make(key)) for key in keys]  # type: ignore[misc]  # a default binds the key
        self.place = Workplace(jobs, at, look, stations, {"log": self._log}, 2)

    def _log(self, argument: object, parent: QWidget) -> Opened:
        self.asked.append(argument)
        self.dialogs.append(FormDialog(self.look, "Registrér", parent=parent))
        return Opened(self.models["today"], self.dialogs[-1])


@pytest.fixture
def built(qtbot: QtBot, look: Look, opener: Opener) -> Iterator[Callable[..., Built]]:
    """Shown at 1366×768; `which` vault, `demo` or not."""
    places: list[Workplace] = []

    def build(which: str = "site", *, demo: bool = False, notices: tuple[KeyringCopyUsed, ...] = ()) -> Built:
        vault = opener(which)
        known = at_work(vault)
        at = AtWork(known.kind, known.place, known.label, known.role, known.volunteer, demo=demo, notices=notices)
        made = Built(look, ImmediateJobs(vault), at)
        places.append(made.place)
        made.place.resize(1366, 768)
        with qtbot.waitExposed(made.place):
            made.place.show()
        made.place.show_screen("today")
        return made

    yield build
    for place in places:
        if isValid(place):
            place.close()
            place.deleteLater()


def press(built: Built, keys: str) -> None:
    """A chord, where the keyboard is."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stub lacks it
    QTest.keyClick(QApplication.focusWidget() or built.place, combination.key(), combination.keyboardModifiers())


def test_a_screen_is_built_when_it_is_first_wanted_and_loaded_each_time(built: Callable[..., Built]) -> None:
    made = built()
    assert list(made.models) == ["today"]
    press(made, "Ctrl+2")
    press(made, "Ctrl+1")
    press(made, "Ctrl+2")
    assert {key: model.loaded for key, model in made.models.items()} == {"today": 2, "sessions": 2}
    press(made, "F5")
    assert (made.models["sessions"].loaded, made.place.current) == (3, "sessions")


def test_the_keyboard_goes_into_the_screen(built: Callable[..., Built]) -> None:
    made = built()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert made.place.stack.isAncestorOf(focused)
    made.place.show_screen("sessions")
    assert QApplication.focusWidget() is not focused


def test_everything_is_named_and_the_navigation_is_one_stop_of_tab(built: Callable[..., Built]) -> None:
    made = built()
    assert_named(made.place)
    order = tab_order(made.place)
    assert [name for name in order if name.startswith("Titel")] == order[:1] == ["Titel today"]
    navigation = made.place.navigation
    assert navigation is not None
    navigation.buttons["today"].setFocus()
    QTest.keyClick(navigation.buttons["today"], Qt.Key.Key_Down)
    assert navigation.buttons["sessions"].hasFocus()
    assert made.place.current == "today"
    QTest.keyClick(navigation.buttons["sessions"], Qt.Key.Key_Return)
    assert made.place.current == "sessions"
    QTest.keyClick(navigation.buttons["sessions"], Qt.Key.Key_Up)
    QTest.keyClick(navigation.buttons["today"], Qt.Key.Key_Up)
    assert navigation.buttons["courses"].hasFocus()


def test_a_view_model_points_at_another_screen_or_a_dialog_or_the_lock(built: Callable[..., Built], qtbot: QtBot) -> None:
    made = built()
    made.models["today"].go.emit("courses", "course-1")
    assert (made.place.current, made.models["courses"].pointed) == ("courses", ["course-1"])
    made.models["courses"].go.emit("log", "course-1")
    assert made.asked == ["course-1"]
    made.dialogs[-1].close()
    press(made, "Ctrl+N")
    assert made.asked == ["course-1", None]
    made.dialogs[-1].close()
    for signal, key in ((made.place.lock_wanted, "lock"), (made.place.preferences_wanted, "preferences")):
        with qtbot.waitSignal(signal):
            made.models["courses"].go.emit(key, None)
    with pytest.raises(BrokenPromise):
        made.place.show_screen("nowhere")


def test_ctrl_l_and_the_button_lock(built: Callable[..., Built], qtbot: QtBot) -> None:
    made = built()
    with qtbot.waitSignal(made.place.lock_wanted):
        press(made, "Ctrl+L")
    with qtbot.waitSignal(made.place.lock_wanted):
        QTest.keyClick(made.place.top.lock, Qt.Key.Key_Space)


def test_what_was_done_is_told_and_undone_with_ctrl_z(built: Callable[..., Built]) -> None:
    made = built()
    undone: list[bool] = []
    made.models["today"].tell("Gemt.", undo=lambda: undone.append(True))
    assert made.place.toast.isVisible()
    press(made, "Ctrl+Z")
    assert (undone, made.place.toast.isVisible()) == ([True], False)
    press(made, "Ctrl+Z")
    assert undone == [True], "once"


def test_an_error_stays_at_the_top_until_it_is_read(built: Callable[..., Built]) -> None:
    made = built()
    made.models["today"].tell("Filen kunne ikke læses.", "error")
    assert (made.place.banner.isVisible(), made.place.banner.text) == (True, "Filen kunne ikke læses.")
    assert not made.place.toast.isVisible()
    made.place.show_screen("sessions")
    assert not made.place.banner.isVisible()


def test_an_error_under_an_open_form_is_said_in_the_form(built: Callable[..., Built]) -> None:
    made = built()
    made.place.go("log", None)
    form = made.dialogs[-1]
    assert isinstance(form, FormDialog)
    made.models["today"].tell("Det gik ikke.", "error")
    assert (form.banner.text, made.place.banner.text) == ("Det gik ikke.", "")
    form.close()


def test_long_work_is_shown_and_stopped(built: Callable[..., Built], look: Look) -> None:
    made = built()
    stopped: list[bool] = []
    work = made.models["today"].work
    work.emit(LongWork("Indlæser filer …", 30, 100, lambda: stopped.append(True)))
    strip = made.place.strip
    assert (strip.isVisible(), strip.bar.value(), strip.bar.maximum()) == (True, 30, 100)
    assert look.say("{percent} %", percent=30) in strip.text.text()
    QTest.keyClick(strip.cancel, Qt.Key.Key_Space)
    work.emit(LongWork("Indlæser filer …", 31, 100, lambda: stopped.append(True)))
    assert (stopped, strip.text.text(), strip.cancel.isEnabled()) == ([True], look.say("Stopping …"), False)
    work.emit(None)
    assert not strip.isVisible()
    work.emit(LongWork("Igen", 0, 0, lambda: None))
    assert (strip.cancel.isEnabled(), strip.text.text()) == (True, "Igen")


def test_busy_is_said_only_when_it_lasts(built: Callable[..., Built]) -> None:
    made = built()
    top = made.place.top
    top.show_busy(True)
    assert not top.busy.isVisible()
    top._wait.timeout.emit()
    assert top.busy.isVisible()
    top.show_busy(False)
    assert not top.busy.isVisible()


def finder(made: Built) -> FinderDialog:
    press(made, "Ctrl+K")
    return made.place.findChildren(FinderDialog)[-1]


def test_a_course_is_found_by_the_beginning_of_its_alias(built: Callable[..., Built]) -> None:
    made = built()
    dialog = finder(made)
    assert_named(dialog)
    QTest.keyClicks(dialog.line, "rav")
    assert dialog.list.item(0).text().startswith("Ravn")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert made.place.current == "courses"
    assert len(made.models["courses"].pointed) == 1


def test_a_visit_is_logged_from_the_finder(built: Callable[..., Built], look: Look) -> None:
    made = built()
    dialog = finder(made)
    QTest.keyClicks(dialog.line, "birk")
    QTest.keyClick(dialog.line, Qt.Key.Key_Down)
    assert dialog.list.currentItem().text().startswith(look.say("Log a visit with {alias}", alias="Birk"))
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert len(made.asked) == 1
    made.dialogs[-1].close()


def test_the_finder_does_what_the_menus_and_the_screen_can(built: Callable[..., Built], look: Look, qtbot: QtBot) -> None:
    made = built()
    dialog = finder(made)
    QTest.keyClicks(dialog.line, "goer tod")
    assert dialog.list.count() == 1, "ø may be typed oe"
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert made.pressed == ["today"]
    dialog = finder(made)
    QTest.keyClicks(dialog.line, look.say("Lock"))
    with qtbot.waitSignal(made.place.lock_wanted):
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    dialog = finder(made)
    QTest.keyClicks(dialog.line, "qqqq")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.isVisible(), "nothing fits, so nothing is done"
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_action_has_a_menu_entry_and_a_key(built: Callable[..., Built]) -> None:
    made = built()
    (bar,) = made.place.findChildren(QMenuBar)
    actions = [
        action for menu in bar.findChildren(QMenu) for action in menu.actions() if not action.isSeparator() and action.menu() is None
    ]
    assert actions
    keys = [action.shortcut().toString() for action in actions]
    assert all(keys)
    assert len(set(keys)) == len(keys), "no key twice"
    assert {"Ctrl+N", "Ctrl+K", "Ctrl+L", "Ctrl+Z", "F1", "Ctrl+1"} <= set(keys)
    made.place._list_buttons()
    (own,) = made.place._here.actions()
    own.trigger()
    assert made.pressed == ["today"]


def test_f1_says_what_the_screen_is_for_and_which_keys_there_are(built: Callable[..., Built], look: Look) -> None:
    made = built()
    press(made, "F1")
    dialog = made.place.findChildren(HelpDialog)[-1]
    assert_named(dialog)
    said = [one.text() for one in dialog.findChildren(QLabel)]
    assert look.say(HELP["today"][0]) in said
    assert "Ctrl+K" in said
    dialog.close()
    press(made, "Ctrl+/")
    dialog = made.place.findChildren(HelpDialog)[-1]
    sheet = dialog.tabs.currentWidget()
    assert isinstance(sheet, QScrollArea)
    dialog.resize(500, 260)
    QTest.keyClick(dialog.tabs.tabBar(), Qt.Key.Key_PageDown)
    assert (dialog.tabs.currentIndex(), sheet.verticalScrollBar().value() > 0) == (1, True)


def test_a_volunteer_has_one_screen_without_navigation(built: Callable[..., Built]) -> None:
    made = built("bo")
    assert made.place.navigation is None
    assert made.place.at.place in made.place.top.who.text()
    assert not made.place.top.back.isVisible()
    assert_named(made.place)


def test_invented_people_are_marked_over_every_screen_and_the_mouse_goes_through(built: Callable[..., Built], look: Look) -> None:
    made = built(demo=True)
    mark = made.place.watermark
    assert mark.size() == made.place.size()
    plain = made.place.stack.grab().toImage()
    assert made.place.grab(made.place.stack.geometry()).toImage() != plain
    for key in KEYS:
        made.place.show_screen(key)
        middle = made.place.childAt(QPoint(made.place.width() // 2, made.place.height() // 2))
        assert middle is not mark
    assert look.say(DEMO) in [one.text() for one in made.place.top.findChildren(QLabel)]


def test_leaving_keeps_what_is_half_typed_and_drops_what_was_known(built: Callable[..., Built]) -> None:
    made = built()
    made.place.show_screen("sessions")
    done: list[int] = []
    made.place.put_away(lambda: done.append(sum(model.kept for model in made.models.values())))
    assert done == [2], "told once the drafts are kept"
    made.place.go("log", None)
    known = [*made.models.values(), made.place.finder, made.place, made.dialogs[-1]]
    made.place.dismiss()
    assert not made.dialogs[-1].isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [one for one in known if isValid(one)]


def test_notices_of_opening_stay_until_another_screen_is_wanted(built: Callable[..., Built], look: Look) -> None:
    fault = KeyringCopyUsed(folder="site")
    made = built(notices=(fault,))
    assert made.place.banner.text == look.fault(fault)
    made.place.tell(Notice("Gemt."))
    assert made.place.banner.isVisible()
