"""A folder on a stick or a share, watched while the vault is open: files of other computers come in, ours are left there.

The same as the exchange folder of one laptop (neighbours), but for everybody who is not on it. The folder comes and goes; what is
half written, held by another program, or somebody else's is passed over and tried again when it has changed. A file that was
refused stays where it lies: whom it is for nobody but its recipient can tell.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from desktop.errors import N_, Fault, InvalidValue, NotForUs, StorageError, TruncatedBundle
from desktop.log.canonical import decode, encode
from desktop.services.context import Context
from desktop.services.delivering import Delivering
from desktop.services.exporting import Exporting
from desktop.services.importing import MOST_FILE, FileResult, Importing
from desktop.store import state, trustbook
from desktop.vault.exchange import Exchange, Taken, mark, mark_of
from desktop.vault.folder import VaultFolder
from desktop.vault.home import Home

QUIET = (NotForUs, TruncatedBundle, StorageError)
"""Refusals that are nobody's business: files for others, and what is still being written or held."""


class _Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    folder: str
    mark: str


@dataclass(frozen=True, slots=True)
class Came:
    """What the last round that brought something brought: `new` saves of the vault with that name ("" for the one above)."""

    sender: str
    new: int


@dataclass(frozen=True, slots=True)
class ExchangeStanding:
    """How it stands. `there`: the folder is here and is the one that was chosen; `refused` look like ours and are not good."""

    folder: Path | None
    there: bool
    came: tuple[Came, ...] = ()
    at: datetime | None = None
    refused: tuple[tuple[str, Fault], ...] = ()


class ExchangeFolder:
    def __init__(self, context: Context, folder: VaultFolder, exporting: Exporting, delivering: Delivering, importing: Importing) -> None:
        self._context = context
        self._folder = folder
        self._exporting = exporting
        self._delivering = delivering
        self._importing = importing
        self._home = Home(folder.path.parent)
        self._passed_over: dict[Path, tuple[int, int]] = {}
        self._refused: dict[str, Fault] = {}
        self._came: tuple[Came, ...] = ()
        self._at: datetime | None = None

    def standing(self) -> ExchangeStanding:
        chosen = self._chosen()
        if chosen is None:
            return ExchangeStanding(None, there=False)
        return ExchangeStanding(Path(chosen.folder), _is_there(chosen), self._came, self._at, tuple(sorted(self._refused.items())))

    def choose(self, path: Path) -> None:
        """Use this folder from now on. Raises InvalidValue, StorageError."""
        if not path.is_dir():
            raise InvalidValue(field=N_("Folder"), reason=N_("it is not there"))
        whole = path.resolve()
        if (
            whole == self._home.path.resolve()
            or whole.is_relative_to(self._folder.path.resolve())
            or whole == self._home.exchange.resolve()
        ):
            raise InvalidValue(field=N_("Folder"), reason=N_("it holds the datalagre of this computer; choose one on a stick or a share"))
        known = self._chosen()
        fresh = _Chosen(str(whole), mark(whole))
        if known is not None and known != fresh:
            self._exchange(known).withdraw_all()
        self._put(encode(fresh))

    def forget(self) -> None:
        """Use none. Our files are taken back, where the folder is here. Raises StorageError."""
        known = self._chosen()
        if known is not None:
            if _is_there(known):
                self._exchange(known).withdraw_all()
            self._put(b"")
        self._came, self._at, self._refused = (), None, {}

    def arrive(self) -> list[FileResult]:
        """What others left there for this vault. A file that was refused is looked at again when it has changed, or anything came."""
        chosen = self._chosen()
        results: list[FileResult] = []
        if chosen is None or not _is_there(chosen):
            return results
        self._refused = {name: fault for name, fault in self._refused.items() if (Path(chosen.folder) / name).exists()}
        for taken in self._exchange(chosen).take(self._folder.spool, MOST_FILE, self._is_known):
            results += self._one(taken)
        if results:
            self._passed_over.clear()
            self._came, self._at = self._told(results), self._context.store.now()
        return results

    def leave(self, senders: Collection[str] | None = None) -> int:
        """Leave what is new for everybody who is not on this computer (headquarters: for `senders` alone, where they are named).

        How many files; none while the folder is away. Raises StorageError where it went meanwhile.
        """
        chosen = self._chosen()
        if chosen is None or not _is_there(chosen):
            return 0
        own, exchange = self._context.vault, self._exchange(chosen)
        beside = {vault.card.id for vault in self._home.vaults()} - {own}
        count = 0
        parent = self._parent()
        if parent and parent not in beside:
            count += self._exporting.up(partial(exchange.put, own, parent)).path is not None
        for child in self._delivering.children() if self._context.kind != "volunteer" else ():
            if child.id not in beside and (senders is None or child.id in senders):
                count += self._delivering.down(partial(exchange.put, own, child.id), child.id).path is not None
        return count

    def _one(self, taken: Taken) -> list[FileResult]:
        try:
            seen = _stamp(taken.source)
            found = self._importing.file(taken.path)
        finally:
            taken.discard()
        self._refused.pop(taken.name, None)
        if found[0].outcome != "refused":
            taken.forget()
            return found
        if seen is not None and not isinstance(found[0].error, StorageError):
            self._passed_over[taken.source] = seen
        if found[0].error is not None and not isinstance(found[0].error, QUIET):
            self._refused[taken.name] = found[0].error
        return []

    def _is_known(self, source: Path) -> bool:
        return source in self._passed_over and self._passed_over[source] == _stamp(source)

    def _told(self, results: list[FileResult]) -> tuple[Came, ...]:
        """By sender, of those that brought something; where nothing was new, who sent a receipt."""
        with self._context.store.reading() as reading:
            names = {child.id: child.name for child in trustbook.peers(reading.connection, trustbook.CHILD)}
        new: dict[str, int] = {}
        for one in results:
            new[names.get(one.device or "", "")] = new.get(names.get(one.device or "", ""), 0) + one.new
        return tuple(Came(sender, count) for sender, count in new.items())

    def _exchange(self, chosen: _Chosen) -> Exchange:
        return Exchange(Path(chosen.folder), self._folder.carried_json)

    def _chosen(self) -> _Chosen | None:
        with self._context.store.reading() as reading:
            held = state.get(reading.connection, state.EXCHANGE)
        return decode(held, _Chosen) if held else None

    def _put(self, value: bytes) -> None:
        with self._context.store.writing(self._context.author) as work:
            state.put(work.connection, state.EXCHANGE, value)

    def _parent(self) -> str:
        with self._context.store.reading() as reading:
            found = trustbook.parent(reading.connection)
        return found.id if found else ""


def _is_there(chosen: _Chosen) -> bool:
    return mark_of(Path(chosen.folder)) == chosen.mark


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of a file; nothing where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
