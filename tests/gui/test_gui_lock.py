"""A lock, a close or a fault in the middle of something: nothing is lost, nothing is saved twice, nothing stays open or to be seen."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop import house
from desktop.errors import WentWrong
from desktop.jobs import Failed
from desktop.texts import Texts
from desktop.viewmodels import referral
from desktop.viewmodels.course_table import VOLUNTEERS
from desktop.viewmodels.course_words import END_REASONS
from desktop.viewmodels.courses import CoursesScreen
from desktop.viewmodels.log_saving import DESK
from desktop.viewmodels.own_courses import OwnCourses
from desktop.viewmodels.referral import Referral, ReferralDraft
from desktop.viewmodels.screen import Notice, at_work
from desktop.viewmodels.volunteers import VolunteersScreen
from desktop.views.courses import CoursesView
from desktop.views.dialogs.course_steps import EndDialog
from desktop.views.dialogs.refer import ReferDialog
from desktop.views.dialogs.volunteer import AddVolunteerDialog
from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.lines import PassphraseField
from tests.fakes import ImmediateJobs
from tests.gui.conftest import PHRASE, Opener
from tests.gui.still import Still

T = TypeVar("T")


class BusyWorker(ImmediateJobs):
    """Work waits while the worker is busy with something else."""

    def __init__(self, vault: house.OpenVault) -> None:
        super().__init__(vault)
        self.busy_now = False
        self.waiting: list[Callable[[], None]] = []

    @override
    def _submit(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        if not self.busy_now:
            super()._submit(work, done, failed)
            return
        submit = super()._submit
        self.waiting.append(lambda: submit(work, done, failed))

    def free(self) -> None:
        """It is done with that, and takes what waits; also what is asked for meanwhile."""
        self.busy_now = False
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def volunteer(opener: Opener, texts: Texts) -> OwnCourses:
    vault = opener("bo")
    model = OwnCourses(BusyWorker(vault), texts, at_work(vault), Still(), Still())
    model.load()
    return model


def worker(model: OwnCourses) -> BusyWorker:
    assert isinstance(model.jobs, BusyWorker)
    return model.jobs


def desk(model: OwnCourses) -> bytes | None:
    vault = worker(model).vault
    assert vault is not None
    return vault.do.desk.find(DESK)


def type_visit(model: OwnCourses, place: int = 0) -> None:
    model.begin(model.state.cards[place].id)
    model.form.edit(outcome="held", minutes="45")


# --- a save that is under way --------------------------------------------------------------------------------------


def test_a_lock_during_a_save_leaves_no_draft_of_what_was_saved(volunteer: OwnCourses) -> None:
    type_visit(volunteer)
    worker(volunteer).busy_now = True
    volunteer.form.save()
    volunteer.keep_draft()
    worker(volunteer).free()
    assert len(volunteer.state.lines) == 1
    assert desk(volunteer) is None


def test_another_course_begun_during_a_save_is_neither_lost_nor_mixed_up(volunteer: OwnCourses) -> None:
    type_visit(volunteer)
    worker(volunteer).busy_now = True
    volunteer.form.save()
    volunteer.begin(volunteer.state.cards[1].id)
    volunteer.form.edit(outcome="cancelled_prison")
    worker(volunteer).free()
    assert [card.mark for card in volunteer.state.cards] == ["", volunteer.texts.say("Half written")]
    assert volunteer.form.state.draft.outcome == "cancelled_prison"
    assert volunteer.state.open
    assert volunteer.state.saved is not None
    assert volunteer.state.saved.left is None
    volunteer.keep_draft()
    assert b"cancelled_prison" in (desk(volunteer) or b"")
    assert b'held"' not in (desk(volunteer) or b"").replace(b"held_on", b"")


def test_a_save_that_the_disk_refused_during_a_lock_stays_half_typed(volunteer: OwnCourses, monkeypatch: pytest.MonkeyPatch) -> None:
    type_visit(volunteer)
    jobs = worker(volunteer)
    jobs.busy_now = True
    volunteer.form.save()
    volunteer.keep_draft()
    vault = jobs.vault
    assert vault is not None

    def full(*_: object) -> None:
        raise WentWrong

    monkeypatch.setattr(vault.do.sessions, "log", full)
    jobs.free()
    assert volunteer.state.lines == ()
    assert b'"45"' in (desk(volunteer) or b"")


def test_undo_asked_for_twice_takes_back_once(volunteer: OwnCourses) -> None:
    said: list[str] = []
    volunteer.said.connect(lambda notice: said.append(notice.kind))
    type_visit(volunteer)
    volunteer.form.save()
    worker(volunteer).busy_now = True
    volunteer.undo()
    volunteer.undo()
    worker(volunteer).free()
    assert said == ["done"]
    assert volunteer.state.lines == ()


def test_what_was_typed_lies_on_the_desk_though_another_course_was_begun_at_once(opener: Opener, texts: Texts) -> None:
    vault = opener("bo")
    pause = Counting()
    model = OwnCourses(ImmediateJobs(vault), texts, at_work(vault), Still(), pause)
    model.load()
    type_visit(model)
    model.begin(model.state.cards[1].id)
    assert pause.runs
    pause.passes()
    assert b'"45"' in (vault.do.desk.find(DESK) or b"")


class Counting(Still):
    """Stands still, and knows whether it would run."""

    runs = False

    @override
    def start(self, *_: object) -> None:
        self.runs = True

    @override
    def stop(self) -> None:
        self.runs = False


@pytest.mark.parametrize("typed", ["31-12-9999", "9999-12-25"])
def test_the_last_days_of_the_calendar_break_nothing(volunteer: OwnCourses, typed: str) -> None:
    type_visit(volunteer)
    volunteer.form.edit(held_on=typed)
    volunteer.form.save()
    assert volunteer.form.state.error("held_on")
    volunteer.keep_draft()
    volunteer.form.edit(outcome="planned")
    volunteer.form.save()
    assert volunteer.form.state.error("held_on")


# --- a referral that is under way ----------------------------------------------------------------------------------


DRAFT = ReferralDraft("VISITING", "Eva", "Eriksen", referred="20-03-2026", gender="f", legal_status="SERVING", consents=("processing",))


def test_a_referral_left_while_it_is_saved_does_not_come_back(opener: Opener, look: Look, qtbot: QtBot) -> None:
    vault = opener("site")
    jobs = BusyWorker(vault)
    model = Referral(jobs, look.texts, at_work(vault))
    model.load()
    dialog = ReferDialog(model, look, lambda _course: None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.given.setText("Eva")
    dialog.family.setText("Eriksen")
    before = len(vault.do.courses.list())
    jobs.busy_now = True
    dialog.accept_button.click()
    dialog.reject()
    model.keep_draft()
    jobs.free()
    assert len(vault.do.courses.list()) == before + 1
    assert vault.do.desk.find(referral.DESK) is None


def test_what_is_typed_before_the_desk_answers_is_kept(opener: Opener, texts: Texts) -> None:
    vault = opener("site")
    jobs = BusyWorker(vault)
    model = Referral(jobs, texts, at_work(vault))
    jobs.busy_now = True
    model.load()
    model.edit(ReferralDraft(given="Eva"))
    jobs.free()
    assert model.state.draft.given == "Eva"
    assert model.state.draft.alias


# --- forms that are closed before the answer comes -----------------------------------------------------------------


@pytest.fixture
def busy_courses(opener: Opener, look: Look, qtbot: QtBot) -> CoursesView:
    vault = opener("site")
    model = CoursesScreen(BusyWorker(vault), look.texts, at_work(vault))
    view = CoursesView(model, look)
    qtbot.addWidget(view)
    model.load()
    model.choose(model.state.rows[0].course.id)
    return view


@pytest.mark.parametrize("refused", [False, True])
def test_a_step_that_is_saved_after_its_form_is_told_all_the_same(
    busy_courses: CoursesView, look: Look, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    model, jobs = busy_courses._model, busy_courses._model.jobs
    assert isinstance(jobs, BusyWorker)
    assert jobs.vault is not None
    said: list[Notice] = []
    model.said.connect(said.append)
    assert model.state.card is not None
    dialog = EndDialog(model, look, model.state.card, busy_courses)
    dialog.reason.choose(next(iter(END_REASONS)))
    close_before_the_answer(dialog, jobs, dialog.accept_button.click, monkeypatch if refused else None)
    assert [one.kind for one in said] == ["error" if refused else "done"]
    assert (said[0].undo is None) == refused


@pytest.mark.parametrize("refused", [False, True])
def test_a_volunteer_is_told_of_after_the_form_is_closed(
    opener: Opener, look: Look, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    jobs = BusyWorker(opener("site"))
    assert jobs.vault is not None
    model = VolunteersScreen(jobs, look.texts, at_work(jobs.vault))
    said: list[Notice] = []
    model.said.connect(said.append)
    model.load()
    dialog = AddVolunteerDialog(model, look)
    dialog.given.setText("Eva")
    dialog.family.setText("Eriksen")
    close_before_the_answer(dialog, jobs, dialog.accept_button.click, monkeypatch if refused else None)
    assert [one.kind for one in said] == ["error" if refused else "done"]


def test_a_referral_that_was_refused_after_its_form_is_told_and_kept(opener: Opener, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = BusyWorker(opener("site"))
    assert jobs.vault is not None
    model = Referral(jobs, look.texts, at_work(jobs.vault))
    model.load()
    said: list[Notice] = []
    model.said.connect(said.append)
    dialog = ReferDialog(model, look, lambda _course: None)
    dialog.given.setText("Eva")
    close_before_the_answer(dialog, jobs, dialog.accept_button.click, monkeypatch)
    assert [one.kind for one in said] == ["error"]
    assert b"Eva" in (jobs.vault.do.desk.find(referral.DESK) or b"")


def close_before_the_answer(dialog: FormDialog, jobs: BusyWorker, send: Callable[[], None], refuse: pytest.MonkeyPatch | None) -> None:
    """Sent, then left with Esc, then gone; and then the worker answers."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    jobs.busy_now = True
    send()
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert jobs.vault is not None

    def full(*_: object, **__: object) -> None:
        raise WentWrong

    if refuse is not None:
        for service, verb in ((jobs.vault.do.courses, "end"), (jobs.vault.do.courses, "refer"), (jobs.vault.do.volunteers, "add")):
            refuse.setattr(service, verb, full)
    jobs.free()


# --- what comes from elsewhere -------------------------------------------------------------------------------------


def test_a_name_from_a_file_is_no_page_for_a_tip(opener: Opener, texts: Texts) -> None:
    vault = opener("site")
    model = VolunteersScreen(ImmediateJobs(vault), texts, at_work(vault))
    model.add("<img src='//evil/x.png'>", "Eriksen", date(2026, 1, 1), lambda: None, lambda _fault: None)
    (course, *_) = vault.do.courses.list()
    added = next(one.id for one in vault.do.volunteers.list() if one.family == "Eriksen")
    vault.do.courses.match(course.course.id, added, date(2026, 2, 1))
    courses = CoursesScreen(ImmediateJobs(vault), texts, at_work(vault))
    courses.load()
    table = courses.table
    tips = [table.index(row, VOLUNTEERS).data(Qt.ItemDataRole.ToolTipRole) for row in range(table.rowCount())]
    assert any("evil" in one for one in tips)
    assert not any("<" in one for one in tips)


# --- passphrases ---------------------------------------------------------------------------------------------------


def test_a_passphrase_that_was_cleared_cannot_be_brought_back(look: Look, qtbot: QtBot) -> None:
    field = PassphraseField(look)
    qtbot.addWidget(field)
    field.show()
    field.toggle.setChecked(True)
    QTest.keyClicks(field.line, PHRASE)
    field.clear()
    assert not field.line.isUndoAvailable()
    field.toggle.setChecked(True)
    QTest.keyClick(field.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    field.line.undo()
    assert field.text() == ""
