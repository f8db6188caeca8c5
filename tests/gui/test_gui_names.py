""" "Vis navne": one audit row before any name, gone after two minutes, when the screen is left and at lock, and never in a copy."""

import gc
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.errors import WorldFault
from desktop.jobs import Failed
from desktop.viewmodels import course_table
from desktop.viewmodels.revealing import SHOWN_FOR, Revealing
from desktop.views.style.look import Look
from tests.fakes import ImmediateJobs
from tests.gui.casebook import Casebook, press, settle
from tests.gui.conftest import Opener

T = TypeVar("T")
NAMES = ("Ole Olsen", "Per Poulsen")
"""Who Ravn and Birk are."""


@pytest.fixture
def book(opener: Opener, look: Look, qtbot: QtBot) -> Casebook:
    return Casebook(opener("site"), look, qtbot)


def show(book: Casebook) -> None:
    """Alt+N."""
    QTest.keyClick(book.view, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    settle()


def texts_of(widget: QWidget) -> Iterator[str]:
    """Every text that a widget and what is in it hold, shown or not, spoken or not, and every cell of the tables."""
    for one in (widget, *widget.findChildren(QWidget)):
        for read in ("text", "toolTip", "accessibleName", "accessibleDescription", "windowTitle", "toPlainText", "placeholderText"):
            found = getattr(one, read, None)
            said = found() if callable(found) else ""
            if isinstance(said, str) and said:
                yield said
        interface = QAccessible.queryAccessibleInterface(one)
        if interface is not None:
            yield from (interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value))


def cells_of(book: Casebook) -> Iterator[str]:
    model = book.model.table
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(row, column).data(role) or "")


def names_in(book: Casebook) -> set[str]:
    """The names that the widgets or the models of the screen hold."""
    gc.collect()
    settle()
    held = [*texts_of(book.view), *cells_of(book), repr(book.model.state), repr(book.model.revealing.names)]
    return {name for name in NAMES if any(name in one or name.split()[1] in one for one in held)}


def audited(book: Casebook) -> list[str]:
    with book.vault.store.reading() as reading:
        return [row for (row,) in reading.connection.exec_driver_sql("SELECT \"row\" FROM audit WHERE verb = 'open' ORDER BY n")]


def test_names_of_the_open_list_are_shown_and_one_row_says_so(book: Casebook) -> None:
    before = audited(book)
    assert book.view.table.isColumnHidden(course_table.NAME)
    book.open("Ravn")
    show(book)
    assert not book.view.table.isColumnHidden(course_table.NAME)
    assert names_in(book) == set(NAMES)
    assert book.view.card.name.text() == "Ole Olsen"
    participants = sorted(row.course.participant for row in book.model.state.rows)
    assert audited(book) == [*before, " ".join(participants)]
    assert book.view.banner.isVisible()


def test_names_are_gone_after_two_minutes(book: Casebook) -> None:
    book.open("Ravn")
    show(book)
    assert [wait for wait, _call in book.clock.waiting] == [SHOWN_FOR] == [120_000]
    book.clock.strike()
    assert names_in(book) == set()
    assert book.view.table.isColumnHidden(course_table.NAME)
    assert book.view.card.name.text() == ""


def test_names_are_shown_and_hidden_by_the_button_and_its_key(book: Casebook, qtbot: QtBot) -> None:
    QTest.keyClick(book.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: book.model.state.names_shown)
    QTest.keyClick(book.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: not book.model.state.names_shown)
    press(book.view.names_button)
    assert names_in(book) == set(NAMES)
    press(book.view.names_button)
    assert names_in(book) == set()
    assert book.clock.waiting == []


def test_names_are_gone_when_the_screen_is_left_and_at_lock(book: Casebook) -> None:
    show(book)
    book.view.hide()
    assert names_in(book) == set()
    book.appear()
    press(book.view.names_button)
    assert names_in(book) == set(NAMES)
    book.model.keep_draft()
    assert names_in(book) == set()


def test_names_are_gone_when_another_list_is_opened(book: Casebook) -> None:
    book.model.filter_typed("rav")
    show(book)
    assert names_in(book) == {"Ole Olsen"}
    book.model.filter_typed("")
    assert names_in(book) == set()


def test_a_name_is_not_copied(book: Casebook) -> None:
    show(book)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("før")
    table = book.view.table
    table.setFocus()
    table.setCurrentIndex(book.model.table.index(0, course_table.NAME))
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "før"


def test_no_name_is_kept_on_the_desk(book: Casebook) -> None:
    show(book)
    book.view.table.setColumnWidth(course_table.NAME, 240)
    book.model._keep_layout()
    with book.vault.store.reading() as reading:
        kept = [name for (name,) in reading.connection.exec_driver_sql("SELECT name FROM desk")]
    assert not any(part.encode() in (book.vault.do.desk.find(one) or b"") for one in kept for name in NAMES for part in name.split())


def test_no_name_is_shown_where_the_audit_row_cannot_be_written(book: Casebook) -> None:
    """The store is read-only: as on a stick that was locked, or a full disk."""
    with book.vault.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    show(book)
    assert names_in(book) == set()
    assert [notice.kind for notice in book.said] == ["error"]


class Slow(ImmediateJobs):
    """Holds back what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Callable[[], None]] = []

    @override
    def _submit(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        self.answers.append(lambda: done({"p": "Ole Olsen"}))  # type: ignore[arg-type]  # what a reveal of names gives


def test_names_that_come_after_the_screen_was_left_are_not_shown() -> None:
    jobs, faults = Slow(), list[WorldFault]()
    revealing = Revealing(jobs, faults.append)
    revealing.show(["p"])
    revealing.hide()
    jobs.answers[0]()
    assert dict(revealing.names) == {}
    revealing.show(["p"])
    jobs.answers[1]()
    assert dict(revealing.names) == {"p": "Ole Olsen"}
