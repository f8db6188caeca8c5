"""How the command line speaks: one object or plain lines, a report about our own faults without any case, exit statuses."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.cli import run
from desktop.errors import BrokenPromise
from desktop.services.sessions import Sessions
from desktop.services.volunteers import Volunteers
from tests.integration.cli import COURSE, GOOD, ROOT, Line, process

VISIT = ("--course", COURSE, "--date", "2026-02-01", "--outcome", "held", "--minutes", "60")


def test_one_object_with_sorted_keys(line: Line, tree: tuple[Path, Path]) -> None:
    said = line.ok("session", "log", tree[1], *VISIT, "--json")
    assert said.err == ""
    found = json.loads(said.line)
    assert list(found) == sorted(found)
    assert said.line == json.dumps(found, ensure_ascii=False, sort_keys=True)


def test_a_failure_is_an_object_as_well(line: Line, tree: tuple[Path, Path]) -> None:
    said = line.run("session", "log", tree[1], *VISIT[2:], "--course", "Nobody/VISITING", "--json")
    assert said.status == 1
    assert said.json == {"ok": False, "error": {"class": "UnknownCourse", "sentence": said.err.removeprefix("UnknownCourse: ").strip()}}


def test_danish_unless_english_is_asked_for_or_preferred(line: Line, state_folder: Path) -> None:
    vault = line.folder / "none"
    assert line.run("vault", "check", vault).err.startswith("NotAVault: Der er intet datalager")
    assert line.run("vault", "check", vault, "--lang", "en").err.startswith("NotAVault: There is no datalager")
    assert line.run("--lang=en", "vault", "check", vault).err.startswith("NotAVault: There is no datalager")
    (state_folder / "preferences.json").write_text('{"language":"en","later":1}', encoding="utf-8")
    assert line.run("vault", "check", vault).err.startswith("NotAVault: There is no datalager")
    assert line.run("vault", "check", vault, "--lang", "da").err.startswith("NotAVault: Der er intet datalager")
    (state_folder / "preferences.json").write_text("{", encoding="utf-8")
    assert line.run("vault", "check", vault).err.startswith("NotAVault: Der er intet datalager")


@pytest.mark.parametrize("fault", [BrokenPromise(promise="x"), KeyError("Ole Olsen")])
def test_a_fault_of_ours_ends_as_a_report_without_any_case(
    line: Line, tree: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_args: object) -> None:
        raise fault

    monkeypatch.setattr(Sessions, "log", fail)
    said = line.run("session", "log", tree[1], *VISIT, "--json")
    assert said.status == 3
    report = Path(said.json["report"])
    assert report.is_relative_to(line.settings.state_folder)
    assert said.err.splitlines()[-1] == str(report)
    text = report.read_text(encoding="utf-8")
    assert f"{type(fault).__name__}\n" in text
    assert re.search(r"desktop/cli/session\.py:\d+ _log", text)
    assert not [word for word in ("Ole", "Ravn", "2026-02-01", str(line.folder)) if word in text]
    monkeypatch.undo()
    line.check(tree[1])


def test_a_stop_is_130_and_nothing_is_saved(line: Line, tree: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    before = line.check(tree[1])["state_digest"]
    monkeypatch.setattr(Volunteers, "add", stop)
    assert line.run("volunteer", "add", tree[1], "--name", "Carl Carstensen").status == 130
    assert line.check(tree[1])["state_digest"] == before


def test_what_the_disk_refuses_anywhere_is_the_worlds_fault(line: Line, tree: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(Volunteers, "list", full)
    said = line.run("volunteer", "vault", tree[1], line.folder / "x", "--volunteer", "Bo Berg", "--label", "Bo")
    assert (said.status, said.faults) == (1, ["StorageError"])


def test_a_stdout_that_takes_nothing_is_said(line: Line, tree: tuple[Path, Path]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    phrase = line.file("phrase", GOOD)
    command = [sys.executable, str(ROOT / "main.py"), "hq", "sites", str(tree[0]), "--passphrase-file", phrase]
    with full.open("w", encoding="utf-8") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own program
    assert done.returncode == 1
    assert [each.split(":")[0] for each in done.stderr.splitlines()] == ["StorageError"]


def test_every_group_explains_itself_in_both_languages(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    for lang in ("da", "en"):
        for group in run.GROUPS:
            assert line.run(group, "--help", "--lang", lang, phrase="").status == 0
    capsys.readouterr()


def test_help_loads_neither_store_nor_window() -> None:
    heavy = "{'sqlalchemy', 'PySide6', 'reportlab'}"
    code = f"import sys; from desktop import cli; cli.main(['--help']); sys.exit(bool({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 0, done.stdout
    assert "reportlab" not in process("figures", "--help").err


def test_the_demo_ends_in_figures_that_are_the_expected_ones(tmp_path: Path) -> None:
    said = process("demo", tmp_path / "demo", "--sites", "1", "--sessions", "3", "--now", "2026-03-20", "--headless", "--json")
    assert (said.status, said.err) == (0, "")
    found = said.json
    assert {key: found["figures"]["figures"][key]["value"] for key in found["expected"]} == found["expected"]
    hq, user = found["hq"]["vault"], found["hq"]["users"][0]
    again = process(
        "figures", hq, "--user", user["label"], "--as-of", "2026-03-20", "--passphrase-file", "-", "--json", stdin=user["passphrase"]
    )
    assert again.json["figures"]["active_now"]["value"] == found["expected"]["active_now"]
