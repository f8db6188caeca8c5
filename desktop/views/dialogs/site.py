"""A new place, and a programme that a place runs: headquarters' two small forms."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import WorldFault
from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import CheckBox, Choice, Field, TextField

Options = Sequence[tuple[str, str]]


class SiteDialog(FormDialog):
    """`wanted`: name, type and municipality."""

    wanted = Signal(str, str, str)

    def __init__(self, look: Look, types: Options, parent: QWidget | None = None) -> None:
        lead = look.say("A place that has a laptop of its own is added by its enrolment; this is for the others.")
        super().__init__(look, look.say("Add a place"), lead, look.say("Add"), parent)
        self.name, self.type, self.municipality = TextField(look, 80), Choice(look, types), TextField(look, 80)
        self.name_field = Field(look, look.say("Name"), self.name)
        self.type_field = Field(look, look.say("Type"), self.type)
        self.fields = {
            "Name": self.name_field,
            "Type": self.type_field,
            "Municipality": Field(look, look.say("Municipality"), self.municipality, optional=True),
        }
        for field in self.fields.values():
            self.form.addWidget(field)
        self.accepted_form.connect(lambda: self.wanted.emit(self.name.text(), self.type.code(), self.municipality.text()))
        self.name.setFocus()

    def show_refusal(self, fault: WorldFault) -> None:
        show_at(self, self.fields, self._look, fault)


class ProgrammeDialog(FormDialog):
    """`wanted`: programme, the month of the agreement ("2026-03"), whether video visits are allowed."""

    wanted = Signal(str, str, bool)

    def __init__(self, look: Look, place: str, programmes: Options, month: str, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("A programme in {place}", place=place), "", look.say("Save"), parent)
        self.programme, self.since = Choice(look, programmes), TextField(look, 7)
        self.since.setText(month)
        self.video = CheckBox(look, look.say("Visits by video are allowed"))
        self.fields = {
            "Programme": Field(look, look.say("Programme"), self.programme),
            "Agreement from": Field(look, look.say("Agreement from"), self.since, help=look.say("A month, written as 2024-10.")),
        }
        for field in self.fields.values():
            self.form.addWidget(field)
        self.form.addWidget(self.video)
        self.accepted_form.connect(lambda: self.wanted.emit(self.programme.code(), self.since.text(), self.video.isChecked()))
        self.programme.setFocus()

    def show_refusal(self, fault: WorldFault) -> None:
        show_at(self, self.fields, self._look, fault)


def show_at(dialog: FormDialog, fields: dict[str, Field], look: Look, fault: WorldFault) -> None:
    """A refusal at the top and at the field that it names."""
    dialog.show_fault(fault)
    for name, field in fields.items():
        at = fault.arguments.get("field") == name
        field.set_error(look.fault(fault) if at else "")
        if at:
            field.editor.setFocus()
