"""How the window looks, as a value: a palette, and how large its text is.

One scale of type (the bundled IBM Plex Sans, regular and semibold), one of spacing, one radius. Text of 90 to 200 %
scales everything that holds text; spacing grows half as fast, so that a large text still leaves room for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from desktop.errors import BrokenPromise
from desktop.views.style.palettes import Palette

Role = Literal["display", "title", "heading", "body", "strong", "small"]

FAMILY = "IBM Plex Sans"
FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
FONT_FILES = ("IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf")
SPACING = (4, 8, 12, 16, 24, 32)
RADIUS = 6
SMALLEST, LARGEST = 0.9, 2.0
FIELD, BUTTON = 32, 36
"""Least heights of a field and of a button, in pixels at 100 %."""

TYPE: Mapping[Role, tuple[int, QFont.Weight]] = MappingProxyType(
    {
        "display": (32, QFont.Weight.DemiBold),
        "title": (24, QFont.Weight.DemiBold),
        "heading": (17, QFont.Weight.DemiBold),
        "body": (15, QFont.Weight.Normal),
        "strong": (15, QFont.Weight.DemiBold),
        "small": (13, QFont.Weight.Normal),
    }
)
"""Size in pixels at 100 %, and weight."""


@dataclass(frozen=True, slots=True)
class Theme:
    """`scale` is the size of text, 0.9 to 2.0; what lies outside is brought back to the nearest."""

    palette: Palette
    scale: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", min(LARGEST, max(SMALLEST, self.scale)))

    @property
    def colours(self) -> Palette:
        return self.palette

    def px(self, length: int) -> int:
        """A length at this size of text. A step of the spacing scale grows half as fast; any other length holds text, and grows with it."""
        grows = (1 + self.scale) / 2 if length in SPACING and self.scale > 1 else self.scale
        return round(length * grows)

    def font(self, role: Role) -> QFont:
        size, weight = TYPE[role]
        font = QFont(FAMILY)
        font.setPixelSize(round(size * self.scale))
        font.setWeight(weight)
        return font


def register_fonts(app: QApplication) -> None:
    """Hand the bundled fonts to Qt, once for an application. Raises BrokenPromise where a file is missing or no font."""
    if app.property("fonts_registered"):
        return
    for file in FONT_FILES:
        if QFontDatabase.addApplicationFont(str(FONTS / file)) < 0:
            raise BrokenPromise(promise=f"the font {file} lies in resources/fonts")
    app.setProperty("fonts_registered", True)
