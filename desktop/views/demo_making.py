"""The demo, while it is made and when it is there: everybody invented who can be opened, with the passphrase on the screen."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop.viewmodels.demo_making import DemoLogin, DemoMade, DemoMaking, DemoState
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import body, label, quiet
from desktop.views.widgets.page import Page
from desktop.views.widgets.paths import breakable


class DemoPage(Page):
    """`opens` is called with whoever is to be opened, `leaves` when the person goes back."""

    def __init__(self, model: DemoMaking, look: Look, opens: Callable[[DemoLogin], None], leaves: Callable[[], None]) -> None:
        lead = look.say("Two invented prisons and a headquarters, with people who do not exist. Nothing in it can meet real data.")
        super().__init__(look, look.say("Try with invented people"), lead)
        self.model = model
        self.openers: list[QPushButton] = []
        self._opens = opens
        self._people: QFrame | None = None
        self.begin = button(look, look.say("Make the demo"), kind="primary", does=model.make)
        self.stop = button(look, look.say("Stop"), does=model.cancel)
        self.back = button(look, look.say("Back"), icon="chevron-left", does=leaves)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(look.say("How far the demo has come"))
        self.step = body(look, "")
        self._work = self._work_card(look)
        self.body.addWidget(self._work)
        self._row = QHBoxLayout()
        self._row.setSpacing(look.px(8))
        for one in (self.begin, self.stop, self.back):
            self._row.addWidget(one)
        self._row.addStretch(1)
        self.body.addLayout(self._row)
        self.body.addStretch(1)
        model.changed.connect(self._show)
        self._show()

    def _work_card(self, look: Look) -> QWidget:
        card = Card(look)
        said = look.say(
            "The demo takes less than a minute to make and lies in a temporary folder. It carries out a whole round: enrolment, "
            "courses, visits, files to headquarters and receipts back."
        )
        card.body.addWidget(quiet(look, said))
        card.body.addWidget(self.step)
        card.body.addWidget(self.bar)
        return card

    def _show(self) -> None:
        state = self.model.state
        self._work.setVisible(state.made is None)
        self.bar.setVisible(state.busy)
        self.bar.setRange(0, state.total)
        self.bar.setValue(state.done)
        self.step.setText(state.step)
        self.step.setVisible(state.busy)
        self.begin.setVisible(not state.busy and state.made is None)
        self.stop.setVisible(state.busy)
        self.back.setVisible(not state.busy)
        if state.fault is not None:
            self.banner.show_notice(self._look.fault(state.fault), "error")
        else:
            self.banner.clear()
        self._show_people(state)

    def _show_people(self, state: DemoState) -> None:
        if state.made is None or self._people is not None:
            return
        self._people = self._people_card(state.made)
        self.body.insertWidget(0, self._people)
        self.openers[0].setFocus()

    def _people_card(self, made: DemoMade) -> Card:
        look = self._look
        card = Card(look, look.say("Who can be opened"))
        folder = breakable(str(made.folder))
        said = look.say("Each has a passphrase of their own; these are no secret. The demo lies in {folder}", folder=folder)
        card.body.addWidget(quiet(look, said))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(24))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(3, 1)
        heads = (look.say("Place"), look.say("Person"), look.say("Role"), look.say("Passphrase"))
        for column, head in enumerate(heads):
            grid.addWidget(label(look, head, "small", "quiet", wrap=False), 0, column)
        for row, login in enumerate(made.logins, 1):
            self._person(grid, row, login)
        card.body.addLayout(grid)
        return card

    def _person(self, grid: QGridLayout, row: int, login: DemoLogin) -> None:
        look = self._look
        role = {"HQ_ADMIN": look.say("Headquarters"), "VISIT_LEADER": look.say("Visit leader")}.get(login.role, look.say("Volunteer"))
        words = label(look, login.passphrase, wrap=False)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        opener = button(look, look.say("Open"), kind="primary" if row == 1 else "plain", does=lambda: self._opens(login))
        opener.setAccessibleName(look.say("Open as {label}, {role}", label=login.label, role=role))
        self.openers.append(opener)
        grid.addWidget(label(look, login.place or look.say("Headquarters"), wrap=False), row, 0)
        grid.addWidget(label(look, login.label, "strong", wrap=False), row, 1)
        grid.addWidget(Badge(look, role, "accent" if login.role == "VISIT_LEADER" else "plain"), row, 2)
        grid.addWidget(words, row, 3)
        grid.addWidget(opener, row, 4)
