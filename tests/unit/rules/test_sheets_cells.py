"""Cells as people type them: read as their column means them, or refused with a reason."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import InvalidValue, TextRefused, WorldFault
from desktop.rules.sheets import columns
from desktop.rules.sheets.cells import Cell, Day, Read, is_empty, read
from desktop.rules.sheets.columns import BY_NAME, SHEETS, Column

TODAY = date(2026, 11, 23)
DAY = Day(TODAY, {"programme": {"GARDEN": ("Fængselshaven", "Prison garden")}})
ANY = {kind: Column("x", "x", "X", kind, "outcome") for kind in columns.KINDS}
NEXT = BY_NAME["Sessions"].column("next_date")


def cell(kind: str, typed: Cell) -> Read:
    return read(ANY[kind], typed, DAY)


@pytest.mark.parametrize(
    "typed",
    [
        "21-11-2026",
        "21.11.2026",
        "21/11/2026",
        "21 11 2026",
        "21. 11. 2026",
        "2026-11-21",
        "2026-11-21 00:00:00",
        "2026-11-21T00:00",
        "21-11-26",
        "21.11.26",
        "21/11",
        "21 - 11",
        "21.11",
        "21. november 2026",
        "21 nov 2026",
        "21. nov. 26",
        "21-nov-2026",
        " 21-11-2026\u00a0",
        "21\u201011\u20102026",
        date(2026, 11, 21),
        datetime(2026, 11, 21, 13, tzinfo=UTC),
        46347,
        46347.0,
    ],
)
def test_a_date_is_read_in_every_danish_form(typed: Cell) -> None:
    assert cell(columns.PAST, typed) == date(2026, 11, 21)


def test_a_date_without_a_year_is_the_last_such_day_and_of_a_next_visit_the_coming_one() -> None:
    assert cell(columns.DATE, "24/11") == date(2025, 11, 24)
    assert read(NEXT, "24/11", DAY) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed",
    ["i går", "21", "31-2-2026", "32/1", "0-0-2026", "21 no 2026", "21 xyz 2026", "2026", 2026, 21112026, 46347.5, True, time(9), "+7"],
)
def test_what_is_no_certain_day_is_no_date(typed: Cell) -> None:
    with pytest.raises((InvalidValue, TextRefused)):
        cell(columns.DATE, typed)


def test_a_day_to_come_or_before_the_service_is_refused_where_something_has_happened() -> None:
    with pytest.raises(InvalidValue):
        cell(columns.PAST, "24-11-2026")
    with pytest.raises(InvalidValue):
        cell(columns.DATE, "31-12-1984")
    assert cell(columns.DATE, "24-11-2026") == date(2026, 11, 24)


def test_two_digits_of_a_birth_year_leave_somebody_old_enough() -> None:
    assert cell(columns.BIRTH, "1.2.80") == date(1980, 2, 1)
    assert cell(columns.BIRTH, "1.2.05") == date(2005, 2, 1)
    assert cell(columns.BIRTH, "1.2.15") == date(1915, 2, 1)
    for typed in ("21/11", "24-11-2026", "1-1-1899", "1800-01-01"):
        with pytest.raises((InvalidValue, TextRefused)):
            cell(columns.BIRTH, typed)


@pytest.mark.parametrize(
    "typed", ["2026-11", "11-2026", "11/2026", "nov 2026", "November 26", "nov. 2026", "nov-26", date(2026, 11, 1), "3-11-2026"]
)
def test_a_month_is_read_in_every_form(typed: Cell) -> None:
    assert cell(columns.MONTH, typed) == "2026-11"


@pytest.mark.parametrize("typed", ["2026-13", "13-2026", "n 2026", "xyz 2026", "efterår", 11, False])
def test_what_is_no_month_is_refused(typed: Cell) -> None:
    with pytest.raises(InvalidValue):
        cell(columns.MONTH, typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [(90, 90), (90.0, 90), ("90", 90), (" 90 min", 90), ("90 minutter", 90), ("1:30", 90), ("01:30:00", 90), (time(1, 30), 90),
     (timedelta(hours=1, minutes=30), 90), ("1.234", 1234), ("1 234", 1234), (0, 0)],
)  # fmt: skip
def test_a_whole_number_is_read(typed: Cell, number: int) -> None:
    assert cell(columns.NUMBER, typed) == number


@pytest.mark.parametrize(
    "typed", ["halvanden", "-3", -3, 1.5, float("nan"), float("inf"), True, "1,5", "12345678", 12345678, date(2026, 1, 1), "1 2"]
)
def test_what_is_no_whole_number_is_refused(typed: Cell) -> None:
    with pytest.raises(WorldFault):
        cell(columns.NUMBER, typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ja", True),
        ("JA ", True),
        ("x", True),
        (1, True),
        (True, True),
        (1.0, True),
        ("nej", False),
        ("0", False),
        (False, False),
        ("no", False),
    ],
)
def test_yes_and_no_are_read(typed: Cell, said: bool) -> None:
    assert cell(columns.YES, typed) is said


@pytest.mark.parametrize("typed", ["måske", 2, "1.5", "-"])
def test_what_is_neither_yes_nor_no_is_refused(typed: Cell) -> None:
    with pytest.raises(InvalidValue):
        cell(columns.YES, typed)


@pytest.mark.parametrize(
    ("list_", "typed", "code"),
    [
        ("outcome", "Afholdt", "held"),
        ("outcome", "HELD_SHORT", "held_short"),
        ("outcome", "aflyst af fængslet: bemanding", "cancelled_prison_staff"),
        ("outcome", "aflyst af faengslet", "cancelled_prison"),
        ("presence", True, "yes"),
        ("presence", False, "no"),
        ("presence", 1, "yes"),
        ("level", 9.0, "grade_9"),
        ("programme", "primus motor", "PRIMUS_MOTOR"),
        ("programme", "fængselshaven", "GARDEN"),
        ("legal_status", "Varetægt", "REMAND"),
        ("purpose", "transfer to HQ", "transfer"),
    ],
)
def test_a_code_is_read_from_its_words_in_both_languages(list_: str, typed: Cell, code: str) -> None:
    assert read(Column("x", "x", "X", columns.CODE, list_), typed, DAY) == code


def test_a_word_that_no_list_knows_is_refused() -> None:
    with pytest.raises(InvalidValue):
        cell(columns.CODE, "næsten afholdt")


def test_several_stand_between_semicolons_or_lines() -> None:
    roles = BY_NAME["Volunteers"].column("roles")
    assert read(roles, "besøgsven; Mentor,mentor;", DAY) == ("visitor", "mentor")
    names = BY_NAME["Sessions"].column("volunteers")
    assert read(names, "Vilma  Prøvesen;\nBo Berg ; ", DAY) == ("Vilma Prøvesen", "Bo Berg")
    assert read(names, 7, DAY) == ("7",)


def test_a_vague_date_is_a_day_a_month_or_its_own_words() -> None:
    assert cell(columns.VAGUE, "21-11-2026") == date(2026, 11, 21)
    assert cell(columns.VAGUE, "november 2026") == "2026-11"
    assert cell(columns.VAGUE, "påsken 2026") == "påsken 2026"


def test_a_text_is_tidied_and_an_exported_apostrophe_goes() -> None:
    assert cell(columns.TEXT, " tag \u00a0 bog\u200b B\nmed ") == "tag bog B med"
    assert cell(columns.TEXT, "'=1+1") == "=1+1"
    assert cell(columns.TEXT, "'t Hart") == "'t Hart"
    assert cell(columns.TEXT, 7.0) == "7"
    assert cell(columns.TEXT, 7.5) == "7.5"


@pytest.mark.parametrize("typed", [True, date(2026, 1, 1), time(9), timedelta(1), "x" * 201, "#N/A", "#REF!", "#NAVN?"])
def test_what_is_no_text_is_refused(typed: Cell) -> None:
    with pytest.raises(InvalidValue):
        cell(columns.TEXT, typed)


@pytest.mark.parametrize("kind", sorted(columns.KINDS))
@pytest.mark.parametrize("typed", ["010190-1234", "se 01.01.90 1234", 101901234])
def test_a_cpr_number_is_refused_in_every_column(kind: str, typed: Cell) -> None:
    with pytest.raises(TextRefused):
        cell(kind, typed)


@pytest.mark.parametrize("typed", ["ring 12 34 56 78", 12345678, "bo@example.dk"])
@pytest.mark.parametrize("sheet", ["Participants", "Sites", "GroupEvents", "Sessions"])
def test_a_telephone_number_or_an_address_is_refused_in_every_text(sheet: str, typed: Cell) -> None:
    for column in BY_NAME[sheet].columns:
        if column.kind in {columns.TEXT, columns.NAME, columns.NAMES, columns.VAGUE}:
            with pytest.raises(TextRefused):
                read(column, typed, DAY)


def test_an_empty_cell_says_nothing_and_is_missed_where_it_must_not_be() -> None:
    for empty in (None, "", "  \u00a0\u200b"):
        assert is_empty(empty)
        assert cell(columns.TEXT, empty) is None
        with pytest.raises(InvalidValue):
            read(BY_NAME["Sessions"].column("date"), empty, DAY)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.text(alphabet="0123456789-./: æjnovx;'=#", max_size=20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(st.sampled_from([column for sheet in SHEETS for column in sheet.columns]), CELLS)
def test_whatever_a_cell_holds_it_is_read_or_refused_with_a_sentence(column: Column, typed: Cell) -> None:
    try:
        found = read(column, typed, DAY)
    except WorldFault:
        return
    if found is not None and column.kind not in {columns.NAMES, columns.CODES}:
        assert read(Column(column.name, column.danish, column.label, column.kind, column.list_, most=column.most), found, DAY) == found  # type: ignore[arg-type] # none of them is a tuple


@given(st.dates(date(1985, 1, 1), TODAY))
def test_every_form_of_a_day_means_that_day(day: date) -> None:
    for form in ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d %m %Y"):
        assert cell(columns.PAST, day.strftime(form)) == day
    assert cell(columns.PAST, f"{day.day}.{day.month}.{day.year}") == day
