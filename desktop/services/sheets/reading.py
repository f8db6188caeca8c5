"""From the cells of a workbook to typed rows, each kept as a few bytes: a large sheet is never held as objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from desktop.errors import MissingColumn, UnknownColumn, WorldFault
from desktop.reports.workbook_reading import Cell, Workbook
from desktop.rules.sheets import cells
from desktop.rules.sheets.cells import Day
from desktop.rules.sheets.columns import BY_NAME, Column, Sheet, column_of

Said = str | int | bool | tuple[str, ...]
"""A value of a row. Dates are ISO text, months "2026-11"."""


class SheetRow(msgspec.Struct, frozen=True, array_like=True):
    """One typed row; what an empty cell would say is not in `said`."""

    sheet: str
    number: int
    said: dict[str, Said]

    def text(self, name: str) -> str:
        """The text (a code, a date as ISO text) of a column, "" where it is empty."""
        found = self.said.get(name)
        return found if isinstance(found, str) else ""

    def day(self, name: str) -> date | None:
        found = self.text(name)
        return date.fromisoformat(found) if found else None

    def several(self, name: str) -> tuple[str, ...] | None:
        found = self.said.get(name)
        return found if isinstance(found, tuple) else None

    def number_of(self, name: str) -> int | None:
        found = self.said.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def yes(self, name: str) -> bool | None:
        found = self.said.get(name)
        return found if isinstance(found, bool) else None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(SheetRow)


def pack(row: SheetRow) -> bytes:
    return _ENCODER.encode(row)


def unpack(packed: bytes) -> SheetRow:
    return _DECODER.decode(packed)


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a cell was refused: its column, and what the file calls it."""

    column: str
    heading: str
    error: WorldFault


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as far as it could be read; `faults` are those of its cells."""

    row: SheetRow
    faults: tuple[BadCell, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each known column of a sheet stands, what the file calls it, and the columns that are not known or missing."""

    places: Mapping[int, Column]
    headings: Mapping[str, str]
    remarks: tuple[WorldFault, ...]
    missing: tuple[BadCell, ...]
    number: int


def read_sheet(book: Workbook, title: str, sheet: Sheet, day: Day) -> tuple[Heading | None, Iterator[ReadRow]]:
    """The heading of a sheet and its rows as they are read; no heading where the sheet is empty."""
    rows = book.rows(title)
    first = next(rows, None)
    if first is None:
        return None, iter(())
    heading = _heading(sheet, first)
    return heading, (_read(sheet, heading, number, row, day) for number, row in rows if not _is_blank(heading, row))


def _heading(sheet: Sheet, first: tuple[int, tuple[Cell, ...]]) -> Heading:
    number, typed = first
    places: dict[int, Column] = {}
    headings: dict[str, str] = {}
    remarks: list[WorldFault] = []
    for place, cell in enumerate(typed):
        if cells.is_empty(cell):
            continue
        column = column_of(sheet, str(cell))
        if column is None or column.name in headings:
            remarks.append(UnknownColumn(column=f"{sheet.name}: {str(cell)[:60]}"))
        else:
            places[place], headings[column.name] = column, str(cell)[:60]
    absent = [column for column in sheet.columns if column.required and column.name not in headings]
    missing = tuple(BadCell(column.name, "", MissingColumn(column=column.name)) for column in absent)
    return Heading(places, headings, tuple(remarks), missing, number)


def _is_blank(heading: Heading, row: tuple[Cell, ...]) -> bool:
    return all(cells.is_empty(row[place]) for place in heading.places if place < len(row))


def _read(sheet: Sheet, heading: Heading, number: int, row: tuple[Cell, ...], day: Day) -> ReadRow:
    said: dict[str, Said] = {}
    faults: list[BadCell] = []
    for place, column in heading.places.items():
        try:
            found = cells.read(column, row[place] if place < len(row) else None, day)
        except WorldFault as error:
            faults.append(BadCell(column.name, heading.headings[column.name], error))
            continue
        if found is not None:
            said[column.name] = found.isoformat() if isinstance(found, date) else found
    return ReadRow(SheetRow(sheet.name, number, said), tuple(faults))


def sheets_in_order() -> tuple[Sheet, ...]:
    return tuple(BY_NAME.values())
