"""Ed25519 signatures (RFC 8032), stricter than the library that makes them.

The library loads every 32 bytes as a public key, the identity point included, under which one signature fits any message.
So before it is asked, the following is refused, each by comparing integers (under a microsecond beside 0.1 ms of verification):

1. A, the key: not 32 bytes; y not below p (non-canonical); one of the points of order 1, 2, 4 or 8, in any encoding.
2. R, the first half of a signature: the same.
3. S, the second half: not below the group order L (RFC 8032, 5.1.7).

An encoding that belongs to no point of the curve passes rules 1 and 2 and then verifies nothing.
"""

from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop.crypto.buffers import Octets
from desktop.errors import BadSignature, WeakKey

KEY_LENGTH = 32
SIGNATURE_LENGTH = 64
FIELD_PRIME = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493

# The points of order 1, 2, 4 and 8 have y = 1, -1, 0 and +-y8, where d*y8^4 + 2*y8^2 = 1.
# Their eight encodings, and the two of x = 0 with a set sign bit, differ in the sign bit only, so y alone decides.
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
LOW_ORDER_Y = frozenset({0, 1, FIELD_PRIME - 1, _Y8, FIELD_PRIME - _Y8})

_SIGN_BIT = 2**255


class SigningKey:
    """A private key of 32 bytes (the seed of RFC 8032) and what it signs with."""

    __slots__ = ("_key", "public")

    public: bytes

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> Self:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: Octets) -> Self:
        """The key of a stored seed of 32 bytes; another length is a ValueError."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """32 bytes: the whole private key."""
        return self._key.private_bytes_raw()

    def sign(self, message: Octets) -> bytes:
        """64 bytes; the same message always gives the same signature. The message carries its own domain string."""
        return self._key.sign(message)


class VerifyKey:
    """A public key, checked and parsed once, for many signatures."""

    __slots__ = ("_key", "public")

    public: bytes

    def __init__(self, public: bytes) -> None:
        """Raises WeakKey as check_public does."""
        check_public(public)
        self.public = public
        self._key = Ed25519PublicKey.from_public_bytes(public)

    def verify(self, message: Octets, signature: bytes) -> None:
        """Return if `signature` fits; raise BadSignature otherwise."""
        if len(signature) != SIGNATURE_LENGTH or not _sound(signature[:32]):
            raise BadSignature
        if int.from_bytes(signature[32:], "little") >= GROUP_ORDER:
            raise BadSignature
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            raise BadSignature from None


def check_public(public: bytes) -> None:
    """Raise WeakKey for a key of a wrong length, a non-canonical encoding or a point of low order."""
    if len(public) != KEY_LENGTH or not _sound(public):
        raise WeakKey


def verify(public: bytes, message: Octets, signature: bytes) -> None:
    """Verify one signature; a key that check_public refuses is a BadSignature here. For many, keep a VerifyKey."""
    try:
        key = VerifyKey(public)
    except WeakKey:
        raise BadSignature from None
    key.verify(message, signature)


def _sound(encoding: bytes) -> bool:
    """Whether 32 bytes are the canonical encoding of y and no point of low order."""
    y = int.from_bytes(encoding, "little") % _SIGN_BIT
    return y < FIELD_PRIME and y not in LOW_ORDER_Y
