"""When the command line ends in a window, and that no command without one knows Qt."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop import cli
from desktop.cli.opening import OpenWindow, has_display
from desktop.demo import run as demo_run
from desktop.errors import WrongUse
from desktop.texts import Texts
from tests.integration.cli import CHEAP, ROOT, Line

DEMO = ("demo", "--sites", "1", "--sessions", "2", "--now", "2026-03-20")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("platform", "environment", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_whether_a_window_could_be_seen(platform: str, environment: dict[str, str], *, seen: bool) -> None:
    assert has_display(environment, platform) is seen


@pytest.mark.usefixtures("screen")
def test_no_command_is_the_window() -> None:
    assert cli.main([]) == OpenWindow()
    assert cli.main(["--lang", "en"]) == OpenWindow(language="en")


@pytest.mark.usefixtures("no_screen")
def test_no_command_and_no_screen_is_one_sentence(line: Line) -> None:
    said = line.run(phrase="")
    assert (said.status, said.out) == (2, "")
    hint = "the window needs a screen, and there is none here; say one of the commands instead"
    assert said.err == f"WrongUse: {Texts('da').fault(WrongUse(hint=hint))}\n"
    assert len(line.run("--lang", "en", phrase="").err.splitlines()) == 1


def cheap_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo at a low price of passphrases."""
    defaults = demo_run.run_demo.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "cost", CHEAP)


@pytest.mark.usefixtures("screen")
def test_a_demo_ends_in_the_window_on_the_first_site(
    line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cheap_demo(monkeypatch)
    opened = cli.main([*DEMO, str(line.folder / "demo")])
    folder = (line.folder / "demo").resolve()
    vault = folder / "site-1" / "leader"
    assert opened == OpenWindow(home=folder / "site-1", vault=vault, state=folder / "state", today=date(2026, 3, 20))
    assert (vault / "vault.json").is_file()
    assert str(vault) in capsys.readouterr().out


@pytest.mark.usefixtures("screen")
def test_a_demo_without_a_window_is_only_printed(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_demo(monkeypatch)
    assert line.ok(*DEMO, line.folder / "demo", "--headless", phrase="").out


@pytest.mark.usefixtures("no_screen")
def test_a_demo_without_a_screen_is_only_printed(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_demo(monkeypatch)
    assert line.ok(*DEMO, line.folder / "demo", phrase="").out


@pytest.mark.parametrize("command", [["--help"], ["demo", "--help"], ["vault", "check", "nowhere"], [*DEMO, "{folder}", "--headless"]])
def test_no_command_without_a_window_loads_qt(command: list[str], tmp_path: Path) -> None:
    words = [word.format(folder=tmp_path / "demo") for word in command]
    code = f"import sys; from desktop import cli; cli.main({words!r}); sys.exit('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 0, done.stderr
