"""The same person without a CPR number: how names are normalised for the keyed fingerprint, and which keys link.

The definition, version 1 (test vectors: tests/vectors/names.json). Source: the figures' definition, docs/figures.md.
1 apostrophes are dropped; NFC; casefold; æ,ä→ae ø,ö→oe å→aa ü→y ß→ss ł→l đ→d, and i without its dot →i;
2 NFKD; nonspacing marks (general category Mn) are dropped; a hyphen or dash becomes a space;
3 the given name is its first token; the family name is its last token after al, el, bin, ben, van, von, de, da have
  each been joined to the token that follows.
The letters are mapped before NFKD, because NFKD first would give Åge→age but Aage→aage.
K1 is HMAC-SHA-256, under a key of headquarters', of "given|family|YYYY-MM-DD" in UTF-8. No name or date, no key.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

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


class KeyRow(NamedTuple):
    """A participant as the linking sees it. `gender` is "" where it is not stated."""

    participant: str
    k1: bytes
    site: str
    gender: str
    born_first_of_january: bool


def linkable(first: KeyRow, second: KeyRow) -> bool:
    """Whether two rows are the same person by K1 alone.

    1 January is the date that many refugees were given, so there an equal K1 links only within one site, or where a
    gender is stated and equal.
    """
    if first.k1 != second.k1:
        return False
    if not (first.born_first_of_january or second.born_first_of_january):
        return True
    return first.site == second.site or first.gender == second.gender != ""


def unite(rows: Iterable[KeyRow]) -> dict[str, str]:
    """Participant → person: the smallest participant id among those that are linked, directly or through others."""
    parent: dict[str, str] = {}
    linked: dict[tuple[bytes, str, str], str] = {}
    for row in rows:
        parent.setdefault(row.participant, row.participant)
        for group in _groups(row):
            _join(parent, linked.setdefault(group, row.participant), row.participant)
    return {participant: _root(parent, participant) for participant in parent}


def _groups(row: KeyRow) -> Iterable[tuple[bytes, str, str]]:
    """Rows that share one of these are linkable."""
    if not row.born_first_of_january:
        return ((row.k1, "", ""),)
    site = (row.k1, "site", row.site)
    return (site, (row.k1, "gender", row.gender)) if row.gender else (site,)


def _root(parent: dict[str, str], node: str) -> str:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _join(parent: dict[str, str], first: str, second: str) -> None:
    low, high = sorted((_root(parent, first), _root(parent, second)))
    parent[high] = low
