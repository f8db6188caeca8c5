"""How it looks, as numbers: contrast of every pair of colours, a real font, one scale of text, icons that are never a red plus."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.views.style import contrast, icons, sheet, theme
from desktop.views.style.look import Look
from desktop.views.style.palettes import DARK, HIGH_CONTRAST, LIGHT, PALETTES, Palette
from desktop.views.style.theme import Theme

every_palette = pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))


def drawn_in(pixmap: QPixmap, colour: str) -> bool:
    """Whether something is drawn, and every wholly opaque pixel has that colour, but for what blending rounds."""
    image, wanted = pixmap.toImage(), QColor(colour)
    seen = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    opaque = [one for one in seen if one.alpha() == 255]
    apart = (max(abs(one.red() - wanted.red()), abs(one.green() - wanted.green()), abs(one.blue() - wanted.blue())) for one in opaque)
    return bool(opaque) and max(apart) <= 2


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast.ratio("#123456", "#123456") == pytest.approx(1)


@every_palette
def test_text_can_be_read_and_shapes_be_seen(palette: Palette) -> None:
    for need, pairs in ((contrast.TEXT, contrast.TEXT_PAIRS), (contrast.SHAPE, contrast.SHAPE_PAIRS)):
        low = {pair: contrast.ratio(getattr(palette, pair[0]), getattr(palette, pair[1])) for pair in pairs}
        assert not {pair: found for pair, found in low.items() if found < need}


@every_palette
def test_what_the_sheet_puts_together_is_among_the_pairs(palette: Palette) -> None:
    """Every rule of the sheet that names both a colour and its ground is one that the contrast is held for."""
    held = {*contrast.TEXT_PAIRS, *contrast.SHAPE_PAIRS}
    rules = re.findall(r"\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet.SHEET.read_text(encoding="utf-8"), flags=re.DOTALL))
    met = set()
    for rule in rules:
        said = dict(re.findall(r"(?<![-\w])(color|background): \$(\w+)", rule))
        if {"color", "background"} <= set(said) and said["color"] != "disabled":
            met.add((said["color"], said["background"]))
    assert met
    assert met <= held, palette.name


@every_palette
def test_qts_own_drawing_has_our_contrast_too(palette: Palette) -> None:
    made, role = sheet.colours(palette), QPalette.ColorRole
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for text, ground in (
            (role.WindowText, role.Window),
            (role.Text, role.Base),
            (role.Text, role.AlternateBase),
            (role.PlaceholderText, role.Base),
            (role.ButtonText, role.Button),
            (role.HighlightedText, role.Highlight),
            (role.ToolTipText, role.ToolTipBase),
            (role.Link, role.Base),
        ):
            assert contrast.ratio(made.color(group, text).name(), made.color(group, ground).name()) >= contrast.TEXT, (text, ground)


def test_the_accent_is_no_red_and_the_sheet_uses_the_palette_alone() -> None:
    for palette in PALETTES.values():
        hue = QColor(palette.accent).hue()
        assert 150 <= hue <= 220, f"{palette.name}: the accent is a blue-green"
    assert not re.findall(r"#[0-9a-fA-F]{3,6}\b", sheet.SHEET.read_text(encoding="utf-8"))


def test_the_font_is_really_there(look: Look) -> None:
    assert theme.FAMILY in QFontDatabase.families()
    for role in theme.TYPE:
        found = QFontInfo(look.font(role))
        assert found.family() == theme.FAMILY
        assert found.exactMatch()
    assert QFontInfo(look.font("strong")).bold() or QFontInfo(look.font("strong")).weight() >= 600


def test_registering_twice_adds_nothing(qapp: QApplication, look: Look) -> None:
    before = QFontDatabase.styles(theme.FAMILY)
    theme.register_fonts(qapp)
    assert QFontDatabase.styles(theme.FAMILY) == before
    assert look.theme.palette is LIGHT


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.25, 1.5, 2.0])
def test_one_scale_for_all_text(scale: float) -> None:
    scaled, plain = Theme(DARK, scale), Theme(DARK)
    for role, (size, _weight) in theme.TYPE.items():
        assert scaled.font(role).pixelSize() == round(size * scale)
    assert scaled.px(400) == round(400 * scale), "what holds text grows with it"
    if scale > 1:
        for step in theme.SPACING:
            assert plain.px(step) <= scaled.px(step) < step * scale, "room grows half as fast"
    assert [scaled.px(step) for step in theme.SPACING] == sorted({scaled.px(step) for step in theme.SPACING})


def test_a_text_size_out_of_bounds_is_brought_back() -> None:
    assert (Theme(LIGHT, 0.1).scale, Theme(LIGHT, 9).scale) == (theme.SMALLEST, theme.LARGEST)


def test_every_icon_can_be_drawn_in_every_palette(look: Look) -> None:
    names = sorted(path.stem for path in icons.FOLDER.glob("*.svg"))
    assert len(names) > 40
    for palette in PALETTES.values():
        other = Look(Theme(palette), look.texts)
        for name in names:
            drawn = other.pixmap(name, 48)
            assert drawn_in(drawn, palette.ink), name


def test_none_of_them_is_like_the_emblem(look: Look) -> None:
    names = {path.stem for path in icons.FOLDER.glob("*.svg")}
    assert not {name for name in names if re.search(r"cross|hospital|heart|pulse|ambulance|badge-plus|square-plus|circle-plus", name)}
    for name in icons.NEVER_RED:
        assert drawn_in(look.pixmap(name, 48, "bad"), look.colours.ink), "a red plus is no sign of ours"


def test_icons_have_a_colour_for_each_state(look: Look) -> None:
    icon = look.icon("lock", "accent")
    for mode, colour in ((QIcon.Mode.Normal, "accent"), (QIcon.Mode.Disabled, "disabled"), (QIcon.Mode.Selected, "on_selected")):
        assert drawn_in(icon.pixmap(18, 18, mode), getattr(look.colours, colour))


def test_icons_grow_with_the_text(look: Look) -> None:
    large = Look(Theme(HIGH_CONTRAST, 2.0), look.texts)
    assert large.pixmap("lock", 20).deviceIndependentSize().width() == 40
    assert large.pixmap("lock", 20) is large.pixmap("lock", 20), "drawn once"


def test_an_unknown_icon_is_said_at_once(look: Look) -> None:
    with pytest.raises(FileNotFoundError):
        look.icon("no-such-icon")


def test_the_licences_of_font_and_icons_are_shipped() -> None:
    folder = Path(__file__).resolve().parents[2] / "docs" / "licences"
    assert "ISC License" in (folder / "lucide.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in (folder / "IBM-Plex-Sans.txt").read_text(encoding="utf-8").upper()


def test_look_says_in_its_language(look: Look) -> None:
    assert look.say("Undo") == look.texts.say("Undo")
