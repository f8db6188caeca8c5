"""An earlier version of the program: today's, with the registry of tests/vectors/registry_0.json in the place of its own.

It is a folder of its own that runs as a process of its own, so nothing of the program under test is turned while it runs.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
FROZEN = ROOT / "tests" / "vectors" / "registry_0.json"
REGISTRY = Path("desktop/models/rows/registry.py")


def program(folder: Path) -> Path:
    """Lay the earlier program into `folder`."""
    shutil.copytree(ROOT / "desktop", folder / "desktop", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "resources").symlink_to(ROOT / "resources")
    shutil.copyfile(Path(__file__).with_name("registry.py"), folder / REGISTRY)
    shutil.copyfile(FROZEN, (folder / REGISTRY).with_name("registry_0.json"))
    return folder


def run(folder: Path, *, vault: Path, label: str, take: list[Path], export: Path) -> dict[str, Any]:
    """Open a vault by the earlier program, take in files, write one for the vault above; what it says."""
    asked = {
        "vault": str(vault),
        "label": label,
        "take": [str(path) for path in take],
        "export": str(export),
    }
    ran = subprocess.run(  # noqa: S603 - the script beside this file
        [sys.executable, str(Path(__file__).with_name("child.py"))],
        cwd=folder,
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1", "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found
