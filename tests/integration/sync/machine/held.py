"""What a vault holds, counted apart from the program: which parts of which entries ever came, and what was set aside.

Entries are read from the log tables as bytes and taken apart here with the standard library alone. A part stays held when
its body is erased, for the theorem speaks of sets that only grow; only what headquarters forgets is taken out again.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from desktop.crypto.digests import sha256
from desktop.models.tables.projected import PROJECTED
from tests.store import oracle
from tests.store.oracle import Cell, Key

Rows = dict[Key, dict[str, Cell]]
Chain = tuple[str, str]
Spot = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Said:
    """One entry, as its header says."""

    hash: bytes
    prev: bytes
    dev: str
    inc: str
    seq: int
    hlc: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One part: its class, who may know it, and its changes."""

    class_: str
    scope: str
    changes: tuple[oracle.Change, ...]

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset((change.table, change.row) for change in self.changes)


@dataclass(frozen=True)
class Library:
    """Every entry and part that any vault ever held. `kinds`: id of a vault -> its kind; `rows`: id of a row -> when it was first met."""

    kinds: Mapping[str, str]
    entries: dict[bytes, Said] = field(default_factory=dict)
    parts: dict[Spot, Told] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add_entry(self, hash_: bytes, header: bytes) -> None:
        if hash_ in self.entries:
            return
        assert hash_ == sha256(b"indenfor-entry/1\n" + header)
        read = json.loads(header)
        classes = tuple(part[0] for part in read["parts"])
        prev = base64.b64decode(read["prev"])
        self.entries[hash_] = Said(hash_, prev, read["dev"], read["inc"], read["seq"], read["hlc"], classes)

    def add_part(self, spot: Spot, body: bytes) -> None:
        read = json.loads(body)
        changes = tuple(
            oracle.Change(one["verb"], one["table"], one["row"], one["unit"], one["value"], tuple(map(base64.b64decode, one["bases"])))
            for one in read["changes"]
        )
        self.parts[spot] = Told(self.entries[spot[0]].classes[spot[1]], read["scope"], changes)
        for change in changes:
            self.rows.setdefault(change.row, len(self.rows))

    def in_order(self, rows: Iterable[str]) -> list[str]:
        """Rows in the order in which they were first met: ids are random, and a story must be the same each time."""
        return sorted(rows, key=lambda row: self.rows[row])

    def behind(self, hash_: bytes) -> Iterable[Said]:
        """An entry and all before it in its chain, as far as they are known."""
        while (said := self.entries.get(hash_)) is not None:
            yield said
            hash_ = said.prev


@dataclass
class Held:
    """What one vault holds. `aside`: entries set aside -> the reason, and whether they counted before; `gone`: parts whose body was
    deleted.
    """

    parts: dict[bytes, frozenset[int]] = field(default_factory=dict)
    aside: dict[bytes, tuple[str, bool]] = field(default_factory=dict)
    chains: dict[Chain, tuple[int, bytes]] = field(default_factory=dict)
    receipted: dict[Chain, tuple[int, bytes]] = field(default_factory=dict)
    gone: set[Spot] = field(default_factory=set)
    rows: dict[Key, frozenset[bytes]] = field(default_factory=dict)
    shown: Rows = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """Entries, and their parts."""
        return len(self.parts), sum(map(len, self.parts.values()))

    def copy(self) -> "Held":
        return replace(
            self,
            parts=dict(self.parts),
            aside=dict(self.aside),
            chains=dict(self.chains),
            receipted=dict(self.receipted),
            gone=set(self.gone),
            rows=dict(self.rows),
            shown=dict(self.shown),
        )

    def read(self, connection: Connection, library: Library) -> list[Spot]:
        """Bring it up to date with the store; the parts that are new."""
        fresh: list[Spot] = []
        gone = set[Spot]()
        by_id: dict[int, bytes] = {}
        for id_, hash_, header in _rows(connection, "SELECT id, hash, header FROM entry"):
            by_id[id_] = hash_
            library.add_entry(hash_, header)
            self.parts.setdefault(hash_, frozenset())
        assert len(by_id) == len(set(by_id.values())) == len(self.parts), "an entry is there once, and stays"
        for id_, place, state in _rows(connection, "SELECT entry, place, state FROM part"):
            hash_ = by_id[id_]
            if state == "erased":
                gone.add((hash_, place))
            if state == "withheld":
                self.parts[hash_] -= {place}
            if state == "present" and place not in self.parts[hash_]:
                ((body,),) = _rows(connection, "SELECT body FROM part WHERE entry = ? AND place = ?", id_, place)
                library.add_part((hash_, place), body)
                self.parts[hash_] |= {place}
                fresh.append((hash_, place))
        self.gone = gone
        self.aside = {hash_: (reason, bool(stood)) for hash_, reason, stood in _rows(connection, "SELECT hash, reason, stood FROM aside")}
        self.chains = {(dev, inc): (seq, hash_) for dev, inc, seq, hash_ in _rows(connection, "SELECT dev, inc, seq, hash FROM chain")}
        self.receipted = {
            (dev, inc): (seq, hash_) for dev, inc, seq, hash_ in _rows(connection, "SELECT dev, inc, seq, hash FROM receipted")
        }
        for spot in fresh:
            for key in library.parts[spot].keys:
                self.rows[key] = self.rows.get(key, frozenset()) | {spot[0]}
        self.shown = shown(connection)
        return fresh

    def entries(self, library: Library) -> list[oracle.Entry]:
        """The set that the oracle is asked about."""
        return [self._entry(library, hash_, places) for hash_, places in self.parts.items() if places]

    def _entry(self, library: Library, hash_: bytes, places: frozenset[int]) -> oracle.Entry:
        said = library.entries[hash_]
        changes = tuple(change for place in sorted(places) for change in library.parts[hash_, place].changes)
        reason, stood = self.aside.get(hash_, ("", False))
        return oracle.Entry(hash_, library.kinds[said.dev], said.hlc, said.dev, said.inc, said.seq, reason != "", changes, stood)

    def forget(self, library: Library) -> None:
        """Leave out of the set what headquarters deleted of rows that are gone, so that it counts no more when they come back."""
        for hash_, place in self.gone:
            if place in self.parts[hash_] and any(self.shown[key]["state"] != "erased" for key in library.parts[hash_, place].keys):
                self.parts[hash_] -= {place}


def shown(connection: Connection) -> Rows:
    """Every row of every projected table, all columns by name; read past SQLAlchemy, which takes most of the time."""
    driver = connection.connection.driver_connection
    assert driver is not None
    found: Rows = {}
    for table in PROJECTED:
        cursor = driver.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the registry
        names = [column[0] for column in cursor.description]
        found |= {(table, row[0]): dict(zip(names, row, strict=True)) for row in cursor}
    return found


def _rows(connection: Connection, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
    driver = connection.connection.driver_connection
    assert driver is not None
    return list(driver.execute(statement, arguments))
