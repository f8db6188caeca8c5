"""Goes through an opened window: every screen, and every dialog that a button, a menu or a key of it opens.

For the pictures, and for tests that judge each of them. It presses whatever can be pressed, so it is let loose on vaults of
invented people only. Names are made of the keys of screens and the classes of dialogs: the same in every language.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from desktop.views.shell.menus import buttons_of
from desktop.views.widgets.course_button import CourseButton
from desktop.views.widgets.table import DataTable
from desktop.views.workplace import Workplace

OPENS = ("Ctrl+N", "Ctrl+K", "F1", "Ctrl+/")
"""Keys of the window that open a dialog."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A screen as part of its window, or a dialog. `widget` is what is judged; it is gone when the next one is asked for."""

    name: str
    widget: QWidget


@contextmanager
def without_windows_of_the_system() -> Iterator[None]:
    """Whoever asks for a file or a folder is told that nobody chose one, and nothing is opened outside."""
    with ExitStack() as stack:
        for name, answer in (("getOpenFileName", ("", "")), ("getOpenFileNames", ([], "")), ("getSaveFileName", ("", ""))):
            stack.enter_context(patch.object(QFileDialog, name, staticmethod(lambda *_args, answer=answer, **_named: answer)))
        stack.enter_context(patch.object(QFileDialog, "getExistingDirectory", staticmethod(lambda *_args, **_named: "")))
        stack.enter_context(patch.object(QDesktopServices, "openUrl", staticmethod(lambda *_args: True)))
        yield


def kebab(name: str) -> str:
    """ReferAgainDialog → refer-again."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.removesuffix("Dialog")).lower()


class Round:
    """One walk through `work`. `settle` returns when the window has shown all that it was asked for."""

    def __init__(self, work: Workplace, settle: Callable[[], None]) -> None:
        self.work, self.settle = work, settle
        self._seen: dict[str, int] = {}

    def sights(self) -> Iterator[Sight]:
        for key in self.work.stations:
            yield from self._screen(key)
        yield from self._everywhere()

    def _screen(self, key: str) -> Iterator[Sight]:
        view = self._show(key)
        yield self._sight(key, self.work)
        if _choose_row(view):
            self.settle()
            yield self._sight(f"{key}-chosen", self.work)
        for way in range(len(self._ways(view))):
            self._show(key)
            _choose_row(view)
            self.settle()
            ways = self._ways(view)
            if way < len(ways):
                ways[way]()
                self.settle()
                yield from self._dialogs(key)
        yield from self._form(key)

    def _form(self, key: str) -> Iterator[Sight]:
        """A volunteer's form opens on the screen itself."""
        courses = [one for one in self._show(key).findChildren(CourseButton) if one.isVisible()]
        if courses:
            courses[0].click()
            self.settle()
            yield self._sight(f"{key}-form", self.work)

    def _everywhere(self) -> Iterator[Sight]:
        """What the window's own menus open."""
        work = self.work
        self._show(next(iter(work.stations)))
        for entry in work.entries:
            if entry.key in OPENS:
                entry.does()
                self.settle()
                yield from self._dialogs("window")

    def _show(self, key: str) -> QWidget:
        self.work.show_screen(key)
        self.settle()
        view = self.work.stack.currentWidget()
        assert view is not None  # noqa: S101 - a screen was just shown
        return view

    def _ways(self, view: QWidget) -> list[Callable[[], object]]:
        """All that can be pressed on the screen now: buttons, entries of their menus."""
        ways: list[Callable[[], object]] = []
        for one in buttons_of(view):
            actions = [action for menu in one.findChildren(QMenu) for action in menu.actions()]
            ways += [action.trigger for action in actions if action.isEnabled()] if actions else [one.click]
        return ways

    def _dialogs(self, key: str) -> Iterator[Sight]:
        """Whatever is open in front of the window, once; closed again."""
        while (dialog := QApplication.activeModalWidget()) is not None:
            yield self._sight(f"{key}-{kebab(type(dialog).__name__)}", dialog)
            if QApplication.activeModalWidget() is dialog:  # whoever looked at it may have sent it away
                if not isinstance(dialog, QDialog):
                    return
                dialog.reject()
            self.settle()

    def _sight(self, name: str, widget: QWidget) -> Sight:
        """The second of a name gets a number."""
        self._seen[name] = self._seen.get(name, 0) + 1
        return Sight(name if self._seen[name] == 1 else f"{name}-{self._seen[name]}", widget)


def _choose_row(view: QWidget) -> bool:
    """The keyboard on the first row of the first table; whether there is one."""
    for table in view.findChildren(DataTable):
        model = table.model()
        if table.isVisible() and model.rowCount() > 0:
            how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            table.selectionModel().setCurrentIndex(model.index(0, 0), how)
            return True
    return False
