"""Headquarters' places: the age of each last file in words, a new place, a programme, and the file that goes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import InvalidValue
from desktop.services.site_ages import SiteAge
from desktop.texts import Texts
from desktop.vault.atomic import written
from desktop.viewmodels import days
from desktop.viewmodels.screen import Notice, at_work
from desktop.viewmodels.sites import SitesScreen
from desktop.views.dialogs.save_file import SaveFileDialog
from desktop.views.dialogs.site import ProgrammeDialog, SiteDialog
from desktop.views.sites import SitesView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import NOW, PHRASE, TODAY, settings_in
from tests.gui.judged import faults_of

Opener = Callable[[str], house.OpenVault]


@pytest.fixture
def jobs(home: Path, opener: Opener) -> ImmediateJobs:
    """Headquarters, which has had one file from Storstrøm."""
    with house.open_vault(home / "home" / "site", "Anna", PHRASE, settings_in(home)) as site:
        path = site.do.exporting.up(written(home / "up.indenfor")).path
    assert path is not None
    hq = opener("hq")
    hq.store.now = lambda: NOW + timedelta(hours=1)
    hq.take_in([path])
    hq.store.now = lambda: NOW + timedelta(hours=2)
    return ImmediateJobs(hq)


def save(dialog: QWidget) -> None:
    """Ctrl+Enter, in a window that is in front."""
    dialog.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def model(jobs: ImmediateJobs, texts: Texts) -> SitesScreen:
    assert jobs.vault is not None
    return SitesScreen(jobs, texts, at_work(jobs.vault))


@pytest.fixture
def view(model: SitesScreen, look: Look, qtbot: QtBot) -> SitesView:
    made = SitesView(model, look)
    qtbot.addWidget(made)
    made.resize(1146, 700)
    with qtbot.waitExposed(made):
        made.show()
    model.load()
    return made


def test_the_place_is_listed_with_the_age_of_its_file_and_what_it_is_owed(view: SitesView, model: SitesScreen, texts: Texts) -> None:
    (place,) = model.state.places
    assert (place.name, place.age, place.level) == ("Storstrøm", texts.say("today"), "good")
    assert place.receipt == texts.say("to be sent")
    assert place.volunteers == 1
    assert view.table.row() == 0
    assert view.card.name.text() == "Storstrøm"
    assert faults_of(view) == []


def test_the_file_back_takes_the_debt_away(view: SitesView, model: SitesScreen, texts: Texts, tmp_path: Path) -> None:
    told: list[Notice] = []
    model.said.connect(told.append)
    view.card.down.click()
    assert isinstance(view.dialog, SaveFileDialog)
    assert view.dialog.path.line.text().endswith(".indb"), "a file that is imported is called like every other"
    view.dialog.path.line.setText(str(tmp_path / "down.indb"))
    save(view.dialog)
    assert (tmp_path / "down.indb").is_file()
    assert model.state.places[0].receipt == days.short(texts, TODAY)
    assert [notice.kind for notice in told] == ["done"]
    assert str(tmp_path / "down.indb") in told[0].text
    assert texts.lang in ("da", "en")


def test_a_file_is_never_written_over(view: SitesView, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"kept")
    view.card.down.click()
    assert isinstance(view.dialog, SaveFileDialog)
    view.dialog.path.line.setText(str(tmp_path / "there"))
    view.dialog.accept_button.click()
    assert view.dialog.field.error
    assert (tmp_path / "there").read_bytes() == b"kept"


@pytest.mark.parametrize(("days", "level"), [(0, "good"), (6, "good"), (7, "warn"), (14, "warn"), (15, "bad")])
def test_an_age_is_amber_after_a_week_and_red_after_two(model: SitesScreen, jobs: ImmediateJobs, days: int, level: str) -> None:
    model.load()
    assert jobs.vault is not None
    jobs.vault.store.now = lambda: NOW + timedelta(days=days)
    model.load()
    (place,) = model.state.places
    assert place.level == level
    assert not place.age.startswith("-")


def test_a_place_and_its_programme_are_added_by_keyboard(view: SitesView, model: SitesScreen, texts: Texts) -> None:
    view.add.click()
    assert isinstance(view.dialog, SiteDialog)
    view.dialog.accept_button.click()
    assert view.dialog.type_field.error == texts.fault(model_missing("Type"))
    view.dialog.type.choose("REMAND")
    QTest.keyClicks(view.dialog.name, "Nordby Arrest")
    save(view.dialog)
    assert [place.name for place in model.state.places] == ["Nordby Arrest", "Storstrøm"]
    assert model.chosen is not None
    assert (model.chosen.name, model.chosen.age, model.chosen.laptop) == ("Nordby Arrest", texts.say("not enrolled"), "")
    view.card.programme.click()
    assert isinstance(view.dialog, ProgrammeDialog)
    view.dialog.programme.choose("KICKSTART")
    view.dialog.since.setText("marts")
    view.dialog.accept_button.click()
    assert view.dialog.fields["Agreement from"].error
    view.dialog.since.setText("2026-03")
    view.dialog.accept_button.click()
    assert model.chosen.programmes == (texts.say("Kickstart"),)


def model_missing(field: str) -> InvalidValue:
    return InvalidValue(field=field, reason="it is missing")


def test_without_a_place_the_screen_says_what_to_do_first(tmp_path: Path, texts: Texts, look: Look, qtbot: QtBot) -> None:
    settings = settings_in(tmp_path)
    house.create_vault(tmp_path / "hq", "hq", "Landskontoret", house.Person("Hanne", "Hanne Hyldebær", PHRASE), settings)
    with house.open_vault(tmp_path / "hq", "Hanne", PHRASE, settings) as hq:
        model = SitesScreen(ImmediateJobs(hq), texts, at_work(hq))
        view = SitesView(model, look)
        qtbot.addWidget(view)
        view.show()
        model.load()
        assert view.empty.isVisible()
        assert not view.table.isVisible()
        assert faults_of(view) == []


def test_a_coordinator_reads_and_changes_nothing(model: SitesScreen, look: Look, qtbot: QtBot) -> None:
    model.at = replace(model.at, role="HQ_COORDINATOR")
    view = SitesView(model, look)
    qtbot.addWidget(view)
    view.show()
    model.load()
    assert not view.add.isVisible()
    assert not view.enrol.isVisible()
    assert not view.card.programme.isVisible()
    assert view.card.down.isVisible()


def test_the_service_tells_of_each_place_in_one_read(jobs: ImmediateJobs) -> None:
    assert jobs.vault is not None
    (age,) = jobs.vault.do.site_ages.list()
    assert isinstance(age, SiteAge)
    today = date(2026, 3, 20)
    assert (age.came_on, age.days, age.told_on, age.owed, age.waiting) == (today, 0, today, True, 0)
