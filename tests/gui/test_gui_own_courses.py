"""The volunteer's one screen: choose, log, see it saved, undo or let it lock, correct it next time, wish to talk."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.services.session_drafts import SessionDraft
from desktop.texts import Texts
from desktop.viewmodels.own_courses import SECONDS, OwnCourses
from desktop.viewmodels.screen import Notice, at_work
from desktop.views.own_courses import OwnCoursesView
from desktop.views.style.look import Look
from desktop.views.style.palettes import LIGHT
from desktop.views.style.theme import Theme
from tests.fakes import ImmediateJobs
from tests.gui.accessible import assert_named, tab_order
from tests.gui.conftest import ANNA, PHRASE, TODAY, Opener, settings_in, worn
from tests.gui.still import Still


@pytest.fixture
def second() -> Still:
    return Still()


@pytest.fixture
def model(opener: Opener, texts: Texts, second: Still) -> OwnCourses:
    vault = opener("bo")
    made = OwnCourses(ImmediateJobs(vault), texts, at_work(vault), second, Still())
    made.load()
    return made


@pytest.fixture
def view(model: OwnCourses, look: Look, qtbot: QtBot) -> OwnCoursesView:
    made = OwnCoursesView(model, look)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    return made


def log(model: OwnCourses, place: int = 0, **typed: object) -> None:
    model.begin(model.state.cards[place].id)
    model.form.edit(**{"outcome": "held", "minutes": "90", **typed})
    model.form.save()


def locks(model: OwnCourses) -> list[str]:
    """Told what the window is asked to do."""
    asked: list[str] = []
    model.go.connect(lambda key, _argument: asked.append(key))
    return asked


def test_own_courses_stand_as_cards_with_their_digits(view: OwnCoursesView, model: OwnCourses, look: Look) -> None:
    assert [(card.digit, card.alias, card.programme) for card in model.state.cards] == [
        ("1", "Birk", look.say("Prison visits")),
        ("2", "Ravn", look.say("Prison visits")),
    ]
    assert [card.accessibleName() for card in view.cards] == ["1 Birk", "2 Ravn"]
    assert view.none.isVisible()
    log(model, note="husk bogen")
    card = model.state.cards[0]
    assert card.last == look.say("Last visit: {day}", day=look.say("today"))
    assert "3" in card.next
    assert view.table.isVisible()


def test_what_was_saved_is_shown_for_ten_seconds_and_then_it_locks(
    view: OwnCoursesView, model: OwnCourses, second: Still, look: Look
) -> None:
    asked = locks(model)
    finished: list[bool] = []
    model.finished.connect(lambda: finished.append(True))
    log(model)
    assert view.saved.isVisible()
    assert view.saved.line.text() == look.say(
        "{line}, {minutes} minutes",
        line=look.say("{alias}, {day}: {outcome}", alias="Birk", day=look.say("today"), outcome=look.say("Held")),
        minutes=90,
    )
    assert [line.minutes for line in model.state.lines] == ["90"]
    second.passes(SECONDS - 1)
    assert view.saved.left.text() == look.say("It locks by itself in {seconds} seconds.", seconds=1)
    assert asked == []
    second.passes()
    assert asked == ["lock"]
    assert finished == [True]
    second.passes(SECONDS)
    assert asked == ["lock"], "once"


def test_another_person_locks_at_once(view: OwnCoursesView, model: OwnCourses) -> None:
    asked = locks(model)
    log(model)
    view.saved.another.click()
    assert asked == ["lock"]


def test_whoever_goes_on_puts_the_lock_off(view: OwnCoursesView, model: OwnCourses, second: Still) -> None:
    asked = locks(model)
    log(model)
    second.passes(3)
    view.cards[1].click()
    second.passes(SECONDS)
    assert asked == []
    model.form.edit(outcome="held", minutes="60")
    model.form.save()
    assert model.state.saved is not None
    assert model.state.saved.left == SECONDS
    view.saved.stay.click()
    second.passes(SECONDS)
    assert asked == []
    assert view.saved.isVisible()
    assert not view.saved.left.isVisible()


def test_undo_takes_it_back_and_the_form_comes_back_filled_in(view: OwnCoursesView, model: OwnCourses, second: Still, look: Look) -> None:
    said: list[Notice] = []
    model.said.connect(said.append)
    log(model, present="no", note="husk bogen")
    view.saved.undo.click()
    assert model.state.open
    assert model.state.lines == ()
    assert (view.form.minutes.line.text(), view.form.present.code(), view.form.note.text()) == ("90", "no", "husk bogen")
    assert [notice.text for notice in said] == [look.say("Taken back.")]
    second.passes(SECONDS)
    assert model.state.open
    assert not view.saved.isVisible()


def test_an_own_visit_is_corrected_from_the_list(view: OwnCoursesView, model: OwnCourses, look: Look) -> None:
    log(model, held_on="6-3")
    view.table.chosen.emit(0)
    assert model.state.open
    assert view.programme.text() == look.say("You are correcting a visit that is logged.")
    assert view.save.text() == look.say("Save the correction")
    assert view.form.held_on.typed == "06-03-2026"
    model.form.edit(minutes="60")
    view.save.click()
    assert [line.minutes for line in model.state.lines] == ["60"]
    assert model.state.saved is not None


def test_the_newest_is_repeated(model: OwnCourses) -> None:
    model.repeat()
    assert not model.state.open, "there is none yet"
    log(model, place=1, present="no", mode="video", held_on="6-3")
    model.repeat()
    assert model.form.state.course is not None
    draft = model.form.state.draft
    assert (model.form.state.course.alias, draft.outcome, draft.minutes, draft.present, draft.mode) == ("Ravn", "held", "90", "no", "video")
    assert model.form.state.day == TODAY


def test_the_wish_to_talk_has_no_words(view: OwnCoursesView, model: OwnCourses, look: Look) -> None:
    said: list[Notice] = []
    model.said.connect(said.append)
    view.talk.click()
    assert [notice.text for notice in said] == [look.say("Your visit leader will be told.")]
    assert not view.talk.isVisible()
    day = look.say("today")
    assert view.asked.text() == look.say("Your visit leader will be told that you would like to talk. You asked: {day}.", day=day)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_large_text_cuts_no_button_and_leaves_the_window_its_width(
    model: OwnCourses, look: Look, qapp: QApplication, qtbot: QtBot, scale: float
) -> None:
    view = OwnCoursesView(model, worn(qapp, Theme(LIGHT, scale), look.texts))
    qtbot.addWidget(view)
    view.resize(1366, 620)
    with qtbot.waitExposed(view):
        view.show()
    model.load()
    log(model)
    assert view.width() == 1366
    assert view.talk.width() >= view.talk.sizeHint().width()
    for one in (view.saved.undo, view.saved.another, view.saved.stay):
        assert one.width() >= one.minimumSizeHint().width()
        assert one.isVisible()
    if scale < 2:
        assert view.table.horizontalScrollBar().maximum() == 0


def test_somebody_without_courses_is_told_what_to_do(home: Path, look: Look, qtbot: QtBot) -> None:
    folder = home / "home"
    with house.open_vault(folder / "site", "Anna", PHRASE, settings_in(home)) as site:
        site.do.volunteers.add("Eva", "Lund", date(2025, 1, 1))
        house.adopt_volunteer(site, folder / "eva", site.do.volunteers.find("Eva Lund"), house.Person("Eva", "Eva Lund", PHRASE))
    with house.open_vault(folder / "eva", "Eva", PHRASE, settings_in(home)) as eva:
        model = OwnCourses(ImmediateJobs(eva), look.texts, at_work(eva), Still(), Still())
        view = OwnCoursesView(model, look)
        qtbot.addWidget(view)
        view.show()
        model.load()
        assert view.nobody.isVisible()
        assert not view.none.isVisible()
        assert view.talk.isVisible()
        model.repeat()
        assert not model.state.open


def test_everything_that_takes_the_keyboard_is_named(view: OwnCoursesView, model: OwnCourses) -> None:
    log(model)
    assert_named(view)
    assert tab_order(view)[:2] == ["1 Birk", "2 Ravn"]
    for outcome in ("held", "cancelled_prison"):
        model.begin(model.state.cards[0].id)
        model.form.edit(outcome=outcome, note="spørg om dommen")
        assert_named(view)


# --- already logged ----------------------------------------------------------------------------------------------


@pytest.fixture
def unlock(home: Path) -> Callable[[str], house.OpenVault]:
    """Unlock as the window does: what others left is taken in. The test closes it after it has left its own."""
    places = {"site": ("site", ANNA.label), "bo": ("bo", "Bo")}

    def open_(which: str) -> house.OpenVault:
        folder, label = places[which]
        opened = house.open_vault(home / "home" / folder, label, PHRASE, settings_in(home))
        opened.arrive()
        return opened

    return open_


def lock(vault: house.OpenVault) -> None:
    vault.leave()
    vault.close()


def leader_logs(site: house.OpenVault) -> None:
    """A paper slip of the same meeting."""
    course = next(line.course.id for line in site.do.courses.list() if line.alias == "Birk")
    site.do.sessions.log(course, SessionDraft(TODAY, "held", 60))


def own(vault: house.OpenVault, texts: Texts) -> OwnCourses:
    model = OwnCourses(ImmediateJobs(vault), texts, at_work(vault), Still(), Still())
    model.load()
    return model


def test_already_logged_is_said_before_the_save_with_a_leaders_unlock_in_between(
    unlock: Callable[[str], house.OpenVault], texts: Texts
) -> None:
    site = unlock("site")
    leader_logs(site)
    lock(site)
    bo = unlock("bo")
    model = own(bo, texts)
    model.begin(model.state.cards[0].id)
    model.form.edit(outcome="held", minutes="90")
    assert model.form.state.already
    model.form.save()
    assert model.state.saved is not None
    assert model.state.saved.told == (), "it was said before"
    assert model.state.lines[0].remark == texts.say("Logged by somebody else, too; counts once")
    lock(bo)
    site = unlock("site")
    assert len(site.do.sessions.recent()) == 2
    lock(site)


def test_and_afterwards_without_it(unlock: Callable[[str], house.OpenVault], texts: Texts) -> None:
    bo = unlock("bo")
    model = own(bo, texts)
    log(model)
    assert not model.form.state.already
    assert model.state.lines[0].remark == ""
    lock(bo)
    site = unlock("site")
    leader_logs(site)
    lock(site)
    bo = unlock("bo")
    model = own(bo, texts)
    assert [line.remark for line in model.state.lines] == [texts.say("Logged by somebody else, too; counts once")]
    lock(bo)
