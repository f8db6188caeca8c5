"""One tree of vaults for all these tests of a process; each test has a copy of its own."""

from pathlib import Path

import pytest

from tests.integration.sync import movers
from tests.integration.sync import tree as trees
from tests.integration.sync.movers import World
from tests.integration.sync.tree import Tree


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """Built once; never opened by a test."""
    return trees.build(tmp_path_factory.mktemp("planted") / "tree")


@pytest.fixture
def tree(planted: Tree, tmp_path: Path) -> Tree:
    return planted.copy(tmp_path / "tree")


@pytest.fixture(scope="session")
def planted_twins(planted: Tree, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The same with a second laptop of the first site; never opened by a test."""
    return trees.second(planted.copy(tmp_path_factory.mktemp("twins") / "tree"))


@pytest.fixture
def twins(planted_twins: Tree, tmp_path: Path) -> Tree:
    return planted_twins.copy(tmp_path / "twins")


@pytest.fixture(scope="session")
def planted_world(planted: Tree, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same with somebody who is going to move; never opened by a test."""
    return movers.build(planted.copy(tmp_path_factory.mktemp("mover") / "tree"))


@pytest.fixture
def world(planted_world: World, tmp_path: Path) -> World:
    return planted_world.copy(tmp_path / "world")
