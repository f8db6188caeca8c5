"""A table of many rows, quick to paint: one height for every row, nothing measured by its contents.

Columns can be hidden, moved and widened, by mouse and by keyboard; the layout is handed out as bytes and taken back.
Tab leaves the table; Enter and a double click choose a row.
"""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView
from typing_extensions import override

from desktop.views.style.look import Look

LAYOUT_LIMIT = 16 * 1024


class TableLayout(msgspec.Struct, frozen=True):
    """How a person likes the columns. Widths are those at 100 %; `order` lists the columns from left to right."""

    order: tuple[int, ...]
    widths: tuple[int, ...]
    hidden: tuple[int, ...] = ()


class DataTable(QTableView):
    """`set_widths` says how wide the columns are when nobody has changed them; the last shown one takes the room that is left."""

    chosen = Signal(int)
    """The row that was chosen."""
    layout_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._widths: tuple[int, ...] = ()
        self._wished: dict[int, int] = {}
        self._restoring = False
        self.setFont(look.font("body"))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMinimumHeight(look.px(180))
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + look.px(16))
        columns.setFont(look.font("strong"))
        columns.setFixedHeight(self.fontMetrics().height() + look.px(16))
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setSectionsMovable(True)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(look.px(40))
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.customContextMenuRequested.connect(self._menu_at)
        columns.sectionResized.connect(self._resized)
        columns.sectionMoved.connect(self._told)
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))

    def set_widths(self, widths: Sequence[int]) -> None:
        """One width for each column, in pixels at 100 %; called once the model is set."""
        self._widths = tuple(widths)
        self.reset_columns()

    def row(self) -> int:
        """The row where the keyboard is; -1 where there is none."""
        return self.currentIndex().row()

    def layout_kept(self) -> bytes:
        header = self.horizontalHeader()
        count = header.count()
        order = tuple(header.logicalIndex(place) for place in range(count))
        hidden = tuple(column for column in range(count) if header.isSectionHidden(column))
        widths = tuple(self._wished.get(column, header.sectionSize(column)) for column in range(count))
        return msgspec.json.encode(TableLayout(order, widths, hidden))

    def restore(self, kept: bytes) -> None:
        """Take back a layout; one of other columns, or one that cannot be read, is passed over."""
        header = self.horizontalHeader()
        try:
            layout = msgspec.json.decode(kept[:LAYOUT_LIMIT], type=TableLayout)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        count = header.count()
        if sorted(layout.order) != list(range(count)) or len(layout.widths) != count or len(set(layout.hidden)) >= count:
            return
        self._restoring = True
        for place, column in enumerate(layout.order):
            header.moveSection(header.visualIndex(column), place)
        self._wished = dict(enumerate(layout.widths))
        for column, width in enumerate(layout.widths):
            header.setSectionHidden(column, column in layout.hidden)
            header.resizeSection(column, max(1, round(width * self._look.theme.scale)))
        self._restoring = False

    def reset_columns(self) -> None:
        """As it was before anybody changed anything."""
        count = self.horizontalHeader().count()
        widths = (self._widths + (120,) * count)[:count]
        self.restore(msgspec.json.encode(TableLayout(tuple(range(count)), widths)))
        self._told()

    def columns_menu(self) -> QMenu:
        """A menu that shows and hides columns; the last one shown stays."""
        menu = QMenu(self)
        menu.setAccessibleName(self._look.say("Columns"))
        header, model = self.horizontalHeader(), self.model()
        shown = header.count() - header.hiddenSectionCount()
        for column in range(header.count()):
            action = QAction(str(model.headerData(column, Qt.Orientation.Horizontal)), menu)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(column))
            action.setEnabled(shown > 1 or header.isSectionHidden(column))
            action.toggled.connect(lambda on, column=column: self._show_column(column, on))
            menu.addAction(action)
        menu.addSeparator()
        reset = QAction(self._look.say("Reset columns"), menu)
        reset.triggered.connect(self.reset_columns)
        menu.addAction(reset)
        return menu

    def open_columns_menu(self) -> None:
        """By keyboard: under the head of the table."""
        self._menu_at(QPoint(self._look.px(8), self.horizontalHeader().height()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _show_column(self, column: int, on: bool) -> None:
        self.horizontalHeader().setSectionHidden(column, not on)
        self._told()

    def _resized(self, column: int, _before: int, wide: int) -> None:
        """A width that somebody wished for: a hidden column is 0 wide, and the last one as wide as there is room."""
        header = self.horizontalHeader()
        shown = [header.logicalIndex(place) for place in range(header.count()) if not header.isSectionHidden(header.logicalIndex(place))]
        if wide and not self._restoring and column in shown[:-1]:
            self._wished[column] = round(wide / self._look.theme.scale)
            self._told()

    def _menu_at(self, point: QPoint) -> None:
        menu = self.columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(point))

    def _told(self) -> None:
        if not self._restoring:
            self.layout_changed.emit()
