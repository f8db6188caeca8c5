"""Where files are handed over: dropped from the desktop, or chosen with a button. Dropping works on the whole screen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.editors import mark
from desktop.views.widgets.labels import label, strong
from desktop.views.widgets.page import Page


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that are being dragged; links to elsewhere are none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


WIDEST = 460
"""Pixels of what stands inside, at 100 %."""


class DropArea(QFrame):
    """Says what can be dropped here, and has a button for files and one for a whole folder. `chosen` hands on the paths."""

    chosen = Signal(object)

    def __init__(self, look: Look, text: str, help_: str) -> None:
        super().__init__()
        self._look = look
        self.setProperty("piece", "drop")
        inside = QWidget()
        inside.setMaximumWidth(look.px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        column.setSpacing(look.px(12))
        column.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        sign = label(look, "", wrap=False)
        sign.setPixmap(look.pixmap("inbox", 28, "accent"))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(look.px(4))
        words.addWidget(strong(look, text))
        words.addWidget(label(look, help_, "small", "quiet"))
        head.addLayout(words, 1)
        column.addLayout(head)
        self.files = button(look, look.say("Choose files …"), icon="file-text", does=self._ask_files)
        self.folder = button(look, look.say("Choose a folder …"), icon="folder", does=self._ask_folder)
        both = Columns(look.px(8))
        both.add(self.files, 0, Qt.AlignmentFlag.AlignLeft)
        both.add(self.folder, 1, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(both)
        column.addStretch(1)
        middle = QHBoxLayout(self)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(inside, 1000)  # up to its greatest width, before the room at its sides
        middle.addStretch(1)

    def show_over(self, over: bool) -> None:
        """Whether something that could be dropped is held over the screen."""
        mark(self, "over", over)

    def _ask_files(self) -> None:
        ours, every = self._look.say("Files from Indenfor"), self._look.say("All files")
        kinds = f"{ours} (*.indb *.indenfor);;{every} (*)"
        found, _ = QFileDialog.getOpenFileNames(self, self._look.say("Choose files"), "", kinds)
        if found:
            self.chosen.emit([Path(path) for path in found])

    def _ask_folder(self) -> None:
        folder = ask_folder(self, self._look.say("Choose a folder"))
        if folder is not None:
            self.chosen.emit([folder])


def ask_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """A folder, in the system's own window; nothing where the person thinks better of it."""
    found = QFileDialog.getExistingDirectory(parent, title, "" if start is None else str(start))
    return Path(found) if found else None


class DropPage(Page):
    """A screen that files can be dropped on anywhere. `drops` says who gets them."""

    def __init__(self, look: Look, text: str, lead: str = "") -> None:
        super().__init__(look, text, lead)
        self._area: DropArea | None = None
        self._get: Callable[[list[Path]], object] = lambda _paths: None

    def drops(self, area: DropArea, get: Callable[[list[Path]], object]) -> None:
        """From now on."""
        self._area, self._get = area, get
        area.chosen.connect(get)
        self.setAcceptDrops(True)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._area is not None and local_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._area.show_over(True)
        else:
            event.ignore()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if self._area is not None:
            self._area.show_over(False)
        event.accept()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = local_paths(event.mimeData())
        if self._area is not None:
            self._area.show_over(False)
        if not paths:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # the file stays where it is
        event.accept()
        self._get(paths)
