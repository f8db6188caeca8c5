"""A leader logs visits: by three letters, slip after slip, and corrects one; all by keyboard."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.services.session_drafts import SessionDraft
from desktop.texts import Texts
from desktop.viewmodels.log_form import LogForm
from desktop.viewmodels.screen import Notice, at_work
from desktop.views.dialogs.log import LogDialog
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.accessible import assert_named
from tests.gui.conftest import Opener
from tests.gui.still import Still


def form(opener: Opener, texts: Texts, which: str = "bo") -> LogForm:
    vault = opener(which)
    model = LogForm(ImmediateJobs(vault), texts, at_work(vault), pause=Still())
    model.load()
    return model


def vault_of(model: LogForm) -> Any:
    return model.jobs.vault  # type: ignore[attr-defined] # jobs of a test


def chosen(dialog: LogDialog) -> str:
    """The alias of the course that is chosen, "" where none is."""
    found = dialog._model.state.course
    return found.alias if found else ""


def course(model: LogForm, alias: str = "Ravn") -> str:
    return next(one.id for one in model.state.courses if one.alias == alias)


@pytest.fixture
def leader(opener: Opener, look: Look, qtbot: QtBot) -> Callable[..., LogDialog]:
    """Opens the dialog on the site's vault, on one view-model for all."""
    model = form(opener, look.texts, "site")
    vault_of(model).do.volunteers.add("Eva", "Lund", date(2025, 1, 1))

    def open_(session: str = "") -> LogDialog:
        made = LogDialog(model, look, session=session)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return open_


def type_in(dialog: LogDialog, *keys: str | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    for key in keys:
        name, modifier = (Qt.Key(ord(key.upper())), Qt.KeyboardModifier.NoModifier) if isinstance(key, str) else key
        QTest.keyClick(dialog.windowHandle(), name, modifier)


TAB, ENTER = (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
SAVE = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_leader_logs_by_three_letters(leader: Callable[..., LogDialog]) -> None:
    dialog = leader()
    model = dialog._model
    said: list[Notice] = []
    model.said.connect(said.append)
    assert dialog.picker.line.hasFocus()
    assert_named(dialog)
    type_in(dialog, "r", "a", "v", TAB, "1", TAB, "3", TAB, "n", SAVE)
    assert not dialog.isVisible()
    (found,) = vault_of(model).do.sessions.recent()
    assert (found.course, found.minutes, found.present) == (course(model), 90, "no")
    (came,) = vault_of(model).do.sessions.participations(found.id)
    assert came.volunteer == next(one.id for one in vault_of(model).do.volunteers.list() if one.given == "Bo"), "who is matched is ticked"
    assert said[0].undo is not None
    said[0].undo()
    assert vault_of(model).do.sessions.recent() == ()


def test_who_came_is_ticked(leader: Callable[..., LogDialog]) -> None:
    dialog = leader()
    model = dialog._model
    dialog.picker.chosen.emit(course(model))
    boxes = {box.text(): box for box in dialog.form_view.came.boxes.values()}
    assert [(name, box.isChecked(), box.isVisible()) for name, box in boxes.items()] == [
        ("Bo Berg", True, True),
        ("Eva Lund", False, False),
    ]
    dialog.form_view.came.more.click()
    boxes["Eva Lund"].click()
    boxes["Bo Berg"].click()
    model.edit(outcome="held")
    dialog.accept_button.click()
    (found,) = vault_of(model).do.sessions.recent()
    assert found.minutes is None, "a slip that does not say how long is logged all the same"
    (came,) = vault_of(model).do.sessions.participations(found.id)
    assert came.volunteer == next(one.id for one in vault_of(model).do.volunteers.list() if one.given == "Eva")


def test_paper_slips_in_a_row_without_leaving_the_keyboard(leader: Callable[..., LogDialog]) -> None:
    dialog = leader()
    model = dialog._model
    dialog.slips.setChecked(True)
    type_in(dialog, "r", "a", "v", ENTER, "1", TAB, "3", SAVE)
    assert dialog.isVisible()
    assert dialog.picker.line.hasFocus()
    assert "Ravn" in dialog.banner.text
    type_in(dialog, "b", "i", "r", ENTER, (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), SAVE)
    visits = vault_of(model).do.sessions.recent()
    assert sorted((one.course, one.minutes) for one in visits) == sorted((course(model, alias), 90) for alias in ("Ravn", "Birk"))
    type_in(dialog, "x")
    assert dialog.picker.none.isVisible()
    type_in(dialog, (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    assert not dialog.isVisible()


def test_the_mark_moves_by_arrow_keys_and_a_click_chooses(leader: Callable[..., LogDialog]) -> None:
    dialog = leader()
    type_in(dialog, (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier), ENTER)
    assert chosen(dialog) == "Ravn"
    dialog.other.click()
    assert not chosen(dialog)
    dialog.picker.list.clicked.emit(dialog.picker.list.model().index(0, 0))
    assert chosen(dialog) == "Birk"


def test_a_visit_is_corrected_in_the_same_dialog(leader: Callable[..., LogDialog], look: Look) -> None:
    first = leader()
    model = first._model
    first.reject()
    volunteer = vault_of(model).do.volunteers.list()[0].id
    logged = vault_of(model).do.sessions.log(course(model), SessionDraft(date(2026, 3, 6), "held", 60, volunteers=(volunteer,)))
    dialog = leader(session=logged.id)
    assert dialog.windowTitle() == look.say("Correct a visit")
    assert not dialog.slips.isVisible()
    assert not dialog.other.isVisible()
    type_in(dialog, TAB, "2", SAVE)
    assert [(one.id, one.minutes) for one in vault_of(model).do.sessions.recent()] == [(logged.id, 60)], "60 is the digit 2"
    dialog = leader(session=logged.id)
    type_in(dialog, TAB, "4", SAVE)
    assert [(one.id, one.minutes) for one in vault_of(model).do.sessions.recent()] == [(logged.id, 120)]
    assert [one.volunteer for one in vault_of(model).do.sessions.participations(logged.id)] == [volunteer]


def test_a_dialog_that_was_left_comes_back_as_it_was(leader: Callable[..., LogDialog]) -> None:
    dialog = leader()
    type_in(dialog, "r", "a", "v", ENTER, "1", TAB, "4", "5", (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    again = leader()
    assert chosen(again) == "Ravn"
    assert again.form_view.minutes.line.text() == "45"
    again.discard.click()
    assert not chosen(again)
    assert not again._model.state.draft.touched
