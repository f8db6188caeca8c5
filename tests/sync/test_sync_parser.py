"""What a forger who is enrolled can put into a file that decrypts and is signed: blocks, frames, JSON."""

import struct
import tracemalloc
from collections.abc import Callable

import msgspec
import pytest
import zstandard

from desktop.errors import (
    BrokenPromise,
    Fault,
    MalformedBlock,
    MalformedBundle,
    MalformedEntry,
    NonCanonical,
    SizeLimit,
    UpgradeNeeded,
)
from desktop.log.entry import GENESIS, MOST_PARTS, RawEntry
from desktop.sync import frames
from desktop.sync.blocks import Packer, read_entries, unpack, write_entry
from desktop.sync.feed import FeedItem, write_items
from desktop.sync.limits import KIB, MIB, MOST_MANIFEST
from desktop.sync.manifest import Counts, FeedSpan, Range, read_manifest
from desktop.sync.parts import Carried, State
from tests.sync.tree import (
    Tree,
    Vault,
    an_id,
    canonical,
    chain,
    entry,
    forged,
    manifest,
    opened,
    sealed,
    signed_frames,
    span,
    written,
)

ZSTD = zstandard.ZstdCompressor(level=19)


def streamed(plain: bytes) -> bytes:
    """A frame that does not state its content size."""
    stream = ZSTD.compressobj()
    return stream.compress(plain) + stream.flush()


def wide(plain: bytes) -> bytes:
    """A frame with a content size and a window far beyond it."""
    size = struct.pack("<Q", len(plain))
    last_raw_block = struct.pack("<I", len(plain) << 3 | 1)[:3]
    return b"\x28\xb5\x2f\xfd" + bytes([0xC0, 21 << 3]) + size + last_raw_block + plain


GOOD = ZSTD.compress(b"a" * 5000)


# --- blocks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x28\xb5\x2f\xfd",
        b"nonsense",
        GOOD[:-1],
        GOOD[:9],
        GOOD + b"\0",
        GOOD + GOOD,
        b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + GOOD,
        streamed(b"a" * 5000),
        wide(b"abc"),
        ZSTD.compress(b""),
        GOOD[:5] + bytes([GOOD[5] ^ 1]) + GOOD[6:],
    ],
)
def test_a_damaged_block(packed: bytes) -> None:
    with pytest.raises(MalformedBlock):
        unpack(packed)


def test_a_block_that_needs_a_dictionary() -> None:
    trained = zstandard.train_dictionary(4096, [bytes([number % 251]) * 50 + b"abcdefgh" * (number % 30) for number in range(400)])
    with pytest.raises(MalformedBlock):
        unpack(zstandard.ZstdCompressor(dict_data=trained).compress(b"abcdefgh" * 100))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = ZSTD.compress(bytes(256 * MIB))
    assert len(bomb) < 16 * KIB
    tracemalloc.start()
    with pytest.raises(SizeLimit):
        unpack(bomb)
    assert tracemalloc.get_traced_memory()[1] < MIB
    tracemalloc.stop()


def test_a_block_that_lies_of_its_size() -> None:
    lying = bytearray(ZSTD.compress(b"ab" * 2500))
    assert lying[5:7] == struct.pack("<H", 5000 - 256)
    lying[5:7] = struct.pack("<H", 4999 - 256)
    with pytest.raises(MalformedBlock):
        unpack(bytes(lying))


def test_a_block_is_full_at_a_mebibyte() -> None:
    assert unpack(ZSTD.compress(bytes(MIB))) == bytes(MIB)
    with pytest.raises(SizeLimit):
        unpack(ZSTD.compress(bytes(MIB + 1)))
    kept: list[bytes] = []
    packer = Packer(kept.append)
    for _ in range(5):
        packer.add(bytes(400 * KIB))
    packer.flush()
    packer.flush()
    assert [len(unpack(one)) for one in kept] == [800 * KIB, 800 * KIB, 400 * KIB]
    assert packer.plain_length == 2000 * KIB


def block(header: bytes = b"h", parts: bytes = b"\0", signature: bytes = bytes(64)) -> bytes:
    return struct.pack(">I", len(header)) + header + signature + parts


def test_entries_come_back(tree: Tree) -> None:
    one = entry(tree.site, tree.leader, 1, GENESIS, classes=("core", "note", "local"))
    sent = Carried(
        RawEntry(one.raw.header, one.raw.signature, (one.raw.parts[0], None, None)), (State.PRESENT, State.WITHHELD, State.ERASED)
    )
    assert list(read_entries(write_entry(sent) + write_entry(one))) == [sent, one]


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"\0", MalformedBlock),
        (block()[:-1], MalformedBlock),
        (block() + b"\0\0", MalformedBlock),
        (struct.pack(">I", 2**32 - 1), SizeLimit),
        (struct.pack(">I", 200), MalformedBlock),
        (block(parts=bytes([MOST_PARTS + 1])), SizeLimit),
        (block(parts=b"\x01\x03"), MalformedEntry),
        (block(parts=b"\x01\x01" + struct.pack(">I", 2**32 - 1)), SizeLimit),
        (block(parts=b"\x01\x01" + struct.pack(">I", 9) + b"short"), MalformedBlock),
        (block(parts=b"\x02" + (b"\x01" + struct.pack(">I", 300 * KIB) + bytes(300 * KIB)) * 2), SizeLimit),
    ],
)
def test_lengths_that_lie_inside_a_block(plain: bytes, expected: type[Fault]) -> None:
    with pytest.raises(expected):
        list(read_entries(plain))


@pytest.mark.parametrize(
    "carried",
    [
        Carried(RawEntry(b"h", bytes(64), (bytes(512 * KIB),)), (State.PRESENT,)),
        Carried(RawEntry(bytes(17 * KIB), bytes(64), ()), ()),
        Carried(RawEntry(b"h", bytes(63), ()), ()),
        Carried(RawEntry(b"h", bytes(64), (b"x",) * 65), (State.PRESENT,) * 65),
        Carried(RawEntry(b"h", bytes(64), (None,)), (State.PRESENT,)),
    ],
)
def test_an_entry_beyond_its_limits_is_not_written(carried: Carried) -> None:
    with pytest.raises(BrokenPromise):
        write_entry(carried)


# --- frames -----------------------------------------------------------------------------------------------------------


def walked(*parts: tuple[int, bytes]) -> list[frames.Frame]:
    return list(frames.walk([b"".join(frames.pack(type_, content) for type_, content in parts)]))


PADDING = (frames.PAD, bytes(16 * KIB - 3 * frames.HEAD.size - 2))


def test_frames_come_back_however_they_are_cut() -> None:
    parts = [(frames.MANIFEST, b"m"), PADDING, (frames.SIG, b"s")]
    data = b"".join(frames.pack(*one) for one in parts)
    expected = [frames.Frame(frames.MANIFEST, b"m"), frames.Frame(frames.PAD, b""), frames.Frame(frames.SIG, b"s")]
    for size in (1, 5, 1000, len(data)):
        assert list(frames.walk(data[place : place + size] for place in range(0, len(data), size))) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], MalformedBundle),
        ([(frames.FEED, b"")], MalformedBundle),
        ([(frames.MANIFEST, b"m")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (0, b"")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (6, b"")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (frames.MANIFEST, b"m")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (frames.SIG, b"s")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (frames.ENTRIES, b""), (frames.FEED, b"")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), PADDING, PADDING], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (frames.PAD, PADDING[1][1:]), (frames.SIG, b"s")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), (frames.PAD, PADDING[1][1:] + b"x"), (frames.SIG, b"s")], MalformedBundle),
        ([(frames.MANIFEST, b"m"), PADDING, (frames.SIG, b"s"), (frames.SIG, b"s")], MalformedBundle),
        ([(frames.MANIFEST, bytes(MOST_MANIFEST + 1))], SizeLimit),
    ],
)
def test_frames_out_of_order_or_too_long(parts: list[tuple[int, bytes]], expected: type[Fault]) -> None:
    with pytest.raises(expected):
        walked(*parts)


@pytest.mark.parametrize("type_", [frames.MANIFEST, frames.FEED, frames.ENTRIES, frames.SIG])
def test_a_stated_length_is_not_believed(type_: int) -> None:
    before = b"" if type_ == frames.MANIFEST else frames.pack(frames.MANIFEST, b"m")
    before += frames.pack(*PADDING) if type_ == frames.SIG else b""
    with pytest.raises(SizeLimit):
        list(frames.walk([before + frames.HEAD.pack(type_, 2**32 - 1)]))


def test_a_padding_that_never_comes() -> None:
    with pytest.raises(MalformedBundle):
        list(frames.walk([frames.pack(frames.MANIFEST, b"m") + frames.HEAD.pack(frames.PAD, 2**32 - 1)]))


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"", MalformedBundle),
        (b"\x01\0", MalformedBundle),
        (frames.HEAD.pack(frames.SIG, 0), MalformedBundle),
        (frames.HEAD.pack(frames.MANIFEST, 2**32 - 1), SizeLimit),
        (frames.HEAD.pack(frames.MANIFEST, 1000), MalformedBundle),
    ],
)
def test_a_bundle_without_a_manifest(tree: Tree, hq: Vault, plain: bytes, expected: type[Fault]) -> None:
    with pytest.raises(expected):
        hq.take(sealed(tree.hq, plain))


def test_a_manifest_in_another_frame_is_not_read(tree: Tree) -> None:
    said = canonical(manifest(tree.site, tree.hq.seal.public))
    data = forged(tree.hq, signed_frames(tree.site.sign, [(frames.FEED, said)]), pad=False)
    with pytest.raises(MalformedBundle):
        opened(data, tree.hq)


def test_a_feed_in_an_up_bundle(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 1)
    packed: list[bytes] = []
    packer = Packer(packed.append)
    packer.add(write_entry(entries[0]))
    packer.flush()
    said = manifest(
        tree.site, tree.hq.seal.public, ranges=[span(entries)], counts=Counts(entries=1, feed=0, parts=1), length=packer.plain_length
    )
    feed = write_items([FeedItem(1, bytes(32), [])])
    content = [(frames.MANIFEST, canonical(said)), (frames.FEED, feed), (frames.ENTRIES, packed[0])]
    with pytest.raises(MalformedBundle):
        hq.take(forged(tree.hq, signed_frames(tree.site.sign, content), pad=False))


# --- JSON -------------------------------------------------------------------------------------------------------------

Trap = Callable[[bytes], bytes]

TRAPS: dict[str, Trap] = {
    "white space": lambda doc: doc.replace(b",", b", ", 1),
    "trailing bytes": lambda doc: doc + b"\n",
    "two values": lambda doc: doc + doc,
    "cut": lambda doc: doc[:-1],
    "unknown key": lambda doc: doc[:-1] + b',"zz":1}',
    "duplicate key": lambda doc: doc[:-1] + b',"v":0}',
    "unsorted": lambda doc: b'{"v":0,' + doc[1:].replace(b',"v":0}', b"}"),
    "float": lambda doc: doc.replace(b'"v":0', b'"v":0.0'),
    "exponent": lambda doc: doc.replace(b'"v":0', b'"v":0e0'),
    "minus zero": lambda doc: doc.replace(b'"v":0', b'"v":-0'),
    "nan": lambda doc: doc.replace(b'"v":0', b'"v":NaN'),
    "huge number": lambda doc: doc.replace(b'"v":0', b'"v":' + b"9" * 5000),
    "beyond 2^53": lambda doc: doc.replace(b'"v":0', b'"v":9007199254740992'),
    "text for number": lambda doc: doc.replace(b'"v":0', b'"v":"0"'),
    "null for number": lambda doc: doc.replace(b'"v":0', b'"v":null'),
    "escaped ascii": lambda doc: doc.replace(b"0.1.0", b"\\u0030.1.0"),
    "bad utf-8": lambda doc: doc.replace(b"0.1.0", b"\xff\xfe"),
    "lone surrogate": lambda doc: doc.replace(b"0.1.0", b"\\ud800"),
    "not composed": lambda doc: doc.replace(b"0.1.0", "a\u030a".encode()),
    "deep": lambda doc: doc.replace(b'"crit":[]', b'"crit":' + b"[" * 100_000 + b"]" * 100_000),
    "no padding": lambda doc: doc.replace(b"=", b"", 1),
    "url-safe base64": lambda doc: doc.replace(b"AAAA", b"AA_A", 1),
    "upper-case id": lambda doc: doc.replace(an_id("site").encode(), an_id("site").upper().encode()),
    "path for id": lambda doc: doc.replace(an_id("site").encode(), b"../../etc/passwd"),
    "sql for id": lambda doc: doc.replace(an_id("site").encode(), b"'; DROP TABLE entry; --"),
    "another kind": lambda doc: doc.replace(b'"up"', b'"side"'),
    "a day that is none": lambda doc: doc.replace(b'"complete_to":null', b'"complete_to":"2026-13-01"'),
    "missing field": lambda doc: doc.replace(b'"sch":1,', b""),
    "not an object": lambda _doc: b"[]",
    "nothing": lambda _doc: b"",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_manifest_that_is_not_canonical(tree: Tree, hq: Vault, trap: str) -> None:
    entries = chain(tree.site, tree.leader, 1)
    doc = canonical(manifest(tree.site, tree.hq.seal.public, ranges=[span(entries)]))
    bad = TRAPS[trap](doc)
    assert bad != doc
    with pytest.raises(NonCanonical):
        hq.take(forged(tree.hq, signed_frames(tree.site.sign, [(frames.MANIFEST, bad)]), pad=False))
    assert hq.register == set()


def test_a_later_manifest_asks_for_an_upgrade(tree: Tree) -> None:
    for other in ({"v": 1}, {"crit": ["new"]}):
        with pytest.raises(UpgradeNeeded):
            read_manifest(canonical(manifest(tree.site, tree.hq.seal.public, **other)))


def test_a_manifest_that_contradicts_itself(tree: Tree) -> None:
    one = span(chain(tree.site, tree.leader, 3))
    feed = FeedSpan(first=1, last=1, prev=GENESIS, head=GENESIS)

    def other(**fields: object) -> Range:
        return msgspec.structs.replace(one, **fields)

    for fields in (
        {"ranges": [one, one]},
        {"ranges": [other(first=4)]},
        {"ranges": [other(prev=bytes([1]) * 32)]},
        {"feed": msgspec.structs.replace(feed, first=2, last=2, prev=bytes([1]) * 32)},
        {"feed": msgspec.structs.replace(feed, first=2), "kind": "down"},
        {"feed": msgspec.structs.replace(feed, prev=bytes([1]) * 32), "kind": "down"},
    ):
        with pytest.raises(MalformedBundle):
            read_manifest(canonical(manifest(tree.site, tree.hq.seal.public, **fields)))


@pytest.mark.parametrize("trap", ["white space", "unknown key", "float", "huge number", "cut", "nothing"])
def test_a_header_that_is_not_canonical(tree: Tree, hq: Vault, trap: str) -> None:
    one = chain(tree.site, tree.leader, 1)[0]
    bad = Carried(RawEntry(TRAPS[trap](one.raw.header), one.raw.signature, one.raw.parts), one.states)
    with pytest.raises(NonCanonical):
        hq.take(_with_span(tree, bad, span([one])))


def _with_span(tree: Tree, one: Carried, said: Range) -> bytes:
    return written(tree.site, tree.hq, [one], ranges=[said])


def test_an_entry_with_other_parts_than_its_header_names(tree: Tree, hq: Vault) -> None:
    one = chain(tree.site, tree.leader, 1)[0]
    bad = Carried(RawEntry(one.raw.header, one.raw.signature, (*one.raw.parts, b"more")), (*one.states, State.PRESENT))
    with pytest.raises(MalformedEntry):
        hq.take(_with_span(tree, bad, span([one])))
