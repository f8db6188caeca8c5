"""Enrolment by the two windows and the files on the disk alone: a prison's laptop, headquarters, a volunteer's own laptop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import AnotherFile, DemoData, InvalidValue, MalformedBundle, NotOurRequest, WordsDiffer
from desktop.texts import Texts
from desktop.viewmodels.enrolment import AnsweringModel, AskingModel, file_name
from desktop.viewmodels.screen import at_work
from desktop.views.dialogs.enrol import AnswerDialog, EnrolDialog
from desktop.views.dialogs.save_file import SaveFileDialog
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import ANNA, BO, PHRASE, settings_in
from tests.gui.judged import faults_of

Shown = Callable[[QWidget], None]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()

    return show


@pytest.fixture
def new_site(tmp_path: Path) -> house.OpenVault:
    """A prison's laptop that nobody has enrolled."""
    house.create_vault(tmp_path / "new", "site", "Nordby", ANNA, settings_in(tmp_path))
    return house.open_vault(tmp_path / "new", "Anna", PHRASE, settings_in(tmp_path))


@pytest.fixture
def asking(new_site: house.OpenVault, texts: Texts) -> AskingModel:
    return AskingModel(ImmediateJobs(new_site), texts, at_work(new_site))


@pytest.fixture
def answering(jobs_of: Callable[[str], ImmediateJobs], texts: Texts) -> AnsweringModel:
    jobs = jobs_of("hq")
    assert jobs.vault is not None
    return AnsweringModel(jobs, texts, at_work(jobs.vault))


def keys(widget: QLineEdit, text: str) -> None:
    """Type into a line instead of what it holds."""
    widget.setFocus()
    widget.clear()
    QTest.keyClicks(widget, text)


def save(dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_prison_and_headquarters_enrol_each_other(
    asking: AskingModel, answering: AnsweringModel, look: Look, shown: Shown, tmp_path: Path
) -> None:
    request, answer = tmp_path / "request.indenfor", tmp_path / "answer.indenfor"
    child = EnrolDialog(asking, look)
    shown(child)
    assert child.ours.line.hasFocus()
    keys(child.ours.line, str(request))
    save(child)
    assert request.is_file()
    assert len(child.tiles.texts) == 8
    assert faults_of(child) == []

    parent = AnswerDialog(answering, look)
    shown(parent)
    keys(parent.theirs.line, str(request))
    keys(parent.words.line, "kedel kedel xyz")
    assert answering.state.place == parent.name.text() == "Nordby"
    keys(parent.ours.line, str(answer))
    save(parent)
    assert isinstance(answering.state.fault, WordsDiffer)
    assert (parent.words_field.error.count("xyz"), parent.words_field.error.count("kedel")) == (1, 0)
    assert not answer.exists()
    keys(parent.words.line, ",  ".join(child.tiles.texts).upper().replace("Æ", "ae").replace("Ø", "OE").replace("Å", "aa"))
    save(parent)
    assert answer.is_file()
    assert faults_of(parent) == []

    later = EnrolDialog(AskingModel(asking.jobs, asking.texts, asking.at), look)  # another day
    shown(later)
    assert later.tiles.texts == child.tiles.texts
    keys(later.theirs.line, str(answer))
    keys(later.words.line, " ".join(reversed(parent.tiles.texts)))
    save(later)
    assert isinstance(later.model.state.fault, WordsDiffer)
    keys(later.words.line, " ".join(parent.tiles.texts))
    save(later)
    assert later.model.state.step == "enrolled"
    assert not later.accept_button.isVisible()


def test_the_same_request_is_written_once_more(asking: AskingModel, look: Look, shown: Shown, tmp_path: Path) -> None:
    child = EnrolDialog(asking, look)
    shown(child)
    asking.save(tmp_path / "request")
    words = child.tiles.texts
    child.again.click()
    (window,) = child.findChildren(SaveFileDialog)
    window.path.line.setText(str(tmp_path / "again"))
    window.accept_button.click()
    assert (tmp_path / "again").read_bytes() == (tmp_path / "request").read_bytes()
    assert child.tiles.texts == words


def test_a_file_in_the_wrong_place_is_called_by_its_name(
    asking: AskingModel, answering: AnsweringModel, look: Look, shown: Shown, tmp_path: Path
) -> None:
    request = tmp_path / "request.indenfor"
    child = EnrolDialog(asking, look)
    shown(child)
    asking.save(request)
    asking.take(request, "en to tre")
    assert isinstance(asking.state.fault, AnotherFile)
    assert child.theirs_field.error == look.fault(AnotherFile(what="a request for enrolment", hint="the answer to an enrolment"))
    answer = tmp_path / "answer.indenfor"
    answering.look_at(request)
    answering.answer(" ".join(asking.state.words), "Nordby", answer)
    answering.look_at(answer)
    assert isinstance(answering.state.fault, AnotherFile)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 9000)
    asking.take(tmp_path / "photo.jpg", "en to tre")
    assert isinstance(asking.state.fault, MalformedBundle)


def test_nothing_is_taken_where_nothing_was_asked(asking: AskingModel, answering: AnsweringModel, tmp_path: Path) -> None:
    request, answer = tmp_path / "request", tmp_path / "answer"
    asking.save(request)
    answering.look_at(request)
    answering.answer(" ".join(asking.state.words), "Nordby", answer)
    words = " ".join(answering.state.words)
    asking.take(answer, words)
    assert asking.state.step == "enrolled"
    asking.take(answer, words)
    assert isinstance(asking.state.fault, NotOurRequest)


def test_without_a_file_or_a_name_it_is_said_which_is_missing(
    asking: AskingModel, answering: AnsweringModel, look: Look, shown: Shown
) -> None:
    child, parent = EnrolDialog(asking, look), AnswerDialog(answering, look)
    shown(child)
    shown(parent)
    asking.take(None, "")
    save(parent)
    assert isinstance(asking.state.fault, InvalidValue)
    assert isinstance(answering.state.fault, InvalidValue)
    assert child.banner.text == parent.banner.text != ""
    assert faults_of(parent) == []


def test_a_leader_enrols_a_volunteers_own_laptop(
    jobs_of: Callable[[str], ImmediateJobs], texts: Texts, look: Look, shown: Shown, tmp_path: Path
) -> None:
    jobs = jobs_of("site")
    assert jobs.vault is not None
    row = jobs.vault.do.volunteers.add("Eva", "Engblomst", date(2026, 1, 1))
    house.create_vault(tmp_path / "own", "volunteer", "Storstrøm", house.Person("Eva", "Eva Engblomst", PHRASE), settings_in(tmp_path))
    with house.open_vault(tmp_path / "own", "Eva", PHRASE, settings_in(tmp_path)) as own:
        asking = AskingModel(ImmediateJobs(own), texts, at_work(own))
        asking.load()
        asking.save(tmp_path / "request")
        answering = AnsweringModel(jobs, texts, at_work(jobs.vault), row, "Eva Engblomst")
        dialog = AnswerDialog(answering, look)
        shown(dialog)
        assert not dialog.name_field.isVisible()
        keys(dialog.theirs.line, str(tmp_path / "request"))
        keys(dialog.words.line, " ".join(asking.state.words))
        assert dialog.ours.path() == tmp_path / file_name(texts.say("Answer to {place}", place="Eva Engblomst"))
        save(dialog)
        assert answering.state.fault is None
        assert answering.state.file is not None
        asking.take(answering.state.file, " ".join(answering.state.words))
        assert (asking.state.step, asking.state.fault) == ("enrolled", None)


@pytest.mark.parametrize("invented", [True, False], ids=["a demo asks headquarters", "a prison asks a demo"])
def test_invented_people_and_real_ones_do_not_enrol(invented: bool, texts: Texts, tmp_path: Path) -> None:
    real, demo = (
        settings_in(tmp_path),
        replace(settings_in(tmp_path), demo=True),
    )
    house.create_vault(tmp_path / "site", "site", "Nordby", ANNA, demo if invented else real)
    house.create_vault(tmp_path / "hq", "hq", "Landskontoret", BO, real if invented else demo)
    with house.open_vault(tmp_path / "site", "Anna", PHRASE, real) as site, house.open_vault(tmp_path / "hq", "Bo", PHRASE, real) as hq:
        asking, answering = (AskingModel(ImmediateJobs(site), texts, at_work(site)), AnsweringModel(ImmediateJobs(hq), texts, at_work(hq)))
        asking.load()
        asking.save(tmp_path / "request")
        answering.look_at(tmp_path / "request")
        answering.answer(" ".join(asking.state.words), "Nordby", tmp_path / "answer")
        assert isinstance(answering.state.fault, DemoData)
        assert hq.do.delivering.children() == []
