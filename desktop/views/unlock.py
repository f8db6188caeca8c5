"""The unlock screen: who you are, and your passphrase. It is painted before anything heavy is loaded."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.errors import Fault
from desktop.viewmodels.unlock import UnlockModel
from desktop.views.style.look import Look
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field
from desktop.views.widgets.labels import heading, label, title
from desktop.views.widgets.lines import PassphraseField
from desktop.views.widgets.marks import put
from desktop.views.widgets.medallion import ROLES, Medallion, said

if TYPE_CHECKING:
    from desktop.views.widgets.doors import DoorList

SIDE = """#people {{ background: {ground}; border: none; border-right: 1px solid {line};
  border-top-left-radius: 7px; border-bottom-left-radius: 7px; }}"""
SMALL_SIGN, SIGN = 56, 72
"""Pixels of the sign above the name; smaller where the text takes the room."""


class _Refusal(Banner):
    """What was refused. A wait that is counted down is read aloud once, not every second."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._kind: type[Fault] | None = None

    def show_fault(self, fault: Fault | None, text: str) -> None:
        again = fault is not None and type(fault) is self._kind
        self._kind = None if fault is None else type(fault)
        if fault is None:
            self.clear()
        elif again:
            self._text.setText(text)
            self.setAccessibleName(text)
        else:
            self.show_notice(text, "error")


class UnlockView(QScrollArea):
    """`demo`: these are invented people, and the way out leads back to one's own."""

    folder_wanted = Signal()
    first_run_wanted = Signal()
    preferences_wanted = Signal()
    demo_left = Signal()

    def __init__(self, model: UnlockModel, look: Look, parent: QWidget | None = None, *, demo: bool = False) -> None:
        super().__init__(parent)
        self.model, self.look, self.demo = model, look, demo
        self.doors: DoorList | None = None
        self._frame()
        self._show()
        model.changed.connect(self._show)
        model.refused.connect(self._refused)
        model.opened.connect(self.passphrase.clear)

    def _frame(self) -> None:
        """The card in the middle, the name of the program above it, ways out below."""
        look = self.look
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        put(self, "focusPolicy", "NoFocus")
        self.setProperty("ground", "canvas")
        inside = QWidget()
        inside.setProperty("ground", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(8))
        column.setSpacing(look.px(16))
        column.addStretch(2)
        name = label(look, "Indenfor", "heading", "accent", wrap=False)
        put(name, "alignment", "AlignHCenter")
        column.addWidget(name)
        card = QFrame()
        card.setProperty("piece", "card")
        card.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(card)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._people())
        row.addWidget(self._person())
        column.addLayout(_in_the_middle(card))
        column.addLayout(self._ways_out())
        column.addStretch(3)
        self.setWidget(inside)

    def _people(self) -> QWidget:
        look = self.look
        self.side = QFrame()
        self.side.setObjectName("people")
        self.side.setStyleSheet(SIDE.format(ground=look.colours.sunken, line=look.colours.line))
        self.side.setFixedWidth(round(300 * (1 + look.theme.scale) / 2))
        column = QVBoxLayout(self.side)
        column.setContentsMargins(look.px(16), look.px(24), look.px(8), look.px(16))
        column.setSpacing(look.px(8))
        question = heading(look, look.say("Who are you?"))
        question.setContentsMargins(look.px(12), 0, 0, 0)
        column.addWidget(question)
        column.addStretch()
        self._beside = column
        return self.side

    def _person(self) -> QWidget:
        look = self.look
        pane = QWidget()
        pane.setFixedWidth(round(420 * (1 + look.theme.scale) / 2))  # half as fast as the text: both fit a small screen
        pane.setMinimumHeight(round(440 * (1 + look.theme.scale) / 2))
        column = QVBoxLayout(pane)
        column.setContentsMargins(look.px(32), look.px(24), look.px(32), look.px(24))
        column.setSpacing(look.px(4))
        self.sign = Medallion(look, SIGN if look.theme.scale < 1.3 else SMALL_SIGN)
        self.name, self.place = title(look, ""), label(look, "", "body", "quiet")
        column.addStretch(1)
        column.addLayout(_in_the_middle(self.sign))
        column.addSpacing(look.px(8))
        for words in (self.name, self.place):
            put(words, "alignment", "AlignHCenter")
            column.addWidget(words)
        column.addSpacing(look.px(16))
        self.banner = _Refusal(look)
        column.addWidget(self.banner)
        column.addSpacing(look.px(8))
        self.passphrase = PassphraseField(look)
        self.passphrase.entered.connect(self.unlock)
        self.field = Field(look, look.say("Passphrase"), self.passphrase)
        column.addWidget(self.field)
        column.addSpacing(look.px(12))
        self.button = button(look, look.say("Unlock"), kind="primary", does=self.unlock)
        column.addWidget(self.button)
        column.addStretch(1)
        return pane

    def _ways_out(self) -> QHBoxLayout:
        look, row = self.look, QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addStretch(1)
        self.other = button(look, look.say("Open another folder …"), icon="folder", kind="quiet", does=self.folder_wanted.emit)
        if self.demo:
            self.first = button(look, look.say("Leave the demo"), icon="log-out", kind="quiet", does=self.demo_left.emit)
        else:
            self.first = button(look, look.say("Create or enrol …"), icon="plus", kind="quiet", does=self.first_run_wanted.emit)
        self.settings = button(look, look.say("Preferences …"), icon="settings", kind="quiet", does=self.preferences_wanted.emit)
        for one in (self.other, self.first, self.settings):
            row.addWidget(one)
        self.other.setVisible(not self.demo)  # no real datalager is opened among invented people
        row.addStretch(1)
        return row

    def unlock(self) -> None:
        self.model.unlock(self.passphrase.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys choose a person without leaving the passphrase, which has no use for them and lets them through."""
        key = QtCore.Qt.Key
        step = {key.Key_Up: -1, key.Key_Down: 1}.get(key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.model.step(step)

    def _list(self) -> "DoorList":
        """The list of people is made when there are several: the first picture does without."""
        from desktop.views.widgets.doors import DoorList  # noqa: PLC0415 - slow to load, and known to be wanted only now

        doors = DoorList(self.look)
        doors.chosen.connect(self.model.choose)
        doors.taken.connect(lambda: self.passphrase.setFocus(QtCore.Qt.FocusReason.TabFocusReason))
        self._beside.insertWidget(1, doors, 1)
        self.setTabOrder(doors, self.passphrase.line)
        return doors

    def _show(self) -> None:
        state, look = self.model.state, self.look
        door = state.chosen
        self.side.setVisible(state.several)
        if self.doors is None and len(state.doors) > 1:
            self.doors = self._list()
        if self.doors is not None:
            self.doors.show_doors(state.doors, door)
            self.doors.setEnabled(not state.busy)
        self.sign.show_kind(door.kind if door else "")
        self.name.setText(said(look, door) if door else self._nobody(look.say("No datalager yet")))
        self.place.setText(
            look.say("{role} · {place}", role=look.say(ROLES[door.kind]), place=door.place)
            if door
            else self._nobody(look.say("Make one, enrol this laptop, or open the folder of one that lies elsewhere."))
        )
        self.field.setVisible(door is not None or not state.listed)
        self.button.setVisible(door is not None or not state.listed)
        text = look.fault(state.fault) if state.fault else ""
        self.banner.show_fault(state.fault, text)
        if self.field.error != (text if state.at_field else ""):
            self.field.set_error(text if state.at_field else "")
        free = door is not None and not state.busy and not state.locking
        if state.busy:
            self.passphrase.setFocus()  # what had the focus is switched off
        self.passphrase.line.setReadOnly(state.busy)
        self.other.setEnabled(not state.busy)
        self.first.setEnabled(not state.busy)
        self.button.setEnabled(free and not state.waiting)
        self.button.setText(self._verb())
        if state.fault is not None:
            self.ensureWidgetVisible(self.button)

    def _nobody(self, words: str) -> str:
        """Said only once the laptop has been looked through."""
        return words if self.model.state.listed else ""

    def _verb(self) -> str:
        if self.model.state.locking:
            return self.look.say("Locking …")
        return self.look.say("Unlocking …") if self.model.state.busy else self.look.say("Unlock")

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever shows the screen gives it the keyboard: it is for the passphrase. No focus proxy, for Tab would pass over the list."""
        super().focusInEvent(event)
        self.passphrase.setFocus()

    def _refused(self) -> None:
        self.passphrase.clear()
        self.passphrase.setFocus()


def _in_the_middle(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
