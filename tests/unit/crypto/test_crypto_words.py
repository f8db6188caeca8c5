"""Eight words of a file, and the two lists that lie in resources/reference."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest

from desktop.crypto.words import check_words, eight_words, fold, load_words
from desktop.errors import BrokenPromise, WordsDiffer

REFERENCE = Path(__file__).parents[3] / "resources" / "reference"
TEXT = (REFERENCE / "words-da.txt").read_text(encoding="utf-8")
WORDS = load_words(TEXT)
PLAIN = tuple(f"o{number:04d}" for number in range(2048))


def test_the_words_are_the_first_88_bits_eleven_at_a_time() -> None:
    digest = hashlib.sha256(b"indenfor-request/1\nthe file").digest()
    bits = "".join(f"{byte:08b}" for byte in digest)[:88]
    expected = tuple(PLAIN[int(bits[start : start + 11], 2)] for start in range(0, 88, 11))
    assert eight_words("indenfor-request/1", b"the file", PLAIN) == expected
    assert eight_words("indenfor-root/1", b"the file", PLAIN) != expected


WANTED = eight_words("d", b"data", WORDS)


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(WANTED),
        "  " + ",  ".join(WANTED).upper() + " \n",
        "\n".join(WANTED),
        "; ".join(WANTED) + ".",
        "-".join(WANTED),
        fold(" ".join(WANTED)),
        unicodedata.normalize("NFD", " ".join(WANTED).title()),
    ],
)
def test_case_commas_spaces_and_spelt_out_letters_do_not_matter(typed: str) -> None:
    check_words("d", b"data", typed, WORDS)


def test_spelt_out_letters_are_understood() -> None:
    marked = next(
        number for number in range(500) if set("æøå") & set("".join(eight_words("d", bytes([number % 256, number // 256]), WORDS)))
    )
    data = bytes([marked % 256, marked // 256])
    words = " ".join(eight_words("d", data, WORDS))
    check_words("d", data, words.replace("æ", "ae").replace("ø", "OE").replace("å", "aa"), WORDS)
    with pytest.raises(WordsDiffer):
        check_words("d", data, words.replace("æ", "a").replace("ø", "o").replace("å", "a"), WORDS)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ".join(WANTED[:7]),
        " ".join((*WANTED, WANTED[0])),
        " ".join((WANTED[1], WANTED[0], *WANTED[2:])),
        " ".join((*WANTED[:7], "ukendt")),
        "".join(WANTED),
    ],
)
def test_fewer_more_swapped_or_other_words_are_refused(typed: str) -> None:
    with pytest.raises(WordsDiffer):
        check_words("d", b"data", typed, WORDS)


def test_other_data_or_another_domain_is_refused() -> None:
    with pytest.raises(WordsDiffer):
        check_words("d", b"datb", " ".join(WANTED), WORDS)
    with pytest.raises(WordsDiffer):
        check_words("e", b"data", " ".join(WANTED), WORDS)


@pytest.mark.parametrize(
    "text", ["", "\n".join(PLAIN[:-1]), "\n".join((*PLAIN, "one")), "\n".join((*PLAIN, PLAIN[0])), "\n".join((*PLAIN[:-2], "øre", "oere"))]
)
def test_a_list_that_is_not_2048_distinct_words_is_our_own_fault(text: str) -> None:
    with pytest.raises(BrokenPromise):
        load_words(text)


def test_the_list_is_short_lowercase_sorted_and_distinct_also_when_spelt_out() -> None:
    assert len(WORDS) == len(set(WORDS)) == 2048
    assert list(WORDS) == sorted(WORDS)
    assert "\n".join(WORDS) + "\n" == TEXT
    assert [word for word in WORDS if not re.fullmatch("[a-zæøå]{3,8}", word)] == []


def test_no_word_of_the_list_is_the_plural_or_the_definite_form_of_another() -> None:
    known = set(WORDS)
    pairs = [(word, word + end) for word in WORDS for end in ("e", "er", "en", "et", "ene", "erne") if word + end in known]
    pairs += [(word, word + end) for word in WORDS if word[-1] in "aeiouyæøå" for end in "rnst" if word + end in known]
    assert pairs == []


def test_the_list_holds_no_emblem() -> None:
    assert not {"kors", "halvmåne", "krystal", "løve"} & set(WORDS)


def test_aliases_are_capitalised_and_distinct_in_their_first_three_letters() -> None:
    text = (REFERENCE / "aliases-da.txt").read_text(encoding="utf-8")
    aliases = text.split()
    assert text == "\n".join(aliases) + "\n"
    assert aliases == sorted(aliases)
    assert len(aliases) >= 280
    assert [alias for alias in aliases if not re.fullmatch("[A-ZÆØÅ][a-zæøå]{2,11}", alias)] == []
    assert len({fold(alias)[:3] for alias in aliases}) == len(aliases)
