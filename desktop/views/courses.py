"""Courses: the list, its filters, and the card of the chosen one beside it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedLayout, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.viewmodels import course_table
from desktop.viewmodels.course_words import GROUPS
from desktop.viewmodels.courses import CoursesScreen
from desktop.views.course_card import KINDS, SIGNS, CourseCardView
from desktop.views.dialogs.refer import ReferDialog
from desktop.views.style.look import ICON, Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.fields import Choice, Field, TextField
from desktop.views.widgets.page import Page
from desktop.views.widgets.table import DataTable

WIDTHS = (96, 170, 192, 150, 112, 120, 112, 114, 170)
NARROW = 660
"""Pixels at 100 % under which the card goes below the list."""
NAMES_KEY = "Ctrl+Shift+V"
Index = QModelIndex | QPersistentModelIndex


class CoursesView(Page):
    def __init__(self, model: CoursesScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Courses"))
        self._model = model
        self._restored = False
        self._kept: tuple[tuple[int, int], ...] = ()
        self._filling = False
        self.names_button = button(look, "", icon="eye", key=NAMES_KEY, does=model.show_names)
        refer = look.say("New referral")
        self.refer_button = button(look, refer, icon="file-text", kind="primary", does=self.open_referral)
        self.refer_button.setToolTip(f"{refer} (Ctrl+Shift+N)")  # the key is the window's: it works on every screen
        self.actions.addWidget(self.names_button)
        self.actions.addWidget(self.refer_button)
        self.group, self.typed = Choice(look), TextField(look, 40)
        self.group.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContentsOnFirstShow)  # other numbers do not move it
        self.table = CourseList(look)
        self.card = CourseCardView(model, look)
        self.body.addWidget(self._filters())
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(look.px(16))
        self._split.addWidget(self._listed())
        self._split.addWidget(self.card)
        self._split.setSizes([look.px(640), look.px(400)])
        self._split.setStretchFactor(0, 1)
        self.body.addWidget(self._split, 1)
        if parent is not None:
            self.setParent(parent)
        self._listen()
        self._show()

    def open_referral(self) -> None:
        """The form of a new referral."""
        form = self._model.referral()
        dialog = ReferDialog(form, self._look, self._model.referred, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.load()
        dialog.open()

    def _filters(self) -> QWidget:
        look, filters = self._look, Columns(self._look.px(16))
        for field, least, share in (
            (Field(look, look.say("&Show"), self.group), 220, 0),
            (Field(look, look.say("&Alias begins with"), self.typed), 200, 0),
        ):
            field.setMinimumWidth(look.px(least))
            field.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            filters.add(field, share)
        rest = QWidget()
        filters.add(rest, 1)
        return filters

    def _listed(self) -> QWidget:
        look, holder = self._look, QWidget()
        self._stack = QStackedLayout(holder)
        self.table.setModel(self._model.table)
        self.table.set_widths(WIDTHS)
        self.table.setAccessibleName(look.say("Courses"))
        refer = button(look, look.say("New referral"), kind="primary", does=self.open_referral)
        self._none = EmptyState(
            look, "handshake", look.say("No courses yet"), look.say("A course begins with a referral, from the paper form."), refer
        )
        again = button(look, look.say("Show all open courses"), does=self._unfilter)
        self._filtered = EmptyState(look, "funnel", look.say("No course fits"), look.say("Choose another list, or other letters."), again)
        for one in (self.table, self._none, self._filtered):
            self._stack.addWidget(one)
        holder.setMinimumWidth(look.px(240))
        return holder

    def _listen(self) -> None:
        model, table = self._model, self.table
        model.changed.connect(self._show)
        self.group.currentIndexChanged.connect(lambda: None if self._filling else model.filter_group(self.group.code()))
        self.typed.textChanged.connect(model.filter_typed)
        self.typed.returnPressed.connect(self._into_list)
        table.chosen.connect(self._open_row)
        table.clicked.connect(lambda index: self._open_row(index.row()))
        table.selectionModel().currentRowChanged.connect(self._moved)
        table.layout_changed.connect(self._layout_changed)
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(model.sort_by)
        self.card.closed.connect(self._close_card)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._close_card)
        names = QShortcut(QKeySequence("Alt+N"), self)
        names.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        names.activated.connect(model.show_names)

    def _show(self) -> None:
        state, say = self._model.state, self._look.say
        self._filling = True
        numbers = dict(state.counts)
        groups = [(code, say("{group} ({count})", group=say(name), count=numbers.get(code, 0))) for code, (name, _) in GROUPS.items()]
        self.group.set_options(groups)
        self.group.choose(state.group)
        if self.typed.text() != state.typed:
            self.typed.setText(state.typed)
        if state.layout and not self._restored:
            self.table.restore(state.layout)
            self._restored = True
        self.table.setColumnHidden(course_table.NAME, not state.names_shown)
        order = Qt.SortOrder.DescendingOrder if state.descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(state.sort, order)
        self.names_button.setText(say("Hide names") if state.names_shown else say("Show names"))
        self.names_button.setShortcut(QKeySequence(NAMES_KEY))  # a new text takes the key away
        self.names_button.setIcon(self._look.icon("eye-off" if state.names_shown else "eye"))
        self.names_button.setEnabled(bool(state.rows))
        if state.names_shown:
            self.banner.show_notice(say("The names are shown for two minutes. It is noted who looked at which list."), "told")
        else:
            self.banner.clear()
        empty = self._none if state.loaded and not sum(numbers.values()) else self._filtered
        self._stack.setCurrentWidget(self.table if state.rows or not state.loaded else empty)
        self.start = self.table if state.rows or not state.loaded else self.refer_button
        self.card.show_card(state.card, state.name)
        self.card.setVisible(bool(state.chosen and state.card))
        self._mark_chosen(state.chosen)
        self._kept = self._liked()
        self._filling = False
        if state.refer:
            self.open_referral()

    def _mark_chosen(self, course: str) -> None:
        row = self._model.table.row_of(course)
        if row >= 0 and row != self.table.row():
            self.table.selectRow(row)

    def _open_row(self, row: int) -> None:
        rows = self._model.state.rows
        if 0 <= row < len(rows):
            self._model.choose(rows[row].course.id)

    def _moved(self, index: QModelIndex) -> None:
        """The card follows the keyboard once it is open."""
        if self._model.state.chosen and not self._filling:
            self._open_row(index.row())

    def _close_card(self) -> None:
        if self._model.state.chosen:
            self._model.choose("")
            self.table.setFocus()

    def _into_list(self) -> None:
        """Enter after the letters of an alias: the first that fits, opened."""
        if self._model.state.rows:
            self.table.setFocus()
            self.table.selectRow(0)
            self._open_row(0)

    def _unfilter(self) -> None:
        self._model.filter_typed("")
        self._model.filter_group("open")

    def _layout_changed(self) -> None:
        """What the person did; not that the last column took the room that a larger window gave it."""
        kept = self._liked()
        if not self._filling and kept != self._kept:
            self._model.layout_changed(self.table.layout_kept())
        self._kept = kept

    def _liked(self) -> tuple[tuple[int, int], ...]:
        """(column, width) from left to right, the last one without its width; a hidden one is 0 wide."""
        header = self.table.horizontalHeader()
        columns = [header.logicalIndex(place) for place in range(header.count())]
        shown = [column for column in columns if not header.isSectionHidden(column)]
        return tuple((column, 0 if column == shown[-1] else header.sectionSize(column)) for column in columns)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._look.px(NARROW)
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Another screen, or the lock: no name stays."""
        self._model.conceal()
        super().hideEvent(event)


class CourseList(DataTable):
    """Hands no name to the clipboard, and shows a status by icon and word."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setItemDelegate(_Signed(look, self))
        self.setIconSize(QSize(round(ICON * look.theme.scale), round(ICON * look.theme.scale)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().column() == course_table.NAME:
            event.accept()
            return
        super().keyPressEvent(event)


class _Signed(QStyledItemDelegate):
    """The icon of a status before its word, and a warning before a visit that nothing is logged of."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        tones = {"plain": "quiet"}
        self._icons = {group: look.icon(icon, tones.get(KINDS[group], KINDS[group])) for group, icon in SIGNS.items()}
        self._icons["missed"] = look.icon("triangle-alert", "warn")

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() in (course_table.STATUS, course_table.NEXT):
            icon = self._icons.get(str(index.data(course_table.GROUP)))
            if icon is not None:
                option.icon = icon
                option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
