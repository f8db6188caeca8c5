"""Aliases differ in their first three letters within a site, and say nothing about the person."""

import pytest

from desktop.errors import InvalidValue, TextRefused
from desktop.rules.alias import beginning, check_alias, fold, free, propose, read_list


def test_danish_letters_are_typed_either_way() -> None:
    assert fold(" Ærø ") == "aeroe"
    assert beginning("Ærø") == beginning("AERO") == "aer"


def test_a_list_is_one_word_a_line() -> None:
    assert read_list("# trees\nAsk\n\n  Birk \n") == ("Ask", "Birk")


def test_free_and_proposed() -> None:
    words = ("Birk", "Birthe", "Ælk", "Ask")
    assert free(words, {"birdie", "aelling"}) == ("Ask",)
    assert propose(words, {"Ask"}, lambda left: left[-1]) == "Ælk"
    with pytest.raises(InvalidValue):
        propose(("Ask",), {"Askild"}, lambda left: left[0])


@pytest.mark.parametrize("alias", ["J7", "Ask Birk", "", "Bo", "A" * 41, "askild", "B-12"])
def test_refused(alias: str) -> None:
    with pytest.raises(InvalidValue):
        check_alias(alias, {"Ask"})


def test_a_number_that_says_who_it_is_is_named_as_such() -> None:
    with pytest.raises(TextRefused):
        check_alias("010190-1234", ())
    check_alias("Ærø", {"Ask"})


@pytest.mark.parametrize("alias", ["Karim", "larsen", "Loevenskjold"])
def test_an_alias_is_no_part_of_the_name(alias: str) -> None:
    with pytest.raises(InvalidValue):
        check_alias(alias, (), "Karim Larsen-Løvenskjold")
