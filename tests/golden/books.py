"""A case as spreadsheets: rows by sheet, written to a workbook and read back as plain text and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

Cell = str | int | date | None
Row = Mapping[str, Cell]

DANISH: Mapping[str, str] = {
    "Sites": "Steder",
    "SiteProgrammes": "Stedprogrammer",
    "Volunteers": "Frivillige",
    "Qualifications": "Kvalifikationer",
    "Snapshots": "Øjebliksbilleder",
    "GroupEvents": "Fællesaktiviteter",
    "Participants": "Deltagere",
    "Consents": "Samtykker",
    "Courses": "Forløb",
    "Matches": "Match",
    "Sessions": "Besøg",
}
"""Every other workbook has its tabs in Danish."""


@dataclass
class Book:
    """The spreadsheets of one place. `name` is that of the place, "" for headquarters."""

    name: str
    sheets: dict[str, list[dict[str, Cell]]] = field(default_factory=dict)

    def add(self, sheet: str, **row: Cell) -> None:
        self.sheets.setdefault(sheet, []).append(row)


@dataclass(frozen=True)
class Case:
    """`links`: pairs of (place, name, birth date) that a person at headquarters says are one; `day`: when everything happens."""

    name: str
    year: int
    as_of: date
    day: date
    hq: Book
    sites: Sequence[Book]
    links: Sequence[tuple[tuple[str, str], tuple[str, str]]] = ()
    order: Sequence[int] = ()
    """Headquarters takes the files in this order of the places."""


def write(book: Book, path: Path, *, danish: bool = False) -> Path:
    """Real dates as dates; what a person typed as text stays text."""
    whole = Workbook()
    whole.remove(whole.active)
    for sheet, rows in book.sheets.items():
        page = whole.create_sheet(DANISH[sheet] if danish else sheet)
        heads = list(dict.fromkeys(name for row in rows for name in row))
        page.append(heads)
        for row in rows:
            page.append([row.get(name) for name in heads])
    whole.save(path)
    return path


def read(path: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Sheet (by its English name) -> rows, each cell as the workbook holds it."""
    english = {danish: name for name, danish in DANISH.items()}
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for page in load_workbook(path).worksheets:
        heads, *rows = [list(row) for row in page.iter_rows(values_only=True)]
        found[english.get(page.title, page.title)] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    return found
