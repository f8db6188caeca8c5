"""The shipped list of prisons, and how a place is found by what people call it."""

from pathlib import Path

from desktop.models.rows.domain import SiteRow
from desktop.models.rows.fields import SITE_TYPES
from desktop.rules.reference import find, fold, joined, read_list, split

LIST = Path(__file__).resolve().parents[3] / "resources" / "reference" / "sites-da.txt"
KNOWN = (
    SiteRow("1", "Enner Mark Fængsel", aliases="Enner Mark; Statsfængslet Østjylland"),
    SiteRow("2", "Frederikshavn Arrest", aliases="Frederikshavn"),
    SiteRow("3", "Kragskovhede Fængsel", aliases="Kragskovhede; Frederikshavn"),
)


def test_the_list_is_whole_and_says_each_place_once() -> None:
    sites = read_list(LIST.read_text(encoding="utf-8"))
    assert len(sites) == len({fold(site.name) for site in sites}) == 55
    assert {site.type for site in sites} == set(SITE_TYPES)
    assert all(site.municipality and site.region for site in sites if site.verified)
    by_name = {site.name: site for site in sites}
    assert "Statsfængslet Østjylland" in by_name["Enner Mark Fængsel"].aliases
    assert not by_name["Brøndbyhus"].verified
    assert by_name["Vestre Fængsel"].type == "REMAND"


def test_a_place_is_found_by_name_alias_and_typed_letters() -> None:
    for typed in ("enner  mark fængsel", "Enner Mark Faengsel", "statsfaengslet oestjylland", "ENNER MARK"):
        found = find(KNOWN, typed)
        assert found is not None
        assert found.id == "1"
    assert find(KNOWN, "Storstrøm") is None


def test_an_alias_of_two_places_finds_neither() -> None:
    assert find(KNOWN, "Frederikshavn") is None
    named = find(KNOWN, "Frederikshavn Arrest")
    assert named is not None
    assert named.id == "2"


def test_aliases_are_split_and_joined() -> None:
    assert split(" A ;; B  C ") == ("A", "B C")
    assert joined(("A", "B C")) == "A; B C"
