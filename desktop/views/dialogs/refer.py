"""A new referral, from the paper form, in the order of the paper."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.errors import N_, Fault
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.viewmodels.course_words import GENDERS, LEGAL_STATUSES, PURPOSES
from desktop.viewmodels.referral import Referral, ReferralDraft
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import CheckBox, Choice, DateField, Field, TextField, target
from desktop.views.widgets.labels import label

ASKED = ("processing", "transfer")
"""The consents of the paper form; the others are given on the card."""


class ReferDialog(FormDialog):
    """`saved` is told the course. What is half typed lies on the desk, and comes back."""

    def __init__(self, model: Referral, look: Look, saved: Callable[[str], None], parent: QWidget | None = None) -> None:
        lead = look.say("As it stands on the paper. The name is sealed when it is saved, and screens show the alias.")
        super().__init__(look, look.say("New referral"), lead, look.say("Save the referral"), parent)
        self._model, self._look, self._saved = model, look, saved
        self._filling = False
        self.fields: dict[str, Field] = {}
        self.programme, self.gender, self.legal = Choice(look), _choice(look, GENDERS), _choice(look, LEGAL_STATUSES)
        self.programme.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContentsOnFirstShow)  # its options come when it is shown
        self.given, self.family = TextField(look, 80), TextField(look, 80)
        self.birth = DateField(look, model.state.today, field=N_("Date of birth"))
        self.referred = DateField(look, model.state.today, field=N_("Referred on"))
        self.consents = {purpose: CheckBox(look, look.say(PURPOSES[purpose])) for purpose in ASKED}
        self.alias = label(look, "", "title", wrap=False)
        self._lay_out()
        self._listen()
        model.changed.connect(self._show)
        self.accepted_form.connect(self._send)
        self._show()

    def _lay_out(self) -> None:
        look = self._look
        self._add(N_("Programme"), look.say("Programme"), self.programme, self.form)
        names = self._beside()
        self._add(N_("Given name"), look.say("Given name"), self.given, names)
        self._add(N_("Family name"), look.say("Family name"), self.family, names)
        self._add(N_("Date of birth"), look.say("Date of birth"), self.birth, self.form, optional=True)
        facts = self._beside()
        self._add(N_("Gender"), look.say("Gender"), self.gender, facts)
        self._add(N_("Legal status"), look.say("Legal status"), self.legal, facts)
        self._add(N_("Referred on"), look.say("Referred on"), self.referred, self.form)
        last = self._beside()
        for part in (self._agreed(), self._drawn()):
            part.setMinimumWidth(look.px(200))
            last.add(part, 1)
        target(self.programme).setFocus()

    def _agreed(self) -> QWidget:
        column = _column(agreed := QWidget(), self._look.px(4))
        column.addWidget(label(self._look, self._look.say("The participant has agreed"), "strong"))
        for box in self.consents.values():
            column.addWidget(box)
        column.addStretch(1)
        return agreed

    def _drawn(self) -> QWidget:
        look = self._look
        column = _column(drawn := QWidget(), look.px(4))
        column.addWidget(label(look, look.say("Alias, drawn from the list"), "strong"))
        column.addWidget(self.alias)
        self.redraw = button(look, look.say("Draw another"), icon="refresh-cw", does=self._model.redraw)
        column.addWidget(self.redraw, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return drawn

    def _beside(self) -> Columns:
        columns = Columns(self._look.px(16))
        self.form.addWidget(columns)
        return columns

    def _add(self, name: str, text: str, editor: QWidget, into: QVBoxLayout | Columns, *, optional: bool = False) -> None:
        field = self.fields[name] = Field(self._look, text, editor, optional=optional)
        if isinstance(into, Columns):
            field.setMinimumWidth(self._look.px(180))
            into.add(field, 1)
        else:
            into.addWidget(field)

    def _listen(self) -> None:
        for line in (self.given, self.family, self.birth.line, self.referred.line):
            line.textChanged.connect(self._edited)
        for choice in (self.programme, self.gender, self.legal):
            choice.currentIndexChanged.connect(self._edited)
        for box in self.consents.values():
            box.toggled.connect(self._edited)

    def _edited(self) -> None:
        if not self._filling:
            self._model.edit(self._typed())

    def _typed(self) -> ReferralDraft:
        return ReferralDraft(
            programme=self.programme.code(),
            given=self.given.text(),
            family=self.family.text(),
            birth=self.birth.typed,
            gender=self.gender.code(),
            legal_status=self.legal.code(),
            referred=self.referred.typed,
            consents=tuple(purpose for purpose, box in self.consents.items() if box.isChecked()),
            alias=self._model.state.draft.alias,
        )

    def _show(self) -> None:
        state = self._model.state
        draft = state.draft
        self._filling = True
        self.birth.set_today(state.today)
        self.referred.set_today(state.today)
        self.programme.set_options([(code, self._look.say(PROGRAMME_NAMES[code])) for code in state.programmes])
        self.programme.choose(draft.programme)
        self.gender.choose(draft.gender)
        self.legal.choose(draft.legal_status)
        for editor, text in ((self.given, draft.given), (self.family, draft.family)):
            if editor.text() != text:
                editor.setText(text)
        for day, typed in ((self.birth, draft.birth), (self.referred, draft.referred)):
            if day.typed != typed:
                day.set_typed(typed)
        for purpose, box in self.consents.items():
            box.setChecked(purpose in draft.consents)
        self.alias.setText(draft.alias)
        self._filling = False
        if state.found:
            text = self._look.say("You had begun on this referral. It has been kept for you alone.")
            self.banner.show_notice(text, "told", [(self._look.say("Begin anew"), self._begin_anew)])

    def _begin_anew(self) -> None:
        self.banner.clear()
        self._model.begin_anew()

    def _send(self) -> None:
        if self.accept_button.isEnabled():
            for field in self.fields.values():
                field.set_error("")
            self.accept_button.setEnabled(False)
            self._model.edit(self._typed())
            self._model.save(self._done, self._refused)

    def _done(self, course: str) -> None:
        self.accept()
        self._saved(course)

    def _refused(self, fault: Fault) -> None:
        if self.over:
            self._model.tell(self._model.sentence(fault), "error")
            return
        self.accept_button.setEnabled(True)
        self.show_fault(fault)
        field = self.fields.get(str(fault.arguments.get("field", "")))
        if field is not None:
            field.set_error(self._look.fault(fault))
            target(field.editor).setFocus()
        elif fault.arguments.get("field") == "Alias":
            self.redraw.setFocus()

    @override
    def reject(self) -> None:
        """Left, not thrown away: what is typed is there the next time."""
        self._model.leave()
        super().reject()


def _column(owner: QWidget, spacing: int) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column


def _choice(look: Look, words: Mapping[str, str]) -> Choice:
    return Choice(look, [(code, look.say(text)) for code, text in words.items()])
