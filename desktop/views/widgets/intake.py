"""The card where files come in: dropped or chosen, looked at, imported, and what became of each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.viewmodels.dropping import Dropping, Offered, Working
from desktop.viewmodels.file_words import FileLine
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge, Kind
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.card_lines import sign
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.drop_area import DropArea
from desktop.views.widgets.fresh import instead
from desktop.views.widgets.labels import body, label, quiet, strong
from desktop.views.widgets.paths import breakable, breakable_path
from desktop.views.widgets.spoken import announce

KINDS: dict[str, Kind] = {"good": "good", "warn": "warn", "bad": "bad", "plain": "plain"}
GROUPS = ("imported", "pending", "refused", "stopped", "already")
"""The order in which outcomes are listed."""


class Progress(QWidget):
    """What is under way, and a bar. The button that stops it stands at the lower edge of the window."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(8), 0, look.px(8))
        column.setSpacing(look.px(8))
        self.text, self.bar = body(look, ""), QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        column.addWidget(self.text)
        column.addWidget(self.bar)
        self.hide()

    def show_work(self, working: Working | None) -> None:
        """None: nothing is under way."""
        self.setVisible(working is not None)
        if working is not None:
            self.text.setText(working.text)
            self.bar.setValue(working.percent)
            self.bar.setAccessibleName(working.text)


class FileList(QWidget):
    """The files line by line: a word on how it stands with each, its name, what it is, and what there is to say of it."""

    def __init__(self, look: Look, lines: Sequence[FileLine]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for number, line in enumerate(sorted(lines, key=lambda line: GROUPS.index(line.outcome))):
            if number:
                column.addWidget(rule())
            column.addWidget(_row(look, line))


class Intake(Card):
    """`area` takes the files; below it stands what was found, and the buttons that go on."""

    def __init__(self, look: Look, model: Dropping, title: str, area: DropArea) -> None:
        super().__init__(look, title)
        self._look, self._model = look, model
        self._offered: Offered | None = None
        self.area = area
        self.progress = Progress(look)
        self._result = QWidget()
        self._column = QVBoxLayout(self._result)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(12))
        self._shown: QWidget = QWidget()
        self._column.addWidget(self._shown)
        self.take = button(look, look.say("Import"), icon="download", kind="primary", does=model.take)
        self.enrol = button(look, look.say("Go to enrolment"), does=self._enrol)
        self.forget = button(look, "", does=self._forget)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        for one in (self.take, self.enrol, self.forget):
            buttons.addWidget(one)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self._result.hide()
        self._rest = QWidget()
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.progress)
        self.body.addWidget(self._result)
        self.body.addWidget(self._rest, 1)

    @property
    def summary(self) -> str:
        """What is said of the files as a whole."""
        return self._offered.summary if self._offered is not None else ""

    def show_intake(self) -> None:
        """As the view-model has it now."""
        intake = self._model.intake
        reading = intake.working if intake.working is not None and not intake.working.making else None
        busy = reading is not None
        self.progress.show_work(reading)
        self.area.setVisible(intake.offered is None and not busy)
        self._result.setVisible(intake.offered is not None and not busy)
        self._rest.setVisible(intake.offered is not None or busy)
        if intake.offered is not self._offered:
            self._offered = intake.offered
            self._show_offered(intake.offered)

    def _show_offered(self, offered: Offered | None) -> None:
        fresh = QWidget() if offered is None else self._lines(offered)
        self._shown = instead(self._column, self._shown, fresh)
        if offered is None:
            return
        say = self._look.say
        self.take.setVisible(offered.can_take)
        self.enrol.setVisible(offered.enrols)
        self.forget.setText(say("Not now") if offered.can_take else say("Close"))
        (self.take if offered.can_take else self.forget).setFocus()
        announce(self, offered.summary)

    def _lines(self, offered: Offered) -> QWidget:
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(12))
        head = strong(self._look, offered.summary)
        column.addWidget(head)
        if not offered.taken and offered.can_take:
            column.addWidget(quiet(self._look, self._look.say("Nothing has been saved yet.")))
        for remark in offered.remarks:
            column.addWidget(quiet(self._look, remark))
        if offered.lines:
            column.addWidget(FileList(self._look, offered.lines))
        return shown

    def _forget(self) -> None:
        self._model.forget()
        self.area.files.setFocus()

    def _enrol(self) -> None:
        self._model.go.emit("enrol", None)


def rule() -> QFrame:
    made = QFrame()
    made.setProperty("piece", "rule")
    return made


def _row(look: Look, line: FileLine) -> QWidget:
    row, words = Columns(look.px(12)), QWidget()
    column = QVBoxLayout(words)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(4))
    column.addWidget(strong(look, breakable(line.what or line.name)))
    if line.what:
        column.addWidget(label(look, breakable(line.name), "small", "quiet"))
    if line.detail:
        column.addWidget(body(look, line.detail))
    words.setMinimumWidth(look.px(160))
    row.add(words, 1)
    row.add(Badge(look, line.headline, KINDS[line.tone]), 0, Qt.AlignmentFlag.AlignTop)
    return row


def told(look: Look, icon: str, tone: str, text: str, *, heavy: bool = False) -> QWidget:
    """A sentence with its sign before it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(8))
    row.addWidget(sign(look, icon, tone), 0, Qt.AlignmentFlag.AlignTop)
    words: QLabel = label(look, breakable_path(text), "strong" if heavy else "body")
    row.addWidget(words, 1)
    return made
