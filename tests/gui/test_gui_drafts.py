"""What is half typed survives a lock, a crash and a power cut, and lies nowhere in the clear."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.texts import Texts
from desktop.viewmodels.log_draft import LogDraft, put_away, taken_up
from desktop.viewmodels.log_form import PAUSE
from desktop.viewmodels.log_saving import DESK
from desktop.viewmodels.own_courses import OwnCourses
from desktop.viewmodels.screen import at_work
from desktop.views.own_courses import OwnCoursesView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import PHRASE, TODAY, Opener, settings_in
from tests.gui.still import Still

CANARY = "Zqxwkanarienote"
ROOT = Path(__file__).resolve().parents[2]


def unlock(home: Path) -> house.OpenVault:
    """As often as a test wants: closed by the test."""
    return house.open_vault(home / "home" / "bo", "Bo", PHRASE, settings_in(home))


def screen(vault: house.OpenVault, texts: Texts, pause: QTimer | None = None) -> OwnCourses:
    model = OwnCourses(ImmediateJobs(vault), texts, at_work(vault), Still(), pause or Still())
    model.load()
    return model


def test_it_comes_back_at_the_next_unlock_and_goes_with_the_save(home: Path, look: Look, qtbot: QtBot) -> None:
    kept: list[bool] = []
    with unlock(home) as vault:
        model = screen(vault, look.texts)
        model.begin(model.state.cards[0].id)
        model.form.edit(outcome="held", minutes="45", note="husk bogen")
        model.form.keep_draft(lambda: kept.append(True))
        assert kept == [True]
    with unlock(home) as vault:
        again = screen(vault, look.texts)
        view = OwnCoursesView(again, look)
        qtbot.addWidget(view)
        view.show()
        assert again.state.open
        assert view.banner.text == look.say("We have kept what you were writing.")
        assert (view.form.outcome.code(), view.form.minutes.line.text(), view.form.note.text()) == ("held", "45", "husk bogen")
        again.form.save()
        assert again.state.lines[0].minutes == "45"
        assert vault.do.desk.find(DESK) is None


def test_several_that_are_half_typed_all_survive(home: Path, texts: Texts) -> None:
    with unlock(home) as vault:
        model = screen(vault, texts)
        birk, ravn = (card.id for card in model.state.cards)
        model.begin(birk)
        model.form.edit(outcome="held", minutes="30")
        model.begin(ravn)
        model.form.edit(outcome="cancelled_prison")
        model.keep_draft()
    with unlock(home) as vault:
        again = screen(vault, texts)
        assert again.form.state.draft.course == ravn
        again.begin(birk)
        assert again.form.state.draft.minutes == "30"
        again.form.save()
        assert [card.mark for card in again.state.cards] == ["", texts.say("Half written")]
        again.begin(ravn)
        assert again.form.state.draft.outcome == "cancelled_prison"
        again.throw_away()
        assert [card.mark for card in again.state.cards] == ["", ""]


def test_nothing_is_kept_of_a_form_that_was_only_looked_at(opener: Opener, texts: Texts) -> None:
    vault = opener("bo")
    model = screen(vault, texts)
    model.begin(model.state.cards[0].id)
    model.leave_form()
    assert vault.do.desk.find(DESK) is None
    assert [card.mark for card in model.state.cards] == ["", ""]


def test_a_pause_is_enough(opener: Opener, texts: Texts, qtbot: QtBot) -> None:
    vault = opener("bo")
    model = screen(vault, texts, QTimer())
    model.begin(model.state.cards[0].id)
    model.form.edit(note="husk bogen")
    assert vault.do.desk.find(DESK) is None
    qtbot.waitUntil(lambda: vault.do.desk.find(DESK) is not None, timeout=PAUSE * 10)


def test_a_day_means_the_same_when_it_is_taken_up() -> None:
    typed = LogDraft(course="c", held_on="i går", outcome="held", next_on="+7", next_typed=True)
    (kept,) = taken_up(put_away([typed], TODAY))
    assert (kept.held_on, kept.next_on) == ("19-03-2026", "26-03-2026")
    assert taken_up(put_away([kept], TODAY + timedelta(days=3))) == (kept,)
    wrong = replace(typed, held_on="31-2", next_on="snart")
    assert taken_up(put_away([wrong], TODAY)) == (wrong,)


@pytest.mark.parametrize("kept", [b"", b"{", b'{"course":1}', b"[[1]]"])
def test_what_cannot_be_read_is_passed_over(opener: Opener, texts: Texts, kept: bytes) -> None:
    vault = opener("bo")
    vault.do.desk.keep(DESK, kept)
    model = screen(vault, texts)
    assert not model.state.open
    assert len(model.state.cards) == 2


def test_one_about_a_course_that_is_gone_is_passed_over(opener: Opener, texts: Texts) -> None:
    vault = opener("bo")
    vault.do.desk.keep(DESK, put_away([LogDraft(course="f" * 32, outcome="held")], date(2026, 3, 1)))
    assert not screen(vault, texts).state.open


def test_it_survives_a_kill_and_is_nowhere_in_the_clear(home: Path, texts: Texts) -> None:
    child = subprocess.Popen(  # noqa: S603 - this very Python and a file of these tests
        [sys.executable, "-m", "tests.gui.typing_child", str(home), CANARY],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    with child.stdout as said:
        assert said.readline() == b"kept\n"
        child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    spelt = (CANARY.encode(), CANARY.encode("utf-16-le"))
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if any(one in path.read_bytes() for one in spelt)] == []
    with unlock(home) as vault:
        model = screen(vault, texts)
        assert model.state.open
        assert (model.form.state.draft.minutes, model.form.state.draft.note) == ("45", CANARY)
