"""How it stands with the files: what headquarters has, what waits, what passed lately, and how old each sender's last file is.

"Safe" is said of what the vault above has receipted, and of nothing else: that a file was made tells nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from desktop.log import clock
from desktop.rules.dates import ZONE, today_in_denmark
from desktop.services.context import Context
from desktop.services.sites import SiteOverview
from desktop.services.today import FilesUp, files_up
from desktop.store import trustbook
from desktop.store.repositories import file_facts, files, returns, sites
from desktop.store.repositories.file_facts import PassedRow
from desktop.store.repositories.files import Waiting
from desktop.store.trustbook import Peer
from desktop.store.unit_of_work import Kind, Reading
from desktop.vault.folder import VaultFolder
from desktop.vault.home import Home

HISTORY = 20


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that came or went. `at` is Danish time; `count` are saves (new ones of a file that came)."""

    way: Literal["in", "out"]
    at: datetime
    peer: str
    name: str
    above: bool
    count: int


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that came before an earlier one: so many saves are missing in between (0: what headquarters gave earlier)."""

    name: str
    on: date
    missing: int


@dataclass(frozen=True, slots=True)
class Sender:
    """A vault below: when its last file came and when the last was made for it. `owed`: what came since then is not receipted.

    `beside`: it lies on this computer, where files go by themselves. `cloned`: it is saved in on two computers, one of which has a copy.
    """

    id: str
    name: str
    beside: bool
    came_on: date | None
    days: int | None
    told_on: date | None
    owed: bool
    through: str
    cloned: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it, as of `day`. `above` is the name of the vault above, nothing for headquarters' own name and at headquarters."""

    kind: Kind
    day: date
    above: str
    up: FilesUp
    safe_to: date | None
    through: date | None
    waiting: tuple[WaitingFile, ...]
    senders: tuple[Sender, ...]
    passed: tuple[Passed, ...]
    undecided: int

    def days_since(self, day: date | None) -> int | None:
        return None if day is None else max(0, (self.day - day).days)


class FileState:
    def __init__(self, context: Context, folder: VaultFolder) -> None:
        self._context = context
        self._home = Home(folder.path.parent)

    def names(self) -> dict[str, str]:
        """The vaults below by id."""
        with self._context.store.reading() as reading:
            return {child.id: child.name for child in trustbook.peers(reading.connection, trustbook.CHILD)}

    def read(self) -> Standing:
        """Raises StorageError."""
        beside = {vault.card.id for vault in self._home.vaults()}
        with self._context.store.reading() as reading:
            parent = trustbook.parent(reading.connection)
            children = trustbook.peers(reading.connection, trustbook.CHILD)
            names = {peer.id: peer.name for peer in (*children, *((parent,) if parent else ()))}
            safe = file_facts.newest_safe(reading.connection)
            return Standing(
                kind=reading.kind,
                day=self._context.today(),
                above=parent.name if parent else "",
                up=files_up(reading),
                safe_to=today_in_denmark(clock.moment(safe)) if safe else None,
                through=_through(reading),
                waiting=tuple(_waiting(one, names) for one in files.waiting(reading.connection)),
                senders=self._senders(reading, children, beside),
                passed=tuple(_passed(one, names, parent) for one in file_facts.passed(reading.connection, HISTORY)),
                undecided=file_facts.undecided(reading.connection),
            )

    def _senders(self, reading: Reading, children: list[Peer], beside: set[str]) -> tuple[Sender, ...]:
        came, told = files.last_imports(reading.connection), files.last_exports(reading.connection)
        today, cloned = self._context.today(), returns.cloned(reading.connection)
        found = []
        for child in children:
            day = _day(came.get(child.id, ""))
            found.append(
                Sender(
                    id=child.id,
                    name=child.name,
                    beside=child.id in beside,
                    came_on=day,
                    days=None if day is None else max(0, (today - day).days),
                    told_on=_day(told.get(child.id, "")),
                    owed=came.get(child.id, "") > told.get(child.id, ""),
                    through=child.through,
                    cloned=child.id in cloned,
                )
            )
        return tuple(found)


def _through(reading: Reading) -> date | None:
    site = sites.by_id(reading.connection, sites.own(reading.connection)) if reading.kind == "site" else None
    return None if site is None else SiteOverview(site, sites.programmes_of(reading.connection, site.id)).through


def _passed(row: PassedRow, names: dict[str, str], parent: Peer | None) -> Passed:
    above = parent is not None and row.peer == parent.id
    return Passed(row.way, clock.parse(row.at).astimezone(ZoneInfo(ZONE)), row.peer, names.get(row.peer, ""), above, row.count)


def _waiting(row: Waiting, names: dict[str, str]) -> WaitingFile:
    gaps = msgspec.json.decode(row.missing, type=list[tuple[str, str, int, int]])
    missing = sum(last - first + 1 for _dev, inc, first, last in gaps if inc)
    return WaitingFile(names.get(row.sender, ""), today_in_denmark(clock.parse(row.at)), missing)


def _day(stamp: str) -> date | None:
    return today_in_denmark(clock.parse(stamp)) if stamp else None
