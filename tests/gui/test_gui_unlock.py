"""Unlock: who is there, the passphrase, and each refusal in its own words; by keyboard alone, in both languages."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import (
    DamagedStore,
    EmptyStore,
    Fault,
    KeyringDamaged,
    KeyringMissing,
    NewerVault,
    NotAVault,
    PlaintextStore,
    TooManyTries,
    VaultInUse,
    WrongPassphrase,
)
from desktop.viewmodels.screen import AtWork
from desktop.viewmodels.unlock import Door, Remembered, UnlockModel
from desktop.views.style.look import Look
from desktop.views.unlock import UnlockView
from desktop.views.widgets.doors import DoorList
from tests.fakes import ImmediateJobs
from tests.gui.conftest import NOW, PHRASE, settings_in
from tests.gui.judged import faults_of

WRONG = "en helt anden sætning"


@dataclass(slots=True)
class Clock:
    now: float = NOW.timestamp()


class Screen:
    """Unlock over the vaults of one laptop, with jobs that run at once."""

    def __init__(self, folder: Path, look: Look, qtbot: QtBot, remembered: Remembered | None = None) -> None:
        self.look, self.clock, self.jobs = look, Clock(), ImmediateJobs()
        self.opened: list[AtWork] = []
        self.nobody: list[bool] = []
        settings = settings_in(folder)

        def now_settings() -> house.Settings:
            ahead = timedelta(seconds=self.clock.now - NOW.timestamp())
            return house.Settings(now=lambda: NOW + ahead, cost=settings.cost, state=settings.state, memory_security=False)

        self.model = UnlockModel(self.jobs, folder / "home", now_settings, lambda: self.clock.now, remembered or Remembered())
        self.model.opened.connect(self.opened.append)
        self.model.nobody.connect(lambda: self.nobody.append(True))
        self.view = UnlockView(self.model, look)
        qtbot.addWidget(self.view)
        self.view.resize(1366, 768)
        with qtbot.waitActive(self.view):
            self.view.show()
            self.view.activateWindow()
        self.view.passphrase.setFocus()
        self.model.load()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.view.passphrase.line, text)
        QTest.keyClick(self.view.passphrase.line, Qt.Key.Key_Return)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.view.passphrase.line, key)

    def doors(self) -> DoorList:
        assert self.view.doors is not None
        return self.view.doors

    def said(self) -> tuple[str, str]:
        """At the top, and at the field."""
        return ("" if self.view.banner.isHidden() else self.view.banner.text), self.view.field.error


Maker = Callable[..., Screen]


@pytest.fixture
def screen(home: Path, look: Look, qtbot: QtBot) -> Maker:
    return lambda remembered=None: Screen(home, look, qtbot, remembered)


def test_everybody_on_the_laptop_is_listed_and_chosen_by_keyboard(screen: Maker) -> None:
    shown = screen()
    assert [(door.place, door.kind, door.label) for door in shown.doors().doors()] == [
        ("Storstrøm", "site", "Anna"),
        ("Storstrøm", "volunteer", "Bo"),
    ]
    assert shown.view.name.text() == "Anna"
    shown.press(Qt.Key.Key_Down)
    role = shown.look.say("{role} · {place}", role=shown.look.say("Volunteer"), place="Storstrøm")
    assert (shown.view.name.text(), shown.view.place.text()) == ("Bo", role)
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_Up)
    assert shown.view.name.text() == "Anna"


def test_the_list_itself_goes_on_to_the_passphrase(screen: Maker) -> None:
    shown = screen()
    shown.doors().setFocus()
    QTest.keyClick(shown.doors(), Qt.Key.Key_Down)
    assert shown.view.name.text() == "Bo"
    QTest.keyClick(shown.doors(), Qt.Key.Key_Return)
    assert QApplication.focusWidget() is shown.view.passphrase.line


def test_the_right_passphrase_opens(screen: Maker) -> None:
    shown = screen(Remembered(label="Bo", folder=None))
    shown.press(Qt.Key.Key_Down)
    shown.type(PHRASE)
    (at,) = shown.opened
    assert (at.kind, at.place, at.label) == ("volunteer", "Storstrøm", "Bo")
    assert shown.view.passphrase.text() == ""
    shown.jobs.stop(lambda: None)


def test_whoever_was_in_last_is_chosen(screen: Maker) -> None:
    bo = screen().model.state.doors[1]
    assert screen(Remembered(bo.vault, "Bo")).model.state.chosen == bo
    assert screen(Remembered(folder=bo.folder)).model.state.chosen == bo
    assert screen(Remembered("gone", "Nobody")).view.name.text() == "Anna"


def test_one_person_needs_no_list(home: Path, screen: Maker) -> None:
    shutil.rmtree(home / "home" / "bo")
    shown = screen()
    assert not shown.view.side.isVisible()
    assert shown.view.name.text() == "Anna"


def test_a_wrong_passphrase_is_said_twice_and_cleared_and_the_choice_stays(screen: Maker) -> None:
    shown = screen()
    shown.press(Qt.Key.Key_Down)
    shown.type(WRONG)
    sentence = shown.look.fault(WrongPassphrase(label="Bo"))
    assert shown.said() == (sentence, sentence)
    assert shown.view.passphrase.text() == ""
    assert QApplication.focusWidget() is shown.view.passphrase.line
    assert shown.view.name.text() == "Bo"
    shown.press(Qt.Key.Key_Up)
    assert shown.said() == ("", "")


def test_nothing_typed_is_no_try(screen: Maker) -> None:
    shown = screen()
    shown.type("")
    assert shown.view.field.error
    for _time in range(8):
        shown.type("")
    shown.type(PHRASE)
    assert len(shown.opened) == 1
    shown.jobs.stop(lambda: None)


def test_too_many_tries_are_counted_down(screen: Maker) -> None:
    shown = screen()
    for _time in range(6):
        shown.type(WRONG)
    sentence = shown.look.fault(TooManyTries(label="Anna", seconds=5))
    assert shown.said() == (sentence, sentence)
    assert not shown.view.button.isEnabled()
    shown.clock.now += 2
    shown.model.tick()
    assert shown.said()[0] == shown.look.fault(TooManyTries(label="Anna", seconds=3))
    shown.type(PHRASE)
    assert shown.opened == []
    shown.clock.now += 3
    shown.model.tick()
    assert shown.said() == ("", "")
    shown.type("")
    assert [at.label for at in shown.opened] == ["Anna"]
    shown.jobs.stop(lambda: None)


def ruin_store(vault: Path) -> None:
    whole = (vault / "store.db").read_bytes()
    (vault / "store.db").write_bytes(whole[:16] + bytes(4080) + whole[4096:])


def ruin_keyring(vault: Path) -> None:
    for name in ("keyring.json", "keyring.json.bak"):
        (vault / name).write_text("{", encoding="utf-8")


def lose_keyring(vault: Path) -> None:
    for name in ("keyring.json", "keyring.json.bak"):
        (vault / name).unlink()


def make_newer(vault: Path) -> None:
    path = vault / "keyring.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"format":0', '"format":9'), encoding="utf-8")


def empty_store(vault: Path) -> None:
    (vault / "store.db").write_bytes(b"")


def bare_store(vault: Path) -> None:
    (vault / "store.db").write_bytes(b"SQLite format 3\x00" + bytes(4080))


@pytest.mark.parametrize(
    ("ruin", "fault"),
    [
        (ruin_store, DamagedStore),
        (empty_store, EmptyStore),
        (bare_store, PlaintextStore),
        (ruin_keyring, KeyringDamaged),
        (lose_keyring, KeyringMissing),
        (make_newer, NewerVault),
    ],
)
def test_a_vault_that_cannot_be_opened_says_why(
    ruin: Callable[[Path], None], fault: type[Fault], home: Path, look: Look, qtbot: QtBot
) -> None:
    vault = home / "home" / "site"
    ruin(vault)
    shown = Screen(home, look, qtbot, Remembered(folder=vault))
    shown.type(PHRASE)
    assert type(shown.model.state.fault) is fault
    said = look.fault(fault() if fault is NewerVault else fault(folder=str(vault)))
    assert shown.said() == (said, "")
    assert shown.view.passphrase.text() == ""
    assert shown.model.state.chosen is not None
    assert shown.model.state.chosen.folder == vault


def test_a_vault_that_is_open_elsewhere_says_so(screen: Maker, home: Path) -> None:
    with house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)):
        shown = screen()
        shown.type(PHRASE)
        assert shown.said() == (shown.look.fault(VaultInUse(folder=str(home / "home" / "site"))), "")
    shown.type(PHRASE)
    assert len(shown.opened) == 1
    shown.jobs.stop(lambda: None)


def test_another_folder_is_opened_or_says_why_not(screen: Maker, home: Path, tmp_path: Path) -> None:
    shown = screen()
    shown.model.open_folder(tmp_path)
    assert shown.said()[0] == shown.look.fault(NotAVault(folder=str(tmp_path)))
    shown.model.open_folder(home / "hq")
    assert (shown.view.name.text(), shown.said()) == ("Hanne", ("", ""))
    assert {door.label for door in shown.model.state.doors} == {"Anna", "Bo", "Hanne"}
    shown.type(PHRASE)
    assert [at.kind for at in shown.opened] == ["hq"]
    shown.jobs.stop(lambda: None)


def test_a_folder_of_vaults_gives_all_of_them(home: Path, look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    shown = Screen(empty, look, qtbot)
    assert shown.nobody == [True]
    assert shown.view.name.text() == look.say("No datalager yet")
    assert not shown.view.button.isVisible()
    shown.model.open_folder(home / "home")
    assert [door.label for door in shown.model.state.doors] == ["Anna", "Bo"]


def test_nothing_is_tried_while_the_former_vault_is_closed(screen: Maker) -> None:
    shown = screen(Remembered(locking=True))
    assert shown.view.button.text() == shown.look.say("Locking …")
    shown.type(PHRASE)
    assert shown.opened == []
    shown.model.released()
    QTest.keyClick(shown.view.passphrase.line, Qt.Key.Key_Return)
    assert len(shown.opened) == 1
    shown.jobs.stop(lambda: None)


def test_no_real_datalager_is_opened_among_invented_people(screen: Maker, look: Look, qtbot: QtBot) -> None:
    shown = screen()
    demo = UnlockView(shown.model, look, demo=True)
    qtbot.addWidget(demo)
    assert (shown.view.other.isHidden(), demo.other.isHidden()) == (False, True)


def test_a_fault_of_ours_leaves_the_screen_usable(screen: Maker) -> None:
    shown = screen()
    shown.jobs.broke.emit(KeyError("x"))
    assert not shown.model.state.busy
    assert shown.view.button.isEnabled()


def test_names_order_sizes_and_words_of_the_screen(screen: Maker) -> None:
    shown = screen()
    shown.type(WRONG)
    assert faults_of(shown.view) == []


def test_a_list_row_is_read_with_role_and_place(screen: Maker) -> None:
    shown = screen()
    rows = shown.doors().model()
    spoken = [rows.index(row, 0).data(int(Qt.ItemDataRole.AccessibleTextRole)) for row in range(rows.rowCount())]
    role = shown.look.say("Visit leader")
    assert shown.look.say("{name}, {role}, {place}", name="Anna", role=role, place="Storstrøm") in spoken


def test_the_first_picture_has_room_for_what_was_there_last_time(home: Path, look: Look, qtbot: QtBot) -> None:
    model = UnlockModel(ImmediateJobs(), home / "home", lambda: settings_in(home), lambda: 0.0, Remembered(several=True))
    view = UnlockView(model, look)
    qtbot.addWidget(view)
    view.show()
    assert view.side.isVisible()
    assert (view.name.text(), view.button.isEnabled()) == ("", False)
    before = view.field.geometry()
    model.load()
    assert view.field.width() == before.width()
    assert isinstance(model.state.chosen, Door)
