"""Eight Danish words that two people compare or type, so that a file is what its sender made.

    88 bits = the first 11 bytes of domain_hash(domain, data); eight numbers of 11 bits, big endian; each picks a word

The list has 2,048 words and comes in as text (resources/reference/words-da.txt, one word a line): nothing is read here.
What is typed may differ in case, commas, spaces and line breaks, and may spell æ ø å as ae oe aa.
"""

import re
import unicodedata
from collections.abc import Sequence

from desktop.crypto.digests import domain_hash
from desktop.errors import BrokenPromise, WordsDiffer

COUNT = 8
BITS_EACH = 11
LIST_LENGTH = 2**BITS_EACH

_BETWEEN = re.compile(r"[\s,;.\-]+")


def load_words(text: str) -> tuple[str, ...]:
    """The list in its own order; raises BrokenPromise unless it has 2,048 words, distinct also when æ ø å are spelt out."""
    words = tuple(text.split())
    if len(words) != LIST_LENGTH or len({fold(word) for word in words}) != LIST_LENGTH:
        raise BrokenPromise(promise=f"the word list has {LIST_LENGTH} distinct words")
    return words


def eight_words(domain: str, data: bytes, wordlist: Sequence[str]) -> tuple[str, ...]:
    """The eight words of `data` under `domain`; 2^88 tries to find other data with the same words."""
    number = int.from_bytes(domain_hash(domain, data)[: COUNT * BITS_EACH // 8], "big")
    return tuple(wordlist[number >> BITS_EACH * place & LIST_LENGTH - 1] for place in reversed(range(COUNT)))


def check_words(domain: str, data: bytes, typed: str, wordlist: Sequence[str]) -> None:
    """Raise WordsDiffer unless `typed` holds the eight words of `data`, all of them and in their order."""
    wanted = [fold(word) for word in eight_words(domain, data, wordlist)]
    if [word for word in _BETWEEN.split(fold(typed)) if word] != wanted:
        raise WordsDiffer


def fold(text: str) -> str:
    """Lower case, composed (NFC), with æ ø å spelt out: how words are compared, never how they are shown."""
    plain = unicodedata.normalize("NFC", text).lower()
    return plain.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
