"""Notation of docs/bundle-format.md and docs/vault-format.md: hashes, canonical JSON, boxes, wraps, signatures."""

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Json = Any
"""What a canonical document holds; every reader checks it by a shape before it uses it."""
Check = Callable[[Json], bool]
ZERO = bytes(32)
WRAP_LENGTH = {1: 1168, 2: 80}

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_LOW = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


class Source(Protocol):
    """Where the tables of a store are read."""

    def rows(self, statement: str) -> list[tuple[Json, ...]]:
        """All rows of a SELECT."""


class Problem(Exception):
    """Something is not as the documents say."""


def need(holds: bool, what: str) -> None:
    if not holds:
        raise Problem(what)


def domain_hash(domain: str, *data: bytes) -> bytes:
    return hashlib.sha256(domain.encode() + b"\n" + b"".join(data)).digest()


# --- canonical JSON ----------------------------------------------------------------------------------------------


def canonical(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_written).encode()


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)


def _refuse(number: str) -> Json:
    raise Problem(f"a number that is not whole: {number}")


def parse(data: bytes, shape: Mapping[str, Check], what: str) -> Json:
    """The object of canonical bytes, with exactly the keys of `shape`, each as its check says."""
    try:
        value = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
        again = canonical(value)
    except (ValueError, RecursionError) as error:
        raise Problem(f"{what}: no JSON") from error
    need(again == data and unicodedata.is_normalized("NFC", data.decode()), f"{what}: not canonical")
    fits(value, shape, what)
    return value


def fits(value: Json, shape: Mapping[str, Check], what: str) -> None:
    need(isinstance(value, dict) and set(value) == set(shape), f"{what}: keys")
    for name, check in shape.items():
        need(check(value[name]), f"{what}: {name}")


def text(value: Json) -> bool:
    return isinstance(value, str)


def like(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def whole(least: int = 0, most: int = 2**53 - 1) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def octets(length: int) -> Check:
    return lambda value: data(value) and len(raw(value)) == length


def one_of(*values: Json) -> Check:
    return lambda value: any(value == one and type(value) is type(one) for one in values)


def listed(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


def shaped(shape: Mapping[str, Check]) -> Check:
    return lambda value: isinstance(value, dict) and set(value) == set(shape) and all(check(value[name]) for name, check in shape.items())


def either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


def data(value: Json) -> bool:
    return isinstance(value, str) and base64.b64encode(raw(value)).decode() == value


ID = like("[0-9a-f]{32}")
HEX16 = like("[0-9a-f]{16}")
HASH = octets(32)
NOTHING = one_of([])
VERSION = one_of(0)
NULL: Check = lambda value: value is None  # noqa: E731 - a check like the others


def raw(value: str) -> bytes:
    """The bytes of standard base64 with padding."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem("no base64") from error


# --- keys --------------------------------------------------------------------------------------------------------


class SealingKey:
    """A private sealing key of 96 bytes: ML-KEM seed (64) and X25519 private key (32)."""

    def __init__(self, private: bytes) -> None:
        need(len(private) == 96, "a private sealing key has 96 bytes")
        self._mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:64])
        self._x25519 = X25519PrivateKey.from_private_bytes(private[64:])
        self.public = self._mlkem.public_key().public_bytes_raw() + self._x25519.public_key().public_bytes_raw()
        self.fingerprint = domain_hash("indenfor-key/1", self.public)

    def unwrap(self, wrapped: bytes, purpose: str, suite: int = 1) -> bytes:
        info = b"indenfor-wrap/1\n" + purpose.encode() + b"\n" + self.fingerprint
        kdf, aead = hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
        try:
            if suite == 1:
                both = hpke.MLKEM768X25519PrivateKey(self._mlkem, self._x25519)
                return hpke.Suite(hpke.KEM.MLKEM768_X25519, kdf, aead).decrypt(wrapped, both, info=info)
            return hpke.Suite(hpke.KEM.X25519, kdf, aead).decrypt(wrapped, self._x25519, info=info)
        except InvalidTag as error:
            raise Problem(f"a wrap that does not open: {purpose.partition('/')[0]}") from error


def open_box(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound)
    except InvalidTag as error:
        raise Problem("a box that does not open") from error


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 with the refusals of the notation: keys and R canonical and not of low order, S below the group order."""
    if len(public) != 32 or len(signature) != 64 or not _sound(public) or not _sound(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= _L:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed_by(public: bytes, domain: str, doc: bytes, signature: bytes) -> bool:
    return verified(public, domain.encode() + b"\n" + doc, signature)


def _sound(point: bytes) -> bool:
    y = int.from_bytes(point, "little") % 2**255
    return y < _P and y not in _LOW
