"""Sealed parts: their items, their list, and what a writer may not do."""

import io

import pytest

from desktop.crypto import sealing
from desktop.errors import BrokenPromise, DigestMismatch, Fault, MalformedBundle, NotForUs
from desktop.sync.limits import MOST_SEALED_FRAME
from desktop.sync.sealed import LEAST_SEALED, SealedItem, open_part, read_items, seal_part, write_item
from desktop.sync.writer import BundleWriter
from tests.sync.tree import Tree, Vault, chain, closed_span, manifest, opened, up

HASH = bytes(range(32))
EMPTY = SealedItem(1, HASH, 0, "ab" * 16, b"")


def test_items_come_back(tree: Tree) -> None:
    sealed = seal_part(tree.other.seal.public, HASH, 3, b"part")
    items = [EMPTY, SealedItem(2, HASH, 3, tree.other.id, sealed), SealedItem(3, HASH, 63, "00" * 16, b"")]
    assert list(read_items([b"".join(map(write_item, items[:2])), write_item(items[2])])) == items
    assert open_part(tree.other.seal, items[1]) == b"part"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        write_item(EMPTY)[:-1],
        write_item(EMPTY) + b"\0",
        write_item(EMPTY._replace(place=64)),
        write_item(EMPTY._replace(sealed=bytes(LEAST_SEALED - 1))),
        write_item(EMPTY._replace(sealed=bytes(LEAST_SEALED)))[:-1],
        write_item(EMPTY)[:-4] + b"\xff\xff\xff\xff",
    ],
)
def test_items_that_are_none(content: bytes) -> None:
    with pytest.raises(MalformedBundle):
        list(read_items([content]))


def test_a_part_opens_for_one_vault_and_in_one_place(tree: Tree) -> None:
    item = SealedItem(1, HASH, 3, tree.other.id, seal_part(tree.other.seal.public, HASH, 3, b"part"))
    for key, changed in (
        (tree.hq.seal, item),
        (tree.other.seal, item._replace(place=4)),
        (tree.other.seal, item._replace(hash=bytes(32))),
        (tree.other.seal, item._replace(sealed=item.sealed[:-1] + bytes([item.sealed[-1] ^ 1]))),
        (tree.other.seal, item._replace(sealed=sealing.wrap(tree.other.seal.public, bytes(16), f"part/{HASH.hex()}/3") + bytes(44))),
    ):
        with pytest.raises(NotForUs):
            open_part(key, changed)


def test_a_long_list_fills_several_frames(tree: Tree, hq: Vault) -> None:
    each = MOST_SEALED_FRAME // 3
    items = [SealedItem(n, HASH, 0, tree.other.id, bytes(each)) for n in range(1, 9)]
    hq.take(up(tree.site, tree.hq, chain(tree.site, tree.leader, 1), closed=items))
    assert hq.closed == items


@pytest.mark.parametrize(("first", "last", "expected"), [(1, 3, BrokenPromise), (1, 1, BrokenPromise)])
def test_a_span_that_announces_other_than_was_written_is_our_fault(tree: Tree, first: int, last: int, expected: type[Fault]) -> None:
    writer = BundleWriter(io.BytesIO())
    items = [EMPTY, EMPTY._replace(n=2)]
    for item in items:
        writer.sealed(item)
    span = closed_span(items)
    lying = manifest(tree.site, tree.hq.seal.public, sealed=type(span)(first=first, last=last, prev=span.prev, head=span.head))
    with pytest.raises(expected):
        writer.finish(io.BytesIO(), lying, tree.site.sign, tree.hq.seal.public)


def test_a_head_that_lies(tree: Tree) -> None:
    items = [EMPTY, EMPTY._replace(n=2)]
    span = closed_span(items)
    lying = type(span)(first=1, last=2, prev=span.prev, head=bytes(32))
    reader = opened(up(tree.site, tree.hq, chain(tree.site, tree.leader, 1), closed=items, sealed=lying), tree.hq)
    with pytest.raises(DigestMismatch):
        list(reader.sealed())
