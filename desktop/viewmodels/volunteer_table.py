"""The list of volunteers as a table."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.errors import N_
from desktop.texts import Texts
from desktop.viewmodels.volunteer_words import VolunteerWords

Index = QModelIndex | QPersistentModelIndex
HEADINGS = (N_("Name"), N_("Visits now"), N_("Own datalager"), N_("Latest file"), N_("Joined on"))
NAME, COURSES, VAULT, FILE, JOINED = range(5)


class VolunteerTable(QAbstractTableModel):
    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(texts.say(heading) for heading in HEADINGS)
        self._ids: tuple[str, ...] = ()
        self._cells: tuple[tuple[str, ...], ...] = ()

    def show_lines(self, lines: tuple[VolunteerWords, ...]) -> None:
        self.beginResetModel()
        self._ids = tuple(line.id for line in lines)
        self._cells = tuple((line.name, line.courses, line.vault, line.file, line.joined) for line in lines)
        self.endResetModel()

    def row_of(self, volunteer: str) -> int:
        """-1 where the volunteer is not in the list."""
        return self._ids.index(volunteer) if volunteer in self._ids else -1

    def id_at(self, row: int) -> str:
        return self._ids[row] if 0 <= row < len(self._ids) else ""

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._cells)

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
        return self._cells[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None
