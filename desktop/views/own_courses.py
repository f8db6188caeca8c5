"""A volunteer's one screen: own courses at the left; at the right what was logged, or the form that logs."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.own_courses import OwnCourses
from desktop.views.style.look import Look
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.course_button import CourseButton
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.fields import named
from desktop.views.widgets.labels import label, quiet, title
from desktop.views.widgets.log_form import LogFormView
from desktop.views.widgets.saved_panel import SavedPanel
from desktop.views.widgets.table import DataTable

LEFT = 368
"""Pixels of the column of courses at 100 %; seven twentieths of the window at most."""
WIDTHS = (166, 104, 176, 84, 200)
CLOSE = (164, 82, 120, 76, 36)
"""Widths of the columns of one's own visits, and those of a window of less than ROOM pixels at 100 %."""
ROOM = 1000
BOTH = 400
"""Height at 100 % that the list needs to be shown under what was just saved."""


class OwnCoursesView(QWidget):
    def __init__(self, model: OwnCourses, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._look = model, look
        self._open = False
        self._fresh = True
        self._widths = WIDTHS
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: list[CourseButton] = []
        self.banner = Banner(look)
        self.form = LogFormView(model.form, look, banner=self.banner)
        self.saved = SavedPanel(look, undo=model.undo, stay=model.stay, leave=model.another_person)
        self._left = self._make_left()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._make_list())
        self.pages.addWidget(self._make_form())
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(32), look.px(24), look.px(32), look.px(16))
        row.setSpacing(look.px(24))
        row.addWidget(self._left)
        row.addWidget(self.pages, 1)
        self.form.left.connect(model.leave_form)
        self.table.chosen.connect(self._correct)
        model.changed.connect(self._show)
        model.form.changed.connect(self._show_head)
        self._show()

    # --- what stands where -------------------------------------------------------------------------------------

    def _make_left(self) -> QWidget:
        look, say = self._look, self._look.say
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(title(look, say("Your courses")))
        self.hint = quiet(look, say("Choose one with its digit and Enter, or click it."))
        column.addWidget(self.hint)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(2, 2, look.px(4), 2)
        self._column.setSpacing(look.px(12))
        self._column.addStretch(1)
        column.addWidget(_scrolling(inside), 1)
        column.addWidget(self._make_talk())
        return left

    def _make_talk(self) -> QWidget:
        look, say = self._look, self._look.say
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(2, 0, look.px(4), 0)
        self.talk = button(look, say("I would like to talk to my visit leader"), icon="message-circle", does=self._model.talk)
        self.asked = label(look, "", "body", "good")
        column.addWidget(self.talk)
        column.addWidget(self.asked)
        return below

    def _make_list(self) -> QWidget:
        look, say = self._look, self._look.say
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self.saved)
        self.heading = title(look, say("Your visits"))
        self.lead = quiet(look, say("Enter or a double click on a visit corrects it. Ctrl+D logs one more like the newest."))
        column.addWidget(self.heading)
        column.addWidget(self.lead)
        self.table = DataTable(look)
        named(self.table, say("Your visits"))
        self.table.setModel(self._model.visits)
        self.table.set_widths(WIDTHS)
        self.table.setMinimumHeight(look.px(90))
        column.addWidget(self.table, 1)
        text = say("When you have visited, choose the course at the left and say how it went. It takes a minute.")
        self.none = EmptyState(look, "calendar-days", say("No visits yet"), text)
        text = say("Your visit leader matches you with somebody. It is shown here the next time you unlock after that.")
        self.nobody = EmptyState(look, "handshake", say("You have no courses yet"), text)
        column.addWidget(self.none, 1)
        column.addWidget(self.nobody, 1)
        return page

    def _make_form(self) -> QWidget:
        look, say = self._look, self._look.say
        page = Card(look)
        self.alias, self.programme = title(look, ""), quiet(look, "")
        again = button(look, say("As last time"), icon="refresh-cw", kind="quiet", does=self._model.repeat)
        again.setToolTip("Ctrl+D")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.alias)
        words.addWidget(self.programme)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
        page.body.addLayout(head)
        page.body.addWidget(self.banner)
        inside = QWidget()
        inside.setProperty("ground", "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, look.px(12), 2)
        column.addWidget(self.form)
        self.scrolled = _scrolling(inside)
        page.body.addWidget(self.scrolled, 1)
        self.save = button(look, say("Save"), kind="primary", does=self._model.form.save)
        self.save.setToolTip("Ctrl+Enter")
        self.back = button(look, say("Back"), does=self._model.leave_form)
        self.back.setToolTip("Esc")
        self.discard = button(look, say("Throw it away"), kind="quiet", does=self._model.throw_away)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.save)
        page.body.addLayout(row)
        return page

    # --- showing -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state, say = self._model.state, self._look.say
        self._show_cards()
        self.saved.show_saved(state.saved)
        some = bool(state.lines)
        room = state.saved is None or self.height() >= self._look.px(BOTH)
        self.heading.setVisible(some and room)
        self.lead.setVisible(some and state.saved is None)
        self.table.setVisible(some and room)
        self.none.setVisible(state.loaded and not some and bool(state.cards))
        self.nobody.setVisible(state.loaded and not some and not state.cards)
        self.hint.setVisible(bool(state.cards))
        self.talk.setVisible(not state.asked)
        self.asked.setVisible(bool(state.asked))
        self.asked.setText(say("Your visit leader will be told that you would like to talk. You asked: {day}.", day=state.asked))
        self._show_head()
        if state.loaded:
            self._move_focus(opened=state.open and not self._open, closed=self._open and not state.open)
        if state.saved is not None:
            self._mark_line(state.saved.session)
        self._open = state.open
        self.pages.setCurrentIndex(int(state.open))

    def _order(self) -> None:
        """Tab goes through the courses before what stands under them, though they are made later."""
        for one, following in pairwise((self.talk, *self.cards, self.talk)):
            QWidget.setTabOrder(one, following)

    def _mark_line(self, session: str) -> None:
        row = next((row for row, line in enumerate(self._model.visits.lines) if line.session == session), -1)
        if row >= 0 and row != self.table.row():
            self.table.setCurrentIndex(self._model.visits.index(row, 0))

    def _show_cards(self) -> None:
        state = self._model.state
        while len(self.cards) < len(state.cards):
            made = CourseButton(self._look)
            made.clicked.connect(lambda _on=False, made=made: self._begin(made))
            self._column.insertWidget(self._column.count() - 1, made)
            made.show()
            self.cards.append(made)
            self._order()
        while len(self.cards) > len(state.cards):
            gone = self.cards.pop()
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for one, card in zip(self.cards, state.cards, strict=True):
            one.show_card(card)
            one.setChecked(state.open and card.id == self._model.form.state.draft.course)

    def _show_head(self) -> None:
        form, say = self._model.form.state, self._look.say
        course = form.course
        self.alias.setText(course.alias if course else "")
        card = next((one for one in self._model.state.cards if course is not None and one.id == course.id), None)
        correcting = say("You are correcting a visit that is logged.") if form.draft.session else ""
        self.programme.setText(correcting or (card.programme if card else ""))
        self.save.setText(say("Save the correction") if form.draft.session else say("Save"))
        self.save.setEnabled(not form.saving)
        self.discard.setVisible(form.draft.touched)

    # --- the keyboard ------------------------------------------------------------------------------------------

    def _move_focus(self, *, opened: bool, closed: bool) -> None:
        """Into the form when it opens; back to the course when it closes; to the first course when there are any."""
        if opened:
            self.pages.setCurrentIndex(1)
            self.scrolled.verticalScrollBar().setValue(0)
            self.form.start()
        elif closed or (self._fresh and self.cards and not self._model.state.open):
            self._focus_card()
        self._fresh = self._fresh and not self.cards

    def _focus_card(self) -> None:
        saved = self._model.last_course
        place = next((place for place, card in enumerate(self._model.state.cards) if card.id == saved), 0)
        if self.cards:
            self.cards[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, made: CourseButton) -> None:
        card = self._model.state.cards[self.cards.index(made)]
        made.setChecked(True)
        again = self._model.state.open
        self._model.begin(card.id)
        if again:
            self.form.start()

    def _correct(self, row: int) -> None:
        self._model.correct(self._model.visits.lines[row].session)

    def _does(self, event: QKeyEvent) -> bool:
        """The screen's own keys while the form is closed; whether this was one."""
        if self._model.state.open:
            return False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        digit = ord(event.text()) - ord("1") if event.text() and event.text() in "123456789" else -1
        acts = event.type() == QEvent.Type.KeyPress
        if modifiers == Qt.KeyboardModifier.NoModifier and 0 <= digit < len(self.cards):
            if acts:
                self.cards[digit].setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        if control and event.key() == Qt.Key.Key_D:
            if acts:
                self._model.repeat()
            return True
        if control and event.key() == Qt.Key.Key_Z and self._model.state.saved is not None:
            if acts:
                self._model.undo()
            return True
        return False

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
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.talk.sizeHint().width() + self._look.px(4) + 2  # its text is never cut, however large
        self._left.setFixedWidth(max(needed, min(self._look.px(LEFT), self.width() * 7 // 20)))
        widths = WIDTHS if self.width() >= self._look.px(ROOM) else CLOSE
        if widths != self._widths:
            self._widths = widths
            self.table.set_widths(widths)


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
