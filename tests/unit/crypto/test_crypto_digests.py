"""Hashes under domains, random ids, and the buffer that is wiped."""

import hashlib
import hmac

import pytest

from desktop.crypto import digests
from desktop.crypto.buffers import SecretBytes


def test_sha256_and_hmac_are_the_published_ones() -> None:
    assert digests.sha256(b"abc") == hashlib.sha256(b"abc").digest()
    assert digests.hmac_sha256(bytearray(b"key"), memoryview(b"data")) == hmac.new(b"key", b"data", "sha256").digest()


def test_a_domain_hash_is_the_domain_a_line_feed_and_the_chunks() -> None:
    assert digests.domain_hash("indenfor-å/1", b"ab", b"c") == hashlib.sha256("indenfor-å/1\nabc".encode()).digest()
    assert digests.domain_hash("one", b"x") != digests.domain_hash("two", b"x")


def test_a_hasher_takes_pieces_and_may_be_asked_on_the_way() -> None:
    hasher = digests.Hasher()
    hasher.update(b"ab")
    assert hasher.digest() == digests.sha256(b"ab")
    hasher.update(memoryview(b"c"))
    assert hasher.digest() == digests.sha256(b"abc")


def test_ids_and_random_bytes_are_fresh() -> None:
    first, second = digests.new_id(), digests.new_id()
    assert first != second
    assert len(first) == 32
    assert set(first) <= set("0123456789abcdef")
    assert len(digests.random_bytes(7)) == 7
    assert digests.random_bytes(16) != digests.random_bytes(16)


@pytest.mark.parametrize(("first", "second", "equal"), [(b"a", b"a", True), (b"a", b"b", False), (b"a", b"aa", False)])
def test_same_compares_the_whole(first: bytes, second: bytes, equal: bool) -> None:
    assert digests.same(first, second) is equal


def test_a_secret_is_read_without_a_copy_and_wiped_at_the_end() -> None:
    with SecretBytes(b"key material") as secret:
        view = secret.view
        assert view.readonly
        assert bytes(view) == b"key material"
        assert len(secret) == 12
        assert "key material" not in repr(secret)
    assert bytes(view) == bytes(12)
    secret.wipe()
    assert bytes(secret.view) == bytes(12)


def test_a_buffer_that_is_handed_over_is_wiped_at_once() -> None:
    given = bytearray(b"store key")
    secret = SecretBytes(given)
    assert given == bytes(9)
    assert bytes(secret.view) == b"store key"


def test_a_forgotten_secret_is_wiped_when_it_goes() -> None:
    secret = SecretBytes(b"forgotten")
    view = secret.view
    del secret
    assert bytes(view) == bytes(9)
