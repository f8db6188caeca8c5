"""Frames: the plain text of a bundle, cut into u8 type, u32be length, bytes.

Rules:
1 types: 1 MANIFEST, 2 FEED, 3 ENTRIES, 4 PAD, 5 SIG, 6 SEALED; any other type is MalformedBundle;
2 order: one MANIFEST, any number of FEED, any number of ENTRIES, any number of SEALED, one PAD, one SIG;
3 a stated length is held against its type's limit before a byte of it is read;
4 PAD is zero bytes; all frames together, SIG included, are a power of two, at least 16 KiB.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from desktop.errors import MalformedBundle, SizeLimit
from desktop.sync.limits import (
    COPY,
    LEAST_PLAIN,
    MOST_BLOCK_PACKED,
    MOST_FEED_FRAME,
    MOST_MANIFEST,
    MOST_PAD,
    MOST_SEALED_FRAME,
    MOST_SIGNATURE_FRAME,
)

MANIFEST: Final = 1
FEED: Final = 2
ENTRIES: Final = 3
PAD: Final = 4
SIG: Final = 5
SEALED: Final = 6

HEAD = struct.Struct(">BI")
LIMITS = MappingProxyType(
    {
        MANIFEST: MOST_MANIFEST,
        FEED: MOST_FEED_FRAME,
        ENTRIES: MOST_BLOCK_PACKED,
        PAD: MOST_PAD,
        SIG: MOST_SIGNATURE_FRAME,
        SEALED: MOST_SEALED_FRAME,
    }
)
_FOLLOWS = MappingProxyType(
    {
        0: frozenset({MANIFEST}),
        MANIFEST: frozenset({FEED, ENTRIES, SEALED, PAD}),
        FEED: frozenset({FEED, ENTRIES, SEALED, PAD}),
        ENTRIES: frozenset({ENTRIES, SEALED, PAD}),
        SEALED: frozenset({SEALED, PAD}),
        PAD: frozenset({SIG}),
        SIG: frozenset[int](),
    }
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; the content of a PAD is not kept."""

    type: int
    content: bytes


def pack(type_: int, content: bytes) -> bytes:
    return HEAD.pack(type_, len(content)) + content


def padded_length(length: int, least: int = LEAST_PLAIN) -> int:
    """The power of two, at least `least`, that holds `length` bytes."""
    return max(least, 1 << (length - 1).bit_length())


class _Source:
    """Takes exact lengths out of a stream of pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._kept = bytearray()
        self.taken = 0

    def take(self, length: int) -> bytes:
        """Raises MalformedBundle where the stream ends before."""
        while len(self._kept) < length:
            piece = next(self._pieces, None)
            if piece is None:
                raise MalformedBundle(what="frames")
            self._kept += piece
        found = bytes(self._kept[:length])
        del self._kept[:length]
        self.taken += length
        return found

    def ended(self) -> bool:
        while not self._kept:
            piece = next(self._pieces, None)
            if piece is None:
                return True
            self._kept += piece
        return False


def walk(pieces: Iterable[bytes]) -> Iterator[Frame]:
    """Every frame in order, rules 1 to 4 checked. Raises MalformedBundle and SizeLimit, and what `pieces` raises."""
    source = _Source(pieces)
    last = 0
    while not source.ended():
        type_, length = HEAD.unpack(source.take(HEAD.size))
        if type_ not in _FOLLOWS[last]:
            raise MalformedBundle(what="order of frames")
        if length > LIMITS[type_]:
            raise SizeLimit(what="frame")
        last = type_
        yield Frame(type_, _pad(source, length) if type_ == PAD else source.take(length))
    if last != SIG:
        raise MalformedBundle(what="frames")
    if source.taken != padded_length(source.taken):
        raise MalformedBundle(what="length")


def _pad(source: _Source, length: int) -> bytes:
    """Passes over padding piece by piece: it can be longer than memory should hold."""
    while length:
        piece = source.take(min(length, COPY))
        if piece.strip(b"\0"):
            raise MalformedBundle(what="padding")
        length -= len(piece)
    return b""
