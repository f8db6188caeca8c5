"""The sealed body of a bundle: Cobblestone-256, a published construction (C2SP) that streams, commits to its key
and notices a cut, swapped, doubled or lengthened stream.

The decryptor gives plaintext out before the end has been proven. Whoever uses it hashes, or writes to a spool,
and parses nothing until finish() has returned.
"""

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag

from desktop.crypto.buffers import Octets
from desktop.crypto.digests import random_bytes
from desktop.errors import TamperedBundle

KEY_LENGTH = 32


def new_key() -> bytes:
    """A fresh key of 32 bytes; one for every stream."""
    return random_bytes(KEY_LENGTH)


class Encryptor:
    """Seals one stream under a key of 32 bytes; `context` must be the same for whoever opens it."""

    __slots__ = ("_stream",)

    def __init__(self, key: Octets, context: bytes) -> None:
        self._stream = Cobblestone256Encryptor(key, context)

    def update(self, plain: Octets) -> bytes:
        return self._stream.update(plain)

    def finish(self) -> bytes:
        """The last bytes; without them nothing of the stream's end can be proven."""
        return self._stream.finalize()


class Decryptor:
    """Opens one stream; after a refusal, or after finish(), it takes nothing more."""

    __slots__ = ("_stream",)

    def __init__(self, key: Octets, context: bytes) -> None:
        self._stream = Cobblestone256Decryptor(key, context)

    def update(self, sealed: Octets) -> bytes:
        """Plaintext so far, unproven until finish(). Raises TamperedBundle."""
        try:
            return self._stream.update(sealed)
        except (InvalidTag, AlreadyFinalized):
            raise TamperedBundle from None

    def finish(self) -> bytes:
        """The last plaintext, and the proof that nothing is missing or added. Raises TamperedBundle."""
        try:
            return self._stream.finalize()
        except (InvalidTag, AlreadyFinalized):
            raise TamperedBundle from None
