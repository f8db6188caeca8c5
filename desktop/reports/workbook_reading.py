"""A workbook (.xlsx, ECMA-376) read row by row as plain values. The file is hostile until it has been read to its end.

Before anything of it is read: it is a zip archive of known parts, none with macros, and what each part says of its length stays
within the limits (the archive's reader never gives more than was said). XML that grows by its own entities is refused by expat.
Whatever the library makes of garbage is NotASpreadsheet.
"""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.errors import N_, NotASpreadsheet, SpreadsheetTooLarge, WorldFault, storage_error

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as _Workbook
    from openpyxl.workbook.workbook import Worksheet

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = tuple[int, tuple[Cell, ...]]
"""The number of a row as a spreadsheet shows it, and its cells from column A on."""
Result = TypeVar("Result")

MIB = 1024 * 1024
MOST_FILE = 64 * MIB
MOST_PLAIN = 192 * MIB
"""All parts unpacked: 200,000 rows of visits take half of it."""
MOST_SHARED = 32 * MIB
"""The table of texts alone is held in memory as a whole."""
MOST_PARTS = 1000
MOST_ROWS = 200_000
"""In one sheet, empty ones included."""
MOST_COLUMNS = 200
PAGE = 500
_ZIP, _OLD = b"PK", b"\xd0\xcf\x11\xe0"
_REFUSED = (("vbaproject", N_("it holds macros")), ("xl/externallinks/", N_("it fetches values from other files")))


class Workbook:
    """An open workbook. `titles` are those of its tabs, in their order."""

    def __init__(self, book: "_Workbook") -> None:
        self._book = book
        self.titles: tuple[str, ...] = tuple(book.sheetnames)

    def rows(self, title: str) -> Iterator[Row]:
        """The rows of a sheet that say something. Raises NotASpreadsheet, SpreadsheetTooLarge."""
        numbered = enumerate(_attempt(lambda: self._rows(self._book[title])), start=1)
        while page := _attempt(lambda: list(islice(numbered, PAGE))):
            for number, cells in page:
                _check_extent(number, cells)
                if any(cell is not None for cell in cells):
                    yield number, cells

    def length(self, title: str) -> int:
        """About how many rows a sheet has, as it says itself; 0 where it does not say."""
        return min(_attempt(lambda: self._book[title].max_row) or 0, MOST_ROWS)

    @staticmethod
    def _rows(sheet: "Worksheet") -> Iterator[tuple[Cell, ...]]:
        sheet.reset_dimensions()  # a stated width is not believed
        return sheet.iter_rows(values_only=True)


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Raises NotASpreadsheet, SpreadsheetTooLarge, StorageError."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and few who open a vault read a workbook

    _check_outside(path)
    _check_archive(path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise storage_error(path, error) from error
    with file:
        book = _attempt(lambda: load_workbook(file, read_only=True, data_only=True, keep_links=False))
        try:
            yield Workbook(book)
        finally:
            book.close()


def _check_outside(path: Path) -> None:
    if path.suffix.casefold() in {".xlsm", ".xltm", ".xlam"}:
        raise NotASpreadsheet(reason=N_("it holds macros"))
    try:
        with path.open("rb") as file:
            begins, size = file.read(4), path.stat().st_size
    except OSError as error:
        raise storage_error(path, error) from error
    if begins == _OLD:
        raise NotASpreadsheet(reason=N_("it is of an older kind, or it has a password"))
    if not begins.startswith(_ZIP):
        raise NotASpreadsheet(reason=N_("it is not of the kind .xlsx"))
    if size > MOST_FILE:
        raise SpreadsheetTooLarge(reason=N_("the file is above 64 MB"))


def _check_archive(path: Path) -> None:
    """What the archive says of its parts, before any is unpacked."""
    parts = _attempt(lambda: _parts(path))
    names = {name.casefold() for name, _ in parts}
    for piece, reason in _REFUSED:
        if any(piece in name for name in names):
            raise NotASpreadsheet(reason=reason)
    if "[content_types].xml" not in names:
        raise NotASpreadsheet(reason=N_("it is not of the kind .xlsx"))
    if len(parts) > MOST_PARTS or sum(size for _, size in parts) > MOST_PLAIN:
        raise SpreadsheetTooLarge(reason=N_("it unpacks to more than may be read"))
    if any(size > MOST_SHARED for name, size in parts if not name.casefold().startswith("xl/worksheets/")):
        raise SpreadsheetTooLarge(reason=N_("it unpacks to more than may be read"))


def _parts(path: Path) -> list[tuple[str, int]]:
    with zipfile.ZipFile(path) as archive:
        return [(part.filename, part.file_size) for part in archive.infolist()]


def _check_extent(number: int, cells: tuple[Cell, ...]) -> None:
    if number > MOST_ROWS:
        raise SpreadsheetTooLarge(reason=N_("a sheet has more than 200,000 rows"))
    if len(cells) > MOST_COLUMNS and any(cell is not None for cell in cells[MOST_COLUMNS:]):
        raise SpreadsheetTooLarge(reason=N_("a row has more than 200 columns"))


def _attempt(work: Callable[[], Result]) -> Result:
    """What the library makes of garbage is a fault of the file, whatever it is; what it only warns of does not concern us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work()
    except (WorldFault, MemoryError):
        raise
    except Exception as error:
        raise NotASpreadsheet(reason=N_("it is damaged")) from error
