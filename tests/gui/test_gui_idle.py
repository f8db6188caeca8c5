"""When the window locks by itself: the pure count, and the guard with a clock of the test's own. Nothing waits."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QKeyEvent, QMouseEvent
from pytestqt.qtbot import QtBot

from desktop.power import LOGIND, PBT_APMSUSPEND, SIGNAL, WM_POWERBROADCAST, Power, is_suspend
from desktop.viewmodels.guard import Guard
from desktop.viewmodels.idle import COUNTDOWN, LEAP, Idle, Rest, Stand
from desktop.views.watch import Watch


def quiet(idle: Idle, start: float, seconds: int) -> list[Stand]:
    """A tick each second, and nobody there."""
    return [idle.tick(start + second) for second in range(1, seconds + 1)]


def test_it_counts_down_for_thirty_seconds_and_then_locks() -> None:
    stands = quiet(Idle(2, 1000), 1000, 120)
    assert {stand.rest for stand in stands[:89]} == {Rest.AWAKE}
    assert [stand.left for stand in stands[89:119]] == list(range(COUNTDOWN, 0, -1))
    assert stands[119].rest is Rest.LOCK


def test_a_touch_begins_the_count_anew() -> None:
    idle = Idle(1, 0)
    assert quiet(idle, 0, 50)[-1] == Stand(Rest.COUNTING, 10)
    idle.touched()
    assert {stand.rest for stand in quiet(idle, 50, 29)} == {Rest.AWAKE}
    assert idle.tick(80).rest is Rest.COUNTING


@pytest.mark.parametrize("minutes", [1, 2, 15])
def test_the_minutes_are_those_that_were_chosen(minutes: int) -> None:
    stands = quiet(Idle(minutes, 5), 5, minutes * 60)
    assert [stand.rest for stand in stands].index(Rest.LOCK) == minutes * 60 - 1


def test_a_clock_that_leapt_means_that_the_computer_slept() -> None:
    idle = Idle(15, 0)
    assert idle.tick(1).rest is Rest.AWAKE
    idle.touched()
    assert idle.tick(1 + LEAP).rest is Rest.LOCK


def test_a_clock_that_was_set_back_locks_nobody_out_and_keeps_nothing_open() -> None:
    idle = Idle(1, 10_000)
    assert idle.tick(4_000).rest is Rest.AWAKE
    assert quiet(idle, 4_000, 60)[-1].rest is Rest.LOCK


class Told:
    """A guard with a clock that the test moves, and what it says."""

    def __init__(self) -> None:
        self.now = 0.0
        self.power = Power()
        self.guard = Guard(self.power, lambda: self.now)
        self.left: list[int] = []
        self.locks = 0
        self.guard.counting.connect(self.left.append)
        self.guard.due.connect(self.lock)

    def lock(self) -> None:
        self.locks += 1

    def sit(self, seconds: int) -> None:
        for _second in range(seconds):
            self.now += 1
            self.guard.tick()


@pytest.fixture
def told(qapp: QCoreApplication) -> Iterator[Told]:
    assert qapp is QCoreApplication.instance()
    told = Told()
    yield told
    told.guard.disarm()


def test_the_guard_tells_the_countdown_and_locks_once(told: Told) -> None:
    told.guard.arm(1)
    told.sit(59)
    assert (told.left, told.locks) == (list(range(30, 0, -1)), 0)
    told.sit(10)
    assert (told.left[-1], told.locks) == (0, 1)


def test_any_key_or_mouse_ends_the_countdown(told: Told) -> None:
    watch, window = Watch(told.guard), QObject()
    nowhere = QPointF(1, 1)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    none = Qt.MouseButton.NoButton
    mouse = QMouseEvent(QEvent.Type.MouseMove, nowhere, nowhere, none, none, Qt.KeyboardModifier.NoModifier)
    told.guard.arm(1)
    for event in (key, mouse):
        told.sit(40)
        assert told.left[-1] == 20
        assert not watch.eventFilter(window, event)
        assert told.left[-1] == 0
    told.sit(40)
    watch.eventFilter(window, QEvent(QEvent.Type.UpdateRequest))
    assert told.left[-1] == 20
    assert told.locks == 0


def test_ctrl_l_locks_from_a_dialog_too(told: Told) -> None:
    watch = Watch(told.guard)
    watch.lock_wanted.connect(told.lock)
    assert watch.eventFilter(QObject(), QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier))
    assert not watch.eventFilter(QObject(), QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier))
    assert told.locks == 1


def test_a_computer_that_goes_to_sleep_locks_at_once(told: Told) -> None:
    told.power.prepare(True)
    assert told.locks == 0
    told.guard.arm(15)
    told.power.prepare(False)
    assert told.locks == 0
    told.power.prepare(True)
    assert told.locks == 1


def test_a_sleep_that_nobody_told_of_is_seen_by_the_clock(told: Told) -> None:
    told.guard.arm(15)
    told.sit(3)
    told.now += 3600
    told.guard.tick()
    assert told.locks == 1


def test_windows_says_it_in_a_message() -> None:
    assert is_suspend(WM_POWERBROADCAST, PBT_APMSUSPEND)
    assert not is_suspend(WM_POWERBROADCAST, 7)
    assert not is_suspend(0x0010, PBT_APMSUSPEND)


@pytest.fixture
def bus_address() -> Iterator[str]:
    """A bus of the test's own."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon here")
    command = [daemon, "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:  # noqa: S603 - a fixed program
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()


def test_logind_says_it_on_the_bus(bus_address: str, told: Told, qtbot: QtBot) -> None:
    listening, logind = (QDBusConnection.connectToBus(bus_address, name) for name in ("window", "logind"))
    assert logind.registerService(LOGIND[0])
    told.guard.arm(15)
    assert told.power.hear(listening)
    message = QDBusMessage.createSignal(LOGIND[1], LOGIND[2], SIGNAL)
    message.setArguments([True])
    assert logind.send(message)
    qtbot.waitUntil(lambda: told.locks == 1)
    for name in ("window", "logind"):
        QDBusConnection.disconnectFromBus(name)


def test_without_a_bus_nothing_is_said_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    if os.path.exists("/run/dbus/system_bus_socket"):  # noqa: PTH110 - a socket, not a file of ours
        pytest.skip("this machine has a system bus")
    monkeypatch.setattr(sys, "platform", "linux")
    assert told.power.watch() is False
