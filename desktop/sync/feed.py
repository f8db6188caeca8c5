"""The delivery list: which entries a child may know, in the order they were given, chained so that none can be left out.

An item is [n, entry hash, indices of the parts given]; n counts from 1 for each child.
    h(0) = 32 zero bytes      h(n) = SHA-256("indenfor-feed/1" LF h(n-1) canonical item)
A part outside the indices is withheld; one inside but absent is PayloadMissing. Items of a bundle stand in FEED frames,
{"items": [...]}, at most 4,096 in one; the entries follow in the same order, one for each item.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from desktop.crypto.digests import domain_hash
from desktop.errors import MalformedBundle
from desktop.log.canonical import Reader, encode
from desktop.log.entry import GENESIS, Hash
from desktop.sync.limits import MOST_FEED_ITEMS, MOST_INDEX

DOMAIN = "indenfor-feed/1"
START = GENESIS
"""The head of an empty delivery list."""


class FeedItem(NamedTuple):
    """One entry given to one child. `given` holds the indices of its parts, ascending, each once."""

    n: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    hash: Hash
    given: Annotated[list[Annotated[int, Meta(ge=0, le=MOST_INDEX)]], Meta(max_length=MOST_INDEX + 1)]


class _Items(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    items: Annotated[list[FeedItem], Meta(min_length=1, max_length=MOST_FEED_ITEMS)]


def next_head(head: bytes, item: FeedItem) -> bytes:
    """The chain's head after one more item."""
    return domain_hash(DOMAIN, head, encode(item))


def write_items(items: list[FeedItem]) -> bytes:
    """The content of one FEED frame."""
    return encode(_Items(items=items))


def read_items(frames: Iterable[bytes]) -> Iterator[FeedItem]:
    """The items of FEED frames. Raises NonCanonical and MalformedBundle (indices out of order)."""
    reader = Reader(_Items)
    for content in frames:
        for item in reader.read(content).items:
            if any(first >= second for first, second in zip(item.given, item.given[1:], strict=False)):
                raise MalformedBundle(what="indices")
            yield item
