"""Slips: the code of a course, and many slips read from a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import InvalidValue
from desktop.rules.moving import SIGNS
from desktop.rules.slips import MOST, Slip, code_of, read_code, read_slips

IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(IDS)
def test_a_code_is_read_as_it_was_printed_however_it_is_typed(course: str) -> None:
    code = code_of(course)
    assert read_code(code) == read_code(f" {code.lower().replace('-', ' ')}") == read_code(code.replace("1", "l").replace("0", "O")) == code


@given(IDS, st.integers(0, 7), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(course: str, place: int, sign: str) -> None:
    signs = code_of(course).replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert (read_code(wrong) == "") == (wrong != signs)


@given(IDS, st.integers(0, 6))
def test_two_signs_in_each_others_place_are_noticed(course: str, place: int) -> None:
    signs = code_of(course).replace("-", "")
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert (read_code(wrong) == "") == (wrong != signs)


def test_what_is_no_code_is_none() -> None:
    assert [read_code(typed) for typed in ("", "Ravn", "7KQ2-M4X", "7KQ2-M4XAA", "7KQ2-M4UA", "ÆØÅÆ-ØÅÆØ")] == [""] * 6


def test_lines_say_course_date_outcome_and_minutes() -> None:
    text = "\ufeffRavn 12-03-2026 held 60\n\n  Ravn/VISITING\t13-03-2026 transport\nRavn 14-03-2026 held 30 husk bogen\nRavn\n"
    assert read_slips(text.replace("\t", " ")) == (
        Slip("Ravn", "12-03-2026", "held", "60"),
        Slip("Ravn/VISITING", "13-03-2026", "transport"),
        Slip("Ravn", "14-03-2026", "held", "30", note="husk bogen"),
        Slip("Ravn", "", ""),
    )
    assert read_slips("") == ()


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_table_names_its_columns_in_either_language(mark: str) -> None:
    lines = [
        ["Forløb", "Dato", "Udfald", "Minutter", "Frivillige", "areas", "Næste", "Notat"],
        ["Ravn", "12-03-2026", "held", "60", "Bo Berg + Eva Lund", "housing|network", "", "bog"],
        ["Falk", "13-03-2026", "held"],
    ]
    assert read_slips("\n".join(mark.join(cells) for cells in lines) + f"\n{mark * 7}\n") == (
        Slip("Ravn", "12-03-2026", "held", "60", volunteers=("Bo Berg", "Eva Lund"), areas=("housing", "network"), note="bog"),
        Slip("Falk", "13-03-2026", "held"),
    )


def test_a_table_that_lacks_a_column_or_has_a_strange_one_is_refused() -> None:
    for text in ("course;date\nRavn;i dag", "course;date;outcome;diagnosis\n", "Ravn;12-03-2026;held"):
        with pytest.raises(InvalidValue):
            read_slips(text)
    with pytest.raises(InvalidValue):
        read_slips("Ravn i held\n" * (MOST + 1))
