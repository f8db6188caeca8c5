"""Buttons that stay pressed, for those who do not press them.

A screen reader and control by voice "toggle" such a button. For Qt that changes the button and is no click, so whoever
listens to clicks never hears of it. Here it is one.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

if TYPE_CHECKING:
    Base = QAbstractButton
else:
    Base = object
    """Qt has one base class for each object: to Python this is a mixin, to the checker of types a button."""


class Toggling(Base):
    """Before the class of the button: `class Chip(Toggling, QRadioButton)`. Changes by the program are no clicks."""

    def __init__(self, *words: str) -> None:
        super().__init__(*words)  # type: ignore[arg-type]  # the words are those of the button that comes after
        self._ours = False
        self.toggled.connect(self._heard)

    @override
    def setChecked(self, on: bool) -> None:
        self._ours = True
        super().setChecked(on)
        self._ours = False

    @override
    def nextCheckState(self) -> None:
        """A click changes the button, and tells of itself."""
        self._ours = True
        super().nextCheckState()
        self._ours = False

    def _heard(self, on: bool) -> None:
        given_up = not on and (self.group() is not None or self.autoExclusive())  # another of its group was chosen
        if not self._ours and not given_up:
            self.clicked[bool].emit(on)  # type: ignore[index]  # the stub knows no form of a signal; with the argument, slots of either kind hear it
