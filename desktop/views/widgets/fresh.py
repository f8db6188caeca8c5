"""A part of a screen made anew: it is shown at once, keeps its place in the order of Tab, and the keyboard stays on it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget


def instead(layout: QBoxLayout, old: QWidget, new: QWidget, after: QWidget | None = None) -> QWidget:
    """Put `new` in the place of `old`, which goes. `after` is what Tab comes from; without it the new part comes last."""
    had = old.focusWidget() if old.isVisible() else None
    layout.replaceWidget(old, new)
    old.hide()
    old.deleteLater()
    new.show()
    reached = tabbed(new)
    if after is not None:
        for one in reached:
            QWidget.setTabOrder(after, one)
            after = one
    if had is not None and had.hasFocus() and reached:
        reached[0].setFocus()
    return new


def tabbed(part: QWidget) -> Sequence[QWidget]:
    """What of a part Tab stops at, in the order in which it was made."""
    return [one for one in part.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def last_of(part: QWidget, before: QWidget) -> QWidget:
    """Where Tab leaves a part: `before` where it stops nowhere in it."""
    return [before, *tabbed(part)][-1]
