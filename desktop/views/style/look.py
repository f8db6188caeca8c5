"""What every view is handed: how things look, and in which language they speak."""

from dataclasses import dataclass, field

from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPixmap

from desktop.errors import Argument, Fault
from desktop.texts import Texts
from desktop.views.style.icons import NEVER_RED, drawn
from desktop.views.style.palettes import Palette
from desktop.views.style.theme import Role, Theme

ICON = 18
"""Pixels of an icon beside text, at 100 %."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look is one value: another theme or language is another look, and a window made anew with it.

    What was drawn is kept with the look, for icons are asked for again and again.
    """

    theme: Theme
    texts: Texts
    _drawn: dict[tuple[str, str, int, int, float], QPixmap] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def colours(self) -> Palette:
        return self.theme.colours

    def say(self, sentence: str, /, **arguments: Argument) -> str:
        return self.texts.say(sentence, **arguments)

    def fault(self, error: Fault) -> str:
        return self.texts.fault(error)

    def px(self, length: int) -> int:
        return self.theme.px(length)

    def font(self, role: Role) -> QFont:
        return self.theme.font(role)

    def icon(self, name: str, role: str = "ink", *, gap: int = 0) -> QIcon:
        """For buttons, menus and lists. `role` is the name of a colour; disabled and selected have theirs.

        `gap` pixels at the right stay empty: room before the text of a button. Raises FileNotFoundError.
        """
        icon = QIcon(self.pixmap(name, ICON, role, gap=gap))
        icon.addPixmap(self.pixmap(name, ICON, "disabled", gap=gap), QIcon.Mode.Disabled)
        icon.addPixmap(self.pixmap(name, ICON, "on_selected", gap=gap), QIcon.Mode.Selected)
        return icon

    def pixmap(self, name: str, size: int = ICON, role: str = "ink", *, gap: int = 0) -> QPixmap:
        """`size` is in pixels at 100 % and grows with the text. Raises FileNotFoundError."""
        role = "ink" if role == "bad" and name in NEVER_RED else role
        wide = round(size * self.theme.scale)
        screens = QGuiApplication.screens()
        dpr = max((screen.devicePixelRatio() for screen in screens), default=1.0)
        key = (name, getattr(self.colours, role), wide, gap, dpr)
        if key not in self._drawn:
            self._drawn[key] = drawn(*key)
        return self._drawn[key]
