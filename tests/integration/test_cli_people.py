"""Who gets into a vault: several people, a changed passphrase, the recovery code, and where secrets may come from."""

import io
from pathlib import Path

import pytest

from tests.integration.cli import GOOD, OTHER, Line, enrol

THIRD = "tre gamle traktorer danser"


def test_several_people_say_who_they_are(line: Line) -> None:
    site = line.new("site", "site", "Anna")
    new = line.file("new", OTHER)
    line.ok("user", "add", site, "--label", "Bodil", "--name", "Bodil Bruun", "--role", "visit_leader", "--new-passphrase-file", new)
    listed = line.json("user", "list", site, phrase="")["users"]
    assert [(user["label"], user["role"]) for user in listed] == [("Anna", "VISIT_LEADER"), ("Bodil", "VISIT_LEADER")]
    said = line.run("vault", "check", site)
    assert (said.status, said.faults) == (2, ["SeveralUsers"])
    assert "Anna, Bodil" in said.err
    line.ok("vault", "check", site, "--user", "bodil", phrase=OTHER)
    assert line.run("vault", "check", site, "--user", "Carl").faults == ["UnknownUser"]
    taken = line.run(
        "user", "add", site, "--user", "Anna", "--label", "BODIL", "--name", "B B", "--role", "VISIT_LEADER", "--new-passphrase-file", new
    )
    assert taken.faults == ["LabelTaken"]
    line.ok("user", "remove", site, "--user", "Anna", "--label", "Bodil", "--yes")
    assert line.run("user", "remove", site, "--label", "Anna").faults == ["LastUser"]
    line.check(site)


def test_a_weak_passphrase_makes_no_vault(line: Line) -> None:
    said = line.run("vault", "new", line.folder / "x", "--kind", "site", "--name", "Enner", "--user", "Anna", phrase="enner2026")
    assert (said.status, said.faults) == (1, ["WeakPassphrase"])
    assert not (line.folder / "x").exists()


def test_a_passphrase_is_changed(line: Line) -> None:
    site = line.new("site", "site", "Anna")
    assert line.run("vault", "passphrase", site, "--new-passphrase-file", line.file("weak", "12345678901")).faults == ["WeakPassphrase"]
    line.ok("vault", "passphrase", site, "--new-passphrase-file", line.file("new", OTHER))
    assert line.run("vault", "check", site).faults == ["WrongPassphrase"]
    line.check(site, OTHER)


def test_the_recovery_code_lets_somebody_in_and_is_replaced(line: Line) -> None:
    made = line.json("vault", "new", line.folder / "site", "--kind", "site", "--name", "Enner", "--user", "Anna")
    site, code = line.folder / "site", line.file("code", made["recovery_code"].lower())
    wrong = line.file("wrong", "A" * len(made["recovery_code"]))
    recover = ("vault", "recover", site, "--user", "Carla", "--new-passphrase-file", line.file("new", THIRD), "--recovery-code-file")
    assert line.run(*recover, wrong).faults == ["WrongRecoveryCode"]
    fresh = line.ok(*recover, code).line
    assert fresh != made["recovery_code"]
    said = line.ok("vault", "check", site, "--user", "Carla", phrase=THIRD)
    assert said.faults[0] == "RecoveredLately"
    assert line.run(*recover[:3], "--user", "Dorte", *recover[5:], code).faults == ["WrongRecoveryCode"]


def test_headquarters_gets_a_root_file_and_a_volunteer_no_code(line: Line) -> None:
    hq = line.json("vault", "new", line.folder / "hq", "--kind", "hq", "--name", "Landskontoret", "--user", "Hanne")
    assert Path(hq["root_file"]).is_file()
    own = line.json("vault", "new", line.folder / "own", "--kind", "volunteer", "--name", "Enner", "--user", "Bo")
    assert (own["recovery_code"], own["root_file"]) == (None, None)
    code = ("--recovery-code-file", line.file("code", hq["recovery_code"]), "--new-passphrase-file", line.file("new", OTHER))
    assert line.run("vault", "recover", line.folder / "own", "--user", "X", *code).faults == ["NoRecovery"]


def test_a_volunteer_may_not_do_a_leaders_work(line: Line, tree: tuple[Path, Path]) -> None:
    _hq, site = tree
    bo = line.new("far/bo", "volunteer", "Bo")
    enrol(line, site, bo, "--volunteer", "Bo Berg")
    said = line.run("course", "approve", bo, "--course", "Ravn/VISITING", "--by", "leader", "--on", "2026-02-01")
    assert (said.status, said.faults) == (1, ["NotAllowed"])
    said = line.run("course", "refer", bo, "--programme", "VISITING", "--given", "A", "--family", "B")
    assert said.faults == ["NotAllowed"]


def test_two_secrets_come_from_stdin_line_by_line(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    site = line.new("site", "site", "Anna")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\r\n{OTHER}\n"))
    line.ok("vault", "passphrase", site, "--passphrase-file", "-", "--new-passphrase-file", "-", phrase="")
    line.check(site, OTHER)


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:  # type: ignore[explicit-override] # typing.override came with Python 3.12
        return True


def test_a_person_at_a_terminal_is_asked(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    site = line.new("site", "site", "Anna")
    typed = iter([GOOD, GOOD, OTHER, OTHER, GOOD, OTHER, THIRD])
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("sys.stdin", Terminal())
    line.ok("vault", "check", site, phrase="")
    line.ok("vault", "passphrase", site, phrase="")
    assert line.run("vault", "passphrase", site, phrase="").faults == ["InvalidValue"]
    assert len(asked) == 1 + 3 + 3
    assert line.run("vault", "check", site, phrase="").faults == ["WrongUse"]
    assert "Anna" in asked[0]


def test_somebody_at_a_terminal_confirms_a_removal(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    site = line.new("site", "site", "Anna")
    new = line.file("new", OTHER)
    line.ok("user", "add", site, "--label", "Bodil", "--name", "Bodil Bruun", "--role", "VISIT_LEADER", "--new-passphrase-file", new)
    remove = ("user", "remove", site, "--user", "Anna", "--label", "Bodil")
    monkeypatch.setattr("sys.stdin", Terminal("nej\n"))
    said = line.run(*remove)
    assert (said.status, "WrongUse" in said.err) == (2, True)
    monkeypatch.setattr("sys.stdin", Terminal("ja\n"))
    line.ok(*remove)


def test_a_passphrase_has_to_come_from_somewhere(line: Line) -> None:
    site = line.new("site", "site", "Anna")
    said = line.run("vault", "check", site, phrase="")
    assert (said.status, said.faults) == (2, ["WrongUse"])
    assert line.run("vault", "check", site, "--passphrase-file", line.folder / "none", phrase="").faults == ["StorageError"]
    (line.folder / "binary").write_bytes(b"\xff\xfe\xff")
    assert line.run("vault", "check", site, "--passphrase-file", line.folder / "binary", phrase="").faults == ["InvalidValue"]
    line.check(site)
