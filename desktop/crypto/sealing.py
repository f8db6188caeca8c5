"""Sealing a short secret (a store key, a bundle key, a subject key) to a public key: HPKE, RFC 9180, base mode, one shot.

Suite 1 joins ML-KEM-768 with X25519, so that a file recorded today does not open when one of the two is broken.
Suite 2 is X25519 alone: it is read, should the joined one change under us, and written by no caller today.

    key, private   ML-KEM seed (64) + X25519 private key (32)
    key, public    ML-KEM-768 encapsulation key (1184) + X25519 public key (32)
    fingerprint    domain_hash("indenfor-key/1", public)
    info           "indenfor-wrap/1" LF purpose LF fingerprint of the recipient's key
    wrap           HPKE encapsulation + ciphertext + tag: 1168 bytes for a 32-byte secret in suite 1, 80 in suite 2

Refused as keys (WeakKey): wrong lengths; ML-KEM coefficients not below q (FIPS 203, 7.2); X25519 values not below
2^255 - 19, the ignored top bit included; the values of low order on the curve or its twist (RFC 7748, 6.1).
The purpose is a constant of the caller: a wrap made for one purpose does not open for another.
"""

from collections.abc import Sequence
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from desktop.crypto.buffers import Octets
from desktop.crypto.digests import domain_hash, random_bytes
from desktop.errors import Fault, NotForUs, UpgradeNeeded, WeakKey

SUITE_HYBRID = 1
SUITE_X25519 = 2
WRAP_LENGTH = {SUITE_HYBRID: 1168, SUITE_X25519: 80}

PRIVATE_LENGTH = 96
PUBLIC_LENGTH = 1216
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184

_P = 2**255 - 19
# u of the points of order 2, 4 (curve and twist) and 8: 0, 1, -1 and (1 + y) / (1 - y) for the two y of order 8 on Ed25519.
LOW_ORDER_U = frozenset(
    {
        0,
        1,
        _P - 1,
        0x00B8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
        0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
    }
)


class SealKey:
    """A private key that unwraps what was wrapped to its public half."""

    __slots__ = ("_private", "fingerprint", "mlkem", "public", "x25519")

    public: bytes
    fingerprint: bytes

    def __init__(self, private: bytes) -> None:
        if len(private) != PRIVATE_LENGTH:
            raise ValueError(f"a sealing key has {PRIVATE_LENGTH} private bytes, not {len(private)}")
        self._private = private
        self.mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:_MLKEM_SEED])
        self.x25519 = X25519PrivateKey.from_private_bytes(private[_MLKEM_SEED:])
        self.public = self.mlkem.public_key().public_bytes_raw() + self.x25519.public_key().public_bytes_raw()
        self.fingerprint = fingerprint(self.public)

    @classmethod
    def generate(cls) -> Self:
        return cls(random_bytes(PRIVATE_LENGTH))

    @classmethod
    def from_private(cls, private: Octets) -> Self:
        """The key of 96 stored bytes; another length is a ValueError."""
        return cls(bytes(private))

    @classmethod
    def from_seed(cls, seed: Octets) -> Self:
        """The key of a recovery code's 32 bytes: three hashes under "indenfor-seal-seed/1", numbered 0, 1, 2."""
        return cls(b"".join(domain_hash("indenfor-seal-seed/1", bytes([number]), seed) for number in range(3)))

    @property
    def private(self) -> bytes:
        """96 bytes: the whole private key."""
        return self._private


def fingerprint(public: Octets) -> bytes:
    """32 bytes that name a public key."""
    return domain_hash("indenfor-key/1", public)


def check_seal_public(public: bytes) -> None:
    """Raise WeakKey for what the head of this file refuses."""
    _parse(public)


def wrap(public: bytes, secret: Octets, purpose: str, suite: int = SUITE_HYBRID) -> bytes:
    """Seal `secret` to `public`; raises WeakKey for a refused key and UpgradeNeeded for an unknown suite."""
    mlkem, x25519 = _parse(public)
    info = _bound(purpose, fingerprint(public))
    if suite == SUITE_HYBRID:
        return _hybrid().encrypt(secret, hpke.MLKEM768X25519PublicKey(mlkem, x25519), info=info)
    if suite == SUITE_X25519:
        return _x25519().encrypt(secret, x25519, info=info)
    raise UpgradeNeeded


def unwrap(key: SealKey, wrapped: Octets, purpose: str, suite: int = SUITE_HYBRID) -> bytes:
    """The secret; NotForUs if key, purpose or suite is another or a bit differs, and it is not told which."""
    info = _bound(purpose, key.fingerprint)
    try:
        if suite == SUITE_HYBRID:
            return _hybrid().decrypt(wrapped, hpke.MLKEM768X25519PrivateKey(key.mlkem, key.x25519), info=info)
        if suite == SUITE_X25519:
            return _x25519().decrypt(wrapped, key.x25519, info=info)
    except InvalidTag:
        raise NotForUs from None
    raise UpgradeNeeded


def self_test(suites: Sequence[int] = (SUITE_HYBRID, SUITE_X25519)) -> bool:
    """Whether a secret comes back through each suite, in the promised length, and not for another purpose.

    Asked at start, because the hybrid is a draft and lives in a library that changes. False is a warning to be shown;
    it never stops a vault from being opened.
    """
    key, secret = SealKey.generate(), random_bytes(32)
    try:
        return all(_comes_back(key, secret, suite) for suite in suites)
    except Fault:
        return False


def _comes_back(key: SealKey, secret: bytes, suite: int) -> bool:
    wrapped = wrap(key.public, secret, "self-test", suite)
    if len(wrapped) != WRAP_LENGTH[suite] or unwrap(key, wrapped, "self-test", suite) != secret:
        return False
    try:
        unwrap(key, wrapped, "another", suite)
    except NotForUs:
        return True
    return False


def _parse(public: bytes) -> tuple[MLKEM768PublicKey, X25519PublicKey]:
    if len(public) != PUBLIC_LENGTH:
        raise WeakKey
    u = int.from_bytes(public[_MLKEM_PUBLIC:], "little")
    if u >= _P or u in LOW_ORDER_U:
        raise WeakKey
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
    except ValueError:
        raise WeakKey from None
    return mlkem, X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])


def _bound(purpose: str, recipient: bytes) -> bytes:
    return b"indenfor-wrap/1\n" + purpose.encode() + b"\n" + recipient


def _hybrid() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _x25519() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
