"""Reading a bundle: two passes over the file, nothing believed before its end is proven, flat memory.

The first pass (`open_bundle`) decrypts and hashes to the end and keeps only the first MiB and the last bytes. When the cipher
has proven the end, manifest and signature are read out of what was kept. The second pass (`feed`, `entries`) decrypts again,
walks the frames and compares the digest with that of the first pass, so a file that was changed in between is noticed.
Whether the signer is known and the signature fits is decided in verify.py, between the passes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from desktop.crypto.digests import Hasher, same
from desktop.crypto.sealing import SealKey
from desktop.errors import ChainBroken, DigestMismatch, MalformedBundle, MissingSignature, SizeLimit, WrongRecipient
from desktop.sync import frames, sealed
from desktop.sync.blocks import read_entries, unpack
from desktop.sync.container import BUNDLE, Opened, open_container
from desktop.sync.feed import FeedItem, read_items
from desktop.sync.limits import MOST_MANIFEST
from desktop.sync.manifest import SIGNATURE_LENGTH, Manifest, read_manifest, read_signature
from desktop.sync.parts import Carried, State
from desktop.sync.sealed import SealedItem

_SIG_FRAME = frames.HEAD.size + SIGNATURE_LENGTH
_HEAD = frames.HEAD.size + MOST_MANIFEST


class BundleReader:
    """A bundle that is whole, that our key opened and that was made for that key. Its signature is not checked yet."""

    def __init__(self, opened: Opened, proven: "_Proven") -> None:
        self._opened = opened
        self._digest = proven.digest
        self.file_digest = proven.file_digest
        """SHA-256 of the whole file, as the register keeps it."""
        self.manifest_bytes = proven.manifest
        self.manifest: Manifest = read_manifest(proven.manifest)
        self.signature = proven.signature
        if not same(self.manifest.to, opened.recipient):
            raise WrongRecipient()

    @property
    def digest(self) -> bytes:
        """SHA-256 of all frames before the signature."""
        return self._digest

    def feed(self) -> Iterator[FeedItem]:
        """The delivery list; empty for an up bundle."""
        return read_items(self._frames(frames.FEED))

    def entries(self) -> Iterator[Carried]:
        """Every entry in the order of the file. After the last, counts and digest are compared: DigestMismatch."""
        counts = self.manifest.counts
        entries = parts = length = 0
        for packed in self._frames(frames.ENTRIES):
            plain = unpack(packed)
            length += len(plain)
            for entry in read_entries(plain):
                entries += 1
                parts += entry.states.count(State.PRESENT)
                yield entry
        if (entries, parts, length) != (counts.entries, counts.parts, self.manifest.length):
            raise DigestMismatch()

    def sealed(self) -> Iterator[SealedItem]:
        """Every sealed part in the order of the file. Raises MalformedBundle, ChainBroken (a number or a head that does not
        follow) and, after the last, DigestMismatch.
        """
        span = self.manifest.sealed
        n, head = (span.first, span.prev) if span else (1, sealed.START)
        for item in sealed.read_items(self._frames(frames.SEALED)):
            if item.n != n:
                raise ChainBroken()
            n, head = n + 1, sealed.next_head(head, item)
            yield item
        if span and (n, head) != (span.last + 1, span.head):
            raise DigestMismatch()

    def _frames(self, wanted: int) -> Iterator[bytes]:
        """The content of all frames of one type; at the end the digest of this pass is held against the first's."""
        hashed = _Hashed(self._opened.plain())
        for frame in frames.walk(hashed):
            if frame.type == frames.FEED and self.manifest.feed is None:
                raise MalformedBundle(what="feed")
            if frame.type == frames.SEALED and self.manifest.sealed is None:
                raise MalformedBundle(what="sealed")
            if frame.type == wanted:
                yield frame.content
        if not same(hashed.digest, self._digest):
            raise DigestMismatch()


class _Hashed:
    """Passes pieces on and hashes all but the last SIG frame's length of them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._hasher = Hasher()
        self.tail = b""
        self.length = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.length += len(piece)
            held = self.tail + piece
            self._hasher.update(held[:-_SIG_FRAME])
            self.tail = held[-_SIG_FRAME:]
            yield piece

    @property
    def digest(self) -> bytes:
        return self._hasher.digest()


class _Proven:
    """The first pass: what is kept of a body whose end is proven."""

    def __init__(self, opened: Opened) -> None:
        whole = Hasher()
        whole.update(opened.before)
        hashed = _Hashed(_decrypt(opened, whole))
        head = bytearray()
        for piece in hashed:
            head += piece[: _HEAD - len(head)]
        self.file_digest = whole.digest()
        self.digest = hashed.digest
        self.manifest = _manifest(bytes(head), hashed.length)
        self.signature = _signature(opened, hashed.tail)


def _decrypt(opened: Opened, whole: Hasher) -> Iterator[bytes]:
    decryptor = opened.decryptor()
    for piece in opened.sealed():
        whole.update(piece)
        yield decryptor.update(piece)
    yield decryptor.finish()


def _manifest(head: bytes, total: int) -> bytes:
    if len(head) < frames.HEAD.size:
        raise MalformedBundle(what="frames")
    type_, length = frames.HEAD.unpack_from(head)
    if type_ != frames.MANIFEST:
        raise MalformedBundle(what="order of frames")
    if length > MOST_MANIFEST:
        raise SizeLimit(what="frame")
    if frames.HEAD.size + length > total:
        raise MalformedBundle(what="frames")
    return head[frames.HEAD.size : frames.HEAD.size + length]


def _signature(opened: Opened, tail: bytes) -> bytes:
    """Where the last bytes are no signature, the frames are walked to say which: none at all, or one that is not last."""
    if tail[: frames.HEAD.size] == frames.HEAD.pack(frames.SIG, SIGNATURE_LENGTH):
        return read_signature(tail[frames.HEAD.size :])
    try:
        for _frame in frames.walk(opened.plain()):
            pass
    except MalformedBundle as error:
        if error.arguments["what"] == "frames":
            raise MissingSignature() from error
        raise
    raise MalformedBundle(what="signature")


def open_bundle(file: BinaryIO, keys: Sequence[SealKey]) -> BundleReader:
    """The first pass. `file` is seekable and stays the caller's; `keys` are ours, the live one first.

    Raises what `open_container` raises; TamperedBundle; MalformedBundle, SizeLimit, MissingSignature, NonCanonical,
    UpgradeNeeded (the manifest); WrongRecipient.
    """
    opened = open_container(file, BUNDLE, keys)
    return BundleReader(opened, _Proven(opened))
