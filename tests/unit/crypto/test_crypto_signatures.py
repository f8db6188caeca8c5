"""Signatures: what fits, and what is refused before the library is asked."""

import hashlib
import runpy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.crypto import signatures
from desktop.crypto.signatures import FIELD_PRIME, GROUP_ORDER, LOW_ORDER_Y, SigningKey, VerifyKey
from desktop.errors import BadSignature, WeakKey

CURVE: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "vectors" / "make_crypto.py"))
REFUSED: list[bytes] = CURVE["refused_encodings"]()
KEY = SigningKey.from_seed(bytes(range(32)))
MESSAGE = b"one save"
GOOD = KEY.sign(MESSAGE)


def test_the_first_example_of_rfc_8032() -> None:
    key = SigningKey.from_seed(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_a_key_comes_back_from_its_seed_and_verifies_many() -> None:
    key = SigningKey.generate()
    again = SigningKey.from_seed(bytearray(key.seed))
    assert again.public == key.public
    known = VerifyKey(key.public)
    assert known.public == key.public
    for number in range(3):
        message = bytes([number])
        known.verify(message, again.sign(message))
        signatures.verify(key.public, message, key.sign(message))


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        SigningKey.from_seed(bytes(31))


def test_the_eight_points_of_low_order_follow_from_the_curve_and_are_those_we_refuse() -> None:
    points = CURVE["low_order_points"]()
    assert len(points) == 8
    assert {y for _x, y in points} == LOW_ORDER_Y
    # 8 points, 2 for x = 0 with a set sign bit, 4 for y = p and y = p + 1
    assert len(REFUSED) == 14
    assert {CURVE["encode"](point) for point in points} <= set(REFUSED)


@pytest.mark.parametrize("public", REFUSED, ids=bytes.hex)
def test_low_order_keys_are_weak(public: bytes) -> None:
    with pytest.raises(WeakKey):
        signatures.check_public(public)
    with pytest.raises(WeakKey):
        VerifyKey(public)
    with pytest.raises(BadSignature):
        signatures.verify(public, MESSAGE, GOOD)


@pytest.mark.parametrize("low", REFUSED, ids=bytes.hex)
def test_an_r_of_low_order_is_refused(low: bytes) -> None:
    with pytest.raises(BadSignature):
        signatures.verify(KEY.public, MESSAGE, low + GOOD[32:])


def test_the_library_alone_would_take_the_identity_for_a_key() -> None:
    """Why the refusals stand before the library: under this key one signature fits any message."""
    point = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(point).verify(point + bytes(32), b"anything at all")
    with pytest.raises(BadSignature):
        signatures.verify(point, b"anything at all", point + bytes(32))


@pytest.mark.parametrize("y", range(FIELD_PRIME, 2**255))
@pytest.mark.parametrize("sign", [0, 2**255])
def test_encodings_that_are_not_canonical_are_refused(y: int, sign: int) -> None:
    encoding = (y + sign).to_bytes(32, "little")
    with pytest.raises(WeakKey):
        signatures.check_public(encoding)
    with pytest.raises(BadSignature):
        signatures.verify(KEY.public, MESSAGE, encoding + GOOD[32:])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_weak(length: int) -> None:
    with pytest.raises(WeakKey):
        signatures.check_public(KEY.public[:1] * length)


def test_s_must_be_below_the_group_order() -> None:
    s = int.from_bytes(GOOD[32:], "little")
    for number in (s + GROUP_ORDER, GROUP_ORDER, 2**256 - 1):
        with pytest.raises(BadSignature):
            signatures.verify(KEY.public, MESSAGE, GOOD[:32] + number.to_bytes(32, "little"))


def test_a_signature_with_the_identity_for_r_is_refused_though_the_library_takes_it() -> None:
    """R = the identity and S = k * a satisfies the equation of RFC 8032; nobody who follows its section 5.1.6 makes one."""
    scalar = int.from_bytes(hashlib.sha512(KEY.seed).digest()[:32], "little") & (2**254 - 8) | 2**254
    r = (1).to_bytes(32, "little")
    challenge = int.from_bytes(hashlib.sha512(r + KEY.public + MESSAGE).digest(), "little")
    signature = r + (challenge * scalar % GROUP_ORDER).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(KEY.public).verify(signature, MESSAGE)
    with pytest.raises(BadSignature):
        signatures.verify(KEY.public, MESSAGE, signature)


class Credulous:
    """Stands in for the library's key: it finds every signature good."""

    def verify(self, signature: bytes, message: bytes) -> None:
        """Accept."""


@pytest.mark.parametrize(
    "signature",
    [GOOD[:32] + GROUP_ORDER.to_bytes(32, "little"), GOOD[:32] + b"\xff" * 32, GOOD[:-1], GOOD + b"\0", REFUSED[0] + GOOD[32:]],
    ids=["S = L", "S largest", "short", "long", "R of low order"],
)
def test_the_refusals_do_not_lean_on_the_library(signature: bytes) -> None:
    key = VerifyKey(KEY.public)
    object.__setattr__(key, "_key", Credulous())
    key.verify(b"any message", GOOD)
    with pytest.raises(BadSignature):
        key.verify(MESSAGE, signature)


@pytest.mark.parametrize("bit", range(0, 512, 7))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    flipped = bytearray(GOOD)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignature):
        signatures.verify(KEY.public, MESSAGE, bytes(flipped))


@pytest.mark.parametrize("signature", [b"", GOOD[:-1], GOOD + b"\0", GOOD * 2])
def test_another_length_is_refused(signature: bytes) -> None:
    with pytest.raises(BadSignature):
        signatures.verify(KEY.public, MESSAGE, signature)


def test_another_message_or_key_is_refused() -> None:
    with pytest.raises(BadSignature):
        signatures.verify(KEY.public, MESSAGE + b".", GOOD)
    with pytest.raises(BadSignature):
        signatures.verify(SigningKey.generate().public, MESSAGE, GOOD)
