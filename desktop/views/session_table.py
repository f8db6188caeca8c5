"""The list of visits as a table: says which rows it shows, keeps its place while rows come and go, draws a sign at a remark."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.services.session_list import SessionLine
from desktop.viewmodels.paged import TONE, PagedTable
from desktop.views.style.look import ICON, Look
from desktop.views.widgets.table import DataTable

WIDTHS = (118, 104, 204, 84, 192, 124, 220, 160, 120, 130)
"""Of the columns at 100 %."""
HIDDEN = frozenset({7, 8, 9})
"""Columns that only the card shows until somebody wants them."""
SIGNS = {"warn": ("triangle-alert", "warn"), "told": ("info", "accent")}
AHEAD = 50
"""Milliseconds after a page has come until the next is read ahead: what has come is painted first."""
Index = QModelIndex | QPersistentModelIndex


class SessionTable(DataTable):
    def __init__(self, table: PagedTable[SessionLine], look: Look) -> None:
        super().__init__(look)
        self._table = table
        self._place: tuple[QPersistentModelIndex, int] | None = None
        self.settling = False
        """Rows come and go: that the keyboard moves meanwhile is nobody's wish."""
        self.setModel(table)
        self.set_widths(WIDTHS)
        self.setAccessibleName(look.say("Visits"))
        remark = next(place for place, column in enumerate(table.columns) if column.tone is not None)
        self.setItemDelegateForColumn(remark, _Signed(look, self))
        self.setIconSize(QSize(round(ICON * look.theme.scale), round(ICON * look.theme.scale)))
        self.verticalScrollBar().valueChanged.connect(self._look_at)
        table.settling.connect(self._remember)
        table.settled.connect(self._return)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(AHEAD)
        self._ahead.timeout.connect(self._look_at)
        table.arrived.connect(self._ahead.start)

    @override
    def reset_columns(self) -> None:
        super().reset_columns()
        for column in HIDDEN & set(range(self.horizontalHeader().count())):
            self.setColumnHidden(column, True)
        self.layout_changed.emit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """A ground that is known to be opaque: scrolling then moves what is painted, and paints only the rows that are new."""
        super().showEvent(event)
        self.viewport().setAutoFillBackground(True)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_at()

    def _look_at(self) -> None:
        """Tell which rows can be seen; below the last row it is all that follow."""
        if not self.settling:
            last = self.rowAt(self.viewport().height() - 1)
            self._table.look_at(max(self.rowAt(0), 0), last if last >= 0 else self._table.rowCount())

    def _remember(self) -> None:
        """Where the uppermost row stands; at the very top what is new may push the others down."""
        self.settling = True
        row = self.rowAt(0)
        top = self.verticalScrollBar().value() == 0 or row < 0
        self._place = None if top else (QPersistentModelIndex(self._table.index(row, 0)), self.rowViewportPosition(row))

    def _return(self) -> None:
        place, self._place = self._place, None
        if place is not None and place[0].isValid():
            self.scrollTo(QModelIndex(place[0]), self.ScrollHint.PositionAtTop)  # type: ignore[call-overload]  # Qt makes one of the other
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.rowViewportPosition(place[0].row()) - place[1])
        self.settling = False


class _Signed(QStyledItemDelegate):
    """A sign before the words of a remark."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = {tone: look.icon(icon, colour) for tone, (icon, colour) in SIGNS.items()}

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        icon = self._icons.get(index.data(TONE))
        if icon is not None:
            option.icon = icon
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
