"""The catalogue as a value: Danish, English, and what happens without a built catalogue."""

import datetime as dt
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from desktop.errors import InvalidValue, StorageError, TooManyTries, UnknownSite
from desktop.texts import Texts, alphabetical

DAY = dt.date(2025, 3, 5)


@pytest.fixture
def danish(tmp_path: Path) -> Texts:
    """Danish from a small catalogue of the test's own, so that no built file is needed."""
    catalogue = Catalog(locale="da", fuzzy=False)
    catalogue.add(TooManyTries.sentence, "For mange forsøg for {label}. Vent {seconds} sekunder.")
    catalogue.add(InvalidValue.sentence, "{field}: {reason}.")
    catalogue.add("the disk is full", "disken er fuld")
    catalogue.add("four", "fire")
    folder = tmp_path / "da" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "indenfor.mo").open("wb") as stream:
        write_mo(stream, catalogue)
    return Texts("da", tmp_path)


def test_a_fault_is_said_in_danish_with_its_arguments(danish: Texts) -> None:
    assert danish.fault(TooManyTries(label="MOS", seconds=30)) == "For mange forsøg for MOS. Vent 30 sekunder."


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    error = TooManyTries(label="MOS", seconds=30)
    assert Texts("en", tmp_path).fault(error) == str(error)


def test_without_a_built_catalogue_the_source_is_shown_rather_than_nothing(tmp_path: Path) -> None:
    assert Texts("da", tmp_path).say("Something went wrong.") == "Something went wrong."


def test_a_reason_is_translated_and_a_name_is_not(danish: Texts) -> None:
    assert danish.fault(InvalidValue(field="four", reason="the disk is full")) == "fire: disken er fuld."
    assert "four" in danish.fault(UnknownSite(name="four", names="four"))
    assert "the disk is full" in danish.fault(StorageError(path="the disk is full", reason="x"))


def test_braces_in_a_value_are_shown_as_they_are(danish: Texts) -> None:
    assert danish.fault(InvalidValue(field="{seconds}", reason="{}")) == "{seconds}: {}."


@pytest.mark.parametrize(
    ("texts", "day", "month", "number"),
    [
        (Texts("da"), "5. marts 2025", "marts 2025", "1.234.567"),
        (Texts("en"), "5 March 2025", "March 2025", "1,234,567"),
    ],
)
def test_dates_and_numbers_as_the_language_writes_them(texts: Texts, day: str, month: str, number: str) -> None:
    assert texts.date(DAY) == day
    assert texts.month(DAY) == month
    assert texts.number(1_234_567) == number


def test_a_year_inside_a_sentence_has_no_thousands_mark() -> None:
    assert Texts("da").say("{year}", year=2025) == "2025"


def test_small_counts_are_words(danish: Texts) -> None:
    english = Texts("en")
    assert [english.count_word(count) for count in (0, 1, 12, 13, -1)] == ["zero", "one", "twelve", "13", "-1"]
    assert danish.count_word(4) == "fire"


def test_texts_of_one_language_are_equal_values() -> None:
    assert Texts("da") == Texts("da")
    assert Texts("da") != Texts("en")


def test_names_stand_as_in_a_danish_list() -> None:
    names = ["Åkandesøen", "Østervang", "aalborg", "Zebra", "Ærø", "Bo"]
    assert sorted(names, key=alphabetical) == ["aalborg", "Bo", "Zebra", "Ærø", "Østervang", "Åkandesøen"]
