"""What every test shares: no network, repeatable examples, preferences in a throw-away folder."""

import os
import socket
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

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


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's preferences, vaults and remembered vaults go: never the home folder of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("INDENFOR_STATE", str(folder))
    monkeypatch.setenv("INDENFOR_HOME", str(folder / "home"))
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The random histories first: once a test has turned the cipher's memory security on, its process stays four times slower."""
    items.sort(key=lambda item: "projection" not in item.nodeid)
