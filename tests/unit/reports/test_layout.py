"""Text laid into a width, and blocks laid onto pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.fonts import FONTS, REGULAR, SEMIBOLD, register_fonts, width_of
from desktop.reports.sheet import Block, paginate
from desktop.reports.style import ACCENT, BODY, GREY, INK, NUMERAL, fitted, printable, shortened, width, wrapped


@pytest.fixture(autouse=True)
def fonts() -> None:
    register_fonts()


@given(st.text(max_size=200), st.floats(30, 400))
def test_no_line_is_wider_than_its_column_and_no_letter_is_lost(text: str, room: float) -> None:
    register_fonts()
    lines = wrapped(text, BODY, room)
    assert lines
    assert all(width(line, BODY) <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "")


def test_a_line_does_not_end_at_a_non_breaking_space() -> None:
    room = width("up to 30. november", BODY) - 1
    assert wrapped("up to 30. november", BODY, room) == ["up to 30.", "november"]
    assert wrapped("up to 30.\u00a0november", BODY, room) == ["up to", "30.\u00a0november"]


def test_too_much_text_ends_in_an_ellipsis() -> None:
    lines = wrapped("one two three four five six seven", BODY, 60, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert shortened("short", BODY, 100) == "short"
    assert shortened("anything", BODY, 1) == "…"


def test_letters_are_composed_and_control_characters_dropped() -> None:
    assert printable("A\u030arhus\u2011\u202fx\n\ty") == "Århus-\u00a0x  y"


def test_a_number_too_wide_is_set_smaller() -> None:
    assert fitted("13", NUMERAL, 80) == NUMERAL
    small = fitted("1.234.567", NUMERAL, 80)
    assert width("1.234.567", small) == pytest.approx(80)
    assert fitted("", NUMERAL, 80) == NUMERAL


def test_blocks_keep_their_order_and_no_page_overflows() -> None:
    blocks = [Block(height, lambda *_: None, 10) for height in (40, 60, 30, 120, 5)]
    pages = paginate(blocks, 100)
    assert [[block.height for block in page] for page in pages] == [[40], [60, 30], [120], [5]]
    assert paginate([], 100) == [[]]


def test_both_weights_are_bundled_with_danish_letters_and_even_digits() -> None:
    assert len(list(FONTS.glob("*.ttf"))) == 2
    for font in (REGULAR, SEMIBOLD):
        assert len({width_of(digit, font, 10) for digit in "0123456789"}) == 1
        assert all(width_of(letter, font, 10) > 0 for letter in "æøåÆØÅ·…<")


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [ACCENT, GREY, INK])
@pytest.mark.parametrize("ground", ["#FFFFFF", "#EFF3F4"])
def test_every_text_colour_has_contrast(colour: str, ground: str) -> None:
    assert (_luminance(ground) + 0.05) / (_luminance(colour) + 0.05) >= 4.5
