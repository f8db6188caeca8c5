"""First run: a laptop without a datalager, and how one is made on it by keyboard, with the code written down."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import InvalidValue, LabelTaken, StorageError, UnsafeFolder, WeakPassphrase
from desktop.texts import Texts
from desktop.vault.home import Home
from desktop.viewmodels.first_run import FirstRun, NewVault
from desktop.views.first_run import FirstRunView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import PHRASE, settings_in
from tests.gui.judged import faults_of

TYPED = NewVault("Storstrøm", "Anna", "Anna Asp", PHRASE, PHRASE, encrypted=True)


def first_run(folder: Path, texts: Texts) -> FirstRun:
    return FirstRun(ImmediateJobs(), texts, folder / "home", lambda: settings_in(folder))


@pytest.fixture
def model(tmp_path: Path, texts: Texts) -> FirstRun:
    return first_run(tmp_path, texts)


@pytest.fixture
def view(model: FirstRun, look: Look, qtbot: QtBot) -> FirstRunView:
    made = FirstRunView(model, look)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    return made


def step(model: FirstRun) -> str:
    return model.state.step


def press(view: FirstRunView, key: Qt.Key) -> None:
    QTest.keyClick(view.focusWidget(), key)


def type_(view: FirstRunView, text: str) -> None:
    QTest.keyClicks(view.focusWidget(), text)


def test_a_leader_makes_a_datalager_by_keyboard_and_writes_the_code_down(view: FirstRunView, model: FirstRun, tmp_path: Path) -> None:
    made: list[tuple[object, str]] = []
    model.created.connect(lambda path, label: made.append((path, label)))
    press(view, Qt.Key.Key_Space)  # the first card: a prison
    for text in ("Storstrøm", "Anna", "Anna Asp", PHRASE):
        type_(view, text)
        press(view, Qt.Key.Key_Tab)
    press(view, Qt.Key.Key_Tab)  # past the button that shows the passphrase
    type_(view, PHRASE)
    press(view, Qt.Key.Key_Tab)
    press(view, Qt.Key.Key_Tab)
    press(view, Qt.Key.Key_Space)  # the disk is encrypted
    press(view, Qt.Key.Key_Tab)
    press(view, Qt.Key.Key_Space)
    assert step(model) == "code"
    assert model.state.made is not None
    assert view.sheet is not None
    code = model.state.made.code
    assert len(code) == 8
    assert view.sheet.tiles.texts == code
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    marked = [one.text() for one in view.sheet.tiles.findChildren(QLabel) if one.textInteractionFlags() & selectable]
    assert marked == [], "the code cannot be copied"
    type_(view, code[1].lower())
    press(view, Qt.Key.Key_Return)
    type_(view, "nope")
    press(view, Qt.Key.Key_Return)
    assert model.state.misread
    view.sheet.second.clear()
    type_(view, code[7])
    press(view, Qt.Key.Key_Return)
    assert step(model) == "ready"
    assert model.state.made.code == ()
    press(view, Qt.Key.Key_Space)
    ((path, label),) = made
    assert isinstance(path, Path)
    with house.open_vault(path, label, PHRASE, settings_in(tmp_path)) as vault:
        assert (vault.card.kind, vault.card.name, vault.context.demo) == ("site", "Storstrøm", False)


def test_what_is_missing_is_said_at_the_top_and_at_each_field(view: FirstRunView, model: FirstRun, texts: Texts) -> None:
    model.choose("site")
    assert view.form is not None
    view.form.make.click()
    said = texts.fault(InvalidValue(field="Name of the place", reason="it is missing"))
    assert view.form.fields["place"].error == said
    assert said in view.form.banner.text
    assert set(model.state.faults) == {"place", "label", "name", "passphrase", "disk"}
    assert view.form.place.hasFocus()


def test_headquarters_is_told_where_the_root_key_lies(view: FirstRunView, model: FirstRun) -> None:
    model.choose("hq")
    model.make(replace(TYPED, place="Landskontoret"))
    assert model.state.made is not None
    assert model.state.made.root_file is not None
    root_file = model.state.made.root_file
    assert root_file.is_file()
    model.typed_back(model.state.made.code[1], model.state.made.code[7])
    assert str(root_file) in [one.text() for one in view.findChildren(QLineEdit)]
    assert faults_of(view) == []


def test_a_volunteers_own_laptop_has_no_code(model: FirstRun) -> None:
    model.choose("volunteer")
    model.make(TYPED)
    assert step(model) == "ready"


def test_how_hard_a_passphrase_is_to_guess_is_said_while_it_is_typed(view: FirstRunView, model: FirstRun) -> None:
    model.choose("site")
    assert view.form is not None
    for typed, found in (("", ""), ("kort", "short"), ("sommerhus1", "weak"), (PHRASE, "strong")):
        view.form.passphrase.set_text(typed)
        view.form.judge()
        assert model.state.strength == found
        assert bool(view.form.strength.text()) == bool(typed)


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        (replace(TYPED, passphrase="storstrøm123", again="storstrøm123"), "passphrase", WeakPassphrase),
        (replace(TYPED, again="noget andet her"), "again", InvalidValue),
        (replace(TYPED, encrypted=False), "disk", InvalidValue),
        (replace(TYPED, label="l" * 41), "label", InvalidValue),
    ],
)
def test_a_refusal_stands_at_its_field(model: FirstRun, typed: NewVault, field: str, fault: type[Exception]) -> None:
    model.choose("site")
    model.make(typed)
    assert {name: type(found) for name, found in model.state.faults.items()} == {field: fault}
    assert Home(model.home).vaults() == ()


def test_a_synchronised_folder_is_refused_with_its_sentence(tmp_path: Path, texts: Texts) -> None:
    model = first_run(tmp_path / "Dropbox", texts)
    model.choose("site")
    model.make(TYPED)
    assert {name: type(fault) for name, fault in model.state.faults.items()} == {"folder": UnsafeFolder}


def test_a_disk_that_cannot_take_it_leaves_nothing_behind(tmp_path: Path, texts: Texts) -> None:
    (tmp_path / "home").write_bytes(b"no folder")
    model = first_run(tmp_path, texts)
    model.choose("site")
    model.make(TYPED)
    assert {name: type(fault) for name, fault in model.state.faults.items()} == {"folder": StorageError}
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_vault_that_broke_half_way_leaves_nothing_behind(tmp_path: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, *_: object) -> None:
        path.mkdir(parents=True)
        raise ValueError

    monkeypatch.setattr(house, "create_vault", broken)
    model = first_run(tmp_path, texts)
    model.choose("site")
    with pytest.raises(ValueError, match=r"^$"):
        model.make(TYPED)
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["exchange"]


def test_the_same_person_cannot_have_the_same_place_twice(model: FirstRun) -> None:
    for _ in range(2):
        model.choose("volunteer")
        model.make(TYPED)
    assert {name: type(fault) for name, fault in model.state.faults.items()} == {"label": LabelTaken}


def test_back_leads_to_the_choice_and_then_out(view: FirstRunView, model: FirstRun) -> None:
    left: list[bool] = []
    model.back.connect(lambda: left.append(True))
    model.choose("site")
    assert view.form is not None
    view.form.passphrase.set_text(PHRASE)
    view.form.back.click()
    assert (step(model), left) == ("choose", [])
    assert PHRASE not in [line.text() for line in view.findChildren(QLineEdit)]
    view.back.click()
    assert left == [True]


def test_everything_that_takes_the_keyboard_has_a_name(view: FirstRunView, model: FirstRun) -> None:
    steps: tuple[Callable[[], object], ...] = (lambda: None, lambda: model.choose("site"), lambda: model.make(TYPED))
    for step in steps:
        step()
        assert faults_of(view) == []
