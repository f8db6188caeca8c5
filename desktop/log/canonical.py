"""The canonical form: RFC 8785 JSON, made once; after that only bytes are hashed, stored and sent.

On our subset (ASCII keys, whole numbers within 2^53, text in NFC, no floats) msgspec's sorted output is byte-equal
to RFC 8785; tests/vectors hold the proof. Reading is strict: typed decode, encode again, compare.
Rules: 1 keys sorted and known; 2 no white space; 3 integers without sign of plus, fraction or exponent;
4 bytes as standard base64 with padding; 5 text is NFC; 6 one value, nothing after it.
"""

import unicodedata
from typing import Generic, TypeVar

import msgspec

from desktop.errors import NonCanonical

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="sorted")
_GARBAGE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, ValueError)


def encode(value: object) -> bytes:
    """The canonical bytes of a struct or of plain values."""
    return _ENCODER.encode(value)


def decode(data: bytes, type_: type[T]) -> T:
    """The value of canonical bytes. Raises NonCanonical for anything that is not exactly what `encode` makes."""
    return Reader(type_).read(data)


class Reader(Generic[T]):
    """A decoder for one type, made once where many records are read."""

    def __init__(self, type_: type[T]) -> None:
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(type_, strict=True)

    def read(self, data: bytes) -> T:
        try:
            value = self._decoder.decode(data)
        except _GARBAGE as error:
            raise NonCanonical(what=type(error).__name__) from error
        if _ENCODER.encode(value) != data:
            raise NonCanonical(what="form")
        if not data.isascii() and not unicodedata.is_normalized("NFC", data.decode("utf-8")):
            raise NonCanonical(what="NFC")
        return value
