"""Volunteers: who there is, whom they visit, and a datalager of their own for those who want one."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.volunteer_words import VolunteerWords
from desktop.viewmodels.volunteers import VolunteersScreen
from desktop.views.dialogs.volunteer import AddVolunteerDialog, GiveVaultDialog, RemoveVaultDialog
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.card_lines import StandingLine
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.labels import label, title
from desktop.views.widgets.page import Page
from desktop.views.widgets.table import DataTable

WIDTHS = (190, 260, 290, 120, 120)
NARROW = 660
"""Pixels at 100 % under which the card goes below the list."""


class VolunteersView(Page):
    def __init__(self, model: VolunteersScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Volunteers"))
        self._model = model
        self.add_button = button(look, look.say("Add a volunteer"), icon="user", kind="primary", key="Ctrl+Shift+A", does=self.open_add)
        self.actions.addWidget(self.add_button)
        self.table = DataTable(look)
        self.table.setModel(model.table)
        self.table.set_widths(WIDTHS)
        self.table.setAccessibleName(look.say("Volunteers"))
        self._card = QWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(look.px(16))
        self._split.addWidget(self._listed())
        self._holder = QWidget()
        self._holder.setMinimumSize(look.px(330), look.px(260))
        QVBoxLayout(self._holder).setContentsMargins(0, 0, 0, 0)
        self._split.addWidget(self._holder)
        self._split.setSizes([look.px(680), look.px(380)])
        self._split.setStretchFactor(0, 1)
        self.body.addWidget(self._split, 1)
        if parent is not None:
            self.setParent(parent)
        model.changed.connect(self._show)
        self.table.chosen.connect(self._choose_row)
        self.table.clicked.connect(lambda index: self._choose_row(index.row()))
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self._show()

    def open_add(self) -> None:
        self._open(AddVolunteerDialog(self._model, self._look, self))

    def _listed(self) -> QWidget:
        look, holder = self._look, QWidget()
        self._stack = QStackedLayout(holder)
        add = button(look, look.say("Add a volunteer"), kind="primary", does=self.open_add)
        text = look.say("A volunteer is matched with a participant, and can have a datalager of their own on this laptop.")
        self._none = EmptyState(look, "users", look.say("No volunteers yet"), text, add)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._none)
        holder.setMinimumWidth(look.px(240))
        return holder

    def _show(self) -> None:
        state = self._model.state
        self._stack.setCurrentWidget(self._none if state.loaded and not state.lines else self.table)
        self.start = self.table if state.lines or not state.loaded else self.add_button
        line = state.line
        self._holder.setVisible(line is not None)
        if line is not None:
            self._show_card(line)
            row = self._model.table.row_of(line.id)
            if row != self.table.row():
                self.table.selectRow(row)
        if state.add:
            self._model.form_opened()
            self.open_add()

    def _show_card(self, line: VolunteerWords) -> None:
        look, fresh = self._look, Card(self._look)
        fresh.body.addWidget(title(look, line.name))
        fresh.body.addWidget(label(look, look.say("Volunteer since {day}", day=line.joined), "body", "quiet"))
        who = line.courses or look.say("Nobody just now")
        fresh.body.addWidget(StandingLine(look, look.say("Visits now"), who, icon="handshake", tone="accent"))
        came = look.say("Latest file: {when}", when=line.file) if line.file else ""
        vault = "\n".join(part for part in (line.vault, came) if part)
        fresh.body.addWidget(StandingLine(look, look.say("Own datalager"), vault, icon="hard-drive", tone="accent"))
        self._add_actions(line, fresh)
        fresh.body.addStretch(1)
        inside = self._holder.layout()
        if inside is not None:
            inside.replaceWidget(self._card, fresh) if inside.indexOf(self._card) >= 0 else inside.addWidget(fresh)
        self._card.hide()
        self._card.deleteLater()
        self._card = fresh

    def _add_actions(self, line: VolunteerWords, card: Card) -> None:
        look, say = self._look, self._look.say
        if line.may_give:
            both = say("Both of you sit here: the volunteer types a short name and a passphrase.")
            own = say("For a volunteer with an own computer: by file and eight words.")
            for text, icon, does, said in (
                (say("A datalager on this laptop"), "hard-drive", partial(self.open_give, line), both),
                (say("Enrol an own laptop"), "key-round", self._model.enrol_own, own),
            ):
                card.body.addWidget(button(look, text, icon=icon, does=does), 0, Qt.AlignmentFlag.AlignLeft)
                card.body.addWidget(label(look, said, "small", "quiet"))
        if line.here:
            delete = button(look, say("Delete the datalager"), icon="trash-2", kind="danger", does=partial(self.open_remove, line))
            card.body.addWidget(delete, 0, Qt.AlignmentFlag.AlignLeft)

    def open_give(self, line: VolunteerWords) -> None:
        self._open(GiveVaultDialog(self._model, self._look, line, self))

    def open_remove(self, line: VolunteerWords) -> None:
        self._open(RemoveVaultDialog(self._model, self._look, line, self))

    def _open(self, dialog: FormDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _choose_row(self, row: int) -> None:
        self._model.choose(self._model.table.id_at(row))

    def _moved(self, index: QModelIndex) -> None:
        """The card follows the keyboard once it is open."""
        if self._model.state.chosen and index.isValid():
            self._choose_row(index.row())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._look.px(NARROW)
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
