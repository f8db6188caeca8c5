"""Bars share one scale, stay in their column, and draw nothing for what is protected or unknown."""

import pytest
from reportlab.graphics.shapes import Rect, String

from desktop.reports.chart import Bar, bars, longest
from desktop.reports.fonts import register_fonts
from desktop.reports.style import CELL_STRONG, width


@pytest.fixture(autouse=True)
def fonts() -> None:
    register_fonts()


def test_the_longest_value_is_at_least_one() -> None:
    assert longest([]) == 1
    assert longest([None, 0]) == 1
    assert longest([3, None, 17]) == 17


def test_lengths_are_in_proportion_and_leave_room_for_the_words() -> None:
    drawing = bars([Bar(1000, "1,000", 18), Bar(500, "500", 30)], 1000, 110)
    first, second = (vars(shape) for shape in drawing.contents if isinstance(shape, Rect))
    assert first["width"] == pytest.approx(2 * second["width"])
    assert first["width"] + 6 + width("1,000", CELL_STRONG) <= 110
    assert drawing.height == 48
    assert first["y"] + first["height"] / 2 == pytest.approx(48 - 9)
    assert second["y"] + second["height"] / 2 == pytest.approx(15)


def test_protected_missing_and_zero_have_words_and_no_bar() -> None:
    drawing = bars([Bar(None, "<5", 18), Bar(None, "\u2013", 18), Bar(0, "0", 18)], 9, 110)
    assert not [shape for shape in drawing.contents if isinstance(shape, Rect)]
    assert [vars(shape)["text"] for shape in drawing.contents if isinstance(shape, String)] == ["<5", "\u2013", "0"]
