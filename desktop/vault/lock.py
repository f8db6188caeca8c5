"""One writer per vault: an operating-system lock on a file in the folder.

The system takes it away when the process ends, however it ends, so a lock is never stale and never has to be broken.
"""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.errors import VaultInUse, storage_error

if sys.platform == "win32":
    import msvcrt

    def _seize(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _seize(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class VaultLock:
    """Held from `VaultLock(path)` to close(). Raises VaultInUse at once if somebody else holds it, StorageError."""

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise storage_error(path, error) from error
        try:
            _seize(self._handle)
        except OSError as taken:
            os.close(self._handle)
            raise VaultInUse(folder=str(path.parent)) from taken
        self._held = True

    def close(self) -> None:
        """Let go; may be called again. The file stays, because deleting it would let two hold it."""
        if self._held:
            self._held = False
            os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
