"""What is said when the program itself has made a mistake: plainly, with where the report lies and what it holds."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Field, TextField
from desktop.views.widgets.labels import label


class BrokenDialog(FormDialog):
    """`report` is None where nothing could be written."""

    def __init__(self, look: Look, report: Path | None, parent: QWidget | None = None) -> None:
        lead = look.say("Indenfor has made a mistake of its own. What was saved is safe; try again, or close Indenfor and open it anew.")
        super().__init__(look, look.say("Something went wrong"), lead, look.say("Close"), parent)
        self.cancel_button.hide()
        self.accepted_form.connect(self.accept)
        if report is None:
            self.form.addWidget(label(look, look.say("A report could not be written: the disk took none.")))
            return
        self.path = TextField(look)
        self.path.setText(str(report))
        self.path.setReadOnly(True)
        self.form.addWidget(Field(look, look.say("A report for those who look after the program lies here:"), self.path))
        held = look.say("It says where in the program it happened. It holds no name, no date and nothing else of the case.")
        self.form.addWidget(label(look, held, "body", "quiet"))
