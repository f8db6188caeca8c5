"""Wrong passphrases are counted, and from the fifth on they cost time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import StorageError, TooManyTries
from desktop.vault.atomic import Disk
from desktop.vault.tries import Tries

VAULT = "0123456789abcdef0123456789abcdef"
MakeDisk = Callable[..., Disk]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def left(tries: Tries, label: str = "Ida") -> int:
    try:
        tries.require(label)
    except TooManyTries as fault:
        seconds = fault.arguments["seconds"]
        assert isinstance(seconds, int)
        return seconds
    return 0


def test_waits_double_up_to_five_minutes(tmp_path: Path) -> None:
    clock = Clock()
    tries = Tries(tmp_path, VAULT, clock)
    waits = []
    for _ in range(14):
        tries.wrong("Ida")
        waits.append(left(tries))
        clock.now += left(tries)
        assert left(tries) == 0
    assert waits == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]


def test_each_label_has_its_own_count(tmp_path: Path) -> None:
    tries = Tries(tmp_path, VAULT, Clock())
    for _ in range(5):
        tries.wrong("Ida")
    assert (left(tries, "Ida"), left(tries, "Bo")) == (5, 0)
    tries.right("Bo")
    tries.right("Ida")
    assert left(tries, "Ida") == 0
    tries.wrong("Ida")
    assert left(tries, "Ida") == 0


def test_the_count_outlives_the_process(tmp_path: Path) -> None:
    clock = Clock()
    for _ in range(6):
        Tries(tmp_path, VAULT, clock).wrong("Ida")
    assert left(Tries(tmp_path, VAULT, clock)) == 10
    assert left(Tries(tmp_path, "f" * 32, clock)) == 0


def test_a_clock_set_back_locks_nobody_out(tmp_path: Path) -> None:
    clock = Clock()
    tries = Tries(tmp_path, VAULT, clock)
    for _ in range(5):
        tries.wrong("Ida")
    clock.now = 0.0
    assert left(tries) == 5


def test_a_clock_before_1970(tmp_path: Path) -> None:
    tries = Tries(tmp_path, VAULT, Clock(-1000.0))
    tries.wrong("Ida")
    assert left(tries) == 0


def test_a_damaged_count_starts_anew(tmp_path: Path) -> None:
    tries = Tries(tmp_path, VAULT, Clock())
    for _ in range(5):
        tries.wrong("Ida")
    (tmp_path / "tries" / f"{VAULT}.json").write_bytes(b"[]")
    assert left(tries) == 0
    tries.wrong("Ida")
    assert left(tries) == 0


def test_a_try_that_cannot_be_counted(tmp_path: Path, scripted_disk: MakeDisk) -> None:
    with pytest.raises(StorageError):
        Tries(tmp_path, VAULT, Clock(), scripted_disk([], "write")).wrong("Ida")
