"""Courses by keyboard: the list and its filters, the card, every step with its Undo, and a referral from paper."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.rules.status import Status
from desktop.services.session_drafts import SessionDraft
from desktop.viewmodels import course_table
from desktop.viewmodels.course_words import END_REASONS, PURPOSES, SHORT
from desktop.viewmodels.courses import LAYOUT
from desktop.viewmodels.referral import DESK
from desktop.views.dialogs.course_steps import ConsentDialog, EndDialog, MatchDialog, ReferAgainDialog, StepDialog
from desktop.views.dialogs.refer import ReferDialog
from desktop.views.style.look import Look
from tests.gui.casebook import Casebook, accept, button, fill, pick, press, settle
from tests.gui.conftest import TODAY, Opener
from tests.gui.judged import faults_of


@pytest.fixture
def book(opener: Opener, look: Look, qtbot: QtBot) -> Casebook:
    return Casebook(opener("site"), look, qtbot)


def refer(book: Casebook, alias: str, programme: str = "VISITING") -> str:
    course = book.vault.do.courses.refer(programme, "Kim", "Poulsen", None, "", "", date(2026, 3, 2), alias=alias).course
    book.model.load()
    return course


def first_of(book: Casebook) -> str:
    """The step that stands out on the card."""
    return book.model.state.card.first if book.model.state.card else ""


def test_the_list_says_a_status_by_icon_and_word(book: Casebook) -> None:
    model = book.model.table
    assert book.aliases == ["Birk", "Ravn"]
    status = model.index(0, course_table.STATUS)
    assert (status.data(), status.data(course_table.GROUP)) == (book.look.say(SHORT[Status.SETTING_UP]), "setting_up")
    assert model.index(0, course_table.VOLUNTEERS).data() == "Bo Berg"
    assert faults_of(book.view) == []


def test_the_list_is_filtered_by_group_and_by_the_first_letters(book: Casebook) -> None:
    refer(book, "Ørred")
    assert book.aliases == ["Birk", "Ravn", "Ørred"]
    book.view.typed.setFocus()
    QTest.keyClicks(book.view.typed, "oer")
    assert book.aliases == ["Ørred"]
    QTest.keyClick(book.view.typed, Qt.Key.Key_Return)
    assert book.model.state.card is not None
    assert book.model.state.card.alias == "Ørred"
    fill(book.view.typed, "x")
    assert book.aliases == []
    press(button(book.view, book.look.say("Show all open courses")))
    book.model.filter_group("waiting")
    assert book.aliases == ["Ørred"]
    assert dict(book.model.state.counts) == {"open": 3, "waiting": 1, "setting_up": 2, "active": 0, "ended": 0}


def test_the_list_is_sorted_by_a_column_but_never_by_name(book: Casebook) -> None:
    book.model.sort_by(course_table.ALIAS)
    assert book.aliases == ["Ravn", "Birk"]
    book.model.sort_by(course_table.NAME)
    assert book.aliases == ["Ravn", "Birk"]
    book.model.sort_by(course_table.NEXT)
    assert book.model.state.sort == course_table.NEXT


def test_the_columns_are_kept_for_the_person(book: Casebook, look: Look, qtbot: QtBot) -> None:
    book.view.table.setColumnWidth(course_table.VOLUNTEERS, 222)
    book.model._keep_layout()
    assert book.vault.do.desk.find(LAYOUT) is not None
    again = Casebook(book.vault, look, qtbot)
    assert again.view.table.columnWidth(course_table.VOLUNTEERS) == 222


def test_enter_opens_the_card_and_escape_closes_it(book: Casebook) -> None:
    book.open("Ravn")
    card = book.model.state.card
    assert card is not None
    assert (card.alias, card.status, card.visits) == ("Ravn", book.look.say("Being set up"), book.look.say("No visits yet"))
    assert [event.text for event in card.events][-1] == book.look.say("{detail} became the volunteer", detail="Bo Berg")
    assert book.view.card.isVisible()
    assert faults_of(book.view) == []
    QTest.keyClick(book.view.table, Qt.Key.Key_Up)
    assert book.model.state.card is not None
    assert book.model.state.card.alias == "Birk"
    QTest.keyClick(book.view.table, Qt.Key.Key_Escape)
    settle()
    assert not book.view.card.isVisible()


def test_a_course_goes_from_the_referral_to_a_visit_step_by_step(book: Casebook) -> None:
    course = refer(book, "Lærke")
    book.open("Lærke")
    for step, status in (("staff", Status.AWAITING_APPROVAL), ("leader", Status.APPROVED)):
        assert first_of(book) == step
        press(button(book.view.card, book.look.say("The prison approves" if step == "staff" else "You approve")))
        dialog = book.dialog()
        assert isinstance(dialog, StepDialog)
        assert faults_of(dialog) == []
        accept(dialog)
        assert book.vault.do.courses.status(course, TODAY) is status
    assert first_of(book) == "consent"
    dialog = book.take("consent")
    assert isinstance(dialog, ConsentDialog)
    pick(dialog.purpose, book.look.say(PURPOSES["processing"]))
    accept(dialog)
    assert first_of(book) == "match"
    dialog = book.take("match")
    assert isinstance(dialog, MatchDialog)
    pick(dialog.volunteer, "Bo Berg")
    accept(dialog)
    assert book.vault.do.courses.status(course, TODAY) is Status.SETTING_UP
    press(button(book.view.card, book.look.say("Log a visit")))
    assert book.went == [("log", course)]


def test_a_step_is_taken_back_by_the_notice(book: Casebook) -> None:
    course = refer(book, "Lærke")
    book.open("Lærke")
    accept(book.take("staff"))
    assert book.vault.do.courses.status(course, TODAY) is Status.AWAITING_APPROVAL
    book.undo()
    assert book.vault.do.courses.status(course, TODAY) is Status.REFERRED
    book.open("Ravn")
    dialog = book.take("end")
    assert isinstance(dialog, EndDialog)
    pick(dialog.reason, book.look.say(END_REASONS["completed"]))
    accept(dialog)
    assert book.model.state.card is not None
    assert book.model.state.card.group == "ended"
    book.undo()
    assert book.vault.do.courses.status(book.course("Ravn"), TODAY) is Status.SETTING_UP


def test_a_match_ends_with_its_last_day_and_comes_back(book: Casebook) -> None:
    book.open("Ravn")
    press(button(book.view.card, book.look.say("End the match with {name}", name="Bo Berg")))
    accept(book.dialog())
    assert book.model.state.card is not None
    assert [match.detail for match in book.model.state.card.matches] != []
    (match,) = book.vault.do.course_cards.card(book.course("Ravn")).matches
    assert match.match.to_on == TODAY
    book.undo()
    (match,) = book.vault.do.course_cards.card(book.course("Ravn")).matches
    assert match.match.to_on is None


def test_a_consent_is_withdrawn_and_said_to_stay_so(book: Casebook) -> None:
    book.open("Ravn")
    dialog = book.take("consent")
    assert isinstance(dialog, ConsentDialog)
    pick(dialog.purpose, book.look.say(PURPOSES["transfer"]))
    pick(dialog.given, book.look.say("Withdrawn"))
    accept(dialog)
    assert book.said[-1].undo is None
    stands = {one.purpose: one.stands for one in book.vault.do.course_cards.card(book.course("Ravn")).consents}
    assert (stands["processing"], stands["transfer"]) == (True, False)


def test_what_is_refused_stays_in_the_form_and_is_said_at_the_field(book: Casebook) -> None:
    refer(book, "Lærke")
    book.open("Lærke")
    dialog = book.take("staff")
    assert isinstance(dialog, StepDialog)
    line = dialog.fields["Approved on"].editor.focusProxy()
    fill(line, "31-12-2026")  # type: ignore[arg-type]  # the line of a date field
    accept(dialog)
    assert dialog.isVisible()
    assert dialog.banner.text == dialog.fields["Approved on"].error != ""
    fill(line, "g")  # type: ignore[arg-type]  # the same
    accept(dialog)
    assert not book.in_dialog
    again = book.take("match")
    accept(again)
    assert again.banner.text
    again.reject()


def test_somebody_known_is_referred_again(book: Casebook) -> None:
    book.vault.do.courses.end(book.course("Ravn"), TODAY, "completed")
    book.model.open(book.course("Ravn"))
    settle()
    dialog = book.take("again")
    assert isinstance(dialog, ReferAgainDialog)
    pick(dialog.programme, book.look.say("Prison visits"))
    accept(dialog)
    assert book.model.state.card is not None
    assert (book.model.state.card.alias, book.model.state.card.group) == ("Ravn", "waiting")
    assert len(book.model.state.card.others) == 1


def test_visits_and_findings_stand_on_the_card(book: Casebook) -> None:
    course = refer(book, "Lærke")
    book.vault.do.sessions.log(course, SessionDraft(date(2026, 3, 10), "held", 60, next_on=date(2026, 3, 17)))
    book.model.load()
    book.open("Lærke")
    card = book.model.state.card
    assert card is not None
    assert card.missed
    assert len(card.findings) == 2
    assert card.visits == book.look.say("1 visit held")
    press(button(book.view.card, book.look.say("Show the visits")))
    assert book.went == [("sessions", course)]
    assert faults_of(book.view) == []


# --- a referral from paper ------------------------------------------------------------------------------------------


def begin(book: Casebook) -> ReferDialog:
    book.appear()
    QTest.keyClick(book.view.refer_button, Qt.Key.Key_Space)
    book.qtbot.waitUntil(lambda: book.in_dialog)
    dialog = book.dialog()
    assert isinstance(dialog, ReferDialog)
    return dialog


def type_it(book: Casebook, dialog: ReferDialog) -> None:
    if not dialog.programme.code():
        pick(dialog.programme, book.look.say("Prison visits"))
    fill(dialog.given, "Konrad")
    fill(dialog.family, "Kvistgaard")
    fill(dialog.birth.line, "06-05-1990")
    pick(dialog.legal, book.look.say("Serving a sentence"))
    fill(dialog.referred.line, "g")
    press(dialog.consents["processing"])


def test_a_paper_referral_is_typed_by_keyboard_and_shows_its_card(book: Casebook) -> None:
    dialog = begin(book)
    alias = dialog.alias.text()
    assert alias
    assert faults_of(dialog) == []
    press(dialog.redraw)
    drawn = dialog.alias.text()
    type_it(book, dialog)
    accept(dialog)
    card = book.model.state.card
    assert card is not None
    assert (card.alias, card.status) == (drawn, book.look.say("Referred"))
    (who,) = book.vault.do.identities.open([card.participant]).values()
    assert (who.given, who.family, who.birth_date) == ("Konrad", "Kvistgaard", date(1990, 5, 6))
    assert book.vault.do.desk.find(DESK) is None


def test_half_a_referral_survives_a_lock_and_comes_back_to_this_person(book: Casebook, look: Look, qtbot: QtBot) -> None:
    dialog = begin(book)
    type_it(book, dialog)
    drawn = dialog.alias.text()
    book.model.keep_draft()
    kept = book.vault.do.desk.find(DESK)
    assert kept is not None
    assert b"Kvistgaard" in kept
    again = Casebook(book.vault, look, qtbot)
    back = begin(again)
    assert (back.given.text(), back.family.text(), back.birth.typed, back.referred.typed) == ("Konrad", "Kvistgaard", "06-05-1990", "g")
    assert back.consents["processing"].isChecked()
    assert back.alias.text() == drawn
    assert back.banner.isVisible()
    press(button(back.banner, look.say("Begin anew")))
    assert (back.given.text(), back.family.text()) == ("", "")


def test_escape_keeps_what_was_typed_and_nothing_where_nothing_was(book: Casebook) -> None:
    dialog = begin(book)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert book.vault.do.desk.find(DESK) is None
    dialog = begin(book)
    fill(dialog.given, "Konrad")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert b"Konrad" in (book.vault.do.desk.find(DESK) or b"")


def test_what_is_missing_in_a_referral_is_said_at_its_field(book: Casebook) -> None:
    dialog = begin(book)
    type_it(book, dialog)
    fill(dialog.family, "")
    dialog.family.clear()
    accept(dialog)
    assert dialog.isVisible()
    assert dialog.fields["Family name"].error
    assert QApplication.focusWidget() is dialog.family
    fill(dialog.family, "010190-1234")
    accept(dialog)
    assert dialog.fields["Family name"].error == dialog.banner.text
    fill(dialog.family, "Kvistgaard")
    fill(dialog.birth.line, "fredag")
    accept(dialog)
    assert dialog.fields["Date of birth"].error
    dialog.reject()


def test_another_screen_points_at_a_course_a_list_or_a_new_referral(opener: Opener, look: Look, qtbot: QtBot) -> None:
    book = Casebook(opener("site"), look, qtbot)
    book.vault.do.courses.end(book.course("Ravn"), TODAY, "completed")
    book.model.load()
    book.model.open(book.course("Ravn"))
    assert (book.model.state.group, book.aliases) == ("ended", ["Ravn"])
    book.model.open("setting_up")
    assert book.aliases == ["Birk"]
    book.model.open("refer")
    assert isinstance(book.dialog(), ReferDialog)
    book.dialog().reject()


def test_it_holds_in_the_dark_and_in_a_small_window(opener: Opener, dark_look: Look, qtbot: QtBot) -> None:
    book = Casebook(opener("site"), dark_look, qtbot)
    book.open("Ravn")
    for size in ((1150, 700), (640, 520)):
        book.view.resize(*size)
        assert faults_of(book.view) == []
