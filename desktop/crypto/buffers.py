"""Key material in a buffer that can be wiped.

Python's bytes cannot be overwritten, so a key that lives as long as a vault is open lies in a bytearray.
This is care, not a guarantee: libraries below make copies of their own, and swap is outside the program's power.
"""

from types import TracebackType
from typing import Self

Octets = bytes | bytearray | memoryview


class SecretBytes:
    """A copy of `data` that is zeroed by wipe(), at the end of a `with`, or when the object goes.

    A bytearray that is handed over is zeroed at once, so that only this copy remains; bytes cannot be.
    """

    __slots__ = ("_data",)

    def __init__(self, data: bytes | bytearray) -> None:
        self._data = bytearray(data)
        if isinstance(data, bytearray):
            _zero(data)

    @property
    def view(self) -> memoryview:
        """The bytes themselves, read-only and without a copy; all zeros after wipe()."""
        return memoryview(self._data).toreadonly()

    def wipe(self) -> None:
        """Overwrite with zeros; the length stays. May be called again."""
        _zero(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.wipe()

    def __del__(self) -> None:
        self.wipe()


def _zero(data: bytearray) -> None:
    data[:] = bytes(len(data))
