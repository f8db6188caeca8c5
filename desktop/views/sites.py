"""Headquarters' places: a table with the age of each last file, and the card of the one that is chosen."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.enrolment import BUNDLE, AnsweringModel, file_name
from desktop.viewmodels.sites import LEVEL, Place, SitesScreen
from desktop.views.dialogs.enrol import AnswerDialog
from desktop.views.dialogs.save_file import SaveFileDialog
from desktop.views.dialogs.site import ProgrammeDialog, SiteDialog
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.labels import body, heading, quiet
from desktop.views.widgets.page import Page
from desktop.views.widgets.table import DataTable

SIGNS = {"good": ("circle-check", "good"), "warn": ("clock", "warn"), "bad": ("triangle-alert", "bad"), "none": ("minus", "quiet")}
"""Icon and colour of a level; its words stand beside it."""
CARD = 280
WIDTHS = (170, 130, 160, 110, 130, 110)


class AgeDelegate(QStyledItemDelegate):
    """The words of an age with their sign."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = {level: look.icon(*sign) for level, sign in SIGNS.items()}

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        level = index.data(LEVEL)
        if level in self._icons:
            option.icon = self._icons[level]
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = self._icons[level].availableSizes()[0]


class SitesView(Page):
    def __init__(self, model: SitesScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Sites"))
        if parent is not None:
            self.setParent(parent)
        self.model = model
        self.dialog: FormDialog | None = None
        self.enrol = button(look, look.say("Enrol a prison"), icon="handshake", kind="primary", does=self._enrol)
        self.add = button(look, look.say("Add a place"), icon="plus", does=self._add)
        self.actions.addWidget(self.add)
        self.actions.addWidget(self.enrol)
        self.table = DataTable(look)
        self.table.setModel(model.table)
        self.table.setAccessibleName(look.say("Places"))
        self.table.setItemDelegateForColumn(4, AgeDelegate(look, self.table))
        self.table.set_widths(WIDTHS)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.card = SiteCard(look)
        self.card.down.clicked.connect(self._down)
        self.card.programme.clicked.connect(self._programme)
        self.card.enrol.clicked.connect(self._enrol_chosen)
        first = button(look, look.say("Enrol a prison"), kind="primary", does=self._enrol)
        words = look.say("A prison's laptop sends a request as a file; enrol it here, and it is listed with the age of its last file.")
        self.empty = EmptyState(look, "building-2", look.say("No places yet"), words, first)
        self._filled = QWidget()
        row = QHBoxLayout(self._filled)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self.table, 1)
        row.addWidget(self.card)
        self.body.addWidget(self._filled, 1)
        self.body.addWidget(self.empty, 1)
        self.start = self.table
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        state = self.model.state
        self._filled.setVisible(bool(state.places))
        self.empty.setVisible(state.loaded and not state.places)
        self.set_lead(state.summary if state.places else "")
        for one in (self.add, self.enrol):
            one.setVisible(self.model.may_change and bool(state.places))
        row = next((number for number, place in enumerate(state.places) if place.id == state.chosen), -1)
        if row >= 0 and self.table.row() != row:
            how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.table.index(row, 0), how)
        self.card.show_place(self.model.chosen, may_change=self.model.may_change)

    def _moved(self, now: QModelIndex) -> None:
        if now.isValid():
            self.model.choose(self.model.state.places[now.row()].id)

    def _enrol(self) -> None:
        self._answer("")

    def _enrol_chosen(self) -> None:
        place = self.model.chosen
        self._answer(place.name if place is not None else "")

    def _answer(self, name: str) -> None:
        model = self.model
        answering = AnsweringModel(model.jobs, model.texts, model.at, name=name, parent=self)
        answering.said.connect(model.said)  # the window tells it
        dialog = AnswerDialog(answering, self._look, self)
        dialog.finished.connect(answering.deleteLater)
        self._open(dialog)

    def _add(self) -> None:
        dialog = SiteDialog(self._look, self.model.types, self)
        dialog.wanted.connect(self.model.add)
        self._open_form(dialog)

    def _programme(self) -> None:
        place = self.model.chosen
        if place is None:
            return
        dialog = ProgrammeDialog(self._look, place.name, self.model.programmes, self.model.state.month, self)
        dialog.wanted.connect(lambda code, since, video: self.model.programme(code, since, video=video))
        self._open_form(dialog)

    def _down(self) -> None:
        place = self.model.chosen
        if place is None:
            return
        look, name = self._look, file_name(self.model.texts.say("File to {place}", place=place.name), BUNDLE)
        lead = look.say("It holds the receipt for what has come, and what headquarters has said since. Only that laptop can open it.")
        dialog = SaveFileDialog(look, look.say("The file to {place}", place=place.name), lead, name, self)
        dialog.chosen.connect(self.model.down)
        self._open(dialog)

    def _open_form(self, dialog: SiteDialog | ProgrammeDialog) -> None:
        self.model.saved.connect(dialog.accept)
        self.model.refused.connect(dialog.show_refusal)
        self._open(dialog)

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
        self.table.setFocus()


class SiteCard(Card):
    """Everything about one place, and what can be done about it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._look = look
        self.setFixedWidth(look.px(CARD))
        self.name, self._kind = heading(look, ""), quiet(look, "")
        self.body.addWidget(self.name)
        self.body.addWidget(self._kind)
        self._lines: dict[str, QLabel] = {}
        for key, text in (
            ("programmes", look.say("Programmes")),
            ("age", look.say("Last file")),
            ("receipt", look.say("Last file back")),
            ("through", look.say("Typed in up to")),
            ("volunteers", look.say("Volunteers' datalagre below it")),
        ):
            self._lines[key] = body(look, "")
            lines = QVBoxLayout()
            lines.setSpacing(0)
            lines.addWidget(quiet(look, text))
            lines.addWidget(self._lines[key])
            self.body.addLayout(lines)
        self.body.addStretch(1)
        self.down = button(look, look.say("Make the file back"), icon="file-down")
        self.programme = button(look, look.say("Add a programme"), icon="plus")
        self.enrol = button(look, look.say("Enrol its laptop"), icon="handshake")
        for one in (self.down, self.enrol, self.programme):
            self.body.addWidget(one)

    def show_place(self, place: Place | None, *, may_change: bool) -> None:
        self.setVisible(place is not None)
        if place is None:
            return
        say = self._look.say
        self.name.setText(place.name)
        self._kind.setText(", ".join(part for part in (place.type if place.type != "–" else "", place.municipality) if part))
        self._kind.setVisible(bool(self._kind.text()))
        self._lines["programmes"].setText("\n".join(place.programmes) or say("none yet"))
        waiting = say("{count} files wait for an earlier one", count=place.waiting) if place.waiting else ""
        self._lines["age"].setText("\n".join(part for part in (place.age, waiting) if part))
        self._lines["receipt"].setText(place.receipt)
        self._lines["through"].setText(place.through)
        self._lines["volunteers"].setText(str(place.volunteers))
        self.down.setVisible(bool(place.laptop))
        self.programme.setVisible(may_change)
        self.enrol.setVisible(may_change and not place.laptop)
