"""Volunteers by keyboard: the list, a new one, a datalager with both present, and deleting it again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop import house
from desktop.services.session_drafts import SessionDraft
from desktop.viewmodels.screen import Notice, at_work
from desktop.viewmodels.volunteers import VolunteersScreen
from desktop.views.dialogs.volunteer import AddVolunteerDialog, GiveVaultDialog, RemoveVaultDialog
from desktop.views.style.look import Look
from desktop.views.volunteers import VolunteersView
from desktop.views.widgets.dialog import FormDialog
from tests.fakes import ImmediateJobs
from tests.gui.casebook import accept, button, fill, press, settle
from tests.gui.conftest import PHRASE, TODAY, Opener, settings_in
from tests.gui.judged import faults_of


class People:
    """The screen on Anna's datalager; what it said and where it pointed."""

    def __init__(self, vault: house.OpenVault, look: Look, qtbot: QtBot) -> None:
        self.vault, self.look = vault, look
        self.model = VolunteersScreen(ImmediateJobs(vault), look.texts, at_work(vault))
        self.view = VolunteersView(self.model, look)
        self.said: list[Notice] = []
        self.went: list[tuple[str, object]] = []
        self.model.said.connect(self.said.append)
        self.model.go.connect(lambda key, argument: self.went.append((key, argument)))
        qtbot.addWidget(self.view)
        self.view.resize(1150, 700)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.model.load()
        settle()

    def open(self, name: str) -> None:
        """Down to the line and Enter."""
        wanted = next(line.id for line in self.model.state.lines if line.name == name)
        self.view.table.setFocus()
        self.view.table.selectRow(self.model.table.row_of(wanted))
        QTest.keyClick(self.view.table, Qt.Key.Key_Return)
        settle()

    def dialog(self) -> FormDialog:
        settle()
        return next(one for one in self.view.findChildren(FormDialog) if one.isVisible())

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        return [(line.name, line.courses, line.vault, line.file) for line in self.model.state.lines]


@pytest.fixture
def people(opener: Opener, look: Look, qtbot: QtBot) -> People:
    return People(opener("site"), look, qtbot)


def add_eva(people: People) -> None:
    people.vault.do.volunteers.add("Eva", "Ege", TODAY)
    people.model.load()
    settle()


def test_the_list_says_whom_they_visit_and_where_their_datalager_is(people: People) -> None:
    say = people.look.say
    assert people.lines == [("Bo Berg", "Birk, Ravn", say("On this laptop, as {label}", label="Bo"), say("no file yet"))]
    people.open("Bo Berg")
    assert faults_of(people.view) == []
    assert people.model.table.headerData(0, Qt.Orientation.Horizontal) == say("Name")


def test_a_volunteer_is_added_and_chosen(people: People) -> None:
    press(people.view.add_button)
    dialog = people.dialog()
    assert isinstance(dialog, AddVolunteerDialog)
    assert faults_of(dialog) == []
    accept(dialog)
    assert dialog.fields["Given name"].error
    fill(dialog.given, "Eva")
    fill(dialog.family, "Ege")
    fill(dialog.joined.line, "fredag")
    accept(dialog)
    assert dialog.fields["Joined on"].error
    fill(dialog.joined.line, "-7")
    accept(dialog)
    assert people.model.state.line is not None
    assert people.model.state.line.name == "Eva Ege"
    assert faults_of(people.view) == []


def test_a_datalager_is_made_with_both_present(people: People, home: Path) -> None:
    add_eva(people)
    people.open("Eva Ege")
    press(button(people.view, people.look.say("A datalager on this laptop")))
    dialog = people.dialog()
    assert isinstance(dialog, GiveVaultDialog)
    assert faults_of(dialog) == []
    fill(dialog.passphrase.line, "hest")
    fill(dialog.again.line, "hest")
    accept(dialog)
    assert dialog.fields["Passphrase"].error == dialog.banner.text
    fill(dialog.passphrase.line, "kobber vinter trappe violin")
    accept(dialog)
    assert dialog.fields["Passphrase"].error
    fill(dialog.again.line, "kobber vinter trappe violin")
    accept(dialog)
    assert people.lines[1] == ("Eva Ege", "", people.look.say("On this laptop, as {label}", label="Eva"), people.look.say("no file yet"))
    assert not isValid(dialog), "a closed form is gone, and what was typed in it"
    (folder,) = [line.folder for line in people.vault.do.volunteer_list.read() if line.label == "Eva"]
    assert folder is not None
    assert folder.parent == home / "home"
    assert "eva" not in folder.name.lower()
    with house.open_vault(folder, "Eva", "kobber vinter trappe violin", settings_in(home)) as own:
        assert own.card.kind == "volunteer"


def test_an_own_laptop_is_enrolled_elsewhere(people: People) -> None:
    add_eva(people)
    people.open("Eva Ege")
    press(button(people.view, people.look.say("Enrol an own laptop")))
    assert people.went == [("enrol-volunteer", people.model.state.chosen)]


def test_a_datalager_whose_saves_have_come_is_deleted(people: People, home: Path) -> None:
    people.open("Bo Berg")
    press(button(people.view, people.look.say("Delete the datalager")))
    dialog = people.dialog()
    assert isinstance(dialog, RemoveVaultDialog)
    assert faults_of(dialog) == []
    accept(dialog)
    assert not (home / "home" / "bo").exists()
    assert people.lines == [("Bo Berg", "Birk, Ravn", people.look.say("No datalager"), "")]
    assert people.said[-1].undo is None


def test_a_datalager_with_saves_that_have_not_come_asks_again(opener: Opener, home: Path, look: Look, qtbot: QtBot) -> None:
    with house.open_vault(home / "home" / "bo", "Bo", PHRASE, settings_in(home)) as own:
        own.arrive()
        course = own.do.courses.list()[0].course.id
        own.do.sessions.log(course, SessionDraft(TODAY, "held", 60))
    people = People(opener("site"), look, qtbot)
    people.open("Bo Berg")
    press(button(people.view, look.say("Delete the datalager")))
    dialog = people.dialog()
    accept(dialog)
    assert dialog.isVisible()
    assert dialog.banner.isVisible()
    assert (home / "home" / "bo").exists()
    dialog.reject()
    press(button(people.view, look.say("Delete the datalager")))
    again = people.dialog()
    accept(again)
    assert again.accept_button.text() == look.say("Delete it all the same")
    accept(again)
    assert not (home / "home" / "bo").exists()


def test_a_datalager_that_is_open_is_not_deleted(people: People, opener: Opener, home: Path) -> None:
    opener("bo")
    people.open("Bo Berg")
    press(button(people.view, people.look.say("Delete the datalager")))
    dialog = people.dialog()
    accept(dialog)
    accept(dialog)
    assert dialog.isVisible()
    assert (home / "home" / "bo").exists()
    dialog.reject()


def test_nobody_yet_says_what_to_do_and_another_screen_may_ask_for_the_form(tmp_path: Path, look: Look, qtbot: QtBot) -> None:
    settings = settings_in(tmp_path)
    house.create_vault(tmp_path / "new", "site", "Nordby", house.Person("Anna", "Anna Asp", PHRASE), settings)
    with house.open_vault(tmp_path / "new", "Anna", PHRASE, settings) as vault:
        people = People(vault, look, qtbot)
        assert people.lines == []
        assert faults_of(people.view) == []
        people.model.open("add")
        assert isinstance(people.dialog(), AddVolunteerDialog)
        people.dialog().reject()


def test_it_holds_in_the_dark_and_in_a_small_window(opener: Opener, dark_look: Look, qtbot: QtBot) -> None:
    people = People(opener("site"), dark_look, qtbot)
    people.open("Bo Berg")
    for size in ((1150, 700), (640, 520)):
        people.view.resize(*size)
        assert faults_of(people.view) == []
