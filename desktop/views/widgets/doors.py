"""Who can get in on this laptop: people under the name of their place, chosen by arrow keys, by how the name begins, or by mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.viewmodels.unlock import Door
from desktop.views.style.look import Look
from desktop.views.widgets.medallion import ICONS, ROLES, round_sign, said

SHEET = """QListView {{ border: 2px solid transparent; background: transparent; }}
QListView:focus {{ border: 2px solid {focus}; }}"""

DOOR = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class _Row(QStyledItemDelegate):
    """A place in small letters, or a person with the role below."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._strong, self._small = look.font("strong"), look.font("small")
        self._name, self._below = QFontMetrics(self._strong), QFontMetrics(self._small)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look = self._look
        if isinstance(index.data(DOOR), Door):
            return QSize(look.px(160), self._name.lineSpacing() + self._below.lineSpacing() + look.px(16))
        return QSize(look.px(160), self._below.lineSpacing() + (look.px(8) if index.row() == 0 else look.px(24)))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        where: QRect = option.rect
        door = index.data(DOOR)
        if isinstance(door, Door):
            self._person(painter, where, option, door)
        else:
            low = where.adjusted(self._look.px(12), 0, -self._look.px(8), -self._look.px(4))
            self._words(painter, low, (str(index.data()), self._small, "quiet"), Qt.AlignmentFlag.AlignBottom)
        painter.restore()

    def _person(self, painter: QPainter, where: QRect, option: QStyleOptionViewItem, door: Door) -> None:
        look, state = self._look, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colours.selected if chosen else look.colours.hover))
            painter.drawRoundedRect(where.adjusted(0, 1, 0, -1), 6, 6)
        side = round(32 * look.theme.scale)
        sign = QRect(where.left() + look.px(12), where.center().y() - side // 2, side, side)
        round_sign(painter, look, sign, ICONS[door.kind], chosen=chosen)
        text = where.adjusted(look.px(12) + side + look.px(12), look.px(8), -look.px(8), -look.px(8))
        colour = "on_selected" if chosen else "ink"
        self._words(painter, text, (said(look, door), self._strong, colour), Qt.AlignmentFlag.AlignTop)
        below = (look.say(ROLES[door.kind]), self._small, "on_selected" if chosen else "quiet")
        self._words(painter, text, below, Qt.AlignmentFlag.AlignBottom)

    def _words(self, painter: QPainter, where: QRect, words: tuple[str, QFont, str], at: Qt.AlignmentFlag) -> None:
        text, font, colour = words
        painter.setFont(font)
        painter.setPen(QColor(getattr(self._look.colours, colour)))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | at, shown)


class DoorList(QListView):
    """`chosen` is emitted for what the person chooses, `taken` when it is chosen for good: Enter, or a double click."""

    chosen = Signal(object)
    taken = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows = QStandardItemModel(self)
        self._filling = False
        self.setModel(self._rows)
        self.setItemDelegate(_Row(look, self))
        self.setAccessibleName(look.say("Who are you?"))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(SHEET.format(focus=look.colours.focus))
        self.selectionModel().currentChanged.connect(self._current)
        self.activated.connect(lambda _index: self.taken.emit())

    def show_doors(self, doors: Sequence[Door], chosen: Door | None) -> None:
        """The people of each place in the order in which they come, and who is chosen."""
        if tuple(doors) != tuple(self.doors()):
            self._fill(doors)
        for row in range(self._rows.rowCount()):
            if self._rows.item(row).data(DOOR) == chosen is not None:
                self._filling = True
                index = self._rows.index(row, 0)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
                self._filling = False

    def doors(self) -> list[Door]:
        found = (self._rows.item(row).data(DOOR) for row in range(self._rows.rowCount()))
        return [door for door in found if isinstance(door, Door)]

    def _fill(self, doors: Sequence[Door]) -> None:
        self._filling = True
        self._rows.clear()
        place = ""
        for door in doors:
            if door.place != place:
                place = door.place
                self._rows.appendRow(_still(place))
            item = QStandardItem(said(self._look, door))
            item.setData(door, DOOR)
            spoken = self._look.say(
                "{name}, {role}, {place}", name=said(self._look, door), role=self._look.say(ROLES[door.kind]), place=place
            )
            item.setData(spoken, int(Qt.ItemDataRole.AccessibleTextRole))
            self._rows.appendRow(item)
        self._filling = False

    def _current(self, index: QModelIndex, _former: QModelIndex) -> None:
        door = index.data(DOOR)
        if isinstance(door, Door) and not self._filling:
            self.chosen.emit(door)


def _still(place: str) -> QStandardItem:
    """The name of a place: read, not chosen."""
    item = QStandardItem(place)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
