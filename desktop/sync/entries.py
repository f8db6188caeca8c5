"""Verification of every entry of a bundle whose manifest holds (verify.py): each in its place, each by its author.

A wrong place in a chain, a part or a count that is not as signed, an uncertified laptop: the file is refused. A fork, a
revocation, an author that nobody certified, a signature of somebody else, a part that should be there, content that `judge`
objects to: the entry is set aside, with the error's class name as reason, and the rest goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from desktop.crypto.signatures import VerifyKey
from desktop.errors import ChainBroken, DigestMismatch, ForeignEntry
from desktop.log.entry import Header
from desktop.sync.certificate import Trust
from desktop.sync.facts import EntryFacts, Run, facts_of, header_of, in_order, task_of
from desktop.sync.feed import FeedItem, next_head
from desktop.sync.manifest import FeedSpan, Range
from desktop.sync.parts import State
from desktop.sync.reader import BundleReader
from desktop.sync.verify import Begun, Head, Known, check_device

BATCH = 1024
"""Entries whose signatures are handed out together."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry. "same": we have it already (a delivery may still bring parts of it); "aside": kept, counted nowhere, `reason` says why.

    `item` is its place in the delivery list, None for an entry of a range; `fork`: another entry bears its number, or it follows one.
    """

    facts: EntryFacts
    state: Literal["new", "same", "aside"]
    reason: str = ""
    item: FeedItem | None = None
    fork: bool = False
    erased: bool = False
    """A promised part is called erased. That is the sender's word alone: the caller looks whether the rows that its trace names are
    erased, or sets the entry aside."""
    lacking: bool = False
    """A promised part is merely withheld."""


class Verification:
    """Verifies the entries of one begun import."""

    def __init__(self, reader: BundleReader, begun: Begun, known: Known) -> None:
        self._reader = reader
        self._begun = begun
        self._known = known
        self._keys: dict[str, VerifyKey] = {}

    def verdicts(self, run: Run = in_order, batch: int = BATCH) -> Iterator[Verdict]:
        """One verdict for each entry, in the file's order; nothing of it holds before the iterator has ended.

        Raises ChainBroken, DigestMismatch, ForeignEntry, MalformedEntry, NonCanonical, UpgradeNeeded, and what the reader raises.
        """
        placed = self._placed()
        while group := list(islice(placed, batch)):
            signed = [one.state != "same" and one.facts.user is not None for one in group]
            tasks = [task_of(one.facts, self._key(one.facts)) for one, by_somebody in zip(group, signed, strict=True) if by_somebody]
            fits = iter(run(tasks))
            self._known.foresee([one.facts for one in group])
            for one, by_somebody in zip(group, signed, strict=True):
                yield self._judged(one, next(fits)) if by_somebody else one

    def _judged(self, verdict: Verdict, fits: bool) -> Verdict:
        """What is set aside for another reason is verified too: a person may admit it, and nobody can admit what nobody signed."""
        if not fits:
            return replace(verdict, state="aside", reason="UnsignedEntry")
        reason = self._known.judge(verdict.facts) if verdict.state == "new" else ""
        return replace(verdict, state="aside", reason=reason) if reason else verdict

    def _key(self, facts: EntryFacts) -> VerifyKey:
        key = self._keys.get(facts.header.usr)
        if key is None:
            sign = self._begun.trust.users[facts.header.usr].sign
            key = self._keys[facts.header.usr] = VerifyKey(sign)
        return key

    def _placed(self) -> Iterator[Verdict]:
        """Every entry in its place, with all that can be said before its signature."""
        manifest, trust = self._begun.manifest, self._begun.trust
        chains = _Chains(manifest.ranges, self._known)
        feed = _Delivery(manifest.feed, self._reader, self._known)
        for entry in self._reader.entries():
            header = header_of(entry)
            facts = facts_of(entry, header, trust.users.get(header.usr), trust.vaults.get(header.dev))
            if header.dev != chains.device and (chains.open or manifest.kind == "down"):
                check_device(trust, manifest, header.dev)
            item = None
            if chains.open:
                place = chains.take(header, facts.hash)
            else:
                item = feed.take(facts)
                self._check_given_back(header.dev)
                place = feed.place(header, facts.hash)
            yield self._sorted_out(facts, place, item)
        feed.end()

    def _check_given_back(self, dev: str) -> None:
        """What stands behind the ranges of an up file is what the recipient itself wrote. Raises ForeignEntry."""
        if self._begun.manifest.kind == "up" and dev != self._known.us:
            raise ForeignEntry()

    def _sorted_out(self, facts: EntryFacts, place: str, item: FeedItem | None) -> Verdict:
        promised = self._promised(facts, item)
        lacking, erased = State.WITHHELD in promised, State.ERASED in promised
        if place == "same":
            return Verdict(facts, "same", item=item, erased=erased, lacking=lacking)
        trusted = self._begun.trust
        reason = place or shut_out(trusted, facts) or unknown_author(trusted, facts) or ("PayloadMissing" if lacking else "")
        return Verdict(facts, "aside" if reason else "new", reason, item, fork=bool(place), erased=erased, lacking=lacking)

    def _promised(self, facts: EntryFacts, item: FeedItem | None) -> set[State]:
        """What became of the parts that this edge carries, or that the delivery list names."""
        listed = enumerate(zip(facts.header.parts, facts.states, strict=True))
        return {state for index, (part, state) in listed if (self._known.carried(part[0]) if item is None else index in item.given)}


def shut_out(trusted: Trust, facts: EntryFacts) -> str:
    """ "Revoked" where the vault or the author was shut out before this entry, or nothing."""
    header, revoked = facts.header, trusted.revoked
    for one in (revoked.get(header.dev), revoked.get(header.usr)):
        if one is not None and one.covers(header.dev, header.inc, header.seq):
            return "Revoked"
    return ""


def unknown_author(trusted: Trust, facts: EntryFacts) -> str:
    """ "UnauthorisedUser", or nothing: a user may sign in the vault where the user lives, and in one below it."""
    user = facts.user
    return "" if user is not None and trusted.below(facts.header.dev, user.home) else "UnauthorisedUser"


def _within(given: Sequence[int], states: Sequence[State]) -> bool:
    """Whether a delivered entry carries no part that its item does not name, and the item names no part that there is not."""
    return {index for index, state in enumerate(states) if state == State.PRESENT} <= set(given) <= set(range(len(states)))


class _Chains:
    """The ranges of a manifest, one after the other, each entry on the one before.

    That all ranges end with the last entry need not be asked: the reader holds the number of entries against the manifest's
    count, and that was held against the ranges.
    """

    def __init__(self, spans: list[Range], known: Known) -> None:
        self._spans = iter(spans)
        self._known = known
        self._span: Range | None = None
        self._seq = 0
        self._prev = b""
        self._held = 0
        self._forked = False
        self._next_span()

    @property
    def open(self) -> bool:
        return self._span is not None

    @property
    def device(self) -> str:
        """The vault of the current range, which was checked with the manifest."""
        return self._span.dev if self._span else ""

    def _next_span(self) -> None:
        self._span = next(self._spans, None)
        if self._span is None:
            return
        span = self._span
        head = self._known.heads.get((span.dev, span.inc))
        self._held = head.seq if head else 0
        self._seq, self._prev = span.first, span.prev
        self._forked = span.first > 1 and span.prev != self._before(span, head)

    def _before(self, span: Range, head: Head | None) -> bytes | None:
        """The hash that we hold under the number before the range; what lies beyond our head is Pending and never comes here."""
        if head is not None and span.first == head.seq + 1:
            return head.hash
        return self._known.hash_at(span.dev, span.inc, span.first - 1)

    def take(self, header: Header, hash_: bytes) -> str:
        """Says "same", "ForkDetected", or "" for a new entry. Raises ChainBroken and DigestMismatch."""
        span = self._span
        if span is None or (header.dev, header.inc, header.seq, header.prev) != (span.dev, span.inc, self._seq, self._prev):
            raise ChainBroken()
        stored = self._known.hash_at(header.dev, header.inc, header.seq) if header.seq <= self._held else None
        self._forked = self._forked or (stored is not None and stored != hash_)
        forked = self._forked
        self._seq, self._prev = header.seq + 1, hash_
        if header.seq == span.last:
            if hash_ != span.head:
                raise DigestMismatch()
            self._next_span()
        if forked:
            return "ForkDetected"
        return "same" if stored is not None else ""


class _Delivery:
    """The delivery list of a manifest, read beside the entries so that neither is held in memory.

    It is held against itself and the manifest, not against what was delivered before: a parent that was put back from an
    older copy goes on otherwise than it did, and what it gives now is as much its word as what it gave then.
    """

    def __init__(self, span: FeedSpan | None, reader: BundleReader, known: Known) -> None:
        self._span = span
        self._items = reader.feed() if span else iter(())
        self._known = known
        self._n = span.first if span else 0
        self._head = span.prev if span else b""

    def take(self, facts: EntryFacts) -> FeedItem:
        """The item of the next entry. Raises ChainBroken (a number or a head that does not follow) and DigestMismatch."""
        item = next(self._items, None)
        if item is None or item.hash != facts.hash or not _within(item.given, facts.states):
            raise DigestMismatch()
        if item.n != self._n:
            raise ChainBroken()
        self._head = next_head(self._head, item)
        self._n += 1
        return item

    def place(self, header: Header, hash_: bytes) -> str:
        stored = self._known.hash_at(header.dev, header.inc, header.seq)
        if stored is None:
            return ""
        return "same" if stored == hash_ else "ForkDetected"

    def end(self) -> None:
        if self._span and (next(self._items, None) is not None or self._n != self._span.last + 1 or self._head != self._span.head):
            raise DigestMismatch()
