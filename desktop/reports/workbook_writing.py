"""A workbook (.xlsx) as bytes: a template to be filled in, or rows that were asked for.

Nothing of it touches the disk before it is whole: the library's temporary files are turned off. Every text is written as a text and
never as a formula or a link; one that a spreadsheet would take for a formula once it is copied elsewhere gets an apostrophe before
it, which an import takes away again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | int | bool | date | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet may take for a formula (OWASP, CSV injection)."""
TEXT, DATE, NUMBER = "text", "date", "number"
LAST_ROW = 20_000
"""As far down as the choices of a column are offered."""
_FORMATS = {TEXT: "@", DATE: "dd-mm-yyyy", NUMBER: "0"}


@dataclass(frozen=True, slots=True)
class Column:
    """`help` appears beside the heading and at the cell, `choices` are offered as a list, without being forced."""

    heading: str
    kind: str = TEXT
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """A sheet of lines that only explains; the first of each block stands out. `lists` is the title of the sheet with the choices."""

    title: str
    blocks: tuple[tuple[str, ...], ...]
    lists: str


def harmless(text: str) -> str:
    """The text without signs that do not print, and with an apostrophe where it begins as a formula does."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"'{plain}" if text.startswith(DANGEROUS) or plain.lstrip().startswith(DANGEROUS) else plain


def write_workbook(out: BinaryIO, tabs: Sequence[Tab], guide: Guide | None = None) -> int:
    """How many rows were written, headings apart."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and few who open a vault write a workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    whole = BytesIO()  # an archive is written with steps back, which a file that is hashed on its way does not take
    with Workbook(whole, options) as book:
        styles = _Styles(book)
        if guide is not None:
            _write_guide(book.add_worksheet(guide.title), guide, styles)
        count = sum(_write_tab(book.add_worksheet(tab.title), tab, styles, _places(tabs, tab, guide)) for tab in tabs)
        if guide is not None:
            _write_lists(book.add_worksheet(guide.lists), tabs)
    out.write(whole.getbuffer())
    return count


class _Styles:
    def __init__(self, book: "Workbook") -> None:
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.required = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
        self.strong = book.add_format({"bold": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.cells: dict[str, Format] = {kind: book.add_format({"num_format": said}) for kind, said in _FORMATS.items()}


def _write_tab(sheet: "Worksheet", tab: Tab, styles: _Styles, lists: dict[int, str]) -> int:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(tab.columns):
        sheet.set_column(place, place, max(14, len(column.heading) + 4), styles.cells[column.kind])
        sheet.write_string(0, place, column.heading, styles.required if column.required else styles.heading)
        if column.help:
            sheet.write_comment(0, place, column.help, {"x_scale": 2})
        if place in lists:
            said = {"input_title": column.heading[:32], "input_message": column.help[:255]} if column.help else {}
            sheet.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": lists[place], "show_error": False, **said})
    count = 0
    for count, row in enumerate(tab.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, count, place, value, styles.cells[tab.columns[place].kind])
    return count


def _write_cell(sheet: "Worksheet", row: int, place: int, value: Value, style: "Format") -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, place, value)
        case int():
            sheet.write_number(row, place, value, style)
        case date():
            sheet.write_datetime(row, place, value, style)
        case _:
            sheet.write_string(row, place, harmless(value), style)


def _write_guide(sheet: "Worksheet", guide: Guide, styles: _Styles) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 110)
    sheet.hide_gridlines(2)
    row = 0
    for title, *lines in guide.blocks:
        sheet.write_string(row, 0, title, styles.strong)
        for line in lines:
            row += 1
            name, _, said = line.partition("\t")
            sheet.write_string(row, 0, name, styles.wrapped)
            sheet.write_string(row, 1, said, styles.wrapped)
        row += 2


def _with_choices(tabs: Sequence[Tab]) -> Iterator[tuple[Tab, int]]:
    return ((tab, place) for tab in tabs for place, column in enumerate(tab.columns) if column.choices)


def _places(tabs: Sequence[Tab], wanted: Tab, guide: Guide | None) -> dict[int, str]:
    """Column of a sheet -> where its choices stand in the sheet of lists."""
    if guide is None:
        return {}
    return {
        place: f"='{guide.lists}'!${_letters(number)}$1:${_letters(number)}${len(tab.columns[place].choices)}"
        for number, (tab, place) in enumerate(_with_choices(tabs))
        if tab is wanted
    }


def _write_lists(sheet: "Worksheet", tabs: Sequence[Tab]) -> None:
    for number, (tab, place) in enumerate(_with_choices(tabs)):
        for row, choice in enumerate(tab.columns[place].choices):
            sheet.write_string(row, number, choice)
    sheet.hide()


def _letters(number: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    name = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        name = chr(65 + left) + name
    return name
