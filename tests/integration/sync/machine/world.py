"""Five real vaults on the disk of their machines, the files on their way between them, and what the machine knows of both."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from desktop import house
from desktop.errors import AccessEnded
from desktop.house import OpenVault
from desktop.services.importing import FileResult
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.machine.held import Held, Library
from tests.integration.sync.tree import Tree

FOLDERS = {"hq": "hq", "a1": "a/site", "a2": "c/site", "b": "b/site", "bo": "a/bo"}
"""Headquarters, two laptops of one prison, the laptop of another, and a volunteer below the first."""
ABOVE = {"a1": "hq", "a2": "hq", "b": "hq", "bo": "a1"}
SITES = ("a1", "a2", "b")
MOST_MAIL = 16


@dataclass
class Seat:
    """One vault on one machine. `state` is the machine's own folder; `ahead` how far its clock is off."""

    name: str
    label: str
    path: Path
    state: Path
    kind: str
    id: str
    above: str
    held: Held = field(default_factory=Held)
    ahead: timedelta = timedelta()
    opened: OpenVault | None = None

    @property
    def vault(self) -> OpenVault:
        assert self.opened is not None
        return self.opened

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
        self.opened = None


@dataclass(frozen=True)
class Letter:
    """A sealed file on its way."""

    path: Path
    sender: str
    to: str


@dataclass
class World:
    """`tree` is the template, never opened here; everything that lives lies below `root`."""

    tree: Tree
    root: Path
    seats: dict[str, Seat] = field(default_factory=dict)
    mail: list[Letter] = field(default_factory=list)
    copies: dict[str, tuple[Path, Held]] = field(default_factory=dict)
    minutes: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        people = {**trees.PEOPLE, **trees.SECOND}
        self.ids = {folder: self.tree.id(folder) for folder in people}
        kinds = {id_: {"hq": "hq", "site": "site"}.get(folder.split("/")[-1], "volunteer") for folder, id_ in self.ids.items()}
        self.library = Library(kinds)
        shutil.copytree(self.tree.path("state"), self.root / "state")
        for name, folder in FOLDERS.items():
            shutil.copytree(self.tree.path(folder), self.root / name / "vault")
            id_ = self.ids[folder]
            seat = Seat(name, people[folder], self.root / name / "vault", self.root / "state", kinds[id_], id_, ABOVE.get(name, ""))
            self.seats[name] = seat
            self.open(seat)

    def open(self, seat: Seat) -> None:
        settings = house.Settings(
            now=lambda: self.now() + seat.ahead, cost=trees.CHEAP, state=seat.state, weak_passphrases=True, memory_security=False
        )
        seat.opened = house.open_vault(seat.path, seat.label, trees.PASSPHRASE, settings)

    def now(self) -> datetime:
        return trees.NOON + timedelta(minutes=self.minutes)

    def close(self) -> None:
        for seat in self.seats.values():
            seat.close()

    def of(self, id_: str) -> list[Seat]:
        """The vault with that id, and its clone if there is one."""
        return [seat for seat in self.seats.values() if seat.id == id_]

    # --- files ---------------------------------------------------------------------------------------------------

    def fresh(self) -> Path:
        return self.root / f"{next(self.numbers)}.indb"

    def up(self, seat: Seat) -> Letter | None:
        path = seat.vault.do.exporting.up(written(self.fresh(), fill_file)).path
        return self._posted(path, seat.id, self.seats[seat.above].id)

    def down(self, seat: Seat, child: str) -> Letter | None:
        """Nothing for somebody who was shut out."""
        try:
            path = seat.vault.do.delivering.down(written(self.fresh(), fill_file), child).path
        except AccessEnded:
            return None
        return self._posted(path, seat.id, child)

    def _posted(self, path: Path | None, sender: str, to: str) -> Letter | None:
        if path is None:
            return None
        letter = Letter(path, sender, to)
        self.mail = [*self.mail, letter][-MOST_MAIL:]
        return letter

    def take(self, seat: Seat, path: Path) -> list[FileResult]:
        return seat.vault.take_in([path])

    # --- machines ------------------------------------------------------------------------------------------------

    def keep(self, seat: Seat) -> None:
        """A copy of the vault's folder and of what its machine remembers of it."""
        copy = self.root / f"copy-{next(self.numbers)}"
        seat.close()
        shutil.copytree(seat.path, copy / "vault")
        shutil.copytree(seat.state, copy / "state")
        self.open(seat)
        self.copies[seat.name] = (copy, seat.held.copy())

    def put_back(self, seat: Seat, witness: str) -> bool:
        """The kept copy in place of the vault; what the machine remembers of it is as it is, lost, or put back too."""
        if seat.name not in self.copies:
            return False
        copy, held = self.copies[seat.name]
        seat.close()
        shutil.rmtree(seat.path)
        shutil.copytree(copy / "vault", seat.path)
        memory = seat.state / "witness" / f"{seat.id}.json"
        if witness == "lost":
            memory.unlink(missing_ok=True)
        elif witness == "old":
            shutil.copy(copy / "state" / "witness" / memory.name, memory)
        seat.held = held.copy()
        self.open(seat)
        return True

    def clone(self, seat: Seat, *, whole: bool) -> Seat:
        """The vault on a second machine, which knows nothing of it, or is a copy of the whole machine."""
        folder = self.root / "clone"
        seat.close()
        shutil.copytree(seat.path, folder / "vault")
        if whole:
            shutil.copytree(seat.state, folder / "state")
        (folder / "state").mkdir(exist_ok=True)
        self.open(seat)
        name = f"{seat.name}+"
        clone = Seat(name, seat.label, folder / "vault", folder / "state", seat.kind, seat.id, seat.above, seat.held.copy(), seat.ahead)
        self.seats[name] = clone
        self.open(clone)
        return clone

    def place_of(self, row: str) -> str:
        """The scope of the prison where a row was first spoken of: what headquarters says of it is told there."""
        author = next(said.dev for said in self.library.entries.values() if self._speaks(said.hash, row))
        laptop = "b" if author in (self.ids["b/site"], self.ids["b/per"]) else "a1"
        return f"site/{self.seats[laptop].vault.do.sites.own()}"

    def _speaks(self, hash_: bytes, row: str) -> bool:
        spots = [(hash_, place) for place in range(len(self.library.entries[hash_].classes))]
        return any(row == id_ for spot in spots if spot in self.library.parts for _, id_ in self.library.parts[spot].keys)

    @property
    def volunteer(self) -> str:
        return self.tree.volunteers["bo"]
