"""The card of one course: how it stands, the steps that are possible now, and everything that happened, by date."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from desktop.viewmodels.course_card import CardWords, EventWords, MatchWords
from desktop.viewmodels.courses import CoursesScreen
from desktop.views.dialogs.course_steps import ApproveDialog, ConsentDialog, EndDialog, MatchDialog, ReferAgainDialog, UnmatchDialog
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge
from desktop.views.widgets.buttons import Kind, button, icon_button
from desktop.views.widgets.card_lines import StandingLine, sign
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.labels import heading, label

KINDS = {"waiting": "warn", "setting_up": "accent", "active": "good", "ended": "plain"}
"""Group of a status -> the kind of its badge."""
SIGNS = {"waiting": "hourglass", "setting_up": "handshake", "active": "circle-check", "ended": "minus"}
"""Group of a status -> its icon."""


class CourseCardView(QFrame):
    """`closed`: the card is not wanted any more."""

    closed = Signal()

    def __init__(self, model: CoursesScreen, look: Look) -> None:
        super().__init__()
        self._model, self._look = model, look
        self._card: CardWords | None = None
        self.setProperty("piece", "card")
        self.name = label(look, "", "heading", "accent")
        self.close_button = icon_button(look, look.say("Close the card"), icon="x", does=self.closed.emit)
        self._alias = label(look, "", "title")
        self._inside = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(16), look.px(4), look.px(8))
        column.setSpacing(look.px(8))
        head = QHBoxLayout()
        head.addWidget(self._alias, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        head.setContentsMargins(0, 0, look.px(8), 0)
        column.addLayout(head)
        column.addWidget(self.name)
        column.addWidget(scroll, 1)
        self.setMinimumSize(look.px(330), look.px(300))

    def show_card(self, card: CardWords | None, name: str) -> None:
        """`name` is empty unless names are shown."""
        self.name.setText(name)
        self.name.setVisible(bool(name))
        if card == self._card:
            return
        same = card is not None and self._card is not None and card.course == self._card.course
        place = self._scroll.verticalScrollBar().value() if same else 0
        self._card = card
        self._alias.setText(card.alias if card else "")
        self._inside = QWidget()
        self._inside.setProperty("ground", "surface")
        if card is not None:
            self._fill(card, QVBoxLayout(self._inside))
        self._scroll.setWidget(self._inside)
        self._scroll.verticalScrollBar().setValue(place)

    def _fill(self, card: CardWords, column: QVBoxLayout) -> None:
        look = self._look
        column.setContentsMargins(0, 0, look.px(12), look.px(8))
        column.setSpacing(look.px(8))
        stands = QHBoxLayout()
        stands.setSpacing(look.px(8))
        stands.addWidget(sign(look, SIGNS[card.group], {"plain": "quiet"}.get(KINDS[card.group], KINDS[card.group])))
        stands.addWidget(Badge(look, card.status, KINDS[card.group]))  # type: ignore[arg-type] # the values of KINDS are the kinds
        stands.addWidget(label(look, card.programme, "small", "quiet"), 1)
        column.addLayout(stands)
        for finding in card.findings:
            column.addWidget(_tight(StandingLine(look, finding, icon="triangle-alert")))
        if card.next:
            words = look.say("Nothing is logged of it yet.") if card.missed else ""
            icon, tone = ("triangle-alert", "warn") if card.missed else ("clock", "accent")
            next_visit = look.say("Next visit: {day}", day=card.next)
            column.addWidget(_tight(StandingLine(look, next_visit, words, icon=icon, tone=tone)))
        column.addWidget(self._steps(card))
        self._section(column, look.say("What happened"))
        for event in card.events:
            column.addLayout(self._event(event))
        self._matches(card, column)
        self._consents(card, column)
        self._section(column, look.say("Visits"), look.say("Show the visits"), self._model.show_visits)
        column.addWidget(label(look, card.visits))
        if card.others:
            self._section(column, look.say("Other courses of {alias}", alias=card.alias))
            for other in card.others:
                column.addWidget(label(look, other))
        column.addStretch(1)

    def _steps(self, card: CardWords) -> Columns:
        """The step that comes next as a button, logging beside it, the others in a menu."""
        look, row = self._look, Columns(self._look.px(8))
        shown = [step for step in (card.first, "log") if step in card.steps]
        for place, step in enumerate(dict.fromkeys(shown)):
            stands_out: Kind = "primary" if place == 0 and card.first else "plain"
            row.add(button(look, self._words(step), kind=stands_out, does=partial(self.take, step)), 0, Qt.AlignmentFlag.AlignLeft)
        more = button(look, look.say("More steps"), icon="ellipsis")
        more.setMenu(self._menu([step for step in card.steps if step not in shown], more))
        row.add(more, 1, Qt.AlignmentFlag.AlignLeft)
        return row

    def _menu(self, steps: list[str], owner: QWidget) -> QMenu:
        menu = QMenu(owner)
        menu.setAccessibleName(self._look.say("More steps"))
        for step in steps:
            action = QAction(self._words(step), menu)
            action.triggered.connect(partial(self._taken, step))
            menu.addAction(action)
        return menu

    def _words(self, step: str) -> str:
        say = self._look.say
        return {
            "staff": say("The prison approves"),
            "leader": say("You approve"),
            "match": say("Match with a volunteer"),
            "log": say("Log a visit"),
            "consent": say("Consent"),
            "end": say("End the course"),
            "again": say("Refer again"),
        }[step]

    def _taken(self, step: str, _checked: object = None) -> None:
        self.take(step)

    def take(self, step: str) -> None:
        """Open the form of a step, or the log."""
        card = self._card
        if card is None:
            return
        if step == "log":
            self._model.log_visit()
        elif step in ("staff", "leader"):
            self._open(ApproveDialog(self._model, self._look, card, "staff" if step == "staff" else "leader", self))
        else:
            made = {"match": MatchDialog, "end": EndDialog, "again": ReferAgainDialog}.get(step, ConsentDialog)
            self._open(made(self._model, self._look, card, parent=self))

    def end_match(self, match: MatchWords) -> None:
        if self._card is not None:
            self._open(UnmatchDialog(self._model, self._look, self._card, match.match, match.name, self))

    def _open(self, dialog: FormDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _section(self, column: QVBoxLayout, title: str, action: str = "", does: Callable[[], object] | None = None) -> None:
        rule = QFrame()
        rule.setProperty("piece", "rule")
        column.addSpacing(self._look.px(4))
        column.addWidget(rule)
        row = QHBoxLayout()
        row.addWidget(heading(self._look, title), 1)
        if does is not None:
            row.addWidget(button(self._look, action, kind="quiet", does=does))
        column.addLayout(row)

    def _event(self, event: EventWords) -> QHBoxLayout:
        look, row = self._look, QHBoxLayout()
        row.setSpacing(look.px(12))
        row.addWidget(sign(look, event.icon, "warn" if event.icon == "triangle-alert" else "quiet"), 0, Qt.AlignmentFlag.AlignTop)
        day = label(look, event.day, "body", "quiet", wrap=False)
        day.setMinimumWidth(look.px(104))
        row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(look, event.text, "strong" if event.coming else "body"), 1)
        return row

    def _matches(self, card: CardWords, column: QVBoxLayout) -> None:
        look = self._look
        self._section(column, look.say("Volunteers"))
        if not card.matches:
            column.addWidget(label(look, look.say("Nobody is matched yet."), "body", "quiet"))
        for match in card.matches:
            end, tone = None, "quiet"
            if match.open:
                tone = "accent"
                end = button(look, look.say("End"), kind="quiet", does=partial(self.end_match, match))
                end.setAccessibleName(look.say("End the match with {name}", name=match.name))
            column.addWidget(_tight(StandingLine(look, match.name, match.detail, end, icon="user", tone=tone)))

    def _consents(self, card: CardWords, column: QVBoxLayout) -> None:
        look = self._look
        self._section(column, look.say("Consents"), look.say("Change"), lambda: self.take("consent"))
        for one in card.consents:
            icon, tone = ("check", "good") if one.stands else ("minus", "quiet")
            column.addWidget(_tight(StandingLine(look, one.title, one.detail, icon=icon, tone=tone)))


def _tight(line: StandingLine) -> StandingLine:
    """Without the space at the sides that a line has beside lines that can be pressed."""
    inside = line.layout()
    if inside is not None:
        margins = inside.contentsMargins()
        inside.setContentsMargins(0, margins.top(), 0, margins.bottom())
    return line
