"""Visits: filters above, the list below, and the card of the chosen visit beside it."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QSplitter, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.sessions import SessionsScreen
from desktop.views.session_filters import SessionFilters
from desktop.views.session_panel import WIDE, SessionPanel
from desktop.views.session_table import SessionTable
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.page import Page

NARROW = 620
"""Pixels at 100 % under which the card goes below the list."""
LEAST = 280
"""Pixels at 100 % that a list or a card has in height."""


class SessionsView(Page):
    def __init__(self, model: SessionsScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Visits"))
        self._model = model
        self._restored = False
        self._showing = False
        self.table = SessionTable(model.table, look)
        self.filters = SessionFilters(model, look)
        self.panel: SessionPanel | None = None
        self.columns = button(look, look.say("Columns"), icon="columns-3", does=self.table.open_columns_menu)
        self.actions.addWidget(self.filters.order)
        self.actions.addWidget(self.columns)
        self.actions.addWidget(button(look, look.say("Log a visit"), icon="plus", kind="primary", does=model.log_new))
        self.body.addWidget(self.filters)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(look.px(16))
        self._split.addWidget(self._listed())
        self._holder = QFrame()
        self._holder.setProperty("piece", "card")
        self._holder.setMinimumSize(look.px(WIDE), look.px(260))
        QVBoxLayout(self._holder).setContentsMargins(look.px(16), look.px(12), look.px(4), look.px(8))
        self._split.addWidget(self._holder)
        self._split.setStretchFactor(0, 1)
        self._split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # the card scrolls; the page need not
        self.body.addWidget(self._split, 1)
        self.start = self.table
        if parent is not None:
            self.setParent(parent)
        self._listen()
        self._show()

    def _listed(self) -> QWidget:
        look, say, holder = self._look, self._look.say, QWidget()
        self._stack = QStackedLayout(holder)
        log = button(look, say("Log a visit"), icon="plus", kind="primary", does=self._model.log_new)
        text = say("Every visit that is logged here or comes from a volunteer is listed. Ctrl+N logs the first one.")
        self._none = EmptyState(look, "calendar-days", say("No visits yet"), text, log)
        clear = button(look, say("Clear filter"), does=self._model.clear_filter)
        text = say("There are visits, but none that fits what is chosen above.")
        self._filtered = EmptyState(look, "funnel", say("No visit fits"), text, clear)
        for one in (self.table, self._none, self._filtered):
            self._stack.addWidget(one)
        holder.setMinimumWidth(look.px(240))
        return holder

    def _listen(self) -> None:
        model, table = self._model, self.table
        model.changed.connect(self._show)
        model.table.settled.connect(self._mark_chosen)
        model.table.modelReset.connect(self._mark_chosen)
        table.chosen.connect(self._open_row)
        table.clicked.connect(lambda index: self._open_row(index.row()))
        table.selectionModel().currentRowChanged.connect(self._moved)
        table.layout_changed.connect(self._layout_changed)
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._sort)
        self.filters.alias.returnPressed.connect(self._into_list)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._close_card)

    def _show(self) -> None:
        state = self._model.state
        self._showing = True
        self.set_lead(state.total)
        if state.layout and not self._restored:
            self.table.restore(state.layout)
        self._restored = self._restored or state.loaded
        keys = [column.key for column in self._model.table.columns]
        order = Qt.SortOrder.DescendingOrder if state.order.descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(keys.index(state.order.column), order)
        empty = {"none": self._none, "filtered": self._filtered}.get(state.empty, self.table)
        self._stack.setCurrentWidget(empty)
        self.columns.setEnabled(empty is self.table)
        self._show_card()
        self._mark_chosen()
        self._showing = False

    def _show_card(self) -> None:
        words = self._model.state.card
        if self.panel is not None and self.panel.words == words:
            return
        inside = self._holder.layout()
        within = self.panel is not None and self.panel.isAncestorOf(QApplication.focusWidget() or self)
        if self.panel is not None and inside is not None:
            inside.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        if words is not None and inside is not None:
            self.panel = SessionPanel(self._model, self._look, words)
            self.panel.closed.connect(self._close_card)
            inside.addWidget(self.panel)
        self._holder.setVisible(words is not None or bool(self._model.state.chosen))
        if words is not None and self._split.orientation() == Qt.Orientation.Vertical:
            self.ensureWidgetVisible(self._holder)
        if within:
            (self.table if self.panel is None else self.panel.close_button).setFocus()

    def _mark_chosen(self) -> None:
        """The row of the card is the row of the list, wherever it has gone."""
        row = self._model.table.row_of(self._model.state.chosen) if self._model.state.chosen else None
        if row is not None and row != self.table.row():
            before, self._showing = self._showing, True
            self.table.selectRow(row)
            self._showing = before

    def _open_row(self, row: int) -> None:
        line = self._model.table.row_at(row)
        if line is not None:
            self._model.choose(line.id)

    def _moved(self, index: QModelIndex) -> None:
        """The card follows the keyboard once it is open."""
        if self._model.state.chosen and not self._showing and not self.table.settling:
            self._open_row(index.row())

    def _close_card(self) -> None:
        if self._model.state.chosen:
            self._model.choose("")
            self.table.setFocus()

    def _into_list(self) -> None:
        """Enter after the letters of an alias: the first visit that fits."""
        if self._model.table.rowCount():
            self.table.setFocus()
            self.table.selectRow(0)
            self._open_row(0)

    def _sort(self, column: int) -> None:
        """By the column that was clicked; once more, the other way round. A date begins with the newest."""
        state, key = self._model.state, self._model.table.columns[column].key
        again = key == state.order.column
        descending = not state.order.descending if again else key in {"date", "minutes"}
        self._model.table.sort(column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self._show()

    def _layout_changed(self) -> None:
        if self._restored and not self._showing:
            self._model.layout_changed(self.table.layout_kept())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._look.px(NARROW)
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self._split.setMinimumHeight(self._look.px(LEAST * 2 if narrow else LEAST))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Another screen, or the lock: how the list stands is kept."""
        self._model.keep()
        super().hideEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the list."""
        super().showEvent(event)
        now = QApplication.focusWidget()
        if now is None or not self.isAncestorOf(now):
            self.table.setFocus()
