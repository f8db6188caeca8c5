"""Vaults for the tests of the services; each test has its own, copied from one prepared store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.store.unit_of_work import Kind
from tests.integration.services import vaults
from tests.integration.services.vaults import Bench
from tests.integration.sync.conftest import planted, tree  # noqa: F401 - fixtures: a tree of whole vaults, for services that pass files


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vaults.blank(tmp_path_factory.mktemp("template"))


@pytest.fixture
def make(template: Path, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Makes further vaults, and closes them."""
    made: list[Bench] = []

    def one(kind: Kind, *, site: str = "", volunteer: str = "", role: str = "") -> Bench:
        made.append(vaults.vault(template, tmp_path, kind, site=site, volunteer=volunteer, role=role))
        return made[-1]

    yield one
    for opened in made:
        opened.close()


@pytest.fixture
def site(make: Callable[..., Bench]) -> Bench:
    return make("site")


@pytest.fixture
def hq(make: Callable[..., Bench]) -> Bench:
    return make("hq")
