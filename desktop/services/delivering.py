"""Writing a file for a vault below: what it may know, as a chained delivery list, with receipts and certificates.

The vault has one log; a child's list names entries of it and which of their parts are given. A part is given whole or not
at all, only in classes that the edge carries, and only when every row that it changes is one that the child may know.
"""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec

from desktop.errors import ScopeLeak, UnknownChild
from desktop.log.canonical import decode
from desktop.log.classes import carried
from desktop.log.entry import GENESIS, read_part
from desktop.rules.authority import PUBLIC
from desktop.services import trust
from desktop.services.context import Context
from desktop.services.exporting import Exported, Put, author_certificates, blank_manifest, carry, seal_of
from desktop.store import audit, trustbook
from desktop.store.repositories import deliveries, entries, files
from desktop.store.repositories.deliveries import PartOf
from desktop.store.repositories.files import Given
from desktop.store.trustbook import Peer
from desktop.store.unit_of_work import Reading, Work
from desktop.sync.certificate import Trust
from desktop.sync.feed import FeedItem, next_head
from desktop.sync.limits import MOST_RANGES
from desktop.sync.manifest import FeedSpan, Have, Manifest
from desktop.sync.signed import Signed
from desktop.sync.writer import BundleWriter

PAGE = 500
"""Delivered entries that are read at once."""


class Delivering:
    """Files down to the children."""

    def __init__(self, context: Context, scratch: Path, before: Callable[[], None]) -> None:
        self._context = context
        self._scratch = scratch
        self._before = before

    def children(self) -> list[Peer]:
        with self._context.store.reading() as reading:
            return trustbook.peers(reading.connection, trustbook.CHILD)

    def child(self, name: str) -> Peer:
        """A child by name or id. Raises UnknownChild."""
        children = self.children()
        found = next((child for child in children if name in (child.id, child.name)), None)
        if found is None:
            raise UnknownChild(name=name, names=", ".join(child.name for child in children))
        return found

    def down(self, put: Put, child: str) -> Exported:
        """A file for one child; none where it has everything and has sent nothing. Raises ScopeLeak, StorageError, UnknownChild."""
        with self._context.store.writing(self._context.author) as work:
            peer = trustbook.peer(work.connection, child)
            if peer is None:
                raise UnknownChild(name=child, names="")
            self._lengthen(work, peer)
        self._before()
        with self._context.store.reading() as reading:
            peer = trustbook.peer(reading.connection, child) or peer
            last = files.last_from(reading.connection, child)
            items = list(files.given(reading.connection, child, peer.feed_have + 1))
            if not items and last is None and not files.waiting(reading.connection, child):
                return Exported(None, "", 0, child)
            manifest, seal = self._manifest(reading, peer, items, last.receipt if last else b"")
            path = put(lambda out: self._fill(out, reading, manifest, items, seal))
        with self._context.store.writing(self._context.author) as work:
            files.add_export(work.connection, manifest.id, child, audit.stamp(work.now), len(items))
            work.audit("export", "bundle", manifest.id)
        return Exported(path, manifest.id, len(items), child)

    def _lengthen(self, work: Work, peer: Peer) -> None:
        """Add to the child's list what it may know by now and has not been given."""
        done = files.places_given(work.connection, peer.id)
        fresh: dict[bytes, list[int]] = {}
        for part in self._allowed(work, peer):
            if part.place not in done.get(part.hash, ()):
                fresh.setdefault(part.hash, []).append(part.place)
        number, head = peer.feed_sent, peer.feed_head
        items: list[Given] = []
        for hash_, places in fresh.items():
            number += 1
            head = next_head(head, FeedItem(number, hash_, places))
            items.append(Given(number, hash_, tuple(places), head))
        files.add_given(work.connection, peer.id, items)

    def _allowed(self, reading: Reading, peer: Peer) -> Iterable[PartOf]:
        if reading.kind == "hq":
            return (part for part in deliveries.parts_of(reading.connection, reading.own) if self._for_site(reading, part, peer))
        keys = deliveries.rows_for_volunteer(reading.connection, peer.subject, self._context.today())
        about = deliveries.parts_about(reading.connection, keys, frozenset({peer.id}))
        return (part for part in about if carried(part.class_, "site>volunteer") and part.keys <= keys)

    def _for_site(self, reading: Reading, part: PartOf, peer: Peer) -> bool:
        """What headquarters wrote for everyone, in tables that are for everyone, or for this very site."""
        if not carried(part.class_, "hq>site"):
            return False
        scope = _scope(reading, part)
        if scope == "all" and not {table for table, _ in part.keys} <= PUBLIC:
            raise ScopeLeak()
        return scope in ("all", f"site/{peer.subject}")

    def _manifest(self, reading: Reading, peer: Peer, items: list[Given], receipt: bytes) -> tuple[Manifest, bytes]:
        trusted = trust.load(reading)
        before = files.given_at(reading.connection, peer.id, peer.feed_have)
        span = None
        if items:
            span = FeedSpan(first=items[0].n, last=items[-1].n, prev=before.head if before else GENESIS, head=items[-1].head)
        authors = {
            id_ for page in _pages(items) for entry in entries.by_hash(reading.connection, page).values() for id_ in (entry.dev, entry.usr)
        }
        manifest = msgspec.structs.replace(
            blank_manifest("down", reading, self._context, seal_of(trusted, peer.id)),
            certificates=author_certificates(reading, authors | {peer.id, reading.own} | trust.leaders(reading)),
            feed=span,
            have=_have(reading, trusted, peer.id),
            receipts=[decode(receipt, Signed)] if receipt else [],
            roots=[trusted.signed_root] if trusted.signed_root else [],
        )
        return manifest, seal_of(trusted, peer.id)

    def _fill(self, out: BinaryIO, reading: Reading, manifest: Manifest, items: list[Given], seal: bytes) -> None:
        with tempfile.TemporaryFile(dir=self._scratch) as scratch:
            writer = BundleWriter(scratch)
            for item in items:
                writer.item(FeedItem(item.n, item.hash, list(item.places)))
            for start in range(0, len(items), PAGE):
                page = items[start : start + PAGE]
                found = entries.by_hash(reading.connection, (item.hash for item in page))
                for item in page:
                    writer.entry(carry(found[item.hash], lambda _class, place, places=item.places: place in places))  # type: ignore[misc] # a default binds the loop's value
            writer.finish(out, manifest, self._context.keys.sign, seal)


def _have(reading: Reading, trusted: Trust, child: str) -> list[Have]:
    """How far the chains of the child and of the vaults below it are held: after this vault was put back, less than was receipted."""
    held = entries.chains(reading.connection)
    return [(chain.dev, chain.inc, chain.seq, chain.hash) for chain in held if trusted.below(chain.dev, child)][:MOST_RANGES]


def _pages(items: list[Given]) -> Iterable[list[bytes]]:
    for start in range(0, len(items), PAGE):
        yield [item.hash for item in items[start : start + PAGE]]


def _scope(reading: Reading, part: PartOf) -> str:
    """The scope that the part itself names."""
    body = entries.by_hash(reading.connection, [part.hash])[part.hash].parts[part.place].body
    return read_part(body).scope if body else ""
