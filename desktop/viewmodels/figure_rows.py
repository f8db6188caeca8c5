"""The places of one figure as rows: the table that stands beside every bar, from the same numbers."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.errors import N_
from desktop.texts import Texts

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (N_("Place"), N_("Number"), N_("Compared"))
BAR = Qt.ItemDataRole.UserRole + 1
"""Role of the length of a bar, 0 to 1."""
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class SiteNumber:
    """A place, its number as it is shown, and the number as a share of the greatest."""

    site: str
    shown: str
    share: float


class SiteNumbers(QAbstractTableModel):
    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(texts.say(column) for column in COLUMNS)
        self.rows: tuple[SiteNumber, ...] = ()

    def show(self, rows: tuple[SiteNumber, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.site, row.shown, "")[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (row.site, row.shown, row.shown)[column]
        if role == BAR and column == 2:
            return row.share
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
