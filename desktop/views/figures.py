"""Figures: the leading numbers, the definition and the places of the one that is chosen, and how complete it all is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.errors import N_, InvalidValue
from desktop.viewmodels.figures import Completeness, FiguresScreen, Line
from desktop.views.dialogs.save_file import SaveFileDialog
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.dates import DateField
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.fields import Choice, Field
from desktop.views.widgets.figure_table import FigureTable
from desktop.views.widgets.labels import body, heading, label, quiet
from desktop.views.widgets.page import Page
from desktop.views.widgets.toggling import Toggling

SIGNS = {"in": ("circle-check", "good"), "late": ("clock", "warn"), "missing": ("triangle-alert", "bad")}
BESIDE = 320
"""Width of what stands at the right, at 100 %."""


class FigureCard(Toggling, QPushButton):
    """A leading number with its name; pressed, its places are shown below."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.number, self.name = label(look, "", "display", wrap=False), label(look, "", "body", "quiet", wrap=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(0)
        column.addWidget(self.number)
        column.addWidget(self.name)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_line(self, line: Line, *, chosen: bool) -> None:
        self.number.setText(line.shown)
        self.name.setText(line.label)
        self.setChecked(chosen)
        self.setAccessibleName(f"{line.label}: {line.shown}")
        self.setAccessibleDescription(line.definition)


class FiguresView(Page):
    def __init__(self, model: FiguresScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Figures"))
        if parent is not None:
            self.setParent(parent)
        self.model = model
        self.dialog: SaveFileDialog | None = None
        self.save_year = button(look, look.say("Save the year's page"), icon="file-down", does=self._save_year)
        self.save_status = button(look, look.say("Status page"), icon="file-text", does=self._save_status)
        self.actions.addWidget(self.save_status)
        self.actions.addWidget(self.save_year)
        self.body.addLayout(self._asking(look))
        self.start = self.year
        self.counted = quiet(look, "")
        self.body.addWidget(self.counted)
        self.cards: dict[str, FigureCard] = {}
        self._leading = Columns(look.px(12))
        self.body.addWidget(self._leading)
        self._below = Columns(look.px(16))
        self._below.add(self._chosen_card(look), 1)
        self._below.add_narrow(self._beside(look), look.px(BESIDE))
        self.body.addWidget(self._below, 1)
        words = look.say("Figures come from the files of the prisons. Enrol a prison and take its first file in; then they stand here.")
        if model.at.kind == "site":
            words = look.say("Figures come from the visits that are logged. Log the first one; then they stand here.")
        self.empty = EmptyState(look, "chart-column", look.say("Nothing to count yet"), words)
        self.body.addWidget(self.empty, 1)
        self._shown: tuple[Completeness, ...] | None = None
        model.changed.connect(self._show)
        self._show()

    def _asking(self, look: Look) -> QHBoxLayout:
        self.year = Choice(look)
        self.year_field = Field(look, look.say("Year"), self.year)
        self.year.activated.connect(lambda _row: self.model.of_year(int(self.year.code())))
        self.as_of: DateField | None = None
        self.as_of_field: Field | None = None
        self._asked = QHBoxLayout()
        self._asked.setSpacing(look.px(16))
        self._asked.addWidget(self.year_field)
        self._asked.addStretch(1)
        return self._asked

    def _chosen_card(self, look: Look) -> QWidget:
        card = Card(look)
        self.name, self.definition, self.version = heading(look, ""), body(look, ""), quiet(look, "")
        self.table = FigureTable(look, self.model.table)
        self.table.setAccessibleName(look.say("The figure by place"))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self.model.pick(now.row()))
        self.no_places = quiet(look, look.say("This figure is not divided by place."))
        for one in (self.name, self.definition, self.version):
            card.body.addWidget(one)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.no_places)
        card.body.addStretch(0)
        return card

    def _beside(self, look: Look) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        complete = Card(look, look.say("How complete it is"))
        self._complete = QGridLayout()
        self._complete.setHorizontalSpacing(look.px(8))
        self._complete.setColumnStretch(1, 1)
        complete.body.addLayout(self._complete)
        counting = Card(look, look.say("About the counting"))
        self._counting = QGridLayout()
        self._counting.setColumnStretch(0, 1)
        counting.body.addLayout(self._counting)
        counting.body.addWidget(quiet(look, look.say("Exact numbers, for internal use: do not publish small ones.")))
        column.addWidget(complete)
        column.addWidget(counting)
        column.addStretch(1)
        return side

    def _show(self) -> None:
        state, model = self.model.state, self.model
        something = any(line.shown not in ("0", "–") for line in state.lines) or bool(state.completeness)
        self._below.setVisible(something)
        self.empty.setVisible(state.loaded and not something)
        self.counted.setText(self._look.say("Counting …") if state.counting else state.counted)
        for one in (self.save_year, self.save_status):
            one.setEnabled(something and not state.counting)
        self.save_year.setVisible(model.saves_year)
        self.save_status.setVisible(bool(model.status_site))
        self.save_status.setText(self._look.say("Status page of {place}", place=model.status_site))
        self._show_asked()
        for line in model.leading:
            self._card(line.key).show_line(line, chosen=line.key == state.chosen)
            self.cards[line.key].setVisible(something)
        chosen = model.chosen
        if chosen is not None:
            self.name.setText(f"{chosen.label}: {chosen.shown}")
            self.definition.setText(chosen.definition)
            unit = self._look.say("Counted in: {unit}. Definition {version}.", unit=chosen.unit, version=chosen.version)
            self.version.setText(unit)
            self.table.setVisible(bool(chosen.sites))
            self.no_places.setVisible(not chosen.sites)
        if state.completeness != self._shown:
            self._shown = state.completeness
            self._show_complete(state.completeness)
            self._show_counting(model.about_counting)

    def _show_asked(self) -> None:
        state, look = self.model.state, self._look
        if state.today is None or state.as_of is None:
            return
        self.year.set_options([(str(year), str(year)) for year in state.years])
        self.year.choose(str(state.year))
        if self.as_of is None:
            self.as_of = DateField(look, state.today, field=N_("As of"))
            self.as_of_field = Field(look, look.say("As of"), self.as_of)
            self.as_of.line.editingFinished.connect(self._day_typed)
            self._asked.insertWidget(1, self.as_of_field)
        if not self.as_of.line.hasFocus():
            self.as_of.set_day(state.as_of)

    def _day_typed(self) -> None:
        if self.as_of is None or self.as_of_field is None:
            return
        try:
            day = self.as_of.day()
            if day is not None:
                self.model.of_day(day)
        except InvalidValue as fault:
            self.as_of_field.set_error(self._look.fault(fault))
        else:
            self.as_of_field.set_error("")

    def _card(self, key: str) -> FigureCard:
        if key not in self.cards:
            card = FigureCard(self._look)
            card.clicked.connect(lambda: self.model.choose(key))
            self.cards[key] = card
            self._leading.add(card, 1)
        return self.cards[key]

    def _show_complete(self, places: tuple[Completeness, ...]) -> None:
        empty(self._complete)
        for row, one in enumerate(places):
            sign: QLabel = label(self._look, "", wrap=False)
            sign.setPixmap(self._look.pixmap(SIGNS[one.level][0], 18, SIGNS[one.level][1]))
            self._complete.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            self._complete.addWidget(body(self._look, one.sentence), row, 1)

    def _show_counting(self, lines: tuple[Line, ...]) -> None:
        empty(self._counting)
        for row, line in enumerate(lines):
            named = body(self._look, line.label)
            named.setToolTip(line.definition)
            self._counting.addWidget(named, row, 0)
            self._counting.addWidget(label(self._look, line.shown, "strong", wrap=False), row, 1, Qt.AlignmentFlag.AlignTop)

    def _save_year(self) -> None:
        self._ask(self._look.say("Save the year's page"), self.model.proposed_name(), self.model.save_year)

    def _save_status(self) -> None:
        site = self.model.status_site
        if site:
            title = self._look.say("The status page of {place}", place=site)
            self._ask(title, self.model.proposed_name(site), lambda path: self.model.save_status(path, site))

    def _ask(self, text: str, name: str, does: Callable[[Path], None]) -> None:
        lead = self._look.say("The page leaves the datalager as a PDF with exact numbers, and that is noted in the audit trail.")
        self.dialog = SaveFileDialog(self._look, text, lead, name, self)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.chosen.connect(does)
        self.dialog.open()


def empty(grid: QGridLayout) -> None:
    """Take everything out of a grid."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
