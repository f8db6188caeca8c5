"""Wrong passphrases are counted and slowed down, per vault and label.

The count lies beside the witness, outside the vault. It slows a person at the keyboard; whoever copies the vault away is
slowed by Argon2id alone. From the fifth wrong try on a wait of 5 seconds is due, doubled by each further one up to 5 minutes.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.errors import Fault, TooManyTries
from desktop.log import canonical
from desktop.vault.atomic import REAL_DISK, Disk, read_file, write_file
from desktop.vault.state import make_folder

FREE_TRIES = 4
FIRST_WAIT = 5
LONGEST_WAIT = 300
TRIES_LIMIT = 1024 * 1024

Count = Annotated[int, Meta(ge=0)]


class Wrong(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wrong tries since the last right one, and the second (of the injected clock) until which the next must wait."""

    count: Count
    until: Count


class Tries:
    """The tries at one vault. `clock` gives seconds since 1970."""

    def __init__(self, state: Path, vault_id: str, clock: Callable[[], float], disk: Disk = REAL_DISK) -> None:
        self._path = state / "tries" / f"{vault_id}.json"
        self._clock = clock
        self._disk = disk

    def require(self, label: str) -> None:
        """Before a passphrase is tried. Raises TooManyTries with the seconds that are left."""
        wrong = self._read().get(label)
        if wrong is None:
            return
        # A clock that was set back must not lock anybody out for longer than the wait itself.
        left = min(math.ceil(wrong.until - self._clock()), _wait(wrong.count))
        if left > 0:
            raise TooManyTries(label=label, seconds=left)

    def wrong(self, label: str) -> None:
        """Count a wrong try. Raises StorageError: a try that cannot be counted is no reason to go on."""
        known = self._read()
        count = known[label].count + 1 if label in known else 1
        until = math.ceil(self._clock()) + _wait(count)
        self._write({**known, label: Wrong(count=count, until=max(until, 0))})

    def right(self, label: str) -> None:
        """Forget the wrong tries of a label. Raises StorageError."""
        known = self._read()
        if label in known:
            self._write({other: wrong for other, wrong in known.items() if other != label})

    def _read(self) -> dict[str, Wrong]:
        """What is remembered; a damaged file counts as none."""
        data = read_file(self._path, TRIES_LIMIT)
        if data is None:
            return {}
        try:
            return canonical.decode(data, dict[str, Wrong])
        except Fault:
            return {}

    def _write(self, known: dict[str, Wrong]) -> None:
        make_folder(self._path.parent)
        write_file(self._path, canonical.encode(known), disk=self._disk)


def _wait(count: int) -> int:
    """Seconds due after `count` wrong tries."""
    beyond = count - FREE_TRIES - 1
    return 0 if beyond < 0 else min(FIRST_WAIT * 2 ** min(beyond, 16), LONGEST_WAIT)
