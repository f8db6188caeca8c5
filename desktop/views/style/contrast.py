"""How far apart two colours are, and which pairs the window uses.

The measure is that of WCAG 2.2: relative luminance of sRGB, and the ratio (lighter + 0.05) / (darker + 0.05). Text needs
4.5:1 on its ground (success criterion 1.4.3), the bounds of fields, icons and the focus ring need 3:1 (1.4.11).
"""

TEXT = 4.5
SHAPE = 3.0

_GROUNDS = ("canvas", "sunken", "surface", "raised", "hover")
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "quiet", "accent") for ground in _GROUNDS),
    *((text, ground) for text in ("good", "warn", "bad") for ground in ("canvas", "surface", "raised")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_selected", "selected"),
    *((text, "accent_soft") for text in ("ink", "accent", "quiet")),
    *((text, f"{kind}_soft") for kind in ("good", "warn", "bad") for text in ("ink", kind)),
)
"""(colour of the text, colour under it): every pair that the sheet and the widgets put together. A placeholder is `quiet`."""

SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    *((shape, ground) for shape in ("edge", "focus", "disabled") for ground in ("canvas", "sunken", "surface", "raised")),
    ("on_accent", "accent"),
    ("accent", "accent_soft"),
)
"""(colour of a ring, a bound or a sign, colour beside it)."""


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", from 0 (black) to 1 (white)."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
