"""A disk that records its steps and fails at the one a test names, and a cheap Argon2 cost."""

import errno
import os
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from typing_extensions import override

from desktop.crypto.passphrase import Cost
from desktop.vault.atomic import Disk, RealDisk

MakeDisk = Callable[..., Disk]


class FullFile(FileIO):
    """Takes half of what it is given, then the disk is full."""

    @override
    def write(self, data: object, /) -> int:
        half = bytes(cast("bytes", data))
        super().write(half[: len(half) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class ScriptedDisk(RealDisk):
    """The real disk, with `steps` written down, failing with `number` in the step called `fails`."""

    def __init__(self, steps: list[str], fails: str = "", number: int = errno.ENOSPC) -> None:
        self._steps = steps
        self._fails = fails
        self._number = number

    def _step(self, step: str) -> None:
        self._steps.append(step)
        if self._fails and step.startswith(self._fails):
            raise OSError(self._number, os.strerror(self._number))

    @override
    def create(self, path: Path) -> BinaryIO:
        self._step(f"create {path.name}")
        if self._fails == "write":
            return cast("BinaryIO", FullFile(str(path), "w"))
        return super().create(path)

    @override
    def flush(self, file: BinaryIO) -> None:
        self._step("flush")
        super().flush(file)

    @override
    def rename(self, source: Path, target: Path) -> None:
        self._step(f"rename {source.name} {target.name}")
        super().rename(source, target)

    @override
    def flush_folder(self, folder: Path) -> None:
        self._step("flush folder")
        super().flush_folder(folder)

    @override
    def remove(self, path: Path) -> None:
        self._step(f"remove {path.name}")
        super().remove(path)


@pytest.fixture
def scripted_disk() -> MakeDisk:
    return ScriptedDisk


@pytest.fixture
def cheap() -> Cost:
    """Argon2id at its least: the tests ask what opens, not how slowly."""
    return Cost(memory_kib=8, passes=1, lanes=1)
