"""A move on the command line: the code stands alone on its line, and headquarters lists what nobody has claimed."""

from pathlib import Path

from tests.integration.cli import COURSE, Line, enrol


def carry(line: Line, site: Path, hq: Path) -> None:
    """One file up and one down."""
    up, down = line.folder / "up.indb", line.folder / "down.indb"
    line.ok("bundle", "export", site, up)
    line.ok("bundle", "import", hq, up)
    line.ok("bundle", "export", hq, down, "--to", site.name.title() if site.name != "site" else "Storstrøm")
    line.ok("bundle", "import", site, down)


def test_a_hand_over_from_card_to_acknowledgement(line: Line, tree: tuple[Path, Path]) -> None:
    hq, old = tree
    new = line.new("nyborg", "site", "Birgit")
    enrol(line, hq, new, "--site", "Nyborg")
    line.ok("course", "consent", old, "--course", COURSE, "--purpose", "hand_over", "--on", "2026-01-15")
    handed = line.ok("course", "hand-over", old, "ravn", "--date", "2026-03-18")
    code = handed.line
    assert (len(code), code.count("-"), "Ole" in handed.err) == (14, 2, False)
    assert line.run("course", "hand-over", old, "Ravn").faults == ["NotMovable"]
    assert line.run("course", "hand-over", old, "Falk").faults == ["UnknownParticipant"]
    carry(line, old, hq)
    (waiting,) = line.json("hq", "hand-overs", hq)["hand_overs"]
    assert (waiting["code"], waiting["from"], waiting["date"], waiting["claimed_by"], waiting["to"]) == (
        code,
        "Storstrøm",
        "2026-03-18",
        [],
        None,
    )
    assert code in line.ok("hq", "hand-overs", hq).line
    assert line.run("hq", "hand-over", hq, code).faults == ["NotMovable"]
    assert line.run("hq", "hand-over", hq, "0000-0000-0000").faults == ["UnknownHandOver"]
    assert line.run("hq", "hand-over", hq, code, "--to", "Ringe").faults == ["UnknownSite"]
    assert line.run("course", "claim", new, code[:-1] + ("0" if code[-1] != "0" else "1")).faults == ["WrongHandOverCode"]
    line.ok("course", "claim", new, code.lower())
    carry(line, new, hq)
    (moved,) = line.json("hq", "hand-overs", hq)["hand_overs"]
    assert (moved["claimed_by"], moved["to"], moved["acknowledged"]) == (["Nyborg"], "Nyborg", False)
    carry(line, old, hq)
    carry(line, old, hq)
    (done,) = line.json("hq", "hand-overs", hq)["hand_overs"]
    assert (done["acknowledged"], done["late"], done["contested_by"]) == (True, [], [])
    assert line.run("course", "approve", old, "--course", COURSE, "--by", "staff").faults == ["UnknownCourse"]
    line.check(old)
    line.check(new)


def test_headquarters_says_where_somebody_went(line: Line, tree: tuple[Path, Path]) -> None:
    hq, old = tree
    new = line.new("nyborg", "site", "Birgit")
    enrol(line, hq, new, "--site", "Nyborg")
    line.ok("course", "consent", old, "--course", COURSE, "--purpose", "hand_over", "--on", "2026-01-15")
    code = line.ok("course", "hand-over", old, "Ravn").line
    carry(line, old, hq)
    assert line.json("hq", "hand-over", hq, code, "--to", "Nyborg")["hand_over"]
    carry(line, new, hq)
    (known,) = line.json("course", "hand-overs", new)["hand_overs"]
    assert (known["to"], known["from"]) == ("Nyborg", "Storstrøm")


def test_without_consent_nothing_is_printed_on_a_card(line: Line, tree: tuple[Path, Path]) -> None:
    _hq, old = tree
    said = line.ok("course", "hand-over", old, "Ravn")
    assert said.out == ""
    assert "nothing moves" in said.err or "intet flytter" in said.err
    assert line.json("course", "hand-overs", old)["hand_overs"] == []
