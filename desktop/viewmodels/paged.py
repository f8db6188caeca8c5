"""A table of any length in little memory: pages between keys, of which only those near the view are held.

Of a page that was once read its key and its number of rows stay; its rows are dropped when the view is far away, and read
again between the same keys when it comes back. A page therefore grows and shrinks with what is saved in between, and a
row never falls between two pages. Until its page is there a row shows "…". Sorting and filtering is the query's: the table
is shown a new source, and keeps what it shows until the first page of that has come.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.errors import WorldFault
from desktop.house import OpenVault
from desktop.jobs import Jobs
from desktop.models.rows.pages import Bounds, Key, Page

Row = TypeVar("Row")

SIZE = 100
"""Rows of a page when it is first read."""
GROWN = 4
"""How many times as long a page may grow; what comes after that goes to the next one."""
AROUND = 2
"""Pages before and after the visible ones that are read ahead and kept."""
WAITING = "…"

Index = QModelIndex | QPersistentModelIndex
Texts = tuple[str, ...]
Source = Callable[[OpenVault, Bounds], Page[Row]]
TONE = int(Qt.ItemDataRole.UserRole)
"""The role that gives the tone of a cell."""
_SHOWN, _ALIGNED = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_ROOT = QModelIndex()
_NEXT = -1
"""In place of a page's number: the page after the last one."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`text` says what a row shows; it is called on the worker, once for each row that is read.

    `tone` names what kind of thing that is ("warn", …), for the sign that a view may draw beside it.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    sortable: bool = False
    align: Literal["start", "end"] = "start"
    tone: Callable[[Row], str] | None = None


@dataclass(frozen=True, slots=True)
class _Read(Generic[Row]):
    """A page as the worker hands it over: its rows, and what they show."""

    page: Page[Row]
    texts: tuple[Texts, ...]


@dataclass(slots=True)
class _Held(Generic[Row]):
    """A page of the table: the key that it comes after, its number of rows, and the rows themselves while they are held."""

    after: Key | None
    count: int
    rows: tuple[Row, ...] = ()
    texts: tuple[Texts, ...] = ()

    def drop(self) -> None:
        self.rows, self.texts = (), ()


class PagedTable(QAbstractTableModel, Generic[Row]):
    """`id_of` gives what names a row for good. The view says with `look_at` which rows it shows."""

    arrived = Signal()
    """A page has come; the first one after `show` begins the table anew."""
    settling = Signal()
    """Rows above the view may come or go: it remembers its place."""
    settled = Signal()
    sort_wanted = Signal(str, bool)
    """The key of a column, and whether its greatest value comes first."""

    def __init__(
        self,
        jobs: Jobs,
        columns: tuple[Column[Row], ...],
        id_of: Callable[[Row], str],
        failed: Callable[[WorldFault], None],
        parent: QObject | None = None,
        size: int = SIZE,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._jobs = jobs
        self._id_of = id_of
        self._failed = failed
        self._size = size
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._aligned = [right if column.align == "end" else None for column in columns]
        self._source: Source[Row] = _nothing
        self._pages: list[_Held[Row]] = []
        self._starts: list[int] = []
        self._rows = 0
        self._end: Key | None = None
        self._more = False
        self._showing = 0
        self._asked: dict[int, int] = {}
        self._asking = 0
        self._seen = (0, 0)
        self._held: set[int] = set()

    # --- what is shown -------------------------------------------------------------------------------------------

    def show(self, source: Source[Row]) -> None:
        """Show another list, or the same one in another order, from its beginning. Where it cannot be read, the one before stays."""
        self._showing += 1
        self._asked.clear()
        self._ask(_NEXT, Bounds(None, None, self._size), source)

    def reload(self) -> None:
        """Something has changed: what is held is read anew between the same keys; place and selection stay."""
        if not self._pages and _NEXT not in self._asked:
            self.show(self._source)
        for number in sorted(self._held):
            if number not in self._asked:  # what is waited for was asked after the change, or it would have come before
                self._read_again(number)

    def look_at(self, first: int, last: int) -> None:
        """The view shows these rows: their pages and those around them are read, all others dropped."""
        if not self._pages:
            return
        self._seen = (self._page_of(max(first, 0)), self._page_of(min(max(last, first, 0), self._rows - 1)))
        near = self._near()
        for number in self._held - set(near):
            self._pages[number].drop()
        self._held &= set(near)
        for number in near:
            if number < len(self._pages) and number not in self._held and number not in self._asked:
                self._read_again(number)
        if near[-1] >= len(self._pages):
            self.fetchMore()

    @property
    def empty(self) -> bool:
        """Whether the list was read and holds nothing."""
        return bool(self._pages) and self._rows == 0

    @property
    def loading(self) -> bool:
        return bool(self._asked)

    @property
    def rows_held(self) -> int:
        """How many rows lie in memory."""
        return sum(len(self._pages[number].rows) for number in self._held)

    def row_at(self, row: int) -> Row | None:
        """None where it is not held just now, or not there."""
        if not 0 <= row < self._rows:
            return None
        number = self._page_of(row)
        place = row - self._starts[number]
        rows = self._pages[number].rows
        return rows[place] if place < len(rows) else None

    def row_of(self, id_: str) -> int | None:
        """Where a row stands, if it is held."""
        for number in self._held:
            for place, row in enumerate(self._pages[number].rows):
                if self._id_of(row) == id_:
                    return self._starts[number] + place
        return None

    # --- as Qt asks ----------------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._rows

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Asked a thousand times for one frame: what is asked for most comes first."""
        if role == _SHOWN:
            row = index.row()
            number = bisect_right(self._starts, row) - 1
            texts, place = self._pages[number].texts, row - self._starts[number]
            return texts[place][index.column()] if place < len(texts) else WAITING
        if role == _ALIGNED:
            return self._aligned[index.column()]
        if role == TONE:
            tone, shown = self.columns[index.column()].tone, self.row_at(index.row())
            return tone(shown) if tone is not None and shown is not None else ""
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self._aligned[section] if role == Qt.ItemDataRole.TextAlignmentRole else None

    @override
    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        return not parent.isValid() and self._more and _NEXT not in self._asked

    @override
    def fetchMore(self, parent: Index = _ROOT) -> None:
        if self.canFetchMore(parent):
            self._read_again(_NEXT)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Asks for it; whoever knows the query shows the list in that order."""
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self.sort_wanted.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)

    # --- asking --------------------------------------------------------------------------------------------------

    def _bounds(self, number: int) -> Bounds:
        """Where a page lies now, by what stands beside it."""
        if number == _NEXT:
            return Bounds(self._end, None, self._size)
        last = number + 1 == len(self._pages)
        upto = None if last else self._pages[number + 1].after
        return Bounds(self._pages[number].after, upto, self._size * (1 if last else GROWN))

    def _read_again(self, number: int) -> None:
        self._ask(number, self._bounds(number), self._source)

    def _ask(self, number: int, bounds: Bounds, source: Source[Row]) -> None:
        columns = self.columns
        self._asking += 1
        showing, ticket = self._showing, self._asking
        self._asked[number] = ticket

        def work(vault: OpenVault) -> _Read[Row]:
            page = source(vault, bounds)
            return _Read(page, tuple(tuple(column.text(row) for column in columns) for row in page.rows))

        def done(read: _Read[Row]) -> None:
            if self._answers(number, showing, ticket):
                self._take(number, bounds, read, source)

        def failed(fault: WorldFault) -> None:
            if self._answers(number, showing, ticket):
                self._failed(fault)

        self._jobs.query(work, done, failed)

    def _answers(self, number: int, showing: int, ticket: int) -> bool:
        """Whether this is still the answer that is waited for."""
        if showing != self._showing or self._asked.get(number) != ticket:
            return False
        del self._asked[number]
        return True

    # --- taking what has come ------------------------------------------------------------------------------------

    def _take(self, number: int, bounds: Bounds, read: _Read[Row], source: Source[Row]) -> None:
        if number == _NEXT and bounds.after is None:
            self._begin(read, source)
        elif bounds != self._bounds(number):  # its neighbour has grown or shrunk since it was asked for
            self._read_again(number)
        elif number == _NEXT:
            self._append(bounds.after, read)
        else:
            self._renew(number, read)
        self.arrived.emit()

    def _begin(self, read: _Read[Row], source: Source[Row]) -> None:
        self.beginResetModel()
        self._source = source
        self._asked.clear()
        self._pages = [_Held(None, len(read.page.rows), read.page.rows, read.texts)]
        self._seen, self._held = (0, 0), {0}
        self._end, self._more = read.page.last, read.page.more
        self._count()
        self.endResetModel()

    def _append(self, after: Key | None, read: _Read[Row]) -> None:
        self._more = read.page.more
        if read.page.rows:
            self.beginInsertRows(_ROOT, self._rows, self._rows + len(read.page.rows) - 1)
            self._held.add(len(self._pages))
            self._starts.append(self._rows)
            self._pages.append(_Held(after, len(read.page.rows), read.page.rows, read.texts))
            self._rows += len(read.page.rows)
            self._end = read.page.last
            self.endInsertRows()

    def _renew(self, number: int, read: _Read[Row]) -> None:
        """A page as it is now, beside what was shown of it: rows come and go where they differ, and all else stays."""
        page, last = self._pages[number], number + 1 == len(self._pages)
        self.settling.emit()
        for first, gone, start, new in self._differences(number, read.page.rows):
            self._remove(number, first, gone)
            self._insert(number, first, read.page.rows[start : start + new], read.texts[start : start + new])
        page.rows, page.texts = read.page.rows, read.texts
        self._held.add(number)
        if page.count:
            top = self._starts[number]
            self.dataChanged.emit(self.index(top, 0), self.index(top + page.count - 1, len(self.columns) - 1))
        if last:
            self._end, self._more = read.page.last or page.after, read.page.more
        elif read.page.more:
            self._hand_on(number + 1, read.page.last)
        self.settled.emit()

    def _differences(self, number: int, rows: tuple[Row, ...]) -> list[tuple[int, int, int, int]]:
        """(place, rows that go, place of those that come, how many), from the end to the beginning.

        Of a page that is not held only the number of its rows is known: they come and go at its end.
        """
        page, now = self._pages[number], len(rows)
        if number not in self._held:
            least = min(page.count, now)
            return [(least, page.count - least, least, now - least)]
        ids = [self._id_of(row) for row in page.rows], [self._id_of(row) for row in rows]
        steps = SequenceMatcher(None, *ids, autojunk=False).get_opcodes()
        return [(first, last - first, start, end - start) for tag, first, last, start, end in reversed(steps) if tag != "equal"]

    def _remove(self, number: int, first: int, gone: int) -> None:
        """Rows of a page go. Of one that is not held there is only its number of rows to change."""
        page, at = self._pages[number], self._starts[number] + first
        if gone:
            self.beginRemoveRows(_ROOT, at, at + gone - 1)
            page.rows, page.texts = _spliced(page.rows, first, gone), _spliced(page.texts, first, gone)
            page.count -= gone
            self._count()
            self.endRemoveRows()

    def _insert(self, number: int, first: int, rows: tuple[Row, ...], texts: tuple[Texts, ...]) -> None:
        page, at = self._pages[number], self._starts[number] + first
        if rows:
            self.beginInsertRows(_ROOT, at, at + len(rows) - 1)
            if number in self._held:
                page.rows, page.texts = _spliced(page.rows, first, 0, rows), _spliced(page.texts, first, 0, texts)
            page.count += len(rows)
            self._count()
            self.endInsertRows()

    def _hand_on(self, number: int, after: Key | None) -> None:
        """A page grew too long: what is left of it belongs to the next one."""
        self._pages[number].after = after
        self._pages[number].drop()
        self._held.discard(number)
        if number in self._near() and number not in self._asked:
            self._read_again(number)

    def _near(self) -> range:
        """The pages that are kept; the last of them may lie beyond the end."""
        return range(max(self._seen[0] - AROUND, 0), self._seen[1] + AROUND + 1)

    def _page_of(self, row: int) -> int:
        return max(bisect_right(self._starts, row) - 1, 0)

    def _count(self) -> None:
        starts, at = [], 0
        for page in self._pages:
            starts.append(at)
            at += page.count
        self._starts, self._rows = starts, at


def _nothing(_vault: OpenVault, _bounds: Bounds) -> Page[Any]:
    """What there is to read before anything was shown."""
    return Page((), None, more=False)


Item = TypeVar("Item")


def _spliced(items: tuple[Item, ...], first: int, gone: int, came: tuple[Item, ...] = ()) -> tuple[Item, ...]:
    return items[:first] + came + items[first + gone :]
