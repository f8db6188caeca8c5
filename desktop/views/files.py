"""Files: the one for headquarters, what comes in, the volunteers' own laptops, and what passed lately."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.errors import N_, InvalidValue
from desktop.viewmodels.files import FilesScreen, FilesState, Made, VolunteerLine
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import Kind, button
from desktop.views.widgets.card import Card
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.dates import DateField
from desktop.views.widgets.drop_area import DropArea, DropPage, ask_folder
from desktop.views.widgets.exchange_card import ExchangeCard
from desktop.views.widgets.fields import Field
from desktop.views.widgets.fresh import instead, last_of
from desktop.views.widgets.intake import Intake, Progress, told
from desktop.views.widgets.labels import body, label, quiet, strong
from desktop.views.widgets.passed import PassedCard

SIGNS = {"good": ("circle-check", "good"), "warn": ("triangle-alert", "warn"), "plain": ("info", "accent")}
LEFT = Qt.AlignmentFlag.AlignLeft
NARROW = 340
"""Pixels under which a card is not put beside another."""


class FilesView(DropPage):
    def __init__(self, model: FilesScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Files"))
        if parent is not None:
            self.setParent(parent)
        self.model = model
        self.up = UpCard(look, model)
        lead = look.say("Receipts, and files from volunteers' own laptops. You see what is in them before anything is saved.")
        if model.at.kind == "volunteer":
            lead = look.say("Receipts, and news of your courses. You see what is in them before anything is saved.")
        self.intake = Intake(look, model, look.say("Import files"), DropArea(look, look.say("Drop files here"), lead))
        self.drops(self.intake.area, model.offer)
        self.waiting = Card(look, look.say("Waiting for an earlier file"))
        self._waits = body(look, "")
        self.waiting.body.addWidget(self._waits)
        self.volunteers = VolunteersCard(look, model)
        self.passed = PassedCard(look)
        self.exchange = ExchangeCard(look, model.exchange)
        both, lower = Columns(look.px(16)), Columns(look.px(16))
        side = QWidget()
        under = QVBoxLayout(side)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(look.px(16))
        under.addWidget(self.volunteers)
        under.addWidget(self.exchange, 1)
        for card in (self.up, self.intake, side, self.passed):
            card.setMinimumWidth(look.px(NARROW))
        both.add(self.up, 1)
        both.add(self.intake, 1)
        lower.add(side, 1)
        lower.add(self.passed, 1)
        self.body.addWidget(both)
        self.body.addWidget(self.waiting)
        self.body.addWidget(lower)
        self.body.addStretch(1)
        model.changed.connect(self._show)
        self._show()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self.isVisible():
            self.model.load()  # a stick may have been plugged in meanwhile
        return super().event(event)

    def _show(self) -> None:
        state = self.model.state
        self.up.show_state()
        self.intake.show_intake()
        self.waiting.setVisible(bool(state.waiting))
        self._waits.setText("\n".join(state.waiting))
        self.volunteers.setVisible(bool(state.volunteers))
        self.volunteers.show_lines(state.volunteers)
        self.passed.show_lines(state.passed)


class UpCard(Card):
    """How it stands with the file up, the day up to which all is typed in, and the buttons that write it."""

    def __init__(self, look: Look, model: FilesScreen) -> None:
        super().__init__(look, " ")
        self._look, self._model = look, model
        self._shown: tuple[FilesState | None, bool] = (None, False)
        self._words, self._made, self._buttons = QWidget(), QWidget(), QWidget()
        self.progress = Progress(look)
        self.through = DateField(look, model.state.day, field=N_("Typed in up to"))
        self.field = Field(look, look.say("All is typed in up to and including"), self.through, optional=True, help="")
        self.declared = quiet(look, "")
        self.body.setSpacing(look.px(12))
        for part in (self._words, self.field, self.declared, self._buttons, self.progress, self._made):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_state(self) -> None:
        """As the view-model has it now; a half-typed date stays."""
        model, state = self._model, self._model.state
        working = model.intake.working
        making = working is not None and working.making
        self.progress.show_work(working if making else None)
        self._buttons.setVisible(not making)
        self._buttons.setEnabled(working is None)
        offered = model.intake.offered
        calm = offered is not None and offered.can_take  # then the button that imports is the one primary button
        if (state, calm) == self._shown:
            return
        self._shown = (state, calm)
        self.title.setText(self._look.say("File to {name}", name=model.above()))
        self.field.setVisible(state.enrolled and model.declares)
        self.field.set_error(self._look.fault(state.fault) if state.fault is not None else "")
        self.declared.setText(self._look.say("Said last: {day}.", day=state.through) if state.through else "")
        self.declared.setVisible(bool(state.through) and state.enrolled and model.declares)
        if state.loaded:
            self.through.set_today(state.day)
        self._words = instead(self.body, self._words, self._said())
        self._buttons = instead(self.body, self._buttons, self._offers(calm=calm), self.through.line)
        made = self._result(state.made) if state.made is not None else QWidget()
        self._made = instead(self.body, self._made, made, last_of(self._buttons, self.through.line))

    def _said(self) -> QWidget:
        words, made = self._model.state.up, QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(4))
        if self._model.state.loaded:
            icon, tone = SIGNS[words.tone]
            column.addWidget(told(self._look, icon, tone, words.headline, heavy=True))
        for line in words.lines:
            column.addWidget(label(self._look, line, "body", "quiet"))
        return made

    def _offers(self, *, calm: bool) -> QWidget:
        """One button for each stick, and one for any folder; before enrolment the way to it."""
        look, model, state = self._look, self._model, self._model.state
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        if not state.enrolled:
            why = look.say("Headquarters must know this laptop before files can be sent. What you type in meanwhile is kept.")
            if model.at.kind == "volunteer":
                why = look.say("Your visit leader must know this laptop before files can be sent. What you log meanwhile is kept.")
            column.addWidget(body(look, why))
            column.addWidget(button(look, look.say("Enrol this laptop"), kind="primary", does=model.enrol), 0, LEFT)
            return made
        makes: list[tuple[str, str, Callable[[], None]]] = [
            (look.say("Make file on {stick}", stick=one.name), "usb", partial(self._make, one.folder)) for one in state.sticks
        ]
        makes.append((look.say("Make file in a folder …") if makes else look.say("Make file …"), "file-up", self._ask))
        for number, (text, icon, does) in enumerate(makes):
            kind: Kind = "plain" if calm or number else "primary"
            column.addWidget(button(look, text, icon=icon, kind=kind, does=does), 0, LEFT)
        if not state.sticks:
            column.addWidget(quiet(look, look.say("No stick is plugged in. Plug one in, or choose a folder.")))
        return made

    def _result(self, result: Made) -> QWidget:
        made, look = QFrame(), self._look
        made.setProperty("piece", "banner")
        made.setProperty("kind", "done" if result.name else "told")
        column = QVBoxLayout(made)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(4))
        column.addWidget(told(look, *(("circle-check", "good") if result.name else ("info", "accent")), result.headline, heavy=True))
        for line in result.whole:
            column.addWidget(told(look, "check", "good", line))
        if result.removal:
            column.addWidget(told(look, "usb", "good", result.removal))
        if result.then:
            column.addWidget(told(look, "hourglass", "quiet", result.then))
        if result.folder is not None:
            where = QUrl.fromLocalFile(str(result.folder))
            shows = button(look, look.say("Show the folder"), icon="folder", does=lambda: QDesktopServices.openUrl(where))
            column.addSpacing(look.px(4))
            column.addWidget(shows, 0, LEFT)
        return made

    def _ask(self) -> None:
        folder = ask_folder(self, self._look.say("Where the file shall lie"), self._model.state.folder)
        if folder is not None:
            self._make(folder)

    def _make(self, folder: Path) -> None:
        try:
            day = self.through.day() if self._model.declares else None
        except InvalidValue as fault:
            self.field.set_error(self._look.fault(fault))
            self.through.setFocus()
            return
        self._model.make(folder, day)


class VolunteersCard(Card):
    """Each volunteer's own vault with the age of its last file; for a laptop of its own, a button that writes its file."""

    def __init__(self, look: Look, model: FilesScreen) -> None:
        super().__init__(look, look.say("Volunteers' own datalagre"))
        self._look, self._model = look, model
        self._lines: tuple[VolunteerLine, ...] = ()
        self._shown: QWidget = QWidget()
        self.body.addWidget(self._shown)
        self.body.addStretch(1)

    def show_lines(self, lines: tuple[VolunteerLine, ...]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(8))
        for line in lines:
            column.addWidget(self._row(line))
        self._shown = instead(self.body, self._shown, fresh)

    def _row(self, line: VolunteerLine) -> QWidget:
        look = self._look
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(strong(look, line.name))
        by_itself = look.say("On this computer; files go by themselves.")
        words.addWidget(quiet(look, f"{line.age}. {by_itself}" if line.by_itself else line.age))
        beside.addLayout(words, 1)
        if not line.by_itself:
            makes = button(look, look.say("Make file …"), icon="file-up", does=partial(self._ask, line.id))
            makes.setAccessibleName(look.say("Make file for {name}", name=line.name))
            beside.addWidget(makes)
        return row

    def _ask(self, volunteer: str) -> None:
        state = self._model.state
        start = state.sticks[0].folder if state.sticks else state.folder
        folder = ask_folder(self, self._look.say("Where the file shall lie"), start)
        if folder is not None:
            self._model.make_for(volunteer, folder)
