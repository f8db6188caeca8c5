"""A theme handed to Qt: its palette, the sheet of resources/styles filled in, and the font of the application."""

from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.views.style.palettes import Palette
from desktop.views.style.theme import BUTTON, FIELD, RADIUS, SPACING, Theme, register_fonts

FUSION = "is_fusion"
"""A property of the application: it wears that style already, by its command line or by us."""
SHEET = Path(__file__).resolve().parents[3] / "resources" / "styles" / "window.qss"


def dress(app: QApplication, theme: Theme) -> None:
    """Give the whole application this look. Windows made with another look before must be made anew: their icons and fonts are drawn."""
    register_fonts(app)
    if not app.property(FUSION):  # asking the application for its style would load a hundred names that the first picture does without
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setProperty(FUSION, True)
    app.setPalette(colours(theme.palette))
    app.setFont(theme.font("body"))
    made = sheet(theme)
    if app.styleSheet() != made:
        app.setStyleSheet(made)


def sheet(theme: Theme) -> str:
    """The sheet with every name replaced; a name that is missing is a fault of ours (KeyError)."""
    palette, pad = theme.palette, theme.px(3)
    tokens = {name: str(getattr(palette, name)) for name in palette.__slots__}
    tokens |= {f"s{step}": f"{theme.px(step)}px" for step in SPACING}
    tokens |= {f"p{length}": f"{theme.px(length)}px" for length in (3, 6, 18, 20, 28)}
    tokens |= {
        "radius": f"{RADIUS}px",
        "cell": f"{theme.px(8) - 3}px",  # Qt adds 3 of its own
        "round": f"{theme.px(18) // 2 + 1}px",
        "dot": f"{theme.px(18) - 2 * theme.px(6) + 2}px",
        "p11": f"{theme.px(12) - 1}px",
        "p15": f"{theme.px(16) - 1}px",
        "p27": f"{theme.px(28) - 1}px",
        # beside a ring of 2 pixels instead of a bound of 1, the padding is one smaller
        "field_pad": f"{pad}px",
        "field_pad_ring": f"{pad - 1}px",
        "button_pad_ring": f"{theme.px(4) - 1}px",
        # least heights are those of the content: bound and padding are taken off
        "field": f"{round(FIELD * theme.scale) - 2 - 2 * pad}px",
        "button": f"{round(BUTTON * theme.scale) - 2 - 2 * theme.px(4)}px",
    }
    return Template(SHEET.read_text(encoding="utf-8")).substitute(tokens)


def colours(palette: Palette) -> QPalette:
    """The palette of Qt's own drawing, in all three of its groups; what is switched off has a colour of its own."""
    made = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, palette.canvas),
        (role.WindowText, palette.ink),
        (role.Base, palette.surface),
        (role.AlternateBase, palette.canvas),
        (role.Text, palette.ink),
        (role.PlaceholderText, palette.quiet),
        (role.Button, palette.surface),
        (role.ButtonText, palette.ink),
        (role.BrightText, palette.on_accent),
        (role.Highlight, palette.selected),
        (role.HighlightedText, palette.on_selected),
        (role.ToolTipBase, palette.raised),
        (role.ToolTipText, palette.ink),
        (role.Link, palette.accent),
        (role.LinkVisited, palette.accent),
        (role.Accent, palette.accent),
        (role.Light, palette.raised),
        (role.Midlight, palette.hover),
        (role.Mid, palette.line),
        (role.Dark, palette.edge),
        (role.Shadow, palette.sunken),
    ):
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(palette.disabled))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(palette.sunken))
    return made
