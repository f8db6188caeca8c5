"""Garbage at every layer: whatever comes in, only faults of errors.py come out, and nothing is kept."""

import io
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import Fault
from desktop.log.canonical import encode
from desktop.sync import frames
from desktop.sync.blocks import read_entries, unpack
from desktop.sync.certificate import read_certificate
from desktop.sync.enrolment import accept_answer
from desktop.sync.feed import FeedItem, read_items, write_items
from desktop.sync.manifest import read_manifest, read_signature
from desktop.sync.receipt import read_receipt
from desktop.sync.request import read_request
from desktop.sync.root import SignedRoot, read_root
from desktop.sync.signed import Signed
from tests.sync.tree import Tree, Vault, chain, down, forged, hash_of, manifest, opened, plain_of, sealed, signed_frames, span, up

ROUNDS = 250
NUMBERS = (
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\x7f",
    b"9" * 30,
    b"-1",
    b"1.0",
    b"null",
    b'"',
    b"{",
    b"]",
    b"\\u0000",
    b"\x28\xb5\x2f\xfd",
)


def mutations(data: bytes, rounds: int, start: int) -> list[bytes]:
    """Flips, cuts, doublings, insertions and swaps, the same in every run."""
    numbers = random.Random(start)
    made = []
    for _ in range(rounds):
        bad = bytearray(data)
        for _ in range(numbers.choice((1, 1, 1, 2, 5))):
            place = numbers.randrange(len(bad) + 1)
            length = numbers.choice((1, 2, 4, 16, 200))
            match numbers.randrange(5):
                case 0 if place < len(bad):
                    bad[place] ^= 1 << numbers.randrange(8)
                case 1:
                    del bad[place : place + length]
                case 2:
                    bad[place:place] = bad[place : place + length]
                case 3:
                    bad[place:place] = numbers.choice(NUMBERS)
                case _:
                    bad[place : place + length] = numbers.randbytes(length)
        made.append(bytes(bad))
    return [one for one in made if one != data]


def survives(work: Callable[[bytes], object], data: bytes) -> None:
    """Anything but a fault of ours is a failure of the test."""
    try:
        work(data)
    except Fault:
        return


def test_garbage_files(tree: Tree, hq: Vault) -> None:
    good = up(tree.site, tree.hq, chain(tree.site, tree.leader, 2))
    for data in mutations(good, ROUNDS, 1):
        survives(hq.take, data)
    assert hq.register == set()


def test_garbage_frames(tree: Tree, hq: Vault) -> None:
    """Properly sealed, not signed."""
    plain = plain_of(up(tree.site, tree.hq, chain(tree.site, tree.leader, 2)), tree.hq)
    used = len(plain.rstrip(b"\0"))
    for data in mutations(plain[: min(used, 3000)], ROUNDS, 2):
        survives(lambda data: hq.take(sealed(tree.hq, data + plain[3000:])), data)
    assert hq.register == set()


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_garbage_that_an_enrolled_forger_signs(tree: Tree, layer: int) -> None:
    """Manifest, delivery list or entries are mutated and then signed with the sender's true key."""
    one = chain(tree.hq, tree.admin, 3)
    good = down(tree.site, tree.volunteer, [(FeedItem(n, hash_of(entry), [0]), entry) for n, entry in enumerate(one, 1)])
    content = [(frame.type, frame.content) for frame in frames.walk([plain_of(good, tree.volunteer)])][:-2]
    for bad in mutations(content[layer][1], ROUNDS, 3 + layer):
        parts = [*content[:layer], (content[layer][0], bad), *content[layer + 1 :]]
        data = forged(tree.volunteer, signed_frames(tree.site.sign, parts), pad=False)
        survives(lambda data: Vault(tree.volunteer, tree.trust, parent=tree.site.id).take(data), data)


def test_garbage_in_headers_and_blocks(tree: Tree) -> None:
    one = chain(tree.site, tree.leader, 1)[0]
    whole = len(one.raw.header).to_bytes(4, "big") + one.raw.header + one.raw.signature + b"\x00"
    for data in mutations(whole, ROUNDS, 6):
        survives(lambda data: list(read_entries(data)), data)


def test_garbage_documents(tree: Tree) -> None:
    said = encode(manifest(tree.site, tree.hq.seal.public, ranges=[span(chain(tree.site, tree.leader, 1))], roots=[tree.signed_root]))
    certificate = tree.certificates[0]
    for data in mutations(said, ROUNDS, 7):
        survives(read_manifest, data)
    for data in mutations(certificate.doc, ROUNDS, 8):
        survives(lambda data: read_certificate(Signed(doc=data, sig=certificate.sig)), data)
        survives(lambda data: read_receipt(Signed(doc=data, sig=certificate.sig), tree.hq.sign.public, tree.hq.id, tree.site.id), data)
    for data in mutations(tree.signed_root.doc, ROUNDS, 9):
        survives(lambda data: read_root(SignedRoot(doc=data, sigs=tree.signed_root.sigs)), data)
    for data in mutations(write_items([FeedItem(1, bytes(32), [0])]), ROUNDS, 10):
        survives(lambda data: list(read_items([data])), data)


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_anything_at_all(data: bytes) -> None:
    tree = _TREE
    work: Callable[[bytes], object]
    for work in (
        lambda data: opened(data, tree.hq),
        lambda data: opened(b"INDB" + data, tree.hq),
        lambda data: list(frames.walk([data])),
        unpack,
        lambda data: unpack(b"\x28\xb5\x2f\xfd" + data),
        lambda data: list(read_entries(data)),
        read_manifest,
        read_signature,
        read_request,
        lambda data: accept_answer(io.BytesIO(data), [tree.site.seal], {}, "", ()),
    ):
        survives(work, data)


_TREE = Tree()
