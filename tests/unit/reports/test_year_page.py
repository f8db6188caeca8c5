"""The year page read back: national figures, the sites with their bars, completeness, and as many pages as the sites need."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.models.rows.papers import Amount, FigureLine, YearPage
from desktop.reports.year_page import year_page
from desktop.texts import Texts

YearOf = Callable[[int], YearPage]


def _pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_ten_places_fit_one_page(year_of: YearOf, english: Texts) -> None:
    (text,) = _pages(year_page(year_of(10), english))
    for words in (
        "The year 2024", "The whole country, as of 31 December 2024", "583", "412", "Being set up (missing)", "Open pairs: 7.",
        "Received from 8 of 10 places. Late: 1. Missing: 1.", "The numbers can rise", "Place number 10", "received", "late", "missing",
        "Persons visited · version 1 · person", "Page 1 of 1", "31/12/2024",
    ):  # fmt: skip
        assert words in text, words


def test_the_danish_page(year_of: YearOf, danish: Texts) -> None:
    (text,) = _pages(year_page(year_of(3), danish))
    for words in ("Året 2024", "Modtaget fra 3 af 3 steder.", "Sted for sted", "31.12.2024", "Internt"):
        assert words in text, words
    assert "Tallene kan stige" not in text


@pytest.mark.parametrize("sites", [1, 17, 18, 19, 40, 90])
def test_every_place_is_printed_once_whatever_the_number_of_pages(sites: int, year_of: YearOf, english: Texts) -> None:
    pages = _pages(year_page(year_of(sites), english))
    printed = [line for page in pages for line in page.splitlines() if line.startswith("Place number ")]
    assert printed == [f"Place number {number}" for number in range(1, sites + 1)]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert ("Persons visited in 2024" in page) == ("Place number " in page)


def test_a_country_without_places_and_figures(year_of: YearOf, english: Texts) -> None:
    (text,) = _pages(year_page(replace(year_of(0), figures=(), notes=()), english))
    assert "There are no figures for this year yet." in text
    assert "No place is enrolled yet." in text
    assert "Place by place" not in text


def test_a_table_begins_on_the_next_page_rather_than_with_a_row_or_two(year_of: YearOf, english: Texts) -> None:
    figure = FigureLine("group", "Group participants", Amount(938), "person", 1, "Inmates at held events.")
    first, second = _pages(year_page(replace(year_of(8), figures=(figure,) * 21, notes=()), english))[:2]
    assert "Place number" not in first
    assert second.count("Place number") == 8


def test_a_later_closing_is_said_to_be_revised(year_of: YearOf, english: Texts) -> None:
    (text,) = _pages(year_page(replace(year_of(2), revision=2), english))
    assert "(revised, number 2)" in text


def test_metadata(year_of: YearOf, english: Texts) -> None:
    reader = PdfReader(BytesIO(year_page(year_of(2), english)))
    assert reader.metadata is not None
    assert reader.metadata.title == "The year 2024. The whole country, as of 31 December 2024"
    assert reader.metadata.author == "Indenfor"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"  # type: ignore[index]  # pypdf types a dictionary as any object
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # type: ignore[index]  # noqa: E712  # the same; a PDF boolean is no bool


def test_equal_input_gives_equal_bytes(year_of: YearOf, english: Texts) -> None:
    assert year_page(year_of(40), english) == year_page(year_of(40), english)
