"""`config` and `hq site|reference` on the command line: what headquarters sets reaches a site with its next file."""

from dataclasses import replace
from pathlib import Path

from tests.integration.cli import Line


def test_headquarters_sets_and_a_site_reads_it_after_the_next_file(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    said = line.run("config", "set", hq, "age.study_helper", "18", "--from", "2026-01-01", "--json")
    assert said.json == {"ok": True, "name": "age.study_helper", "value": "18", "from": "2026-01-01"}
    line.run("config", "label", hq, "group_kind", "film", "Filmaften", "Film night")
    line.run("bundle", "export", hq, line.folder / "down.indb", "--to", "Storstrøm")
    assert line.json("config", "list", site)["settings"]["age.study_helper"]["value"] is None
    line.run("bundle", "import", site, line.folder / "down.indb")
    held = line.json("config", "list", site, "--on", "2026-03-01")["settings"]["age.study_helper"]
    assert held == {"value": "18", "default": None, "since": "2026-01-01", "coming": []}
    assert line.json("config", "label", site, "group_kind", "film")["labels"] == [
        {"code": "film", "danish": "Filmaften", "english": "Film night"}
    ]


def test_a_site_sets_nothing_and_a_wrong_value_is_told_in_words(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    assert line.run("config", "set", site, "age.visitor", "20").faults == ["NotAllowed"]
    assert line.run("config", "set", hq, "age.visitor", "200").faults == ["InvalidValue"]
    assert line.run("config", "set", hq, "age.pilot", "20").faults == ["InvalidValue"]


def test_a_new_headquarters_begins_with_the_listed_prisons(line: Line) -> None:
    line = replace(line, settings=replace(line.settings, listed_places=True))
    hq = line.new("hq", "hq", "Hanne")
    assert len(line.json("hq", "sites", hq)["sites"]) == 55
    assert line.json("hq", "reference", hq)["added"] == 0
    found = line.json("hq", "site", hq, "statsfaengslet oestjylland")
    assert (found["name"], found["type"], found["verified"]) == ("Enner Mark Fængsel", "CLOSED", True)
    changed = line.json("hq", "site", hq, "Skejby", "--verified", "yes", "--alias", "Pension Skejby")
    assert (changed["verified"], changed["aliases"]) == (True, ["Pension Skejby"])
    assert line.run("hq", "site", hq, "Atlantis").faults == ["UnknownSite"]
