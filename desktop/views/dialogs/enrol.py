"""Enrolment in two windows: the laptop that asks, and the datalager above it that answers. Eight words are typed at each end."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.errors import AnotherFile, Fault, InvalidValue, StorageError, WordsDiffer, WorldFault
from desktop.viewmodels.enrolment import NAME, AnsweringModel, AskingModel, words_in
from desktop.views.dialogs.save_file import SaveFileDialog, refused
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Field, TextField
from desktop.views.widgets.labels import body, heading, quiet, strong
from desktop.views.widgets.path_field import PathField, free_name
from desktop.views.widgets.paths import breakable
from desktop.views.widgets.words import Tiles, WordsField


class EnrolForm(FormDialog):
    """What both windows share: a field for words, a place for the other's file, and where a refusal is shown."""

    def __init__(self, look: Look, text: str, lead: str, accept_text: str, theirs: str, parent: QWidget | None) -> None:
        super().__init__(look, text, lead, accept_text, parent)
        self.theirs = PathField(look, saves=False)
        self.theirs_field = Field(look, theirs, self.theirs)
        self.words = WordsField(look)
        help_ = look.say("Case, commas and spaces do not matter; æ, ø and å may be typed ae, oe and aa.")
        self.words_field = Field(look, look.say("The eight words that you hear"), self.words, help=help_)
        self.words.changed.connect(lambda: self.words.say_count(words_in(self.words.text())))
        self.tiles = Tiles(look)

    def show_refusal(self, fault: WorldFault | None, strange: tuple[str, ...]) -> None:
        """At the top and at the field that it is about."""
        at_words, at_file = isinstance(fault, WordsDiffer), isinstance(fault, AnotherFile | StorageError)
        text = "" if fault is None else self._look.fault(fault)
        if strange:
            text += " " + self._look.say("No word of the list: {words}.", words=", ".join(strange))
        self.words_field.set_error(text if at_words else "")
        self.theirs_field.set_error(text if at_file else "")
        if text:
            self.banner.show_notice(text, "error")
        else:
            self.banner.clear()
        if at_words:
            self.words.line.setFocus()

    def _own_file(self, field: Field, where: PathField) -> Path | None:
        """The place where our own file may be written; else why not is said at the field."""
        path = where.path()
        fault: Fault | None = refused(path)
        field.set_error("" if fault is None else self._look.fault(fault))
        if fault is not None:
            self.banner.show_notice(self._look.fault(fault), "error")
            return None
        return path


class EnrolDialog(EnrolForm):
    """This laptop asks. It opens where the enrolment stands: before the request, waiting for the answer, or done."""

    def __init__(self, model: AskingModel, look: Look, parent: QWidget | None = None) -> None:
        title = look.say("Enrol with {above}", above=model.above)
        lead = look.say("Two files and sixteen words: then {above} can read what this laptop sends, and nobody else.", above=model.above)
        super().__init__(look, title, lead, "", look.say("The answer's file"), parent)
        self.model = model
        self.ours = PathField(look, saves=True)
        self.ours.propose(model.proposed_name)
        help_ = look.say("Carry or send it to {above}. It holds no names.", above=model.above)
        self.ours_field = Field(look, look.say("Where the request shall lie"), self.ours, help=help_)
        self._first, self._second = heading(look, ""), heading(look, look.say("2. Take the answer"))
        self._read_out: QLabel = body(look, "")
        self._asked: QLabel = quiet(look, "")
        self.again = button(look, look.say("Write the request once more"), kind="quiet", does=self._write_again)
        self._result = strong(look, "")
        self._waiting: tuple[QWidget, ...] = (self._read_out, self.tiles, self._asked, self.again)
        self._waiting += (self._second, self.theirs_field, self.words_field)
        for one in (self._first, self.ours_field, *self._waiting, self._result):
            self.form.addWidget(one)
        self.form.setAlignment(self.again, Qt.AlignmentFlag.AlignLeft)
        self.form.addStretch(1)
        self.accepted_form.connect(self._go_on)
        self._step = ""
        model.changed.connect(self._show)
        model.load()

    def _show(self) -> None:
        state, look = self.model.state, self._look
        asking, waiting, enrolled = state.step == "ask", state.step == "wait", state.step == "enrolled"
        self._first.setVisible(asking or waiting)
        self._first.setText(look.say("1. Write the request") if asking else look.say("1. Read the words out"))
        for part in self._waiting:
            part.setVisible(waiting)
        self._result.setVisible(enrolled)
        self._result.setText(look.say("This laptop is enrolled with {above}.", above=self.model.above))
        self.tiles.show_texts(state.words)
        self._read_out.setText(look.say("Ring {above} and read these eight words out:", above=self.model.above))
        asked = "" if state.asked_on is None else look.texts.date(state.asked_on)
        self._asked.setText(look.say("Asked on {day}. Close this window if you like; it opens here again.", day=asked))
        self.ours_field.setVisible(asking)
        self.accept_button.setText(look.say("Write the request") if asking else look.say("Take the answer"))
        self.accept_button.setVisible(not enrolled)
        self.accept_button.setEnabled(not state.busy and bool(state.step))
        self.cancel_button.setText(look.say("Close") if enrolled or waiting else look.say("Cancel"))
        self.show_refusal(state.fault, state.strange)
        if state.step != self._step:
            self._step = state.step
            (self.ours.line if asking else self.theirs.line if waiting else self.cancel_button).setFocus()

    def _go_on(self) -> None:
        if self.model.state.step == "ask":
            self._write()
        elif self.model.state.step == "wait":
            self.model.take(self.theirs.path(), self.words.text())

    def _write_again(self) -> None:
        """The same request in another file: the words stay the same."""
        lead = self._look.say("The same request with the same eight words, in another file.")
        dialog = SaveFileDialog(self._look, self._look.say("Write the request once more"), lead, self.model.proposed_name, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.model.save)
        dialog.open()

    def _write(self) -> None:
        path = self._own_file(self.ours_field, self.ours)
        if path is not None:
            self.model.save(path)


class AnswerDialog(EnrolForm):
    """The datalager above answers: headquarters a prison's laptop, a visit leader a volunteer's own."""

    def __init__(self, model: AnsweringModel, look: Look, parent: QWidget | None = None) -> None:
        title = look.say("Enrol a prison")
        if model.volunteer:
            title = look.say("Enrol the laptop of {name}", name=model.name)
        lead = look.say("Choose the request that you were sent, ring the person who made it, and type the eight words as you hear them.")
        super().__init__(look, title, lead, look.say("Enrol and write the answer"), look.say("The request's file"), parent)
        self.model = model
        self.says = quiet(look, "")
        self.name = TextField(look, 80)
        self.name.setText("" if model.volunteer else model.name)
        help_ = look.say("A place that is known already keeps its name; a new name makes a new place.")
        self.name_field = Field(look, look.say("Name of the place"), self.name, help=help_)
        self.ours = PathField(look, saves=True)
        help_ = look.say("Carry or send it back. Only the laptop that asked can open it.")
        self.ours_field = Field(look, look.say("Where the answer shall lie"), self.ours, help=help_)
        self._read_out = body(look, look.say("Now read these eight words out; they are typed at the other end with the answer:"))
        self._where = quiet(look, "")
        self._typing: tuple[QWidget, ...] = (self.theirs_field, self.says, self.words_field, self.name_field, self.ours_field)
        for one in (*self._typing, self._read_out, self.tiles, self._where):
            self.form.addWidget(one)
        self.form.addStretch(1)
        self.theirs.changed.connect(self._chosen)
        self.accepted_form.connect(self._go_on)
        model.changed.connect(self._show)
        model.load()
        self._show()
        self.theirs.line.setFocus()

    def _chosen(self) -> None:
        path = self.theirs.path()
        if path is not None and path != self.model.state.request:
            self.model.look_at(path)

    def _show(self) -> None:
        state, look = self.model.state, self._look
        done = bool(state.words)
        for one in self._typing:
            one.setVisible(not done)
        self.name_field.setVisible(not done and not self.model.volunteer)
        self.says.setVisible(not done and bool(state.place))
        self.says.setText(look.say("The file says that it comes from {place}.", place=state.place))
        for one in (self._read_out, self.tiles, self._where):
            one.setVisible(done)
        self.tiles.show_texts(state.words)
        self._where.setText("" if state.file is None else look.say("The answer lies in {file}", file=breakable(str(state.file))))
        if state.place and not self.model.volunteer and not self.name.text():
            self.name.setText(state.place)
        if state.request is not None and state.place and not self.ours.line.text():
            self.ours.set_path(free_name(state.request.parent, self.model.proposed_name))
        self.accept_button.setVisible(not done)
        self.accept_button.setEnabled(not state.busy)
        self.cancel_button.setText(look.say("Close") if done else look.say("Cancel"))
        self.show_refusal(state.fault, state.strange)
        fault = state.fault
        at_name = isinstance(fault, InvalidValue) and fault.arguments.get("field") in (NAME, "Site", "Name")
        self.name_field.set_error(look.fault(fault) if at_name and fault is not None else "")

    def _go_on(self) -> None:
        self._chosen()
        if self.ours.path() is None and self.model.state.request is None:
            self.model.answer(self.words.text(), self.name.text(), Path())
            return
        path = self._own_file(self.ours_field, self.ours)
        if path is not None:
            self.model.answer(self.words.text(), self.name.text(), path)
