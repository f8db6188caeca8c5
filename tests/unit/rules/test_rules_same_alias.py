"""Two laptops that drew the same alias: who is to be given another, whatever the order in which the saves came."""

from itertools import permutations

from desktop.rules.findings import WORDS, Called, Finding, same_aliases


def called(participant: str, alias: str, hlc: str, dev: str = "a", site: str = "s") -> Called:
    return Called(participant, alias, site, (hlc, dev, "1", 1, b""))


def test_the_later_by_merge_order_changes() -> None:
    three = [called("p", "Ravn", "3"), called("q", "ravnen", "1", "b"), called("r", "Ræv", "2")]
    assert {same_aliases(order) for order in permutations(three)} == {(Finding("same_alias", ("p",)),)}
    assert "same_alias" in WORDS


def test_at_the_same_moment_the_vault_decides() -> None:
    assert same_aliases([called("p", "Ravn", "1", "b"), called("q", "Ravn", "1", "a")]) == (Finding("same_alias", ("p",)),)


def test_all_but_the_first_change_and_places_are_apart() -> None:
    same = [called("p", "Aske", "1"), called("q", "Asger", "2"), called("r", "ASK", "3"), called("t", "Aske", "4", site="other")]
    assert same_aliases(same) == (Finding("same_alias", ("r",)),), "Asger begins otherwise"


def test_a_danish_letter_is_compared_as_it_is_typed_without_one() -> None:
    assert same_aliases([called("p", "Ærlig", "1"), called("q", "Aerø", "2")]) == (Finding("same_alias", ("q",)),)
