"""`make test-desktop`: the real window on a screen of its own, and a stranger beside it who knows only the accessible tree.

Xvfb is the screen, ratpoison gives new windows the keyboard, dbus-run-session is a bus that ends with the test. A demo with
one prison is made in a temporary folder, and `main.py` is started on that prison's laptop by tests/desktop/stranger.py,
which Debian's own Python runs, because that one has the bindings. Nothing outlives the test, and nothing of the person
who runs it is read: home, state and caches are folders of the test's own.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
STRANGER = "tests.desktop.stranger"
SYSTEM_PYTHON = "/usr/bin/python3"
SECONDS = 120
"""For all of it; the machine that needs more has something standing still."""
SIZE = "1366x768x24"
DEMO = ("demo", "--headless", "--json", "--sites", "1", "--sessions", "12", "--seed", "5")
CALM = "set startupmessage 0\nescape F12\n"
"""Settings of the window manager: no greeting, and no key of ours taken."""


def environment(folder: Path) -> dict[str, str]:
    """Only what a program needs, and folders of the test's own."""
    made = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        place = folder / name.lower()
        place.mkdir(mode=0o700)
        made[name] = str(place)
    return made | {
        "INDENFOR_STATE": str(folder / "demo" / "state"),
        "INDENFOR_HOME": str(folder / "demo" / "site-1"),
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_QPA_PLATFORM": "xcb",
    }


@contextmanager
def running(command: list[str], env: Mapping[str, str], **given: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program with all it starts; ended with the block."""
    process = subprocess.Popen(command, env=env, start_new_session=True, **given)  # noqa: S603 - our own words
    try:
        yield process
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, how)
                process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
            break


@contextmanager
def screen(env: Mapping[str, str]) -> Iterator[str]:
    """A virtual screen; the name of its display, which Xvfb chooses."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    with running(command, env, pass_fds=(writes,), stderr=subprocess.DEVNULL):
        os.close(writes)
        with os.fdopen(reads) as answer:
            yield f":{answer.readline().strip()}"


def make_demo(folder: Path, env: Mapping[str, str]) -> Path:
    """The demo; the file with its logins."""
    made = subprocess.run(  # noqa: S603 - this Python, our own program
        [sys.executable, str(ROOT / "main.py"), *DEMO, str(folder / "demo")], env=env, check=True, capture_output=True, timeout=SECONDS
    )
    logins = folder / "demo.json"
    logins.write_bytes(made.stdout)
    json.loads(made.stdout)
    return logins


def main() -> int:
    """0 where the stranger got through all of it. What programs said of themselves is told where it did not."""
    with tempfile.TemporaryDirectory(prefix="indenfor-desktop-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        env = environment(folder)
        logins = make_demo(folder, env)
        calm, said = folder / "ratpoisonrc", folder / "said"
        calm.write_text(CALM)
        with said.open("wb") as errors:
            status = walked(logins, calm, env, errors)
        if status:
            sys.stderr.write(said.read_text(encoding="utf-8", errors="replace"))
        return status


def walked(logins: Path, calm: Path, env: Mapping[str, str], errors: IO[bytes]) -> int:
    """The stranger's exit status; 1 where the time is over."""
    stranger = [SYSTEM_PYTHON, "-m", STRANGER, str(logins), sys.executable, str(ROOT / "main.py")]
    with screen(env) as display:
        env = {**env, "DISPLAY": display}
        with (
            running(["ratpoison", "-f", str(calm)], env, stderr=errors),
            running(["dbus-run-session", "--", *stranger], env, stderr=errors, cwd=ROOT) as walk,
        ):
            try:
                return walk.wait(SECONDS)
            except subprocess.TimeoutExpired:
                print(f"not through after {SECONDS} seconds")
                return 1


if __name__ == "__main__":
    sys.exit(main())
