"""How long the window's thread is silent at most while a leader unlocks, looks at the screens, imports, exports and locks."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
TEST = "tests/gui/test_gui_alive.py::test_the_window_never_stands_still"
REACH = 50
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The longest silence of one step, in milliseconds."""

    step: str
    milliseconds: int

    @property
    def kept(self) -> bool:
        return self.milliseconds <= REACH


def silences(folder: Path) -> tuple[Silence, ...]:
    """By step, in a process of its own, as that test measures them."""
    folder.mkdir(parents=True)
    report = folder / "alive.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-o",
        "junit_family=xunit1",
        f"--junitxml={report}",
        TEST,
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own test
    found = ET.parse(report).iter("property")  # noqa: S314 - a report that was written a moment ago
    return tuple(Silence(one.attrib["name"], int(one.attrib["value"])) for one in found if one.attrib["name"])
