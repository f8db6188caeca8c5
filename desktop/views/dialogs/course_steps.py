"""One small form for each step on a course. What is refused is said at the top and at the field, and every answer stays."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.errors import N_, InvalidValue
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.viewmodels.course_card import CardWords
from desktop.viewmodels.course_words import END_REASONS, PURPOSES
from desktop.viewmodels.courses import CoursesScreen
from desktop.views.dialogs.asking import AskingForm
from desktop.views.style.look import Look
from desktop.views.widgets.fields import Choice, DateField


class StepDialog(AskingForm):
    """`model` takes the step; the dialog closes when it is saved."""

    def __init__(self, model: CoursesScreen, look: Look, text: str, lead: str, accept_text: str, parent: QWidget | None) -> None:
        super().__init__(model, look, text, lead, accept_text, parent)
        self.model = model


def required(editor: DateField, field: str) -> date:
    """The day that was typed. Raises InvalidValue, also where nothing was."""
    day = editor.day()
    if day is None:
        raise InvalidValue(field=field, reason=N_("it is missing"))
    return day


def code_of(editor: Choice, field: str) -> str:
    """Raises InvalidValue where nothing is chosen."""
    if not editor.code():
        raise InvalidValue(field=field, reason=N_("choose one of the list"))
    return editor.code()


def said(look: Look, words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, look.say(sentence)) for code, sentence in words.items()]


class ApproveDialog(StepDialog):
    def __init__(
        self, model: CoursesScreen, look: Look, card: CardWords, by: Literal["staff", "leader"], parent: QWidget | None = None
    ) -> None:
        text = look.say("The prison approves") if by == "staff" else look.say("You approve")
        lead = look.say("{alias} · {programme}", alias=card.alias, programme=card.programme)
        super().__init__(model, look, text, lead, look.say("Approve"), parent)
        self._course, self._by = card.course, by
        self.day = DateField(look, card.day, field=N_("Approved on"))
        self.day.set_day(card.day)
        self.add(N_("Approved on"), look.say("Approved on"), self.day)

    @override
    def send(self) -> None:
        self.model.steps.approve(self._course, self._by, required(self.day, N_("Approved on")), self.saved, self.refused)


class MatchDialog(StepDialog):
    def __init__(self, model: CoursesScreen, look: Look, card: CardWords, parent: QWidget | None = None) -> None:
        lead = look.say("{alias} · {programme}", alias=card.alias, programme=card.programme)
        super().__init__(model, look, look.say("Match with a volunteer"), lead, look.say("Match"), parent)
        self._course = card.course
        here = {one.name for one in card.matches if one.open}
        self.volunteer = Choice(look, [(id_, name) for id_, name in model.state.volunteers if name not in here])
        self.day = DateField(look, card.day, field=N_("From"))
        self.day.set_day(card.day)
        self.add(N_("Volunteer"), look.say("Volunteer"), self.volunteer, look.say("Type how the name begins."))
        self.add(N_("From"), look.say("From (day)"), self.day)

    @override
    def send(self) -> None:
        volunteer = code_of(self.volunteer, N_("Volunteer"))
        self.model.steps.match(self._course, volunteer, required(self.day, N_("From")), self.saved, self.refused)


class UnmatchDialog(StepDialog):
    def __init__(self, model: CoursesScreen, look: Look, card: CardWords, match: str, name: str, parent: QWidget | None = None) -> None:
        lead = look.say("{name} with {alias}. The last day counts.", name=name, alias=card.alias)
        super().__init__(model, look, look.say("End the match"), lead, look.say("End the match"), parent)
        self._match = match
        self.day = DateField(look, card.day, field=N_("To"))
        self.day.set_day(card.day)
        self.add(N_("To"), look.say("Last day"), self.day)

    @override
    def send(self) -> None:
        self.model.steps.unmatch(self._match, required(self.day, N_("To")), self.saved, self.refused)


class EndDialog(StepDialog):
    def __init__(self, model: CoursesScreen, look: Look, card: CardWords, parent: QWidget | None = None) -> None:
        lead = look.say("{alias} · {programme}", alias=card.alias, programme=card.programme)
        super().__init__(model, look, look.say("End the course"), lead, look.say("End the course"), parent)
        self._course = card.course
        self.reason = Choice(look, said(look, END_REASONS))
        self.day = DateField(look, card.day, field=N_("Ended on"))
        self.day.set_day(card.day)
        self.add(N_("Reason"), look.say("Reason"), self.reason)
        self.add(N_("Ended on"), look.say("Ended on"), self.day)

    @override
    def send(self) -> None:
        reason = code_of(self.reason, N_("Reason"))
        self.model.steps.end(self._course, required(self.day, N_("Ended on")), reason, self.saved, self.refused)


class ConsentDialog(StepDialog):
    """Given or withdrawn, for one purpose."""

    def __init__(self, model: CoursesScreen, look: Look, card: CardWords, purpose: str = "", parent: QWidget | None = None) -> None:
        lead = look.say("What {alias} has agreed to, on paper.", alias=card.alias)
        super().__init__(model, look, look.say("Consent"), lead, "", parent)
        self._participant = card.participant
        self.purpose = Choice(look, said(look, PURPOSES))
        self.given = Choice(look, [("given", look.say("Given")), ("withdrawn", look.say("Withdrawn"))])
        self.day = DateField(look, card.day, field=N_("Given on"))
        self.purpose.choose(purpose)
        self.given.choose("given")
        self.day.set_day(card.day)
        self.add(N_("Consent"), look.say("Purpose"), self.purpose)
        self.add("given", look.say("Given or withdrawn"), self.given)
        self.add(N_("Given on"), look.say("Day"), self.day)
        self.fields[N_("Withdrawn on")] = self.fields[N_("Given on")]

    @override
    def send(self) -> None:
        purpose, day = code_of(self.purpose, N_("Consent")), required(self.day, N_("Given on"))
        verb = self.model.steps.withdraw if self.given.code() == "withdrawn" else self.model.steps.consent
        verb(self._participant, purpose, day, self.saved, self.refused)


class ReferAgainDialog(StepDialog):
    """A further course of somebody who is known."""

    def __init__(self, model: CoursesScreen, look: Look, card: CardWords, parent: QWidget | None = None) -> None:
        lead = look.say("A further course of {alias}, in another programme or anew.", alias=card.alias)
        super().__init__(model, look, look.say("Refer again"), lead, look.say("Refer"), parent)
        self._participant = card.participant
        self.programme = Choice(look, [(code, look.say(PROGRAMME_NAMES[code])) for code in model.state.programmes])
        self.day = DateField(look, card.day, field=N_("Referred on"))
        self.day.set_day(card.day)
        self.add(N_("Programme"), look.say("Programme"), self.programme)
        self.add(N_("Referred on"), look.say("Referred on"), self.day)

    @override
    def send(self) -> None:
        programme = code_of(self.programme, N_("Programme"))
        day = required(self.day, N_("Referred on"))
        self.model.steps.refer_again(self._participant, programme, day, self._referred, self.refused)

    def _referred(self, course: str) -> None:
        self.saved()
        self.model.referred(course)
