"""First run: what this laptop is for, and the few steps from there to a datalager that can be unlocked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from desktop.viewmodels.first_run import FirstRun, Kind, Made
from desktop.views.demo_making import DemoPage
from desktop.views.dialogs.recovery_sheet import RecoverySheet
from desktop.views.first_run_form import FirstRunForm
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.choice_card import ChoiceCard
from desktop.views.widgets.fields import TextField
from desktop.views.widgets.labels import body, label, quiet
from desktop.views.widgets.page import Page

WIDE = 1040
"""Pixels of a page at 100 %: longer lines are hard to read."""


class FirstRunView(QWidget):
    def __init__(self, model: FirstRun, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self._look = model, look
        self.setProperty("ground", "canvas")
        self.pages = QStackedWidget()
        self.pages.setMaximumWidth(look.px(WIDE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(24), 0, 0)
        row.addStretch(1)
        row.addWidget(self.pages, 100)
        row.addStretch(1)
        self.choices: dict[str, ChoiceCard] = {}
        self.choice = self._choice_page()
        self.demo = DemoPage(model.demo, look, model.open_demo, model.step_back)
        self.form: FirstRunForm | None = None
        self.sheet: RecoverySheet | None = None
        self._extra: QWidget | None = None
        for page in (self.choice, self.demo):
            self.pages.addWidget(page)
        self._step = ""
        model.changed.connect(self._show)
        self._show()

    def _choice_page(self) -> Page:
        look, model = self._look, self.model
        page = Page(look, look.say("Welcome to Indenfor"), look.say("What is this laptop for? It can be used for more later on."))
        grid = QGridLayout()
        grid.setSpacing(look.px(16))
        for place, (kind, card) in enumerate(self._cards(look).items()):
            self.choices[kind] = card
            grid.addWidget(card, place // 2, place % 2)
        self.choices["site"].clicked.connect(lambda: model.choose("site"))
        self.choices["hq"].clicked.connect(lambda: model.choose("hq"))
        self.choices["volunteer"].clicked.connect(lambda: model.choose("volunteer"))
        self.choices["demo"].clicked.connect(model.choose_demo)
        page.body.addLayout(grid)
        row = QHBoxLayout()
        self.back = button(look, look.say("To the unlock screen"), icon="chevron-left", kind="quiet", does=model.step_back)
        row.addWidget(self.back)
        row.addStretch(1)
        page.body.addLayout(row)
        page.body.addStretch(1)
        return page

    def _cards(self, look: Look) -> dict[str, ChoiceCard]:
        site = look.say("For the visit leader: courses, volunteers, visits, and the file to headquarters.")
        hq = look.say("Takes the files of the prisons in, enrols them, and answers for the national figures.")
        volunteer = look.say("For one volunteer who logs at home; enrolled by files with the visit leader.")
        demo = look.say("Two invented prisons and a headquarters to look around in.")
        return {
            "site": ChoiceCard(look, "building-2", look.say("A prison"), site),
            "hq": ChoiceCard(look, "chart-column", look.say("Headquarters"), hq),
            "volunteer": ChoiceCard(look, "user", look.say("A volunteer's own laptop"), volunteer),
            "demo": ChoiceCard(look, "flask-conical", look.say("Try with invented people"), demo),
        }

    def _show(self) -> None:
        state = self.model.state
        if state.step != self._step:
            self._step = state.step
            self._enter()
        if state.step == "form" and self.form is not None:
            self.form.show_state(state)
        if state.step == "code" and self.sheet is not None and state.made is not None:
            self.sheet.show_code(state.made.code, misread=state.misread)

    def _enter(self) -> None:
        """Another step begins: its page is made anew, and that of the step before goes with everything typed in it."""
        state = self.model.state
        if self.form is not None:
            self.form.clear_secrets()
            self.form = None
        if self.sheet is not None:
            self.sheet.forget()
            self.sheet = None
        if self._extra is not None:
            self.pages.removeWidget(self._extra)
            self._extra.hide()
            self._extra.deleteLater()
            self._extra = None
        fixed: dict[str, Page] = {"choose": self.choice, "demo": self.demo}
        page = fixed.get(state.step)
        if page is None:
            page = (
                self._form_page(state.kind) if state.step == "form" else self._code_page() if state.step == "code" else self._ready_page()
            )
            self._extra = page
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        self._focus_first()

    def _focus_first(self) -> None:
        step = self.model.state.step
        first = {
            "choose": self.choices["site"],
            "demo": self.demo.begin,
            "form": self.form.place if self.form else None,
            "code": self.sheet.first if self.sheet else None,
        }.get(step)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _form_page(self, kind: Kind) -> FirstRunForm:
        look = self._look
        titles = {
            "site": (
                look.say("A datalager for a prison"),
                look.say("You become its first visit leader. More leaders can be added afterwards."),
            ),
            "hq": (look.say("A datalager for headquarters"), look.say("You become its first administrator, who enrols the prisons.")),
            "volunteer": (look.say("A datalager for a volunteer"), look.say("It is yours alone, and holds only your own courses.")),
        }
        places = {
            "site": (look.say("Name of the place"), look.say("The prison, for example Storstrøm Fængsel.")),
            "hq": (look.say("Name of the place"), look.say("For example Landskontoret.")),
            "volunteer": (look.say("Name of the place"), look.say("The prison where you are a volunteer.")),
        }
        form = FirstRunForm(look, *titles[kind], places[kind], str(self.model.home))
        form.wanted.connect(self.model.make)
        form.judged.connect(self.model.judge)
        form.left.connect(self.model.step_back)
        self.form = form
        return form

    def _code_page(self) -> Page:
        look = self._look
        page = Page(look, look.say("The recovery code"), look.say("The only way in when the passphrase is forgotten."))
        self.sheet = RecoverySheet(look, self.model.state.ask)
        self.sheet.typed_back.connect(self.model.typed_back)
        page.body.addWidget(self.sheet)
        page.body.addStretch(1)
        return page

    def _ready_page(self) -> Page:
        look, state = self._look, self.model.state
        page = Page(look, look.say("The datalager is made"))
        card = Card(look, look.say("What comes now"))
        for number, sentence in enumerate(self._next_steps(state.kind), 1):
            card.body.addLayout(_numbered(look, number, sentence))
        page.body.addWidget(card)
        if state.made is not None and state.made.root_file is not None:
            page.body.addWidget(self._root_card(state.made))
        row = QHBoxLayout()
        self.unlock = button(look, look.say("Unlock it"), icon="key-round", kind="primary", does=self.model.unlock)
        row.addWidget(self.unlock)
        row.addStretch(1)
        page.body.addLayout(row)
        page.body.addStretch(1)
        self.unlock.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def _next_steps(self, kind: Kind) -> tuple[str, ...]:
        say = self._look.say
        unlock = say("Unlock the datalager with your passphrase.")
        if kind == "hq":
            return (unlock, say("Under Sites, enrol each prison: it sends a request as a file and reads eight words out to you."))
        if kind == "site":
            asks = say("Under Files, ask headquarters to enrol this laptop: a file, and eight words by telephone.")
        else:
            asks = say("Ask your visit leader to enrol this laptop: a file, and eight words by telephone.")
        return (unlock, asks, say("You can begin to work at once; what you save before the answer counts as well."))

    def _root_card(self, made: Made) -> Card:
        look = self._look
        card = Card(look, look.say("The root key must leave this laptop today"))
        said = look.say(
            "Move this file to two memory sticks and lock them away in two places, apart from the recovery code, which opens it. "
            "Then delete it here. It is needed only when headquarters' keys are renewed or lost; whoever has it and the code can "
            "pass as headquarters."
        )
        card.body.addWidget(body(look, said))
        where = TextField(look, 4096)
        where.setText(str(made.root_file))
        where.setReadOnly(True)
        where.setAccessibleName(look.say("Where the root key lies"))
        card.body.addWidget(where)
        card.body.addWidget(quiet(look, look.say("Every prison's trust hangs from it.")))
        if made.recovery_file is not None:
            along = look.say(
                "Take {file} from the same folder along: it lets headquarters open a prison's datalager of which every passphrase and "
                "the code are lost.",
                file=made.recovery_file.name,
            )
            card.body.addWidget(body(look, along))
        return card


def _numbered(look: Look, number: int, sentence: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(look.px(12))
    row.addWidget(label(look, str(number), "strong", "accent", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(body(look, sentence), 1)
    return row
