"""The delivery list: its frames, its items, and what a writer may not do."""

import io

import pytest

from desktop.errors import BrokenPromise, Fault, MalformedBundle, NonCanonical
from desktop.log.entry import GENESIS
from desktop.sync.feed import FeedItem, read_items, write_items
from desktop.sync.limits import MOST_FEED_ITEMS
from desktop.sync.writer import BundleWriter
from tests.sync.tree import Tree, Vault, down, entry, hash_of, opened


def test_items_come_back() -> None:
    items = [FeedItem(number, bytes(32), [0, 2]) for number in range(1, 10)]
    assert list(read_items([write_items(items[:4]), write_items(items[4:])])) == items


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (write_items([FeedItem(1, bytes(32), [1, 0])]), MalformedBundle),
        (write_items([FeedItem(1, bytes(32), [1, 1])]), MalformedBundle),
        (write_items([FeedItem(0, bytes(32), [])]), NonCanonical),
        (write_items([FeedItem(1, bytes(31), [])]), NonCanonical),
        (write_items([FeedItem(1, bytes(32), [64])]), NonCanonical),
        (write_items([FeedItem(1, bytes(32), [])] * (MOST_FEED_ITEMS + 1)), NonCanonical),
        (b'{"items":[]}', NonCanonical),
        (b"{}", NonCanonical),
    ],
)
def test_items_that_are_none(content: bytes, expected: type[Fault]) -> None:
    with pytest.raises(expected):
        list(read_items([content]))


def test_a_long_list_fills_several_frames(tree: Tree, child: Vault) -> None:
    count = MOST_FEED_ITEMS + 2
    one = entry(tree.hq, tree.admin, 1, GENESIS)
    data = down(tree.site, tree.volunteer, [(FeedItem(n, hash_of(one), [0]), one) for n in range(1, count + 1)])
    reader = opened(data, tree.volunteer)
    assert [item.n for item in reader.feed()] == list(range(1, count + 1))
    _, verdicts = child.take(data)
    assert len(verdicts) == count


def test_items_after_entries_are_our_fault(tree: Tree) -> None:
    writer = BundleWriter(io.BytesIO())
    writer.entry(entry(tree.hq, tree.admin, 1, GENESIS))
    with pytest.raises(BrokenPromise):
        writer.item(FeedItem(1, bytes(32), []))
