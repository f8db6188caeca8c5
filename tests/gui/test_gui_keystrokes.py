"""A visit is logged with few keys and no mouse: counted from the screen after unlock to the saved line in the own list."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.house import OpenVault
from desktop.models.rows.domain import Session
from desktop.texts import Texts
from desktop.viewmodels.own_courses import OwnCourses
from desktop.viewmodels.screen import at_work
from desktop.views.own_courses import OwnCoursesView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import TODAY, Opener
from tests.gui.still import Still

Key = tuple[str, Qt.KeyboardModifier]
NONE, CONTROL, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NAMED = {"Enter": Qt.Key.Key_Return, "Tab": Qt.Key.Key_Tab, "Esc": Qt.Key.Key_Escape}
MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class Counter(QObject):
    """Counts the keys that reach a window; a chord is one key. A mouse that is pressed fails the count."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0
        self.clicks = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWindow):
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() not in MODIFIERS:
                self.keys += 1
            self.clicks += event.type() == QEvent.Type.MouseButtonPress
        return False


class Hands:
    """The volunteer's screen just after unlock, and a keyboard."""

    def __init__(self, vault: OpenVault, look: Look, qtbot: QtBot, qapp: QApplication) -> None:
        self.vault, self.app = vault, qapp
        self.model = OwnCourses(ImmediateJobs(vault), look.texts, at_work(vault), Still(), Still())
        self.view = OwnCoursesView(self.model, look)
        qtbot.addWidget(self.view)
        self.view.resize(1366, 768)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()
        qtbot.waitUntil(self.view.isActiveWindow)
        self.model.load()
        self.counter = Counter()
        qapp.installEventFilter(self.counter)

    def type(self, *keys: str) -> None:
        window = self.view.windowHandle()
        for key in keys:
            name, _, rest = key.rpartition("+") if len(key) > 1 else ("", "", key)
            modifier = {"": NONE, "Ctrl": CONTROL, "Alt": ALT}[name]
            QTest.keyClick(window, NAMED.get(rest) or Qt.Key(ord(rest.upper())), modifier)

    def newest(self) -> Session:
        """The visit of the first line that is shown."""
        assert not self.model.state.open
        assert self.view.table.isVisible()
        shown = self.model.visits.lines[self.view.table.row()]
        return next(one for one in self.vault.do.sessions.recent() if one.id == shown.session)


@pytest.fixture
def hands(opener: Opener, look: Look, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    made = Hands(opener("bo"), look, qtbot, qapp)
    yield made
    qapp.removeEventFilter(made.counter)


def counted(hands: Hands, keys: Sequence[str]) -> int:
    hands.type(*keys)
    assert hands.counter.keys == len(keys)
    assert hands.counter.clicks == 0
    return hands.counter.keys


def test_a_visit_of_today_takes_nine_keys(hands: Hands) -> None:
    assert counted(hands, ("1", "Enter", "1", "Tab", "3", "Tab", "n", "Tab", "Ctrl+Enter")) == 9
    found = hands.newest()
    assert (found.held_on, found.outcome, found.minutes, found.present, found.next_on) == (TODAY, "held", 90, "no", date(2026, 4, 3))
    assert hands.view.saved.isVisible()


def test_one_of_yesterday_takes_twelve(hands: Hands) -> None:
    assert counted(hands, ("1", "Enter", "Alt+D", "g", "Tab", "1", "Tab", "3", "Tab", "n", "Tab", "Ctrl+Enter")) == 12
    found = hands.newest()
    assert (found.held_on, found.minutes, found.present, found.next_on) == (date(2026, 3, 19), 90, "no", date(2026, 4, 2))


def test_one_of_yesterday_with_the_next_in_a_week_takes_fourteen(hands: Hands) -> None:
    keys = ("1", "Enter", "Alt+D", "g", "Tab", "1", "Tab", "3", "Tab", "n", "Tab", "+", "7", "Ctrl+Enter")
    assert counted(hands, keys) == 14
    found = hands.newest()
    assert (found.held_on, found.minutes, found.next_on) == (date(2026, 3, 19), 90, date(2026, 3, 26))


def test_a_visit_that_the_prison_cancelled_takes_three_from_the_course(hands: Hands) -> None:
    hands.type("2", "Enter")
    hands.counter.keys = 0
    assert counted(hands, ("3", "1", "Ctrl+Enter")) == 3
    found = hands.newest()
    assert (found.outcome, found.cause, found.minutes, found.next_on) == ("cancelled_prison", "staff", None, date(2026, 4, 3))


def test_the_last_is_repeated_with_two(hands: Hands) -> None:
    hands.type("1", "Enter", "Alt+D", "-", "3", "Tab", "2", "Tab", "4", "5", "Tab", hands_yes(hands), "Tab", "Ctrl+Enter")
    hands.counter.keys = 0
    assert counted(hands, ("Ctrl+d", "Ctrl+Enter")) == 2
    found = hands.newest()
    assert (found.held_on, found.outcome, found.minutes, found.present) == (TODAY, "held_short", 45, "yes")


def hands_yes(hands: Hands) -> str:
    """The letter of "yes" that is drawn in this language."""
    return "j" if hands.view._look.texts.lang == "da" else "y"


@pytest.mark.parametrize(("typed", "meant"), [("-9", date(2026, 3, 11)), ("19-3", date(2026, 3, 19)), ("i gaar", date(2026, 3, 19))])
def test_one_field_takes_a_day_as_people_say_it(hands: Hands, typed: str, meant: date) -> None:
    hands.type("1", "Enter", "Alt+D", *typed, "Tab", "1", "Tab", "9", "0", "Tab", "Ctrl+Enter")
    assert hands.newest().held_on == meant


def test_letters_of_both_languages_say_who_was_present(opener: Opener, look: Look, qtbot: QtBot, qapp: QApplication) -> None:
    vault = opener("bo")
    said = []
    for letter in ("j", "y", "v", "u", "n"):
        hands = Hands(vault, look, qtbot, qapp)
        hands.type("1", "Enter", "1", "Tab", "1", "Tab", letter, "Ctrl+Enter")
        said.append(hands.newest().present)
        qapp.removeEventFilter(hands.counter)
    assert said == ["yes", "yes", "", "", "no"]


def test_escape_goes_back_and_keeps_what_was_typed(hands: Hands, texts: Texts) -> None:
    hands.type("1", "Enter", "1", "Tab", "3", "Esc")
    assert not hands.model.state.open
    assert [card.mark for card in hands.model.state.cards] == [texts.say("Half written"), ""]
    hands.type("Enter")
    assert hands.model.form.state.draft.minutes == "90"
    assert hands.vault.do.sessions.recent() == ()


def test_undo_has_a_key(hands: Hands) -> None:
    hands.type("1", "Enter", "1", "Tab", "3", "Tab", "n", "Tab", "Ctrl+Enter")
    hands.type("Ctrl+z")
    assert hands.vault.do.sessions.recent() == ()
    assert hands.model.state.open
    hands.type("Ctrl+Enter")
    assert hands.newest().minutes == 90
