"""Where a file shall be written: a place that can be typed or chosen, and what leaves the datalager with it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import N_, InvalidValue
from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Field
from desktop.views.widgets.path_field import PathField


class SaveFileDialog(FormDialog):
    """`chosen` hands on the path; a file that is there already is never written over."""

    chosen = Signal(object)

    def __init__(self, look: Look, text: str, lead: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, text, lead, look.say("Save the file"), parent)
        self.path = PathField(look, saves=True)
        self.path.propose(name)
        self.field = Field(look, look.say("Where the file shall lie"), self.path)
        self.form.addWidget(self.field)
        self.accepted_form.connect(self._save)
        self.path.line.setFocus()

    def _save(self) -> None:
        path = self.path.path()
        fault = refused(path)
        if fault is not None or path is None:
            self.field.set_error(self._look.fault(fault) if fault is not None else "")
            return
        self.chosen.emit(path)
        self.accept()


def refused(path: Path | None) -> InvalidValue | None:
    """Why nothing can be written there."""
    if path is None:
        return InvalidValue(field=N_("File"), reason=N_("choose it first"))
    if path.exists():
        return InvalidValue(field=N_("File"), reason=N_("there is a file of that name already; choose another name"))
    return None
