"""Verification of an import: a pure state machine, all reading and writing outside.

What it takes: a bundle whose body is proven (reader.py), the trust and heads of the vault before the import, and questions
that the caller answers from its log. What it gives: first the verdict on the whole file, then one on every entry.

Order, for the whole file (`begin`):
1 roots in the file follow ours, certificates in it are vouched for: nothing of this is used unless all of the rest holds;
2 the sender is certified, on our edge of the tree, and its signature fits, by the key of today (what the file says of a change of keys
  is taken first) or, of what was saved before the change, by a former one; 3 spans and counts agree;
4 a file that was imported before is Already; one that starts beyond what we hold is Pending, and names what is missing;
5 every incarnation is of the sender or of a vault below it (ForeignEntry), for a down bundle of any certified vault.
For each entry (`entries.Verification`): header, place in its chain or in the delivery list, parts against their hashes, fork, revocation,
user, signature, then what `judge` says of its content. What breaks a chain or a promise of the manifest refuses the file;
what is wrong with one entry sets that entry aside.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from desktop.errors import BadSignature, DigestMismatch, ForeignEntry, RetiredKey, UnknownSigner
from desktop.sync.certificate import Admitted, Trust, admit
from desktop.sync.facts import EntryFacts
from desktop.sync.manifest import FeedHave, Manifest, check_bundle_signature, expected_entries, signed_by
from desktop.sync.reader import BundleReader
from desktop.sync.renewal import SignedRenewal, renew
from desktop.sync.root import SignedRoot, read_root, steps


@dataclass(frozen=True, slots=True)
class Head:
    """How far an unbroken chain is held."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What a vault knows of itself and its log when an import starts; all of it answered by the caller.

    `heads` are chains held without a gap from number 1 (a delivered entry here and there is no chain). `feed` is how much of
    the sender's delivery list is held. `hash_at` answers for any (dev, inc, seq), where two entries bear one number for the one
    that is not set aside, and sees what this import has written so far; `imported` whether the register has a bundle
    id; `carried` whether this edge carries a class of parts; `judge` names the error for content that must be set aside, or
    None (it may raise MalformedEntry or NonCanonical, which refuse the file); `foresee` is told of entries, many at a time, before
    they are judged (it may raise the same). `renewals` are the changes of a vault's keys that were taken before.
    """

    us: str
    parent: str | None
    heads: Mapping[tuple[str, str], Head]
    feed: FeedHave
    hash_at: Callable[[str, str, int], bytes | None]
    imported: Callable[[str], bool]
    carried: Callable[[str], bool]
    judge: Callable[[EntryFacts], str | None]
    foresee: Callable[[Sequence[EntryFacts]], None] = lambda _batch: None
    renewals: Callable[[str], Sequence[SignedRenewal]] = lambda _vault: ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Entries first..last of an incarnation that must come before; for a delivery list dev is the sender and inc is nothing."""

    dev: str
    inc: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Begun:
    """The verdict on a whole file. `missing` is filled for "pending"; `admitted` and `roots` are what the file adds to the trust."""

    state: Literal["import", "pending", "already"]
    manifest: Manifest
    admitted: Admitted
    roots: tuple[SignedRoot, ...]
    missing: tuple[Missing, ...] = ()
    renewed: tuple[SignedRenewal, ...] = ()
    late: bool = False
    """A former key of the sender signed it: entries are taken from it, but nothing that it says of its sender today."""

    @property
    def trust(self) -> Trust:
        return self.admitted.trust


def begin(reader: BundleReader, trust: Trust, known: Known) -> Begun:
    """Steps 1 to 5.

    Raises RollbackDetected, RootChainBroken, ImplausibleVersion, KeyTaken, WeakKey, UnknownSigner, BadSignature, RetiredKey,
    WrongPayloadType, DigestMismatch, ForeignEntry, NonCanonical,
    UpgradeNeeded.
    """
    manifest, before = reader.manifest, trust
    trust, roots = _follow_roots(trust, manifest, known)
    admitted = admit(trust, manifest.certificates)
    trust = admitted.trust
    held = known.renewals(manifest.from_)
    renewed = renew(trust, manifest.from_, manifest.renewals, held)
    trust = renewed.trust
    # the file that brings a first root is held against the key that was pinned before it, or any root could vouch for itself
    known_by = renew(before, manifest.from_, manifest.renewals, held).trust if before.signed_root is None else trust
    sender = known_by.vault_sign(manifest.from_)
    if sender is None or not _on_our_edge(trust, manifest, known):
        raise UnknownSigner()
    late = _by_former(known_by, reader, sender)
    if expected_entries(manifest) != (manifest.counts.entries, manifest.counts.feed):
        raise DigestMismatch()
    begun = Begun("import", manifest, replace(admitted, trust=trust), roots, renewed=renewed.taken, late=late)
    if known.imported(manifest.id):
        return replace(begun, state="already")
    missing = tuple(_missing(manifest, known))
    if missing:
        return replace(begun, state="pending", missing=missing)
    for span in manifest.ranges:
        check_device(trust, manifest, span.dev)
    return begun


def _by_former(trust: Trust, reader: BundleReader, sender: bytes) -> bool:
    """Whether a former key of the sender signed the file. Raises BadSignature, WrongPayloadType, RetiredKey."""
    manifest, signed = reader.manifest, (reader.manifest_bytes, reader.digest, reader.signature)
    try:
        check_bundle_signature(sender, *signed)
    except BadSignature:
        former = next((one for one in trust.retired.get(manifest.from_, ()) if signed_by(one.sign, *signed)), None)
        if former is None:
            raise
        own = [span for span in manifest.ranges if span.dev == manifest.from_]
        if manifest.kind != "up" or not own or any(span.last > former.ends.get(span.inc, 0) for span in own):
            raise RetiredKey() from None
        return True
    return False


def _follow_roots(trust: Trust, manifest: Manifest, known: Known) -> tuple[Trust, tuple[SignedRoot, ...]]:
    """A vault without a root takes its first from its parent alone: a volunteer's that was made before its site was enrolled."""
    if not manifest.roots:
        return trust, ()
    if trust.signed_root is None:
        if manifest.kind != "down" or manifest.from_ != known.parent:
            return trust, ()
        new = [manifest.roots[0], *steps(manifest.roots[0], manifest.roots[1:])]
    else:
        new = steps(trust.signed_root, manifest.roots, lenient=manifest.kind == "up")
    if not new:
        return trust, ()
    return replace(trust, root=read_root(new[-1]), signed_root=new[-1]), tuple(new)


def _on_our_edge(trust: Trust, manifest: Manifest, known: Known) -> bool:
    if manifest.kind == "up":
        return trust.parent(manifest.from_) == known.us
    return manifest.from_ == known.parent


def _missing(manifest: Manifest, known: Known) -> Iterator[Missing]:
    for span in manifest.ranges:
        head = known.heads.get((span.dev, span.inc))
        held = head.seq if head else 0
        if span.first > held + 1:
            yield Missing(span.dev, span.inc, held + 1, span.first - 1)
    if manifest.feed is not None and manifest.feed.first > known.feed.last + 1:
        yield Missing(manifest.from_, "", known.feed.last + 1, manifest.feed.first - 1)


def check_device(trust: Trust, manifest: Manifest, dev: str) -> None:
    """Step 5. Raises ForeignEntry."""
    if not trust.certified(dev) or (manifest.kind == "up" and not trust.below(dev, manifest.from_)):
        raise ForeignEntry()
