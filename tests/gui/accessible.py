"""What somebody who sees nothing meets: every widget that takes the keyboard, with its role and name, in the order of Tab."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

NAMELESS = frozenset({QAccessible.Role.NoRole, QAccessible.Role.Client})
"""Roles that say nothing: a widget that takes the keyboard must have another."""


def walk(widget: QWidget) -> Iterator[tuple[QWidget, QAccessible.Role, str]]:
    """Every widget inside that is shown, enabled and takes the focus of the keyboard: with its role and its accessible name."""
    for one in (widget, *widget.findChildren(QWidget)):
        takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and one.isEnabled() and one.isVisibleTo(widget) and one.focusProxy() is None:
            interface = QAccessible.queryAccessibleInterface(one)
            yield one, interface.role(), interface.text(QAccessible.Text.Name)


def assert_named(widget: QWidget) -> None:
    """Each of them has a name, and a role that says what it is."""
    found = list(walk(widget))
    assert found, "nothing here takes the keyboard"
    nameless = [
        f"{type(one).__name__} in {type(one.parent()).__name__}" for one, role, name in found if not name.strip() or role in NAMELESS
    ]
    assert not nameless, nameless


def tab_order(widget: QWidget) -> list[str]:
    """Names in the order in which Tab goes through them, from the first on; the order of the whole window, cut to `widget`."""
    takers = {id(one): name for one, _role, name in walk(widget)}
    start = widget.window()
    names, one = [], start.nextInFocusChain()
    while one is not None and one is not start:
        if id(one) in takers:
            names.append(takers[id(one)])
        one = one.nextInFocusChain()
    return names
