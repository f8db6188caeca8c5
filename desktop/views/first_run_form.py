"""First run's form: the place, the person, the passphrase, and the laptop's disk."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.viewmodels.first_run import FirstRunState, NewVault
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.editors import tone
from desktop.views.widgets.fields import CheckBox, Field, PassphraseField, TextField
from desktop.views.widgets.labels import label, quiet
from desktop.views.widgets.page import Page
from desktop.views.widgets.paths import breakable

PAUSE = 250
"""Milliseconds without a key before a passphrase is judged."""


class FirstRunForm(Page):
    """`wanted` hands on what was typed; `judged` a passphrase with the words that it must not be made of."""

    wanted = Signal(object)
    judged = Signal(str, tuple)
    left = Signal()

    def __init__(self, look: Look, title: str, lead: str, place: tuple[str, str], folder: str) -> None:
        """`place` is the label of the name of the place, and its explanation."""
        super().__init__(look, title, lead)
        self.place, self.label_, self.name = TextField(look, 80), TextField(look, 40), TextField(look, 80)
        self.passphrase, self.again = PassphraseField(look), PassphraseField(look)
        self.encrypted = CheckBox(look, look.say("The whole disk of this laptop is encrypted"))
        self.fields = {
            "place": Field(look, place[0], self.place, help=place[1]),
            "label": Field(look, look.say("Short name"), self.label_, help=look.say("Shown on the unlock screen, for example Anna.")),
            "name": Field(look, look.say("Full name"), self.name, help=look.say("Kept inside, encrypted.")),
            "passphrase": Field(look, look.say("Passphrase"), self.passphrase, help=look.say("Four words that do not belong together.")),
            "again": Field(look, look.say("The passphrase once more"), self.again),
        }
        self.strength = label(look, "", "small", "quiet")
        self._wrong_disk = label(look, "", "body", "bad")
        self._folder = quiet(look, look.say("The datalager will lie in {folder}", folder=breakable(folder)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.addWidget(self._who(look), 0, 0)
        grid.addWidget(self._secret(look), 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._disk(look))
        self.body.addWidget(self._folder)
        self.body.addLayout(self._buttons(look))
        self.body.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.judge)
        self.passphrase.changed.connect(lambda _text: self._pause.start())
        self.passphrase.line.editingFinished.connect(self.judge)

    def _who(self, look: Look) -> QWidget:
        card = Card(look, look.say("The place and you"))
        for name in ("place", "label", "name"):
            card.body.addWidget(self.fields[name])
        card.body.addStretch(1)
        return card

    def _secret(self, look: Look) -> QWidget:
        card = Card(look, look.say("Your passphrase"))
        card.body.addWidget(self.fields["passphrase"])
        card.body.addWidget(self.strength)
        card.body.addWidget(self.fields["again"])
        card.body.addStretch(1)
        return card

    def _disk(self, look: Look) -> QWidget:
        card = Card(look, look.say("The laptop"))
        said = look.say(
            "The datalager is encrypted by itself, but the system around it is not. The disk must be encrypted as well "
            "(BitLocker, FileVault or LUKS); whoever looks after the laptop knows."
        )
        card.body.addWidget(quiet(look, said))
        card.body.addWidget(self.encrypted)
        card.body.addWidget(self._wrong_disk)
        self._wrong_disk.hide()
        return card

    def _buttons(self, look: Look) -> QHBoxLayout:
        self.make = button(look, look.say("Make the datalager"), kind="primary", key="Ctrl+Return", does=self._make)
        self.back = button(look, look.say("Back"), icon="chevron-left", does=self.left.emit)
        self._working = label(look, "", "body", "quiet")
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.make)
        row.addWidget(self.back)
        row.addWidget(self._working, 1)
        return row

    def judge(self) -> None:
        """The passphrase as it stands, at once."""
        self._pause.stop()
        self.judged.emit(self.passphrase.text(), (self.place.text(), self.label_.text(), self.name.text()))

    def show_state(self, state: FirstRunState) -> None:
        """What the view-model knows: how strong, what is wrong, whether it is being made."""
        self._show_strength(state)
        for name, field in self.fields.items():
            fault = state.faults.get(name)
            field.set_error("" if fault is None else self._look.fault(fault))
        disk = state.faults.get("disk")
        self._wrong_disk.setText("" if disk is None else self._look.fault(disk))
        self._wrong_disk.setVisible(disk is not None)
        said = [self._look.fault(fault) for fault in state.faults.values()]
        if said:
            self.banner.show_notice("\n".join(said), "error")
        else:
            self.banner.clear()
        self._working.setText(self._look.say("Making the datalager; this takes a moment …") if state.busy else "")
        for one in (self.make, self.back):
            one.setEnabled(not state.busy)
        if said and not state.busy:
            next((field.editor for name, field in self.fields.items() if name in state.faults), self.encrypted).setFocus()

    def clear_secrets(self) -> None:
        """What was typed as a passphrase leaves the screen."""
        self.passphrase.clear()
        self.again.clear()

    def _show_strength(self, state: FirstRunState) -> None:
        said = {
            "": ("", "quiet"),
            "short": (self._look.say("At least ten characters; four words are easier to remember."), "quiet"),
            "weak": (self._look.say("Easy to guess: take words that have nothing to do with you or with each other."), "warn"),
            "strong": (self._look.say("Hard to guess."), "good"),
        }[state.strength]
        self.strength.setText(said[0])
        tone(self.strength, said[1])

    def _make(self) -> None:
        typed = NewVault(
            self.place.text(), self.label_.text(), self.name.text(), self.passphrase.text(), self.again.text(), self.encrypted.isChecked()
        )
        self.wanted.emit(typed)
