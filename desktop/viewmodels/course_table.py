"""The list of courses as a table: texts made once when the rows come, names looked up only while they are shown."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.errors import N_
from desktop.models.rows.papers import PROGRAMME_NAMES
from desktop.services.course_cards import CourseRow
from desktop.texts import Texts
from desktop.viewmodels import days
from desktop.viewmodels.course_words import SHORT, group_of
from desktop.viewmodels.tips import tip

Index = QModelIndex | QPersistentModelIndex
HEADINGS = (
    N_("Alias"), N_("Name"), N_("Status"), N_("Volunteers"), N_("Next visit"),
    N_("Latest visit"), N_("First visit"), N_("Referred"), N_("Programme"),
)  # fmt: skip
ALIAS, NAME, STATUS, VOLUNTEERS, NEXT, LATEST, FIRST, REFERRED, PROGRAMME = range(9)
GROUP = Qt.ItemDataRole.UserRole
"""The role of a status' group ("waiting", "active", …), and in the column of the next visit of "missed"."""
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class CourseTable(QAbstractTableModel):
    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._rows: tuple[CourseRow, ...] = ()
        self._cells: tuple[tuple[str, ...], ...] = ()
        self._headings = tuple(texts.say(heading) for heading in HEADINGS)
        self._names = _NO_NAMES

    @property
    def rows(self) -> tuple[CourseRow, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[CourseRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self._cells = tuple(self._said(row) for row in rows)
        self.endResetModel()

    def show_names(self, names: Mapping[str, str]) -> None:
        """The mapping itself is kept, never a copy; an empty one ends it."""
        self._names = names or _NO_NAMES
        if self._rows:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._rows) - 1, NAME))

    def row_of(self, course: str) -> int:
        """-1 where the course is not in the list."""
        return next((number for number, row in enumerate(self._rows) if row.course.id == course), -1)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            column = index.column()
            if column == NAME:
                return self._names.get(self._rows[index.row()].course.participant, "")
            return self._cells[index.row()][column]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (VOLUNTEERS, PROGRAMME):
            return tip(self._cells[index.row()][index.column()])
        if role == GROUP:
            row = self._rows[index.row()]
            if index.column() == NEXT:
                return "missed" if row.missed else ""
            return group_of(row.status)
        return None

    def _said(self, row: CourseRow) -> tuple[str, ...]:
        say, course = self._texts.say, row.course
        return (
            row.alias,
            "",
            say(SHORT[row.status]),
            ", ".join(row.volunteers),
            self._day(row.next_on),
            self._day(course.last_held),
            self._day(course.first_held),
            self._day(course.referred_on),
            say(PROGRAMME_NAMES.get(course.programme, course.programme)),
        )

    def _day(self, day: date | None) -> str:
        return days.short(self._texts, day)
