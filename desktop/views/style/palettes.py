"""The colours of the window: light, dark and high contrast, each a set of named colours "#rrggbb".

One accent, a deep blue-green, beside warm greys; nothing that stands for danger is ever a filled sign. Which colour may
stand on which, and how far apart they are, is held by `contrast`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Palette:
    """Grounds: canvas (the window), sunken (navigation, heads of tables), surface (cards, fields, tables), raised (menus, hints).

    Text: ink, quiet. Lines: line (decoration), edge (what bounds a field or a button). The rest are pairs: a colour for
    text and signs, and its soft ground.
    """

    name: Literal["light", "dark", "high_contrast"]
    dark: bool
    canvas: str
    sunken: str
    surface: str
    raised: str
    hover: str
    ink: str
    quiet: str
    line: str
    edge: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    focus: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    selected: str
    on_selected: str
    disabled: str


LIGHT = Palette(
    name="light",
    dark=False,
    canvas="#f6f4f0",
    sunken="#ece9e3",
    surface="#ffffff",
    raised="#ffffff",
    hover="#f0eee9",
    ink="#1d2322",
    quiet="#585e5b",
    line="#dedad2",
    edge="#85827b",
    accent="#0f5a63",
    accent_hover="#0a4950",
    on_accent="#ffffff",
    accent_soft="#dcebea",
    focus="#0b7985",
    good="#1c6438",
    good_soft="#dff0e3",
    warn="#7d4a00",
    warn_soft="#fbedd0",
    bad="#9c2c27",
    bad_soft="#fae5e1",
    selected="#cde4e4",
    on_selected="#12302f",
    disabled="#77756f",
)

DARK = Palette(
    name="dark",
    dark=True,
    canvas="#161918",
    sunken="#101312",
    surface="#1e2221",
    raised="#282d2b",
    hover="#2a302e",
    ink="#ecebe6",
    quiet="#abb0ab",
    line="#343a37",
    edge="#7b827d",
    accent="#72c7c5",
    accent_hover="#8dd6d4",
    on_accent="#07282a",
    accent_soft="#1c3a3a",
    focus="#83dad7",
    good="#86d3a0",
    good_soft="#1b3425",
    warn="#ebbb6c",
    warn_soft="#3a2d13",
    bad="#f3a097",
    bad_soft="#43231f",
    selected="#24504f",
    on_selected="#f3f7f5",
    disabled="#868c87",
)

HIGH_CONTRAST = Palette(
    name="high_contrast",
    dark=True,
    canvas="#000000",
    sunken="#000000",
    surface="#000000",
    raised="#000000",
    hover="#1f2b2b",
    ink="#ffffff",
    quiet="#f0f0f0",
    line="#b8b8b8",
    edge="#ffffff",
    accent="#7ff0ec",
    accent_hover="#b6f7f4",
    on_accent="#000000",
    accent_soft="#003537",
    focus="#ffdf4f",
    good="#8ff5ab",
    good_soft="#00290f",
    warn="#ffd780",
    warn_soft="#2e2100",
    bad="#ffb3ab",
    bad_soft="#3a0703",
    selected="#ffdf4f",
    on_selected="#000000",
    disabled="#b4b4b4",
)

PALETTES: Mapping[str, Palette] = MappingProxyType({one.name: one for one in (LIGHT, DARK, HIGH_CONTRAST)})
