"""From a passphrase to a key (Argon2id, RFC 9106), and how easy a passphrase is to guess.

The passphrase is composed (NFC) before it is hashed, because keyboards differ in how they send å.
FLOOR is the least a slot may ask for; DEFAULT is what a new slot asks for. Tests hand in less.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.crypto.buffers import Octets
from desktop.crypto.guessable import GUESSABLE
from desktop.errors import WeakPassphrase

KEY_LENGTH = 32
SALT_LENGTH = 16
SHORTEST = 10
LEAST_SCORE = 3
# zxcvbn refuses longer ones, whose time would grow without end; a strong beginning is strong enough
LONGEST_SCORED = 72

_JOINTS = re.compile(r"[\s_.,\-]+|^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it, lanes that run side by side."""

    memory_kib: int
    passes: int
    lanes: int


FLOOR = Cost(65536, 3, 4)
DEFAULT = Cost(262144, 3, 4)


def derive(passphrase: str, salt: Octets, cost: Cost) -> bytes:
    """32 bytes; `salt` is 16 random bytes. Takes what `cost` says; a cost that Argon2 does not know is a ValueError."""
    argon = Argon2id(salt=bytes(salt), length=KEY_LENGTH, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return argon.derive(_composed(passphrase).encode())


def require_strong(passphrase: str, hints: Sequence[str] = ()) -> None:
    """Raise WeakPassphrase for fewer than 10 characters, or a zxcvbn score below 3 of 4.

    Score 3 means more than 10^8 guesses. It is asked for twice, the second time without spaces, joints and what stands at
    the ends: an exclamation mark after two known words makes no secret. `hints` are words that are tried first: the place, the labels.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - lazily: its word lists take longer to load than the rest of this room

    plain = _composed(passphrase)
    bare = _JOINTS.sub("", plain)
    if len(plain) < SHORTEST or not bare:
        raise WeakPassphrase
    known = _known(hints)
    if any(zxcvbn(form[:LONGEST_SCORED], user_inputs=known)["score"] < LEAST_SCORE for form in (plain, bare)):
        raise WeakPassphrase


def _known(hints: Sequence[str]) -> list[str]:
    """Hints and Danish words, first the likeliest; each also with æ ø å spelt out, and as a foreign keyboard writes them."""
    words = []
    for hint in hints:
        parts = _composed(hint).lower().split()
        words += [" ".join(parts), "".join(parts), *parts]
    words += GUESSABLE.split()
    spelt = [form for word in words for form in (word, _replace(word, "ae", "oe", "aa"), _replace(word, "a", "o", "a"))]
    return list(dict.fromkeys(spelt))


def _replace(word: str, ae: str, oe: str, aa: str) -> str:
    return word.replace("æ", ae).replace("ø", oe).replace("å", aa)


def _composed(passphrase: str) -> str:
    return unicodedata.normalize("NFC", passphrase)
