"""The visit leader's list of visits: found, sorted, corrected, taken back, and as it was left after a lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.house import OpenVault
from desktop.models.rows.pages import Order
from desktop.services.session_drafts import SessionDraft
from desktop.services.session_list import SessionFilter
from desktop.texts import Texts
from desktop.viewmodels.screen import Notice, at_work
from desktop.viewmodels.sessions import SessionsScreen
from desktop.views.sessions import SessionsView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs

press = QTest.keyClick  # the fixture's own is not typed


@dataclass
class Leader:
    """What a leader has in hand: the screen, and what it has said and wanted."""

    vault: OpenVault
    model: SessionsScreen
    view: SessionsView
    said: list[Notice]
    wanted: list[tuple[str, object]]

    def rows(self, column: int) -> list[str]:
        table = self.model.table
        return [table.data(table.index(row, column)) for row in range(table.rowCount())]

    def counts_once(self) -> bool:
        """Whether the visit of the card is said to be logged twice."""
        card = self.model.state.card
        return card is not None and card.twice

    def empty(self) -> str:
        return self.model.state.empty

    def button(self, text: str) -> QPushButton:
        return next(one for one in self.view.findChildren(QPushButton) if one.text() == text and one.isVisibleTo(self.view))


def shown(vault: OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> Leader:
    """The screen as it is after an unlock."""
    model = SessionsScreen(ImmediateJobs(vault), texts, at_work(vault))
    view = SessionsView(model, look)
    qtbot.addWidget(view, before_close_func=lambda _view: model.keep())
    view.resize(1130, 700)
    leader = Leader(vault, model, view, [], [])
    model.said.connect(leader.said.append)
    model.go.connect(lambda key, argument: leader.wanted.append((key, argument)))
    model.load()
    return leader


@dataclass(frozen=True)
class Logged:
    """Ids of courses, of the volunteer, and of visits by what they are."""

    courses: dict[str, str]
    volunteer: str
    visits: dict[str, str]


def log(vault: OpenVault) -> Logged:
    """A quarter at Storstrøm: Ravn met twice on one day on paper, Birk cancelled once by the prison."""
    courses = {line.alias: line.course.id for line in vault.do.courses.list()}
    (volunteer,) = vault.do.volunteers.list()
    came = (volunteer.id,)
    drafts = {
        "old": ("Ravn", SessionDraft(date(2026, 1, 10), "held", 60, volunteers=came)),
        "cancelled": ("Birk", SessionDraft(date(2026, 2, 20), "cancelled_prison", cause="staff")),
        "twice": ("Ravn", SessionDraft(date(2026, 3, 6), "held", 90, volunteers=came, note="Tag matematikbogen med.")),
        "paper": ("Ravn", SessionDraft(date(2026, 3, 6), "held", 60)),
        "short": ("Birk", SessionDraft(date(2026, 3, 12), "held_short", 30, volunteers=came, next_on=date(2026, 3, 26))),
        "planned": ("Birk", SessionDraft(date(2026, 3, 26), "planned")),
    }
    visits = {name: vault.do.sessions.log(courses[alias], draft).id for name, (alias, draft) in drafts.items()}
    return Logged(courses, volunteer.id, visits)


@pytest.fixture
def vault(opener: Callable[[str], OpenVault]) -> OpenVault:
    return opener("site")


@pytest.fixture
def logged(vault: OpenVault) -> Logged:
    return log(vault)


@pytest.fixture
def leader(vault: OpenVault, logged: Logged, texts: Texts, look: Look, qtbot: QtBot) -> Leader:
    assert logged.visits
    return shown(vault, texts, look, qtbot)


def test_the_list_begins_with_the_newest_and_says_what_is_worth_a_look(leader: Leader, texts: Texts) -> None:
    assert leader.rows(1) == ["Birk", "Birk", "Ravn", "Ravn", "Birk", "Ravn"]
    assert leader.rows(3)[:2] == ["", "30"]
    assert sorted(leader.rows(3)[2:4]) == ["60", "90"]
    assert leader.rows(6).count(texts.say("Logged twice")) == 2
    assert leader.rows(6)[-1] == ", ".join((texts.say("Without valid approval"), texts.say("Nobody was matched that day")))
    assert leader.rows(2)[4] == texts.say(
        "{outcome}: {cause}", outcome=texts.say("Cancelled by the prison"), cause=texts.say("Too few staff")
    )
    assert leader.model.state.total == texts.say("{count} visits", count="6")


def test_the_filters_narrow_the_list_together(leader: Leader, logged: Logged, texts: Texts) -> None:
    filters = leader.view.filters
    filters.outcome.choose("held")
    assert leader.rows(1) == ["Birk", "Ravn", "Ravn", "Ravn"]
    filters.alias.setText("ra")
    assert leader.rows(1) == ["Ravn", "Ravn", "Ravn"]
    filters.period.choose("this_month")
    assert len(leader.rows(0)) == 2
    filters.volunteer.choose(logged.volunteer)
    assert leader.rows(3) == ["90"]
    assert leader.model.state.total == texts.say("{visits} · filtered", visits=texts.say("1 visit"))
    filters.clear.click()
    assert len(leader.rows(0)) == 6
    assert filters.alias.text() == ""
    assert filters.outcome.code() == ""
    filters.period.choose("between")
    filters.from_on.line.setText("10-1-2026")
    filters.to_on.line.setText("20-2-2026")
    assert leader.rows(1) == ["Birk", "Ravn"]
    filters.to_on.line.setText("20-2-")
    assert leader.rows(1) == ["Birk", "Ravn"]
    filters.period.choose("last_month")
    assert leader.rows(1) == ["Birk"]


def test_it_is_sorted_by_a_click_or_by_a_choice(leader: Leader) -> None:
    header = leader.view.table.horizontalHeader()
    header.sectionClicked.emit(1)
    assert leader.rows(1) == ["Birk", "Birk", "Birk", "Ravn", "Ravn", "Ravn"]
    header.sectionClicked.emit(1)
    assert leader.model.state.order == Order("alias", descending=True)
    assert leader.view.filters.order.code() == "alias-"
    leader.view.filters.order.choose("minutes-")
    assert leader.rows(3)[0] == "90"
    header.sectionClicked.emit(4)
    assert leader.model.state.order == Order("minutes", descending=True)


def test_the_card_tells_the_whole_of_a_visit(leader: Leader, logged: Logged, texts: Texts) -> None:
    leader.vault.do.sessions.correct(
        logged.visits["twice"],
        SessionDraft(date(2026, 3, 6), "held", 75, volunteers=(logged.volunteer,), note="Tag matematikbogen med."),
    )
    leader.model.load()
    leader.model.choose(logged.visits["twice"])
    card = leader.model.state.card
    assert card is not None
    assert (card.alias, card.note, card.twice) == ("Ravn", "Tag matematikbogen med.", True)
    assert (texts.say("Took part"), "Bo Berg") in card.facts
    assert (texts.say("Lasted"), texts.say("{minutes} minutes", minutes=75)) in card.facts
    assert len(card.history) == 2
    assert "Anna Asp" in card.history[1]
    assert [one.id for one in card.beside] == [logged.visits["paper"]]
    assert leader.view.table.row() == leader.model.table.row_of(logged.visits["twice"])
    assert leader.view.panel is not None
    assert leader.view.panel.words == card
    leader.button(texts.say("Correct …")).click()
    assert leader.wanted == [("correct", logged.visits["twice"])]
    leader.view.panel.close_button.click()
    assert leader.model.state.chosen == ""
    assert leader.view.panel is None


def test_the_keyboard_opens_a_visit_and_goes_on_to_the_next(leader: Leader) -> None:
    table = leader.view.table
    table.selectRow(0)
    assert leader.model.state.chosen == ""
    press(table, Qt.Key.Key_Return)
    first = leader.model.state.chosen
    press(table, Qt.Key.Key_Down)
    assert leader.model.state.chosen not in {"", first}
    leader.view.filters.alias.setText("birk")
    press(leader.view.filters.alias, Qt.Key.Key_Return)
    assert leader.model.state.card is not None
    assert leader.model.state.card.alias == "Birk"


def test_two_meetings_on_one_day_and_back(leader: Leader, logged: Logged, texts: Texts) -> None:
    leader.model.choose(logged.visits["paper"])
    leader.button(texts.say("They are two meetings")).click()
    assert leader.counts_once() is False
    assert texts.say("Logged twice") not in leader.rows(6)
    undo = leader.said[-1].undo
    assert undo is not None
    undo()
    assert leader.counts_once()
    leader.model.separate()
    leader.button(texts.say("They are one meeting after all")).click()
    assert leader.counts_once()


def test_a_visit_is_taken_back_and_the_taking_back_undone(leader: Leader, logged: Logged, texts: Texts) -> None:
    leader.model.choose(logged.visits["short"])
    leader.button(texts.say("Take back")).click()
    assert len(leader.rows(0)) == 5
    assert leader.model.state.chosen == ""
    assert "Birk" in leader.said[-1].text
    undo = leader.said[-1].undo
    assert undo is not None
    undo()
    assert len(leader.rows(0)) == 6
    assert leader.rows(3)[1] == "30"
    assert leader.rows(4)[1] == "Bo Berg"
    assert leader.model.state.total == texts.say("{count} visits", count="6")


def test_what_somebody_else_takes_back_closes_its_card(leader: Leader, logged: Logged) -> None:
    leader.model.choose(logged.visits["old"])
    leader.vault.do.sessions.take_back(logged.visits["old"])
    leader.model.jobs.changed.emit(frozenset({"session"}))
    assert leader.model.state.card is None
    assert leader.model.state.chosen == ""
    assert len(leader.rows(0)) == 5


def test_the_list_is_as_it_was_left_after_a_lock(leader: Leader, texts: Texts, look: Look, qtbot: QtBot) -> None:
    leader.view.filters.outcome.choose("cancelled")
    leader.view.filters.order.choose("alias+")
    leader.view.table.setColumnHidden(5, True)
    leader.view.table.setColumnWidth(1, 177)
    leader.view.table.layout_changed.emit()
    leader.model.keep()
    again = shown(leader.vault, texts, look, qtbot)
    assert again.model.state.asked == SessionFilter(outcome="cancelled")
    assert again.model.state.order == Order("alias")
    assert again.rows(1) == ["Birk"]
    assert again.view.filters.outcome.code() == "cancelled"
    assert again.view.table.isColumnHidden(5)
    assert again.view.table.columnWidth(1) == 177
    again.view.table.reset_columns()
    assert not again.view.table.isColumnHidden(5)
    assert again.view.table.isColumnHidden(7)


def test_a_desk_that_cannot_be_read_leaves_the_list_as_it_is_at_first(vault: OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> None:
    vault.do.desk.keep("table/sessions", b'{"asked": {"period": 7}}')
    leader = shown(vault, texts, look, qtbot)
    assert leader.model.state.order == Order("date", descending=True)


def test_an_empty_list_says_what_to_do_first(vault: OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> None:
    leader = shown(vault, texts, look, qtbot)
    assert leader.empty() == "none"
    assert texts.say("No visits yet") in leader.view._none.title.text()
    leader.button(texts.say("Log a visit")).click()
    assert leader.wanted == [("log", None)]
    log(vault)
    leader.model.jobs.changed.emit(frozenset({"session"}))
    assert leader.empty() == ""
    leader.view.filters.alias.setText("xyz")
    assert leader.empty() == "filtered"
    assert leader.view._stack.currentWidget() is leader.view._filtered
    leader.model.clear_filter()
    assert leader.view._stack.currentWidget() is leader.view.table


def test_another_screen_asks_for_the_visits_of_one_course(
    vault: OpenVault, logged: Logged, leader: Leader, texts: Texts, look: Look, qtbot: QtBot
) -> None:
    leader.model.open(logged.courses["Birk"])
    assert leader.rows(1) == ["Birk", "Birk", "Birk"]
    assert leader.view.filters.alias.text() == "Birk"
    leader.model.log_new()
    assert leader.wanted == [("log", logged.courses["Birk"])]
    leader.view.filters.alias.setText("rav")
    assert leader.rows(1) == ["Ravn", "Ravn", "Ravn"]
    leader.model.open(None)
    assert leader.rows(1) == ["Ravn", "Ravn", "Ravn"]
    later = SessionsScreen(ImmediateJobs(vault), texts, at_work(vault))
    view = SessionsView(later, look)
    qtbot.addWidget(view, before_close_func=lambda _view: later.keep())
    later.open(logged.courses["Birk"])
    later.load()
    assert later.table.rowCount() == 3
    assert view.filters.alias.text() == "Birk"


def test_what_is_logged_meanwhile_does_not_move_what_is_read(vault: OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> None:
    courses = [line.course.id for line in vault.do.courses.list()]
    for number in range(60):
        day = date(2026, 1, 16 + number % 14) if number % 2 else date(2026, 2, 1 + number % 28)
        vault.do.sessions.log(courses[number % 2], SessionDraft(day, "held", 30 + number))
    leader = shown(vault, texts, look, qtbot)
    with qtbot.waitExposed(leader.view):
        leader.view.show()
    bar = leader.view.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    top = leader.view.table.rowAt(0)
    before = leader.model.table.row_at(top), leader.view.table.rowViewportPosition(top)
    vault.do.sessions.log(courses[0], SessionDraft(date(2026, 3, 19), "held", 60))
    leader.model.jobs.changed.emit(frozenset({"session"}))
    top = leader.view.table.rowAt(0)
    assert (leader.model.table.row_at(top), leader.view.table.rowViewportPosition(top)) == before
    bar.setValue(0)
    vault.do.sessions.log(courses[0], SessionDraft(date(2026, 3, 20), "held", 45))
    leader.model.jobs.changed.emit(frozenset({"session"}))
    assert leader.view.table.rowAt(0) == 0
