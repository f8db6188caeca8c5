"""The unit of work: one use case, one transaction, one signed entry.

`Store.reading` gives a snapshot. `Store.writing` begins with BEGIN IMMEDIATE, collects the changes that a service
makes, and at a clean end writes them as one entry, applies it, audits it and commits; an exception leaves nothing.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from desktop.crypto.digests import new_id, random_bytes
from desktop.crypto.signatures import SigningKey
from desktop.log import clock
from desktop.log.classes import class_of
from desktop.log.entry import GENESIS, VERSION, Change, Draft, Header, describe_parts, entry_hash, read_part, write_entry, write_part
from desktop.models.rows.fields import Value
from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.models.tables.projected import HEAD
from desktop.store import audit, logbook, present, projection, state
from desktop.store.engine import ApplyGate, begin_immediate, storage_fault
from desktop.store.layout import LAYOUTS, Key, Row
from desktop.store.logbook import Incoming


@dataclass(frozen=True, slots=True)
class Author:
    """Who saves: the user's id and signing key, the role in this vault, and the volunteer row of a volunteer."""

    user: str
    label: str
    role: str
    key: SigningKey
    volunteer: str = ""
    issuing: SigningKey | None = None
    """Headquarters' issuing key, in the hands of who is given it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of this vault's own chain: where the next entry goes."""

    dev: str
    inc: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class About:
    """Whom a change concerns and who may know it. `scope` as in log.entry; `local` = no consent to transfer."""

    scope: str
    subject: str = ""
    local: bool = False


Kind = Literal["volunteer", "site", "hq"]
"""The kinds of vault."""

Judge = Callable[["Work", tuple[Draft, ...]], None]


class Reading:
    """A consistent view of the store. Repositories take its `connection`."""

    def __init__(self, connection: Connection, own: str, kind: Kind) -> None:
        self.connection = connection
        self.own = own
        self.kind = kind

    def head(self) -> Head | None:
        """The end of the own chain, or nothing before the first save."""
        inc = state.text(self.connection, state.INCARNATION)
        found = self.connection.exec_driver_sql("SELECT seq, hash FROM chain WHERE dev = ? AND inc = ?", (self.own, inc)).first()
        return None if found is None else Head(self.own, inc, int(found[0]), bytes(found[1]))

    def row(self, table: str, id_: str) -> Row | None:
        return present.row(self.connection, table, id_)


class Work(Reading):
    """A reading that may also save. Changes are collected and written as one entry by `flush` or at the end."""

    def __init__(self, connection: Connection, store: "Store", author: Author, now: datetime) -> None:
        super().__init__(connection, store.own, store.kind)
        self.author = author
        self.now = now
        self.wrote = False
        self._store = store
        self.collected = 0
        """How many changes were collected since the beginning: whether a step changed anything is seen by it."""
        self._changes: dict[tuple[str, str, str], tuple[str, About, Change]] = {}
        self.seen: dict[Key, Row | None] = {}
        """Rows that the collected changes were seen against: they stay as they are until those are written."""

    def put(self, table: str, row: str, unit: str, value: Value, about: About, *, again: bool = False, also: Sequence[bytes] = ()) -> None:
        """Set a unit, seen against its present heads. An equal value with one head writes nothing, unless it is told `again`.

        `also`: hashes of former heads that somebody else still holds as such, because what came between was not told there.
        """
        value = {name: unicodedata.normalize("NFC", leaf) if isinstance(leaf, str) else leaf for name, leaf in value.items()}
        place = LAYOUTS[table].units[unit]
        before = self._before(table, row)
        heads = _split(before[place.heads]) if before else []
        if not again and before and len(heads) == 1 and all(_same(before[column], value[name]) for name, column in place.fields.items()):
            return
        self._add(about, Change(verb="put", table=table, row=row, unit=unit, value=value, bases=_joined(heads, also)))

    def tomb(self, table: str, row: str, unit: str, about: About, *, also: Sequence[bytes] = ()) -> None:
        """Empty a unit; of the main unit: the row is gone, and can come back by a put. `also` as in `put`."""
        before = self._before(table, row)
        heads = _joined(_split(before[LAYOUTS[table].units[unit].heads]) if before else [], also)
        self._add(about, Change(verb="tomb", table=table, row=row, unit=unit, value=None, bases=heads))

    def erase(self, table: str, row: str, about: About) -> None:
        """Remove a row for good, here and wherever the entry arrives."""
        self._add(about, Change(verb="erase", table=table, row=row, unit="", value=None, bases=[]))

    def _before(self, table: str, row: str) -> Row | None:
        key = (table, row)
        if key not in self.seen:
            self.seen[key] = self.row(table, row)
        return self.seen[key]

    def _add(self, about: About, change: Change) -> None:
        class_ = class_of(TABLES[change.table].class_, local=about.local)
        self._changes[change.table, change.row, change.unit] = (class_, about, change)
        self.collected += 1

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A step within the unit of work that can fail alone: whatever it raises comes through, and nothing of the step is kept."""
        changes, seen, wrote, renew = dict(self._changes), dict(self.seen), self.wrote, self._store.renew
        self.connection.exec_driver_sql("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            with suppress(DBAPIError):  # a full disk has undone the whole unit of work already: that is what is to be heard
                self.connection.exec_driver_sql("ROLLBACK TO attempt")
                self.connection.exec_driver_sql("RELEASE attempt")
            self._changes, self.seen, self.wrote, self._store.renew = changes, seen, wrote, renew
            raise
        self.connection.exec_driver_sql("RELEASE attempt")

    def flush(self, *, anchor: bool = False) -> bytes | None:
        """Write what was collected as one entry; its hash, or nothing. `anchor` writes an entry without parts."""
        drafts = self._drafts()
        if not drafts and not anchor:
            return None
        self._changes.clear()
        if self._store.judge is not None:
            self._store.judge(self, drafts)
        head, restored = self._store.continue_from(self)
        bodies = tuple(write_part(draft) for draft in (*drafts, *restored))
        described = describe_parts((*drafts, *restored), bodies)
        stamp = clock.tick(state.text(self.connection, state.CLOCK) or clock.ZERO, self.now)
        header = Header(
            v=VERSION,
            dev=self.own,
            inc=head.inc,
            seq=head.seq + 1,
            prev=head.hash,
            hlc=stamp,
            usr=self.author.user,
            sch=SCHEMA,
            parts=described,
            audit=audit.head(self.connection),
            crit=[],
        )
        raw = write_entry(header, bodies, self.author.key)
        hash_ = entry_hash(raw.header)
        incoming = Incoming(raw, header, hash_, self.kind, tuple(read_part(body) for body in bodies))
        self.take([incoming])
        self.wrote = True
        logbook.advance(self.connection, self.own, head.inc, header.seq, hash_, own=True)
        state.put(self.connection, state.CLOCK, stamp.encode())
        first = drafts[0].changes[0] if drafts else None
        self.audit("save", first.table if first else "", first.row if first else "", hash_)
        return hash_

    def take(self, incoming: list[Incoming]) -> int:
        """Put verified entries into the log and apply them, own ones and imported ones alike; the conflicts that it met."""
        seen, self.seen = self.seen, {}
        logged = logbook.add(self.connection, incoming)
        return projection.apply(self.connection, logged, self.own, self._store.gate, seen)

    def let_go(self, spots: Sequence[tuple[int, int]]) -> None:
        """Delete the content of parts (log id, index) that this vault may no longer hold, and compute their rows anew."""
        self.flush()
        logged = logbook.withhold(self.connection, spots)
        projection.apply(self.connection, logged, self.own, self._store.gate)

    def audit(self, verb: str, table: str = "", row: str = "", entry: bytes | None = None) -> None:
        audit.add(self.connection, audit.AuditRow(audit.stamp(self.now), self.author.user, verb, table, row, entry))

    def _drafts(self) -> tuple[Draft, ...]:
        """The collected changes by class, scope and subject: one part each, so that each can be erased or withheld alone."""
        grouped: dict[tuple[str, str, str, bool], list[Change]] = {}
        for class_, about, change in self._changes.values():
            grouped.setdefault((class_, about.scope, about.subject, change.verb == "erase"), []).append(change)
        return tuple(Draft(class_, scope, subject, tuple(changes)) for (class_, scope, subject, _), changes in grouped.items())


class Store:
    """One vault's open store. `renew` makes the first save begin a new incarnation (the witness asked for it).

    `begun` is told of an incarnation before its first save.
    `saved` is told after an entry is on the disk. `judge` is asked before an entry is written and raises NotAllowed: the
    same rules that an import holds against it.
    """

    def __init__(  # noqa: PLR0913 - what an open store is made of, all of it named at the call
        self,
        engine: Engine,
        gate: ApplyGate,
        own: str,
        kind: Kind,
        path: Path,
        *,
        now: Callable[[], datetime],
        renew: bool = False,
        judge: "Judge | None" = None,
    ) -> None:
        self.engine = engine
        self.gate = gate
        self.own = own
        self.kind = kind
        self.now = now
        self.renew = renew
        self.judge = judge
        self.begun: Callable[[str], None] = lambda _inc: None
        self.saved: Callable[[], None] = lambda: None
        self.memory_security = True
        self._path = path

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        with self._transaction("BEGIN") as connection:
            yield Reading(connection, self.own, self.kind)

    @contextmanager
    def writing(self, author: Author) -> Iterator[Work]:
        renewed = self.renew
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                work = Work(connection, self, author, self.now())
                yield work
                work.flush()
        except BaseException:
            self.renew = renewed
            raise
        if work.wrote:
            self.saved()

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """A bare transaction for the schema."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                if begin == "BEGIN":
                    connection.exec_driver_sql(begin)
                else:
                    begin_immediate(connection)
                yield connection
                connection.exec_driver_sql("COMMIT")
        except DBAPIError as error:
            raise storage_fault(error, self._path) or error from error

    def continue_from(self, work: Work) -> tuple[Head, tuple[Draft, ...]]:
        """Where the next entry goes: after the own head, or at the start of a new incarnation that names the old one."""
        head = work.head()
        if head is not None and not self.renew:
            return head, ()
        inc = "" if self.renew else state.text(work.connection, state.INCARNATION)
        self.renew = False
        inc = inc or random_bytes(8).hex()
        self.begun(inc)
        state.put(work.connection, state.INCARNATION, inc.encode())
        fresh = Head(self.own, inc, 0, GENESIS)
        return fresh, () if head is None else (_restored(head),)

    def close(self) -> None:
        self.engine.dispose()


def _restored(old: Head) -> Draft:
    """The signed note of a new incarnation: which one it follows, and where that ended for this vault."""
    value: Value = {"vault": old.dev, "old": old.inc, "seq": old.seq, "hash": old.hash.hex()}
    change = Change(verb="put", table="incarnation", row=new_id(), unit="restored", value=value, bases=[])
    return Draft("core", "all", "", (change,))


def _split(heads: object) -> list[bytes]:
    return [heads[at : at + HEAD] for at in range(0, len(heads), HEAD)] if isinstance(heads, bytes) else []


def _joined(heads: list[bytes], also: Sequence[bytes]) -> list[bytes]:
    return [*heads, *(hash_ for hash_ in also if hash_ not in heads)]


def _same(before: object, value: object) -> bool:
    return before == value and (before is None) == (value is None)
