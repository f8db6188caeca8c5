"""The pieces that screens are made of: named, reached by keyboard, tall enough, cut off nowhere, and keeping every answer."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import BrokenPromise, InvalidValue
from desktop.views.style.look import Look
from desktop.views.style.palettes import LIGHT
from desktop.views.style.theme import Theme
from desktop.views.widgets.badge import Badge
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.card import Card
from desktop.views.widgets.columns import Columns
from desktop.views.widgets.dialog import FormDialog
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.fields import CheckBox, Choice, DateField, Field, NoteField, PassphraseField, TextField
from desktop.views.widgets.labels import body, quiet, title
from desktop.views.widgets.marks import put
from desktop.views.widgets.page import Page
from desktop.views.widgets.table import DataTable
from desktop.views.widgets.toast import Toast
from tests.gui.accessible import assert_named, tab_order, walk
from tests.gui.conftest import TODAY, worn

OUTCOMES = (("held", "afholdt"), ("prison", "aflyst af fængslet"), ("other", "andet"))


def shown(qtbot: QtBot, widget: QWidget, width: int = 900, height: int = 700) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def form(look: Look) -> Page:
    page = Page(look, "Besøg", "Det, der skete i dag")
    page.actions.addWidget(button(look, "Gem", kind="primary"))
    for field in (
        Field(look, "&Dato", DateField(look, TODAY), help="Skriv 21, 21-11 eller i går"),
        Field(look, "&Udfald", Choice(look, OUTCOMES)),
        Field(look, "&Alias", TextField(look)),
        Field(look, "Ad&gangssætning", PassphraseField(look)),
        Field(look, "&Note", NoteField(look), optional=True),
    ):
        page.body.addWidget(field)
    page.body.addWidget(CheckBox(look, "Bolig"))
    return page


def table(look: Look, rows: int = 30) -> DataTable:
    made = DataTable(look)
    model = QStandardItemModel(rows, 3, made)
    model.setHorizontalHeaderLabels(["Dato", "Alias", "Udfald"])
    for row in range(rows):
        for column, text in enumerate((f"{row + 1}. marts 2026", "Ravn", "afholdt")):
            model.setItem(row, column, QStandardItem(text))
    made.setModel(model)
    made.setAccessibleName("Besøg")
    made.set_widths((140, 120, 200))
    return made


def test_everything_in_a_form_has_a_name_and_its_order(qtbot: QtBot, look: Look) -> None:
    page = form(look)
    shown(qtbot, page)
    assert_named(page)
    note = look.say("{label} (may be left empty)", label="Note")
    show = look.say("Show what is typed")
    assert tab_order(page) == ["Gem", "Dato", "Udfald", "Alias", "Adgangssætning", show, note, "Bolig"]


def test_tab_goes_through_the_form_and_alt_goes_to_a_field(qtbot: QtBot, look: Look) -> None:
    page = form(look)
    shown(qtbot, page)
    page.findChildren(QPushButton)[0].setFocus()
    met = []
    for _ in range(7):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        met.append(QAccessible.queryAccessibleInterface(page.focusWidget()).text(QAccessible.Text.Name))
    assert met == tab_order(page)[1:]


def test_fields_and_buttons_are_tall_enough(qtbot: QtBot, look: Look) -> None:
    page = form(look)
    page.body.addWidget(icon_button(look, "Luk", icon="x"))
    shown(qtbot, page)
    for one, _role, name in walk(page):
        if isinstance(one, QPushButton):
            assert one.height() >= 36, name
        elif isinstance(one, QLineEdit | Choice):
            assert one.height() >= 32, name
        else:
            assert one.height() >= 24, name


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.5, 2.0])
def test_no_text_is_cut_off_at_any_size(qtbot: QtBot, qapp: QApplication, look: Look, scale: float) -> None:
    scaled = worn(qapp, Theme(LIGHT, scale), look.texts)
    page = form(scaled)
    card = Card(scaled, "Forløb, der venter på en frivillig eller på en godkendelse")
    card.body.addWidget(body(scaled, "Et langt stykke tekst, der fylder flere linjer, når skriften er stor og vinduet er lille. " * 3))
    page.body.addWidget(card)
    page.body.addWidget(EmptyState(scaled, "inbox", "Her kommer filerne", "Når en matrikel afleverer en fil, vises den her. " * 3))
    page.banner.show_notice(
        "Filen kunne ikke læses. Bed afsenderen om at lave en ny fil og prøv så igen. " * 2, "error", [("Prøv igen", lambda: None)]
    )
    shown(qtbot, page, 1366, 768)
    for one in page.findChildren(QLabel):
        if one.isVisible() and one.text():
            needed = one.heightForWidth(one.width()) if one.wordWrap() else one.sizeHint().height()
            assert one.height() >= needed, one.text()
            if not one.wordWrap():
                assert one.width() >= one.sizeHint().width(), one.text()
    for pressed in page.findChildren(QPushButton):
        assert pressed.width() >= pressed.minimumSizeHint().width()
        assert pressed.height() >= round(36 * scale)
    worn(qapp, look.theme, look.texts)


def test_an_error_stands_at_the_field_and_the_answer_stays(qtbot: QtBot, look: Look) -> None:
    field = Field(look, "&Alias", TextField(look), help="To ord er nok")
    shown(qtbot, field)
    assert isinstance(field.editor, TextField)
    field.editor.setText("Ravn")
    field.set_error("Alias: det er et navn.")
    interface = QAccessible.queryAccessibleInterface(field.editor)
    assert (field.editor.text(), field.error) == ("Ravn", "Alias: det er et navn.")
    assert interface.text(QAccessible.Text.Name) == "Alias"
    assert interface.text(QAccessible.Text.Description) == "Alias: det er et navn. To ord er nok"
    assert [one.text() for one in field.findChildren(QLabel) if one.isVisible() and one.text()][-1] == "Alias: det er et navn."
    field.set_error("")
    assert interface.text(QAccessible.Text.Description) == "To ord er nok"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("i går", date(2026, 3, 19)), ("g", date(2026, 3, 19)), ("21-11", date(2025, 11, 21)), ("+14", date(2026, 4, 3)), ("", None)],
)
def test_a_date_as_people_type_it(qtbot: QtBot, look: Look, typed: str, day: date | None) -> None:
    field = DateField(look, TODAY)
    shown(qtbot, field)
    QTest.keyClicks(field.line, typed)
    assert (field.day(), field.typed) == (day, typed)


def test_the_understood_day_is_shown_with_its_weekday(qtbot: QtBot, look: Look) -> None:
    field = DateField(look, TODAY)
    shown(qtbot, field)
    field.set_day(TODAY)
    (understood,) = field.findChildren(QLabel)
    assert understood.text() == {"da": "fredag 20. marts 2026", "en": "Friday 20 March 2026"}[look.texts.lang]
    field.set_typed("rod")
    assert understood.text() == look.say("not a date yet")
    with pytest.raises(InvalidValue):
        field.day()
    field.set_typed("-1")
    field.set_today(date(2026, 3, 10))
    assert field.day() == date(2026, 3, 9)


def test_a_choice_begins_empty_and_is_made_by_typing(qtbot: QtBot, look: Look) -> None:
    choice = Choice(look, OUTCOMES)
    shown(qtbot, choice)
    assert choice.code() == ""
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_A)
    assert choice.code() == "held"
    choice.choose("other")
    choice.set_options([*OUTCOMES[2:], ("none", "intet")])
    assert choice.code() == "other", "what was chosen stays chosen"
    assert Choice(look, [("", "alle"), *OUTCOMES]).currentText() == "alle"


def test_the_wheel_never_changes_an_answer(qtbot: QtBot, look: Look) -> None:
    choice = Choice(look, OUTCOMES)
    shown(qtbot, choice)
    choice.choose("held")
    where = choice.rect().center()
    turned = QWheelEvent(
        where, choice.mapToGlobal(where), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(choice, turned)
    assert choice.code() == "held"


def test_a_passphrase_is_hidden_until_it_is_asked_for(qtbot: QtBot, look: Look) -> None:
    field = PassphraseField(look)
    shown(qtbot, field)
    entered = []
    field.entered.connect(lambda: entered.append(field.text()))
    QApplication.clipboard().setText("fire ord fra en seddel")
    field.line.paste()
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert entered == ["fire ord fra en seddel"]
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
    field.toggle.setFocus()
    QTest.keyClick(field.toggle, Qt.Key.Key_Space)
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal
    assert field.toggle.accessibleName() == look.say("Hide what is typed")
    field.clear()
    assert (field.text(), field.line.echoMode()) == ("", QLineEdit.EchoMode.Password)
    QApplication.clipboard().clear()


def test_a_note_counts_and_keeps_what_is_too_long(qtbot: QtBot, look: Look) -> None:
    note = NoteField(look, 10)
    shown(qtbot, note)
    (left,) = (one for one in note.findChildren(QLabel) if one.text())
    QTest.keyClicks(note.edit, "tag bog")
    assert left.text() == look.say("{count} letters left", count="3")
    QTest.keyClicks(note.edit, " B med")
    assert (note.text(), note.too_long) == ("tag bog B med", True)
    assert left.text() == look.say("{count} letters too many", count="3")


def test_ctrl_z_in_a_field_is_the_notices_once_there_is_no_typing_to_undo(qtbot: QtBot, look: Look) -> None:
    place = QWidget()
    line = TextField(look)
    line.setParent(place)
    pressed: list[bool] = []
    QShortcut(QKeySequence("Ctrl+Z"), place).activated.connect(lambda: pressed.append(True))
    shown(qtbot, place)
    line.setFocus()
    QTest.keyClicks(line, "x")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), pressed) == ("", [])
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [True]


def test_a_tick_is_drawn(qtbot: QtBot, look: Look) -> None:
    box = CheckBox(look, "Bolig")
    shown(qtbot, box, 200, 40)
    empty = box.grab().toImage()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    assert box.grab().toImage() != empty


def test_a_banner_says_what_and_what_to_do(qtbot: QtBot, look: Look) -> None:
    banner = Banner(look)
    again: list[bool] = []
    assert banner.isHidden()
    banner.show_notice("Filen mangler.", "error", [("Prøv igen", lambda: again.append(True))])
    shown(qtbot, banner, 600, 60)
    assert_named(banner)
    (retry,) = banner.findChildren(QPushButton)
    QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
    assert (again, banner.text, banner.accessibleName()) == ([True], "Filen mangler.", "Filen mangler.")
    banner.clear()
    assert banner.isHidden()


def test_a_notice_goes_by_itself_unless_it_is_taken_back(qtbot: QtBot, look: Look) -> None:
    around = QWidget()
    toast = Toast(look, around)
    shown(qtbot, around)
    undone: list[bool] = []
    toast.show_notice("Gemt.", undo=lambda: undone.append(True), seconds=2)
    assert toast.isVisible()
    assert around.rect().contains(toast.geometry())
    assert_named(toast)
    toast._timer.timeout.emit()
    assert toast.can_undo
    QTest.keyClick(toast.undo_button, Qt.Key.Key_Space)
    assert (undone, toast.isHidden(), toast.can_undo) == ([True], True, False)
    toast.show_notice("Gemt igen.", seconds=1)
    with qtbot.waitSignal(toast.gone):
        toast._timer.timeout.emit()
    assert undone == [True]


def test_a_dialog_is_saved_and_left_by_keyboard_and_keeps_what_was_refused(qtbot: QtBot, look: Look) -> None:
    dialog = FormDialog(look, "Ny henvisning", "Ét menneske i ét program", "Gem")
    field = Field(look, "&Alias", TextField(look))
    dialog.form.addWidget(field)
    shown(qtbot, dialog)
    assert_named(dialog)
    asked: list[bool] = []
    dialog.accepted_form.connect(lambda: asked.append(True))
    assert isinstance(field.editor, TextField)
    field.editor.setFocus()
    QTest.keyClicks(field.editor, "Ravn")
    QTest.keyClick(field.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    fault = InvalidValue(field="Alias", reason="it is too long")
    dialog.show_fault(fault)
    assert (asked, dialog.isVisible(), field.editor.text()) == ([True], True, "Ravn")
    assert dialog.banner.text == look.fault(fault)
    QTest.keyClick(field.editor, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_page_scrolls_to_what_has_the_keyboard(qtbot: QtBot, look: Look) -> None:
    page = Page(look, "Lang side")
    fields = [Field(look, f"Felt {number}", TextField(look)) for number in range(30)]
    for field in fields:
        page.body.addWidget(field)
    shown(qtbot, page, 600, 400)
    fields[-1].editor.setFocus()
    bottom = fields[-1].editor.mapTo(page.viewport(), QPoint(0, fields[-1].editor.height())).y()
    assert bottom <= page.viewport().height()
    page.set_lead("To linjer")
    assert page.lead.isVisible()


def test_columns_stack_where_there_is_no_room(qtbot: QtBot, look: Look) -> None:
    both = Columns(12)
    for text in ("venstre", "højre"):
        part = title(look, text)
        part.setMinimumWidth(200)
        both.add(part, 1)
    shown(qtbot, both, 600, 100)
    met = [both.stacked]
    for width in (300, 600):
        both.resize(width, 200)
        met.append(both.stacked)
    assert met == [False, True, False]


def test_columns_turn_when_a_part_needs_less_room_than_it_did(qtbot: QtBot, look: Look) -> None:
    both, parts = Columns(12), [title(look, text) for text in ("venstre", "højre")]
    for part in parts:
        part.setMinimumWidth(400)
        both.add(part, 1)
    shown(qtbot, both, 600, 100)
    assert both.stacked
    for part in parts:
        part.setMinimumWidth(200)
    qtbot.waitUntil(lambda: not both.stacked)


def test_a_badge_is_a_word(qtbot: QtBot, look: Look) -> None:
    badge = Badge(look, "igangværende", "good")
    shown(qtbot, badge)
    badge.show_word("afsluttet", "plain")
    assert badge.text() == "afsluttet"


def test_text_is_never_markup(look: Look) -> None:
    for made in (title(look, "<b>x</b>"), quiet(look, "<b>x</b>"), Badge(look, "<b>x</b>")):
        assert made.textFormat() == Qt.TextFormat.PlainText


def test_a_property_is_set_by_the_name_of_its_value(look: Look, qtbot: QtBot) -> None:
    label = body(look, "<b>Ravn</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    put(label, "alignment", "AlignHCenter")
    assert label.alignment() & Qt.AlignmentFlag.AlignHCenter
    for name, value in (("alignement", "AlignHCenter"), ("textFormat", "Plane")):
        with pytest.raises(BrokenPromise):
            put(label, name, value)
    secret = PassphraseField(look)
    qtbot.addWidget(secret)
    assert secret.line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    assert secret.line.inputMethodHints() & Qt.InputMethodHint.ImhNoPredictiveText
    assert secret.toggle.focusPolicy() is Qt.FocusPolicy.StrongFocus
