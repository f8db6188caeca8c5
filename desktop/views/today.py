"""Today: the first screen of a visit leader."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.viewmodels.today import FirstStep, Line, Lines, TodayScreen
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.card_lines import LineButton, StandingLine, sign
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.labels import label
from desktop.views.widgets.page import Page

KEY = "line"
"""The property that says which line a button belongs to: after a change the keyboard stays where it was."""


class TodayView(Page):
    def __init__(self, model: TodayScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.say("Today"))
        self._model, self._shown = model, QWidget()
        self.body.addWidget(self._shown, 1)
        if parent is not None:
            self.setParent(parent)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        state = self._model.state
        kept = _key_in_focus(self._shown)
        self.set_lead(state.date)
        self._show_banner()
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        if state.loaded and state.steps:
            column.addWidget(self._steps(state.steps))
        elif state.loaded:
            column.addWidget(self._cards())
        column.addStretch(1)
        self.body.replaceWidget(self._shown, fresh)
        self._shown.hide()
        self._shown.deleteLater()
        self._shown = fresh
        if kept:
            _focus(fresh, kept)

    def _show_banner(self) -> None:
        state = self._model.state
        if state.enrol and not state.steps:
            text = self._look.say("Headquarters does not know this laptop yet, so no file can be sent.")
            self.banner.show_notice(text, "warning", [(self._look.say("Enrol this laptop"), lambda: self._model.open("enrol"))])
        else:
            self.banner.clear()

    def _cards(self) -> QWidget:
        state, say = self._model.state, self._look.say
        left, right = QVBoxLayout(), QVBoxLayout()
        ahead = self._card(say("Visits in the coming 7 days"), state.ahead, self._course_line)
        if not state.ahead.count:
            ahead.body.addWidget(label(self._look, state.rest, "body", "quiet"))
        left.addWidget(ahead)
        if state.missed.count:
            left.addWidget(self._card(say("Nothing is logged of these visits"), state.missed, self._missed_line, "courses", "active"))
        if state.remarks.count:
            left.addWidget(self._card(say("Worth a look"), state.remarks, self._remark_line))
        if state.talks.count:
            right.addWidget(self._card(say("Would like to talk with you"), state.talks, self._talk_line))
        right.addWidget(self._files())
        if state.waiting.count:
            right.addWidget(self._card(say("Waiting list"), state.waiting, self._course_line, "courses", "waiting"))
        if state.setting_up.count:
            left.addWidget(self._card(say("Being set up"), state.setting_up, self._course_line, "courses", "setting_up"))
        columns = Columns(self._look.px(16))
        for layout, share in ((left, 3), (right, 2)):
            columns.add(self._side(layout), share)
        return columns

    def _side(self, layout: QVBoxLayout) -> QWidget:
        side = QWidget()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._look.px(16))
        layout.addStretch(1)
        side.setLayout(layout)
        side.setMinimumWidth(self._look.px(340))
        return side

    def _card(self, title: str, lines: Lines, made: Callable[[Line], QWidget], screen: str = "", argument: str = "") -> Card:
        card = Card(self._look, title)
        if lines.count:
            card.buttons.addWidget(Badge(self._look, self._look.texts.number(lines.count)))
        card.body.setSpacing(0)
        for heading, grouped in lines.groups:
            if heading:
                over = label(self._look, heading, "small", "accent")
                over.setContentsMargins(self._look.px(12), self._look.px(8), 0, 0)
                card.body.addWidget(over)
            for line in grouped:
                card.body.addWidget(made(line))
        if lines.more and screen:
            text = self._look.say("Show all {count}", count=self._look.texts.number(lines.count))
            more = button(self._look, text, kind="quiet", does=lambda: self._model.open(screen, argument))
            card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        elif lines.more:
            rest = self._look.say("and {count} more", count=self._look.texts.number(lines.more))
            card.body.addWidget(label(self._look, rest, "small", "quiet"))
        return card

    def _course_line(self, line: Line) -> QWidget:
        icon = "triangle-alert" if line.tone else ""
        made = LineButton(self._look, line.title, line.detail, line.aside, icon=icon, does=lambda: self._model.open_course(line.key))
        made.setProperty(KEY, line.key)
        return made

    def _remark_line(self, line: Line) -> QWidget:
        """An activity has no course to lead to."""
        if line.key:
            return self._course_line(line)
        return StandingLine(self._look, line.title, line.detail, icon="triangle-alert")

    def _missed_line(self, line: Line) -> QWidget:
        log = button(self._look, self._look.say("Log"), does=lambda: self._model.log_visit(line.key))
        log.setAccessibleName(self._look.say("Log a visit of {alias}", alias=line.title))
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._course_line(line), 1)
        row.addWidget(log)
        return beside

    def _talk_line(self, line: Line) -> QWidget:
        done = button(self._look, self._look.say("We have talked"), does=lambda: self._model.talked(line.key))
        done.setAccessibleName(self._look.say("I have talked with {name}", name=line.title))
        done.setProperty(KEY, "talk")
        return StandingLine(self._look, line.title, line.detail, done, icon="message-circle", tone="accent")

    def _files(self) -> Card:
        files, look = self._model.state.files, self._look
        card = Card(look, look.say("Files to headquarters"))
        icon, tone = ("circle-check", "good") if files.safe else ("clock", "accent")
        if files.late:
            icon, tone = "triangle-alert", "warn"
        card.body.addWidget(StandingLine(look, files.headline, "\n".join(files.lines), icon=icon, tone=tone))
        if not self._model.state.enrol:
            to = button(look, look.say("Go to files"), kind="quiet", icon="arrow-right", does=lambda: self._model.open("files"))
            card.body.addWidget(to, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _steps(self, steps: tuple[FirstStep, ...]) -> QWidget:
        look = self._look
        card = Card(look, look.say("Getting started"))
        card.body.setSpacing(look.px(16))
        card.body.addWidget(label(look, look.say("Three steps, in any order. What is done is ticked."), "body", "quiet"))
        first = next((step for step in steps if not step.done), None)
        for step in steps:
            card.body.addWidget(self._step(step, first=step is first))
        return card

    def _step(self, step: FirstStep, *, first: bool) -> QWidget:
        look = self._look
        line = Columns(look.px(16))
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(label(look, step.title, "heading"))
        column.addWidget(label(look, step.text, "body", "quiet"))
        words.setMinimumWidth(look.px(260))
        line.add(sign_of(look, step.icon))
        line.add(words, 1)
        if step.done:
            line.add(_done(look), 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        else:
            does = partial(self._model.open, step.screen, step.argument)
            to = button(look, step.action, kind="primary" if first else "plain", does=does)
            line.add(to, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return line


def sign_of(look: Look, icon: str) -> QWidget:
    """The large sign of a step."""
    made = label(look, "", wrap=False)
    made.setPixmap(look.pixmap(icon, 32, "accent"))
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    made.setContentsMargins(look.px(8), look.px(4), look.px(8), 0)
    return made


def _done(look: Look) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, look.px(12), 0)
    row.addWidget(sign(look, "circle-check", "good"))
    row.addWidget(label(look, look.say("Done"), "strong", "good", wrap=False))
    return made


def _key_in_focus(within: QWidget) -> str:
    now = QApplication.focusWidget()
    return str(now.property(KEY) or "") if now is not None and within.isAncestorOf(now) else ""


def _focus(within: QWidget, key: str) -> None:
    found = next((one for one in within.findChildren(QWidget) if one.property(KEY) == key), None)
    if found is not None:
        found.setFocus(Qt.FocusReason.OtherFocusReason)
