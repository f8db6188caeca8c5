"""The same person without a CPR number: how names are normalised for the keyed fingerprints.

The definition, version 1 (test vectors: tests/vectors/names.json). Source: the figures' definition, docs/figures.md.
1 apostrophes are dropped; NFC; casefold; æ,ä→ae ø,ö→oe å→aa ü→y ß→ss ł→l đ→d, and i without its dot →i;
2 NFKD; nonspacing marks (general category Mn) are dropped; a hyphen or dash becomes a space;
3 the given name is its first token; the family name is its last token after al, el, bin, ben, van, von, de, da have
  each been joined to the token that follows.
The letters are mapped before NFKD, because NFKD first would give Åge→age but Aage→aage.
The skeleton of a family name is the normalised one with equal neighbours collapsed ("hassan" → "hasan").
Keys are HMAC-SHA-256, under a key of headquarters', of a message in UTF-8. K1: "given|family|YYYY-MM-DD". K2: "skeleton|YYYY-MM-DD".
K3: "given|YYYY-MM-DD|gender", where a gender is stated. No full birth date, no key; without a name, none of what it stands in.
"""

import unicodedata
from datetime import date
from itertools import groupby

_APOSTROPHES = dict.fromkeys(map(ord, "'`\u00b4\u02bb\u02bc\u2018\u2019\u201b\u2032\uff07"))
_DASHES = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), " ")
_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ü": "y", "ß": "ss", "ł": "l", "đ": "d", "\u0131": "i"})
_PARTICLES = frozenset({"al", "el", "bin", "ben", "van", "von", "de", "da"})


def norm(text: str) -> str:
    """Steps 1 and 2: the tokens of a name, one space between them."""
    folded = unicodedata.normalize("NFC", text.translate(_APOSTROPHES)).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", folded) if unicodedata.category(letter) != "Mn")
    return " ".join(plain.translate(_DASHES).split())


def norm_given(text: str) -> str:
    """The first token, or nothing."""
    return norm(text).partition(" ")[0]


def norm_family(text: str) -> str:
    """The last token once particles are joined to what follows them ("van den Berg" → "berg", "Al-Hassan" → "alhassan")."""
    family, joined = "", ""
    for token in norm(text).split():
        family = joined + token
        joined = family if token in _PARTICLES else ""
    return family


def k1_message(given: str, family: str, birth_date: date | None) -> bytes:
    """What K1 is made of; empty where a name or the date is missing, and then there is no key."""
    first, last = norm_given(given), norm_family(family)
    if not first or not last or birth_date is None:
        return b""
    return f"{first}|{last}|{birth_date.isoformat()}".encode()


def skeleton(text: str) -> str:
    """The family name with equal neighbours collapsed; nothing where there is none."""
    return "".join(letter for letter, _ in groupby(norm_family(text)))


def k2_message(family: str, birth_date: date | None) -> bytes:
    """What K2 is made of: the bones of the family name and the birth date, whatever the given name is."""
    bones = skeleton(family)
    return f"{bones}|{birth_date.isoformat()}".encode() if bones and birth_date is not None else b""


def k3_message(given: str, birth_date: date | None, gender: str) -> bytes:
    """What K3 is made of: a changed family name leaves it as it is. Nothing where the gender is not stated."""
    first = norm_given(given)
    return f"{first}|{birth_date.isoformat()}|{gender}".encode() if first and birth_date is not None and gender else b""
