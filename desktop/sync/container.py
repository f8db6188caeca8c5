"""The sealed container: what lies around every file that passes between vaults.

    magic (4) u8 version u8 suite u64be body length   wrap (1168 bytes for suite 1, 80 for suite 2)   body

Rules:
1 everything in the clear is the above: one recipient, no key id, no sender;
2 `wrap` holds a fresh 32-byte key, sealed to the recipient's public key for the container's own purpose;
3 body = Cobblestone256(key, context = name of the container + SHA-256(everything before the body)), so neither the
  header nor the wrap can be taken from another file;
4 the file ends exactly where `body length` says;
5 nothing of the plain text is believed before the end of the body has been proven: the cipher releases it early.

All reading and writing is streaming: memory does not grow with the file.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from desktop.crypto.digests import sha256
from desktop.crypto.sealing import SUITE_HYBRID, SUITE_X25519, WRAP_LENGTH, SealKey, fingerprint, unwrap, wrap
from desktop.crypto.stream import Decryptor, Encryptor, new_key
from desktop.errors import BrokenPromise, MalformedBundle, NotForUs, SizeLimit, TrailingData, TruncatedBundle, UpgradeNeeded
from desktop.sync.limits import COPY, MOST_ANSWER, MOST_PLAIN, VERSION

HEADER = struct.Struct(">4sBBQ")
_SALT_AND_COMMITMENT = 56
_TAG = 16
_CHUNK = 16 * 1024


@dataclass(frozen=True, slots=True)
class Container:
    """A sort of file: its first four bytes, the purpose of its wrap, the name in its cipher's context, its greatest length."""

    magic: bytes
    purpose: str
    context: bytes
    most: int


BUNDLE = Container(b"INDB", "bundle", b"indenfor-bundle/1", MOST_PLAIN)
ANSWER = Container(b"INDA", "enrol", b"indenfor-enrol/1", MOST_ANSWER)


def sealed_length(plain: int) -> int:
    """Length of the body that `plain` bytes become: 56 bytes once and a tag of 16 for each chunk of 16 KiB begun and the last.

    (The last chunk may be empty: a plain text that fills its chunks exactly has one more.)
    """
    return plain + _SALT_AND_COMMITMENT + _TAG * (plain // _CHUNK + 1)


class Sealer:
    """Writes a container to `out`, whose plain length is known beforehand; the caller owns and closes `out`."""

    def __init__(self, out: BinaryIO, sort: Container, recipient: bytes, plain_length: int, suite: int = SUITE_HYBRID) -> None:
        key = new_key()
        header = HEADER.pack(sort.magic, VERSION, suite, sealed_length(plain_length))
        before = header + wrap(recipient, key, sort.purpose, suite)
        self._encryptor = Encryptor(key, sort.context + sha256(before))
        self._out = out
        self._left = plain_length
        out.write(before)

    def write(self, plain: bytes) -> None:
        self._left -= len(plain)
        self._out.write(self._encryptor.update(plain))

    def finish(self) -> None:
        """Raises BrokenPromise where other than the announced length was written."""
        if self._left:
            raise BrokenPromise(promise="a file as long as announced")
        self._out.write(self._encryptor.finish())


class Opened:
    """A container whose wrap one of our keys opened. Nothing of the body is proven yet."""

    def __init__(self, file: BinaryIO, sort: Container, before: bytes, key: bytes, recipient: bytes) -> None:
        self._file = file
        self._before = before
        self._key = key
        self._context = sort.context + sha256(before)
        self.recipient = recipient
        """Fingerprint of the key of ours that opened it."""

    @property
    def before(self) -> bytes:
        """Everything in the clear, as it was read once; the body is bound to it."""
        return self._before

    def sealed(self) -> Iterator[bytes]:
        """The body as it lies in the file. Each call reads from the start and keeps its own place."""
        place = len(self._before)
        while True:
            self._file.seek(place)
            piece = self._file.read(COPY)
            if not piece:
                return
            place += len(piece)
            yield piece

    def decryptor(self) -> Decryptor:
        return Decryptor(self._key, self._context)

    def plain(self) -> Iterator[bytes]:
        """The plain text in pieces; the last step raises TamperedBundle where the body is not whole and genuine."""
        decryptor = self.decryptor()
        for piece in self.sealed():
            yield decryptor.update(piece)
        yield decryptor.finish()


def open_container(file: BinaryIO, sort: Container, keys: Sequence[SealKey]) -> Opened:
    """Read what is in the clear and find the key that fits: the live key first, then the archived ones.

    Raises MalformedBundle (other magic), UpgradeNeeded (version or suite), TruncatedBundle, TrailingData, SizeLimit,
    NotForUs.
    """
    actual = file.seek(0, 2)
    file.seek(0)
    header = file.read(HEADER.size)
    if header[:4] != sort.magic[: len(header)]:
        raise MalformedBundle(what="magic")
    if len(header) < HEADER.size:
        raise TruncatedBundle()
    _magic, version, suite, length = HEADER.unpack(header)
    if version != VERSION or suite not in (SUITE_HYBRID, SUITE_X25519):
        raise UpgradeNeeded()
    stated = HEADER.size + WRAP_LENGTH[suite] + length
    if length > sealed_length(sort.most):
        raise SizeLimit(what="body")
    if actual != stated:
        raise TruncatedBundle() if actual < stated else TrailingData()
    wrapped = file.read(WRAP_LENGTH[suite])
    for key in keys:
        try:
            secret = unwrap(key, wrapped, sort.purpose, suite)
        except NotForUs:
            continue
        return Opened(file, sort, header + wrapped, secret, fingerprint(key.public))
    raise NotForUs()
