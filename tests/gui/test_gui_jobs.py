"""The worker, for real: results come back to the window's thread, faults are told apart, a lock gives up what waits."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import Stopped, WentWrong, WorldFault, WrongPassphrase
from desktop.jobs import Change, Progress, WorkerJobs
from tests.gui.conftest import PHRASE, settings_in


class Heard:
    def __init__(self) -> None:
        self.done: list[object] = []
        self.faults: list[WorldFault] = []
        self.threads: set[int] = set()

    def result(self, result: object) -> None:
        self.done.append(result)
        self.threads.add(threading.get_ident())


@pytest.fixture
def heard() -> Heard:
    return Heard()


def open_site(jobs: WorkerJobs, home: Path, heard: Heard, phrase: str = PHRASE) -> None:
    opener: Callable[[], house.OpenVault] = lambda: house.open_vault(home / "home" / "site", "Anna", phrase, settings_in(home))  # noqa: E731 - handed on
    jobs.open(opener, lambda vault: vault.card.name, heard.result, heard.faults.append)


def end(jobs: WorkerJobs, qtbot: QtBot) -> None:
    ended: list[bool] = []
    jobs.stop(lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    jobs.wait()


def test_results_come_back_to_the_windows_thread(home: Path, heard: Heard, qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    open_site(jobs, home, heard)
    jobs.query(lambda vault: len(vault.do.courses.list()), heard.result, heard.faults.append)
    qtbot.waitUntil(lambda: heard.done == ["Storstrøm", 2])
    assert heard.threads == {threading.get_ident()}
    end(jobs, qtbot)


def test_faults_of_the_world_are_told_and_those_of_the_program_reported(home: Path, heard: Heard, qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    broken: list[BaseException] = []
    jobs.broke.connect(broken.append)
    open_site(jobs, home, heard, "forkert nøgle her")
    jobs.query(lambda vault: vault, heard.result, heard.faults.append)
    qtbot.waitUntil(lambda: bool(broken))
    assert [type(fault) for fault in heard.faults] == [WrongPassphrase, WentWrong]
    assert heard.done == []
    end(jobs, qtbot)


def test_a_change_says_what_kinds_it_changed(home: Path, heard: Heard, qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    kinds: list[frozenset[str]] = []
    jobs.changed.connect(kinds.append)
    open_site(jobs, home, heard)
    jobs.change(lambda _vault: Change(frozenset({"session"}), 7), lambda change: heard.result(change.result), heard.faults.append)
    qtbot.waitUntil(lambda: kinds == [frozenset({"session"})])
    assert heard.done == ["Storstrøm", 7]
    end(jobs, qtbot)


def test_a_stop_gives_up_what_waits_and_closes_the_vault(home: Path, heard: Heard, qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    started, may_go_on = threading.Event(), threading.Event()

    def long_work(_vault: house.OpenVault) -> None:
        started.set()
        may_go_on.wait(10)

    open_site(jobs, home, heard)
    jobs.query(long_work, heard.result, heard.faults.append)
    jobs.query(lambda _vault: "never", heard.result, heard.faults.append)
    assert started.wait(10)
    ended: list[bool] = []
    jobs.stop(lambda: ended.append(True))
    may_go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    jobs.wait()
    assert "never" not in heard.done
    with house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)):
        pass  # nobody holds it


def test_a_long_work_is_stopped_at_its_next_step(home: Path, heard: Heard, qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    steps: list[tuple[int, int]] = []
    progress = jobs.progress(lambda done, total: steps.append((done, total)))
    begun, cancelled = threading.Event(), threading.Event()

    def long_work(_vault: house.OpenVault) -> None:
        progress.step(1, 9)
        begun.set()
        cancelled.wait(10)
        progress.step(2, 9)

    open_site(jobs, home, heard)
    jobs.query(long_work, heard.result, heard.faults.append)
    assert begun.wait(10)
    progress.cancel()
    cancelled.set()
    qtbot.waitUntil(lambda: bool(heard.faults))
    assert [type(fault) for fault in heard.faults] == [Stopped]
    assert steps == [(1, 9)]
    end(jobs, qtbot)


def test_steps_are_told_seldom_and_the_last_one_always() -> None:
    told: list[int] = []
    progress = Progress(lambda done, _total: told.append(done))
    for done in range(1, 10_001):
        progress.step(done, 10_000)
    assert told[-1] == 10_000
    assert len(told) < 200


def ours(*_: object) -> None:
    raise ValueError


def test_a_fault_of_ours_lets_who_asked_go_on(qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    broken: list[BaseException] = []
    faults: list[WorldFault] = []
    jobs.broke.connect(broken.append)
    jobs.prepare(ours, lambda _done: None, faults.append)
    qtbot.waitUntil(lambda: bool(faults))
    assert [type(one) for one in broken] == [ValueError]
    assert [type(one) for one in faults] == [WentWrong]
    end(jobs, qtbot)


class Panic(BaseException):
    """As a library below Python throws it."""


def test_whatever_happens_on_the_worker_it_ends(home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = WorkerJobs()
    broken: list[BaseException] = []
    jobs.broke.connect(broken.append)
    opened: list[house.OpenVault] = []

    def opener() -> house.OpenVault:
        opened.append(house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)))
        return opened[0]

    def panic() -> None:
        raise Panic

    jobs.open(opener, lambda _vault: None, lambda _done: None, lambda _fault: None)
    jobs.prepare(panic, lambda _done: None, lambda _fault: None)
    qtbot.waitUntil(lambda: bool(broken))

    def witness() -> None:
        raise ValueError

    monkeypatch.setattr(opened[0], "witness", witness)
    end(jobs, qtbot)
    assert [type(one) for one in broken] == [Panic, ValueError]
    with house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)):
        pass  # nobody holds it


def test_a_vault_whose_facts_cannot_be_told_is_not_left_open(home: Path, qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    heard: list[object] = []
    opener: Callable[[], house.OpenVault] = lambda: house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home))  # noqa: E731 - handed on
    jobs.open(opener, ours, heard.append, heard.append)
    jobs.open(opener, lambda vault: vault.card.name, heard.append, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert [str(type(one).__name__) for one in heard] == ["WentWrong", "str"]
    end(jobs, qtbot)


def test_two_long_works_are_both_cancelled(qtbot: QtBot) -> None:
    jobs = WorkerJobs()
    begun, go_on = threading.Event(), threading.Event()
    first, _second = jobs.progress(lambda _done, _total: None), jobs.progress(lambda _done, _total: None)
    faults: list[WorldFault] = []

    def work() -> None:
        begun.set()
        go_on.wait(10)
        first.step(1, 2)

    jobs.prepare(work, lambda _done: None, faults.append)
    assert begun.wait(10)
    jobs.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(faults))
    end(jobs, qtbot)
