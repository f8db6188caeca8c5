"""`volunteer qualify|check|born|wishes|left|card|reminders|suggest|gate|alone`, `person` and `retention` on the command line."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.cli import COURSE, Line

STEPS = ("interview", "declaration_inform", "declaration_receive", "declaration_confidential", "rules", "basic_course", "supervision")


def qualify(line: Line, site: Path) -> None:
    bo = ("--volunteer", "Bo Berg")
    for kind in STEPS:
        line.ok("volunteer", "qualify", site, *bo, "--kind", kind, "--on", "1-12-2025")
    line.ok("volunteer", "qualify", site, *bo, "--kind", "clearance", "--on", "10-12-2025", "--valid-until", "1-5-2026", "--by", "Vagten")
    line.ok("volunteer", "born", site, *bo, "--birth-date", "6-5-1980")
    line.ok("volunteer", "wishes", site, *bo, "--role", "visitor", "--languages", "Polsk", "--free")


def test_a_volunteer_becomes_one_who_may_visit_step_by_step(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    card = ("volunteer", "card", site, "--volunteer", "Bo Berg")
    before = line.json(*card)["programmes"]["VISITING"]
    assert not before["may_visit"]
    assert {reason["code"] for reason in before["reasons"]} >= {"interview", "clearance", "rules", "age_unknown"}
    qualify(line, site)
    after = line.json(*card)["programmes"]["VISITING"]
    assert (after["may_visit"], after["reasons"]) == (True, [])
    assert after["expires"] == {"kind": "clearance_expired", "until": "2026-05-01"}
    assert "VISITING: må besøge" in line.ok(*card).out or "VISITING" in line.ok(*card).out
    (reminder,) = line.json("volunteer", "reminders", site)["reminders"]
    assert (reminder["volunteer"], reminder["within"], reminder["days"]) == ("Bo Berg", 60, 42)
    assert "Bo Berg" in line.ok("volunteer", "reminders", site).line


def test_whether_somebody_may_visit_is_asked_of_a_place_a_programme_and_a_day(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    qualify(line, site)
    check = ("volunteer", "check", site, "--volunteer", "Bo Berg", "--programme", "VISITING")
    assert line.json(*check, "--on", "1-5-2026")["may_visit"] is True
    late = line.json(*check, "--on", "2-5-2026", "--site", "Storstrøm")
    assert (late["may_visit"], [one["code"] for one in late["reasons"]]) == (False, ["clearance_expired"])
    assert (late["site"], late["programme"], late["on"]) == ("Storstrøm", "VISITING", "2026-05-02")
    assert line.ok(*check, "--on", "1-5-2026").line == "VISITING: må besøge"
    assert line.run(*check, "--site", "Anholt").faults == ["UnknownSite"]
    assert line.run(*check[:-1], "CHESS").faults == ["InvalidValue"]


def test_the_gate_reads_names_and_times_and_nothing_of_participants(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    planned = ("session", "log", site, "--course", COURSE, "--date", "24-3-2026", "--outcome", "planned", "--start", "14:30")
    line.ok(*planned, "--volunteer", "Bo Berg")
    alone = line.json("volunteer", "alone", site)["visits"]
    assert [(one["date"], one["who"][0]["volunteer"]) for one in alone] == [("2026-03-24", "Bo Berg")]
    assert "Bo Berg" in line.ok("volunteer", "alone", site).line
    qualify(line, site)
    assert line.json("volunteer", "alone", site)["visits"] == []
    gate = line.json("volunteer", "gate", site, "--from", "24-3-2026")
    assert (gate["from"], gate["visits"]) == ("2026-03-23", [{"date": "2026-03-24", "start": "14:30", "volunteer": "Bo Berg"}])
    said = line.ok("volunteer", "gate", site, "--from", "24-3-2026").line
    assert "Bo Berg" in said
    assert "Ravn" not in said


def test_suggestions_say_why(line: Line, tree: tuple[Path, Path]) -> None:
    _, site = tree
    line.ok("volunteer", "add", site, "--name", "Kaj Dam")
    (found,) = line.json("volunteer", "suggest", site, "--course", COURSE)["suggestions"]
    assert (found["volunteer"], found["for"], found["against"], found["may_visit"]) == ("Kaj Dam", ["free"], ["may_not_visit"], False)
    assert "Kaj Dam" in line.ok("volunteer", "suggest", site, "--course", COURSE).line
    line.ok("volunteer", "left", site, "--volunteer", "Kaj Dam")
    assert line.json("volunteer", "suggest", site, "--course", COURSE)["suggestions"] == []


def test_a_person_is_deleted_and_a_hold_keeps_from_it(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    line.ok("bundle", "export", site, line.folder / "up.indb")
    line.ok("bundle", "import", hq, line.folder / "up.indb")
    line.ok("person", "hold", hq, "Storstrøm/Ravn")
    assert line.run("person", "erase", hq, "Storstrøm/Ravn").faults == ["KeptByLaw"]
    line.ok("person", "release", hq, "Storstrøm/Ravn")
    dry = line.json("retention", "run", hq, "--dry-run", "--on", "2030-01-01")
    assert (dry["dry_run"], dry["erased"]) == (True, [])
    erased = line.json("person", "erase", hq, "Storstrøm/Ravn", "--reason", "request")
    assert erased["rows"] > 5
    assert line.run("person", "erase", hq, "Storstrøm/Ravn").faults == ["UnknownParticipant"]
    line.check(hq)


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:  # type: ignore[explicit-override] # typing.override came with Python 3.12
        return True


def test_retention_says_what_goes_and_what_is_warned_of(line: Line, tree: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    _, site = tree
    line.ok("course", "end", site, "--course", COURSE, "--on", "10-3-2026", "--reason", "completed")
    warned = line.json("retention", "run", site, "--dry-run", "--on", "2027-02-20")
    assert (warned["due"], [one["kind"] for one in warned["warned"]], warned["erased"]) == ([], ["participant"], [])
    assert "1" in line.ok("retention", "run", site, "--dry-run", "--on", "2027-02-20").out
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    early = line.run("retention", "run", site, "--on", "2027-03-10")  # nothing goes early by a slip of the hand
    assert early.status == 2
    assert "WrongUse" in early.err
    assert line.json("retention", "run", site, "--dry-run", "--on", "2027-03-10")["due"] != []
    there = line.at(lambda: datetime(2027, 3, 10, 11, tzinfo=UTC))
    done = there.json("retention", "run", site, "--on", "2027-03-10")
    assert [one["kind"] for one in done["erased"]] == ["participant"]
    assert there.json("retention", "run", site)["due"] == []
    line.check(site)
