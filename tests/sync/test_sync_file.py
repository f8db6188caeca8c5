"""A file that is cut, lengthened, flipped, swapped, forged or made for another place: what is said, and that nothing is read."""

import io
import random

import pytest

from desktop.crypto.digests import sha256
from desktop.crypto.signatures import GROUP_ORDER, SigningKey
from desktop.errors import (
    BadSignature,
    BrokenPromise,
    DigestMismatch,
    Fault,
    MalformedBundle,
    MissingSignature,
    NotForUs,
    SizeLimit,
    TamperedBundle,
    TrailingData,
    TruncatedBundle,
    UnknownSigner,
    UpgradeNeeded,
    WeakKey,
    WrongPayloadType,
    WrongRecipient,
)
from desktop.sync import frames, signed
from desktop.sync.container import BUNDLE, HEADER, Sealer, sealed_length
from desktop.sync.manifest import PAYLOAD_TYPE, BundleSignature, Counts, check_bundle_signature, pre_authentication
from desktop.sync.reader import open_bundle
from tests.sync.tree import (
    Tree,
    Vault,
    an_id,
    canonical,
    chain,
    forged,
    manifest,
    opened,
    plain_of,
    sealed,
    signed_frames,
    span,
    up,
    written,
)

BODY = HEADER.size + 1168


@pytest.fixture(scope="module")
def good(tree: Tree) -> bytes:
    return up(tree.site, tree.hq, chain(tree.site, tree.leader, 3))


def refused(data: bytes, vault: Vault) -> type[BaseException]:
    """The class of the refusal; nothing of the file is kept."""
    with pytest.raises(Fault) as caught:
        vault.take(data)
    assert (vault.log, vault.register, vault.heads) == ({}, set(), {})
    return caught.type


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def frames_of(data: bytes, tree: Tree) -> list[tuple[int, bytes]]:
    found, place, plain = [], 0, plain_of(data, tree.hq)
    while place < len(plain):
        type_, length = frames.HEAD.unpack_from(plain, place)
        place += frames.HEAD.size
        found.append((type_, plain[place : place + length]))
        place += length
    return found


# --- length and flips -------------------------------------------------------------------------------------------------


def test_a_small_bundle_is_as_long_as_an_empty_one(tree: Tree, good: bytes) -> None:
    assert len(good) == len(up(tree.site, tree.hq)) == BODY + sealed_length(16 * 1024)


@pytest.mark.parametrize("length", [0, 1, 3, 4, 13, 14, 15, BODY - 1, BODY, BODY + 1, -1])
def test_shorter_than_stated(good: bytes, hq: Vault, length: int) -> None:
    assert refused(good[:length], hq) is TruncatedBundle


@pytest.mark.parametrize("tail", [b"\0", b"more"])
def test_longer_than_stated(good: bytes, hq: Vault, tail: bytes) -> None:
    assert refused(good + tail, hq) is TrailingData


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        *((place, MalformedBundle) for place in range(4)),
        (4, UpgradeNeeded),
        (5, UpgradeNeeded),
        (6, SizeLimit),
        (10, TruncatedBundle),
        (13, TruncatedBundle),
        (14, NotForUs),
        (14 + 1087, NotForUs),
        (14 + 1100, NotForUs),
        (BODY - 1, NotForUs),
        (BODY, TamperedBundle),
        (BODY + 55, TamperedBundle),
        (BODY + 56, TamperedBundle),
    ],
)
def test_a_flip_in_every_field(good: bytes, hq: Vault, place: int, expected: type[Fault]) -> None:
    assert refused(flipped(good, place), hq) is expected


def test_a_flip_anywhere(good: bytes, hq: Vault) -> None:
    numbers = random.Random(20)
    for _ in range(150):
        place = numbers.randrange(len(good))
        header = {MalformedBundle, UpgradeNeeded, SizeLimit, TruncatedBundle, TrailingData}
        expected = header if place < HEADER.size else {NotForUs} if place < BODY else {TamperedBundle}
        assert refused(flipped(good, place, 1 << numbers.randrange(8)), hq) in expected


def test_chunks_swapped_doubled_removed(tree: Tree, hq: Vault) -> None:
    data = up(tree.site, tree.hq, chain(tree.site, tree.leader, 200))
    start, size = BODY + 56, 16 * 1024 + 16
    first, second = data[start : start + size], data[start + size : start + 2 * size]
    rest = data[start + 2 * size :]
    assert len(rest) > size
    for body in (second + first + rest, first + first + rest, rest[:size] + second + rest):
        assert refused(data[:start] + body, hq) is TamperedBundle
    for body in (first + rest, first + second + first + rest):
        stated = HEADER.pack(b"INDB", 0, 1, 56 + len(body))
        assert refused(stated + data[HEADER.size : start] + body, hq) in {TamperedBundle, NotForUs}


@pytest.mark.parametrize("length", [0, 1, 16383, 16384, 16385, 65536])
def test_the_sealed_length_is_known_beforehand(tree: Tree, length: int) -> None:
    assert len(sealed(tree.hq, bytes(length))) == BODY + sealed_length(length)


def test_other_than_the_announced_length_is_our_fault(tree: Tree) -> None:
    sealer = Sealer(io.BytesIO(), BUNDLE, tree.hq.seal.public, 10)
    with pytest.raises(BrokenPromise):
        sealer.finish()


# --- recipient --------------------------------------------------------------------------------------------------------


def test_sealed_to_another(tree: Tree, hq: Vault) -> None:
    assert refused(up(tree.site, tree.other, chain(tree.site, tree.leader, 1)), hq) is NotForUs


def test_passed_on_to_a_third(tree: Tree, good: bytes) -> None:
    again = sealed(tree.other, plain_of(good, tree.hq))
    assert refused(again, Vault(tree.other, tree.trust)) is WrongRecipient


def test_a_wrap_from_another_bundle(tree: Tree, hq: Vault, good: bytes) -> None:
    other = up(tree.site, tree.hq, chain(tree.site, tree.leader, 3))
    assert refused(good[: HEADER.size] + other[HEADER.size : BODY] + good[BODY:], hq) is TamperedBundle


def test_archived_keys_are_tried_and_suite_2_is_read(tree: Tree, good: bytes) -> None:
    assert open_bundle(io.BytesIO(good), [tree.other.seal, tree.hq.seal]).manifest.from_ == tree.site.id
    second = up(tree.site, tree.hq, chain(tree.site, tree.leader, 1), suite=2)
    assert opened(second, tree.hq).manifest.from_ == tree.site.id


# --- signature --------------------------------------------------------------------------------------------------------


def test_an_unknown_signer(tree: Tree, good: bytes) -> None:
    assert refused(good, Vault(tree.hq, tree.bare_trust)) is UnknownSigner


def test_signed_by_another_key_than_the_senders(tree: Tree, hq: Vault) -> None:
    assert refused(up(tree.site, tree.hq, chain(tree.site, tree.leader, 1), key=tree.other.sign), hq) is BadSignature


def test_no_signature_not_last_two(tree: Tree, hq: Vault, good: bytes) -> None:
    *content, pad, sig = frames_of(good, tree)
    assert pad[0] == frames.PAD
    assert refused(forged(tree.hq, [*content, (frames.PAD, bytes(100))], pad=False), hq) is MissingSignature
    assert refused(forged(tree.hq, [*content, sig, pad], pad=False), hq) is MalformedBundle
    assert refused(forged(tree.hq, [*content, pad, sig, sig], pad=False), hq) is BadSignature
    double = signed_frames(tree.site.sign, [*content, sig])
    assert refused(forged(tree.hq, double, pad=False), hq) is MalformedBundle
    longer = (frames.SIG, sig[1] + b" ")
    assert refused(forged(tree.hq, [*content, longer]), hq) is MalformedBundle
    nothing = (frames.SIG, canonical(BundleSignature(alg="ed25519", sig=bytes(64))).replace(b"ed25519", b"nothing"))
    assert refused(forged(tree.hq, [*content, nothing]), hq) is MissingSignature


def test_signed_as_something_else(tree: Tree, hq: Vault, good: bytes) -> None:
    *content, pad, _sig = frames_of(good, tree)
    body = content[0][1] + sha256(b"".join(frames.pack(*one) for one in [*content, pad]))
    types = [pre_authentication("application/vnd.indenfor.receipt.v1+json", body), signed.signed_bytes(signed.RECEIPT, body), body]
    for message in types:
        sig = canonical(BundleSignature(alg="ed25519", sig=tree.site.sign.sign(message)))
        assert refused(forged(tree.hq, [*content, pad, (frames.SIG, sig)], pad=False), hq) is WrongPayloadType


def test_the_pre_authentication_encoding_is_that_of_dsse() -> None:
    assert pre_authentication("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_weak_key_and_a_malleable_signature(tree: Tree, good: bytes) -> None:
    reader = opened(good, tree.hq)
    with pytest.raises(WeakKey):
        check_bundle_signature((1).to_bytes(32, "little"), reader.manifest_bytes, reader.digest, reader.signature)
    larger = int.from_bytes(reader.signature[32:], "little") + GROUP_ORDER
    malleable = reader.signature[:32] + larger.to_bytes(32, "little")
    with pytest.raises(BadSignature):
        check_bundle_signature(tree.site.sign.public, reader.manifest_bytes, reader.digest, malleable)


def test_manifest_of_one_with_entries_of_another(tree: Tree, hq: Vault, good: bytes) -> None:
    other = frames_of(up(tree.site, tree.hq, chain(tree.site, tree.leader, 3, salt=9)), tree)
    mine = frames_of(good, tree)
    assert refused(forged(tree.hq, [mine[0], *other[1:-1], mine[-1]], pad=False), hq) in {BadSignature, DigestMismatch}
    mixed = signed_frames(tree.site.sign, [mine[0], *other[1:-2]])
    assert refused(forged(tree.hq, mixed, pad=False), hq) is DigestMismatch


# --- counts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["entries", "feed", "parts", "length", "short"])
def test_counts_that_lie(tree: Tree, hq: Vault, field: str) -> None:
    entries = chain(tree.site, tree.leader, 3)
    content = frames_of(up(tree.site, tree.hq, entries), tree)
    true = opened(up(tree.site, tree.hq, entries), tree.hq).manifest
    counts = {name: getattr(true.counts, name) + (name == field) for name in ("entries", "feed", "parts")}
    lie = manifest(
        tree.site,
        tree.hq.seal.public,
        ranges=true.ranges,
        counts=Counts(**counts),
        length=true.length + {"length": 1, "short": -1}.get(field, 0),
    )
    data = forged(tree.hq, signed_frames(tree.site.sign, [(frames.MANIFEST, canonical(lie)), *content[1:-2]]), pad=False)
    assert refused(data, hq) is DigestMismatch


def test_more_or_fewer_entries_than_the_ranges(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 3)
    packed = frames_of(up(tree.site, tree.hq, entries), tree)[1]
    true = opened(up(tree.site, tree.hq, entries), tree.hq).manifest
    for ranges in ([span(entries[:2])], [span(entries), span(chain(tree.volunteer, tree.visitor, 1))]):
        number = sum(one.last - one.first + 1 for one in ranges)
        lie = manifest(tree.site, tree.hq.seal.public, ranges=ranges, counts=Counts(entries=number, feed=0, parts=3), length=true.length)
        data = forged(tree.hq, signed_frames(tree.site.sign, [(frames.MANIFEST, canonical(lie)), packed]), pad=False)
        assert refused(data, hq) is DigestMismatch


def test_a_writer_keeps_its_promises(tree: Tree) -> None:
    with pytest.raises(BrokenPromise):
        written(tree.site, tree.hq, chain(tree.site, tree.leader, 2), ranges=[])
    with pytest.raises(BrokenPromise):
        written(tree.site, tree.hq, [], certificates=list(tree.certificates) * 80)


def test_the_file_changed_between_the_passes(tree: Tree, good: bytes) -> None:
    file = io.BytesIO(good)
    reader = open_bundle(file, [tree.hq.seal])
    file.seek(BODY + 100)
    file.write(b"x")
    with pytest.raises(TamperedBundle):
        list(reader.entries())
    reader = opened(good, tree.hq)
    reader._digest = bytes(32)
    with pytest.raises(DigestMismatch):
        list(reader.entries())


def test_the_digest_of_the_file_is_that_of_its_bytes(tree: Tree, good: bytes) -> None:
    assert opened(good, tree.hq).file_digest == sha256(good)


def test_names_in_the_clear_tell_nothing(tree: Tree, good: bytes) -> None:
    again = up(tree.site, tree.hq, chain(tree.site, tree.leader, 3))
    assert [place for place in range(len(good)) if good[place : place + 16] == again[place : place + 16]][: len(good)] == []
    assert an_id("site").encode() not in good
    assert PAYLOAD_TYPE.encode() not in good
    assert SigningKey.from_seed(bytes(32)).public not in good
