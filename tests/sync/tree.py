"""A small tree of vaults with keys from fixed seeds, and everything needed to write true and forged bundles between them."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import msgspec

from desktop.crypto.digests import sha256
from desktop.crypto.sealing import SealKey, fingerprint
from desktop.crypto.signatures import SigningKey
from desktop.log.canonical import encode
from desktop.log.entry import GENESIS, Change, Draft, Header, describe_parts, entry_hash, write_entry, write_part
from desktop.sync import frames
from desktop.sync import sealed as sealed_parts
from desktop.sync.certificate import Certificate, Trust, admit, issue
from desktop.sync.container import BUNDLE, Sealer
from desktop.sync.entries import Verdict, Verification
from desktop.sync.facts import EntryFacts
from desktop.sync.feed import START, FeedItem, next_head
from desktop.sync.manifest import SIGNATURE_LENGTH, Counts, FeedHave, FeedSpan, Manifest, Range, sign_bundle
from desktop.sync.parts import Carried, State
from desktop.sync.reader import BundleReader, open_bundle
from desktop.sync.root import Root, SignedRoot, sign_root
from desktop.sync.sealed import SealedItem
from desktop.sync.signed import Signed
from desktop.sync.verify import Begun, Head, Known, begin
from desktop.sync.writer import BundleWriter

INC = "0000000000000001"
NO_FEED = FeedHave(last=0, head=START)


def seed(name: str) -> bytes:
    return sha256(b"indenfor test key " + name.encode())


def an_id(name: str) -> str:
    return seed(name)[:16].hex()


@dataclass(frozen=True)
class Member:
    """A vault or a user: an id and its keys."""

    id: str
    sign: SigningKey
    seal: SealKey


def member(name: str) -> Member:
    return Member(an_id(name), SigningKey.from_seed(seed(name + " sign")), SealKey.from_seed(seed(name + " seal")))


def certificate(of: Member, kind: str, role: str, home: str, issuer: SigningKey, **other: Any) -> Signed:
    fields: dict[str, Any] = {"kind": kind, "role": role, "site": "", "issued": "0000000000010000", "v": 0, "crit": []} | other
    return issue(issuer, Certificate(home=home, id=of.id, issuer=issuer.public, seal=of.seal.public, sign=of.sign.public, **fields))


class Tree:
    """Headquarters, two sites, a volunteer under the first; each with one person."""

    def __init__(self) -> None:
        names = ("hq", "site", "other", "volunteer", "admin", "leader", "colleague", "visitor", "stranger")
        self.hq, self.site, self.other, self.volunteer, self.admin, self.leader, self.colleague, self.visitor, self.stranger = map(
            member, names
        )
        self.root_key = SigningKey.from_seed(seed("root 1"))
        self.next_root_key = SigningKey.from_seed(seed("root 2"))
        self.issuing = SigningKey.from_seed(seed("issuing"))
        self.root = self.make_root(1, self.root_key)
        self.signed_root = sign_root(self.root, [self.root_key])
        self.certificates = (
            certificate(self.site, "vault", "site", self.hq.id, self.issuing),
            certificate(self.other, "vault", "site", self.hq.id, self.issuing),
            certificate(self.admin, "user", "HQ_ADMIN", self.hq.id, self.issuing),
            certificate(self.leader, "user", "VISIT_LEADER", self.site.id, self.issuing),
            certificate(self.colleague, "user", "VISIT_LEADER", self.other.id, self.issuing),
            certificate(self.volunteer, "vault", "volunteer", self.site.id, self.leader.sign),
            certificate(self.visitor, "user", "VOLUNTEER", self.volunteer.id, self.leader.sign),
        )
        self.trust = admit(self.bare_trust, self.certificates).trust

    @property
    def bare_trust(self) -> Trust:
        return Trust(root=self.root, signed_root=self.signed_root)

    def make_root(self, version: int, *keys: SigningKey, **other: Any) -> Root:
        fields: dict[str, Any] = {"crit": [], "v": 0, "threshold": 1, "hq": self.hq.id, "issuing": self.issuing.public} | other
        identity, recovery = SealKey.from_seed(seed("identity")), SealKey.from_seed(seed("recovery"))
        return Root(
            version=version,
            keys=[key.public for key in keys],
            identity_seal=identity.public,
            import_seal=self.hq.seal.public,
            import_sign=self.hq.sign.public,
            recovery_seal=recovery.public,
            **fields,
        )


def body(number: int, class_: str = "core") -> bytes:
    change = Change(verb="put", table="session", row=an_id(f"row {number}"), unit="minutes", value={"minutes": 90}, bases=[])
    return write_part(Draft(class_, "all", "", (change,)), salt=seed(f"salt {number}")[:16])


def chain(vault: Member, user: Member, count: int, *, first: int = 1, prev: bytes = GENESIS, **other: Any) -> list[Carried]:
    """`count` entries of one incarnation, one core part each."""
    made: list[Carried] = []
    for seq in range(first, first + count):
        made.append(entry(vault, user, seq, prev, **other))
        prev = entry_hash(made[-1].raw.header)
    return made


def entry(vault: Member, user: Member, seq: int, prev: bytes, *, classes: Sequence[str] = ("core",), **other: Any) -> Carried:
    key: SigningKey = other.pop("key", user.sign)
    salt: int = other.pop("salt", 0)
    bodies = tuple(body(seq * 1000 + salt + place, class_) for place, class_ in enumerate(classes))
    parts = describe_parts(tuple(Draft(class_, "all", "", ()) for class_ in classes), bodies)
    fields: dict[str, Any] = {"v": 0, "sch": 1, "inc": INC, "hlc": f"{0x0193_0000_0000 + seq:012x}0000", "audit": GENESIS, "crit": []}
    header = Header(dev=vault.id, seq=seq, prev=prev, usr=user.id, parts=parts, **(fields | other))
    return Carried(write_entry(header, bodies, key), (State.PRESENT,) * len(bodies))


def without(carried: Carried, place: int, state: State) -> Carried:
    """The entry with one part withheld or erased."""
    parts, states = list(carried.raw.parts), list(carried.states)
    parts[place], states[place] = None, state
    return Carried(replace(carried.raw, parts=tuple(parts)), tuple(states))


def hash_of(carried: Carried) -> bytes:
    return entry_hash(carried.raw.header)


def header(carried: Carried) -> Header:
    return msgspec.json.decode(carried.raw.header, type=Header)


def span(entries: Sequence[Carried]) -> Range:
    """The range that announces these entries."""
    first, last = header(entries[0]), header(entries[-1])
    return Range(dev=first.dev, inc=first.inc, first=first.seq, last=last.seq, prev=first.prev, head=hash_of(entries[-1]))


def manifest(sender: Member, to: bytes, **other: Any) -> Manifest:
    fields: dict[str, Any] = {
        "app": "0.1.0",
        "certificates": [],
        "complete_to": None,
        "counts": Counts(entries=0, feed=0, parts=0),
        "created": "0193000000000000",
        "crit": [],
        "escrow": None,
        "feed": None,
        "have": [],
        "have_feed": NO_FEED,
        "have_sealed": NO_FEED,
        "id": an_id("bundle"),
        "kind": "up",
        "length": 0,
        "ranges": [],
        "receipts": [],
        "renewals": [],
        "roots": [],
        "sch": 1,
        "sealed": None,
        "v": 0,
    } | other
    return Manifest(from_=sender.id, to=fingerprint(to), **fields)


def up(sender: Member, recipient: Member, *chains: Sequence[Carried], **other: Any) -> bytes:
    """A true bundle up the tree."""
    return written(sender, recipient, [one for entries in chains for one in entries], ranges=[span(one) for one in chains], **other)


def down(sender: Member, recipient: Member, items: Sequence[tuple[FeedItem, Carried]], *, prev: bytes = START, **other: Any) -> bytes:
    """A true delivery down the tree."""
    head = prev
    for item, _ in items:
        head = next_head(head, item)
    feed = FeedSpan(first=items[0][0].n, last=items[-1][0].n, prev=prev, head=head) if items else None
    feed = other.pop("feed", feed)
    return written(sender, recipient, [one for _, one in items], [item for item, _ in items], kind="down", feed=feed, **other)


def written(sender: Member, recipient: Member, entries: Iterable[Carried], items: Iterable[FeedItem] = (), **other: Any) -> bytes:
    key: SigningKey = other.pop("key", sender.sign)
    suite: int = other.pop("suite", 1)
    closed: list[SealedItem] = other.pop("closed", [])
    if closed:
        other.setdefault("sealed", closed_span(closed))
    writer = BundleWriter(io.BytesIO())
    for item in items:
        writer.item(item)
    for one in entries:
        writer.entry(one)
    for part in closed:
        writer.sealed(part)
    out = io.BytesIO()
    writer.finish(out, manifest(sender, recipient.seal.public, **other), key, recipient.seal.public, suite)
    return out.getvalue()


def closed_span(items: Sequence[SealedItem], prev: bytes = START) -> FeedSpan:
    """What a manifest says of sealed parts."""
    head = prev
    for item in items:
        head = sealed_parts.next_head(head, item)
    return FeedSpan(first=items[0].n, last=items[-1].n, prev=prev, head=head)


def forged(recipient: Member, parts: Sequence[tuple[int, bytes]], *, pad: bool = True) -> bytes:
    """Any frames at all, properly sealed; padded before the last to a power of two unless told otherwise."""
    packed = [frames.pack(type_, content) for type_, content in parts]
    bare = sum(map(len, packed)) + frames.HEAD.size
    if pad:
        packed.insert(-1, frames.pack(frames.PAD, bytes(frames.padded_length(bare) - bare)))
    return sealed(recipient, b"".join(packed))


def sealed(recipient: Member, plain: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, BUNDLE, recipient.seal.public, len(plain))
    sealer.write(plain)
    sealer.finish()
    return out.getvalue()


def signed_frames(key: SigningKey, parts: Sequence[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Frames with their own padding and a true signature over all of them; the first is the manifest."""
    packed = b"".join(frames.pack(type_, content) for type_, content in parts)
    bare = len(packed) + 2 * frames.HEAD.size + SIGNATURE_LENGTH
    padding = bytes(frames.padded_length(bare) - bare)
    digest = sha256(packed + frames.pack(frames.PAD, padding))
    return [*parts, (frames.PAD, padding), (frames.SIG, sign_bundle(key, parts[0][1], digest))]


def plain_of(data: bytes, recipient: Member) -> bytes:
    """The frames of a bundle."""
    reader = open_bundle(io.BytesIO(data), [recipient.seal])
    return b"".join(reader._opened.plain())


def opened(data: bytes, recipient: Member) -> BundleReader:
    return open_bundle(io.BytesIO(data), [recipient.seal])


@dataclass
class Vault:
    """What a vault remembers between imports, in place of its store: enough to answer the questions of an import."""

    me: Member
    trust: Trust
    parent: str | None = None
    log: dict[tuple[str, str, int], bytes] = field(default_factory=dict)
    judge: Callable[[EntryFacts], str | None] = lambda _facts: None
    carried: Callable[[str], bool] = lambda class_: class_ == "core"

    def __post_init__(self) -> None:
        self.aside: dict[bytes, str] = {}
        self.closed: list[SealedItem] = []
        self.heads: dict[tuple[str, str], Head] = {}
        self.feed = NO_FEED
        self.register: set[str] = set()

    @property
    def known(self) -> Known:
        log = self.log
        heads: Mapping[tuple[str, str], Head] = MappingProxyType(dict(self.heads))
        return Known(
            us=self.me.id,
            parent=self.parent,
            heads=heads,
            feed=self.feed,
            hash_at=lambda dev, inc, seq: log.get((dev, inc, seq)),
            imported=self.register.__contains__,
            carried=self.carried,
            judge=self.judge,
        )

    def take(self, data: bytes) -> tuple[Begun, list[Verdict]]:
        """Import a bundle: everything or nothing."""
        reader = opened(data, self.me)
        begun = begin(reader, self.trust, self.known)
        if begun.state != "import":
            return begun, []
        verdicts = list(Verification(reader, begun, self.known).verdicts(batch=3))
        self.closed = list(reader.sealed())
        self._keep(begun, verdicts)
        return begun, verdicts

    def _keep(self, begun: Begun, verdicts: Sequence[Verdict]) -> None:
        self.trust = begun.trust
        self.register.add(begun.manifest.id)
        for verdict in verdicts:
            at = verdict.facts.header
            if verdict.state == "aside":
                self.aside[verdict.facts.hash] = verdict.reason
            if verdict.reason != "ForkDetected":
                self.log[at.dev, at.inc, at.seq] = verdict.facts.hash
        for one in begun.manifest.ranges:
            held = self.heads.get((one.dev, one.inc))
            if (held is None or held.seq < one.last) and self.log.get((one.dev, one.inc, one.last)) == one.head:
                self.heads[one.dev, one.inc] = Head(one.last, one.head)
        feed = begun.manifest.feed
        if feed is not None and feed.last > self.feed.last:
            self.feed = FeedHave(last=feed.last, head=feed.head)


def raw(carried: Carried, **other: Any) -> Carried:
    """The entry with other bytes."""
    return Carried(replace(carried.raw, **other), carried.states)


def resigned(trusted: SignedRoot, *keys: SigningKey) -> SignedRoot:
    return sign_root(msgspec.json.decode(trusted.doc, type=Root), keys)


def canonical(value: object) -> bytes:
    return encode(value)
