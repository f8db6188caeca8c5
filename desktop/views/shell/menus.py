"""The menus: every action of the window has an entry and a key, and what the screen itself can do is listed with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QMenuBar, QPushButton, QWidget

from desktop.views.style.look import Look


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: the menu it stands in, its words, its key, its icon, and what it does."""

    menu: str
    text: str
    key: str
    icon: str
    does: Callable[[], None]


def fill(look: Look, bar: QMenuBar, entries: tuple[Entry, ...], owner: QWidget) -> dict[str, QMenu]:
    """The menus in the order of their first entries; the actions work wherever `owner`'s window has the keyboard."""
    menus: dict[str, QMenu] = {}
    for entry in entries:
        if entry.menu not in menus:
            menus[entry.menu] = bar.addMenu(entry.menu)
            menus[entry.menu].setFont(look.font("body"))
        action = QAction(look.icon(entry.icon), entry.text, owner) if entry.icon else QAction(entry.text, owner)
        action.setShortcut(QKeySequence(entry.key))
        action.triggered.connect(lambda _on, does=entry.does: does())
        menus[entry.menu].addAction(action)
        owner.addAction(action)
    return menus


def buttons_of(view: QWidget) -> Iterator[QPushButton]:
    """What a screen can do now: its buttons that can be seen and pressed."""
    for one in view.findChildren(QPushButton):
        if one.text() and one.isVisibleTo(view) and one.isEnabled():
            yield one


def list_buttons(menu: QMenu, view: QWidget, nothing: str) -> None:
    """Fill a menu with the buttons of the screen, each with its key beside it."""
    menu.clear()
    for one in buttons_of(view):
        keys = one.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = one.text() if "&" in one.text() else one.text().replace("&", "&&")
        # the key is shown, not set: it is the button's own
        menu.addAction(f"{text}\t{keys}" if keys else text).triggered.connect(lambda _on, one=one: click(one))
    if menu.isEmpty():
        menu.addAction(nothing).setEnabled(False)


def click(one: QAbstractButton) -> None:
    one.setFocus()
    one.click()
