"""The code on the card notices every slip; a figure belongs to the site that answers for the course on the day."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import WrongHandOverCode
from desktop.models.rows.domain import Course
from desktop.models.rows.moves import HandOver
from desktop.rules.moving import BITS, SIGNS, holder, read_code, responsible_site, write_code

NUMBERS = st.integers(0, 2**BITS - 1)
A, B, C = "a" * 32, "b" * 32, "c" * 32
COURSE = Course("k" * 32, "p" * 32, "KICKSTART", A, date(2025, 1, 6))


def step(id_: str, site: str, to_site: str, on: date | None) -> HandOver:
    return HandOver(id_, COURSE.participant, site, on, "", to_site, on if to_site else None)


@pytest.mark.parametrize(
    ("number", "code"), [(0, "0000-0000-0000"), (1, "0000-0000-01ZT"), (2**BITS - 1, "ZZZZ-ZZZZ-ZZ97"), (0x2C0FFEE123456, "P0ZZ-Q14D-2P9N")]
)
def test_codes(number: int, code: str) -> None:
    assert write_code(number) == code
    assert read_code(code) == code


@given(NUMBERS)
def test_a_code_is_read_however_it_is_typed(number: int) -> None:
    code = write_code(number)
    assert read_code(code) == code
    assert read_code(f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ") == code


@settings(max_examples=20)
@given(NUMBERS)
def test_one_wrong_sign_is_noticed(number: int) -> None:
    signs = write_code(number).replace("-", "")
    for at, sign in enumerate(signs):
        for other in SIGNS.replace(sign, ""):
            with pytest.raises(WrongHandOverCode):
                read_code(signs[:at] + other + signs[at + 1 :])


@settings(max_examples=50)
@given(NUMBERS)
def test_two_signs_in_each_others_place_are_noticed(number: int) -> None:
    signs = write_code(number).replace("-", "")
    for first, second in combinations(range(len(signs)), 2):
        if signs[first] != signs[second]:
            typed = list(signs)
            typed[first], typed[second] = typed[second], typed[first]
            with pytest.raises(WrongHandOverCode):
                read_code("".join(typed))


@pytest.mark.parametrize("typed", ["", "0000-0000-000", "0000-0000-00000", "0000-0000-000U", "æ000-0000-0000", "0000_0000_0000"])
def test_what_is_no_code(typed: str) -> None:
    with pytest.raises(WrongHandOverCode):
        read_code(typed)


def test_before_the_hand_over_the_old_site_answers_and_from_its_day_on_the_new_one() -> None:
    moves = [step("1", A, B, date(2025, 5, 1))]
    assert [responsible_site(COURSE, moves, date(2025, 4, 30)), responsible_site(COURSE, moves, date(2025, 5, 1))] == [A, B]
    assert holder(A, moves) == B


def test_a_hand_over_that_nobody_claimed_changes_nothing() -> None:
    assert responsible_site(COURSE, [step("1", A, "", date(2025, 5, 1))], date(2025, 6, 1)) == A
    assert holder(A, [step("1", A, "", date(2025, 5, 1))]) == A


def test_moves_follow_one_another_whatever_order_they_are_given_in() -> None:
    moves = [step("1", B, C, date(2025, 5, 1)), step("2", A, B, date(2025, 5, 1)), step("3", C, A, date(2025, 9, 1))]
    assert [responsible_site(COURSE, moves, date(2025, month, 1)) for month in (4, 5, 9)] == [A, C, A]
    assert holder(A, moves) == A


def test_a_site_that_has_not_got_the_person_moves_nobody() -> None:
    moves = [step("1", C, B, date(2025, 5, 1))]
    assert responsible_site(COURSE, moves, date(2025, 6, 1)) == A
    assert holder(A, moves) == A


def test_what_was_referred_after_a_move_is_not_touched_by_it() -> None:
    back_again = Course("k" * 32, COURSE.participant, "KICKSTART", A, date(2025, 7, 1))
    assert responsible_site(back_again, [step("1", A, B, date(2025, 5, 1))], date(2025, 8, 1)) == A
