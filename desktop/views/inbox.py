"""Headquarters' inbox: files of the places, what became of each, and the receipts that go back."""

from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.viewmodels.inbox import InboxScreen, Receipts, SenderLine
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.card_lines import sign
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.drop_area import DropArea, DropPage, ask_folder
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.exchange_card import ExchangeCard
from desktop.views.widgets.fresh import instead, last_of, tabbed
from desktop.views.widgets.intake import Intake, Progress, told
from desktop.views.widgets.labels import body, quiet, strong
from desktop.views.widgets.passed import PassedCard
from desktop.views.widgets.paths import breakable

SIGNS = {"good": ("circle-check", "good"), "bad": ("triangle-alert", "bad"), "plain": ("minus", "quiet")}
NARROW = 340
"""Pixels under which a card is not put beside another."""


class InboxView(DropPage):
    def __init__(self, model: InboxScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Inbox"))
        if parent is not None:
            self.setParent(parent)
        self.model = model
        lead = look.say(
            "Files, or a whole folder. The files of a folder are moved to imported, pending and refused in it, and receipts are"
            " written to outbox. You see what is in them first."
        )
        self.intake = Intake(look, model, look.say("Import files"), DropArea(look, look.say("Drop files from the sites here"), lead))
        self.drops(self.intake.area, model.offer)
        self.receipts = ReceiptsCard(look, model, self.intake.forget)
        self.waiting = Card(look, look.say("Waiting for an earlier file"))
        self._waits = body(look, "")
        self.waiting.body.addWidget(self._waits)
        self.passed = PassedCard(look)
        self.exchange = ExchangeCard(look, model.exchange)
        first = button(look, look.say("Go to the sites"), icon="building-2", kind="primary", does=model.enrol)
        text = look.say("Enrol the laptop of a prison first; then its files can be imported here.")
        self.empty = EmptyState(look, "inbox", look.say("No prison is enrolled yet"), text, first)
        self._filled = QWidget()
        column = _column(self._filled, look)
        both, left, right = Columns(look.px(16)), QWidget(), QWidget()
        for side, cards, share in ((left, (self.intake, self.waiting, self.passed), 3), (right, (self.receipts, self.exchange), 2)):
            under = _column(side, look)
            for card in cards:
                under.addWidget(card)
            under.addStretch(1)
            side.setMinimumWidth(look.px(NARROW))
            both.add(side, share)
        column.addWidget(both)
        column.addStretch(1)
        self.body.addWidget(self._filled, 1)
        self.body.addWidget(self.empty, 1)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        state = self.model.state
        alone = state.loaded and not state.enrolled
        self.empty.setVisible(alone)
        self._filled.setVisible(not alone)
        self.intake.show_intake()
        self.receipts.show_state()
        self.waiting.setVisible(bool(state.waiting))
        self._waits.setText("\n".join(state.waiting))
        self.passed.show_lines(state.passed)
        if not state.undecided:
            self.banner.clear()
        elif self.banner.text != state.undecided:
            self.banner.show_notice(state.undecided, "warning")


def _column(widget: QWidget, look: Look) -> QVBoxLayout:
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(look.px(16))
    return made


class ReceiptsCard(Card):
    """Each place with the age of its last file, and the receipts that are owed; where the last ones were written."""

    def __init__(self, look: Look, model: InboxScreen, before: QWidget) -> None:
        """`before` is what Tab comes from."""
        super().__init__(look, look.say("Receipts"))
        self._look, self._model, self._before = look, model, before
        self._lines: tuple[SenderLine, ...] | None = None
        self._said: Receipts | None = None
        self._shown, self._written = QWidget(), QWidget()
        self.progress = Progress(look)
        self.all = button(look, look.say("Write receipts …"), icon="send", does=partial(self._ask, ""))
        for part in (self._shown, self.progress, self._written):
            self.body.addWidget(part)
        self.body.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)

    def show_state(self) -> None:
        state, working = self._model.state, self._model.intake.working
        self.progress.show_work(working if working is not None and working.making else None)
        self.setEnabled(working is None or working.making)
        self.all.setVisible(bool(state.owed) and working is None)
        if state.senders != self._lines:
            self._lines = state.senders
            self._shown = instead(self.body, self._shown, self._senders(state.senders), self._before)
        if state.receipts is not self._said:
            self._said = state.receipts
            self._written = instead(self.body, self._written, QWidget() if self._said is None else self._result(self._said))
        left = last_of(self._shown, self._before)
        for one in (*tabbed(self._written), self.all):
            QWidget.setTabOrder(left, one)
            left = one

    def _senders(self, lines: tuple[SenderLine, ...]) -> QWidget:
        look, made = self._look, QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        for line in lines:
            row = QWidget()
            beside = QHBoxLayout(row)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(look.px(12))
            beside.addWidget(sign(look, *SIGNS[line.tone]), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(strong(look, line.name))
            words.addWidget(quiet(look, ". ".join(part for part in (line.age, line.receipt) if part)))
            beside.addLayout(words, 1)
            if line.age and line.tone != "plain":
                writes = button(look, look.say("Receipt …"), icon="send", kind="quiet", does=partial(self._ask, line.id))
                writes.setAccessibleName(look.say("Write the receipt for {name}", name=line.name))
                beside.addWidget(writes)
            column.addWidget(row)
        return made

    def _result(self, written: Receipts) -> QWidget:
        look, made = self._look, QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, look.px(8), 0, 0)
        column.setSpacing(look.px(4))
        if not written.lines:
            column.addWidget(told(look, "info", "accent", look.say("There was nothing to receipt; no file was written.")))
            return made
        head = look.say("Receipts lie in {folder}.", folder=breakable(str(written.folder)))
        column.addWidget(told(look, "circle-check", "good", head, heavy=True))
        for line in written.lines:
            column.addWidget(quiet(look, line))
        where = QUrl.fromLocalFile(str(written.folder))
        shows = button(look, look.say("Show the folder"), icon="folder", kind="quiet", does=lambda: QDesktopServices.openUrl(where))
        column.addWidget(shows, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _ask(self, sender: str) -> None:
        folder = ask_folder(self, self._look.say("Where the receipts shall lie"), self._model.state.folder)
        if folder is not None:
            self._model.write_receipts(folder, (sender,) if sender else ())
