"""What can be judged of any screen without knowing it: names, order of Tab, sizes, text that is cut off.

Each check gives sentences about what is wrong, so that one failing test tells of everything on its screen.
"""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QAbstractListModel, QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from desktop.views.widgets.badge import Badge
from desktop.views.widgets.fields import Field, target
from desktop.views.widgets.toast import Toast
from tests.gui.accessible import NAMELESS, walk

FIELD, BUTTON, TARGET = 32, 36, 24
"""Least heights in pixels: of a field, of a button, and of anything that is pressed (WCAG 2.2, 2.5.8)."""
SLACK = 1
"""Pixels that a rounding may cost."""
STEPS = 400
"""More presses of Tab than any screen needs to come round."""


def focusable(root: QWidget) -> list[QWidget]:
    """Everything below `root` that Tab can reach just now."""
    return [one for one, _role, _name in walk(root) if not inside_another(one)]


def inside_another(widget: QWidget) -> bool:
    """The line of a spin box or of an editable choice, the list that drops down: parts of what stands in the tree for them."""
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around, QComboBox | QAbstractSpinBox):
            return True
        around = around.parentWidget()
    return False


def told(widget: QWidget | None) -> str:
    """The widget as a sentence can name it."""
    if widget is None:
        return "nothing"
    said = widget.accessibleName() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} “{said if isinstance(said, str) else ''}”"


def unnamed(root: QWidget) -> Iterator[str]:
    """What Tab reaches and a screen reader has no name or no role for."""
    for widget, role, name in walk(root):
        if inside_another(widget):
            continue
        if not name.strip():
            yield f"{told(widget)} under {told(widget.parentWidget())} has no accessible name"
        if role in NAMELESS:
            yield f"{told(widget)} has no role: {role}"


def unbuddied(root: QWidget) -> Iterator[str]:
    """Fields whose label leads nowhere."""
    for field in root.findChildren(Field):
        if field.label.buddy() is not target(field.editor):
            yield f"the label “{field.label.text()}” is no buddy of its field"


def tabbed(root: QWidget) -> list[QWidget]:
    """What Tab really visits, from the first on, once round; every press must move the focus."""
    reachable = focusable(root)
    if not reachable:
        return []
    first = reachable[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    visited: list[QWidget] = []
    for _ in range(STEPS):
        now = QApplication.focusWidget()
        if now is None or now in visited:
            break
        visited.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return visited


def trapped(root: QWidget) -> Iterator[str]:
    """Where Tab does not get out, and what it does not reach."""
    visited = tabbed(root)
    if not visited:
        return
    if QApplication.focusWidget() is visited[-1] and len(visited) > 1:
        yield f"Tab stays in {told(visited[-1])}"
    for widget in focusable(root):
        if widget not in visited and not (isinstance(widget, QAbstractButton) and widget.group() is not None):
            yield f"Tab does not reach {told(widget)}"


def disordered(root: QWidget) -> Iterator[str]:
    """Steps of Tab against the direction of reading: back in a line, or up without going to the right."""
    laid = laid_out(root)
    visited = [one for one in tabbed(root) if one in laid and root.isAncestorOf(one)]
    start = min(visited, key=lambda one: (laid[one].top(), laid[one].left()), default=None)
    for one, other in pairwise(visited):
        if other is start:
            continue  # round the corner, to the beginning
        here, there = seen_from_each_other(root, one, other) or (laid[one], laid[other])
        level = here.top() < there.bottom() and there.top() < here.bottom()
        if level and there.right() <= here.left():
            yield f"Tab goes back in the line, from {told(one)} to {told(other)}"
        if there.bottom() <= here.top() and there.left() < here.right():
            yield f"Tab goes up, from {told(one)} to {told(other)}"


def seen_from_each_other(root: QWidget, one: QWidget, other: QWidget) -> tuple[QRect, QRect] | None:
    """The places of what scrolls, where one of the two scrolls without the other; None where they lie together."""
    outer, inner = scrolled_by(one), scrolled_by(other)
    if outer is inner:
        return None
    first = one if outer is None or outer.isAncestorOf(other) else outer
    second = other if inner is None or inner.isAncestorOf(one) else inner
    return place(root, first), place(root, second)


def scrolled_by(widget: QWidget) -> QScrollArea | None:
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around, QScrollArea):
            return around
        around = around.parentWidget()
    return None


def place(root: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def laid_out(root: QWidget) -> dict[QWidget, QRect]:
    """Where everything lies that Tab can reach, before anything is scrolled."""
    for area in root.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(0)
    shown = [one for one in focusable(root) if not floats(one)]
    return {one: place(root, one) for one in shown}


def floats(widget: QWidget) -> bool:
    """Part of a notice that lies over a screen and goes away: it has no place in its order."""
    around: QWidget | None = widget
    while around is not None and not isinstance(around, Toast):
        around = around.parentWidget()
    return around is not None


def small(root: QWidget) -> Iterator[str]:
    """Fields and buttons that are not high enough."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or inside_another(widget):
            continue
        least = 0
        if isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox | QPlainTextEdit):
            least = FIELD
        elif isinstance(widget, QPushButton):
            least = BUTTON
        elif isinstance(widget, QAbstractButton):
            least = TARGET
        if widget.height() < least:
            yield f"{told(widget)} is {widget.height()} high; {least} at least"


def cut(root: QWidget) -> Iterator[str]:
    """Labels and buttons that show less than their text, and parts that stick out of what holds them."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QPushButton | QToolButton | Badge) or inside_another(widget):
            continue
        if isinstance(widget, QLabel) and not (widget.text() or not widget.pixmap().isNull()):
            continue
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            continue
        needs = needed(widget)
        if needs.width() > widget.width() + SLACK or needs.height() > widget.height() + SLACK:
            yield f"{told(widget)} is {widget.width()}×{widget.height()} and needs {needs.width()}×{needs.height()}"
        around = widget.parentWidget()
        if around is not None and not scrolls(around) and not roomy(around.rect()).contains(widget.geometry()):
            yield f"{told(widget)} sticks out of {told(around)}"


def roomy(place: QRect) -> QRect:
    return place.adjusted(-SLACK, -SLACK, SLACK, SLACK)


def needed(widget: QWidget) -> QSize:
    """The room that the text of a label or a button takes."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return QSize(widest_word(widget), widget.heightForWidth(widget.width()))
    if widget.hasHeightForWidth():
        return QSize(widget.minimumSizeHint().width(), widget.heightForWidth(widget.width()))
    return widget.sizeHint()


def widest_word(widget: QLabel) -> int:
    """A wrapped label breaks between words only, and where a space of no width stands in one."""
    margins = widget.contentsMargins()
    words = widget.text().replace("\u200b", " ").split() or [""]
    return max(widget.fontMetrics().horizontalAdvance(word) for word in words) + margins.left() + margins.right()


def scrolls(widget: QWidget) -> bool:
    """Whether what does not fit can be scrolled to."""
    around = widget.parentWidget()
    return isinstance(around, QAbstractScrollArea) or isinstance(widget, QScrollArea)


def sideways(root: QWidget) -> Iterator[str]:
    """Pages that must be scrolled sideways, tables excepted (WCAG 2.2, 1.4.10)."""
    for area in root.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisible() and inside is not None and inside.width() > area.viewport().width() + SLACK:
            yield f"{told(area)} is {area.viewport().width()} wide and holds {inside.width()}"


def wordless(root: QWidget) -> Iterator[str]:
    """Badges and tables that say something by colour alone."""
    for badge in root.findChildren(Badge):
        if badge.isVisible() and not badge.text().strip():
            yield "a badge without a word"
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        if not view.isVisible() or inside_another(view):
            continue
        for row in range(min(model.rowCount(), 50)):
            for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
                index = model.index(row, column)
                coloured = index.data(Qt.ItemDataRole.BackgroundRole) or index.data(Qt.ItemDataRole.ForegroundRole)
                if coloured and not str(index.data() or "").strip():
                    yield f"row {row}, column {column} of {told(view)} has a colour and no word"
