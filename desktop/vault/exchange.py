"""The folder through which the vaults of one machine, or of one stick, hand each other sealed files.

A sender keeps at most one live file per recipient: it writes the new one, then deletes its own previous one. File names are
random and tell nothing, so a recipient tries every file. Nobody locks the folder: files may vanish or be held at any time.

A folder outside this computer bears a mark, MARK = {"exchange":id,"format":0}: by it a stick is known again, and neither another
stick under the same letter nor the empty place where it is usually mounted is taken for it.

The sender remembers names in a file of its own vault: {"<sender>/<recipient>":[name, …]}. A name is remembered before the
file is written, so a crash at any step leaves nothing behind that the next put does not take away.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.crypto.digests import new_id
from desktop.errors import Fault, SizeLimit, StorageError
from desktop.log import canonical
from desktop.vault.atomic import REAL_DISK, Disk, Fill, fill_file, read_file, remove_file, temporary_of, write_file
from desktop.vault.folder import FORMAT, is_id
from desktop.vault.spool import copy_in
from desktop.vault.state import make_folder

STATE_LIMIT = 4 * 1024 * 1024
SUFFIX = ".indenfor"
MARK = "indenfor-exchange.json"
MARK_LIMIT = 4096


class _Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    exchange: str
    format: int


def mark_of(folder: Path) -> str:
    """The mark that the folder bears; nothing where it is away, cannot be read, or bears none of ours."""
    try:
        data = read_file(folder / MARK, MARK_LIMIT)
        return "" if data is None else canonical.decode(data, _Mark).exchange
    except Fault:
        return ""


def mark(folder: Path, disk: Disk = REAL_DISK) -> str:
    """The mark of a folder, made where it bears none. Raises StorageError."""
    known = mark_of(folder)
    if known:
        return known
    made = _Mark(new_id(), FORMAT)
    write_file(folder / MARK, canonical.encode(made), disk=disk)
    return made.exchange


@dataclass(frozen=True, slots=True)
class Taken:
    """A file of the exchange folder and its copy in the spool."""

    name: str
    path: Path
    source: Path

    def discard(self) -> None:
        """Delete the copy in the spool."""
        _try_remove(self.path)

    def forget(self) -> None:
        """Delete the file in the exchange folder, once its content is imported. One that is gone or held stays as it is."""
        _try_remove(self.source)


class Exchange:
    """One vault's way to the exchange folder. `state` is the vault's own exchange.json."""

    def __init__(self, folder: Path, state: Path, disk: Disk = REAL_DISK) -> None:
        self._folder = folder
        self._state = state
        self._disk = disk

    def put(self, sender: str, recipient: str, fill: Fill) -> Path:
        """Leave the file that `fill` writes for `recipient` in place of the previous one. Raises StorageError."""
        edge = f"{sender}/{recipient}"
        name = new_id() + SUFFIX
        known = self._known()
        former = known.get(edge, ())
        self._remember({**known, edge: (*former, name)})
        make_folder(self._folder)
        target = self._folder / name
        fill_file(target, fill, disk=self._disk)
        held = tuple(old for old in former if not self._removed(old))
        self._remember({**known, edge: (*held, name)})
        return target

    def withdraw(self, sender: str, recipient: str) -> None:
        """Take our live file for `recipient` away. Raises StorageError."""
        edge = f"{sender}/{recipient}"
        known = self._known()
        held = tuple(old for old in known.pop(edge, ()) if not self._removed(old))
        self._remember({**known, edge: held} if held else known)

    def withdraw_all(self) -> None:
        """Take all our live files away, and forget those that are held or out of reach. Raises StorageError."""
        for names in self._known().values():
            for name in names:
                self._removed(name)
        self._remember({})

    def take(self, spool: Path, max_bytes: int, known: Callable[[Path], bool] = lambda _path: False) -> Iterator[Taken]:
        """Copy every file that is not our own to the spool, in the order of names; `known` ones are passed over.

        Passed over: a file that vanished or is held, and one beyond `max_bytes`, which no vault of ours has written.
        Raises StorageError when the spool cannot be written.
        """
        own = {name for names in self._known().values() for name in names}
        for source in self._files():
            if source.name in own or known(source):
                continue
            try:
                path = copy_in(source, spool, max_bytes, disk=self._disk)
            except SizeLimit:
                continue
            except StorageError as fault:
                if fault.arguments["path"] == str(source):
                    continue
                raise
            yield Taken(source.name, path, source)

    def _files(self) -> list[Path]:
        """What lies there under a final name, in the order of names."""
        try:
            found = (path for path in self._folder.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))
            return sorted(path for path in found if path.is_file())  # nobody may have us wait at a pipe
        except OSError:
            return []

    def _removed(self, name: str) -> bool:
        """Whether a former file of ours, and what a crash left of it, is gone; one that is held is tried again next time."""
        path = self._folder / name
        return _try_remove(temporary_of(path), self._disk) and _try_remove(path, self._disk)

    def _known(self) -> dict[str, tuple[str, ...]]:
        """Names by edge; a damaged file counts as none, because only old ciphertext stays behind then."""
        data = read_file(self._state, STATE_LIMIT)
        if data is None:
            return {}
        try:
            known = canonical.decode(data, dict[str, tuple[str, ...]])
        except Fault:
            return {}
        # A planted name must not make us delete anything but files of this folder.
        return {edge: tuple(name for name in names if is_id(name.removesuffix(SUFFIX))) for edge, names in known.items()}

    def _remember(self, known: dict[str, tuple[str, ...]]) -> None:
        write_file(self._state, canonical.encode(known), disk=self._disk)


def _try_remove(path: Path, disk: Disk = REAL_DISK) -> bool:
    """Delete and say whether it is gone."""
    try:
        remove_file(path, disk=disk)
    except StorageError:
        return False
    return True
