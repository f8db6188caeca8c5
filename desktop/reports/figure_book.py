"""Rows as a spreadsheet. What a cell says is text even where it begins like a formula: a name must never be carried out."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

Cell = str | int | float | None
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = (34, 28, 18, 34, 12, 12, 8, 100)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would carry out once it is typed in anew or saved as text."""


def figure_book(rows: Sequence[Sequence[Cell]]) -> bytes:
    """The first row is the heading."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        page = book.add_worksheet("Indenfor")
        page.freeze_panes(1, 0)
        for place, width in enumerate(WIDTHS):
            page.set_column(place, place, width)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    page.write_string(number, place, guarded(cell), bold if number == 0 else None)
                elif isinstance(cell, int | float):
                    page.write_number(number, place, cell)
    return buffer.getvalue()


def guarded(text: str) -> str:
    """An apostrophe before what would be carried out."""
    return f"'{text}" if text.startswith(FORMULA) else text
