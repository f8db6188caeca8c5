"""The command line as tests call it: in this process with cheap passphrases and a fixed clock, or as a process of its own."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop import cli
from desktop.crypto.passphrase import Cost
from desktop.house import Settings

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 20, 11, tzinfo=UTC)
GOOD = "violet kedel springer hjemad"
OTHER = "sneglen marcherer forbi købmanden"
CHEAP = Cost(1024, 1, 1)


@dataclass(frozen=True, slots=True)
class Said:
    """What one call left: the exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.out))

    @property
    def line(self) -> str:
        """The one line of stdout."""
        (line,) = self.out.splitlines()
        return line

    @property
    def faults(self) -> list[str]:
        """The class names of the lines on stderr that tell a fault."""
        return [line.split(":")[0] for line in self.err.splitlines() if ": " in line and line.split(":")[0].isidentifier()]


@dataclass(frozen=True, slots=True)
class Line:
    """Calls commands under `folder`; relative paths mean files there."""

    folder: Path
    settings: Settings

    def at(self, now: Callable[[], datetime]) -> "Line":
        return replace(self, settings=replace(self.settings, now=now))

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text + "\n", encoding="utf-8")
        return str(path)

    def run(self, *argv: str | Path, phrase: str = GOOD) -> Said:
        """One call in this process; `phrase` is what --passphrase-file gives."""
        secret = ("--passphrase-file", self.file("phrase", phrase)) if phrase else ()
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = cli.main([*map(str, argv), *secret], self.settings)
        assert isinstance(status, int), "a window was asked for"
        return Said(status, out.getvalue(), err.getvalue())

    def ok(self, *argv: str | Path, phrase: str = GOOD) -> Said:
        said = self.run(*argv, phrase=phrase)
        assert said.status == 0, (argv, said)
        return said

    def json(self, *argv: str | Path, phrase: str = GOOD) -> dict[str, Any]:
        return self.ok(*argv, "--json", phrase=phrase).json

    def new(self, name: str, kind: str, label: str) -> Path:
        self.ok("vault", "new", self.folder / name, "--kind", kind, "--name", name.rsplit("/", maxsplit=1)[-1].title(), "--user", label)
        return self.folder / name

    def check(self, vault: Path, phrase: str = GOOD) -> dict[str, Any]:
        """The vault is whole."""
        found = self.json("vault", "check", vault, phrase=phrase)
        assert found["ok"], found
        return found


COURSE = "Ravn/VISITING"


def enrol(line: Line, parent: Path, child: Path, *whose: str) -> None:
    """The three steps, the words typed both ways."""
    request, answer = line.folder / f"{child.name}.request", line.folder / f"{child.name}.answer"
    asked = line.ok("enrol", "request", child, request).line
    assert len(asked.split()) == 8
    answered = line.ok("enrol", "answer", parent, request, answer, *whose, "--words", asked).line
    assert len(answered.split()) == 8
    line.ok("enrol", "accept", child, answer, "--words", answered.upper())


def begin_course(line: Line, site: Path) -> None:
    """A course in the visiting service that may begin, with Bo Berg on it."""
    name = ("--given", "Ole", "--family", "Olsen", "--birth-date", "6-5-1990", "--gender", "m", "--legal-status", "serving")
    referred = line.ok("course", "refer", site, "--programme", "VISITING", *name, "--referred-on", "2026-01-10", "--alias", "Ravn")
    assert referred.line == "Ravn"
    line.ok("volunteer", "add", site, "--name", "Bo Berg", "--joined-on", "2024-01-01")
    line.ok("course", "approve", site, "--course", COURSE, "--by", "staff", "--on", "2026-01-12")
    line.ok("course", "approve", site, "--course", COURSE, "--by", "leader", "--on", "2026-01-13")
    for purpose in ("processing", "transfer"):
        line.ok("course", "consent", site, "--course", COURSE, "--purpose", purpose, "--on", "2026-01-14")
    stands = line.json("course", "match", site, "--course", COURSE, "--volunteer", "Bo Berg", "--from", "2026-01-15")
    assert stands["status"] == "SETTING_UP"


def process(*argv: str | Path | bytes, stdin: str = "") -> Said:
    """One call as a process of its own, at the real price of a passphrase."""
    command = [sys.executable, str(ROOT / "main.py"), *(each if isinstance(each, bytes) else str(each) for each in argv)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own program
    return Said(done.returncode, done.stdout, done.stderr)
