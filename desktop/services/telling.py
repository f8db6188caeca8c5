"""How far a long work is: what the window shows, and where a person can stop it.

A work calls `tell(done, total)` often and never inside a commit. What hears it may raise Stopped, and then nothing of the
step under way is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

Tell = Callable[[int, int], None]
Item = TypeVar("Item")


def unheard(_done: int, _total: int) -> None:
    """For callers that nobody waits for."""


def span_of(tell: Tell, start: int, length: int, whole: int) -> Tell:
    """Tells of one step, which begins at `start` and is `length` long of a `whole` work."""
    return lambda done, total: tell(start + length * min(done, total) // max(total, 1), whole)


def counted(items: Iterable[Item], total: int, tell: Tell) -> Iterator[Item]:
    """The items, each told of before it is handed on."""
    for number, item in enumerate(items, start=1):
        tell(number, total)
        yield item


def watched(out: BinaryIO, total: int, tell: Tell) -> BinaryIO:
    """`out`, with every write told of."""
    return cast(BinaryIO, _Watched(out, total, tell))


class _Watched:
    """A binary file that tells how much was written to it, of about `total` bytes."""

    def __init__(self, out: BinaryIO, total: int, tell: Tell) -> None:
        self._out = out
        self._total = total
        self._tell = tell
        self._done = 0

    def write(self, data: bytes) -> int:
        self._done += len(data)
        self._tell(min(self._done, self._total), self._total)
        return self._out.write(data)


def shares(paths: Sequence[Path], tell: Tell) -> Iterator[tuple[Path, Tell]]:
    """Each file with who hears of it: together they are one work, counted in bytes. A file that is not there counts as one byte."""
    sizes = [max(_size(path), 1) for path in paths]
    start, whole = 0, sum(sizes)
    for path, size in zip(paths, sizes, strict=True):
        yield path, span_of(tell, start, size, whole)
        start += size


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
