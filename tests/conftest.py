"""What every test shares: no network, repeatable examples, preferences in a throw-away folder."""

import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings
from sqlcipher3 import dbapi2

from desktop.store import schema
from tests.new_schema import OnceMade

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("indenfor", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("indenfor")


class OfflineBroken(BaseException):
    """Not an `Exception`, so that no `except` in the program can swallow it."""


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    raise OfflineBroken("something opened a socket; Indenfor is offline by contract")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any socket raises, also one that a library opens on our behalf."""
    monkeypatch.setattr(socket, "socket", _refuse)


@pytest.fixture(scope="session")
def state_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh folder each time. pytest's own numbering reads the names of all there are for each new one."""
    base = tmp_path_factory.mktemp("states")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def state_folder(state_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's preferences, vaults and remembered vaults go: never the home folder of whoever runs the tests."""
    folder = next(state_folders)
    folder.mkdir()
    monkeypatch.setenv("INDENFOR_STATE", str(folder))
    monkeypatch.setenv("INDENFOR_HOME", str(folder / "home"))
    return folder


@pytest.fixture(autouse=True, scope="session")
def new_schema() -> Iterator[None]:
    """The migrations make the schema of one new store; those after it are made alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "upgrade", OnceMade(schema.upgrade))
        yield


WITH_MEMORY_SECURITY = (
    "tests/integration/test_demo",
    "tests/gui/test_gui_demo",
    "tests/integration/test_cli_opening",
    "tests/store/test_engine_",
)
"""Where the cipher's memory security is turned on, as it is for people: the longest first, so that both workers end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The random histories first, and memory security last: once it is on it stays so, and its process is half as slow again."""
    items.sort(key=lambda item: ("projection" not in item.nodeid, _secured_as(item.nodeid)))


def _secured_as(nodeid: str) -> int:
    return next((place for place, start in enumerate(WITH_MEMORY_SECURITY, start=1) if nodeid.startswith(start)), 0)


def _memory_secured() -> bool:
    return bool(dbapi2.connect(":memory:").execute("PRAGMA cipher_memory_security").fetchone() == ("1",))


@pytest.fixture(autouse=True, scope="module")
def memory_security(request: pytest.FixtureRequest) -> Iterator[None]:
    """No other module turns it on unseen, and makes all that follow slow."""
    before = _memory_secured()
    yield
    assert before or not _memory_secured() or _secured_as(request.node.nodeid), "it turned memory security on"
