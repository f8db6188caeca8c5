"""All the checks of a screen at once."""

from PySide6.QtWidgets import QApplication, QWidget

from tests.gui import checks

EVERY = (checks.unnamed, checks.unbuddied, checks.trapped, checks.small, checks.cut, checks.sideways, checks.wordless)


def faults_of(screen: QWidget) -> list[str]:
    """Everything that is wrong with a screen that is shown; one sentence each."""
    for _ in range(3):  # what has just changed is laid out first: the parts, then what holds them
        QApplication.processEvents()
    return [fault for check in EVERY for fault in check(screen)]
