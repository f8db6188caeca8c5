"""`figures`, `year close` and `hq duplicates|link|unlink` as a person calls them."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.integration.cli import COURSE, Line

YEAR = ("--year", "2025")


@pytest.fixture
def held(line: Line, tree: tuple[Path, Path]) -> tuple[Path, Path]:
    """One visit in 2026, told to headquarters."""
    hq, site = tree
    line.ok("session", "log", site, "--course", COURSE, "--date", "2026-02-02", "--outcome", "held", "--minutes", "60")
    line.ok("bundle", "export", site, line.folder / "up.indb")
    line.ok("bundle", "import", hq, line.folder / "up.indb")
    return hq, site


def test_every_number_has_its_unit_its_definition_and_its_text(line: Line, held: tuple[Path, Path]) -> None:
    found = line.json("figures", held[0], "--as-of", "2026-03-20")
    one = found["figures"]["persons_visited"]
    assert (one["value"], one["shown"], one["unit"], one["version"], one["by_site"]["Storstrøm"]["value"]) == (1, "1", "person", 1, 1)
    assert one["definition"].startswith("Distinct persons")
    assert (found["revision"], found["closed"], found["revised"], found["mode"]) == (1, False, False, "internal")
    wait = found["figures"]["referral_to_first_median"]
    assert (wait["value"], wait["shown"]) == (23.0, "23.0")
    assert found["figures"]["sessions"]["split"]["outcome"]["held"]["value"] == 1
    said = line.ok("figures", held[0], "--as-of", "2026-03-20", "--lang", "en").out
    assert "Days from referral to first visit: 23.0" in said
    assert "Active earlier: –" in said


def test_the_list_behind_a_number(line: Line, held: tuple[Path, Path]) -> None:
    (row,) = line.json("figures", held[0], "--as-of", "2026-03-20", "--behind", "sessions_held")["behind"]
    assert (row["table"], row["site"], row["count"]) == ("course", "Storstrøm", 1)
    assert "Storstrøm" in line.ok("figures", held[0], "--as-of", "2026-03-20", "--behind", "sessions_held").line
    assert line.run("figures", held[0], "--behind", "nothing").faults == ["InvalidValue"]


def test_what_makes_no_sense_is_wrong_use(line: Line, held: tuple[Path, Path]) -> None:
    for argv in (("--public",), ("--revision", "1"), ("--revision", "1", *YEAR, "--site", "Storstrøm")):
        said = line.run("figures", held[0], *argv)
        assert (said.status, said.faults) == (2, ["WrongUse"])
    assert line.run("figures", held[0], "--revision", "1", *YEAR).faults == ["InvalidValue"]


def test_a_year_is_closed_and_printed_by_its_revision(line: Line, held: tuple[Path, Path]) -> None:
    closed = line.json("year", "close", held[0], *YEAR)
    assert (closed["revision"], closed["closed"], closed["gaps"]) == (1, True, ["Storstrøm"])
    again = line.ok("year", "close", held[0], *YEAR, "--lang", "en")
    assert "Closed: revision 1" in again.out
    assert "Storstrøm" in again.err
    assert line.json("figures", held[0], *YEAR, "--revision", "1")["digest"] == closed["digest"]
    assert line.json("figures", held[0], *YEAR)["closed"] is True
    assert line.run("year", "close", held[0], "--year", "2026").faults == ["InvalidValue"]
    site = held[1]
    late = ("--course", COURSE, "--date", "2025-12-30", "--outcome", "held", "--minutes", "60")
    line.ok("session", "log", site, *late)
    line.ok("bundle", "export", site, line.folder / "late.indb")
    line.ok("bundle", "import", held[0], line.folder / "late.indb")
    assert (line.json("figures", held[0], *YEAR)["revision"], line.json("figures", held[0], *YEAR)["revised"]) == (2, True)
    assert "Revised: revision 2" in line.ok("year", "close", held[0], *YEAR, "--lang", "en").out
    assert line.json("figures", held[0], *YEAR, "--revision", "1")["figures"]["sessions_held"]["value"] == 0
    assert line.json("figures", held[0], *YEAR, "--revision", "2")["figures"]["sessions_held"]["value"] == 1


def test_a_spreadsheet_of_the_figures(line: Line, held: tuple[Path, Path]) -> None:
    path = line.folder / "figures.xlsx"
    line.ok("figures", held[0], "--as-of", "2026-03-20", "--xlsx", path, "--lang", "en")
    heads, *rows = load_workbook(path).active.iter_rows(values_only=True)
    assert heads[:5] == ("Figure", "Place", "Programme", "Part", "Number")
    assert ("Persons visited", "Storstrøm", None, None, 1) in [row[:5] for row in rows]
    assert ("Days from referral to first visit", None, None, None, 23) in [row[:5] for row in rows]


def test_who_may_be_one_person_is_asked_decided_and_undecided(line: Line, held: tuple[Path, Path]) -> None:
    hq, site = held
    name = ("--given", "Ole", "--family", "Vang", "--birth-date", "6-5-1990", "--gender", "m", "--legal-status", "serving")
    line.ok("course", "refer", site, "--programme", "VISITING", *name, "--referred-on", "2026-01-10", "--alias", "Spurv")
    for purpose in ("processing", "transfer"):
        line.ok("course", "consent", site, "--course", "Spurv/VISITING", "--purpose", purpose, "--on", "2026-01-14")
    line.ok("bundle", "export", site, line.folder / "second.indb")
    line.ok("bundle", "import", hq, line.folder / "second.indb")
    found = line.json("hq", "duplicates", hq)
    (asked,) = found["duplicates"]
    ids = (asked["first"]["id"], asked["second"]["id"])
    assert (found["open_pairs"], asked["keys"], asked["unsure"], asked["first"]["name"]) == (1, ["k3"], False, None)
    named = line.json("hq", "duplicates", hq, "--names", "--rekey")["duplicates"][0]
    assert {named["first"]["name"], named["second"]["name"]} == {"Ole Olsen", "Ole Vang"}
    line.ok("hq", "link", hq, *ids, "--likeness", "unsure")
    assert "[cannot be said]" in line.ok("hq", "duplicates", hq, "--lang", "en").line
    assert line.json("hq", "link", hq, *ids)["open_pairs"] == 0
    parted = line.json("hq", "unlink", hq, *ids)
    assert (parted["linked"], [edge["ground"] for edge in parted["path"]], parted["left"]) == (False, ["officer"], [])
    line.ok("hq", "link", hq, *ids)
    assert "two persons" in line.ok("hq", "unlink", hq, *ids, "--cut", "+".join(ids), "--lang", "en").out
    assert line.run("hq", "unlink", hq, *ids).faults == ["InvalidValue"]
    assert line.run("hq", "unlink", hq, *ids, "--cut", "nothing").faults == ["InvalidValue"]
