"""What the person prefers on this computer. Each choice holds at once; the dialog comes back in its new look."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import N_
from desktop.settings import LOCK_MINUTES, TEXT_SIZES, Preferences
from desktop.views.style.look import Look
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.fields import Choice, Field

LANGUAGES = (("", N_("As on this computer")), ("da", N_("Danish")), ("en", N_("English")))
THEMES = (
    ("system", N_("As on this computer")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
    ("high_contrast", N_("High contrast")),
)
IDLE = N_(
    "It locks when nobody has pressed a key or moved the mouse in Indenfor for that long, and when the computer goes to sleep."
    " The last 30 seconds are counted down; any key ends the countdown. What is half typed is kept. A file that is being read or"
    " written is given up and can be begun again."
)


class PreferencesDialog(FormDialog):
    chosen = Signal(object)
    """The Preferences that hold from now on."""

    def __init__(self, look: Look, preferences: Preferences, parent: QWidget | None = None) -> None:
        lead = look.say("They hold for everybody who uses Indenfor on this computer with the same login.")
        super().__init__(look, look.say("Preferences"), lead, look.say("Close"), parent)
        self._look_now, self._preferences = look, preferences
        self.cancel_button.hide()
        self.accepted_form.connect(self.accept)
        sizes = [(str(size), look.say("{percent} %", percent=size)) for size in sorted({*TEXT_SIZES, preferences.text_size})]
        minutes = [(str(each), self._minutes(each)) for each in sorted({*LOCK_MINUTES, preferences.lock_minutes})]
        self.language = self._add("language", look.say("&Language"), self._said(LANGUAGES), preferences.language or "")
        self.theme = self._add("theme", look.say("&Colours"), self._said(THEMES), preferences.theme)
        self.text_size = self._add("text_size", look.say("&Size of text"), sizes, str(preferences.text_size))
        idle = look.say(IDLE)
        self.lock_minutes = self._add("lock_minutes", look.say("Lock &after"), minutes, str(preferences.lock_minutes), idle)

    def focus_on(self, name: str) -> None:
        """Where the person was before the dialog came back in another look."""
        editor: Choice = getattr(self, name)
        editor.setFocus()

    def focused(self) -> str:
        """The name of the choice in which the person is."""
        focus = self.focusWidget()
        return focus.objectName() if isinstance(focus, Choice) else "language"

    def _add(self, name: str, question: str, options: list[tuple[str, str]], now: str, idle: str = "") -> Choice:
        choice = Choice(self._look_now, options)
        choice.setObjectName(name)
        choice.choose(now)
        choice.activated.connect(lambda _index: self._choose(name, choice.code()))
        self.form.addWidget(Field(self._look_now, question, choice, help=idle))
        return choice

    def _choose(self, name: str, code: str) -> None:
        value = int(code) if code.isdigit() else code or None
        if getattr(self._preferences, name) != value:
            change: dict[str, Any] = {name: value}
            self._preferences = replace(self._preferences, **change)
            self.chosen.emit(self._preferences)

    def _said(self, options: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
        return [(code, self._look_now.say(words)) for code, words in options]

    def _minutes(self, count: int) -> str:
        say = self._look_now.say
        return say("1 minute") if count == 1 else say("{count} minutes", count=count)
