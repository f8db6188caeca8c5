"""The command line for every test beside this file, and two enrolled vaults, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from desktop.house import Settings
from tests.integration.cli import CHEAP, NOW, Line, begin_course, enrol


def _line(folder: Path) -> Line:
    """What the machine remembers of vaults lies beside them, so that a copy is known as well."""
    return Line(folder, Settings(now=lambda: NOW, cost=CHEAP, state=folder / "state", memory_security=False))


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return _line(tmp_path)


@pytest.fixture(scope="session")
def made_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = _line(tmp_path_factory.mktemp("tree"))
    hq, site = made.new("hq", "hq", "Hanne"), made.new("laptop/site", "site", "Anna")
    enrol(made, hq, site, "--site", "Storstrøm")
    begin_course(made, site)
    return made.folder


@pytest.fixture
def tree(line: Line, made_tree: Path) -> tuple[Path, Path]:
    """Headquarters and one enrolled site with a course that may begin."""
    shutil.copytree(made_tree, line.folder, dirs_exist_ok=True)
    return line.folder / "hq", line.folder / "laptop" / "site"
