"""The Files screen on real vaults: a file for headquarters, receipts back, drag and drop, and what a person stops."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import WorldFault
from desktop.jobs import WorkerJobs
from desktop.services.session_drafts import SessionDraft
from desktop.texts import Texts
from desktop.vault.atomic import written
from desktop.viewmodels.files import FilesScreen
from desktop.viewmodels.screen import AtWork, at_work
from desktop.viewmodels.sticks import Stick
from desktop.views.files import FilesView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui import checks
from tests.gui.at_the_screen import Seen, press, shown
from tests.gui.conftest import CHEAP, NOW, PHRASE, TODAY, Opener, settings_in

VISIT = SessionDraft(held_on=TODAY, outcome="held", minutes=60)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "STICK"
    folder.mkdir()
    return folder


@pytest.fixture
def site(opener: Opener) -> house.OpenVault:
    opened = opener("site")
    (course, *_) = opened.do.courses.list()
    opened.do.sessions.log(course.course.id, VISIT)
    return opened


@pytest.fixture
def model(site: house.OpenVault, texts: Texts, stick: Path) -> FilesScreen:
    made = FilesScreen(ImmediateJobs(site), texts, at_work(site), plugged=lambda: (Stick("STICK", stick),))
    made.load()
    return made


@pytest.fixture
def seen(model: FilesScreen) -> Seen:
    return Seen(model)


@pytest.fixture
def view(model: FilesScreen, look: Look, qtbot: QtBot) -> FilesView:
    made = FilesView(model, look)
    qtbot.addWidget(made)
    made.resize(1146, 708)
    with qtbot.waitExposed(made):
        made.show()
    return made


def receipt(opener: Opener, file: Path, folder: Path) -> Path:
    """Headquarters takes a file, and answers."""
    hq = opener("hq")
    (result,) = hq.take_in([file])
    assert result.outcome == "imported"
    (path,) = hq.do.inbox.receipts([result], folder).values()
    return path


def test_a_file_goes_up_and_is_safe_when_its_receipt_has_come(
    view: FilesView, seen: Seen, opener: Opener, stick: Path, texts: Texts
) -> None:
    model = view.model
    say, above = texts.say, texts.say("headquarters")
    assert texts.say("Everything is safe at {name}.", name=above) not in shown(view)
    QTest.keyClicks(view.up.through.line, "15-3-2026")
    press(view, say("Make file on {stick}", stick="STICK"))
    (file,) = stick.iterdir()
    for sentence in (
        say("{file} is made.", file=file.name),
        say("It lies in {folder}.", folder=str(stick)),
        say("You can take the stick out now."),
        say("What it holds is safe only when the receipt from {name} has come back.", name=above),
        say("Said last: {day}.", day=texts.date(TODAY.replace(day=15))),
    ):
        assert sentence in shown(view)
    assert seen.works[-1] is None
    assert {work.total for work in seen.works if work is not None} == {100}
    assert say("Everything is safe at {name}.", name=above) not in shown(view)
    answer = receipt(opener, file, stick / "answer")
    model.offer([answer])
    assert model.state.up.tone != "good"
    assert say("New receipt") in shown(view)
    press(view, say("Import"))
    assert say("Everything is safe at {name}.", name=above) in shown(view)
    press(view, say("Close"))
    assert view.intake.area.isVisible()
    model.make(stick)
    assert say("{name} has everything already, so no file was made.", name=above[:1].upper() + above[1:]) in shown(view)
    assert len([path for path in stick.iterdir() if path.is_file()]) == 1


def test_nothing_is_saved_by_looking(model: FilesScreen, site: house.OpenVault, opener: Opener, stick: Path) -> None:
    model.make(stick)
    answer = receipt(opener, next(stick.glob("*.indb")), stick / "answer")
    before = model.state.up
    model.offer([answer])
    offered = model.intake.offered
    assert offered is not None
    assert offered.can_take
    assert model.state.up == before
    model.forget()
    assert model.intake.offered is None
    assert site.do.file_state.read().up.unsafe > 0


def test_what_is_no_file_of_ours_is_answered_kindly(model: FilesScreen, stick: Path, texts: Texts) -> None:
    picture, empty = stick / "a.jpg", stick / "b.indb"
    picture.write_bytes(b"a picture")
    empty.touch()
    model.offer([picture, empty])
    offered = model.intake.offered
    assert offered is not None
    assert not offered.can_take
    assert [line.detail for line in offered.lines] == [
        texts.say("This is not a file from Indenfor. Look for one whose name ends in .indb."),
        texts.say("The file is cut short. Copy it again from the place it came from."),
    ]
    assert offered.summary == texts.say("There is nothing to import here.")


def test_of_a_folder_only_our_own_files_are_looked_at(model: FilesScreen, opener: Opener, stick: Path, texts: Texts) -> None:
    model.make(stick)
    folder = receipt(opener, next(stick.glob("*.indb")), stick / "answer").parent
    (folder / "holiday.jpg").write_bytes(b"a picture")
    model.offer([folder])
    offered = model.intake.offered
    assert offered is not None
    assert len(offered.lines) == 1
    assert offered.remarks == (texts.say("Other files in the folder were left alone: {count}.", count=1),)
    empty = stick / "empty"
    empty.mkdir()
    model.forget()
    model.offer([empty])
    assert model.intake.offered is not None
    assert model.intake.offered.summary == texts.say("There is no file from Indenfor here.")


def test_a_file_for_somebody_else_is_refused_with_what_to_do(model: FilesScreen, stick: Path, texts: Texts) -> None:
    model.make(stick)
    model.offer(stick.glob("*.indb"))
    offered = model.intake.offered
    assert offered is not None
    (line,) = offered.lines
    assert (line.outcome, line.tone) == ("refused", "bad")
    assert line.detail == texts.say("The file is not for this place. Bring it to the place it was made for.")


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_files_are_dropped_anywhere_on_the_screen(view: FilesView, model: FilesScreen, stick: Path) -> None:
    picture = stick / "a.jpg"
    picture.write_bytes(b"a picture")
    data, none, left, copy = mime(picture), Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(40, 40), copy, data, left, none)
    QApplication.sendEvent(view.viewport(), enter)
    assert enter.isAccepted()
    assert view.intake.area.property("over") is True
    move = QDragMoveEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(view.viewport(), move)
    assert move.isAccepted()
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view.intake.area.property("over") is False
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(QPoint(40, 40), copy, data, left, none))
    drop = QDropEvent(QPointF(60, 60), Qt.DropAction.MoveAction | copy, data, left, none)
    QApplication.sendEvent(view.viewport(), drop)
    assert drop.dropAction() == copy
    assert picture.exists()
    assert view.intake.area.property("over") is False
    assert model.intake.offered is not None
    assert [line.name for line in model.intake.offered.lines] == ["a.jpg"]


def test_a_dragged_text_or_web_address_is_not_taken(view: FilesView, model: FilesScreen) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/file.indb")])
    enter = QDragEnterEvent(QPoint(4, 4), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), enter)
    assert not enter.isAccepted()
    assert model.intake.offered is None


def test_files_and_folders_are_chosen_with_buttons_too(
    view: FilesView, model: FilesScreen, stick: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = stick / "a.jpg"
    picture.write_bytes(b"a picture")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(picture)], ""))
    press(view, texts.say("Choose files …"))
    press(view, texts.say("Close"))
    assert QApplication.focusWidget() is view.intake.area.files
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
    press(view, texts.say("Choose a folder …"))
    assert model.intake.offered is None
    folder = stick / "made"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    press(view, texts.say("Make file in a folder …"))
    assert len(list(folder.iterdir())) == 1
    assert model.state.folder == folder
    assert not view.intake.take.isVisible()


def test_a_day_that_is_none_is_told_at_the_field_and_no_file_is_made(
    view: FilesView, model: FilesScreen, stick: Path, texts: Texts
) -> None:
    QTest.keyClicks(view.up.through.line, "31-2-2026")
    press(view, texts.say("Make file on {stick}", stick="STICK"))
    assert view.up.field.error
    assert list(stick.iterdir()) == []
    view.up.through.line.clear()
    QTest.keyClicks(view.up.through.line, "24-12-2026")
    press(view, texts.say("Make file on {stick}", stick="STICK"))
    assert view.up.field.error == (texts.fault(model.state.fault) if model.state.fault else "never")
    assert list(stick.iterdir()) == []


def test_long_work_can_be_stopped(model: FilesScreen, seen: Seen, site: house.OpenVault, stick: Path, texts: Texts) -> None:
    model.work.connect(lambda work: work.cancel() if work is not None else None)
    model.make(stick)
    assert list(stick.iterdir()) == []
    assert [notice.text for notice in seen.notices] == [texts.say("Stopped. No file was made.")]
    model.offer([site.folder.vault_json])
    assert [notice.text for notice in seen.notices][1:] == [texts.say("Stopped. Nothing was imported.")]
    assert (model.intake.working, model.intake.offered, seen.works[-1]) == (None, None, None)
    model.cancel()


def test_a_stick_that_is_full_or_gone_is_told_and_leaves_nothing(model: FilesScreen, seen: Seen, stick: Path) -> None:
    model.make(stick / "gone")
    (notice,) = seen.notices
    assert notice.kind == "error"
    assert str(stick / "gone") in notice.text
    assert list(stick.iterdir()) == []


def test_a_volunteers_own_laptop_gets_its_file_and_the_others_need_none(
    view: FilesView, home: Path, stick: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = view.model
    (line,) = model.state.volunteers
    assert (line.name, line.by_itself) == ("Bo Berg", True)
    assert texts.say("On this computer; files go by themselves.") in shown(view)
    (home / "home" / "bo").rename(home / "far")
    model.load()
    (line,) = model.state.volunteers
    assert not line.by_itself
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(stick))
    press(view, texts.say("Make file …"))
    assert texts.say("Import it on the laptop of {name}.", name="Bo Berg") in shown(view)
    (file,) = stick.iterdir()
    settings = house.Settings(now=lambda: NOW, cost=CHEAP, state=home / "state", memory_security=False)
    with house.open_vault(home / "far", "Bo", PHRASE, settings) as bo:
        own = FilesScreen(ImmediateJobs(bo), texts, at_work(bo), plugged=tuple)
        own.load()
        assert own.above() == "Storstrøm"
        assert not own.declares
        heard = Seen(own)
        own.offer([file])
        assert heard.notices == []
        assert own.intake.offered is not None
        assert own.intake.offered.can_take
        own.take()
        assert own.intake.offered.lines[0].outcome == "imported"
        (course, *_) = bo.do.courses.list()
        bo.do.sessions.log(course.course.id, VISIT)
        own.load()
        assert own.state.up.headline == texts.say("1 save is not safe at {name} yet.", name="Storstrøm")
        own.make(stick)
        model.offer(sorted(path for path in stick.iterdir() if path != file))
    offered = model.intake.offered
    assert offered is not None
    assert [row.what for row in offered.lines] == [texts.say("File from {name}", name="Bo Berg")]


def test_an_unenrolled_laptop_says_so_and_leads_to_enrolment(texts: Texts, look: Look, tmp_path: Path, qtbot: QtBot) -> None:
    settings = house.Settings(now=lambda: NOW, cost=CHEAP, state=tmp_path / "state", memory_security=False)
    house.create_vault(tmp_path / "new", "site", "Vestby", house.Person("Ny", "Ny Nielsen", PHRASE), settings)
    with house.open_vault(tmp_path / "new", "Ny", PHRASE, settings) as opened:
        model = FilesScreen(ImmediateJobs(opened), texts, at_work(opened), plugged=tuple)
        seen, view = Seen(model), FilesView(model, look)
        qtbot.addWidget(view)
        view.show()
        model.load()
        assert texts.say("This laptop is not enrolled yet.") in shown(view)
        press(view, texts.say("Enrol this laptop"))
        assert seen.went == [("enrol", None)]
        request, _words = opened.do.enrolling.request(opened.slot.sealing)
        (tmp_path / "request").write_bytes(request)
        model.offer([tmp_path / "request"])
        press(view, texts.say("Go to enrolment"))
        assert seen.went[1:] == [("enrol", None)]
        view.hide()


def test_a_waiting_file_says_what_it_waits_for(site: house.OpenVault, opener: Opener, stick: Path, texts: Texts) -> None:
    bo = opener("bo")
    (course, *_) = bo.do.courses.list()
    bo.do.sessions.log(course.course.id, VISIT)
    first = bo.do.exporting.up(written(stick / "1.indb")).path
    assert first is not None
    site.take_in([first])
    down = site.do.delivering.down(written(stick / "down.indb"), bo.card.id).path
    assert down is not None
    bo.take_in([down])
    bo.do.sessions.log(course.course.id, SessionDraft(held_on=TODAY.replace(day=2), outcome="held", minutes=60))
    second = bo.do.exporting.up(written(stick / "2.indb")).path
    assert second is not None
    with site.store.writing(site.context.author) as work:  # the first file was never seen here
        work.connection.exec_driver_sql("UPDATE chain SET seq = seq - 1 WHERE dev = ?", (bo.card.id,))
    model = FilesScreen(ImmediateJobs(site), texts, at_work(site), plugged=tuple)
    model.offer([second])
    assert model.intake.offered is not None
    assert [line.outcome for line in model.intake.offered.lines] == ["pending"]
    model.take()
    assert [line.outcome for line in model.intake.offered.lines] == ["pending"]
    assert len(model.state.waiting) == 1
    assert "Bo Berg" in model.state.waiting[0]


def test_with_the_real_worker_the_file_is_made_beside_the_window(home: Path, stick: Path, texts: Texts, qtbot: QtBot) -> None:
    """The sticks are really looked for, and every step of the work is heard on the window's thread."""
    jobs, facts, faults, threads = WorkerJobs(), list[AtWork](), list[WorldFault](), set[int]()
    jobs.open(lambda: house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)), at_work, facts.append, faults.append)
    qtbot.waitUntil(lambda: bool(facts))
    model = FilesScreen(jobs, texts, facts[0])
    seen = Seen(model)
    model.changed.connect(lambda: threads.add(threading.get_ident()))
    model.load()
    model.make(stick)
    qtbot.waitUntil(lambda: model.state.made is not None)
    assert len(list(stick.iterdir())) == 1
    assert threads == {threading.get_ident()}
    assert [work for work in seen.works if work is not None][-1].done == 100
    assert seen.works[-1] is None
    assert faults == []
    jobs.stop(threads.clear)
    qtbot.waitUntil(lambda: not threads)
    jobs.wait()


@pytest.mark.parametrize("stage", ["empty", "offered", "made"])
def test_the_screen_passes_every_check(view: FilesView, model: FilesScreen, stick: Path, stage: str) -> None:
    if stage == "offered":
        (stick / ("a-rather-long-name-of-a-file-" * 3 + ".jpg")).write_bytes(b"a picture")
        model.make(stick)
        model.offer(sorted(stick.iterdir()))
    if stage == "made":
        model.make(stick)
    for _ in range(4):
        QApplication.processEvents()
    every = (
        checks.unnamed,
        checks.unbuddied,
        checks.trapped,
        checks.disordered,
        checks.small,
        checks.cut,
        checks.sideways,
        checks.wordless,
    )
    found = [said for check in every for said in check(view)]
    assert found == []
