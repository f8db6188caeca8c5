"""What the tests of a screen do alike: press, read, hear, and hold it against every check."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.viewmodels.screen import LongWork, Notice, Screen
from tests.gui import checks

EVERY = (
    checks.unnamed,
    checks.unbuddied,
    checks.trapped,
    checks.disordered,
    checks.small,
    checks.cut,
    checks.sideways,
    checks.wordless,
)


class Seen:
    """What the screen told the window."""

    def __init__(self, model: Screen) -> None:
        self.notices: list[Notice] = []
        self.works: list[LongWork | None] = []
        self.went: list[tuple[str, object]] = []
        model.said.connect(self.notices.append)
        model.work.connect(self.works.append)
        model.go.connect(lambda key, argument: self.went.append((key, argument)))


def press(view: QWidget, text: str) -> None:
    """The shown button of that text."""
    (found,) = [one for one in view.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def shown(view: QWidget) -> str:
    """Every text on the screen, without the places where a long word can be broken."""
    said = [one.text() for one in view.findChildren(QLabel) if one.isVisibleTo(view)]
    return "\n".join(said).replace("\u200b", "")


def wrong(view: QWidget) -> list[str]:
    """What any of the checks has against the screen."""
    return [said for check in EVERY for said in check(view)]
