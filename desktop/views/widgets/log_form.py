"""The form that logs one visit, for a volunteer's screen and for a leader's dialog.

Everything by keyboard and in the order of the questions: how it went, how long, who was there, when next. Each answer shows
its key. The view shows the state of its view-model and forwards what is typed.
"""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.log_draft import BUCKETS
from desktop.viewmodels.log_form import LogForm, LogState
from desktop.viewmodels.visit_words import CAUSES, MODES, OUTCOMES, PRESENCE
from desktop.views.style.look import Look
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.came import CameField
from desktop.views.widgets.chips import Chips, Option
from desktop.views.widgets.fields import DateField, Field, NoteField, TextField, target

NARROW = 700
"""Pixels at 100 % below which two questions do not stand beside each other."""
ROWS = (("held_on",), ("outcome",), ("cause",), ("minutes", "present"), ("volunteers",), ("next_on", "mode"), ("note",))


class MinutesField(QWidget):
    """A line that takes minutes, or the digit of one of the four that are usual; they stand beside it for the mouse."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.line = TextField(look, 4)
        self.line.setFixedWidth(look.px(72))
        options = [Option(str(minutes), str(minutes), digit) for digit, minutes in BUCKETS.items()]
        self.chips = Chips(look, options, columns=4, name=look.say("Minutes"), tabbed=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.line)
        row.addWidget(self.chips, 1)
        self.setFocusProxy(self.line)

    def show_typed(self, typed: str) -> None:
        if self.line.text() != typed:
            self.line.setText(typed)
        self.chips.choose(str(BUCKETS.get(typed.strip(), typed.strip())))


class LogFormView(QWidget):
    """`banner` is where errors and warnings are said: the form's own, at its top, unless another is given."""

    left = Signal()
    """Esc: the person goes back, and what is half written stays."""

    def __init__(self, model: LogForm, look: Look, parent: QWidget | None = None, *, banner: Banner | None = None) -> None:
        super().__init__(parent)
        self._model, self._look = model, look
        self._said: tuple[object, ...] = ()
        self.banner = banner or Banner(look)
        self._make_editors()
        self.fields = self._make_fields()
        self._rows = self._lay_out(own_banner=banner is None)
        self._connect()
        model.changed.connect(self._show)
        model.wrong.connect(self.go_to)
        self._show()

    def forget(self) -> None:
        """Show the view-model no longer: another view may."""
        self._model.changed.disconnect(self._show)
        self._model.wrong.disconnect(self.go_to)

    # --- what it is made of ------------------------------------------------------------------------------------

    def _make_editors(self) -> None:
        look, say, today = self._look, self._look.say, self._model.state.today
        self.held_on = DateField(look, today)
        self.outcome = Chips(look, _options(look, OUTCOMES), columns=3, name=say("How did it go?"))
        self.cause = Chips(look, _options(look, CAUSES), columns=4, name=say("Why did the prison cancel?"))
        self.minutes = MinutesField(look)
        self.present = Chips(look, _presence(look), columns=3, name=say("Were staff or police present?"))
        self.next_on = DateField(look, today, ahead=True)
        self.mode = Chips(look, _options(look, MODES), columns=2, name=say("How did you meet?"))
        self.note = NoteField(look)
        self.came = CameField(look)

    def _make_fields(self) -> Mapping[str, Field]:
        look, say = self._look, self._look.say
        about = say("At most 200 letters, and no names. It is deleted after 90 days.")
        return {
            "held_on": Field(look, say("&Date"), self.held_on),
            "outcome": Field(look, say("How did it go?"), self.outcome),
            "cause": Field(look, say("Why did the prison cancel?"), self.cause),
            "minutes": Field(look, say("How many minutes?"), self.minutes),
            "present": Field(look, say("Were staff or police present?"), self.present),
            "volunteers": Field(look, say("Who took part?"), self.came),
            "next_on": Field(look, say("Next visit"), self.next_on),
            "mode": Field(look, say("How did you meet?"), self.mode),
            "note": Field(look, say("Practical note"), self.note, help=about, optional=True),
        }

    def _lay_out(self, *, own_banner: bool) -> list[QBoxLayout]:
        look, rows = self._look, []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        if own_banner:
            column.addWidget(self.banner)
        for names in ROWS:
            row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            row.setSpacing(look.px(24))
            for name in names:
                row.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
            rows.append(row)
            column.addLayout(row)
        column.addStretch(1)
        return rows

    def _connect(self) -> None:
        edit = self._model.edit
        self.outcome.chosen.connect(lambda code: edit(outcome=code))
        self.outcome.keyed.connect(lambda _code: self._go_on())
        self.cause.chosen.connect(lambda code: edit(cause=code))
        self.present.chosen.connect(lambda code: edit(present=code))
        self.mode.chosen.connect(lambda code: edit(mode=code))
        self.minutes.line.textEdited.connect(lambda typed: edit(minutes=typed))
        self.minutes.chips.chosen.connect(lambda code: edit(minutes=code))
        self.held_on.changed.connect(lambda: edit(held_on=self.held_on.typed))
        self.next_on.changed.connect(self._next_typed)
        self.note.changed.connect(lambda text: edit(note=text))
        self.came.changed.connect(lambda: edit(volunteers=self.came.chosen(), came_typed=True))
        self._names: Mapping[QObject, str] = {target(self.fields[name].editor): name for name in ("held_on", "minutes", "next_on", "note")}
        for line in self._names:
            line.installEventFilter(self)

    def _next_typed(self) -> None:
        if self.next_on.typed != self._model.state.next_text:
            self._model.edit(next_on=self.next_on.typed, next_typed=True)

    # --- showing -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self._model.state
        draft = state.draft
        self.held_on.set_today(state.today)
        _fill(self.held_on, draft.held_on)
        self.outcome.choose(draft.outcome)
        self.cause.choose(draft.cause)
        self.minutes.show_typed(draft.minutes)
        self.present.choose(draft.present)
        self.next_on.set_today(state.day or state.today)
        _fill(self.next_on, state.next_text)
        self.mode.choose(draft.mode)
        if self.note.text() != draft.note:
            self.note.set_text(draft.note)
        self.came.show_volunteers(state.volunteers, draft.volunteers)
        for name, field in self.fields.items():
            field.set_error(state.error(name))
        if state.words and not state.error("note"):
            self.fields["note"].set_error(self._question(state))
        for name in ("cause", "minutes", "present", "next_on"):
            self.fields[name].setVisible(name in draft.asks)
        self.fields["volunteers"].setVisible(bool(state.volunteers) and "present" in draft.asks)
        self._say(state)

    def _say(self, state: LogState) -> None:
        """At the top: what is wrong, else what is asked about the note, what forbids the visit, that something half typed came back."""
        said = (state.errors, state.blocks, state.already, state.restored, state.words)
        if said == self._said:
            return
        self._said, say = said, self._look.say
        if state.errors:
            self.banner.show_notice("\n".join(sentence for _, sentence in state.errors), "error")
        elif state.words:
            actions = [(say("C&hange it"), self._to_note), (say("&Keep it"), self._model.keep_words)]
            self.banner.show_notice(self._question(state), "warning", actions)
        elif state.blocks or state.already:
            self.banner.show_notice("\n".join(self._warnings(state)), "warning")
        elif state.restored:
            self.banner.show_notice(say("We have kept what you were writing."), "told")
        else:
            self.banner.clear()

    def _question(self, state: LogState) -> str:
        return self._look.say("Does the note say too much about the person? {words}", words=", ".join(state.words))

    def _warnings(self, state: LogState) -> list[str]:
        say = self._look.say
        lines = [say("This meeting is logged already. You can save all the same: it counts once.")] if state.already else []
        if state.blocks:
            lines.append(
                say("Note: {reasons}. Save what happened all the same; the visit leader will see it.", reasons=", ".join(state.blocks))
            )
        return lines

    # --- the keyboard ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Where a visit begins: at how it went."""
        self.outcome.focus()

    def go_to(self, name: str) -> None:
        """To the field that is wrong."""
        groups = {"outcome": self.outcome, "cause": self.cause, "present": self.present, "mode": self.mode}
        if name in groups:
            groups[name].focus()
        elif name in self.fields:
            target(self.fields[name].editor).setFocus(Qt.FocusReason.TabFocusReason)

    def _go_on(self) -> None:
        """What the prison cancelled is asked about at once, and the next key is the answer."""
        if "cause" in self._model.state.draft.asks:
            self.cause.focus()

    def _to_note(self) -> None:
        self.go_to("note")

    def _does(self, event: QKeyEvent) -> bool:
        """The form's own keys, before any of the window's; whether this was one."""
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
        alone = event.modifiers() == Qt.KeyboardModifier.NoModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if control:
                does = self._model.save
            case Qt.Key.Key_D if control:
                does = self._model.repeat
            case Qt.Key.Key_D if event.modifiers() == Qt.KeyboardModifier.AltModifier:
                does = self._to_date
            case Qt.Key.Key_Escape if alone:
                does = self.left.emit
            case _:
                return False
        if event.type() == QEvent.Type.KeyPress:
            does()
        return True

    def _to_date(self) -> None:
        self.go_to("held_on")
        self.held_on.line.selectAll()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._does(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._does(event):
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched in self._names:
            self._model.leave(self._names[watched])
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self._look.px(NARROW)
        for row in self._rows:
            row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def _options(look: Look, words: Mapping[str, str]) -> list[Option]:
    """Every code with its word and its number."""
    return [Option(code, look.say(word), str(number)) for number, (code, word) in enumerate(words.items(), 1)]


def _presence(look: Look) -> list[Option]:
    """The letters of both languages choose; the one of this language is drawn."""
    danish = look.texts.lang == "da"
    letters = ("jy", "n", "vu?") if danish else ("yj", "n", "uv?")
    return [Option(code, look.say(word), keys) for (code, word), keys in zip(PRESENCE.items(), letters, strict=True)]


def _fill(field: DateField, typed: str) -> None:
    if field.typed != typed:
        field.set_typed(typed)
