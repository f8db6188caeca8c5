"""From a passphrase to a key, and which passphrases are refused."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.crypto import passphrase
from desktop.crypto.passphrase import DEFAULT, FLOOR, Cost
from desktop.errors import WeakPassphrase

CHEAP = Cost(64, 1, 1)
SALT = bytes(range(16))


def test_a_key_is_argon2id_of_the_composed_passphrase() -> None:
    expected = Argon2id(salt=SALT, length=32, iterations=1, lanes=1, memory_cost=64).derive("blå".encode())
    assert passphrase.derive("blå", bytearray(SALT), CHEAP) == expected
    assert passphrase.derive(unicodedata.normalize("NFD", "blå"), SALT, CHEAP) == expected


@pytest.mark.parametrize("other", [Cost(72, 1, 1), Cost(64, 2, 1), Cost(64, 1, 2)])
def test_every_part_of_the_cost_counts(other: Cost) -> None:
    assert passphrase.derive("blå", SALT, other) != passphrase.derive("blå", SALT, CHEAP)


def test_the_floor_and_the_default_are_those_of_the_vault_format() -> None:
    assert Cost(65536, 3, 4) == FLOOR
    assert Cost(262144, 3, 4) == DEFAULT


def test_a_cost_that_argon2_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError):
        passphrase.derive("blå", SALT, Cost(1, 1, 1))


@pytest.mark.parametrize(
    "guessable",
    [
        "",
        "kort",
        "k9#Fq2!vX",
        "rødekors2026",
        "Rødekors2026!",
        "rodekors2026",
        "roedekors2026",
        "R0dekors2026",
        "rødekors rødkors",
        "RødeKors Nyborg",
        "Fængsel2026",
        "besøgsven2025",
        "besøgstjeneste1",
        "oktober2026",
        "Sommer2026!!",
        "nyborgfængsel",
        "Jeg-elsker-dig",
        "hygge kaffe",
        "adgangskode123",
        "qwertyuiopå",
        "aaaaaaaaaaaa",
        "2026-11-22-1",
        "password12345",
        "!!!!!!!!!!!!",
        "!#%&/()=?-_@£$",
    ],
)
def test_what_is_easily_guessed_is_refused(guessable: str) -> None:
    with pytest.raises(WeakPassphrase):
        passphrase.require_strong(guessable)


@pytest.mark.parametrize(
    "strong",
    [
        "lampe regn cykel skov",
        "trappe-gulerod-tordenvejr-kontrabas",
        unicodedata.normalize("NFD", "blåbær ørken tæppe sløjfe"),
        "k9#Fq2!vX0",
        "lampe regn cykel skov " * 20,
    ],
)
def test_four_unrelated_words_are_accepted(strong: str) -> None:
    passphrase.require_strong(strong)


def test_the_names_of_the_place_count_as_known() -> None:
    passphrase.require_strong("Kragholmsvig1")
    for hints in (["Kragholmsvig"], ["Fængslet Kragholmsvig"], ["Kragholms Vig"], [unicodedata.normalize("NFD", "Kragholmsvig")]):
        with pytest.raises(WeakPassphrase):
            passphrase.require_strong("Kragholmsvig1", hints)


def test_a_hint_is_known_in_every_spelling() -> None:
    for spelt in ("Søbæksgården7", "Soebaeksgaarden7", "Sobaksgarden7"):
        with pytest.raises(WeakPassphrase):
            passphrase.require_strong(spelt, [unicodedata.normalize("NFD", "Søbæksgården")])


def test_the_slow_library_is_loaded_only_when_asked() -> None:
    code = "import sys, desktop.crypto.passphrase; sys.exit('zxcvbn' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0  # noqa: S603 - our own words
