"""A short secret under a symmetric key: AES-256-GCM with a random nonce, bound to the place where it lies.

    sealed = nonce (12 random bytes) + ciphertext + tag (16 bytes)

`bound` is authenticated and not stored: whoever moves the box to another place cannot open it there.
Random nonces suit keys that seal few things (a slot, a subject's identity), far below 2^32 of them.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.crypto.buffers import Octets
from desktop.crypto.digests import random_bytes

NONCE_LENGTH = 12
OVERHEAD = 28


class BoxRefused(ValueError):
    """The box does not open: another key, another place, or a changed byte. The caller says what that means to a person."""


def seal(key: Octets, plain: Octets, bound: bytes) -> bytes:
    """Seal `plain` under a key of 32 bytes: 28 bytes longer than `plain`."""
    nonce = random_bytes(NONCE_LENGTH)
    return nonce + AESGCM(_whole(key)).encrypt(nonce, plain, bound)


def open_(key: Octets, sealed: bytes, bound: bytes) -> bytes:
    """The plain bytes; raises BoxRefused."""
    if len(sealed) < OVERHEAD:
        raise BoxRefused("too short for a box")
    try:
        return AESGCM(_whole(key)).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], bound)
    except InvalidTag:
        raise BoxRefused("the box does not open") from None


def _whole(key: Octets) -> Octets:
    """AES would also take 16 or 24 bytes; a box is AES-256 or nothing."""
    if len(key) != 32:
        raise ValueError("the key of a box has 32 bytes")
    return key
