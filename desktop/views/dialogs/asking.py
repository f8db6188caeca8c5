"""The base of a form that a view-model answers: what is refused is said at the top and at its field, and every answer stays."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.errors import Fault, InvalidValue
from desktop.viewmodels.screen import Screen
from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Field, target


class AskingForm(FormDialog):
    """`screen` is told what is refused after the form was closed. A subclass has `send`, and calls `saved` or `refused` back."""

    def __init__(self, screen: Screen, look: Look, text: str, lead: str, accept_text: str, parent: QWidget | None) -> None:
        super().__init__(look, text, lead, accept_text, parent)
        self.look = look
        self.fields: dict[str, Field] = {}
        self._screen = screen
        self.accepted_form.connect(self._send)

    def add(self, name: str, text: str, editor: QWidget, help_: str = "") -> None:
        """A field; `name` is the source string by which a refusal calls it."""
        self.fields[name] = Field(self.look, text, editor, help=help_)
        self.form.addWidget(self.fields[name])
        if len(self.fields) == 1:
            target(editor).setFocus()

    def send(self) -> None:
        """Hand the answers to the model. Raises InvalidValue."""

    def saved(self) -> None:
        self.accept()

    def refused(self, fault: Fault) -> None:
        if self.over:
            self._screen.tell(self._screen.sentence(fault), "error")
            return
        self.accept_button.setEnabled(True)
        self.show_fault(fault)

    def field_of(self, fault: Fault) -> str:
        """The source string of the field that a fault is about, if it is about one."""
        return str(fault.arguments.get("field", ""))

    @override
    def show_fault(self, fault: Fault) -> None:
        super().show_fault(fault)
        field = self.fields.get(self.field_of(fault))
        if field is not None:
            field.set_error(self.look.fault(fault))
            target(field.editor).setFocus()

    def _send(self) -> None:
        """What is being done is not asked for twice."""
        if not self.accept_button.isEnabled():
            return
        for field in self.fields.values():
            field.set_error("")
        self.banner.clear()
        self.accept_button.setEnabled(False)
        try:
            self.send()
        except InvalidValue as fault:
            self.refused(fault)
