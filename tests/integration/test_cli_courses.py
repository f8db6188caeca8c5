"""`course …` and `hq programme|agreement`: every verb of a course by the same services as everywhere."""

from pathlib import Path

from tests.integration.cli import COURSE, Line

ON = ("--on", "2026-03-01")


def _verb(line: Line, site: Path, verb: str, *more: str, course: str = COURSE) -> dict[str, object]:
    return line.json("course", verb, site, "--course", course, *more)


def _refer(line: Line, site: Path, programme: str, alias: str, *more: str) -> str:
    named = ("--given", "Kaj", "--family", "Prøve", "--alias", alias, "--referred-on", "2026-01-10")
    line.ok("course", "refer", site, "--programme", programme, *named, *more)
    return f"{alias}/{programme}"


def test_a_course_pauses_goes_on_and_the_participant_is_lost_and_found(line: Line, tree: tuple[Path, Path]) -> None:
    _hq, site = tree
    line.ok("session", "log", site, "--course", COURSE, "--date", "2026-02-01", "--outcome", "held", "--minutes", "60")
    assert _verb(line, site, "pause", "--from", "2026-02-10")["status"] == "PAUSED"
    assert _verb(line, site, "resume", "--on", "2026-02-12")["status"] == "ACTIVE"
    assert line.json("course", "reminders", site)["reminders"] == []
    gone = _verb(line, site, "gone", "--precision", "unknown")
    assert (gone["status"], gone["to_call"]) == ("PAUSED", ["Bo Berg"])
    assert [one["alias"] for one in line.json("course", "away", site)["away"]] == ["Ravn"]
    assert line.run("course", "resume", site, "--course", COURSE).faults == ["StatusForbids"]
    assert _verb(line, site, "returned")["status"] == "ACTIVE"
    assert _verb(line, site, "legal", "--status", "serving", "--expected-release", "2026-09")["status"] == "ACTIVE"
    released = _verb(line, site, "release")
    assert (released["status"], len(list(released["ended"]))) == ("ENDED", 1)  # type: ignore[call-overload] # a list in the shape
    assert line.run("course", "gone", site, "--course", COURSE).faults == ["StayForbids"]
    assert _verb(line, site, "died")["status"] == "ENDED"


def test_referrals_are_judged_decided_and_taken_back(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    for programme in ("KICKSTART", "PRIMUS_MOTOR", "STUDY_INSIDE", "STUDY_FREE"):
        line.ok("hq", "agreement", hq, "--site", "Storstrøm", "--programme", programme, "--from", "2024-10")
    _exchange(line, hq, site)
    old = ("--birth-date", "1980-01-01", "--legal-status", "SERVING")
    said = line.run("course", "refer", site, "--programme", "KICKSTART", "--given", "Kaj", "--family", "Prøve", *old, "--lang", "en")
    assert said.faults == ["NotEligible"]
    assert "too old" in said.err
    young = _refer(line, site, "KICKSTART", "Bøg", "--birth-date", "2008-12-01", "--legal-status", "REMAND", "--source", "staff")
    assert line.run("course", "approve", site, "--course", young, "--by", "leader").faults == ["NotEligible"]
    _verb(line, site, "guardian", "--reason", "unreachable", course=young)
    assert _verb(line, site, "approve", "--by", "leader", course=young)["status"] == "AWAITING_APPROVAL"
    assert _verb(line, site, "decline", course=young)["status"] == "DECLINED"
    mentored = _refer(line, site, "PRIMUS_MOTOR", "Egern")
    _verb(line, site, "criteria", "--by", "staff", course=mentored)
    assert _verb(line, site, "withdraw", course=mentored)["status"] == "WITHDRAWN"
    study = _refer(line, site, "STUDY_INSIDE", "Ask", "--subject", "Dansk A", "--level", "hf", "--exam", "2026-06")
    line.ok("session", "log", site, "--course", study, "--date", "2026-02-01", "--outcome", "held")
    assert len(list(_verb(line, site, "release", *ON, course=study)["to_continue"])) == 1  # type: ignore[call-overload] # the same
    further = _verb(line, site, "continue", *ON, course=study)
    assert (further["name"], further["status"]) == ("Ask/STUDY_FREE", "REFERRED")
    again = _verb(line, site, "refer-again", "--programme", "VISITING", course="Ask/STUDY_FREE")
    assert again["name"] == "Ask/VISITING"
    assert _verb(line, site, "consent", "--purpose", "processing", course="Ask/VISITING")["status"] == "REFERRED"
    assert _verb(line, site, "consent", "--purpose", "processing", "--withdrawn", course="Ask/VISITING")["status"] == "REFERRED"


def test_headquarters_sets_up_programmes_agreements_and_extends(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    chess = ("CHESS", "Skak", "Chess", "--family", "mentoring", "--months-from-start", "6", "--stages", "pause", "transition")
    assert line.json("hq", "programme", hq, *chess)["programmes"]["CHESS"]["months_from_start"] == 6
    assert line.run("hq", "programme", hq, "CHESS").status == 2
    levels = ("--levels", "hf", "--leader-is-contact", "--until", "2026-12")
    agreed = line.json("hq", "agreement", hq, "--site", "Storstrøm", "--programme", "CHESS", "--from", "2024-10", *levels)
    mine = next(one for one in agreed["programmes"] if one["programme"] == "CHESS")
    assert (mine["levels"], mine["leader_is_contact"], mine["agreement_to"]) == (["hf"], True, "2026-12")
    _exchange(line, hq, site)
    named = ("--given", "Kaj", "--family", "Prøve", "--alias", "Egern", "--referred-on", "2025-10-01")
    line.ok("course", "refer", site, "--programme", "CHESS", *named, "--consent", "processing", "transfer")
    line.ok("session", "log", site, "--course", "Egern/CHESS", "--date", "2025-10-20", "--outcome", "held")
    assert line.json("course", "reminders", site, "--on", "2026-03-01")["reminders"][-1] == {
        "code": "ends_soon",
        "course": "Egern/CHESS",
        "on": "2026-04-20",
    }
    assert line.run("course", "extend", site, "--course", "Egern/CHESS", "--to", "2026-09-01").faults == ["NotAllowed"]
    _exchange(line, hq, site)
    assert _verb(line, hq, "extend", "--to", "2026-09-01", course="Egern/CHESS")["planned_end"] == "2026-09-01"


def _exchange(line: Line, hq: Path, site: Path) -> None:
    """A file up and one down."""
    up, down = line.folder / "up.indb", line.folder / "down.indb"
    for file in (up, down):
        file.unlink(missing_ok=True)
    line.ok("bundle", "export", site, up)
    line.ok("bundle", "import", hq, up)
    line.ok("bundle", "export", hq, down, "--to", "Storstrøm")
    line.ok("bundle", "import", site, down)
