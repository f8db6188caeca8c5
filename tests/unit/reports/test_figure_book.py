"""Rows as a spreadsheet: text stays text, whatever it begins with."""

from io import BytesIO

from openpyxl import load_workbook

from desktop.reports.figure_book import figure_book


def test_text_is_never_carried_out() -> None:
    typed = ("=1+1", "+45", "-2", "@cmd", "\tx", "plain", "http://example.org")
    rows: list[tuple[str | float | None, ...]] = [("Figure", "Number"), *((text, 1.5) for text in typed), (None, 2), ("", None)]
    heads, *read = load_workbook(BytesIO(figure_book(rows))).active.iter_rows(values_only=True)
    assert heads == ("Figure", "Number")
    kept = ("'=1+1", "'+45", "'-2", "'@cmd", "'\tx", "plain", "http://example.org")
    assert read == [*((text, 1.5) for text in kept), (None, 2)]
