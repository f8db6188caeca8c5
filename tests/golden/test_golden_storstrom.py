"""The case storstrom_deck through spreadsheets, services and files: the deck's numbers come out exactly, whatever the seed."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.golden import books, standing, storstrom_deck
from tests.golden.making import Made, brought, make, take

DECK = {"active_now": 13, "formerly_snapshot": 18}
STARTED, STARTING, ONGOING, SETTING_UP, STUDIED = 4, 1, 5, 2, 6


@pytest.fixture(scope="module", params=[1, 2, 3])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    found = make(storstrom_deck.write(request.param), tmp_path_factory.mktemp("deck"))
    take(found)
    return found


def test_the_deck_comes_out_exactly(made: Made) -> None:
    for vault, argv in ((made.hq, ()), (made.hq, ("--site", storstrom_deck.PLACE)), (made.sites[storstrom_deck.PLACE], ())):
        found = made.figures("--as-of", "2025-03-15", *argv, vault=vault)["figures"]
        assert {key: found[key]["value"] for key in DECK} == DECK
        assert found["formerly_snapshot"]["on"] == "2024-12-01"
        assert found["active_now"]["by_programme"]["VISITING"]["value"] == 13
        assert found["started_since"]["by_programme"]["KICKSTART"]["value"] == STARTED
        assert found["being_set_up"]["by_programme"]["KICKSTART"]["value"] == STARTING
        assert found["ongoing"]["by_programme"]["PRIMUS_MOTOR"]["value"] == ONGOING
        assert found["being_set_up"]["by_programme"]["PRIMUS_MOTOR"]["value"] == SETTING_UP
        assert found["started_since"]["by_programme"]["STUDY_INSIDE"]["value"] == STUDIED
        months = found["started_since"]["split"]["programme_month"]
        autumn = [
            one["value"] for name, one in months.items() if name.split() in [["STUDY_INSIDE", f"2024-{month:02}"] for month in (9, 10, 11)]
        ]
        assert sum(autumn) == STUDIED


def test_since_a_day_that_is_named(made: Made) -> None:
    found = made.figures("--as-of", "2025-03-15", "--since", "2024-10-01")
    assert found["scope"]["since"] == "2024-10-01"
    assert found["figures"]["started_since"]["by_programme"]["KICKSTART"]["value"] == STARTED


def test_a_recount_from_the_workbook_agrees(made: Made) -> None:
    sheets = books.read(made.workbooks[storstrom_deck.PLACE])
    counted = standing.stands(sheets, storstrom_deck.AS_OF)
    found = made.figures("--as-of", "2025-03-15")["figures"]
    assert counted["active"]["VISITING"] == found["active_now"]["value"]
    for programme in ("KICKSTART", "PRIMUS_MOTOR", "STUDY_INSIDE"):
        assert counted["active"].get(programme, 0) == found["ongoing"]["by_programme"][programme]["value"]
        assert counted["being_set_up"].get(programme, 0) == found["being_set_up"]["by_programme"][programme]["value"]
    assert standing.started_between(sheets, "STUDY_INSIDE", date(2024, 9, 1), date(2024, 11, 30)) == STUDIED
    assert standing.earlier(sheets, storstrom_deck.AS_OF - timedelta(days=90)) == found["formerly_snapshot"]["value"]


def test_the_same_workbook_again_saves_nothing(made: Made) -> None:
    report = brought(made.line, made.sites[storstrom_deck.PLACE], made.workbooks[storstrom_deck.PLACE])
    assert report["saved"] == 0


def test_the_vaults_are_whole(made: Made) -> None:
    for vault in (made.hq, *made.sites.values()):
        made.line.check(vault)


def test_no_number_of_a_case_stands_in_the_program() -> None:
    """583 and 938 are nobody's constants; the deck's small numbers could be, so only the great ones are looked for."""
    root = Path(__file__).resolve().parents[2] / "desktop"
    found = [path for path in root.rglob("*.py") for number in ("583", "938", "1646") if number in path.read_text(encoding="utf-8")]
    assert found == []
