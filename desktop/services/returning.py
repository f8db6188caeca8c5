"""What a vault that was put back from an older copy wrote and lacks: whoever was given it gives it back.

Every file tells how far its sender holds the chains of its own vault, in `have`. The vault on the other end holds what it has
of them against that: the one above adds it to the delivery list, one below sends it up as a list of its own. Both directions
are the same beyond that. What came back joins the log like every delivered entry, in no chain, as there may be gaps in it.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice

import msgspec

from desktop.errors import WorldFault
from desktop.log import clock
from desktop.log.canonical import decode, encode
from desktop.log.classes import carried
from desktop.log.entry import GENESIS
from desktop.services import trust
from desktop.services.context import Context
from desktop.services.rejudging import BY_CERTIFICATE
from desktop.services.taking import certified_now
from desktop.store import audit, state, trustbook
from desktop.store.repositories import entries, files, returns, sites, volunteers
from desktop.store.repositories.entries import StoredEntry
from desktop.store.trustbook import CHILD, Peer
from desktop.store.unit_of_work import Reading, Work
from desktop.sync.certificate import Certificate, Trust, admit
from desktop.sync.feed import START, FeedItem, next_head
from desktop.sync.limits import MOST_RANGES
from desktop.sync.manifest import FeedSpan, Have, Manifest
from desktop.sync.reader import BundleReader
from desktop.sync.signed import Signed

SAID, RETURNED, ASKS, ASKED = "said/", "returned/", "asks/", "asked/"
"""State by peer: what it last said of its own chains; what of ours it has given back, says that it holds, and was asked for."""
PAGE = 500


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`created` of the file, and incarnation → the last number of the peer's own chain there."""

    created: str
    have: dict[str, int]


# --- what a file tells -------------------------------------------------------------------------------------------


def own_chains(reading: Reading, peer: str) -> list[Have]:
    """How far this vault holds its own chains, and further where this very peer has given back what came later."""
    held = {chain.inc: (chain.seq, chain.hash) for chain in entries.chains(reading.connection) if chain.dev == reading.own}
    for inc, seq in _numbers(reading, RETURNED + peer).items():
        hash_ = entries.hash_at(reading.connection, reading.own, inc, seq)
        if hash_ is not None and seq > held.get(inc, (0, GENESIS))[0]:
            held[inc] = (seq, hash_)
    return [(reading.own, inc, seq, hash_) for inc, (seq, hash_) in sorted(held.items())][:MOST_RANGES]


def heard(work: Work, manifest: Manifest) -> None:
    """Remember what the sender says of its own chains. A file that comes late, or from a clock that cannot be right, tells nothing."""
    peer = manifest.from_
    said = _said(work, peer)
    if clock.ahead(manifest.created, work.now) or (said is not None and manifest.created <= said.created):
        return
    have = {inc: seq for dev, inc, seq, _ in manifest.have if dev == peer}
    state.put(work.connection, SAID + peer, encode(_Said(manifest.created, have)))


def send_again(work: Work, manifest: Manifest) -> None:
    """Where the parent holds less than it receipted, it was put back from an older copy: what it lost is sent again.

    An older file that comes late tells nothing new, and a time that cannot be is not believed.
    """
    told = state.text(work.connection, state.HAVE) or clock.ZERO
    if manifest.created <= told or clock.ahead(manifest.created, work.now):
        return
    state.put(work.connection, state.HAVE, manifest.created.encode())
    held = {inc: seq for dev, inc, seq, _ in manifest.have if dev == work.own}
    state.put(work.connection, ASKS + manifest.from_, encode(held))
    have = {(dev, inc): (seq, hash_) for dev, inc, seq, hash_ in manifest.have}
    for (dev, inc), receipted in files.receipted(work.connection).items():
        seq, hash_ = have.get((dev, inc), (0, GENESIS))
        if seq < receipted and (seq == 0 or entries.hash_at(work.connection, dev, inc, seq) == hash_):
            files.unreceipt(work.connection, dev, inc, seq, hash_, audit.stamp(work.now))


def asks(reading: Reading, parent: str) -> bool:
    """Whether the parent holds more of this vault's own chains than is here, and has not been asked for as much.

    A vault that was put back with all its machine knows it by nothing else, and with nothing new to say it would wait for ever.
    Of what cannot be given back, as it is in no part that travels, the parent is asked once; a lost question is in the next save's file.
    """
    here = {inc: seq for _, inc, seq, _ in own_chains(reading, parent)}
    before = _numbers(reading, ASKED + parent)
    return any(seq > max(here.get(inc, 0), before.get(inc, 0)) for inc, seq in _numbers(reading, ASKS + parent).items())


def asked(work: Work, parent: str) -> None:
    """A file for the parent says how far this vault holds its own chains."""
    state.put(work.connection, ASKED + parent, encode(_numbers(work, ASKS + parent)))


def _numbers(reading: Reading, key: str) -> Mapping[str, int]:
    """Incarnation → number."""
    held = state.get(reading.connection, key)
    return {} if held is None else decode(held, dict[str, int])


def _said(reading: Reading, peer: str) -> _Said | None:
    held = state.get(reading.connection, SAID + peer)
    return None if held is None else decode(held, _Said)


# --- giving back -------------------------------------------------------------------------------------------------


def lacking(reading: Reading, peer: str) -> list[bytes]:
    """The peer's own entries that are held here and beyond what it says it has, in log order; none before it has said anything."""
    said = _said(reading, peer)
    return [] if said is None else returns.beyond(reading.connection, peer, said.have)


def owed(reading: Reading, parent: str) -> list[FeedItem]:
    """The same as the list that goes up: each with the parts that are here and that the way up carries."""
    found: list[FeedItem] = []
    for entry in _in_order(reading, lacking(reading, parent)):
        edge = f"{reading.kind}>{'hq' if reading.kind == 'site' else 'site'}"
        places = [part.place for part in entry.parts if part.body is not None and carried(part.class_, edge)]
        if places:
            found.append(FeedItem(len(found) + 1, entry.hash, places))
    return found


def span_of(items: list[FeedItem]) -> FeedSpan | None:
    """What the manifest says of that list."""
    head = START
    for item in items:
        head = next_head(head, item)
    return FeedSpan(first=1, last=len(items), prev=START, head=head) if items else None


def entries_of(reading: Reading, items: list[FeedItem]) -> Iterator[tuple[FeedItem, StoredEntry]]:
    """Each item with its entry, a page in memory."""
    return zip(items, _in_order(reading, [item.hash for item in items]), strict=True)


def _in_order(reading: Reading, hashes: Iterable[bytes]) -> Iterator[StoredEntry]:
    coming = iter(hashes)
    while page := list(islice(coming, PAGE)):
        found = entries.by_hash(reading.connection, page)
        yield from (found[hash_] for hash_ in page)


# --- being given back --------------------------------------------------------------------------------------------


def taken(work: Work, context: Context, reader: BundleReader) -> None:
    """An up file has brought own entries that were lacking: remember who gave them.

    Where they are of the incarnation that this vault was about to go on in, it was put back together with its witness: at
    once, the next save is of another. An entry that nobody vouches for tells nothing of the kind: anybody may have made it.
    """
    if reader.manifest.feed is None:
        return
    certified_now(work, _vouched_again(work))
    recognised(work, trust.load(work))
    came = returns.furthest(work.connection, work.own, [item.hash for item in reader.feed()], BY_CERTIFICATE)
    peer = reader.manifest.from_
    known = _numbers(work, RETURNED + peer)
    furthest = {inc: max(came.get(inc, 0), known.get(inc, 0)) for inc in came.keys() | known.keys()}
    state.put(work.connection, RETURNED + peer, encode(furthest))
    inc, head = state.text(work.connection, state.INCARNATION), work.head()
    if came.get(inc, 0) > (head.seq if head else 0):
        context.store.renew = True
        work.flush(anchor=True)


def _vouched_again(work: Work) -> set[str]:
    """Certificates that came back with this vault's own saves are trusted again; whose they are."""
    found: set[str] = set()
    for doc, sig in returns.certificates(work.connection):
        with suppress(WorldFault):  # somebody else may have put anything there; what nobody vouches for is passed over
            signed = Signed(doc=base64.b64decode(doc), sig=base64.b64decode(sig))
            admitted = admit(trust.load(work), [signed]).new
            trust.remember(work, admitted)
            found.update(certificate.id for _, certificate in admitted)
    return found


def recognised(work: Work, trusted: Trust) -> None:
    """Vaults below that were enrolled after the copy was made are children again: their certificates say whose they are."""
    known = {peer.id for peer in trustbook.peers(work.connection, CHILD)}
    for id_, certificate in sorted(trusted.vaults.items()):
        if certificate.home == work.own != id_ and id_ not in known and id_ not in trusted.revoked:
            trustbook.add_peer(work.connection, _child(work, certificate))


def _child(work: Work, certificate: Certificate) -> Peer:
    if work.kind == "hq":
        site = sites.by_id(work.connection, certificate.site)
        return Peer(certificate.id, CHILD, site.name if site else certificate.id[:8], certificate.site)
    one = next((one for one in volunteers.everybody(work.connection) if one.device == certificate.id), None)
    return Peer(certificate.id, CHILD, f"{one.given} {one.family}" if one else certificate.id[:8], one.id if one else "")
