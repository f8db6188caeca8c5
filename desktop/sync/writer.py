"""Writing a bundle in one pass over the entries, with flat memory.

The container states its length before its first sealed byte, and the manifest its counts before the first entry; neither is
known before all entries are packed. So the packed frames wait in a scratch file, under a key that lives as long as the
writer: nothing but ciphertext touches the disk. `finish` then writes manifest, frames, padding and signature.

Order of use: `item` for each feed item, `entry` for each entry (those of the ranges in the manifest's order, then one for each
feed item), `sealed` for each sealed part, then `finish` once. The caller owns both files; it gives the finished one its name only
after it is on the disk.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from desktop.crypto.digests import Hasher
from desktop.crypto.sealing import SUITE_HYBRID
from desktop.crypto.signatures import SigningKey
from desktop.crypto.stream import Decryptor, Encryptor, new_key
from desktop.errors import BrokenPromise
from desktop.log.canonical import encode
from desktop.sync import frames
from desktop.sync.blocks import Packer, write_entry
from desktop.sync.container import BUNDLE, Sealer
from desktop.sync.feed import FeedItem, write_items
from desktop.sync.limits import COPY, MOST_FEED_ITEMS, MOST_MANIFEST, MOST_PLAIN, MOST_SEALED_FRAME
from desktop.sync.manifest import SIGNATURE_LENGTH, Counts, Manifest, expected_entries, read_manifest, sign_bundle
from desktop.sync.parts import Carried, State
from desktop.sync.sealed import SealedItem, write_item

_SCRATCH = b"indenfor-scratch/1"


class BundleWriter:
    """Gathers the content of one bundle in `scratch`, an empty binary file open for writing and reading."""

    def __init__(self, scratch: BinaryIO) -> None:
        self._scratch = scratch
        self._key = new_key()
        self._encryptor = Encryptor(self._key, _SCRATCH)
        self._packer = Packer(lambda packed: self._keep(frames.pack(frames.ENTRIES, packed)))
        self._items: list[FeedItem] = []
        self._kept = 0
        self._entries = 0
        self._feed = 0
        self._parts = 0
        self._sealed = bytearray()
        self._sealed_items = 0

    def item(self, item: FeedItem) -> None:
        """One item of the delivery list; all items come before the first entry."""
        if self._entries:
            raise BrokenPromise(promise="the delivery list stands before the entries")
        self._feed += 1
        self._items.append(item)
        if len(self._items) == MOST_FEED_ITEMS:
            self._flush_items()

    def entry(self, entry: Carried) -> None:
        self._flush_items()
        self._entries += 1
        self._parts += entry.states.count(State.PRESENT)
        self._packer.add(write_entry(entry))

    def sealed(self, item: SealedItem) -> None:
        """One sealed part; all of them come after the last entry."""
        self._flush_items()
        self._packer.flush()
        written = write_item(item)
        if len(self._sealed) + len(written) > MOST_SEALED_FRAME:
            self._flush_sealed()
        self._sealed += written
        self._sealed_items += 1

    def finish(self, out: BinaryIO, manifest: Manifest, key: SigningKey, recipient: bytes, suite: int = SUITE_HYBRID) -> Manifest:
        """Write the file and give back the manifest that it carries: `manifest` with `counts` and `length` filled in.

        `recipient` is the public sealing key whose fingerprint is `manifest.to`. Raises BrokenPromise where the spans do not
        announce what was added, or where the content is beyond the limits.
        """
        self._flush_items()
        self._packer.flush()
        self._flush_sealed()
        self._scratch.write(self._encryptor.finish())
        whole = msgspec.structs.replace(
            manifest,
            counts=Counts(entries=self._entries, feed=self._feed, parts=self._parts),
            length=self._packer.plain_length,
        )
        span = whole.sealed
        announced = 0 if span is None else span.last - span.first + 1
        if (*expected_entries(whole), announced) != (self._entries, self._feed, self._sealed_items):
            raise BrokenPromise(promise="a manifest that announces what the bundle holds")
        data = encode(whole)
        read_manifest(data)
        self._write(out, data, key, recipient, suite)
        return whole

    def _write(self, out: BinaryIO, manifest: bytes, key: SigningKey, recipient: bytes, suite: int) -> None:
        first = frames.pack(frames.MANIFEST, manifest)
        bare = len(first) + self._kept + frames.HEAD.size + frames.HEAD.size + SIGNATURE_LENGTH
        total = frames.padded_length(bare)
        if total > MOST_PLAIN or len(manifest) > MOST_MANIFEST:
            raise BrokenPromise(promise="a bundle within its limits")
        sealer = Sealer(out, BUNDLE, recipient, total, suite)
        hasher = Hasher()
        for piece in self._pieces(first, total - bare):
            hasher.update(piece)
            sealer.write(piece)
        sealer.write(frames.pack(frames.SIG, sign_bundle(key, manifest, hasher.digest())))
        sealer.finish()

    def _pieces(self, first: bytes, padding: int) -> Iterator[bytes]:
        """All frames before the signature."""
        yield first
        decryptor = Decryptor(self._key, _SCRATCH)
        self._scratch.seek(0)
        while piece := self._scratch.read(COPY):
            yield decryptor.update(piece)
        yield decryptor.finish()
        yield frames.HEAD.pack(frames.PAD, padding)
        for start in range(0, padding, COPY):
            yield bytes(min(COPY, padding - start))

    def _flush_items(self) -> None:
        if self._items:
            self._keep(frames.pack(frames.FEED, write_items(self._items)))
            self._items = []

    def _flush_sealed(self) -> None:
        if self._sealed:
            self._keep(frames.pack(frames.SEALED, bytes(self._sealed)))
            self._sealed.clear()

    def _keep(self, frame: bytes) -> None:
        self._kept += len(frame)
        self._scratch.write(self._encryptor.update(frame))
