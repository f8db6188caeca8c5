"""Unlock: who can get in on this laptop, the one who is chosen, the passphrase that is tried, and what was refused.

What is heavy (the store and its libraries) is loaded by the worker's own work, never on the window's thread.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from desktop.errors import N_, InvalidValue, TooManyTries, WorldFault, WrongPassphrase
from desktop.jobs import Jobs

if TYPE_CHECKING:
    from desktop.house import OpenVault, Settings
    from desktop.vault.home import HomeVault
    from desktop.viewmodels.screen import AtWork

Kind = Literal["volunteer", "site", "hq"]
ORDER: tuple[Kind, ...] = ("hq", "site", "volunteer")


@dataclass(frozen=True, slots=True)
class Door:
    """One person's way into one vault. No label: nobody can be listed, and why is said when the door is tried."""

    folder: Path
    vault: str
    kind: Kind
    place: str
    label: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """From the last time: who was let in, folders that were opened besides the home, whether there was a choice of people.

    `folder` is the vault whose person is chosen, whatever its id. `passphrase`: of an invented person, tried at once unless
    the person has just locked.
    """

    vault: str = ""
    label: str = ""
    folder: Path | None = None
    passphrase: str = field(default="", repr=False)
    elsewhere: tuple[Path, ...] = ()
    several: bool = False
    locking: bool = False


@dataclass(frozen=True, slots=True)
class UnlockState:
    """`listed`: the laptop has been looked through; before that, `several` is what was so the last time.

    `locking`: the vault that was open is still being closed. `fault` is what was refused last; it is shown at the field too
    where it is about the passphrase.
    """

    listed: bool = False
    several: bool = False
    doors: tuple[Door, ...] = ()
    chosen: Door | None = None
    busy: bool = False
    locking: bool = False
    fault: WorldFault | None = None

    @property
    def at_field(self) -> bool:
        return isinstance(self.fault, WrongPassphrase | TooManyTries | InvalidValue)

    @property
    def waiting(self) -> bool:
        """Too many wrong tries: nothing more can be tried yet."""
        return isinstance(self.fault, TooManyTries)


def find_doors(home: Path, elsewhere: tuple[Path, ...]) -> tuple[Door, ...]:
    """Everybody in the home folder and in the folders that were opened besides; by place, headquarters and prisons first."""
    from desktop.vault.folder import VaultFolder  # noqa: PLC0415 - on the worker: reading a keyring needs the cryptography
    from desktop.vault.home import Home, listed  # noqa: PLC0415 - the same

    others = [found for path in elsewhere if (found := listed(VaultFolder(path))) is not None]
    known = {one.folder.path.resolve(): one for one in (*Home(home).vaults(), *others)}
    doors = [door for one in known.values() for door in _doors(one)]
    return tuple(sorted(doors, key=lambda door: (door.place.casefold(), ORDER.index(door.kind), door.label.casefold(), door.vault)))


def look_into(path: Path) -> tuple[Door, ...]:
    """The doors of a folder that a person names: of the vault it is, or of those that lie in it. Raises NotAVault and what reading says."""
    from desktop.vault.folder import VaultFolder  # noqa: PLC0415 - the same
    from desktop.vault.home import Home, listed  # noqa: PLC0415 - the same

    folder = VaultFolder(path)
    inside = () if folder.vault_json.exists() else Home(path).vaults()
    if not inside:
        folder.read()
    found = inside or tuple(one for one in [listed(folder)] if one is not None)
    return tuple(door for one in found for door in _doors(one))


def _doors(one: "HomeVault") -> list[Door]:
    card = one.card
    return [Door(one.folder.path, card.id, card.kind, card.name, label) for label in one.labels or ("",)]


class UnlockModel(QObject):
    """`settings` is called on the worker."""

    changed = Signal()
    refused = Signal()
    """A passphrase was tried in vain: what was typed goes, the choice stays."""
    nobody = Signal()
    """The laptop was looked through for the first time, and there is no vault on it."""
    opened = Signal(object)
    """The AtWork of a vault that is open; `jobs` keeps it."""

    def __init__(
        self,
        jobs: Jobs,
        home: Path,
        settings: "Callable[[], Settings]",
        clock: Callable[[], float],
        remembered: Remembered = Remembered(),
    ) -> None:
        super().__init__()
        self.jobs, self.home, self.elsewhere = jobs, home, remembered.elsewhere
        self.state = UnlockState(several=remembered.several, locking=remembered.locking)
        self._settings, self._clock, self._last = settings, clock, (remembered.vault, remembered.label)
        self._folder, self._given = remembered.folder, "" if remembered.locking else remembered.passphrase
        self._until = 0.0
        jobs.broke.connect(self._broke)

    def load(self) -> None:
        """Look through the laptop."""
        home, elsewhere = self.home, self.elsewhere
        self.jobs.prepare(lambda: find_doors(home, elsewhere), self._listed, self._failed)

    def choose(self, door: Door) -> None:
        """Another person: what was refused before is not about this one."""
        if door != self.state.chosen and not self.state.busy:
            self._last, self._folder = (door.vault, door.label), None
            self._show(replace(self.state, chosen=door, fault=None))

    def step(self, by: int) -> None:
        """The person `by` places further down the list, or up."""
        doors, chosen = self.state.doors, self.state.chosen
        if chosen in doors:
            self.choose(doors[min(max(doors.index(chosen) + by, 0), len(doors) - 1)])

    def open_folder(self, path: Path) -> None:
        """A vault that lies somewhere else; it is chosen, and listed until the program ends."""
        self._show(replace(self.state, busy=True, fault=None))
        self.jobs.prepare(lambda: look_into(path), self._looked, self._failed)

    def unlock(self, passphrase: str) -> None:
        """Try the passphrase of the chosen person. Nothing happens while a try or a lock is under way, or a wait is due."""
        door = self.state.chosen
        if door is None or self.state.busy or self.state.locking or self.state.waiting:
            return
        if not passphrase and door.label:
            self._show(replace(self.state, fault=InvalidValue(field=N_("Passphrase"), reason=N_("nothing was typed"))))
            return
        self._show(replace(self.state, busy=True, fault=None))
        settings = self._settings
        self.jobs.open(lambda: _open(door, passphrase, settings), _facts, self._opened, self._refused)

    def released(self) -> None:
        """What was open is closed now."""
        self._show(replace(self.state, locking=False))

    def tick(self) -> None:
        """Every second: how long the wait still is."""
        fault = self.state.fault
        if isinstance(fault, TooManyTries):
            self._wait(fault)

    def _wait(self, fault: TooManyTries) -> None:
        left = math.ceil(self._until - self._clock())
        again = TooManyTries(label=fault.arguments["label"], seconds=left) if left > 0 else None
        self._show(replace(self.state, fault=again))

    def _listed(self, doors: tuple[Door, ...]) -> None:
        first = not self.state.listed
        found = min(doors, key=self._strangeness, default=None)
        self._show(replace(self.state, listed=True, several=len(doors) > 1, doors=doors, chosen=found, busy=False))
        if first and not doors:
            self.nobody.emit()
        if self._given and found is not None:
            given, self._given = self._given, ""
            self.unlock(given)

    def _strangeness(self, door: Door) -> tuple[bool, bool]:
        """How far a door is from the one that is remembered; of equals the first is chosen."""
        same = door.vault == self._last[0] if self._folder is None else door.folder == self._folder
        return not same, door.label != self._last[1]

    def _looked(self, found: tuple[Door, ...]) -> None:
        folders = dict.fromkeys((*self.elsewhere, *(door.folder for door in found)))
        self.elsewhere = tuple(folders)
        self._last, self._folder = (found[0].vault, found[0].label), None
        self.load()

    def _opened(self, at: "AtWork") -> None:
        self._show(replace(self.state, busy=False))
        self.opened.emit(at)

    def _refused(self, fault: WorldFault) -> None:
        self._failed(fault)
        self.refused.emit()

    def _failed(self, fault: WorldFault) -> None:
        if isinstance(fault, TooManyTries):
            self._until = self._clock() + int(fault.arguments["seconds"])
        self._show(replace(self.state, listed=True, busy=False, fault=fault))

    def _broke(self, _error: object) -> None:
        """A fault of ours is told by the window; the person may try again."""
        self._show(replace(self.state, listed=True, busy=False))

    def _show(self, state: UnlockState) -> None:
        self.state = state
        self.changed.emit()


def _open(door: Door, passphrase: str, settings: "Callable[[], Settings]") -> "OpenVault":
    from desktop import house  # noqa: PLC0415 - on the worker, which has loaded it while the person typed

    return house.open_vault(door.folder, door.label, passphrase, settings())


def _facts(vault: "OpenVault") -> "AtWork":
    from desktop.viewmodels.screen import at_work  # noqa: PLC0415 - the same

    return at_work(vault)
