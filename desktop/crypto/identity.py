"""The identity of one participant, sealed under a random key of its own (the subject key).

    padded = length (2 bytes, big endian) + plain + zeros up to a multiple of 256
    sealed = box.seal(subject key, padded, bound)

Padding keeps the length of a name from telling who it is. `bound` names row, unit and schema, so a sealed identity
that is moved to another row does not open there. Who may open it is decided by grants: the subject key wrapped to a key.
"""

from desktop.crypto import box
from desktop.crypto.buffers import Octets
from desktop.crypto.digests import random_bytes

BLOCK = 256
LONGEST = 2**16 - 1


def new_subject_key() -> bytes:
    """A fresh key of 32 bytes; one for every participant."""
    return random_bytes(32)


def seal_identity(subject_key: Octets, plain: bytes, bound: bytes) -> bytes:
    """Pad and seal; nearly always 284 bytes. More than 65,535 bytes of plain are a ValueError."""
    if len(plain) > LONGEST:
        raise ValueError(f"an identity holds at most {LONGEST} bytes")
    counted = len(plain).to_bytes(2, "big") + plain
    return box.seal(subject_key, counted + bytes(-len(counted) % BLOCK), bound)


def open_identity(subject_key: Octets, sealed: bytes, bound: bytes) -> bytes:
    """The plain bytes; raises box.BoxRefused for another key, another place, a changed byte or a wrong padding."""
    padded = box.open_(subject_key, sealed, bound)
    length = int.from_bytes(padded[:2], "big")
    rest = padded[2 + length :]
    if len(padded) % BLOCK or 2 + length + len(rest) != len(padded) or len(rest) >= BLOCK or any(rest):
        raise box.BoxRefused("the padding is not as agreed")
    return padded[2 : 2 + length]
