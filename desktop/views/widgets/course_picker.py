"""Choosing a course by the first letters of an alias: a line that narrows a list, and the list under it."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.viewmodels.course_pick import CoursePick
from desktop.views.style.look import Look
from desktop.views.widgets.fields import TextField, named
from desktop.views.widgets.labels import label

ROWS = 9
"""Rows of the list that are seen at once."""


class CoursePicker(QWidget):
    """Enter and Tab in the line take the row that is marked; arrow keys move the mark."""

    chosen = Signal(str)
    """The id of the course."""

    def __init__(self, model: CoursePick, look: Look) -> None:
        super().__init__()
        self._model = model
        self.line = TextField(look, 40)
        self.list = QListView()
        self.list.setFont(look.font("body"))
        self.list.setModel(model)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(ROWS * (self.list.fontMetrics().height() + look.px(16)) + look.px(4))
        named(self.list, look.say("Courses"))
        self.none = label(look, look.say("No alias here begins like that."), "body", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.line)
        column.addWidget(self.list)
        column.addWidget(self.none)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(model.narrow)
        self.line.installEventFilter(self)
        self.list.clicked.connect(self._take_index)
        self.list.activated.connect(self._take_index)
        model.modelReset.connect(self._mark_first)
        self._mark_first()

    def begin(self) -> None:
        """Empty, and ready to be typed in."""
        self.line.clear()
        self._mark_first()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark_first(self) -> None:
        some = self._model.rowCount() > 0
        self.list.setVisible(some)
        self.none.setVisible(not some)
        if some:
            self.list.setCurrentIndex(self._model.index(0))

    def _take_index(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> bool:
        if not 0 <= row < len(self._model.found):
            return False
        self.chosen.emit(self._model.found[row].id)
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.modifiers() in _PLAIN:
            row = self.list.currentIndex().row()
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._take(row)
                    return True
                case Qt.Key.Key_Tab if self.line.text().strip():
                    return self._take(row)
                case Qt.Key.Key_Down | Qt.Key.Key_Up:
                    step = 1 if event.key() == Qt.Key.Key_Down else -1
                    self.list.setCurrentIndex(self._model.index(max(0, min(row + step, self._model.rowCount() - 1))))
                    return True
        return super().eventFilter(watched, event)


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
