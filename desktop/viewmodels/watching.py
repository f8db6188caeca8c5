"""The exchange folder on a stick or a share, watched while the vault is open: what came is taken in, what is new is left there.

The system tells of most changes; of a share, and of a stick that comes back, it often tells nothing, so the folder is looked at every
now and then as well. Each look is one piece of work of the worker, and there is never more than one under way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from desktop.errors import N_, WorldFault
from desktop.jobs import Change, Jobs
from desktop.models.rows.registry import TABLES
from desktop.texts import Texts
from desktop.viewmodels.exchange import EXCHANGE, came_words
from desktop.viewmodels.screen import AtWork, Notice

if TYPE_CHECKING:
    from desktop.house import OpenVault
    from desktop.services.exchange_folder import Came, ExchangeStanding

ANYTHING = frozenset({*TABLES, "file", EXCHANGE})
EVERY = 20_000
"""Milliseconds between two looks that nobody asked for."""
SETTLED = 700
"""Milliseconds that a change is left alone: whoever writes there writes more than once."""
NOT_LEFT = N_("What is new could not be left in the exchange folder: {why} It is tried again by itself.")


@dataclass(frozen=True, slots=True)
class _Looked:
    folder: Path | None
    there: bool
    came: "tuple[Came, ...]" = ()
    fault: WorldFault | None = None


class FolderWatch(QObject):
    said = Signal(object)
    """A Notice."""

    def __init__(self, jobs: Jobs, texts: Texts, at: AtWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._texts, self._at = jobs, texts, at
        self._looking, self._again, self._was_there = False, False, False
        self._told = ""
        self.every, self.soon = QTimer(self), QTimer(self)
        self.watcher = QFileSystemWatcher(self)
        self.watcher.directoryChanged.connect(lambda _path: self.soon.start())
        self.every.setInterval(EVERY)
        self.every.timeout.connect(self.look)
        self.soon.setInterval(SETTLED)
        self.soon.setSingleShot(True)
        self.soon.timeout.connect(self.look)
        jobs.changed.connect(self._heard)
        jobs.broke.connect(lambda _error: self._ended())

    def start(self) -> None:
        self.every.start()
        self.look()

    def look(self) -> None:
        """Now, or as soon as the look that is under way has ended."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        was_there, everybody = self._was_there, not self._was_there
        self._jobs.change(lambda vault: _look(vault, was_there=was_there, everybody=everybody), self._looked, self._failed)

    def leave(self, then: Callable[[], None]) -> None:
        """The last one before the vault is closed; `then` comes whether or not it could be left."""
        self.every.stop()
        self.soon.stop()
        self._jobs.change(_leave, lambda _change: then(), lambda _fault: then())

    def _heard(self, kinds: frozenset[str]) -> None:
        """Somebody saved, or chose another folder. At headquarters what is saved is left when the folder is next looked at."""
        if EXCHANGE in kinds or self._at.kind != "hq":
            self.soon.start()

    def _looked(self, change: Change[_Looked]) -> None:
        found = change.result
        self._was_there = found.there
        self._watch(found)
        for came in found.came:
            self.said.emit(Notice(came_words(self._texts, came, self._at), "told"))
        why = "" if found.fault is None else self._texts.say(NOT_LEFT, why=self._texts.fault(found.fault))
        if why and why != self._told:
            self.said.emit(Notice(why, "told"))
        self._told = why
        self._ended()

    def _failed(self, _fault: WorldFault) -> None:
        """The vault itself could not be read; whoever works in it is told by what they do."""
        self._ended()

    def _ended(self) -> None:
        self._looking = False
        if self._again:
            self._again = False
            self.soon.start()

    def _watch(self, found: _Looked) -> None:
        """The folder while it is there; while it is away, what it will come back in."""
        wanted = _nearest(found.folder) if found.folder is not None else None
        held = self.watcher.directories()
        if held != ([] if wanted is None else [str(wanted)]):
            if held:
                self.watcher.removePaths(held)
            if wanted is not None:
                self.watcher.addPath(str(wanted))


def _nearest(folder: Path) -> Path | None:
    return next((path for path in (folder, *folder.parents) if path.is_dir()), None)


def _look(vault: "OpenVault", *, was_there: bool, everybody: bool) -> Change[_Looked]:
    """One round. That the folder went in the middle of it is no fault of anybody's: what did not pass is tried again."""
    fault: WorldFault | None = None
    before = vault.do.exchange_folder.standing()
    if before.folder is None or not before.there:
        return Change(_kinds(came=False, other=before.there != was_there), _Looked(before.folder, there=False))
    came = before.at
    try:
        vault.pass_on(everybody=everybody)
    except WorldFault as error:
        fault = error
    after = vault.do.exchange_folder.standing()
    new = after.came if after.at != came else ()
    kinds = _kinds(came=bool(new), other=_shown(after) != _shown(before) or after.there != was_there)
    return Change(kinds, _Looked(after.folder, after.there, new, fault if after.there else None))


def _leave(vault: "OpenVault") -> Change[None]:
    """Of what this look finds no screen hears: the vault is closed next."""
    _look(vault, was_there=True, everybody=True)
    return Change(frozenset(), None)


def _shown(standing: "ExchangeStanding") -> tuple[object, ...]:
    return standing.there, tuple(name for name, _ in standing.refused)


def _kinds(*, came: bool, other: bool) -> frozenset[str]:
    if came:
        return ANYTHING
    return frozenset({EXCHANGE}) if other else frozenset()
