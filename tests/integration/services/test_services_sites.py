"""Sites and volunteers: who keeps them, how they are found, up to which day all is typed in."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import InvalidValue, NotAllowed, TextRefused, UnknownSite, UnknownVolunteer
from desktop.models.rows.domain import SiteRow
from desktop.models.rows.fields import Value
from desktop.store.unit_of_work import About
from tests.integration.services.vaults import TODAY, Bench


def test_headquarters_adds_a_site_and_what_it_runs(hq: Bench) -> None:
    id_ = hq.sites.add("  Nordby   Fængsel ", "CLOSED", "Nordby")
    row = hq.sites.programme(id_, "VISITING", "2024-10", video=True)
    assert hq.sites.list() == (SiteRow(id_, "Nordby Fængsel", "CLOSED", "Nordby"),)
    assert hq.sites.by_name("nordby fængsel").id == id_
    (overview,) = hq.sites.overview()
    assert (overview.programmes[0].id, overview.programmes[0].agreement_from, overview.programmes[0].video) == (row, "2024-10", True)
    assert overview.through is None
    assert {(class_, scope) for class_, scope, _, _ in hq.changes()} == {("core", "all")}


def test_a_site_keeps_the_id_under_which_its_laptop_works(hq: Bench) -> None:
    own = new_id()
    assert hq.sites.add("Nordby Fængsel", "CLOSED", "Nordby", site=own) == own


def test_an_enrolled_laptop_is_the_site_of_its_name(hq: Bench) -> None:
    vault = new_id()
    assert hq.sites.enrolled("Nordby Fængsel", vault) == vault
    (overview,) = hq.sites.overview()
    assert [(row.programme, row.agreement_from) for row in overview.programmes] == [("VISITING", "2026-03")]
    count = len(hq.log())
    assert hq.sites.enrolled(" nordby fængsel", new_id()) == vault
    assert len(hq.log()) == count


def test_an_agreement_said_again_replaces_the_old_one(hq: Bench) -> None:
    id_ = hq.sites.add("Nordby Fængsel", "CLOSED", "Nordby")
    first = hq.sites.programme(id_, "VISITING", "2024-10")
    assert hq.sites.programme(id_, "VISITING", "2024-11") == first
    assert [row.agreement_from for row in hq.sites.overview()[0].programmes] == ["2024-11"]


def test_an_equal_site_is_not_saved_again(hq: Bench) -> None:
    id_ = hq.sites.add("Nordby Fængsel", "CLOSED", "Nordby")
    hq.sites.programme(id_, "VISITING", "2024-10")
    before = len(hq.log())
    hq.sites.add("Nordby Fængsel", "CLOSED", "Nordby", site=id_)
    hq.sites.programme(id_, "VISITING", "2024-10")
    assert len(hq.log()) == before


def test_an_unknown_site_names_those_that_there_are(hq: Bench) -> None:
    hq.sites.add("Nordby Fængsel", "CLOSED", "Nordby")
    with pytest.raises(UnknownSite) as refused:
        hq.sites.by_name("Sydby")
    assert refused.value.arguments == {"name": "Sydby", "names": "Nordby Fængsel"}
    with pytest.raises(UnknownSite):
        hq.sites.programme(new_id(), "VISITING", "2024-10")


@pytest.mark.parametrize(("type_", "month"), [("CASTLE", "2024-10"), ("OPEN", "2024-13"), ("OPEN", "2024-1"), ("OPEN", "okt")])
def test_bad_facts_of_a_site_are_refused(hq: Bench, type_: str, month: str) -> None:
    with pytest.raises(InvalidValue):
        hq.sites.programme(hq.sites.add("Nordby Fængsel", type_, "Nordby"), "VISITING", month)


def test_free_text_is_guarded(hq: Bench) -> None:
    with pytest.raises(TextRefused):
        hq.sites.add("Nordby 12 34 56 78", "OPEN", "Nordby")


def test_a_leader_adds_no_site(site: Bench, make: Callable[..., Bench]) -> None:
    for refused in (site, make("hq", role="HQ_COORDINATOR")):
        with pytest.raises(NotAllowed):
            refused.sites.add("Nordby Fængsel", "CLOSED", "Nordby")
        with pytest.raises(NotAllowed):
            refused.sites.programme(new_id(), "VISITING", "2024-10")


def _delivered(site: Bench) -> None:
    """The site's own row and one programme, as headquarters would have sent them."""
    own = site.sites.own()
    site.store.judge = None
    with site.store.writing(site.context.author) as work:
        work.put("site", own, "facts", {"name": "Nordby Fængsel", "type": "CLOSED", "municipality": ""}, About("all"))
        agreement: Value = {"site": own, "programme": "VISITING", "agreement_from": "2024-10", "video": False}
        work.put("site_programme", new_id(), "agreement", agreement, About("all"))


def test_a_leader_says_up_to_which_day_all_is_typed_in(site: Bench) -> None:
    assert site.sites.complete(site.sites.own(), TODAY) == ()
    _delivered(site)
    assert len(site.sites.complete(site.sites.own(), date(2026, 3, 1))) == 1
    assert site.sites.overview()[0].through == date(2026, 3, 1)
    with pytest.raises(InvalidValue):
        site.sites.complete(site.sites.own(), date(2026, 3, 21))


def test_headquarters_does_not_speak_for_a_site(hq: Bench) -> None:
    with pytest.raises(NotAllowed):
        hq.sites.complete(new_id(), TODAY)


def test_a_volunteer_is_known_by_name(site: Bench) -> None:
    id_ = site.volunteers.add(" Vilma ", "Prøvesen", date(2025, 9, 1))
    found = site.volunteers.find("vilma  prøvesen")
    assert (found.id, found.site, found.joined_on) == (id_, site.sites.own(), date(2025, 9, 1))
    assert {(scope, subject) for _, scope, subject, _ in site.changes()} == {(f"volunteer/{id_}", "")}
    with pytest.raises(UnknownVolunteer):
        site.volunteers.find("Prøvesen")


def test_two_volunteers_of_one_name_are_not_guessed_between(site: Bench) -> None:
    for _ in range(2):
        site.volunteers.add("Vilma", "Prøvesen", date(2025, 9, 1))
    with pytest.raises(InvalidValue):
        site.volunteers.find("Vilma Prøvesen")


def test_a_volunteer_is_tied_to_an_own_vault(site: Bench) -> None:
    id_, login, device = site.volunteers.add("Vilma", "Prøvesen", date(2025, 9, 1)), new_id(), new_id()
    site.volunteers.link(id_, login, device)
    (found,) = site.volunteers.list()
    assert (found.login, found.device) == (login, device)
    with pytest.raises(UnknownVolunteer):
        site.volunteers.link(new_id(), login, device)


@pytest.mark.parametrize(("given", "joined_on"), [("", TODAY), ("V" * 81, TODAY), ("Vilma", date(1984, 12, 31))])
def test_bad_facts_of_a_volunteer_are_refused(site: Bench, given: str, joined_on: date) -> None:
    with pytest.raises(InvalidValue):
        site.volunteers.add(given, "Prøvesen", joined_on)


def test_headquarters_adds_no_volunteer(hq: Bench) -> None:
    with pytest.raises(NotAllowed):
        hq.volunteers.add("Vilma", "Prøvesen", TODAY)
    with pytest.raises(NotAllowed):
        hq.volunteers.link(new_id(), new_id(), new_id())
