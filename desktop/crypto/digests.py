"""Hashes, random bytes, ids and the constant-time comparison.

Rule: whatever is signed or chained is hashed under a domain string, so a hash made for one purpose never passes for another.
A domain is a short constant such as "indenfor-entry/1" and holds no line feed, because a line feed ends it.
"""

import hashlib
import hmac
import secrets

from desktop.crypto.buffers import Octets


def sha256(data: Octets) -> bytes:
    """SHA-256 (FIPS 180-4) of `data`: 32 bytes."""
    return hashlib.sha256(data).digest()


def domain_hash(domain: str, *chunks: Octets) -> bytes:
    """SHA-256 of the domain in UTF-8, one line feed, and the chunks end to end: 32 bytes.

    Chunks are not separated; a caller with several of varying length puts the lengths in.
    """
    hasher = hashlib.sha256(domain.encode() + b"\n")
    for chunk in chunks:
        hasher.update(chunk)
    return hasher.digest()


class Hasher:
    """SHA-256 of what comes in pieces; digest() may be asked at any time and changes nothing."""

    __slots__ = ("_hasher",)

    def __init__(self) -> None:
        self._hasher = hashlib.sha256()

    def update(self, data: Octets) -> None:
        self._hasher.update(data)

    def digest(self) -> bytes:
        return self._hasher.digest()


def hmac_sha256(key: Octets, data: Octets) -> bytes:
    """HMAC-SHA-256 (RFC 2104): 32 bytes."""
    return hmac.digest(bytes(key), bytes(data), "sha256")


def random_bytes(count: int) -> bytes:
    """`count` bytes from the operating system's generator."""
    return secrets.token_bytes(count)


def new_id() -> str:
    """A fresh id: 16 random bytes as 32 lowercase hex digits."""
    return secrets.token_hex(16)


def same(first: Octets, second: Octets) -> bool:
    """Equality in a time that does not tell where the two differ."""
    return hmac.compare_digest(first, second)
