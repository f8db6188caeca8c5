"""The case national_2024 through spreadsheets, services and files: the year's numbers come out exactly, whatever the seed and the order.

One seed is in the quick tests; two further ones are long: each makes thirteen vaults out of six thousand rows.
"""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.golden import national_2024
from tests.golden.making import Made, again, make, take

pytestmark = pytest.mark.timeout(900)
"""The whole nation is made within the first test that asks for it."""
YEAR = {
    "persons_visited": 583,
    "primus_motor_participants": 75,
    "kickstart_participants": 50,
    "group_participants": 938,
    "sum_of_programmes": 1646,
}


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def sent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The places' files; headquarters has taken nothing in."""
    return make(national_2024.write(request.param), tmp_path_factory.mktemp("nation"))


@pytest.fixture(scope="module")
def made(sent: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Headquarters takes the files in an order that follows from the seed's own places."""
    copied = again(sent, tmp_path_factory.mktemp("taken"))
    take(copied, drawn(len(sent.files), " ".join(book.name for book in sent.case.sites)))
    return copied


def drawn(count: int, seed: str) -> list[int]:
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


@pytest.fixture(scope="module")
def year(made: Made) -> dict[str, Any]:
    return made.figures("--year", "2024")


def _values(found: dict[str, Any]) -> dict[str, Any]:
    return {key: one["value"] for key, one in found["figures"].items()}


def the_year_comes_out_exactly(year: dict[str, Any]) -> None:
    assert {key: _values(year)[key] for key in YEAR} == YEAR
    assert year["figures"]["group_participants"]["method"] == "ATTENDANCES"


def a_recount_from_the_workbooks_agrees(made: Made, year: dict[str, Any]) -> None:
    recount = made.recount()
    numbers = recount.numbers()
    assert {key: _values(year)[key] for key in numbers} == numbers
    for key, places in recount.by_site().items():
        assert {name: one["value"] for name, one in year["figures"][key]["by_site"].items()} == places
    outcomes = {name: one["value"] for name, one in year["figures"]["sessions"]["split"]["outcome"].items() if not name.startswith("held")}
    assert outcomes == recount.cancelled()


def the_places_added_up_are_more_than_the_nation(year: dict[str, Any]) -> None:
    one = year["figures"]["persons_visited"]
    added = sum(place["value"] for place in one["by_site"].values())
    assert added - one["value"] == _values(year)["persons_visited_overlap"] > 20
    assert len(one["by_site"]) >= 10


def what_nobody_could_decide_is_said(year: dict[str, Any]) -> None:
    values = _values(year)
    assert values["open_pairs"] == national_2024.BROTHERS
    assert values["persons_unnamed"] == national_2024.UNNAMED
    assert values["persons_without_key"] == national_2024.UNDATED
    assert year["completeness"]["complete"]
    assert all(place["bundles"] for place in year["completeness"]["sites"])


def test_the_nation_comes_out_exactly(made: Made, year: dict[str, Any]) -> None:
    """One test, because the nation is made once: workers that run in parallel would each make it."""
    the_year_comes_out_exactly(year)
    a_recount_from_the_workbooks_agrees(made, year)
    the_places_added_up_are_more_than_the_nation(year)
    what_nobody_could_decide_is_said(year)
    closing_the_year_freezes_it(made, year)


@pytest.mark.long
def test_the_order_of_the_files_makes_no_difference(sent: Made, year: dict[str, Any], tmp_path: Path) -> None:
    other = again(sent, tmp_path)
    take(other, drawn(len(sent.files), "another"))
    found = other.figures("--year", "2024")
    assert _values(found) == _values(year)


def closing_the_year_freezes_it(made: Made, year: dict[str, Any]) -> None:
    closed = made.line.json("year", "close", made.hq, "--year", "2024")
    assert (closed["revision"], closed["closed"], closed["gaps"]) == (1, True, [])
    assert _values(made.figures("--year", "2024", "--revision", "1")) == _values(year)
