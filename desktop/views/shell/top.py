"""The row above the screens: menus at the left; who is at work, what is under way, Find and Lock at the right."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QVBoxLayout, QWidget

from desktop.viewmodels.screen import AtWork
from desktop.views.style.look import Look
from desktop.views.widgets.badge import Badge
from desktop.views.widgets.buttons import button
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.labels import label

SOON = 400
"""Milliseconds that work goes on before it is said: what is quick is not said at all."""


class TopBar(QFrame):
    """`back` leads to the first screen, where there is no navigation; there `with_place` says the name of the place, too."""

    def __init__(self, look: Look, at: AtWork, menus: QMenuBar, *, with_place: bool) -> None:
        super().__init__()
        self.setProperty("piece", "top")
        menus.setFont(look.font("body"))
        who = f"{at.place} · {at.label}" if with_place else at.label
        self.who = label(look, who, "strong", wrap=False)
        self.busy = label(look, "", wrap=False)
        self.busy.setPixmap(look.pixmap("hourglass", role="quiet"))
        self.busy.setAccessibleName(look.say("Working …"))
        self.busy.setToolTip(look.say("Working …"))
        self._keep_room(self.busy)
        self.back = button(look, look.say("Back"), icon="chevron-left", kind="quiet")
        self.back.hide()
        self.search = button(look, look.say("Find"), icon="search", kind="quiet")
        self.search.setToolTip("Ctrl+K")
        self.lock = button(look, look.say("Lock"), icon="lock")
        self.lock.setToolTip("Ctrl+L")
        demo = [Badge(look, look.say("DEMO – invented people"), "warn")] if at.demo else []
        both = Columns(look.px(16))
        both.add(_row(look, self.back, menus, stretched=menus), 1, Qt.AlignmentFlag.AlignVCenter)
        both.add(_row(look, self.busy, *demo, self.who, self.search, self.lock))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        column.addWidget(both)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SOON)
        self._wait.timeout.connect(self.busy.show)

    def show_busy(self, busy: bool) -> None:
        if busy:
            self._wait.start()
        else:
            self._wait.stop()
            self.busy.hide()

    def _keep_room(self, words: QWidget) -> None:
        """Nothing moves when it comes and goes."""
        policy = words.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        words.setSizePolicy(policy)
        words.hide()


def _row(look: Look, *widgets: QWidget, stretched: QWidget | None = None) -> QWidget:
    """Widgets beside each other; all of them at the right, unless one of them is stretched."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(12))
    if stretched is None:
        row.addStretch(1)
    for one in widgets:
        row.addWidget(one, int(one is stretched))
    return made
