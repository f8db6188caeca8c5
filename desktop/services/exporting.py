"""Writing a file for the vault above: everything that its last receipt does not cover, with what the edge carries.

From the last *receipted* number on, not the last exported: a stick that was lost heals itself with the next file. The
file is written under a temporary name, flushed, renamed, and read back before anybody is told that it exists.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from desktop import __version__
from desktop.crypto.digests import new_id
from desktop.crypto.sealing import fingerprint
from desktop.crypto.signatures import SigningKey
from desktop.log import clock
from desktop.log.classes import carried
from desktop.log.entry import GENESIS
from desktop.models.rows.registry import SCHEMA
from desktop.services import escrow, restrictions, returning, sealing, tallying, trust
from desktop.services.context import Context
from desktop.services.telling import Tell, counted, span_of, unheard, watched
from desktop.store import audit, state, trustbook
from desktop.store.repositories import entries, files
from desktop.store.repositories.entries import ChainHead, StoredEntry
from desktop.store.unit_of_work import Reading, Work
from desktop.sync.certificate import Trust
from desktop.sync.feed import FeedItem
from desktop.sync.limits import LEAST_PLAIN, MOST_RENEWALS, VERSION
from desktop.sync.manifest import Counts, FeedHave, Manifest, Range
from desktop.sync.parts import Carried, State
from desktop.sync.signed import Signed
from desktop.sync.writer import BundleWriter
from desktop.vault.atomic import Put

GATHERING = 60
"""Of a hundred steps of a file, those before its first byte is written."""

_What = tuple[list[tuple[ChainHead, int]], list[FeedItem]]
"""Chains with the first number that is sent; and what is given back to the parent."""
Also = Callable[[BundleWriter], None]
"""Writes what stands behind the entries of a file."""

_STATES = {"withheld": State.WITHHELD, "erased": State.ERASED}


@dataclass(frozen=True, slots=True)
class Exported:
    """`path` is None where there was nothing new and no file was written."""

    path: Path | None
    bundle: str
    entries: int
    recipient: str


class Exporting:
    """Files up to the parent."""

    def __init__(self, context: Context, scratch: Path, before: Callable[[], None], spare: Callable[[Work], None]) -> None:
        """`before` runs before a file may leave: the witness must know what others will know. `spare` makes the spare key of a
        site where it lacks one that fits (services/escrow.py).
        """
        self._context = context
        self._scratch = scratch
        self._before = before
        self._spare = spare

    def up(self, put: Put, complete_to: date | None = None, tell: Tell = unheard) -> Exported:
        """Everything unreceipted; with nothing new, a file only where the parent must be told what it says of this vault that is lacking.

        Raises NotEnrolled, StorageError; Stopped where `tell` did, and then there is no file.
        """
        self._anchor()
        self._before()
        with self._context.store.reading() as reading:
            parent = trust.parent_of(reading)
            trusted = trust.load(reading)
            ranges = [(chain, first) for chain, first in _unreceipted(reading) if first <= chain.seq]
            asks = bool(files.waiting(reading.connection, parent.id)) or returning.asks(reading, parent.id)
            closed = sealing.outgoing(reading, parent.id)
            given = returning.owed(reading, parent.id)
            if not ranges and complete_to is None and not asks and not closed and not given:
                return Exported(None, "", 0, parent.id)
            manifest = sealing.said(self._manifest(reading, trusted, parent, ranges, complete_to), reading, parent.id, closed)
            manifest = msgspec.structs.replace(manifest, feed=returning.span_of(given))
            whole = Whole(manifest, seal_of(trusted, parent.id), tell)
            also = partial(sealing.write, reading=reading, trusted=trusted, peer=parent.id, items=closed)
            path = put(lambda out: self._fill(out, reading, whole, (ranges, given), also))
        count = sum(chain.seq - first + 1 for chain, first in ranges)
        with self._context.store.writing(self._context.author) as work:
            files.add_export(work.connection, manifest.id, parent.id, audit.stamp(work.now), count)
            returning.asked(work, parent.id)
            work.audit("export", "bundle", manifest.id)
        return Exported(path, manifest.id, count, parent.id)

    def _anchor(self) -> None:
        """What is counted without names, what other laptops of the place are to be sent; and an entry without parts, where the
        audit trail has moved on by itself.
        """
        with self._context.store.writing(self._context.author) as work:
            if work.kind == "site":
                tallying.tell(self._context, work)
                restrictions.tell(self._context, work)
                self._spare(work)
            parent = trustbook.parent(work.connection)
            if parent is not None:
                work.flush()  # what was just counted is listed, too
                sealing.lengthen_up(work, parent.id)
            if audit.unanchored(work.connection):
                work.flush(anchor=True)

    def _fill(self, out: BinaryIO, reading: Reading, whole: "Whole", what: "_What", also: "Also") -> None:
        ranges, given = what
        edge = f"{reading.kind}>{'hq' if reading.kind == 'site' else 'site'}"
        total = sum(chain.seq - first + 1 for chain, first in ranges)
        with tempfile.TemporaryFile(dir=self._scratch) as scratch:
            writer = BundleWriter(scratch)
            for item in given:
                writer.item(item)
            found = (one for chain, first in ranges for one in entries.span(reading.connection, chain.dev, chain.inc, first, chain.seq))
            for entry in counted(found, total, whole.gathering):
                writer.entry(carry(entry, lambda part_class, _place: carried(part_class, edge)))
            for item, entry in returning.entries_of(reading, given):
                writer.entry(carry(entry, lambda _class, place, places=item.given: place in places))  # type: ignore[misc] # a default binds the loop's value
            also(writer)
            whole.finish(writer, out, scratch.tell(), self._context.keys.sign)

    def _manifest(
        self, reading: Reading, trusted: Trust, parent: trustbook.Peer, ranges: list[tuple[ChainHead, int]], complete_to: date | None
    ) -> Manifest:
        spans = [
            Range(dev=chain.dev, inc=chain.inc, first=first, last=chain.seq, prev=_before(reading, chain, first), head=chain.hash)
            for chain, first in ranges
        ]
        return msgspec.structs.replace(
            blank_manifest("up", reading, self._context, seal_of(trusted, parent.id)),
            certificates=list(_certificates(reading)),
            complete_to=None if complete_to is None else complete_to.isoformat(),
            escrow=escrow.outgoing(reading),
            have=returning.own_chains(reading, parent.id),
            have_feed=FeedHave(last=parent.feed_have, head=parent.feed_head),
            ranges=spans,
            roots=trust.roots(reading)[1:] and trust.roots(reading),
        )


@dataclass(frozen=True, slots=True)
class Whole:
    """What a file is made of besides its entries, and who hears how far it is: first they are gathered, then it is written."""

    manifest: Manifest
    seal: bytes
    tell: Tell

    def gathering(self, done: int, total: int) -> None:
        span_of(self.tell, 0, GATHERING, 100)(done, total)

    def finish(self, writer: BundleWriter, out: BinaryIO, length: int, key: SigningKey) -> None:
        """Write the file; about `length` bytes were gathered."""
        writing = span_of(self.tell, GATHERING, 100 - GATHERING, 100)
        writer.finish(watched(out, max(length, LEAST_PLAIN), writing), self.manifest, key, self.seal)


def blank_manifest(kind: Literal["up", "down"], reading: Reading, context: Context, recipient_seal: bytes) -> Manifest:
    """A manifest that carries nothing yet; counts and length are filled in by the writer."""
    return Manifest(
        app=f"indenfor/{__version__}",
        certificates=[],
        complete_to=None,
        counts=Counts(entries=0, feed=0, parts=0),
        created=clock.tick(state.text(reading.connection, state.CLOCK) or clock.ZERO, context.store.now()),
        crit=[],
        escrow=None,
        feed=None,
        from_=reading.own,
        have=[],
        have_feed=FeedHave(last=0, head=GENESIS),
        have_sealed=FeedHave(last=0, head=GENESIS),
        id=new_id(),
        kind=kind,
        length=0,
        ranges=[],
        receipts=[],
        renewals=trust.renewals(reading, reading.own)[-MOST_RENEWALS:],
        roots=[],
        sch=SCHEMA,
        sealed=None,
        to=fingerprint(recipient_seal),
        v=VERSION,
    )


def carry(entry: StoredEntry, allowed: Callable[[str, int], bool]) -> Carried:
    """The entry as it travels: parts of `allowed` (class, place) are present, or erased with their trace, the others withheld."""
    bodies: list[bytes | None] = []
    states: list[State] = []
    traces: list[bytes] = []
    for part in entry.parts:
        may = allowed(part.class_, part.place)
        bodies.append(part.body if may else None)
        traces.append(part.trace or b"" if may and part.body is None else b"")
        states.append(State.PRESENT if bodies[-1] is not None else State.ERASED if traces[-1] else _STATES.get(part.state, State.WITHHELD))
    raw = entry.raw
    return Carried(type(raw)(raw.header, raw.signature, tuple(bodies)), tuple(states), tuple(traces) if any(traces) else ())


def _unreceipted(reading: Reading) -> Iterator[tuple[ChainHead, int]]:
    """Every chain with the first number that the parent has not receipted."""
    done = files.receipted(reading.connection)
    for chain in entries.chains(reading.connection):
        yield chain, done.get((chain.dev, chain.inc), 0) + 1


def _before(reading: Reading, chain: ChainHead, first: int) -> bytes:
    return GENESIS if first == 1 else entries.hash_at(reading.connection, chain.dev, chain.inc, first - 1) or GENESIS


def _certificates(reading: Reading) -> Iterator[Signed]:
    """Those that this vault's leaders issued: the parent knows the others."""
    for one in trustbook.certificates(reading.connection):
        if not one.pinned:
            yield Signed(doc=one.doc, sig=one.sig)


def seal_of(trusted: Trust, vault: str) -> bytes:
    """The public sealing key of a vault; headquarters' is named by the root."""
    if trusted.root is not None and vault == trusted.root.hq:
        return trusted.root.import_seal
    return trusted.vaults[vault].seal


def author_certificates(reading: Reading, ids: set[str]) -> list[Signed]:
    """The certificates of the named vaults and users, and of who vouches for them, for a child that must verify their entries."""
    return trust.vouching(reading, ids)
