"""Sealed parts: what a vault between two others passes on and must not read.

Headquarters carries the parts of some classes from one laptop of a prison to another without being able to open them. Rules:
1 an item is u64be n, the 32 bytes of an entry's hash, u8 index of the part, the 16 bytes of the id of the vault that it is for,
  u32be length and that many bytes: none where the part is no longer there, else wrap and box;
2 wrap: a fresh key of 32 bytes, wrapped in suite 1 to the recipient's sealing key, purpose "part/<hash in hex>/<index>";
  box: the part's body under that key, bound to the same text; the hash that the entry's signed header names proves the body;
3 n counts from 1 on each edge; the list is chained over all of an item but its last two fields:
      h(0) = 32 zero bytes      h(n) = SHA-256("indenfor-sealed/1" LF h(n-1) fields)
4 a SEALED frame holds whole items, at least one, and is at most 1 MiB.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from desktop.crypto import box, sealing
from desktop.crypto.box import OVERHEAD, BoxRefused
from desktop.crypto.digests import domain_hash, random_bytes
from desktop.crypto.sealing import SUITE_HYBRID, WRAP_LENGTH, SealKey
from desktop.errors import MalformedBundle, NotForUs
from desktop.log.entry import GENESIS, MOST_BYTES
from desktop.sync.limits import MOST_INDEX

DOMAIN = "indenfor-sealed/1"
START = GENESIS
"""The head of an empty list."""
_WRAP = WRAP_LENGTH[SUITE_HYBRID]
LEAST_SEALED = _WRAP + OVERHEAD
MOST_SEALED = LEAST_SEALED + MOST_BYTES
_NAMED = struct.Struct(">Q32sB16s")
_LENGTH = struct.Struct(">I")
_KEY = 32


class SealedItem(NamedTuple):
    """One part on its way. `sealed` is empty where the part is no longer there."""

    n: int
    hash: bytes
    place: int
    recipient: str
    sealed: bytes


def next_head(head: bytes, item: SealedItem) -> bytes:
    """The chain's head after one more item."""
    return domain_hash(DOMAIN, head, _named(item))


def write_item(item: SealedItem) -> bytes:
    return _named(item) + _LENGTH.pack(len(item.sealed)) + item.sealed


def read_items(frames: Iterable[bytes]) -> Iterator[SealedItem]:
    """The items of SEALED frames. Raises MalformedBundle."""
    for content in frames:
        if not content:
            raise MalformedBundle(what="sealed")
        place = 0
        while place < len(content):
            item, place = _item(content, place)
            yield item


def _item(content: bytes, place: int) -> tuple[SealedItem, int]:
    start = place + _NAMED.size + _LENGTH.size
    if start > len(content):
        raise MalformedBundle(what="sealed")
    n, hash_, index, recipient = _NAMED.unpack_from(content, place)
    (length,) = _LENGTH.unpack_from(content, place + _NAMED.size)
    if index > MOST_INDEX or (length and not LEAST_SEALED <= length <= MOST_SEALED) or start + length > len(content):
        raise MalformedBundle(what="sealed")
    return SealedItem(n, hash_, index, recipient.hex(), content[start : start + length]), start + length


def seal_part(recipient: bytes, hash_: bytes, place: int, body: bytes) -> bytes:
    """A part for one vault alone; `recipient` is its public sealing key. Raises WeakKey."""
    key, purpose = random_bytes(_KEY), _purpose(hash_, place)
    return sealing.wrap(recipient, key, purpose) + box.seal(key, body, purpose.encode())


def open_part(key: SealKey, item: SealedItem) -> bytes:
    """The body, as whoever sealed it says: the caller holds it against the entry's header. Raises NotForUs."""
    purpose = _purpose(item.hash, item.place)
    secret = sealing.unwrap(key, item.sealed[:_WRAP], purpose)
    try:
        return box.open_(secret, item.sealed[_WRAP:], purpose.encode())
    except (BoxRefused, ValueError) as error:
        raise NotForUs() from error


def _named(item: SealedItem) -> bytes:
    return _NAMED.pack(item.n, item.hash, item.place, bytes.fromhex(item.recipient))


def _purpose(hash_: bytes, place: int) -> str:
    return f"part/{hash_.hex()}/{place}"
