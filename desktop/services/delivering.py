"""Writing a file for a vault below: what it may know, as a chained delivery list, with receipts and certificates.

The vault has one log; a child's list names entries of it and which of their parts are given. A part is given whole or not
at all, only in classes that the edge carries, and only when every row that it changes is one that the child may know.
"""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from desktop.errors import AccessEnded, ScopeLeak, UnknownChild
from desktop.log.canonical import decode
from desktop.log.classes import CLASSES, carried
from desktop.log.entry import GENESIS, read_part
from desktop.rules.authority import PUBLIC
from desktop.services import returning, sealing, siblings, trust
from desktop.services.context import Context
from desktop.services.exporting import Also, Exported, Whole, author_certificates, blank_manifest, carry, seal_of
from desktop.services.telling import Tell, counted, unheard
from desktop.store import audit, trustbook
from desktop.store.layout import Key
from desktop.store.repositories import deliveries, entries, erasures, files, hand_overs
from desktop.store.repositories.deliveries import PartOf
from desktop.store.repositories.entries import StoredEntry
from desktop.store.repositories.files import Given
from desktop.store.trustbook import Peer
from desktop.store.unit_of_work import Reading, Work
from desktop.sync.certificate import Trust
from desktop.sync.feed import FeedItem, next_head
from desktop.sync.limits import MOST_RANGES
from desktop.sync.manifest import FeedSpan, Have, Manifest
from desktop.sync.signed import Signed
from desktop.sync.writer import BundleWriter
from desktop.vault.atomic import Put

PAGE = 500
"""Delivered entries that are read at once."""


class Delivering:
    """Files down to the children."""

    def __init__(self, context: Context, scratch: Path, before: Callable[[], None]) -> None:
        self._context = context
        self._scratch = scratch
        self._before = before

    def children(self) -> list[Peer]:
        """Those that are given anything: nothing more goes to one that was shut out."""
        with self._context.store.reading() as reading:
            ended = trust.load(reading).revoked
            return [peer for peer in trustbook.peers(reading.connection, trustbook.CHILD) if peer.id not in ended]

    def child(self, name: str) -> Peer:
        """A child by name or id. Raises UnknownChild."""
        with self._context.store.reading() as reading:
            children = trustbook.peers(reading.connection, trustbook.CHILD)
        found = next((child for child in children if name in (child.id, child.name)), None)
        if found is None:
            raise UnknownChild(name=name, names=", ".join(child.name for child in children))
        return found

    def down(self, put: Put, child: str, tell: Tell = unheard) -> Exported:
        """A file for one child; none where it has everything and has sent nothing.

        Raises ScopeLeak, StorageError, UnknownChild, AccessEnded, KeysReplaced; Stopped where `tell` did, and then there is no file.
        """
        with self._context.store.writing(self._context.author) as work:
            peer = trustbook.peer(work.connection, child)
            if peer is None:
                raise UnknownChild(name=child, names="")
            if child in trust.load(work).revoked:
                raise AccessEnded()
            trust.require_own_root(work, self._context.keys.sign.public)
            self._lengthen(work, peer)
        self._before()
        with self._context.store.reading() as reading:
            peer = trustbook.peer(reading.connection, child) or peer
            last = files.last_from(reading.connection, child)
            items = list(files.given(reading.connection, child, peer.feed_have + 1))
            closed = sealing.outgoing(reading, child)
            if not items and last is None and not closed and not files.waiting(reading.connection, child):
                return Exported(None, "", 0, child)
            manifest, seal = self._manifest(reading, peer, items, last.receipt if last else b"")
            whole = Whole(sealing.said(manifest, reading, child, closed), seal, tell)
            also = partial(sealing.write, reading=reading, trusted=trust.load(reading), peer=child, items=closed)
            path = put(lambda out: self._fill(out, reading, whole, items, also))
        with self._context.store.writing(self._context.author) as work:
            files.add_export(work.connection, manifest.id, child, audit.stamp(work.now), len(items))
            work.audit("export", "bundle", manifest.id)
        return Exported(path, manifest.id, len(items), child)

    def _lengthen(self, work: Work, peer: Peer) -> None:
        """Add to the child's list what it may know by now and has not been given."""
        done = files.places_given(work.connection, peer.id)
        fresh: dict[bytes, list[int]] = {}
        for hash_, place in self._wanted(work, peer):
            if place is None and hash_ not in done:
                fresh.setdefault(hash_, [])
            elif place is not None and place not in done.get(hash_, ()):
                fresh.setdefault(hash_, []).append(place)
        _append(work, peer, fresh)

    def _wanted(self, work: Work, peer: Peer) -> Iterator[tuple[bytes, int | None]]:
        """(entry hash, index of a part that is given, or None where all that is for the child goes to it sealed), in log order."""
        given = {(part.entry, part.place, part.hash) for part in self._allowed(work, peer)}
        closed = sealing.lengthen_down(work, peer.id, peer.subject) if work.kind == "hq" else []
        for _, place, hash_ in sorted([*given, *((entry, -1, hash_) for entry, hash_ in closed)]):
            yield hash_, None if place < 0 else place

    def _allowed(self, reading: Reading, peer: Peer) -> Iterable[PartOf]:
        if reading.kind == "hq":
            own = [part for part in deliveries.parts_of(reading.connection, reading.own) if self._for_site(reading, part, peer)]
            gone = hand_overs.gone_from(reading.connection, peer.subject)
            return (part for part in (*own, *_of_siblings(reading, peer), *_of_movers(reading, peer)) if not part.keys & gone)
        keys = deliveries.rows_for_volunteer(reading.connection, peer.subject, self._context.today())
        gone = deliveries.erased_for(reading.connection, peer.id)
        about = deliveries.parts_about(reading.connection, keys | gone, frozenset({peer.id}))
        about += deliveries.parts_in(reading.connection, returning.lacking(reading, peer.id))
        return (
            part
            for part in about
            if carried(part.class_, "site>volunteer")
            and (part.keys <= keys or (part.keys & gone and erasures.all_erased(reading.connection, part.keys)))
        )

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
            certificates=author_certificates(reading, authors | {peer.id, reading.own} | _known_below(reading, trusted, peer)),
            feed=span,
            have=_have(reading, trusted, peer.id),
            receipts=[decode(receipt, Signed)] if receipt else [],
            roots=trust.roots(reading),
        )
        return manifest, seal_of(trusted, peer.id)

    def _fill(self, out: BinaryIO, reading: Reading, whole: Whole, items: list[Given], also: Also) -> None:
        with tempfile.TemporaryFile(dir=self._scratch) as scratch:
            writer = BundleWriter(scratch)
            for item in items:
                writer.item(FeedItem(item.n, item.hash, list(item.places)))
            for item, entry in counted(_delivered(reading, items), len(items), whole.gathering):
                writer.entry(carry(entry, lambda _class, place, places=item.places: place in places))  # type: ignore[misc] # a default binds the loop's value
            also(writer)
            whole.finish(writer, out, scratch.tell(), self._context.keys.sign)


def give_again(work: Work, vault: str, keys: Collection[Key]) -> None:
    """What a laptop has let go of, when it may know it again: everything about these rows, its own saves too."""
    peer = trustbook.peer(work.connection, vault)
    if peer is None:
        return
    fresh: dict[bytes, list[int]] = {}
    for part in deliveries.parts_about(work.connection, keys, frozenset()):
        if carried(part.class_, "hq>site") and part.keys <= set(keys):
            fresh.setdefault(part.hash, []).append(part.place)
    _append(work, peer, fresh)


def _append(work: Work, peer: Peer, fresh: Mapping[bytes, list[int]]) -> None:
    """Lengthen a child's list by these entries with these of their parts."""
    number, head = peer.feed_sent, peer.feed_head
    items: list[Given] = []
    for hash_, places in fresh.items():
        number += 1
        head = next_head(head, FeedItem(number, hash_, places))
        items.append(Given(number, hash_, tuple(places), head))
    files.add_given(work.connection, peer.id, items)


def _of_siblings(reading: Reading, peer: Peer) -> Iterator[PartOf]:
    """What the other laptops of the child's place and the volunteers' vaults below those have saved, as far as it is theirs to save;

    and what the child itself saved and lacks, as it was put back from an older copy.
    """
    trusted = trust.load(reading)
    vaults = siblings.beside(trusted, peer.subject, peer.id)
    places = {f"site/{id_}" for id_ in vaults | {peer.subject, peer.id}}  # a laptop calls its place by its own id until it is enrolled
    classes = [class_ for class_ in CLASSES if carried(class_, "hq>site")]
    beside = deliveries.parts_beside(reading.connection, vaults, classes, peer.id)
    back = deliveries.parts_in(reading.connection, returning.lacking(reading, peer.id))
    for page in _paged(beside + [part for part in back if part.class_ in classes]):
        scopes = _scopes(reading, page)
        for part in page:
            scope = scopes[part.hash, part.place]
            if (
                scope in places
                or scope.startswith(("course/", "volunteer/"))
                or (scope == "all" and {table for table, _ in part.keys} <= PUBLIC)
            ):
                yield part


def _of_movers(reading: Reading, peer: Peer) -> Iterator[PartOf]:
    """Everything about the people who moved to the child's place, whoever saved it, but for what the child itself sent."""
    keys = hand_overs.came_to(reading.connection, peer.subject)
    if keys:
        below = trust.tree_of(trust.load(reading), peer.id)
        about = deliveries.parts_about(reading.connection, keys, below)
        yield from (part for part in about if carried(part.class_, "hq>site") and part.keys <= keys)


def _known_below(reading: Reading, trusted: Trust, peer: Peer) -> set[str]:
    """Whom a vault below is told of whoever wrote what it is given: a volunteer's of the site's people, a laptop of its place's others."""
    if reading.kind != "hq":
        return trust.leaders(reading)
    return set(trust.siblings(trusted, peer.subject, peer.id)) | trust.issued_anew(trusted, peer.subject)


def _have(reading: Reading, trusted: Trust, child: str) -> list[Have]:
    """How far this vault's own chains are held, and those of the child and of the vaults below it: after it was put back, less than
    was given and receipted.
    """
    held = entries.chains(reading.connection)
    below = [(chain.dev, chain.inc, chain.seq, chain.hash) for chain in held if trusted.below(chain.dev, child)]
    return [*returning.own_chains(reading, child), *below][:MOST_RANGES]


def _delivered(reading: Reading, items: list[Given]) -> Iterator[tuple[Given, StoredEntry]]:
    """Each item with its entry, a page in memory."""
    for start in range(0, len(items), PAGE):
        page = items[start : start + PAGE]
        found = entries.by_hash(reading.connection, (item.hash for item in page))
        yield from ((item, found[item.hash]) for item in page)


def _pages(items: list[Given]) -> Iterable[list[bytes]]:
    for start in range(0, len(items), PAGE):
        yield [item.hash for item in items[start : start + PAGE]]


def _paged(parts: list[PartOf]) -> Iterator[list[PartOf]]:
    for start in range(0, len(parts), PAGE):
        yield parts[start : start + PAGE]


def _scope(reading: Reading, part: PartOf) -> str:
    """The scope that the part itself names."""
    return _scopes(reading, [part])[part.hash, part.place]


def _scopes(reading: Reading, parts: Iterable[PartOf]) -> dict[tuple[bytes, int], str]:
    """(entry hash, place) -> the scope that the part itself names."""
    listed = list(parts)
    found = entries.by_hash(reading.connection, {part.hash for part in listed})
    bodies = {(part.hash, part.place): found[part.hash].parts[part.place].body for part in listed}
    return {spot: read_part(body).scope if body else "" for spot, body in bodies.items()}
