"""Answers that were broken off, and laptops that cannot be called by the name that headquarters types."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import N_, InvalidValue, KeyTaken, StorageError
from desktop.services.delivering import Delivering
from desktop.services.enrolling import Enrolling
from tests.integration.enrolment import Land, visit


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Land:
    land = Land(tmp_path_factory.mktemp("answers") / "land")
    land.new("hq", "hq", "Hanne", "Landskontoret")
    land.new("a/site", "site", "Anna")
    land.enrol("a/site", "Anna", "Nordby")
    land.new("b/site", "site", "Carl")
    return land


@pytest.fixture
def land(made: Land, tmp_path: Path) -> Land:
    shutil.copytree(made.root, tmp_path / "land")
    return replace(made, root=tmp_path / "land", codes=dict(made.codes))


def full(*_: object) -> None:
    raise StorageError(path="x", reason=N_("the disk is full"))


@pytest.mark.parametrize("step", [(Delivering, "down"), (Enrolling, "_shown")])
def test_an_answer_that_was_broken_off_goes_on(land: Land, step: tuple[type, str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = land.ask("b/site", "Carl")
    with monkeypatch.context() as broken:
        broken.setattr(*step, full)
        with pytest.raises(StorageError):
            land.answer(asked, "Vestby")
    with pytest.raises(InvalidValue):
        land.answer(asked, "Østby")
    answered = land.answer(asked, "Vestby")
    assert land.answer(asked, "Vestby").file == answered.file
    assert land.count("SELECT count(*) FROM peer") == 2
    land.accept("b/site", "Carl", answered)
    with land.open("b/site", "Carl") as site:
        visit(site)
    assert land.up("b/site", "Carl").refusals == []
    assert land.held() == 1


def test_a_volunteers_answer_that_was_broken_off_goes_on_for_the_same_volunteer(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    land.new("far/bo", "volunteer", "Bo")
    asked = land.ask("far/bo", "Bo")
    land.second("a/site", "Anna", "Dan")
    with land.open("a/site", "Anna") as site:
        for name in ("Bo", "Eva"):
            site.do.volunteers.add(name, "Berg", date(2024, 1, 1))
        with monkeypatch.context() as broken:
            broken.setattr(Delivering, "down", full)
            with pytest.raises(StorageError):
                site.do.enrolling.answer_volunteer(*asked, site.do.volunteers.find("Bo Berg"))
    with land.open("a/site", "Dan") as site:
        with pytest.raises(KeyTaken):
            site.do.enrolling.answer_volunteer(*asked, site.do.volunteers.find("Eva Berg"))
        answered = site.do.enrolling.answer_volunteer(*asked, site.do.volunteers.find("Bo Berg"))
    land.accept("far/bo", "Bo", answered)
    assert land.up("a/site", "Dan").refusals == []


def test_a_laptop_with_courses_is_refused_before_it_is_certified(land: Land) -> None:
    with land.open("b/site", "Carl") as site:
        visit(site)
    asked = land.ask("b/site", "Carl")
    with pytest.raises(InvalidValue) as refusal:
        land.answer(asked, "Nordby")
    assert "new name" in str(refusal.value.arguments["reason"])
    assert land.count("SELECT count(*) FROM certificate WHERE kind = 'vault'") == 1
    land.accept("b/site", "Carl", land.answer(asked, "Vestby"))
    assert land.up("b/site", "Carl").refusals == []
    assert land.held() == 1


def test_courses_that_were_made_after_the_request_are_no_dead_end(land: Land) -> None:
    answered = land.answer(land.ask("b/site", "Carl"), "Nordby")
    with land.open("b/site", "Carl") as site:
        visit(site)
    with pytest.raises(InvalidValue):
        land.accept("b/site", "Carl", answered)
    again = land.ask("b/site", "Carl")
    with pytest.raises(InvalidValue):
        land.answer(again, "Nordby")
    land.accept("b/site", "Carl", land.answer(again, "Vestby"))
    assert land.up("b/site", "Carl").refusals == []
    assert land.held() == 1
    assert land.count("SELECT count(*) FROM peer") == 2


def test_a_laptop_that_has_sent_something_is_not_moved(land: Land) -> None:
    land.up("a/site", "Anna")
    land.recover("a/site", "Dorte")
    with land.open("a/site", "Dorte") as site:
        with site.store.writing(site.context.author) as work:
            work.connection.exec_driver_sql("DELETE FROM peer")  # as if a patched laptop said that it is not bound
        file, words = site.do.enrolling.request(site.slot.sealing)
    with land.open("hq", "Hanne") as hq:
        hq.do.sites.enrolled("Sydby", "0" * 32)
    with pytest.raises(InvalidValue):
        land.answer((file, " ".join(words)), "Sydby")
