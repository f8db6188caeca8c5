"""The manifest: what a bundle says of itself, signed by the sending vault; and the signature frame that ends it.

Rules:
1 the manifest is canonical JSON with exactly the fields below; a non-empty `crit` or another `v` is UpgradeNeeded;
2 the signature is Ed25519 over the pre-authentication encoding of DSSE, payload type PAYLOAD_TYPE, of the MANIFEST bytes
  followed by SHA-256 of all frames before SIG, their heads included; a signature made under another payload type or domain
  is WrongPayloadType;
3 an "up" bundle carries ranges; its feed, if any, gives back to the recipient entries of its own and begins at 1; a "down"
  bundle carries a feed, and may carry ranges;
4 `to` is the fingerprint of the sealing key that the file was made for, so that a file sealed on to a third is noticed.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from desktop.crypto.sealing import SUITE_HYBRID, WRAP_LENGTH
from desktop.crypto.signatures import SigningKey, VerifyKey
from desktop.errors import BadSignature, MalformedBundle, MissingSignature, NonCanonical, UpgradeNeeded, WrongPayloadType
from desktop.log.canonical import decode, encode
from desktop.log.entry import GENESIS, Count, Hash, Hex16, Id
from desktop.sync import signed
from desktop.sync.limits import MOST_CERTIFICATES, MOST_RANGES, MOST_RENEWALS, MOST_ROOTS, VERSION
from desktop.sync.renewal import SignedRenewal
from desktop.sync.root import SignedRoot
from desktop.sync.signed import Signature, Signed

PAYLOAD_TYPE: Final = "application/vnd.indenfor.bundle.v1+json"
OTHER_TYPES: Final = ("application/vnd.indenfor.receipt.v1+json", "application/vnd.indenfor.certificate.v1+json")
_DOMAINS: Final = (signed.RECEIPT, signed.CERTIFICATE, signed.ROOT, signed.ANSWER, signed.REQUEST, "indenfor-entry/1")

Sequence1 = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Day = Annotated[str, Meta(pattern=r"\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
Bounded = Annotated[str, Meta(max_length=80)]


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All entries first..last of one incarnation; `prev` is the hash before the first, `head` that of the last."""

    dev: Id
    inc: Hex16
    first: Sequence1
    last: Sequence1
    prev: Hash
    head: Hash


class FeedSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The items first..last of the delivery list, or of that of sealed parts; `prev` and `head` are its chain before and after them."""

    first: Sequence1
    last: Sequence1
    prev: Hash
    head: Hash


class FeedHave(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of the other's delivery list, or list of sealed parts, is held; last 0 and 32 zero bytes at the start."""

    last: Count
    head: Hash


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the frames hold: entries, feed items, parts that are present."""

    entries: Count
    feed: Count
    parts: Count


class Escrow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site's store key, sealed to headquarters' recovery key of that fingerprint, which lies offline."""

    key: Hash
    wrap: Annotated[bytes, Meta(min_length=WRAP_LENGTH[SUITE_HYBRID], max_length=WRAP_LENGTH[SUITE_HYBRID])]


Have = tuple[Id, Hex16, Sequence1, Hash]
"""An incarnation of the other's tree as far as it is held: dev, inc, seq, hash."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`from_` and `id` are vault and bundle; `length` is the plain length of all ENTRIES; `created` a hybrid clock's time."""

    app: Bounded
    certificates: Annotated[list[Signed], Meta(max_length=MOST_CERTIFICATES)]
    complete_to: Day | None
    counts: Counts
    created: Hex16
    crit: Annotated[list[str], Meta(max_length=64)]
    escrow: Escrow | None
    feed: FeedSpan | None
    from_: Id = msgspec.field(name="from")
    have: Annotated[list[Have], Meta(max_length=MOST_RANGES)]
    have_feed: FeedHave
    have_sealed: FeedHave
    id: Id
    kind: Literal["up", "down"]
    length: Count
    ranges: Annotated[list[Range], Meta(max_length=MOST_RANGES)]
    receipts: Annotated[list[Signed], Meta(max_length=MOST_RANGES)]
    renewals: Annotated[list[SignedRenewal], Meta(max_length=MOST_RENEWALS)]
    roots: Annotated[list[SignedRoot], Meta(max_length=MOST_ROOTS)]
    sch: Count
    sealed: FeedSpan | None
    to: Hash
    v: Count


class BundleSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the SIG frame."""

    alg: Literal["ed25519"]
    sig: Signature


SIGNATURE_LENGTH: Final = len(encode(BundleSignature(alg="ed25519", sig=bytes(64))))
"""The content of every SIG frame has this length."""


def read_manifest(data: bytes) -> Manifest:
    """Raises NonCanonical, UpgradeNeeded, MalformedBundle (a manifest that contradicts itself)."""
    manifest = decode(data, Manifest)
    if manifest.v != VERSION or manifest.crit:
        raise UpgradeNeeded()
    _check_spans(manifest)
    return manifest


def _check_spans(manifest: Manifest) -> None:
    if manifest.kind == "up" and manifest.feed is not None and manifest.feed.first != 1:
        raise MalformedBundle(what="feed")
    if manifest.kind == "down" and manifest.escrow is not None:
        raise MalformedBundle(what="escrow")
    chains = {(span.dev, span.inc) for span in manifest.ranges}
    if len(chains) != len(manifest.ranges):
        raise MalformedBundle(what="ranges")
    spans: list[Range | FeedSpan] = [*manifest.ranges]
    spans += [span for span in (manifest.feed, manifest.sealed) if span is not None]
    if any(span.last < span.first or (span.first == 1 and span.prev != GENESIS) for span in spans):
        raise MalformedBundle(what="ranges")


def expected_entries(manifest: Manifest) -> tuple[int, int]:
    """How many entries and how many feed items the spans of a manifest announce."""
    items = manifest.feed.last - manifest.feed.first + 1 if manifest.feed else 0
    return sum(span.last - span.first + 1 for span in manifest.ranges) + items, items


def pre_authentication(payload_type: str, body: bytes) -> bytes:
    """DSSE's PAE: "DSSEv1", type and body, each with its length in decimal, separated by single spaces."""
    return b" ".join((b"DSSEv1", str(len(payload_type)).encode(), payload_type.encode(), str(len(body)).encode(), body))


def sign_bundle(key: SigningKey, manifest: bytes, digest: bytes) -> bytes:
    """The content of the SIG frame; `digest` is SHA-256 of all frames before it."""
    return encode(BundleSignature(alg="ed25519", sig=key.sign(pre_authentication(PAYLOAD_TYPE, manifest + digest))))


def read_signature(content: bytes) -> bytes:
    """The 64 bytes of a SIG frame. Raises MissingSignature where it holds none."""
    try:
        return decode(content, BundleSignature).sig
    except NonCanonical as error:
        raise MissingSignature() from error


def check_bundle_signature(public: bytes, manifest: bytes, digest: bytes, signature: bytes) -> None:
    """Raises BadSignature, or WrongPayloadType where the key signed these bytes as something else. WeakKey for a refused key."""
    key = VerifyKey(public)
    body = manifest + digest
    if _fits(key, pre_authentication(PAYLOAD_TYPE, body), signature):
        return
    others = [pre_authentication(other, body) for other in OTHER_TYPES]
    others += [signed.signed_bytes(domain, body) for domain in _DOMAINS] + [body]
    if any(_fits(key, other, signature) for other in others):
        raise WrongPayloadType()
    raise BadSignature()


def signed_by(public: bytes, manifest: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether that key signed a bundle of these bytes."""
    return _fits(VerifyKey(public), pre_authentication(PAYLOAD_TYPE, manifest + digest), signature)


def _fits(key: VerifyKey, message: bytes, signature: bytes) -> bool:
    try:
        key.verify(message, signature)
    except BadSignature:
        return False
    return True
