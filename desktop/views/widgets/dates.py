"""A field for a day, typed as people type it; what was understood stands beside it."""

from datetime import date

from PySide6.QtCore import QLocale, Signal

from desktop.errors import N_, InvalidValue
from desktop.rules.dates import parse_date
from desktop.views.style.look import Look
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.editors import TextField, tone
from desktop.views.widgets.labels import label

WIDE = 150
"""Pixels of the line at 100 %."""


class DateField(Columns):
    """Takes "i går", "g", 21, 21-11, 21-11-2026, +14 and -1. Arrow up and down go a day ahead and back."""

    changed = Signal()

    def __init__(self, look: Look, today: date, *, field: str = N_("Date"), ahead: bool = False) -> None:
        """`ahead`: a day without its month or year is the next such day rather than the last. `field` names it in a refusal."""
        super().__init__(look.px(12))
        self._look, self._today, self._field, self._ahead = look, today, field, ahead
        self.line = TextField(look, 20)
        self.line.setFixedWidth(look.px(WIDE))
        self._understood = label(look, "", "body", "quiet", wrap=False)
        self.add(self.line)
        self.add(self._understood, 1)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._heard)

    @property
    def typed(self) -> str:
        return self.line.text()

    def day(self) -> date | None:
        """The day that was typed; None where nothing was. Raises InvalidValue."""
        return parse_date(self.typed, self._today, self._field, ahead=self._ahead) if self.typed.strip() else None

    def set_day(self, day: date | None) -> None:
        self.line.setText(day.strftime("%d-%m-%Y") if day else "")

    def set_typed(self, typed: str) -> None:
        """As it was typed: for a form that comes back."""
        self.line.setText(typed)

    def set_today(self, today: date) -> None:
        """The day that "+14" and "i går" are counted from."""
        self._today = today
        self._show()

    def _heard(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        try:
            day = self.day()
        except InvalidValue:
            tone(self._understood, "quiet")
            self._understood.setText(self._look.say("not a date yet"))
        else:
            tone(self._understood, "accent")
            self._understood.setText(spoken(self._look, day) if day else "")


def spoken(look: Look, day: date) -> str:
    """ "fredag 20. marts 2026", "Friday 20 March 2026"."""
    weekday = QLocale(look.texts.lang).dayName(day.isoweekday())
    return f"{weekday} {look.texts.date(day)}"
