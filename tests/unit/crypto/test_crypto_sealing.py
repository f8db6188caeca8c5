"""Sealing to a public key: what comes back, and what is refused without telling why."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from desktop.crypto import sealing
from desktop.crypto.digests import domain_hash
from desktop.crypto.sealing import LOW_ORDER_U, SUITE_HYBRID, SUITE_X25519, WRAP_LENGTH, SealKey
from desktop.errors import NotForUs, UpgradeNeeded, WeakKey

P = 2**255 - 19
A = 486662
SECRET = bytes(range(32))
KEY = SealKey.from_private(bytes(range(96)))
SUITES = pytest.mark.parametrize("suite", [SUITE_HYBRID, SUITE_X25519])


@SUITES
def test_a_secret_comes_back_in_the_promised_length(suite: int) -> None:
    wrapped = sealing.wrap(KEY.public, bytearray(SECRET), "store", suite)
    assert len(wrapped) == WRAP_LENGTH[suite]
    assert sealing.unwrap(KEY, wrapped, "store", suite) == SECRET
    assert sealing.wrap(KEY.public, SECRET, "store", suite) != wrapped


def test_a_key_comes_back_from_its_private_bytes() -> None:
    key = SealKey.generate()
    again = SealKey.from_private(bytearray(key.private))
    assert again.public == key.public
    assert len(key.public) == sealing.PUBLIC_LENGTH
    assert key.fingerprint == sealing.fingerprint(key.public) == domain_hash("indenfor-key/1", key.public)
    assert sealing.unwrap(again, sealing.wrap(key.public, SECRET, "store"), "store") == SECRET
    with pytest.raises(ValueError, match="96"):
        SealKey.from_private(bytes(95))


def test_a_key_of_a_seed_is_repeatable_and_differs_from_seed_to_seed() -> None:
    key = SealKey.from_seed(bytes(32))
    assert key.private == SealKey.from_seed(bytearray(32)).private
    assert key.public != SealKey.from_seed(bytes(31) + b"\1").public


@SUITES
def test_another_key_is_not_for_us(suite: int) -> None:
    wrapped = sealing.wrap(KEY.public, SECRET, "store", suite)
    with pytest.raises(NotForUs):
        sealing.unwrap(SealKey.generate(), wrapped, "store", suite)


@SUITES
def test_another_purpose_is_not_for_us(suite: int) -> None:
    wrapped = sealing.wrap(KEY.public, SECRET, "store", suite)
    with pytest.raises(NotForUs):
        sealing.unwrap(KEY, wrapped, "bundle", suite)


@SUITES
def test_a_flipped_bit_is_not_for_us(suite: int) -> None:
    wrapped = sealing.wrap(KEY.public, SECRET, "store", suite)
    for place in range(0, len(wrapped), 13):
        flipped = bytearray(wrapped)
        flipped[place] ^= 0x40
        with pytest.raises(NotForUs):
            sealing.unwrap(KEY, flipped, "store", suite)


@SUITES
def test_another_length_or_suite_is_not_for_us(suite: int) -> None:
    wrapped = sealing.wrap(KEY.public, SECRET, "store", suite)
    for wrong in (b"", wrapped[:31], wrapped[:-1], wrapped + b"\0", bytes(len(wrapped))):
        with pytest.raises(NotForUs):
            sealing.unwrap(KEY, wrong, "store", suite)
    with pytest.raises(NotForUs):
        sealing.unwrap(KEY, wrapped, "store", SUITE_X25519 + SUITE_HYBRID - suite)


def test_one_half_of_a_key_does_not_open_the_joined_suite() -> None:
    wrapped = sealing.wrap(KEY.public, SECRET, "store")
    other = SealKey.generate()
    for private in (KEY.private[:64] + other.private[64:], other.private[:64] + KEY.private[64:]):
        with pytest.raises(NotForUs):
            sealing.unwrap(SealKey.from_private(private), wrapped, "store")


def test_an_unknown_suite_needs_an_upgrade() -> None:
    with pytest.raises(UpgradeNeeded):
        sealing.wrap(KEY.public, SECRET, "store", 3)
    with pytest.raises(UpgradeNeeded):
        sealing.unwrap(KEY, bytes(80), "store", 0)


def with_u(u: int) -> bytes:
    return KEY.public[:1184] + u.to_bytes(32, "little")


def doubled(u: int) -> int | None:
    """Twice the point of a u of v^2 = u^3 + A u^2 + u, on the curve or its twist; None is the point at infinity."""
    below = 4 * u * (u * u + A * u + 1) % P
    return (u * u - 1) ** 2 * pow(below, -1, P) % P if below else None


def test_the_values_of_low_order_vanish_when_doubled_three_times() -> None:
    for u in LOW_ORDER_U:
        value: int | None = u
        for _ in range(3):
            value = None if value is None else doubled(value)
        assert value is None
    assert len(LOW_ORDER_U) == 5


@pytest.mark.parametrize("u", sorted(LOW_ORDER_U))
def test_an_x25519_key_of_low_order_is_weak_in_every_encoding(u: int) -> None:
    """The library loads it, and would fail at the exchange only."""
    with pytest.raises(ValueError):
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(u.to_bytes(32, "little")))
    for value in {u, u + P, u + 2**255, u + P + 2**255}:
        if value < 2**256:
            with pytest.raises(WeakKey):
                sealing.check_seal_public(with_u(value))
            with pytest.raises(WeakKey):
                sealing.wrap(with_u(value), SECRET, "store")


@pytest.mark.parametrize("u", [P, P + 2, P + 9, 2**255 - 1, 2**255 + 9, 2**256 - 1])
def test_an_x25519_key_that_is_not_canonical_is_weak(u: int) -> None:
    with pytest.raises(WeakKey):
        sealing.check_seal_public(with_u(u))


def test_mlkem_coefficients_not_below_q_are_weak() -> None:
    with pytest.raises(WeakKey):
        sealing.check_seal_public(b"\xff\xff" + KEY.public[2:])


@pytest.mark.parametrize("length", [0, 32, 1184, 1215, 1217])
def test_a_key_of_another_length_is_weak(length: int) -> None:
    with pytest.raises(WeakKey):
        sealing.check_seal_public((KEY.public + b"\0")[:length])


def test_a_good_key_passes() -> None:
    sealing.check_seal_public(KEY.public)


def test_the_self_test_passes_and_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sealing.self_test()
    assert not sealing.self_test((SUITE_HYBRID, 9))
    monkeypatch.setitem(WRAP_LENGTH, SUITE_X25519, 81)
    assert not sealing.self_test()


def test_the_self_test_notices_a_library_that_forgets_the_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful:
        """Stands in for the library's suite: it seals nothing and opens for anybody."""

        def __init__(self, *_algorithms: object) -> None:
            self.length = WRAP_LENGTH[SUITE_X25519]

        def encrypt(self, plaintext: bytes, _public: object, **_info: bytes) -> bytes:
            return plaintext + bytes(self.length - len(plaintext))

        def decrypt(self, ciphertext: bytes, _private: object, **_info: bytes) -> bytes:
            return ciphertext[:32]

    monkeypatch.setattr("desktop.crypto.sealing.hpke.Suite", Forgetful)
    assert not sealing.self_test((SUITE_X25519,))
