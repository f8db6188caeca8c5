"""The row of filters over the list of visits, and what it is sorted by."""

from contextlib import suppress

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.errors import N_, InvalidValue
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.viewmodels.session_words import OUTCOME_GROUPS, PERIODS
from desktop.viewmodels.sessions import SessionsScreen
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.fields import Choice, DateField, Field, TextField, named
from desktop.views.widgets.flow import Flowing

ORDERS = (
    ("date-", N_("Newest first")),
    ("date+", N_("Oldest first")),
    ("alias+", N_("Alias, A to Z")),
    ("alias-", N_("Alias, Z to A")),
    ("outcome+", N_("By outcome")),
    ("outcome-", N_("By outcome, from the end")),
    ("minutes-", N_("Longest first")),
    ("minutes+", N_("Shortest first")),
)
"""Column and direction → words: what a click on the head of a column does, for the keyboard."""


class SessionFilters(Flowing):
    """`order` stands elsewhere on the screen, beside what is done with the list as a whole."""

    def __init__(self, model: SessionsScreen, look: Look) -> None:
        super().__init__(look.px(12), look.px(8))
        self._model, self._look, self._filling = model, look, False
        say = look.say
        self.period = Choice(look, [(code, say(words)) for code, words in PERIODS.items()])
        self.from_on = DateField(look, model.state.today, field=N_("From"))
        self.to_on = DateField(look, model.state.today, field=N_("To"))
        self.outcome = Choice(look, [(code, say(words)) for code, words in OUTCOME_GROUPS.items()])
        self.alias = TextField(look, 40)
        programmes = [(code, say(words)) for code, words in PROGRAMME_NAMES.items() if code != "GROUP"]
        self.programme = Choice(look, [("", say("All programmes")), *programmes])
        self.volunteer = Choice(look, [("", say("All volunteers"))])
        self._offered: tuple[tuple[str, str], ...] = ()
        self.order = Choice(look, [(code, say(words)) for code, words in ORDERS])
        self.clear = button(look, say("Clear filter"), icon="x", kind="quiet", does=model.clear_filter)
        named(self.order, say("Sorted by"))
        self._dates = [Field(look, say("From"), self.from_on), Field(look, say("To"), self.to_on)]
        for field, wide in (
            (Field(look, say("Period"), self.period), 150),
            (self._dates[0], 0),
            (self._dates[1], 0),
            (Field(look, say("Outcome"), self.outcome), 160),
            (Field(look, say("&Alias begins with"), self.alias), 150),
            (Field(look, say("Programme"), self.programme), 190),
            (Field(look, say("Volunteer"), self.volunteer), 180),
        ):
            if wide:
                field.editor.setFixedWidth(look.px(wide))
            self.flow.addWidget(field)
        self.flow.addWidget(self.clear)
        self._listen()
        model.changed.connect(self._show)
        self._show()

    def _listen(self) -> None:
        self.alias.textChanged.connect(lambda typed: self._said(alias=typed))
        for name, choice in (
            ("period", self.period),
            ("outcome", self.outcome),
            ("programme", self.programme),
            ("volunteer", self.volunteer),
        ):
            choice.currentIndexChanged.connect(lambda _place, name=name, choice=choice: self._said(**{name: choice.code()}))
        for name, field in (("from_on", self.from_on), ("to_on", self.to_on)):
            field.changed.connect(lambda name=name, field=field: self._dated(name, field))
        self.order.currentIndexChanged.connect(lambda _place: self._sorted(self.order.code()))
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self._find)

    def _said(self, **changes: str) -> None:
        if not self._filling:
            self._model.filter(**changes)

    def _dated(self, name: str, field: DateField) -> None:
        """A day that is not understood yet says so beside itself."""
        with suppress(InvalidValue):
            if not self._filling:
                self._model.filter(**{name: field.day()})

    def _sorted(self, code: str) -> None:
        if code and not self._filling:
            self._model.sort_by(code[:-1], code.endswith("-"))

    def _find(self) -> None:
        self.alias.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.alias.selectAll()

    def _show(self) -> None:
        state = self._model.state
        self._filling = True
        if state.volunteers != self._offered:  # of a whole country there are many
            self._offered = state.volunteers
            self.volunteer.set_options([("", self._look.say("All volunteers")), *state.volunteers])
        for choice, code in (
            (self.period, state.asked.period),
            (self.outcome, state.asked.outcome),
            (self.programme, state.asked.programme),
            (self.volunteer, state.asked.volunteer),
            (self.order, f"{state.order.column}{'-' if state.order.descending else '+'}"),
        ):
            choice.choose(code)
        if self.alias.text() != state.typed:
            self.alias.setText(state.typed)
        for field, day, shown in zip((self.from_on, self.to_on), (state.asked.from_on, state.asked.to_on), self._dates, strict=True):
            field.set_today(state.today)
            shown.setVisible(state.asked.period == "between")
            if day is None and not field.line.hasFocus():
                field.set_day(None)
            elif day is not None and not field.typed:
                field.set_day(day)
        self.clear.setEnabled(state.filtered)
        self._filling = False
