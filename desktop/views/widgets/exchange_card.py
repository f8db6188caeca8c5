"""The card of the exchange folder: chosen or not, here or away, what came last, and what is not good there."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.viewmodels.exchange import ExchangeModel, ExchangeState
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.drop_area import ask_folder
from desktop.views.widgets.flow import Flowing
from desktop.views.widgets.fresh import instead
from desktop.views.widgets.intake import told
from desktop.views.widgets.labels import label
from desktop.views.widgets.paths import breakable_path

SIGNS = {"good": ("circle-check", "good"), "warn": ("usb", "warn")}


class ExchangeCard(Card):
    def __init__(self, look: Look, model: ExchangeModel) -> None:
        super().__init__(look, look.say("Exchange folder"))
        self._look, self.model = look, model
        self._state: ExchangeState | None = None
        self._words, self._buttons = QWidget(), QWidget()
        self.body.setSpacing(look.px(12))
        self.body.addWidget(self._words)
        self.body.addWidget(self._buttons)
        self.body.addStretch(1)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        state, former = self.model.state, self._state
        if state == former:
            return
        self._state = state
        self._words = instead(self.body, self._words, self._said(state))
        if former is None or (former.folder is None) != (state.folder is None):
            self._buttons = instead(self.body, self._buttons, self._offers(state))

    def _said(self, state: ExchangeState) -> QWidget:
        made, look = QWidget(), self._look
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        if state.tone:
            icon, tone = SIGNS[state.tone]
            column.addWidget(told(look, icon, tone, state.headline, heavy=True))
        for line in state.lines:
            column.addWidget(label(look, breakable_path(line), "body", "quiet"))
        for line in state.bad:
            column.addWidget(told(look, "triangle-alert", "warn", line))
        if state.fault:
            column.addWidget(told(look, "circle-alert", "bad", state.fault))
        return made

    def _offers(self, state: ExchangeState) -> QWidget:
        look = self._look
        row = Flowing(look.px(8), look.px(8))
        if state.folder is None:
            row.flow.addWidget(button(look, look.say("Choose exchange folder …"), icon="folder", does=self._ask))
            return row
        row.flow.addWidget(button(look, look.say("Look now"), icon="refresh-cw", does=self.model.look))
        row.flow.addWidget(button(look, look.say("Choose another folder …"), icon="folder", does=self._ask))
        row.flow.addWidget(button(look, look.say("Use none any more"), does=self.model.forget))
        return row

    def _ask(self) -> None:
        folder = ask_folder(self, self._look.say("Exchange folder"), self.model.state.folder)
        if folder is not None:
            self.model.choose(folder)
