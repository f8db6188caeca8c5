"""Who took part: the volunteers who are matched, ticked, and the others of the place behind a button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.viewmodels.log_form import Came
from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.checks import CheckBox

COLUMNS = 2


class CameField(QWidget):
    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._listed: tuple[Came, ...] = ()
        self._all = False
        self.boxes: dict[str, CheckBox] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(4))
        self.more = button(look, look.say("Somebody else …"), kind="quiet", does=self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addLayout(self._grid)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def chosen(self) -> tuple[str, ...]:
        return tuple(id_ for id_, box in self.boxes.items() if box.isChecked())

    def show_volunteers(self, listed: Sequence[Came], chosen: Sequence[str]) -> None:
        """Those who are matched or chosen; the others once they are asked for."""
        if tuple(listed) != self._listed:
            self._listed = tuple(listed)
            self._all = not any(one.matched for one in listed)
            self._make()
        for id_, box in self.boxes.items():
            box.setChecked(id_ in chosen)
        self._lay_out()

    def _make(self) -> None:
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {}
        for one in self._listed:
            box = CheckBox(self._look, one.name)
            box.clicked.connect(lambda _on=False: self.changed.emit())
            self.boxes[one.id] = box

    def _lay_out(self) -> None:
        shown = [one.id for one in self._listed if self._all or one.matched or self.boxes[one.id].isChecked()]
        for id_, box in self.boxes.items():
            self._grid.removeWidget(box)
            if id_ in shown:
                place = shown.index(id_)
                self._grid.addWidget(box, place // COLUMNS, place % COLUMNS)
            box.setVisible(id_ in shown)
        self.more.setVisible(len(shown) < len(self._listed))

    def _show_all(self) -> None:
        self._all = True
        self._lay_out()
        hidden = next((self.boxes[one.id] for one in self._listed if not one.matched), None)
        if hidden is not None:
            hidden.setFocus()
