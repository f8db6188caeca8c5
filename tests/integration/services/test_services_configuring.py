"""Settings, labels and reference data: headquarters' administrators write them, dated, in the log, for everyone."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.errors import InvalidValue, NotAllowed, TextRefused, UnknownSite
from desktop.rules.authority import HQ_COORDINATOR
from desktop.rules.reference import ReferenceSite
from desktop.services.configuring import Configuring, read
from desktop.services.reference import Reference
from tests.integration.services.vaults import TODAY, Bench

LISTED = (
    ReferenceSite("Enner Mark Fængsel", "CLOSED", "Horsens", "Midtjylland", verified=True, aliases=("Statsfængslet Østjylland",)),
    ReferenceSite("Skejby", "HALFWAY", "", "", verified=False, aliases=()),
)


def test_a_setting_holds_from_its_day_and_travels_to_everyone(hq: Bench) -> None:
    configuring = Configuring(hq.context)
    configuring.set("age.study_helper", "18", date(2026, 4, 1))
    configuring.set("age.study_helper", "18", date(2026, 4, 1))
    assert len(hq.log()) == 1
    assert {(class_, scope) for class_, scope, _, _ in hq.changes()} == {("core", "all")}
    now = {line.name: line for line in configuring.list()}
    later = {line.name: line for line in configuring.list(date(2026, 4, 2))}
    assert (now["age.study_helper"].value, now["age.study_helper"].coming[0].value) == ("", "18")
    assert (later["age.study_helper"].value, later["age.study_helper"].since) == ("18", date(2026, 4, 1))
    with hq.store.reading() as reading:
        assert read(reading).number("age.study_helper", date(2026, 5, 1)) == 18


def test_said_again_for_the_same_day_it_replaces_what_was_said(hq: Bench) -> None:
    configuring = Configuring(hq.context)
    configuring.set("public.smallest", "6", TODAY)
    configuring.set("public.smallest", "7", TODAY)
    line = next(one for one in configuring.list() if one.name == "public.smallest")
    assert line.value == "7"


def test_nobody_but_an_administrator_configures(site: Bench, make: Callable[..., Bench]) -> None:
    for bench in (site, make("hq", role=HQ_COORDINATOR)):
        with pytest.raises(NotAllowed):
            Configuring(bench.context).set("age.visitor", "21", TODAY)
        with pytest.raises(NotAllowed):
            Configuring(bench.context).label("group_kind", "film", "Film", "Film")
        with pytest.raises(NotAllowed):
            Reference(bench.context, LISTED).add_listed()


def test_a_value_that_does_not_fit_is_refused_and_nothing_is_saved(hq: Bench) -> None:
    configuring = Configuring(hq.context)
    with pytest.raises(InvalidValue):
        configuring.set("age.visitor", "12", TODAY)
    with pytest.raises(TextRefused):
        configuring.set("rules.version", "010190-1234", TODAY)
    assert hq.log() == []


def test_labels_in_two_languages_until_their_last_day(hq: Bench) -> None:
    configuring = Configuring(hq.context)
    configuring.label("group_kind", "mass", "Andagt", "Prayer", religious=True)
    configuring.label("group_kind", "film", "Filmaften", "Film night")
    assert [(row.code, row.religious) for row in configuring.labels("group_kind")] == [("film", False), ("mass", True)]
    configuring.end_label("group_kind", "film", date(2026, 3, 19))
    assert [row.code for row in configuring.labels("group_kind")] == ["mass"]
    with pytest.raises(InvalidValue):
        configuring.end_label("group_kind", "bingo", TODAY)
    with pytest.raises(InvalidValue):
        configuring.labels("no_such_list")


def test_the_listed_places_are_added_once_and_what_was_changed_stays(hq: Bench) -> None:
    reference = Reference(hq.context, LISTED)
    assert reference.add_listed() == 2
    id_ = reference.change("Skejby", verified=True, municipality="Aarhus", aliases=["Pension Skejby"])
    assert reference.add_listed() == 0
    found = reference.by_name("pension skejby")
    assert (found.id, found.verified, found.municipality, found.type) == (id_, True, "Aarhus", "HALFWAY")
    assert reference.by_name("statsfaengslet oestjylland").name == "Enner Mark Fængsel"


def test_a_place_that_is_renamed_keeps_its_former_name_and_its_id(hq: Bench) -> None:
    reference = Reference(hq.context, LISTED)
    reference.add_listed()
    before = reference.by_name("Skejby").id
    reference.change("Skejby", rename="Skejby Pension", valid_from=date(2026, 1, 1), coordinator="Ingrid Dam", region="Midtjylland")
    found = reference.by_name("skejby")
    assert (found.id, found.name, found.coordinator, found.valid_from) == (before, "Skejby Pension", "Ingrid Dam", date(2026, 1, 1))
    assert hq.sites.by_name("Skejby Pension").id == before


def test_an_unknown_place_is_added_at_headquarters_and_wrong_facts_are_refused(hq: Bench) -> None:
    reference = Reference(hq.context, LISTED)
    id_ = reference.change("Nordby Arrest", type_="REMAND")
    assert hq.sites.by_name("Nordby Arrest").id == id_
    with pytest.raises(InvalidValue):
        reference.change("Nordby Arrest", type_="CASTLE")
    with pytest.raises(InvalidValue):
        reference.change("Nordby Arrest", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1))
    with pytest.raises(InvalidValue):
        reference.change("Nordby Arrest", aliases=[letter * 79 for letter in "abcdefg"])
    with pytest.raises(UnknownSite):
        reference.by_name("Sydby")


def test_a_laptop_is_enrolled_as_the_place_that_its_alias_names(hq: Bench) -> None:
    reference = Reference(hq.context, LISTED)
    reference.add_listed()
    known = reference.by_name("Enner Mark Fængsel").id
    assert hq.sites.enrolled("Statsfængslet Østjylland", "0" * 32) == known
    assert [(row.site, row.programme) for overview in hq.sites.overview() for row in overview.programmes] == [(known, "VISITING")]
