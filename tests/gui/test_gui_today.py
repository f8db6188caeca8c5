"""A visit leader's morning: what is ahead, what is missing, who wants to talk, and the first steps in a new datalager."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.services.group_drafts import GroupDraft
from desktop.services.session_drafts import SessionDraft
from desktop.viewmodels.screen import Notice, at_work
from desktop.viewmodels.today import TodayScreen
from desktop.views.style.look import Look
from desktop.views.today import TodayView
from desktop.views.widgets.card_lines import LineButton
from tests.fakes import ImmediateJobs
from tests.gui.conftest import ANNA, PHRASE, TODAY, Opener, settings_in
from tests.gui.judged import faults_of


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


class Morning:
    """The screen on a vault; what it said and where it pointed."""

    def __init__(self, vault: house.OpenVault, look: Look, qtbot: QtBot) -> None:
        self.vault, self.look = vault, look
        self.jobs = ImmediateJobs(vault)
        self.model = TodayScreen(self.jobs, look.texts, at_work(vault))
        self.view = TodayView(self.model, look)
        self.said: list[Notice] = []
        self.went: list[tuple[str, object]] = []
        self.model.said.connect(self.said.append)
        self.model.go.connect(lambda key, argument: self.went.append((key, argument)))
        qtbot.addWidget(self.view)
        self.view.resize(1150, 700)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.model.load()

    def course(self, alias: str) -> str:
        return next(line.course.id for line in self.vault.do.courses.list() if line.alias == alias)

    def log(self, alias: str, held_on: date, next_on: date | None) -> None:
        self.vault.do.sessions.log(self.course(alias), SessionDraft(held_on, "held", 60, next_on=next_on))

    def words(self) -> set[str]:
        QApplication.processEvents()
        return {one.text() for one in self.view.findChildren(QLabel) if one.isVisible()}

    def button(self, words: str) -> QPushButton:
        said = self.look.say(words)
        QApplication.processEvents()
        return next(one for one in self.view.findChildren(QPushButton) if said in (one.text(), one.accessibleName()) and one.isVisible())

    def line(self, alias: str) -> LineButton:
        QApplication.processEvents()
        return next(one for one in self.view.findChildren(LineButton) if one.isVisible() and one.accessibleName().startswith(alias))


@pytest.fixture
def morning(opener: Opener, look: Look, qtbot: QtBot) -> Morning:
    return Morning(opener("site"), look, qtbot)


def press(widget: QWidget) -> None:
    """By keyboard."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)


def test_the_coming_visits_stand_under_their_day_with_who_comes(morning: Morning) -> None:
    morning.log("Ravn", ahead(-7), ahead(1))
    morning.log("Birk", ahead(-7), ahead(9))
    morning.model.load()
    state, say = morning.model.state, morning.look.say
    (group,) = state.ahead.groups
    assert group[0].startswith(say("tomorrow").capitalize())
    assert [(line.title, line.detail, line.aside) for line in group[1]] == [("Ravn", "Bo Berg", say("Prison visits"))]
    assert {"Ravn", "Bo Berg"} <= morning.words()
    press(morning.line("Ravn"))
    assert morning.went == [("courses", morning.course("Ravn"))]


def test_a_visit_that_nobody_logged_is_logged_from_here(morning: Morning) -> None:
    morning.log("Birk", ahead(-14), ahead(-3))
    morning.model.load()
    assert morning.model.state.missed.lines[0].aside == morning.look.say("{days} days ago", days=3)
    press(morning.button(morning.look.say("Log a visit of {alias}", alias="Birk")))
    assert morning.went == [("log", morning.course("Birk"))]


def test_a_visit_without_approval_is_worth_a_look(morning: Morning) -> None:
    referred = morning.vault.do.courses.refer(
        "VISITING", "Kim", "Poulsen", None, "", "", ahead(-30), alias="Lærke", consents=("processing",)
    )
    morning.vault.do.sessions.log(referred.course, SessionDraft(ahead(-2), "held", 60))
    morning.model.load()
    remarks = [line.detail for line in morning.model.state.remarks.lines]
    assert morning.look.say("a visit without valid approval") in remarks
    assert faults_of(morning.view) == []


def test_who_waits_is_listed_with_how_long(morning: Morning) -> None:
    morning.vault.do.courses.refer("VISITING", "Kim", "Poulsen", None, "", "", ahead(-28), alias="Lærke")
    morning.model.load()
    (line,) = morning.model.state.waiting.lines
    assert (line.title, line.detail, line.aside) == ("Lærke", morning.look.say("referred"), morning.look.say("{weeks} weeks", weeks=4))
    assert [line.title for line in morning.model.state.setting_up.lines] == ["Birk", "Ravn"]


def test_a_wish_to_talk_is_answered_and_can_be_taken_back(home: Path, opener: Opener, look: Look, qtbot: QtBot) -> None:
    with house.open_vault(home / "home" / "bo", "Bo", PHRASE, settings_in(home)) as own:
        own.arrive()
        own.do.talks.ask()
        own.leave()
    site = opener("site")
    site.arrive()
    morning = Morning(site, look, qtbot)
    assert [line.title for line in morning.model.state.talks.lines] == ["Bo Berg"]
    press(morning.button(look.say("I have talked with {name}", name="Bo Berg")))
    assert morning.model.state.talks.count == 0
    (notice,) = morning.said
    assert notice.undo is not None
    notice.undo()
    assert [line.title for line in morning.model.state.talks.lines] == ["Bo Berg"]


def test_what_headquarters_has_not_is_said_in_saves(morning: Morning) -> None:
    files = morning.model.state.files
    assert not files.safe
    assert morning.look.say("Latest file: {when}", when=morning.look.say("never")) in files.lines
    press(morning.button("Go to files"))
    assert morning.went == [("files", None)]


def test_a_save_that_has_waited_over_a_week_is_a_reminder(
    opener: Opener, look: Look, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = Morning(opener("site"), look, qtbot)
    assert [morning.model.state.files.late] == [False]
    later = morning.vault.store.now() + timedelta(days=8)
    monkeypatch.setattr(morning.vault.store, "now", lambda: later)
    morning.model.load()
    assert morning.model.state.files.late
    waited = morning.look.say("The oldest has waited {time}.", time=morning.look.say("{days} days", days=8))
    assert waited in morning.model.state.files.lines


def test_it_loads_again_when_what_it_shows_has_changed(morning: Morning) -> None:
    morning.log("Ravn", ahead(-7), ahead(1))
    morning.jobs.changed.emit(frozenset({"session"}))
    assert morning.model.state.ahead.count == 1


@pytest.fixture
def new(tmp_path: Path, look: Look, qtbot: QtBot) -> Callable[[], Morning]:
    """A datalager that was just made."""
    settings = settings_in(tmp_path)
    house.create_vault(tmp_path / "new", "site", "Nordby", ANNA, settings)
    return lambda: Morning(house.open_vault(tmp_path / "new", "Anna", PHRASE, settings), look, qtbot)


def test_a_new_datalager_shows_its_first_three_steps(new: Callable[[], Morning]) -> None:
    morning = new()
    assert [(step.done, step.screen, step.argument) for step in morning.model.state.steps] == [
        (False, "enrol", None),
        (False, "volunteers", "add"),
        (False, "courses", "refer"),
    ]
    for words in ("Enrol", "Add a volunteer", "New referral"):
        press(morning.button(words))
    assert morning.went == [("enrol", None), ("volunteers", "add"), ("courses", "refer")]
    assert faults_of(morning.view) == []
    morning.vault.do.volunteers.add("Bo", "Berg", ahead(-100))
    morning.model.load()
    assert [step.done for step in morning.model.state.steps] == [False, True, False]
    morning.vault.do.courses.refer("VISITING", "Kim", "Poulsen", None, "", "", ahead(-2))
    morning.model.load()
    assert morning.model.state.steps == ()
    assert morning.view.banner.isVisible()
    press(morning.button("Enrol this laptop"))
    assert morning.went[-1] == ("enrol", None)
    morning.vault.close()


def test_it_holds_in_every_size_and_theme(opener: Opener, dark_look: Look, qtbot: QtBot) -> None:
    morning = Morning(opener("site"), dark_look, qtbot)
    morning.log("Ravn", ahead(-7), ahead(1))
    morning.log("Birk", ahead(-14), ahead(-3))
    morning.model.load()
    assert faults_of(morning.view) == []
    morning.view.resize(700, 500)
    QApplication.processEvents()
    assert faults_of(morning.view) == []


def test_an_activity_that_is_worth_a_look_is_told_and_leads_nowhere(morning: Morning) -> None:
    morning.vault.do.groups.log(GroupDraft("bingo", ahead(-3), state="held"))
    morning.model.load()
    (line,) = [one for one in morning.model.state.remarks.lines if not one.key]
    assert line.title == morning.look.say("bingo").capitalize()
    assert {line.title, morning.look.say("an activity was held, and nobody said how many came")} <= morning.words()
    assert line.title not in {one.accessibleName().split(",")[0] for one in morning.view.findChildren(LineButton)}
    assert faults_of(morning.view) == []
