"""The command line of slips, plans, social activities, study support, control and consents."""

import json
from pathlib import Path

from tests.integration.cli import COURSE, Line

Tree = tuple[Path, Path]


def test_slips_in_a_row_are_saved_or_refused_each_with_its_reason(line: Line, tree: Tree) -> None:
    _, site = tree
    pile = "Ravn 10-03-2026 held 60\nRavn 10-03-2026 held 60\nUhu 10-03-2026 held 60\nravn/visiting 11-03-2026 transport"
    said = line.run("session", "batch", site, line.file("slips.txt", pile), "--json")
    found = said.json
    assert (said.status, found["saved"], found["already"], found["refused"]) == (1, 2, 1, 1)
    assert [one["error"] and one["error"]["class"] for one in found["slips"]] == [None, None, "UnknownCourse", None]
    assert found["error"]["class"] == "UnknownCourse"
    table = "Forløb;Dato;Udfald;Minutter;Frivillige\nRavn;12-03-2026;held;90;Bo Berg\nRavn;10-03-2026;held;60;\n"
    (line.folder / "slips.csv").write_bytes(table.encode("cp1252"))
    told = line.ok("session", "batch", site, line.folder / "slips.csv", "--lang", "en")
    assert told.out.splitlines() == [
        "1 Ravn 12-03-2026: The visit is logged. a visit by somebody who might not visit on that day",
        "2 Ravn 10-03-2026: already registered; nothing new was saved",
        "1 saved, 1 already registered, 0 refused",
    ]
    assert line.run("session", "batch", site, line.file("bad.csv", "a;b\n")).faults == ["InvalidValue"]
    assert line.run("session", "batch", site, line.folder / "none.csv").faults == ["StorageError"]
    line.check(site)


def test_a_visit_is_planned_with_a_time_and_listed(line: Line, tree: Tree) -> None:
    _, site = tree
    log = ("session", "log", site, "--course", COURSE, "--date")
    line.ok(*log, "24-03-2026", "--outcome", "planned", "--start", "9.30", "--volunteer", "Bo Berg")
    (planned,) = line.json("session", "planned", site)["planned"]
    assert (planned["alias"], planned["on"], planned["start"], planned["volunteers"][0]["volunteer"]) == (
        "Ravn",
        "2026-03-24",
        "09:30",
        "Bo Berg",
    )
    assert planned["needs_another"]
    (said,) = line.ok("session", "planned", site, "--to", "31-03-2026", "--lang", "en").out.splitlines()
    assert said == "2026-03-24 09:30 Ravn/VISITING: Bo Berg (needs another volunteer)"
    assert line.run(*log, "10-03-2026", "--outcome", "held", "--areas", "housing,network").faults == ["InvalidValue"]
    line.ok("consent", "withdraw", site, "--participant", "Ravn", "--purpose", "processing", "--on", "16-03-2026")
    assert line.json(*log, "18-03-2026", "--outcome", "held", "--minutes", "60")["findings"] == ["held_after_withdrawal"]
    assert line.json("session", "planned", site)["planned"][0]["call_off"]


def test_social_activities_are_planned_held_called_off_and_counted(line: Line, tree: Tree) -> None:
    _, site = tree
    group = "group"
    line.ok(group, "plan", site, "--kind", "bingo", "--date", "påsken", "--recurrence", "yearly")
    held = line.json(group, "hold", site, "--kind", "church_service", "--date", "8-3-2026", "--inmates", "14", "--recurrence", "monthly")
    assert held["next"]
    line.ok(group, "cancel", site, "--kind", "church_service", "--date", "8-4-2026")
    named = ("--kind", "other", "--date", "1-3-2026")
    line.ok(group, "log", site, *named, "--inmates", "5", "--volunteers", "2", "--method", "UNIQUE_NAMED", "--label", "koncert")
    assert line.json(group, "attend", site, *named, "--participant", "Ravn")["named"] == 1
    refused = line.run(group, "attend", site, "--kind", "church_service", "--date", "8-3-2026", "--participant", "Ravn")
    assert (refused.status, refused.faults) == (1, ["InvalidValue"])
    assert line.run(group, "hold", site, "--kind", "church_service", "--date", "1-3-2026", "--label", "mit").faults == ["InvalidValue"]
    assert line.run(group, "cancel", site, "--kind", "bingo", "--date", "1-3-2026").faults == ["UnknownEvent"]
    line.ok(group, "estimate", site, "--year", "2026", "--persons", "40")
    events = line.json(group, "list", site)["events"]
    assert [(one["kind"], one["from"], one["to"], one["state"], one["inmates"], one["named"]) for one in events] == [
        ("other", "2026-03-01", None, "held", 5, 1),
        ("church_service", "2026-03-08", None, "held", 14, 0),
        ("bingo", "2026-03-29", "2026-04-06", "planned", None, 0),
        ("church_service", "2026-04-08", None, "cancelled", None, 0),
        ("church_service", "2026-05-08", None, "planned", None, 0),
    ]
    shown = line.ok(group, "list", site, "--from", "29-3-2026", "--to", "29-3-2026", "--lang", "en").out.splitlines()
    assert shown == ["2026-03-29 - 2026-04-06 (Easter) bingo planned"]
    assert json.dumps(line.json(group, "list", site, "--from", "1-5-2026"))
    line.check(site)


def test_study_support_has_exams_and_results(line: Line) -> None:
    site = line.new("site", "site", "Anna")
    name = ("--given", "Ib", "--family", "Iversen", "--birth-date", "6-5-1990", "--referred-on", "2026-01-10", "--alias", "Isfugl")
    line.ok("course", "refer", site, "--programme", "STUDY_INSIDE", *name, "--consent", "processing")
    study = ("--course", "Isfugl/STUDY_INSIDE", "--subject", "Psykologi B", "--level", "hf", "--month")
    line.ok("study", "course", site, *study, "2026-06")
    exam = line.json("study", "exam", site, *study, "2026-03")["exam"]
    assert line.json("study", "result", site, *study, "2026-03", "--result", "passed", "--again")["exam"] == exam
    assert line.run("study", "result", site, *study, "2026-06", "--result", "passed").faults == ["InvalidValue"]
    line.ok("session", "log", site, "--course", "Isfugl/STUDY_INSIDE", "--date", "20-1-2026", "--outcome", "held")
    line.ok("study", "interrupt", site, "--course", "Isfugl/STUDY_INSIDE", "--on", "1-2-2026")
    line.ok("study", "resume", site, "--course", "Isfugl/STUDY_INSIDE", "--on", "1-3-2026")
    found = line.json("study", "list", site, "--course", "Isfugl/STUDY_INSIDE")
    assert found["interruptions"] == [{"from": "2026-02-01", "to": "2026-03-01", "weeks": 4}]
    assert found["exams"][0] == {
        "exam": exam, "subject": "Psykologi B", "level": "hf", "month": "2026-03", "result": "passed", "again": True,
    }  # fmt: skip
    said = line.ok("study", "list", site, "--course", "Isfugl/STUDY_INSIDE", "--lang", "en").out.splitlines()
    assert said[0] == "2026-03 Psykologi B: passed"


def test_control_is_set_and_ended_and_consents_are_listed(line: Line, tree: Tree) -> None:
    _, site = tree
    who = ("--participant", "ravn")
    line.ok("restriction", "set", site, *who, "--kind", "controlled", "--from", "1-2-2026")
    line.ok("restriction", "set", site, *who, "--kind", "VISIT_BAN", "--from", "1-3-2026")
    line.ok("restriction", "end", site, *who, "--on", "10-3-2026")
    known = line.json("restriction", "list", site, *who)["restrictions"]
    assert known == [
        {"kind": "CONTROLLED", "from": "2026-02-01", "to": "2026-02-28"},
        {"kind": "VISIT_BAN", "from": "2026-03-01", "to": "2026-03-10"},
    ]
    assert line.run("restriction", "end", site, *who).faults == ["InvalidValue"]
    line.ok("consent", "give", site, *who, "--purpose", "disclosure", "--on", "1-3-2026")
    consents = {one["purpose"]: one for one in line.json("consent", "list", site, *who)["consents"]}
    assert len(consents) == 7
    assert (consents["disclosure"]["stands"], consents["evaluation"]["stands"]) == (True, False)
    assert consents["processing"]["lawful_basis"].startswith("GDPR")
    said = line.ok("consent", "list", site, *who, "--lang", "en").out.splitlines()
    assert said[0].startswith("processing: yes 2026-01-14 (GDPR")
    assert line.run("consent", "list", site, "--participant", "Uhu").faults == ["UnknownParticipant"]
