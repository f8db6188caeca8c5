"""The screen of courses on a real vault, as the tests of courses and of names use it: by keyboard alone."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import house
from desktop.viewmodels.courses import CoursesScreen
from desktop.viewmodels.screen import Notice, at_work
from desktop.views.courses import CoursesView
from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from tests.fakes import ImmediateJobs


class Clock:
    """Later, when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, Callable[[], None]]] = []

    def later(self, wait: int, call: Callable[[], None]) -> Callable[[], None]:
        entry = (wait, call)
        self.waiting.append(entry)
        return lambda: self.waiting.remove(entry) if entry in self.waiting else None

    def strike(self) -> None:
        """All that time has passed."""
        for _wait, call in list(self.waiting):
            call()


class Casebook:
    """What it said and where it pointed is kept; `clock` hides names."""

    def __init__(self, vault: house.OpenVault, look: Look, qtbot: QtBot) -> None:
        self.vault, self.look, self.qtbot, self.clock = vault, look, qtbot, Clock()
        self.jobs = ImmediateJobs(vault)
        self.model = CoursesScreen(self.jobs, look.texts, at_work(vault), self.clock.later)
        self.view = CoursesView(self.model, look)
        self.said: list[Notice] = []
        self.went: list[tuple[str, object]] = []
        self.model.said.connect(self.said.append)
        self.model.go.connect(lambda key, argument: self.went.append((key, argument)))
        qtbot.addWidget(self.view, before_close_func=lambda _view: self.rest())
        self.view.resize(1150, 700)
        self.appear()
        self.model.load()
        settle()

    def appear(self) -> None:
        """Shown, and in front: the keys go to it."""
        with self.qtbot.waitActive(self.view):
            self.view.show()
            self.view.activateWindow()
        self.view.setFocus()

    def rest(self) -> None:
        """Nothing is saved after the test."""
        for timer in self.model.findChildren(QTimer):
            timer.stop()

    @property
    def aliases(self) -> list[str]:
        """Those of the list that is shown."""
        return [row.alias for row in self.model.state.rows]

    def course(self, alias: str) -> str:
        return next(line.course.id for line in self.vault.do.courses.list() if line.alias == alias)

    def open(self, alias: str) -> None:
        """Down to the line and Enter."""
        table = self.view.table
        table.setFocus()
        table.selectRow(self.model.table.row_of(self.course(alias)))
        QTest.keyClick(table, Qt.Key.Key_Return)
        settle()

    def take(self, step: str) -> FormDialog:
        """A step of the card; its form."""
        self.view.card.take(step)
        return self.dialog()

    def dialog(self) -> FormDialog:
        settle()
        return next(one for one in self.view.findChildren(FormDialog) if one.isVisible())

    @property
    def in_dialog(self) -> bool:
        settle()
        return any(one.isVisible() for one in self.view.findChildren(FormDialog))

    def undo(self) -> None:
        undo = self.said[-1].undo
        assert undo is not None
        undo()
        settle()


def settle() -> None:
    """What waits in the queue of the window is done."""
    for _ in range(3):
        QApplication.processEvents()


def fill(line: QLineEdit, text: str) -> None:
    """Typed instead of what stood there."""
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def pick(choice: QComboBox, text: str) -> None:
    """With the arrow keys."""
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Home)
    while choice.currentText() != text and choice.currentIndex() < choice.count() - 1:
        QTest.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == text


def accept(dialog: FormDialog) -> None:
    """Ctrl+Enter."""
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()


def press(widget: QWidget) -> None:
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)
    settle()


def button(within: QWidget, words: str) -> QPushButton:
    """The one that is shown with these words."""
    settle()
    return next(one for one in within.findChildren(QPushButton) if words in (one.text(), one.accessibleName()) and one.isVisible())
