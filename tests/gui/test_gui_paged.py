"""The table of pages: what it holds in memory, what it reads again, and that it always shows the list as it is."""

import random
from bisect import bisect_left, insort
from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.errors import StorageError, WorldFault
from desktop.house import OpenVault
from desktop.jobs import Failed
from desktop.models.rows.pages import Bounds, Page
from desktop.viewmodels.paged import AROUND, GROWN, SIZE, WAITING, Column, PagedTable
from tests.fakes import ImmediateJobs

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("qtbot")
COLUMNS: tuple[Column[int], ...] = (
    Column("number", "Number", str, sortable=True, align="end"),
    Column("double", "Double", lambda row: str(2 * row)),
)


class Listed:
    """A list of numbers, read as the store reads: between keys."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = sorted(numbers)
        self.asked: list[Bounds] = []
        self.fault: WorldFault | None = None

    def __call__(self, _vault: OpenVault, bounds: Bounds) -> Page[int]:
        self.asked.append(bounds)
        if self.fault is not None:
            raise self.fault
        start = 0 if bounds.after is None else bisect_left(self.numbers, int(bounds.after[-1]) + 1)
        stop = len(self.numbers) if bounds.upto is None else bisect_left(self.numbers, int(bounds.upto[-1]) + 1)
        found = self.numbers[start : min(stop, start + bounds.most)]
        return Page(tuple(found), (found[-1],) if found else None, stop > start + bounds.most)


class LateJobs(ImmediateJobs):
    """Answers when the test says so, in the order in which was asked, as the worker does."""

    def __init__(self, vault: OpenVault) -> None:
        super().__init__(vault)
        self.waiting: list[Callable[[], None]] = []

    @override
    def query(self, work: Callable[[OpenVault], T], done: Callable[[T], None], failed: Failed) -> None:
        def answer() -> None:
            super(LateJobs, self).query(work, done, failed)

        self.waiting.append(answer)

    def answer(self, most: int = 1_000) -> None:
        while self.waiting and most:
            self.waiting.pop(0)()
            most -= 1


@pytest.fixture
def vault(opener: Callable[[str], OpenVault]) -> OpenVault:
    return opener("site")


@pytest.fixture
def faults() -> list[WorldFault]:
    return []


@pytest.fixture
def table(vault: OpenVault, faults: list[WorldFault]) -> PagedTable[int]:
    return made(ImmediateJobs(vault), faults)


@pytest.fixture
def late(vault: OpenVault) -> LateJobs:
    return LateJobs(vault)


def made(jobs: ImmediateJobs, faults: list[WorldFault], size: int = SIZE) -> PagedTable[int]:
    """Watched by Qt's own tester, which looks at every row after every change."""
    table = PagedTable(jobs, COLUMNS, str, faults.append, size=size)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    tester.setUseFetchMore(False)  # it would ask for more in the middle of an answer
    return table


def shown(table: PagedTable[int]) -> list[str]:
    return [table.data(table.index(row, 0)) for row in range(table.rowCount())]


def walked(table: PagedTable[int], jobs: LateJobs | None = None) -> list[str]:
    """Everything, as somebody sees it who scrolls from the top to the end."""
    found: list[str] = []
    row = 0
    while row < table.rowCount() or table.canFetchMore():
        table.look_at(row, row)
        if row >= table.rowCount():
            table.fetchMore()
        if jobs is not None:
            jobs.answer()
        if row < table.rowCount():
            found.append(table.data(table.index(row, 0)))
            row += 1
    return found


def test_the_first_page_comes_alone_and_more_when_the_view_asks(table: PagedTable[int]) -> None:
    table.show(listed := Listed(*range(1000)))
    assert table.rowCount() == SIZE
    assert len(listed.asked) == 1
    assert table.data(table.index(3, 1)) == "6"
    assert table.canFetchMore()
    table.fetchMore()
    assert shown(table) == [str(row) for row in range(2 * SIZE)]
    assert table.headerData(0, Qt.Orientation.Horizontal) == "Number"
    assert table.data(table.index(0, 0), Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.data(table.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    assert [listed.asked[1].after, listed.asked[1].upto] == [(99,), None]


def test_memory_stays_flat_however_far_one_scrolls_and_the_way_back_reads_again(vault: OpenVault, faults: list[WorldFault]) -> None:
    table = PagedTable(ImmediateJobs(vault), COLUMNS, str, faults.append)
    table.show(listed := Listed(*range(20_000)))
    most = (2 * AROUND + 2) * SIZE
    held = []
    while table.canFetchMore():
        table.look_at(table.rowCount() - 20, table.rowCount() - 1)
        held.append(table.rows_held)
    assert table.rowCount() == 20_000
    assert max(held) <= most
    assert table.data(table.index(50, 0)) == WAITING
    asked = len(listed.asked)
    table.look_at(40, 60)
    assert table.data(table.index(50, 0)) == "50"
    assert len(listed.asked) == asked + 1 + AROUND
    assert table.rows_held <= most
    assert (table.row_of("50"), table.row_of("19999")) == (50, None)
    assert (table.row_at(50), table.row_at(19_999), table.row_at(20_000)) == (50, None, None)


def test_a_row_says_that_it_is_on_its_way(late: LateJobs, faults: list[WorldFault]) -> None:
    table = made(late, faults)
    table.show(Listed(*range(1000)))
    assert table.loading
    assert not table.empty
    late.answer()
    for _ in range(9):
        table.fetchMore()
        table.fetchMore()
        late.answer()
    table.look_at(900, 920)
    late.answer()
    table.look_at(0, 20)
    assert table.data(table.index(10, 0)) == WAITING
    late.answer()
    assert table.data(table.index(10, 0)) == "10"
    assert not table.loading


def test_a_change_keeps_place_and_selection(table: PagedTable[int], qtbot: QtBot) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(table)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.show(listed := Listed(*range(0, 400, 2)))
    view.selectRow(table.row_of("20") or 0)
    for number in (1, 3, 21):
        insort(listed.numbers, number)
    listed.numbers.remove(0)
    table.reload()
    assert [index.data() for index in view.selectionModel().selectedRows()] == ["20"]
    assert shown(table)[:4] == ["1", "2", "3", "4"]
    assert walked(table) == [str(number) for number in listed.numbers]


def test_a_page_that_grows_too_long_hands_on_to_the_next(vault: OpenVault, faults: list[WorldFault]) -> None:
    table = made(ImmediateJobs(vault), faults, size=10)
    table.show(listed := Listed(*range(0, 1000, 10)))
    table.fetchMore()
    table.fetchMore()
    listed.numbers = sorted({*listed.numbers, *range(95)})
    table.reload()
    assert table.rows_held <= 10 * GROWN * (AROUND + 1)
    assert walked(table) == [str(number) for number in listed.numbers]


def test_a_list_that_was_empty_or_becomes_empty(table: PagedTable[int]) -> None:
    table.show(listed := Listed())
    assert table.empty
    listed.numbers = [1, 2]
    table.reload()
    assert shown(table) == ["1", "2"]
    listed.numbers = []
    table.reload()
    assert table.empty
    table.look_at(0, 0)
    listed.numbers = list(range(150))
    table.reload()
    assert walked(table) == [str(number) for number in range(150)]


def test_another_list_takes_over_when_its_first_page_is_there(late: LateJobs, faults: list[WorldFault]) -> None:
    table = made(late, faults)
    table.show(Listed(*range(300)))
    late.answer()
    table.fetchMore()
    table.show(Listed(7, 8))
    table.reload()
    assert table.rowCount() == SIZE
    late.answer()
    assert shown(table) == ["7", "8"]
    assert not table.canFetchMore()


def test_where_a_page_cannot_be_read_what_stood_there_stays(table: PagedTable[int], faults: list[WorldFault]) -> None:
    table.show(listed := Listed(*range(150)))
    broken = Listed()
    listed.fault = broken.fault = StorageError(path="store.db", reason="?")
    table.show(broken)
    table.fetchMore()
    assert len(faults) == 2
    listed.fault = None
    assert walked(table) == [str(number) for number in range(150)]


def test_a_column_that_can_be_sorted_asks_for_it(table: PagedTable[int]) -> None:
    wanted: list[tuple[str, bool]] = []
    table.sort_wanted.connect(lambda key, descending: wanted.append((key, descending)))
    table.sort(0, Qt.SortOrder.DescendingOrder)
    table.sort(1)
    table.sort(-1)
    assert wanted == [("number", True)]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_saved_while_one_scrolls_the_list_is_shown_as_it_is(late: LateJobs, faults: list[WorldFault], seed: int) -> None:
    """Saves, jumps, other lists and late answers in any order: in the end the whole list, each row once."""
    chance = random.Random(seed)
    table = made(late, faults, size=8)
    table.show(listed := Listed(*chance.sample(range(200), 60)))
    for _ in range(80):
        kind = chance.randrange(7)
        if kind == 0:
            start = chance.randrange(200)
            listed.numbers = sorted({*listed.numbers, *range(start, start + chance.choice((1, 5, 80)))})
            table.reload()
        elif kind == 1:
            low = chance.randrange(200)
            gone = range(low, low + chance.choice((1, 10, 70)))
            listed.numbers = [number for number in listed.numbers if number not in gone]
            table.reload()
        elif kind == 2:
            table.fetchMore()
        elif kind in {3, 4}:
            row = chance.randrange(max(table.rowCount(), 1))
            table.look_at(row, row + 20)
        else:
            late.answer(chance.choice((1, 2, 10)))
    late.answer()
    assert walked(table, late) == [str(number) for number in listed.numbers]
    assert not faults
