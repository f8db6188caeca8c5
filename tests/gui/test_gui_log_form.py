"""Logging a visit: what the form asks, what it says before and after the save, and how a leader logs in a row."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.session_drafts import SessionDraft
from desktop.texts import Texts
from desktop.viewmodels.log_form import LogForm, Saved
from desktop.viewmodels.screen import at_work
from desktop.views.style.look import Look
from desktop.views.style.palettes import DARK
from desktop.views.style.theme import Theme
from desktop.views.widgets.log_form import LogFormView
from tests.fakes import ImmediateJobs
from tests.gui.conftest import TODAY, Opener, worn
from tests.gui.still import Still


def form(opener: Opener, texts: Texts, which: str = "bo") -> LogForm:
    vault = opener(which)
    model = LogForm(ImmediateJobs(vault), texts, at_work(vault), pause=Still())
    model.load()
    return model


def vault_of(model: LogForm) -> Any:
    return model.jobs.vault  # type: ignore[attr-defined] # jobs of a test


def said(view: LogFormView) -> str:
    """What stands at the top."""
    return view.banner.text


def words(model: LogForm) -> tuple[str, ...]:
    return model.state.words


def already(model: LogForm) -> bool:
    return model.state.already


def course(model: LogForm, alias: str = "Ravn") -> str:
    return next(one.id for one in model.state.courses if one.alias == alias)


def begun(opener: Opener, texts: Texts, **typed: object) -> LogForm:
    model = form(opener, texts)
    model.begin(course(model))
    model.edit(**typed)
    return model


# --- what it asks ------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_at_first_and_the_next_date_is_filled_in(opener: Opener, texts: Texts) -> None:
    state = begun(opener, texts).state
    assert (state.draft.outcome, state.draft.minutes, state.draft.present) == ("", "", "")
    assert (state.day, state.next_text) == (TODAY, "03-04-2026")
    assert not state.errors


def test_the_next_date_follows_the_visit_until_it_is_typed(opener: Opener, texts: Texts) -> None:
    model = begun(opener, texts, held_on="19")
    assert model.state.next_text == "02-04-2026"
    model.edit(next_on="+7", next_typed=True)
    model.edit(held_on="18")
    assert model.state.next_text == "+7"
    model.edit(next_on="", next_typed=True)
    assert model.state.next_text == ""
    model.throw_away()
    model.begin(course(model))
    model.edit(held_on="1-2")
    assert model.state.next_text == "", "a fortnight after an old slip has passed already"


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        ("", {"minutes", "present", "next_on"}),
        ("held_short", {"minutes", "present", "next_on"}),
        ("planned", {"minutes"}),
        ("cancelled_prison", {"cause", "next_on"}),
        ("transport", {"next_on"}),
    ],
)
def test_it_asks_what_the_outcome_asks(opener: Opener, look: Look, qtbot: QtBot, outcome: str, asked: set[str]) -> None:
    view = LogFormView(begun(opener, look.texts, outcome=outcome), look)
    qtbot.addWidget(view)
    shown = {name for name in ("minutes", "present", "cause", "next_on") if not view.fields[name].isHidden()}
    assert shown == asked


def test_what_no_longer_applies_is_not_saved(opener: Opener, texts: Texts) -> None:
    model = begun(opener, texts, outcome="held", minutes="90", present="yes")
    model.edit(outcome="cancelled_prison", cause="lockdown")
    model.edit(outcome="transport", mode="video")
    model.save()
    (found,) = vault_of(model).do.sessions.recent()
    assert (found.outcome, found.cause, found.minutes, found.present, found.mode) == ("transport", "", None, "", "video")


# --- what is wrong -----------------------------------------------------------------------------------------------


def test_a_save_says_what_is_lacking_and_goes_there(opener: Opener, look: Look, qtbot: QtBot) -> None:
    model = begun(opener, look.texts)
    view = LogFormView(model, look)
    qtbot.addWidget(view)
    with qtbot.waitSignal(model.wrong) as went:
        model.save()
    assert went.args == ["outcome"]
    assert view.fields["outcome"].error == said(view) != ""
    model.edit(outcome="held")
    assert [name for name, _ in model.state.errors] == ["minutes"]
    model.edit(minutes="90")
    assert not said(view)
    assert vault_of(model).do.sessions.recent() == ()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"held_on": "31-2"}, "held_on"),
        ({"held_on": ""}, "held_on"),
        ({"held_on": "21-03-2026"}, "held_on"),
        ({"minutes": "long"}, "minutes"),
        ({"minutes": "1441"}, "minutes"),
        ({"next_on": "19-03-2026", "next_typed": True}, "next_on"),
        ({"next_on": "soon", "next_typed": True}, "next_on"),
        ({"next_on": "20-03-2040", "next_typed": True}, "next_on"),
        ({"note": "ring 12 34 56 78"}, "note"),
        ({"note": "bog " * 60}, "note"),
    ],
)
def test_each_fault_stands_at_its_field_in_the_words_of_the_top(
    opener: Opener, look: Look, qtbot: QtBot, typed: dict[str, object], wrong: str
) -> None:
    model = begun(opener, look.texts, **{"outcome": "held", "minutes": "90", **typed})
    view = LogFormView(model, look)
    qtbot.addWidget(view)
    assert not model.state.errors, "nothing is said while it is typed"
    model.save()
    assert [name for name, _ in model.state.errors] == [wrong]
    assert view.fields[wrong].error == said(view)
    assert vault_of(model).do.sessions.recent() == ()


def test_what_cannot_be_understood_is_said_when_the_field_is_left(opener: Opener, texts: Texts) -> None:
    model = begun(opener, texts, held_on="31-2")
    model.leave("held_on")
    assert model.state.error("held_on")
    model.edit(held_on="1-3")
    assert not model.state.errors


def test_a_fault_of_the_service_stands_at_its_field(opener: Opener, texts: Texts) -> None:
    model = begun(opener, texts, outcome="held", minutes="90", held_on="1-1-1980")
    model.save()
    assert [name for name, _ in model.state.errors] == ["held_on"]
    model.edit(held_on="1-3")
    model.save()
    assert len(vault_of(model).do.sessions.recent()) == 1


def test_words_of_a_note_are_asked_about(opener: Opener, look: Look, qtbot: QtBot) -> None:
    model = begun(opener, look.texts, outcome="held", minutes="90", note="spørg om dommen")
    view = LogFormView(model, look)
    qtbot.addWidget(view)
    assert words(model) == ("dommen",)
    assert "dommen" in said(view)
    model.save()
    assert vault_of(model).do.sessions.recent() == (), "first it is changed or kept"
    model.keep_words()
    assert words(model) == ()
    model.edit(note="spørg om dommen og sagen")
    assert words(model) == ("sagen",)
    model.edit(note="spørg om dommen")
    model.save()
    (found,) = vault_of(model).do.sessions.recent()
    assert vault_of(model).do.sessions.note(found.id).text == "spørg om dommen"


# --- what is said before and after -------------------------------------------------------------------------------


def test_what_forbids_a_visit_is_shown_and_does_not_stop_it(opener: Opener, look: Look, qtbot: QtBot) -> None:
    model = begun(opener, look.texts, outcome="held", minutes="90", held_on="10-1")
    view = LogFormView(model, look)
    qtbot.addWidget(view)
    reasons = {look.say("a visit without valid approval"), look.say("a visit on a day when no volunteer was matched")}
    assert set(model.state.blocks) == reasons
    assert all(reason in said(view) for reason in reasons)
    model.edit(outcome="cancelled_volunteer")
    assert model.state.blocks == ()
    model.edit(outcome="held")
    saved: list[Saved] = []
    model.saved.connect(saved.append)
    model.save()
    assert saved[0].told == (), "it was said before"
    assert len(vault_of(model).do.sessions.recent()) == 1


def test_a_meeting_that_is_logged_already_is_said_so(opener: Opener, look: Look, qtbot: QtBot) -> None:
    model = begun(opener, look.texts)
    vault_of(model).do.sessions.log(course(model), SessionDraft(TODAY, "held", 60))
    model.edit(outcome="held", minutes="90")
    view = LogFormView(model, look)
    qtbot.addWidget(view)
    assert already(model)
    assert said(view) == look.say("This meeting is logged already. You can save all the same: it counts once.")
    model.edit(mode="video")
    assert not already(model)
    assert not said(view)


def test_undo_takes_a_visit_back_and_fills_the_form_again(opener: Opener, texts: Texts) -> None:
    model = begun(opener, texts, outcome="held", minutes="90", present="no", note="husk bogen")
    saved: list[Saved] = []
    model.saved.connect(saved.append)
    model.save()
    assert not model.state.draft.touched
    model.undo(saved[0])
    assert vault_of(model).do.sessions.recent() == ()
    assert (model.state.draft.minutes, model.state.draft.note) == ("90", "husk bogen")


def test_a_correction_is_an_entry_that_undo_takes_back_too(opener: Opener, texts: Texts) -> None:
    model = form(opener, texts)
    logged = vault_of(model).do.sessions.log(course(model), SessionDraft(date(2026, 3, 6), "held", 60, note="husk bogen"))
    model.correct(logged.id)
    draft = model.state.draft
    assert (draft.session, draft.held_on, draft.minutes, draft.note) == (logged.id, "06-03-2026", "60", "husk bogen")
    assert not model.state.already, "it is not the same meeting as itself"
    saved: list[Saved] = []
    model.saved.connect(saved.append)
    model.edit(minutes="90", note="")
    model.save()
    assert [one.minutes for one in vault_of(model).do.sessions.recent()] == [90]
    model.undo(saved[0])
    assert [one.minutes for one in vault_of(model).do.sessions.recent()] == [60]
    assert vault_of(model).do.sessions.note(logged.id).text == "husk bogen"


def test_undo_loses_nothing_that_was_begun_since(opener: Opener, texts: Texts) -> None:
    model = begun(opener, texts, outcome="held", minutes="90")
    saved: list[Saved] = []
    model.saved.connect(saved.append)
    model.save()
    model.begin(course(model))
    model.edit(note="noget nyt")
    model.undo(saved[0])
    assert model.state.draft.note == "noget nyt"


def test_it_is_named_and_fits_in_dark_and_large(opener: Opener, qapp: QApplication, texts: Texts, qtbot: QtBot) -> None:
    look = worn(qapp, Theme(DARK, 1.5), texts)
    model = begun(opener, texts, outcome="cancelled_prison")
    view = LogFormView(model, look)
    qtbot.addWidget(view)
    view.resize(700, 900)
    view.show()
    for chips in (view.outcome, view.cause, view.present, view.mode):
        assert all(chip.accessibleName() or chip.text() for chip in chips.chips)
        assert sum(bool(chip.focusPolicy() & Qt.FocusPolicy.TabFocus) for chip in chips.chips) == 1, "one stop of Tab"
    assert all(chip.height() >= look.theme.scale * 36 for chip in view.cause.chips)
