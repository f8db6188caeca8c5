"""The exchange folder in the window: files come and go by themselves, and a stick that is away is said in plain words."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.jobs import Change
from desktop.services.session_drafts import SessionDraft
from desktop.texts import Texts
from desktop.vault.exchange import SUFFIX
from desktop.viewmodels.files import FilesScreen
from desktop.viewmodels.screen import Notice, at_work
from desktop.viewmodels.watching import FolderWatch
from desktop.views.files import FilesView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.at_the_screen import press, shown, wrong
from tests.gui.conftest import TODAY, Opener

VISIT = SessionDraft(held_on=TODAY, outcome="held", minutes=60)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "SHARE"
    folder.mkdir()
    return folder


@pytest.fixture
def site(opener: Opener) -> house.OpenVault:
    opened = opener("site")
    (course, *_) = opened.do.courses.list()
    opened.do.sessions.log(course.course.id, VISIT)
    return opened


@pytest.fixture
def jobs(site: house.OpenVault) -> ImmediateJobs:
    return ImmediateJobs(site)


@pytest.fixture
def watch(qapp: QApplication, jobs: ImmediateJobs, site: house.OpenVault, texts: Texts) -> Iterator[FolderWatch]:
    made = FolderWatch(jobs, texts, at_work(site), qapp)
    yield made
    made.every.stop()
    made.soon.stop()
    made.watcher.removePaths(made.watcher.directories() or [""])


@pytest.fixture
def told(watch: FolderWatch) -> list[str]:
    said: list[str] = []

    def hear(notice: Notice) -> None:
        said.append(notice.text)

    watch.said.connect(hear)
    return said


@pytest.fixture
def view(jobs: ImmediateJobs, site: house.OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> FilesView:
    made = FilesView(FilesScreen(jobs, texts, at_work(site), plugged=tuple), look)
    made.model.load()
    qtbot.addWidget(made)
    made.resize(1146, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


def live(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def answer(opener: Opener, folder: Path) -> None:
    """Headquarters uses the same folder, and has its vault open for a moment."""
    hq = opener("hq")
    hq.do.exchange_folder.choose(folder)
    hq.pass_on()


def test_from_choosing_a_folder_to_safe_at_headquarters(
    view: FilesView, watch: FolderWatch, told: list[str], opener: Opener, share: Path, pick: Callable[[Path], None]
) -> None:
    texts = view.model.texts
    say, above = texts.say, texts.say("headquarters")
    assert say("Use none any more") not in shown(view.exchange)
    pick(share)
    press(view.exchange, say("Choose exchange folder …"))
    assert say("Files come and go by themselves") in shown(view.exchange)
    assert watch.soon.isActive(), "whoever watches looks when another folder was chosen"
    watch.look()
    assert len(live(share)) == 1
    assert watch.watcher.directories() == [str(share)]
    answer(opener, share)
    watch.watcher.directoryChanged.emit(str(share))
    assert watch.soon.isActive()
    watch.soon.timeout.emit()
    assert told == [say("A receipt has come from {name}.", name=above)]
    assert any(line.endswith(told[0]) for line in shown(view.exchange).splitlines())
    assert say("Everything is safe at {name}.", name=above) in shown(view)
    assert live(share) == []


def test_a_save_is_left_and_the_former_file_goes(watch: FolderWatch, jobs: ImmediateJobs, site: house.OpenVault, share: Path) -> None:
    site.do.exchange_folder.choose(share)
    watch.start()
    (first,) = live(share)
    site.do.volunteers.add("Vera", "Vang", TODAY)
    jobs.changed.emit(frozenset({"volunteer"}))
    assert watch.soon.isActive()
    watch.soon.timeout.emit()
    (second,) = live(share)
    assert first != second
    assert watch.every.isActive()


def test_a_stick_that_is_pulled_is_said_and_its_coming_back_is_noticed(
    view: FilesView, watch: FolderWatch, told: list[str], site: house.OpenVault, share: Path, texts: Texts
) -> None:
    pocket = share.with_name("pocket")
    site.do.exchange_folder.choose(share)
    watch.start()
    share.rename(pocket)
    watch.every.timeout.emit()
    assert texts.say("The stick or the share is away") in shown(view.exchange)
    assert watch.watcher.directories() == [str(share.parent)], "it is told of when it comes back"
    assert told == []
    pocket.rename(share)
    watch.every.timeout.emit()
    assert texts.say("Files come and go by themselves") in shown(view.exchange)
    assert len(live(share)) == 1
    assert watch.watcher.directories() == [str(share)]


def test_what_is_not_good_there_is_named_and_stops_nothing(
    view: FilesView, watch: FolderWatch, told: list[str], site: house.OpenVault, opener: Opener, share: Path
) -> None:
    texts = view.model.texts
    site.do.exchange_folder.choose(share)
    watch.start()
    answer(opener, share)
    (good,) = live(share)
    bad = good.with_name(f"{'0' * 32}{SUFFIX}")
    data = bytearray(good.read_bytes())
    data[-20] ^= 1
    bad.write_bytes(data)
    (share / "holiday.jpg").write_bytes(b"a picture")
    watch.look()
    assert len(told) == 1
    assert f"{bad.name}: {texts.say('The file is damaged or forged. Ask the sender for a new one.')}" in shown(view.exchange)
    assert "holiday" not in shown(view.exchange)
    bad.unlink()
    watch.look()
    assert bad.name not in shown(view.exchange)


def test_one_look_at_a_time(watch: FolderWatch, jobs: ImmediateJobs, share: Path, site: house.OpenVault) -> None:
    site.do.exchange_folder.choose(share)
    asked: list[tuple[Any, Any]] = []

    def slow(work: object, done: object, _failed: object) -> None:
        asked.append((work, done))

    jobs.change = slow  # type: ignore[method-assign, assignment] # a worker that is busy with something else
    for _ in range(3):
        watch.look()
    assert len(asked) == 1
    ((work, done),) = asked
    done(work(site))
    assert watch.soon.isActive()
    assert len(asked) == 1


def test_locking_leaves_what_is_new(watch: FolderWatch, site: house.OpenVault, share: Path) -> None:
    site.do.exchange_folder.choose(share)
    done: list[bool] = []
    watch.leave(lambda: done.append(True))
    assert (len(live(share)), done) == (1, [True])
    assert not watch.every.isActive()
    shutil.rmtree(share)
    watch.leave(lambda: done.append(True))
    assert done == [True, True], "that it is away keeps nobody"


def test_a_folder_that_cannot_be_used_is_told_on_the_card(view: FilesView, home: Path, texts: Texts) -> None:
    view.model.exchange.choose(home / "home")
    assert texts.say("it holds the datalagre of this computer; choose one on a stick or a share") in shown(view.exchange)
    assert view.model.exchange.state.folder is None


def test_nothing_is_looked_at_before_a_folder_is_chosen(watch: FolderWatch, told: list[str], jobs: ImmediateJobs) -> None:
    heard: list[frozenset[str]] = []
    jobs.changed.connect(heard.append)
    watch.start()
    watch.look()
    assert (heard, told, watch.watcher.directories()) == ([], [], [])
    assert Change(frozenset(), None).kinds == frozenset()


@pytest.mark.parametrize("stage", ["none", "here", "away"])
def test_the_card_passes_every_check(view: FilesView, site: house.OpenVault, share: Path, stage: str) -> None:
    if stage != "none":
        site.do.exchange_folder.choose(share)
    if stage == "away":
        shutil.rmtree(share)
    view.model.exchange.load()
    for _ in range(4):
        QApplication.processEvents()
    assert wrong(view) == []


@pytest.fixture
def pick(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """The folder that the system's dialog gives."""
    return lambda folder: monkeypatch.setattr("desktop.views.widgets.exchange_card.ask_folder", lambda *_: folder)
