"""Where a file lies, or shall lie: typed, or chosen in the system's own window."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.editors import TextField

MOST_TRIES = 100


def documents() -> Path:
    """Where people look for their files."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def free_name(folder: Path, name: str) -> Path:
    """A file of that name, with a number where there is one already."""
    path = folder / name
    for number in range(2, MOST_TRIES):
        if not path.exists():
            break
        path = folder / f"{Path(name).stem} {number}{Path(name).suffix}"
    return path


class PathField(QWidget):
    """`saves`: the file is to be written, else it is there to be read. `kinds` is the filter of the system's window."""

    changed = Signal()

    def __init__(self, look: Look, *, saves: bool, kinds: str = "") -> None:
        super().__init__()
        self._look, self._saves, self._kinds = look, saves, kinds
        self.line = TextField(look, 1000)
        self.button = button(look, look.say("Choose …"), icon="folder", does=self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        self.line.editingFinished.connect(self.changed)

    def path(self) -> Path | None:
        typed = self.line.text().strip().strip('"')
        return Path(typed).expanduser() if typed else None

    def set_path(self, path: Path | None) -> None:
        self.line.setText("" if path is None else str(path))
        self.changed.emit()

    def propose(self, name: str) -> None:
        """A free place for a file of that name, where nothing was typed yet."""
        if not self.line.text():
            self.line.setText(str(free_name(documents(), name)))

    def _ask(self) -> None:
        start = str(self.path() or documents())
        title = self.window().windowTitle()
        if self._saves:
            found, _ = QFileDialog.getSaveFileName(self, title, start, self._kinds)
        else:
            found, _ = QFileDialog.getOpenFileName(self, title, start, self._kinds)
        if found:
            self.set_path(Path(found))
