"""The font of our papers: IBM Plex Sans, embedded as a subset in every page.

TrueType with glyf outlines, because reportlab embeds no CFF. Its digits are equally wide, so columns of numbers align.
"""

from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
REGULAR = "IBMPlexSans"
SEMIBOLD = "IBMPlexSans-SemiBold"
_FILES = {REGULAR: "IBMPlexSans-Regular.ttf", SEMIBOLD: "IBMPlexSans-SemiBold.ttf"}


def register_fonts(folder: Path = FONTS) -> None:
    """Make the two weights known to reportlab, once in a process; OSError or reportlab's TTFError if a file is not a font."""
    known = set(pdfmetrics.getRegisteredFontNames())
    for name, file in _FILES.items():
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def width_of(text: str, font: str, size: float) -> float:
    """The advance of `text` in points."""
    return pdfmetrics.stringWidth(text, font, size)
