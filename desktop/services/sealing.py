"""What headquarters must not read and another laptop of the place must know: sealed to that laptop, passed on by headquarters.

A site lists each such part of its own entries and of its volunteers' once for each other laptop, and sends what headquarters
does not hold yet. Headquarters keeps it closed, gives it a place in the list of the laptop that it is for, and forgets it when
that one has it. The laptop opens it, holds it against the hash in the entry's signed header, and judges it like a part that
came late. A laptop that was put back from a copy is sent everything anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby, islice

import msgspec

from desktop.crypto.sealing import SealKey
from desktop.errors import MalformedEntry, NonCanonical, NotForUs
from desktop.log.classes import CLASSES, carried
from desktop.log.entry import RawEntry, part_hash, read_header, read_part
from desktop.services import siblings, trust
from desktop.services.judging import EntryJudge
from desktop.store.logbook import Incoming
from desktop.store.repositories import entries, sealed
from desktop.store.repositories.entries import StoredEntry
from desktop.store.repositories.sealed import Edge, Listed
from desktop.store.unit_of_work import Reading, Work
from desktop.sync.certificate import Trust
from desktop.sync.facts import EntryFacts
from desktop.sync.manifest import FeedHave, FeedSpan, Manifest
from desktop.sync.parts import State
from desktop.sync.reader import BundleReader
from desktop.sync.sealed import SealedItem, next_head, open_part, seal_part
from desktop.sync.writer import BundleWriter

EDGE = "sibling"
"""The edge whose classes travel so, as `log.classes` names it."""
PAGE = 500


# --- the list for a peer -----------------------------------------------------------------------------------------


def lengthen_up(work: Work, parent: str) -> None:
    """List what the other laptops of this place have not been sent."""
    trusted = trust.load(work)
    devs = trust.tree_of(trusted, work.own)
    classes = [class_ for class_ in CLASSES if carried(class_, EDGE)]
    for laptop in siblings.others(work, trusted):
        _append(work, parent, [(laptop, hash_, place) for hash_, place in sealed.unlisted(work.connection, devs, classes, laptop)])


def lengthen_down(work: Work, peer: str, site: str) -> list[tuple[int, bytes]]:
    """Number what lies at headquarters for a laptop; (log id, hash) of the entries that it must be given, be it without a part."""
    n, head = sealed.end(work.connection, peer)
    found: dict[bytes, int] = {}
    for row, entry, hash_, place in sealed.held(work.connection, peer, siblings.beside(trust.load(work), site, peer)):
        n += 1
        head = next_head(head, SealedItem(n, hash_, place, peer, b""))
        sealed.number(work.connection, row, n, head)
        found[hash_] = entry
    return [(entry, hash_) for hash_, entry in found.items()]


def _append(work: Work, peer: str, parts: Sequence[tuple[str, bytes, int]]) -> None:
    n, head = sealed.end(work.connection, peer)
    items: list[Listed] = []
    for recipient, hash_, place in parts:
        n += 1
        head = next_head(head, SealedItem(n, hash_, place, recipient, b""))
        items.append(Listed(n, hash_, place, recipient, head, None))
    sealed.add_listed(work.connection, peer, items)


# --- writing -----------------------------------------------------------------------------------------------------


def outgoing(reading: Reading, peer: str) -> list[Listed]:
    """What the peer does not hold yet, without bodies."""
    return sealed.listed(reading.connection, peer, sealed.edge(reading.connection, peer).have + 1)


def said(manifest: Manifest, reading: Reading, peer: str, items: Sequence[Listed]) -> Manifest:
    """The manifest with what it says of these lists."""
    edge = sealed.edge(reading.connection, peer)
    before = sealed.head_at(reading.connection, peer, edge.have) or sealed.START
    span = FeedSpan(first=items[0].n, last=items[-1].n, prev=before, head=items[-1].head) if items else None
    return msgspec.structs.replace(manifest, sealed=span, have_sealed=FeedHave(last=edge.got, head=edge.head))


def write(writer: BundleWriter, reading: Reading, trusted: Trust, peer: str, items: Sequence[Listed]) -> None:
    """The items into the file: at a site sealed now, at headquarters as they came."""
    make = _kept if reading.kind == "hq" else _sealed
    for start in range(0, len(items), PAGE):
        page = items[start : start + PAGE]
        for item, body in make(reading, trusted, peer, page):
            writer.sealed(SealedItem(item.n, item.hash, item.place, item.recipient, body))


def _kept(reading: Reading, _trusted: Trust, peer: str, page: Sequence[Listed]) -> Iterator[tuple[Listed, bytes]]:
    found = sealed.bodies(reading.connection, peer, page[0].n, page[-1].n)
    return ((item, found.get(item.n, b"")) for item in page)


def _sealed(reading: Reading, trusted: Trust, _peer: str, page: Sequence[Listed]) -> Iterator[tuple[Listed, bytes]]:
    """A part that was erased meanwhile, or whose recipient was shut out, leaves its number empty."""
    open_to = siblings.others(reading, trusted)
    found = entries.by_hash(reading.connection, {item.hash for item in page})
    for item in page:
        body = found[item.hash].parts[item.place].body
        recipient = open_to.get(item.recipient)
        yield item, b"" if body is None or recipient is None else seal_part(recipient.seal, item.hash, item.place, body)


# --- reading -----------------------------------------------------------------------------------------------------


def heard(work: Work, manifest: Manifest) -> None:
    """What the peer says that it holds of our list. Where that is not a beginning of ours, one of both was put back: what it was
    known to hold before it still holds.
    """
    have, peer = manifest.have_sealed, manifest.from_
    edge = sealed.edge(work.connection, peer)
    if have.last != edge.have and sealed.head_at(work.connection, peer, have.last) == have.head:
        sealed.set_edge(work.connection, peer, replace(edge, have=have.last))


def take(work: Work, reader: BundleReader, trusted: Trust, judge: EntryJudge, keys: Sequence[SealKey]) -> int:
    """Keep what is to be passed on, or open what is for this vault with its key of today or a former one; how many parts were new here."""
    span, peer = reader.manifest.sealed, reader.manifest.from_
    if span is None:
        return 0
    edge = sealed.edge(work.connection, peer)
    fresh = _fresh(reader, span, edge)
    count = _keep(work, trusted, peer, fresh) if work.kind == "hq" else _open(work, trusted, judge, keys, fresh)
    if span.first <= edge.got + 1:
        sealed.set_edge(work.connection, peer, replace(edge, got=span.last, head=span.head))
    return count


def _fresh(reader: BundleReader, span: FeedSpan, edge: Edge) -> Iterator[SealedItem]:
    """Without those that are held: where the list here is a beginning of the file's."""
    held = 0
    if span.first <= edge.got <= span.last:
        head = span.prev
        for item in reader.sealed():
            head = next_head(head, item)
            if item.n == edge.got and head == edge.head:
                held = edge.got
    return (item for item in reader.sealed() if item.n > held)


def _keep(work: Work, trusted: Trust, sender: str, items: Iterator[SealedItem]) -> int:
    """Only what one laptop of a place sends to another of it."""
    vault = trusted.vaults.get(sender)
    others = trust.siblings(trusted, vault.site if vault else "", sender)
    count = 0
    for item in items:
        if item.sealed and item.recipient in others:
            sealed.keep(work.connection, item.recipient, item.hash, item.place, item.sealed)
            count += 1
    return count


def _open(work: Work, trusted: Trust, judge: EntryJudge, keys: Sequence[SealKey], items: Iterator[SealedItem]) -> int:
    """A page after the other: entries that are held, with the parts that came for them."""
    count = 0
    by_entry = groupby(_ours(work, items), key=lambda item: item.hash)
    while page := [(hash_, list(parts)) for hash_, parts in islice(by_entry, PAGE)]:
        stored = entries.by_hash(work.connection, {hash_ for hash_, _ in page})
        read = [_facts(trusted, stored[hash_], parts, keys) for hash_, parts in page if hash_ in stored]
        count += _judged(work, trusted, judge, [facts for facts in read if facts is not None])
    return count


def _ours(work: Work, items: Iterator[SealedItem]) -> Iterator[SealedItem]:
    return (item for item in items if item.sealed and item.recipient == work.own)


def _facts(trusted: Trust, stored: StoredEntry, parts: Sequence[SealedItem], keys: Sequence[SealKey]) -> EntryFacts | None:
    """The entry with those parts that are what its header names; None where there is none of them."""
    header = read_header(stored.header)
    bodies: list[bytes | None] = [None] * len(header.parts)
    for item in parts:
        if item.place < len(bodies) and stored.parts[item.place].state == "withheld":
            bodies[item.place] = _opened(keys, item, header.parts[item.place])
    if not any(bodies):
        return None
    states = tuple(State.WITHHELD if body is None else State.PRESENT for body in bodies)
    raw = RawEntry(stored.header, stored.signature, tuple(bodies))
    return EntryFacts(raw, states, header, stored.hash, trusted.users.get(header.usr), trusted.vaults.get(header.dev))


def _opened(keys: Sequence[SealKey], item: SealedItem, described: tuple[str, bytes, int]) -> bytes | None:
    """Nothing where it does not open, is not the part that the author signed, or not of the format: it is left out, and stops nothing.

    The other laptop may have sealed it before it heard of this one's new key.
    """
    return next((body for key in keys if (body := _opened_by(key, item, described)) is not None), None)


def _opened_by(key: SealKey, item: SealedItem, described: tuple[str, bytes, int]) -> bytes | None:
    class_, digest, length = described
    try:
        body = open_part(key, item)
        fits = carried(class_, EDGE) and (len(body), part_hash(body)) == (length, digest)
        if fits:
            read_part(body)
    except (NotForUs, MalformedEntry, NonCanonical):
        return None
    return body if fits else None


def _judged(work: Work, trusted: Trust, judge: EntryJudge, batch: Sequence[EntryFacts]) -> int:
    """Take what the author may write. The rest is left out, as of an entry that stands a part is that comes later."""
    judge.foresee(batch)
    found: list[Incoming] = []
    for facts in batch:
        with suppress(MalformedEntry, NonCanonical):
            if not judge(facts):
                kind = trust.kind_of(trusted, facts.header.dev, work)
                found.append(Incoming(facts.raw, facts.header, facts.hash, kind, judge.contents(facts)))
    work.take(found)
    return len(found)
