"""The status page read back: numbers and their order exact, one page, in two languages."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.errors import BrokenPromise
from desktop.models.rows.papers import Amount, Count, StatusLine, StatusPage
from desktop.reports.status_page import status_page
from desktop.texts import Texts


def _text(pdf: bytes) -> str:
    reader = PdfReader(BytesIO(pdf))
    return "\n".join(page.extract_text() for page in reader.pages)


def _in_order(text: str, *words: str) -> None:
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, f"{word!r} is not in {text[at:]!r}"
        at = found + len(word)


def test_numbers_stand_in_the_order_of_the_lines(storstrom: StatusPage, english: Texts) -> None:
    text = _text(status_page(storstrom, english))
    _in_order(
        text, "Storstrøm Fængsel", "Status as of 15 March 2025", "The visit leader",
        "13", "Prison visits", "active now", "18", "earlier, on 1 December 2024",
        "4", "Kickstart", "started since October 2024", "1", "being set up",
        "5", "Primus Motor", "ongoing", "2", "being set up",
        "6", "Study support in prison", "started from September 2024 to", "November 2024",
        "All is typed in up to 15 March 2025.",
    )  # fmt: skip
    assert "What happened later" not in text


def test_the_danish_page(storstrom: StatusPage, danish: Texts) -> None:
    pdf = status_page(storstrom, danish)
    _in_order(
        _text(pdf), "Status pr. 15. marts 2025", "Kontaktperson", "Besøgslederen", "13", "Fængselsbesøgstjenesten", "18",
        "den 1. december 2024", "startet siden oktober 2024", "ved at blive sat op", "Alt er tastet ind", "Side 1 af 1",
    )  # fmt: skip
    reader = PdfReader(BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == "da-DK"  # type: ignore[index]  # pypdf types a dictionary as any object


def test_the_foot_says_when_what_was_known_and_which_list(storstrom: StatusPage, english: Texts) -> None:
    text = _text(status_page(storstrom, english))
    _in_order(text, "As of 15 March 2025", "Known 16 March 2025 at 09:41", "Check code 3fa9c2d1e07b", "Page 1 of 1")
    assert text.count("Internal: exact numbers") == 2
    assert storstrom.digest in text


def test_definitions_are_printed_with_their_version(storstrom: StatusPage, english: Texts) -> None:
    text = _text(status_page(storstrom, english))
    for definition in storstrom.definitions:
        assert f"{definition.name} · version {definition.version}" in text
        assert definition.sentence.split(maxsplit=1)[0] in text


def test_one_definition_stands_alone_with_the_check_code(storstrom: StatusPage, english: Texts) -> None:
    text = _text(status_page(replace(storstrom, definitions=storstrom.definitions[:1]), english))
    _in_order(text, "What the numbers mean", "Active now · version 1", "Check code of the list behind the numbers", storstrom.digest)


def test_public_mode_prints_fewer_than(storstrom: StatusPage, english: Texts) -> None:
    lines = (StatusLine("Kickstart", Count("ongoing", Amount(None, below=5)), (Count("being_set_up", Amount(None, below=5)),)),)
    text = _text(status_page(replace(storstrom, mode="public", lines=lines), english))
    assert text.count("<5") == 2
    assert "missing" not in text.replace("may be missing", "")
    assert "Public: small numbers are not shown" in text


def test_a_number_nobody_knows_is_a_dash_and_said(storstrom: StatusPage, english: Texts) -> None:
    lines = (StatusLine("Kickstart", Count("ongoing", Amount(None)), (Count("paused", Amount(0)),)),)
    text = _text(status_page(replace(storstrom, lines=lines), english))
    _in_order(text, "\u2013", "ongoing (missing)", "0", "paused")


def test_how_far_the_numbers_reach(storstrom: StatusPage, english: Texts) -> None:
    assert "Nobody has yet said" in _text(status_page(replace(storstrom, through=None), english))
    earlier = replace(storstrom, through=storstrom.as_of.replace(day=9))
    _in_order(_text(status_page(earlier, english)), "up to 9 March 2025", "What happened later may be missing")


def test_days_that_begin_or_end_no_month_are_printed_in_full(storstrom: StatusPage, english: Texts) -> None:
    since, until = storstrom.as_of.replace(day=2), storstrom.as_of.replace(day=14)
    lines = (
        StatusLine("Kickstart", Count("started_since", Amount(1), since=since)),
        StatusLine("Primus Motor", Count("started_since", Amount(2), since=since, until=until)),
    )
    text = _text(status_page(replace(storstrom, lines=lines), english)).replace("\n", " ")
    _in_order(text, "started since 2 March 2025", "started from 2 March 2025 to 14 March 2025")


def test_no_programmes_and_a_named_contact(storstrom: StatusPage, english: Texts) -> None:
    text = _text(status_page(replace(storstrom, lines=(), definitions=(), contact="The coordinator of the place"), english))
    assert "No programme runs here yet." in text
    assert "The coordinator of the place" in text
    assert "The visit leader" not in text
    assert storstrom.digest in text


def test_a_count_without_its_day_is_our_fault(storstrom: StatusPage, english: Texts) -> None:
    for key in ("started_since", "formerly_snapshot"):
        lines = (StatusLine("Kickstart", Count(key, Amount(1))),)
        with pytest.raises(BrokenPromise):
            status_page(replace(storstrom, lines=lines), english)


def test_six_programmes_with_their_definitions_fit_one_page(storstrom: StatusPage, english: Texts) -> None:
    line = storstrom.lines[1]
    pdf = status_page(replace(storstrom, lines=(line,) * 6, definitions=storstrom.definitions * 2), english)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_equal_input_gives_equal_bytes_and_other_input_does_not(storstrom: StatusPage, english: Texts) -> None:
    assert status_page(storstrom, english) == status_page(storstrom, english)
    assert status_page(storstrom, english) != status_page(replace(storstrom, demo=True), english)
