"""Courses to choose from by typing the beginning of an alias: three letters name one participant of a place."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.rules.alias import fold
from desktop.services.visiting import VisitCourse
from desktop.texts import Texts
from desktop.viewmodels import visit_words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class CoursePick(QAbstractListModel):
    """The courses whose alias begins as typed, æ ø å also as ae oe aa; those that are over come last."""

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._all: tuple[VisitCourse, ...] = ()
        self._typed = ""
        self.found: tuple[VisitCourse, ...] = ()

    def show(self, courses: tuple[VisitCourse, ...]) -> None:
        if courses != self._all:
            self._all = courses
            self._find()

    def narrow(self, typed: str) -> None:
        if fold(typed) != self._typed:
            self._typed = fold(typed)
            self._find()

    def named(self, course: VisitCourse) -> str:
        """ "Ravn · Fængselsbesøgstjenesten"."""
        parts = [course.alias, visit_words.programme(self._texts, course.programme)]
        if course.over:
            parts.append(self._texts.say("ended"))
        return " · ".join(parts)

    def _find(self) -> None:
        self.beginResetModel()
        self.found = tuple(one for one in self._all if fold(one.alias).startswith(self._typed))
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.found)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.named(self.found[index.row()]) if role == Qt.ItemDataRole.DisplayRole else None
