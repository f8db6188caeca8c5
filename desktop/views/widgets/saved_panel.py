"""What was just saved, with Undo, and how long it is until the datalager locks."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop.viewmodels.own_courses import SECONDS, Shown
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.editors import mark
from desktop.views.widgets.labels import heading, label
from desktop.views.widgets.spoken import announce


class SavedPanel(QFrame):
    """Hidden while nothing was just saved."""

    def __init__(self, look: Look, *, undo: Callable[[], object], stay: Callable[[], object], leave: Callable[[], object]) -> None:
        super().__init__()
        self._look = look
        self.setProperty("piece", "banner")
        mark(self, "kind", "done")
        sign = label(look, "", wrap=False)
        sign.setPixmap(look.pixmap("circle-check", 28, "good"))
        self.line, self.told, self.left = label(look, "", "strong"), label(look, ""), label(look, "")
        self.bar = QProgressBar()
        self.bar.setRange(0, SECONDS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(look.say("Seconds until it locks"))
        self.undo = button(look, look.say("Undo"), icon="undo-2", does=undo)
        self.undo.setToolTip("Ctrl+Z")
        self.stay = button(look, look.say("I am not done yet"), does=stay)
        self.another = button(look, look.say("Another person"), icon="log-out", does=leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        row.setSpacing(look.px(16))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.px(8))
        for part in (heading(look, look.say("Saved")), self.line, self.told, self.left, self.bar):
            column.addWidget(part)
        buttons = Columns(look.px(8))
        for one in (self.undo, self.another, self.stay):
            buttons.add(one, 0, Qt.AlignmentFlag.AlignLeft)
        beside = QHBoxLayout()
        beside.addWidget(buttons)
        beside.addStretch(1)
        column.addLayout(beside)
        row.addLayout(column, 1)
        self.hide()

    def show_saved(self, shown: Shown | None) -> None:
        if shown is None:
            self.hide()
            return
        new = self.isHidden() or self.line.text() != shown.text
        self.line.setText(shown.text)
        self.told.setText("\n".join(shown.told))
        self.told.setVisible(bool(shown.told))
        counting = shown.left is not None
        self.left.setText(self._look.say("It locks by itself in {seconds} seconds.", seconds=shown.left or 0) if counting else "")
        self.bar.setValue(shown.left or 0)
        for one in (self.left, self.bar, self.stay):
            one.setVisible(counting)
        self.show()
        if new:
            announce(self, ". ".join((self._look.say("Saved"), shown.text, *shown.told)))
