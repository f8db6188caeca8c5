"""A leader logs a visit, corrects one, or types in a pile of paper slips without leaving the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.course_pick import CoursePick
from desktop.viewmodels.log_form import LogForm, Saved
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.checks import CheckBox
from desktop.views.widgets.course_picker import CoursePicker
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Field
from desktop.views.widgets.labels import heading
from desktop.views.widgets.log_form import LogFormView

WIDE, HIGH = 930, 700
"""Pixels of the dialog at 100 %, where the screen has room for them."""


class LogDialog(FormDialog):
    """`course` is one to begin with, `session` a visit to correct; with neither the course is chosen first.

    The view-model may be that of an earlier dialog: what was half typed there comes back. It outlives the dialog, for it takes
    back what was saved.
    """

    def __init__(self, model: LogForm, look: Look, parent: QWidget | None = None, *, course: str = "", session: str = "") -> None:
        title = look.say("Correct a visit") if session else look.say("Log a visit")
        super().__init__(look, title, accept_text=look.say("Save"), parent=parent)
        self._model, self._course, self._session = model, course, session
        self._started = self._fitted = False
        self._pick = CoursePick(look.texts, self)
        self._make(look)
        self.form_view = LogFormView(model, look, banner=self.banner)
        self.form.addWidget(self.form_view)
        self.form.addStretch(1)
        self.accepted_form.connect(model.save)
        self.form_view.left.connect(self.reject)
        self.picker.chosen.connect(self._choose)
        self._heard: tuple[tuple[SignalInstance, Callable[..., None]], ...] = (
            (model.changed, self._show),
            (model.wrong, self._to_course),
            (model.saved, self._tell),
            (model.taken_back, self._show_again),
        )
        for signal, slot in self._heard:
            signal.connect(slot)
        model.load()

    def _make(self, look: Look) -> None:
        self.picker = CoursePicker(self._pick, look)
        about = look.say("The first three letters of the alias, then Enter.")
        self.choosing = Field(look, look.say("&Course"), self.picker, help=about)
        self.chosen = QWidget()
        self.alias = heading(look, "")
        self.other = button(look, look.say("Choose another"), kind="quiet", does=self._choose_anew)
        row = QHBoxLayout(self.chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.alias, 1)
        row.addWidget(self.other)
        self.form.addWidget(self.choosing)
        self.form.addWidget(self.chosen)
        self.slips = CheckBox(look, look.say("More paper slips after this one"))
        self.again = button(look, look.say("As last time"), kind="quiet", does=self._model.repeat)
        self.again.setToolTip("Ctrl+D")
        self.discard = button(look, look.say("Throw it away"), kind="quiet", does=self._throw_away)
        self.slips.setVisible(not self._session)
        for place, one in enumerate((self.slips, self.again, self.discard)):
            self.buttons.insertWidget(place, one)

    # --- showing -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self._model.state
        if state.loaded and not self._started:
            self._start()
            return
        course = state.course
        self._pick.show(state.courses)
        self.choosing.setVisible(course is None)
        self.chosen.setVisible(course is not None)
        self.form_view.setVisible(course is not None)
        self.choosing.set_error(state.error("course"))
        self.alias.setText(self._pick.named(course) if course else "")
        self.other.setVisible(not state.draft.session)
        self.accept_button.setEnabled(not state.saving)
        self.discard.setVisible(state.draft.touched)
        self.again.setVisible(course is not None and not state.draft.session)

    def _start(self) -> None:
        """Once the courses are known: the visit that is asked for, else what is half typed, else a course is chosen."""
        self._started = True
        if self._session:
            self._model.correct(self._session)
        elif self._course or not self._model.state.draft.touched:
            self._model.begin(self._course)
        self._show()
        self._focus()

    def _focus(self) -> None:
        if self._model.state.course is None and not self._session:
            self.picker.begin()
        else:
            self.form_view.start()

    # --- choosing the course -----------------------------------------------------------------------------------

    def _choose(self, course: str) -> None:
        self._model.edit(course=course)
        self.form_view.start()

    def _choose_anew(self) -> None:
        self._model.edit(course="", came_typed=False, volunteers=())
        self.picker.begin()

    def _to_course(self, name: str) -> None:
        if name == "course":
            self.picker.line.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- saved -------------------------------------------------------------------------------------------------

    def _tell(self, saved: Saved) -> None:
        model = self._model
        text = "\n".join((self._look.say("Saved: {visit}", visit=saved.line), *saved.told))
        if self.slips.isChecked() and not saved.draft.session:
            model.begin("")
            self.banner.show_notice(text, "done", [(self._look.say("Undo"), lambda: model.undo(saved))])
            self.picker.begin()
            return
        model.tell(text, "done", lambda: model.undo(saved))
        self.accept()

    def _show_again(self, _saved: Saved) -> None:
        self.form_view.start()

    def _throw_away(self) -> None:
        self._model.throw_away()
        self.picker.begin()

    @override
    def _fit(self) -> None:
        """Wide enough for two questions beside each other, and of one size while a pile of slips is typed in."""
        if not self._fitted:
            self._fitted = True
            room = self.screen().availableGeometry().size()
            self.resize(min(self._look.px(WIDE), room.width() - 32), min(self._look.px(HIGH), room.height() - 48))

    @override
    def reject(self) -> None:
        """Esc and Cancel: what is half typed stays, for the next time."""
        self._model.keep_draft()
        super().reject()

    @override
    def done(self, result: int) -> None:
        """From now on another dialog may show the same view-model."""
        for signal, slot in self._heard:
            signal.disconnect(slot)
        self._heard = ()
        self.form_view.forget()
        super().done(result)
