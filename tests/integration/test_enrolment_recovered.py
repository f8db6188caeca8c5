"""Somebody who came in by recovery, or was added before enrolment: what such a person saves counts once it is vouched for."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop import house
from desktop.errors import AlreadyEnrolled, InvalidValue, NotAllowed, NotEnrolled, NotOurRequest
from desktop.services import trust
from tests.integration.enrolment import Land, visit
from tests.integration.sync import tree as trees


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Land:
    land = Land(tmp_path_factory.mktemp("recovered") / "land")
    land.new("hq", "hq", "Hanne", "Landskontoret")
    land.new("a/site", "site", "Anna")
    land.enrol("a/site", "Anna", "Nordby")
    land.new("b/site", "site", "Carl")
    return land


@pytest.fixture
def land(made: Land, tmp_path: Path) -> Land:
    shutil.copytree(made.root, tmp_path / "land")
    return replace(made, root=tmp_path / "land", codes=dict(made.codes))


def test_who_is_certified_asks_no_more(land: Land) -> None:
    with pytest.raises(AlreadyEnrolled):
        land.ask("hq", "Hanne")
    with pytest.raises(AlreadyEnrolled):
        land.ask("a/site", "Anna")


def test_a_recovered_leader_counts_once_headquarters_has_answered(land: Land) -> None:
    land.up("a/site", "Anna")
    land.recover("a/site", "Dorte")
    with land.open("a/site", "Dorte") as site:
        visit(site)
        vaults, place = site.card.id, site.do.sites.own()
    result = land.up("a/site", "Dorte")
    assert (result.outcome, {one.reason for one in result.refusals}, land.held()) == ("imported", {"UnauthorisedUser"}, 0)
    asked = land.ask("a/site", "Dorte")
    sites = land.count("SELECT count(*) FROM site"), land.count("SELECT count(*) FROM site_programme")
    with pytest.raises(InvalidValue):
        land.answer(asked, "Nordbye")
    answered = land.answer(asked, "nordby")
    assert land.held() == 1
    assert (land.count("SELECT count(*) FROM site"), land.count("SELECT count(*) FROM site_programme")) == sites
    assert land.count("SELECT count(*) FROM peer") == 1
    assert land.aside() == set()
    with pytest.raises(NotAllowed):
        land.accept("a/site", "Anna", answered)
    land.accept("a/site", "Dorte", answered)
    with pytest.raises(NotOurRequest):
        land.accept("a/site", "Dorte", answered)
    with pytest.raises(AlreadyEnrolled):
        land.ask("a/site", "Dorte")
    with land.open("a/site", "Dorte") as site:
        assert site.do.sites.own() == place
        visit(site)
        trees.check(site)
        with site.store.reading() as reading:
            known = trust.load(reading).users[site.slot.user]
        assert (known.home, known.role, known.site) == (vaults, "VISIT_LEADER", place)
    assert land.up("a/site", "Dorte").aside == 0
    assert land.held() == 2


def test_a_recovered_leader_who_is_not_certified_vouches_for_no_vault(land: Land) -> None:
    land.recover("a/site", "Dorte")
    land.new("far/bo", "volunteer", "Bo")
    asked = land.ask("far/bo", "Bo")
    with land.open("a/site", "Dorte") as site:
        site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
        with pytest.raises(NotEnrolled):
            site.do.enrolling.answer_volunteer(*asked, site.do.volunteers.find("Bo Berg"))
        person = house.Person("Bo", "Bo Berg", trees.PASSPHRASE)
        with pytest.raises(NotEnrolled):
            house.adopt_volunteer(site, land.root / "a/bo", site.do.volunteers.find("Bo Berg"), person)
    assert not (land.root / "a/bo").exists()


def test_volunteers_learn_of_the_recovered_leader(land: Land) -> None:
    """Also where the saves that Bo's vault set aside were acknowledged long ago, and nothing new is delivered."""
    with land.open("a/site", "Anna") as site:
        volunteer = site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
        known = trees.course(site, volunteer)
        person = house.Person("Bo", "Bo Berg", trees.PASSPHRASE)
        house.adopt_volunteer(site, land.root / "a/bo", site.do.volunteers.find("Bo Berg"), person)
    land.recover("a/site", "Dorte")
    with land.open("a/site", "Dorte") as site:
        course = trees.course(site, volunteer, born=date(1960, 2, 3))
        site.leave()
    with land.open("a/bo", "Bo") as bo:
        bo.arrive()
        assert set(trees.aside(bo).values()) == {"UnauthorisedUser"}
        trees.log(bo, known, 6)
        bo.leave()
    with land.open("a/site", "Dorte") as site:
        site.arrive()
    land.accept("a/site", "Dorte", land.answer(land.ask("a/site", "Dorte"), "Nordby"))
    with land.open("a/site", "Dorte") as site:
        site.leave()
    with land.open("a/bo", "Bo") as bo:
        assert [result.new for result in bo.arrive()] == [0]
        assert trees.aside(bo) == {}
        trees.log(bo, course, 6)
        bo.leave()
    with land.open("a/site", "Dorte") as site:
        site.arrive()
    assert land.up("a/site", "Dorte").refusals == []
    assert land.held() == 2


def test_recovery_on_an_older_copy_begins_a_new_incarnation(land: Land, tmp_path: Path) -> None:
    with land.open("a/site", "Anna") as site:
        visit(site)
    shutil.copytree(land.root / "a/site", tmp_path / "copy")
    code = land.codes["a/site"]
    with land.open("a/site", "Anna") as site:
        visit(site)
    land.up("a/site", "Anna")
    land.put_back("a/site", tmp_path / "copy")
    land.codes["a/site"] = code
    land.recover("a/site", "Dorte")
    with land.open("a/site", "Dorte") as site:
        assert not site.store.renew
        assert trees.count(site, "SELECT count(*) FROM chain WHERE own = 1") == 2
        visit(site)
        assert trees.count(site, "SELECT count(*) FROM chain WHERE own = 1") == 2
    land.answer(land.ask("a/site", "Dorte"), "Nordby")
    assert land.up("a/site", "Dorte").refusals == []
    assert land.held() == 3


def test_who_was_added_before_enrolment_counts_at_a_known_site(land: Land) -> None:
    land.second("b/site", "Carl", "Dan")
    land.second("b/site", "Dan", "Emil")
    land.recover("b/site", "Freja")
    with land.open("b/site", "Freja") as site:
        site.do.volunteers.add("Ib", "Iversen", date(2024, 1, 1))
    land.enrol("b/site", "Carl", "Nordby")
    for label in ("Dan", "Emil", "Freja"):
        with land.open("b/site", label) as site:
            visit(site)
            trees.check(site)
    result = land.up("b/site", "Dan")
    assert (result.outcome, result.refusals) == ("imported", [])
    assert land.held() == 3


def test_a_volunteers_vault_that_was_there_before_enrolment_is_known_at_a_known_site(land: Land) -> None:
    land.second("b/site", "Carl", "Dan")
    with land.open("b/site", "Dan") as site:
        site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
        person = house.Person("Bo", "Bo Berg", trees.PASSPHRASE)
        bo = house.adopt_volunteer(site, land.root / "b/bo", site.do.volunteers.find("Bo Berg"), person).id
    land.enrol("b/site", "Carl", "Nordby")
    assert land.up("b/site", "Carl").refusals == []
    with land.open("hq", "Hanne") as hq, hq.store.reading() as reading:
        known = trust.load(reading)
    place = known.vaults[bo].site
    assert place == known.vaults[known.vaults[bo].home].site
    assert [user.site for user in known.users.values() if user.home == bo] == [place]


def test_only_who_asked_takes_the_answer(land: Land) -> None:
    land.second("b/site", "Carl", "Dan")
    answered = land.answer(land.ask("b/site", "Carl"), "Vestby")
    with pytest.raises(NotAllowed):
        land.accept("b/site", "Dan", answered)
    land.accept("b/site", "Carl", answered)
    with land.open("b/site", "Dan") as site:
        visit(site)
    assert land.up("b/site", "Dan").refusals == []
    assert land.held() == 1


def test_a_second_leader_enrols_a_volunteers_own_laptop(land: Land) -> None:
    land.second("a/site", "Anna", "Dan")
    land.second("a/site", "Dan", "Emil")
    land.new("far/bo", "volunteer", "Bo")
    asked = land.ask("far/bo", "Bo")
    with land.open("a/site", "Emil") as site:
        site.do.volunteers.add("Bo", "Berg", date(2024, 1, 1))
        answered = site.do.enrolling.answer_volunteer(*asked, site.do.volunteers.find("Bo Berg"))
    land.accept("far/bo", "Bo", answered)
    with land.open("far/bo", "Bo") as bo:
        assert trees.aside(bo) == {}
