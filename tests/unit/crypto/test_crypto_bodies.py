"""Streams, boxes and identities: what was sealed comes back whole, in its own place, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto import box, identity, stream
from desktop.errors import TamperedBundle

KEY = bytes(range(32))
CONTEXT = b"indenfor-bundle/1"
PLAIN = bytes(range(256)) * 512


def sealed(plain: bytes = PLAIN, context: bytes = CONTEXT) -> bytes:
    encryptor = stream.Encryptor(KEY, context)
    return encryptor.update(plain) + encryptor.finish()


def opened(data: bytes, context: bytes = CONTEXT, key: bytes = KEY) -> bytes:
    decryptor = stream.Decryptor(key, context)
    return decryptor.update(data) + decryptor.finish()


@given(st.lists(st.binary(max_size=40_000), max_size=5))
def test_a_stream_comes_back_however_it_was_cut(pieces: list[bytes]) -> None:
    encryptor = stream.Encryptor(bytearray(KEY), CONTEXT)
    data = b"".join([encryptor.update(piece) for piece in pieces]) + encryptor.finish()
    decryptor = stream.Decryptor(KEY, CONTEXT)
    plain = b"".join(decryptor.update(data[start : start + 10_007]) for start in range(0, len(data), 10_007))
    assert plain + decryptor.finish() == b"".join(pieces)


def test_new_keys_are_fresh() -> None:
    assert len(stream.new_key()) == stream.KEY_LENGTH
    assert stream.new_key() != stream.new_key()


def chunks() -> list[bytes]:
    """A sealed stream's head and its chunks, told apart by what the encryptor gives out at a time."""
    encryptor = stream.Encryptor(KEY, CONTEXT)
    out = [encryptor.update(PLAIN[start : start + 1024]) for start in range(0, len(PLAIN), 1024)]
    pieces = [piece for piece in [*out, encryptor.finish()] if piece]
    assert len(pieces) >= 4
    return pieces


@pytest.mark.parametrize("length", [0, 10, 56, 72, 20_000, len(PLAIN), -17, -1])
def test_a_cut_stream_is_tampered(length: int) -> None:
    with pytest.raises(TamperedBundle):
        opened(sealed()[:length])


@pytest.mark.parametrize("extra", [b"\0", bytes(16), bytes(20_000)])
def test_a_longer_stream_is_tampered(extra: bytes) -> None:
    with pytest.raises(TamperedBundle):
        opened(sealed() + extra)


def test_a_flipped_bit_is_tampered() -> None:
    data = sealed()
    for place in [*range(80), *range(80, len(data), 4099), len(data) - 1]:
        flipped = bytearray(data)
        flipped[place] ^= 1
        with pytest.raises(TamperedBundle):
            opened(bytes(flipped))


def test_chunks_swapped_doubled_or_removed_are_tampered() -> None:
    pieces = chunks()
    size = max(len(piece) for piece in pieces)
    alike = [place for place, piece in enumerate(pieces) if len(piece) == size][-2:]
    first, second = alike
    swapped = list(pieces)
    swapped[first], swapped[second] = pieces[second], pieces[first]
    assert opened(b"".join(pieces)) == PLAIN
    for wrong in (swapped, [*pieces[: second + 1], *pieces[second:]], [*pieces[:second], *pieces[second + 1 :]], pieces[:-1]):
        with pytest.raises(TamperedBundle):
            opened(b"".join(wrong))


def test_another_key_or_context_is_tampered() -> None:
    with pytest.raises(TamperedBundle):
        opened(sealed(), key=bytes(32))
    with pytest.raises(TamperedBundle):
        opened(sealed(), context=b"another")


def test_after_a_refusal_or_the_end_a_decryptor_takes_nothing_more() -> None:
    decryptor = stream.Decryptor(KEY, CONTEXT)
    with pytest.raises(TamperedBundle):
        decryptor.update(bytes(100_000))
    with pytest.raises(TamperedBundle):
        decryptor.update(sealed())
    with pytest.raises(TamperedBundle):
        decryptor.finish()


@given(st.binary(max_size=600), st.binary(max_size=40))
def test_a_box_comes_back_in_its_place(plain: bytes, bound: bytes) -> None:
    data = box.seal(bytearray(KEY), plain, bound)
    assert len(data) == len(plain) + box.OVERHEAD
    assert box.open_(KEY, data, bound) == plain
    assert box.seal(KEY, plain, bound) != data


def test_a_box_that_was_moved_changed_or_belongs_to_another_key_is_refused() -> None:
    data = box.seal(KEY, b"plain", b"row 1")
    tries = [(bytes(32), data, b"row 1"), (KEY, data, b"row 2"), (KEY, data, b""), (KEY, data + b"\0", b"row 1")]
    tries += [(KEY, data[:length], b"row 1") for length in (0, 12, 27, len(data) - 1)]
    tries += [(KEY, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], b"row 1") for place in range(len(data))]
    for key, wrong, bound in tries:
        with pytest.raises(box.BoxRefused):
            box.open_(key, wrong, bound)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_box_is_aes_256_or_nothing(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        box.seal(bytes(length), b"plain", b"")
    with pytest.raises(ValueError, match="32 bytes") as refusal:
        box.open_(bytes(length), bytes(40), b"")
    assert not isinstance(refusal.value, box.BoxRefused)


@pytest.mark.parametrize(("length", "size"), [(0, 284), (1, 284), (254, 284), (255, 540), (65_535, 65_820)])
def test_an_identity_is_padded_so_that_its_length_tells_little(length: int, size: int) -> None:
    key = identity.new_subject_key()
    data = identity.seal_identity(key, b"n" * length, b"row+unit+schema")
    assert len(data) == size
    assert identity.open_identity(key, data, b"row+unit+schema") == b"n" * length


def test_an_identity_too_long_for_its_length_field_is_refused() -> None:
    with pytest.raises(ValueError, match="65535"):
        identity.seal_identity(KEY, bytes(65_536), b"row")


def test_an_identity_moved_to_another_row_or_key_is_refused() -> None:
    data = identity.seal_identity(KEY, b'{"given":"Q"}', b"row 1")
    with pytest.raises(box.BoxRefused):
        identity.open_identity(KEY, data, b"row 2")
    with pytest.raises(box.BoxRefused):
        identity.open_identity(identity.new_subject_key(), data, b"row 1")


@pytest.mark.parametrize(
    "padded",
    [b"", b"\0", b"\0\1a", bytes(255), b"\0\1a" + bytes(252) + b"\1", b"\1\0" + bytes(254), bytes(512), b"\0\xff" + bytes(256)],
    ids=[
        "empty",
        "no length",
        "not padded",
        "not a block",
        "a padding that says something",
        "longer than it is",
        "a block too many",
        "258",
    ],
)
def test_a_padding_not_as_agreed_is_refused(padded: bytes) -> None:
    with pytest.raises(box.BoxRefused, match="padding"):
        identity.open_identity(KEY, box.seal(KEY, padded, b"row"), b"row")
