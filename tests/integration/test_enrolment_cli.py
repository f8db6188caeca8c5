"""Recovery at an enrolled site, said and done on the command line."""

from tests.integration.cli import OTHER, Line, enrol


def recover(line: Line, vault: str, code: str) -> str:
    secrets = ("--recovery-code-file", line.file("code", code), "--new-passphrase-file", line.file("new", OTHER))
    return line.ok("vault", "recover", line.folder / vault, "--user", "Dorte", *secrets).err


def test_whoever_is_let_in_hears_that_headquarters_must_certify_and_how(line: Line) -> None:
    hq = line.new("hq", "hq", "Hanne")
    made = line.json("vault", "new", line.folder / "site", "--kind", "site", "--name", "Enner", "--user", "Anna")
    site, request, answer = line.folder / "site", line.folder / "again.request", line.folder / "again.answer"
    enrol(line, hq, site, "--site", "Enner")
    assert line.run("enrol", "request", site, request).faults == ["AlreadyEnrolled"]
    assert line.run("enrol", "request", hq, request).faults == ["AlreadyEnrolled"]
    said = recover(line, "site", made["recovery_code"])
    assert all(step in said for step in ("enrol request", "enrol answer", "enrol accept"))
    asked = line.ok("enrol", "request", site, request, "--user", "Dorte", phrase=OTHER).line
    other = line.run("enrol", "answer", hq, request, answer, "--site", "Horsens", "--words", asked)
    assert (other.status, other.faults) == (1, ["InvalidValue"])
    words = line.ok("enrol", "answer", hq, request, answer, "--site", "Enner", "--words", asked).line
    line.ok("enrol", "accept", site, answer, "--user", "Dorte", "--words", words, phrase=OTHER)
    assert "AlreadyEnrolled" in line.run("enrol", "request", site, request, "--user", "Dorte", phrase=OTHER).faults


def test_headquarters_certifies_its_own(line: Line) -> None:
    made = line.json("vault", "new", line.folder / "hq", "--kind", "hq", "--name", "Landskontoret", "--user", "Hanne")
    assert "enrol request" not in recover(line, "hq", made["recovery_code"])
