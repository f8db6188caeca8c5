"""Headquarters' Inbox on real vaults: from a site's file over the dry run and the import to the receipt that makes it safe."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.services.session_drafts import SessionDraft
from desktop.store.unit_of_work import About
from desktop.texts import Texts
from desktop.vault.atomic import written
from desktop.viewmodels.files import FilesScreen
from desktop.viewmodels.inbox import InboxScreen
from desktop.viewmodels.screen import LongWork, Notice, at_work
from desktop.views.inbox import InboxView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.at_the_screen import press, shown, wrong
from tests.gui.conftest import CHEAP, NOW, PHRASE, TODAY, Opener

LATER = datetime(2026, 3, 27, 11, tzinfo=UTC)
VISIT = SessionDraft(held_on=TODAY, outcome="held", minutes=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


@pytest.fixture
def site(opener: Opener) -> house.OpenVault:
    return opener("site")


@pytest.fixture
def file(site: house.OpenVault, folder: Path) -> Path:
    """A file of the site, in the folder."""
    (course, *_) = site.do.courses.list()
    site.do.sessions.log(course.course.id, VISIT)
    path = site.do.exporting.up(written(folder / "site.indb")).path
    assert path is not None
    return path


@pytest.fixture
def model(home: Path, texts: Texts) -> Iterator[InboxScreen]:
    """Headquarters a week after it enrolled the site."""
    settings = house.Settings(now=lambda: LATER, cost=CHEAP, state=home / "state", memory_security=False)
    with house.open_vault(home / "hq", "Hanne", PHRASE, settings) as hq:
        made = InboxScreen(ImmediateJobs(hq), texts, at_work(hq))
        made.load()
        yield made


@pytest.fixture
def notices(model: InboxScreen) -> list[Notice]:
    found: list[Notice] = []
    model.said.connect(found.append)
    return found


@pytest.fixture
def view(model: InboxScreen, look: Look, qtbot: QtBot) -> InboxView:
    made = InboxView(model, look)
    qtbot.addWidget(made)
    made.resize(1146, 708)
    with qtbot.waitExposed(made):
        made.show()
    return made


def outcomes(model: InboxScreen) -> list[tuple[str, str]]:
    offered = model.intake.offered
    return [] if offered is None else sorted((line.name, line.outcome) for line in offered.lines)


def lying(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_from_a_sites_file_to_the_receipt_that_makes_it_safe(
    view: InboxView, site: house.OpenVault, file: Path, folder: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, model = texts.say, view.model
    own = FilesScreen(ImmediateJobs(site), texts, at_work(site), plugged=tuple)
    own.load()
    assert own.state.up.tone == "plain"
    (folder / "broken.indb").write_bytes(file.read_bytes()[:-1] + b"x")
    (folder / "holiday.jpg").write_bytes(b"a picture")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    press(view, say("Choose a folder …"))
    assert outcomes(model) == [("broken.indb", "refused"), ("site.indb", "imported")]
    assert say("Nothing has been saved yet.") in shown(view)
    assert say("File from {name}", name="Storstrøm") in shown(view)
    assert lying(folder) == ["broken.indb", "holiday.jpg", "site.indb"]
    press(view, say("Import"))
    assert outcomes(model) == [("broken.indb", "refused"), ("site.indb", "imported")]
    assert say("The file is damaged or forged. Ask the sender for a new one.") in shown(view)
    assert say("Receipts lie in {folder}.", folder=str(folder / "outbox")) in shown(view)
    (answer,) = (folder / "outbox").iterdir()
    assert f"Storstrøm: {answer.name}" in shown(view)
    assert [name for name in lying(folder) if not name.startswith("outbox")] == [
        "holiday.jpg",
        "imported/site.indb",
        "refused/broken.indb",
        "refused/broken.indb.reason.txt",
    ]
    reason = (folder / "refused" / "broken.indb.reason.txt").read_text(encoding="utf-8")
    assert reason == say("The file is damaged or forged. Ask the sender for a new one.") + "\n"
    own.offer([answer])
    own.take()
    assert own.state.up.headline == say("Everything is safe at {name}.", name=say("headquarters"))


def test_files_alone_are_imported_where_they_lie_and_receipted_on_request(
    view: InboxView, file: Path, folder: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, (line,) = view.model, view.model.state.senders
    assert (line.name, line.tone) == ("Storstrøm", "plain")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(view.viewport(), QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert outcomes(model) == [("site.indb", "imported")]
    press(view, texts.say("Import"))
    assert lying(folder) == ["site.indb"]
    (line,) = model.state.senders
    assert (line.owed, line.receipt, line.tone) == (True, texts.say("Receipt to be written"), "good")
    assert model.state.passed[0].text == texts.say("Came from {name}", name="Storstrøm")
    out = folder / "to-the-sites"
    out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(out))
    press(view, texts.say("Write receipts …"))
    assert len(list(out.iterdir())) == 1
    assert texts.say("Receipts lie in {folder}.", folder=str(out)) in shown(view)
    assert model.state.owed == ()
    press(view, texts.say("Receipt …"))
    assert len(list(out.iterdir())) == 1


def test_the_same_folder_again_has_nothing_to_import(model: InboxScreen, file: Path, folder: Path, texts: Texts) -> None:
    copy = shutil.copy(file, folder.parent / "again.indb")
    model.offer([folder])
    model.take()
    model.offer([folder])
    assert model.intake.offered is not None
    assert model.intake.offered.summary == texts.say("There is no file from Indenfor here.")
    model.offer([Path(copy)])
    assert outcomes(model) == [("again.indb", "already")]
    assert not model.intake.offered.can_take
    model.take()
    model.forget()
    assert outcomes(model) == []
    assert model.state.folder is None


def test_an_import_that_is_stopped_leaves_the_folder_as_it_was(
    model: InboxScreen, notices: list[Notice], file: Path, folder: Path, texts: Texts
) -> None:
    model.offer([folder])
    works: list[LongWork | None] = []
    model.work.connect(works.append)
    model.work.connect(lambda work: work.cancel() if work is not None else None)
    model.take()
    assert outcomes(model) == [("site.indb", "stopped")]
    assert lying(folder) == [file.name]
    assert works[-1] is None
    assert notices == []
    assert model.intake.working is None
    offered = model.intake.offered
    assert offered is not None
    assert offered.summary == texts.say("stopped: {count}", count=1)[:1].upper() + texts.say("stopped: {count}", count=1)[1:]


def test_what_was_set_aside_is_said_to_wait_for_a_decision(view: InboxView, site: house.OpenVault, folder: Path) -> None:
    model = view.model
    site.store.judge = None  # a program that asks nobody
    with site.store.writing(site.context.author) as work:
        work.put("site", site.do.sites.own(), "facts", {"name": "Another", "type": None, "municipality": None}, About("all"))
    path = site.do.exporting.up(written(folder / "site.indb")).path
    assert path is not None
    model.offer([path])
    model.take()
    offered = model.intake.offered
    assert offered is not None
    assert offered.lines[0].tone == "warn"
    assert model.state.undecided
    assert view.banner.text == model.state.undecided


def test_headquarters_without_a_site_is_led_to_the_sites(texts: Texts, look: Look, tmp_path: Path, qtbot: QtBot) -> None:
    settings = house.Settings(now=lambda: NOW, cost=CHEAP, state=tmp_path / "state", memory_security=False)
    house.create_vault(tmp_path / "new", "hq", "Landskontoret", house.Person("Ny", "Ny Nielsen", PHRASE), settings)
    with house.open_vault(tmp_path / "new", "Ny", PHRASE, settings) as opened:
        model = InboxScreen(ImmediateJobs(opened), texts, at_work(opened))
        view, went = InboxView(model, look), list[tuple[str, object]]()
        model.go.connect(lambda key, argument: went.append((key, argument)))
        qtbot.addWidget(view)
        view.show()
        model.load()
        press(view, texts.say("Go to the sites"))
        assert went == [("sites", None)]
        assert not view.intake.isVisible()
        model.write_receipts(tmp_path)
        assert model.state.receipts is None


@pytest.mark.parametrize("stage", ["empty", "offered", "taken"])
def test_the_screen_passes_every_check(view: InboxView, file: Path, folder: Path, stage: str) -> None:
    assert file.exists()
    (folder / "holiday.jpg").write_bytes(b"a picture")
    if stage != "empty":
        view.model.offer(sorted(folder.iterdir()) if stage == "offered" else [folder])
    if stage == "taken":
        view.model.take()
    for _ in range(4):
        QApplication.processEvents()
    assert wrong(view) == []
