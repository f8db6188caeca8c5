"""The licence texts of everything that is shipped: docs/licences, one file for each installed runtime package.

    licences.py gather     writes the files from the installed packages, complete and unchanged
    licences.py check      fails on one that is missing, of another version, or left over

Qt for Python carries no text in its wheels; its licence is the LGPL, which builds on the GPL. Those two, SQLCipher's,
the font's and that of the icons (Lucide) lie in docs/licences as whole files that `gather` leaves alone.
"""

import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "licences"
KEPT = ("GPL-3.0.txt", "IBM-Plex-Sans.txt", "LGPL-3.0.txt", "SQLCipher.txt", "lucide.txt")
REFERRED = {
    "pyside6-essentials": "Used under the GNU Lesser General Public License, version 3: LGPL-3.0.txt and GPL-3.0.txt beside this file.",
    "shiboken6": "Used under the GNU Lesser General Public License, version 3: LGPL-3.0.txt and GPL-3.0.txt beside this file.",
}
A_TEXT = re.compile(r"licen[sc]e|copying|notice|authors", re.IGNORECASE)


def shipped() -> dict[str, Distribution]:
    """The runtime packages of pyproject.toml and all they need, by their plain names."""
    found: dict[str, Distribution] = {}
    with (ROOT / "pyproject.toml").open("rb") as stream:
        waiting: list[str] = tomllib.load(stream)["project"]["dependencies"]
    while waiting:
        requirement = Requirement(waiting.pop())
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(requirement.name)
        waiting += found[name].requires or []
    return dict(sorted(found.items()))


def heading(name: str, package: Distribution) -> str:
    return f"{name} {package.version}"


def texts(name: str, package: Distribution) -> str:
    """Heading and every licence text of a package, each under its own file name."""
    parts = [heading(name, package)]
    if name in REFERRED:
        parts.append(REFERRED[name])
    parts += [
        f"--- {file}\n\n{Path(str(file.locate())).read_text(encoding='utf-8', errors='replace').strip()}"
        for file in sorted(package.files or [], key=str)
        if A_TEXT.search(str(file)) and file.suffix not in {".py", ".pyc"}
    ]
    return "\n\n".join(parts) + "\n"


def gather() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = {f"{name}.txt": texts(name, package) for name, package in shipped().items()}
    for path in FOLDER.glob("*.txt"):
        if path.name not in wanted and path.name not in KEPT:
            path.unlink()
    for file, text in wanted.items():
        (FOLDER / file).write_text(text, encoding="utf-8")


def faults() -> list[str]:
    """One line for each text that is missing, empty, of another version or left over."""
    packages = shipped()
    present = {path.name for path in FOLDER.glob("*.txt")}
    expected = {f"{name}.txt" for name in packages} | set(KEPT)
    found = [f"missing: {file}" for file in sorted(expected - present)]
    found += [f"left over: {file}" for file in sorted(present - expected)]
    for name, package in packages.items():
        path = FOLDER / f"{name}.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        if lines and lines[0] != heading(name, package):
            found.append(f"of another version: {path.name} says {lines[0]}, installed is {package.version}")
        if lines and len(lines) < 3:
            found.append(f"no licence text: {path.name}")
    return found


def main(arguments: list[str]) -> int:
    match arguments:
        case ["gather"]:
            gather()
        case ["check"]:
            found = faults()
            print("\n".join(found) or f"{len(shipped())} packages, each with its licence text")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
