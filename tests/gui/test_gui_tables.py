"""The table that every list is: left by Tab, chosen by Enter, its columns as the person left them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.style.look import Look
from desktop.views.widgets.buttons import button
from desktop.views.widgets.page import Page
from tests.gui.accessible import assert_named
from tests.gui.test_gui_widgets import shown, table


def test_a_table_is_left_by_tab_and_chosen_by_enter(qtbot: QtBot, look: Look) -> None:
    place = Page(look, "Besøg")
    rows, after = table(look), button(look, "Efter")
    place.body.addWidget(rows)
    place.body.addWidget(after)
    shown(qtbot, place)
    assert_named(place)
    chosen: list[int] = []
    rows.chosen.connect(chosen.append)
    rows.setFocus()
    rows.selectRow(0)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert (chosen, rows.row()) == ([1], 1)
    QTest.keyClick(rows, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_columns_stay_as_they_were_left(qtbot: QtBot, look: Look) -> None:
    rows = table(look)
    shown(qtbot, rows)
    told: list[bool] = []
    rows.layout_changed.connect(lambda: told.append(True))
    header = rows.horizontalHeader()
    header.resizeSection(0, 222)
    header.moveSection(0, 2)
    actions = {action.text(): action for action in rows.columns_menu().actions()}
    actions["Alias"].toggle()
    assert header.isSectionHidden(1)
    assert told
    kept = rows.layout_kept()
    assert header.isSectionHidden(1), "asking for the layout changes nothing"
    other = table(look)
    shown(qtbot, other)
    other.restore(kept)
    assert other.layout_kept() == kept
    rows.reset_columns()
    assert (header.isSectionHidden(1), header.sectionSize(0), header.visualIndex(0)) == (False, look.px(140), 0)


@pytest.mark.parametrize("kept", [b"", b"{", b'{"order":[0,0,1],"widths":[1,1,1]}', b'{"order":[0],"widths":[5]}', b"\xff\xfe"])
def test_a_layout_that_does_not_fit_is_passed_over(qtbot: QtBot, look: Look, kept: bytes) -> None:
    rows = table(look)
    shown(qtbot, rows)
    before = rows.layout_kept()
    rows.restore(kept)
    assert rows.layout_kept() == before


def test_the_last_column_cannot_be_hidden(qtbot: QtBot, look: Look) -> None:
    rows = table(look)
    shown(qtbot, rows)
    for column in (0, 1):
        rows.horizontalHeader().setSectionHidden(column, True)
    enabled = [action.isEnabled() for action in rows.columns_menu().actions()[:3]]
    assert enabled == [True, True, False]
    rows.open_columns_menu()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()
