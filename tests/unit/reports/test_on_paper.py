"""The papers as a printer sees them: rendered, margins empty, every text on the page, the watermark under the numbers."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from PIL.Image import Image
from pypdf import PdfReader

from desktop.models.rows.papers import Amount, Count, SiteLine, StatusLine, StatusPage, YearPage
from desktop.reports.status_page import status_page
from desktop.reports.style import MARGIN, PAGE_HEIGHT, PAGE_WIDTH
from desktop.reports.year_page import year_page
from desktop.texts import Texts

LONG = "Københavns Fængsler, Politigårdens Fængsel, afdelingen for unge i varetægt på Amager og Bornholm " * 3
UNBROKEN = "Fængselsafdelingssamarbejdsaftale" * 6
YearOf = Callable[[int], YearPage]


def _pictures(pdf: bytes) -> list[Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=1).to_pil().convert("L") for page in document]


def _within(pdf: bytes) -> None:
    """All ink and all text lie within the margins."""
    for picture in _pictures(pdf):
        ink = picture.point(lambda grey: 255 if grey < 250 else 0).getbbox()
        assert ink is not None
        left, top, right, bottom = ink
        assert left >= MARGIN - 2
        assert right <= PAGE_WIDTH - MARGIN + 2
        assert top >= 30
        assert bottom <= PAGE_HEIGHT - 20
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_rect(number) for number in range(text.count_rects())]
            assert boxes
            assert all(
                x0 >= MARGIN - 2 and x1 <= PAGE_WIDTH - MARGIN + 2 and y0 >= 20 and y1 <= PAGE_HEIGHT - 30 for x0, y0, x1, y1 in boxes
            )


def test_a_common_status_page(storstrom: StatusPage, danish: Texts) -> None:
    _within(status_page(storstrom, danish))


@pytest.mark.parametrize("name", [LONG, UNBROKEN, "Ø", ""])
def test_names_of_any_length(name: str, storstrom: StatusPage, year_of: YearOf, english: Texts) -> None:
    lines = (StatusLine(UNBROKEN, Count("ongoing", Amount(123_456_789)), (Count("paused", Amount(987_654_321)),)),)
    _within(status_page(replace(storstrom, site=name, contact=name, lines=lines), english))
    million = Amount(1_234_567)
    rows = tuple(SiteLine(name, amount, million, million, None, "late") for amount in (million, Amount(None, below=5), Amount(0)))
    _within(year_page(replace(year_of(0), by_site=rows), english))


@pytest.mark.parametrize("sites", [0, 10, 40])
def test_any_number_of_places(sites: int, year_of: YearOf, danish: Texts) -> None:
    _within(year_page(year_of(sites), danish))


def test_the_watermark_is_on_every_page_and_light(year_of: YearOf, danish: Texts) -> None:
    plain, demo = year_of(40), replace(year_of(40), demo=True)
    marked = year_page(demo, danish)
    for page in PdfReader(BytesIO(marked)).pages:
        assert "DEMO \u2013 opdigtede personer" in page.extract_text()
    for without, with_mark in zip(_pictures(year_page(plain, danish)), _pictures(marked), strict=True):
        body = (0, 80, with_mark.width, with_mark.height - 70)
        before, after = without.crop(body).tobytes(), with_mark.crop(body).tobytes()
        assert before != after
        assert all(new >= old - 24 for old, new in zip(before, after, strict=True)), "the mark darkens a number's ground"
        assert all(new <= old for old, new in zip(before, after, strict=True)), "the mark covers a number"


def test_the_fonts_are_embedded_truetype(storstrom: StatusPage, english: Texts) -> None:
    (page,) = PdfReader(BytesIO(status_page(storstrom, english))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types any object
    drawn = {str(font["/BaseFont"]) for font in fonts if font["/Subtype"] == "/TrueType"}
    assert {name.split("+")[-1] for name in drawn} == {"IBMPlexSans", "IBMPlexSans-SemiBold"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts if str(font["/BaseFont"]) in drawn)


def test_pages_after_the_first_bear_the_title(year_of: YearOf, english: Texts) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(year_page(year_of(90), english))).pages]
    assert len(pages) > 2
    assert all("The year 2024. The whole country" in page for page in pages[1:])
    assert all(earlier != later for earlier, later in pairwise(pages))
