"""Headquarters' inbox: a folder, or single files, taken in at one go; files are sorted and receipts written.

The inbox folder is sorted by what became of each file: imported/, pending/ (tried again each time), refused/; beside a
file that was not imported lies NAME.reason.txt. A file of a later version waits in pending/ for the program's upgrade. One that
the disk could not take is left where it lies, for the next time; so is what a person stopped. Whatever is no file of ours at all,
by its first bytes and by its name, is left alone: somebody's pictures on a stick are not moved because a folder was chosen.
Receipts are written into outbox/, one file for each sender.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import Fault, StorageError, UpgradeNeeded, storage_error
from desktop.services.context import Context
from desktop.services.delivering import Delivering
from desktop.services.duplicates import Duplicates
from desktop.services.importing import FileResult, Importing, in_the_end
from desktop.services.telling import Tell, unheard
from desktop.sync import sorts
from desktop.vault.atomic import remove_file, write_file, written
from desktop.vault.state import make_folder

PLACES: Mapping[str, str] = {"imported": "imported", "already": "imported", "pending": "pending", "refused": "refused"}
"""What became of a file → the folder that it is moved to."""
OUTBOX = "outbox"
REASON = ".reason.txt"
SUFFIX = ".indb"
OUR_NAMES = (SUFFIX, ".indenfor")


@dataclass(frozen=True, slots=True)
class Sorted:
    """One file, what became of it in the end, and where it lies now."""

    path: Path
    result: FileResult
    to: Path


@dataclass(frozen=True, slots=True)
class Emptied:
    """What became of a folder. `receipts`: sender → the file for it; `left`: what is no file of ours and lies where it lay."""

    files: tuple[Sorted, ...]
    receipts: Mapping[str, Path]
    left: tuple[Path, ...] = ()


class Inbox:
    """`say` words a reason for the file beside what was not imported."""

    def __init__(self, context: Context, importing: Importing, delivering: Delivering, duplicates: Duplicates) -> None:
        self._context = context
        self._importing = importing
        self._delivering = delivering
        self._duplicates = duplicates

    def listed(self, folder: Path) -> list[Path]:
        """What lies in the folder, and what waits in its pending/, by name; without reasons and hidden files. Raises StorageError."""
        waiting = folder / PLACES["pending"]
        return [*_files(folder), *(_files(waiting) if waiting.is_dir() else ())]

    def empty(self, folder: Path, say: Callable[[Fault], str], paths: Sequence[Path] | None = None, *, tell: Tell = unheard) -> Emptied:
        """Take in the folder (or of it only `paths`), sort its files and write the receipts. Raises NotAllowed, StorageError.

        Where `tell` raises Stopped the files before are in, and have their receipts; the others lie where they lay.
        """
        listed = self.listed(folder) if paths is None else list(paths)
        left = tuple(path for path in listed if paths is None and not looks_like_ours(path))
        found = self.take([path for path in listed if path not in left], tell)
        receipts = self.receipts((result for _path, result in found), folder / OUTBOX)
        moved = tuple(Sorted(path, result, _sort(folder, path, result, say)) for path, result in found)
        return Emptied(moved, receipts, left)

    def take(self, paths: Sequence[Path], tell: Tell = unheard) -> list[tuple[Path, FileResult]]:
        """Each file with what became of it in the end; the same person is then recognised anew. Raises NotAllowed, StorageError."""
        self._context.require_hq()
        found = self._importing.each(paths, tell=tell)
        if self._duplicates.stale():
            self._duplicates.refresh()
        return in_the_end(found)

    def receipts(self, results: Iterable[FileResult], folder: Path, tell: Tell = unheard) -> dict[str, Path]:
        """A file down to each place below that something was taken from: sender → its file. A former one of its name is replaced."""
        senders = [one.device for one in results if one.device is not None and one.outcome in {"imported", "already"}]
        return self.receipts_for(senders, folder, tell)

    def receipts_for(self, senders: Iterable[str], folder: Path, tell: Tell = unheard) -> dict[str, Path]:
        """The same for senders by id; whoever is not below is left out. Raises StorageError, Stopped, ScopeLeak."""
        below = {child.id for child in self._delivering.children()}
        wanted = [sender for sender in dict.fromkeys(senders) if sender in below]
        return dict(self._written(wanted, folder, tell))

    def _written(self, senders: Sequence[str], folder: Path, tell: Tell) -> Iterator[tuple[str, Path]]:
        for number, sender in enumerate(senders):
            tell(number, len(senders))
            path = self._delivering.down(written(make_folder(folder) / (sender + SUFFIX)), sender).path
            if path is not None:
                yield sender, path


def looks_like_ours(path: Path) -> bool:
    """By the first bytes, of whatever sort of ours; or, where a copy broke off before them, by the name."""
    try:
        with path.open("rb") as file:
            first = file.read(sorts.LONGEST)
    except OSError:
        first = b""
    return path.suffix in OUR_NAMES or any(first.startswith(beginning) for beginning, _ in sorts.BEGINNINGS)


def _files(folder: Path) -> list[Path]:
    """The files of a folder by name, without reasons and hidden files. Raises StorageError."""
    try:
        found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".") and not path.name.endswith(REASON)]
    except OSError as error:
        raise storage_error(folder, error) from error
    return sorted(found)


def _sort(folder: Path, path: Path, result: FileResult, say: Callable[[Fault], str]) -> Path:
    """Move a file to where it belongs, with the reason beside it; where it lies now. Raises StorageError."""
    if result.outcome == "stopped" or (result.outcome == "refused" and isinstance(result.error, StorageError)):
        return path
    waits = isinstance(result.error, UpgradeNeeded)
    place = make_folder(folder / PLACES["pending" if waits else result.outcome])
    remove_file(_reason(path))
    to = path if path.parent == place else _free(place, path.name)
    try:
        path.replace(to)
    except OSError as error:
        raise storage_error(path, error) from error
    if result.error is not None and place.name != PLACES["imported"]:
        write_file(_reason(to), f"{say(result.error)}\n".encode())
    return to


def _reason(path: Path) -> Path:
    return path.with_name(path.name + REASON)


def _free(folder: Path, name: str) -> Path:
    """A path of that name that nothing lies at yet: another file of the same name is never overwritten."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path
