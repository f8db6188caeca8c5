"""`device list|revoke|readmit` as they are typed."""

from pathlib import Path

from tests.integration.cli import Line


def test_a_laptop_is_shut_out_and_let_in_again(line: Line, tree: tuple[Path, Path]) -> None:
    hq, site = tree
    line.ok("bundle", "export", site, line.folder / "up.indb")
    line.ok("bundle", "import", hq, line.folder / "up.indb")
    found = {one["role"]: one for one in line.json("device", "list", hq)["devices"]}
    laptop = found["site"]
    (chain,) = laptop["chains"]
    assert (laptop["revoked"], chain["device"], chain["from_seq"]) == (False, laptop["id"], None)
    said = line.json("device", "revoke", hq, laptop["id"], "--from-seq", str(chain["seq"]), "--reason", "lost", "--yes")
    assert (said["id"], said["aside"]) == (laptop["id"], 1)
    again = next(one for one in line.json("device", "list", hq)["devices"] if one["id"] == laptop["id"])
    assert (again["revoked"], again["chains"][0]["from_seq"]) == (True, chain["seq"])
    line.ok("device", "list", hq)
    line.ok("device", "readmit", hq, laptop["id"])
    assert not next(one for one in line.json("device", "list", hq)["devices"] if one["id"] == laptop["id"])["revoked"]
    assert line.run("device", "readmit", hq, laptop["id"]).faults == ["InvalidValue"]
    assert line.run("device", "revoke", hq, "0" * 32, "--yes").faults == ["InvalidValue"]
    line.check(hq)


def test_the_keys_of_headquarters_are_replaced(line: Line) -> None:
    """By the root file and its code; the former file does not fit a second time."""
    hq = line.folder / "hq"
    made = line.json("vault", "new", hq, "--kind", "hq", "--name", "Landskontoret", "--user", "Hanne")
    code = line.file("code", made["recovery_code"])
    safe = line.folder / "safe"
    safe.mkdir()
    rotate = ("hq", "root", "rotate", hq, "--root-file", made["root_file"], "--recovery-code-file", code, "--out", safe, "--yes")
    assert line.json(*rotate) == {
        "ok": True,
        "version": 2,
        "root_file": str(safe / "hq-root-2.key"),
        "recovery_file": str(safe / "hq-recovery-2.key"),
    }
    assert line.run(*rotate).faults == ["NotARootFile"]
    wrong = line.file("wrong", "0000-0000")
    again = ("hq", "root", "rotate", hq, "--root-file", safe / "hq-root-2.key", "--yes", "--recovery-code-file")
    assert line.run(*again, wrong).faults == ["WrongRecoveryCode"]
    assert line.ok(*again, code).line == str(safe / "hq-root-3.key")
    line.check(hq)


def test_what_waits_for_a_decision_is_asked_for_by_name(line: Line, tree: tuple[Path, Path]) -> None:
    hq, _ = tree
    assert line.json("hq", "conflicts", hq)["conflicts"] == []
    assert line.json("hq", "aside", hq)["aside"] == []
