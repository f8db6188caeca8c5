"""Figures: numbers with their definition and their places, another year and another day, and the pages that are saved."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.errors import InvalidValue
from desktop.services.session_drafts import SessionDraft
from desktop.texts import Texts
from desktop.viewmodels.figure_rows import BAR
from desktop.viewmodels.figures import FiguresScreen
from desktop.viewmodels.screen import Notice, at_work
from desktop.views.figures import FiguresView
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.conftest import PHRASE, TODAY, settings_in
from tests.gui.judged import faults_of

Opener = Callable[[str], house.OpenVault]


@pytest.fixture
def site(opener: Opener) -> house.OpenVault:
    """Storstrøm with two visits held this year and one last year."""
    vault = opener("site")
    first, second = sorted(one.course.id for one in vault.do.courses.list())
    for course, day in ((first, date(2026, 2, 3)), (second, date(2026, 3, 3)), (first, date(2025, 12, 2))):
        vault.do.sessions.log(course, SessionDraft(day, "held", 90, "in_person"))
    return vault


def screen(vault: house.OpenVault, texts: Texts) -> FiguresScreen:
    return FiguresScreen(ImmediateJobs(vault), texts, at_work(vault))


def shown(model: FiguresScreen, look: Look, qtbot: QtBot) -> FiguresView:
    view = FiguresView(model, look)
    qtbot.addWidget(view)
    view.resize(1146, 720)
    with qtbot.waitExposed(view):
        view.show()
    model.load()
    return view


def values(model: FiguresScreen) -> dict[str, str]:
    return {line.key: line.shown for line in model.state.lines}


def test_each_figure_stands_with_its_definition_and_its_places(site: house.OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> None:
    model = screen(site, texts)
    view = shown(model, look, qtbot)
    found = values(model)
    assert (found["persons_visited"], found["sessions_held"], found["active_now"]) == ("2", "2", "2")
    assert view.cards["persons_visited"].accessibleName() == f"{texts.say('Persons visited')}: 2"
    QTest.keyClick(view.cards["sessions_held"], Qt.Key.Key_Space)
    assert model.state.chosen == "sessions_held"
    assert view.definition.text() == model.chosen.definition if model.chosen else False
    assert [(row.site, row.shown, row.share) for row in model.table.rows] == [("Storstrøm", "2", 1.0)]
    assert model.table.index(0, 2).data(BAR) == 1.0
    assert faults_of(view) == []


def test_another_year_and_another_day_are_counted_again(site: house.OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> None:
    model = screen(site, texts)
    view = shown(model, look, qtbot)
    assert (model.state.year, model.state.as_of) == (2026, TODAY)
    view.year.choose("2025")
    view.year.activated.emit(view.year.currentIndex())
    assert (values(model)["sessions_held"], model.state.as_of) == ("1", date(2025, 12, 31))
    model.of_year(2026)
    assert view.as_of is not None
    view.as_of.line.setFocus()
    view.as_of.line.selectAll()
    QTest.keyClicks(view.as_of.line, "28-2-2026")
    QTest.keyClick(view.as_of.line, Qt.Key.Key_Return)
    assert (values(model)["sessions_held"], model.state.as_of) == ("1", date(2026, 2, 28))
    with pytest.raises(InvalidValue):
        model.of_day(date(2026, 3, 21))


def test_completeness_is_said_in_words(site: house.OpenVault, texts: Texts, look: Look, qtbot: QtBot) -> None:
    model = screen(site, texts)
    shown(model, look, qtbot)
    assert [one.level for one in model.state.completeness] == ["missing"]
    site.do.sites.complete(site.do.sites.own(), date(2026, 3, 1))
    model.load()
    (late,) = model.state.completeness
    assert (late.level, late.sentence) == (
        "late",
        texts.say("{site}: typed in up to {day}, late", site="Storstrøm", day=texts.date(date(2026, 3, 1))),
    )
    site.do.sites.complete(site.do.sites.own(), TODAY)
    model.load()
    assert [one.level for one in model.state.completeness] == ["in"]


def test_the_pages_are_saved_where_the_person_says(site: house.OpenVault, texts: Texts, look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    model = screen(site, texts)
    told: list[Notice] = []
    model.said.connect(told.append)
    view = shown(model, look, qtbot)
    for press, name in ((view.save_year, "year.pdf"), (view.save_status, "status.pdf")):
        press.click()
        assert view.dialog is not None
        view.dialog.path.line.setText(str(tmp_path / name))
        view.dialog.accept_button.click()
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")
    assert [notice.kind for notice in told] == ["done", "done"]


def test_headquarters_has_all_places_and_the_status_page_of_the_chosen_one(
    opener: Opener, texts: Texts, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    hq = opener("hq")
    model = screen(hq, texts)
    view = shown(model, look, qtbot)
    assert model.status_site == "Storstrøm"
    assert view.save_status.isVisible()
    assert values(model)["sessions_held"] == "0"
    model.save_status(tmp_path / "status.pdf", model.status_site)
    assert (tmp_path / "status.pdf").is_file()
    assert faults_of(view) == []


def test_with_nothing_to_count_it_says_where_figures_come_from(tmp_path: Path, texts: Texts, look: Look, qtbot: QtBot) -> None:
    settings = settings_in(tmp_path)
    house.create_vault(tmp_path / "hq", "hq", "Landskontoret", house.Person("Hanne", "Hanne Hyldebær", PHRASE), settings)
    with house.open_vault(tmp_path / "hq", "Hanne", PHRASE, settings) as hq:
        view = shown(screen(hq, texts), look, qtbot)
        assert view.empty.isVisible()
        assert not view.save_year.isEnabled()
        assert faults_of(view) == []
