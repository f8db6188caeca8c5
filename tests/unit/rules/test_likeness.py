"""Who is one person: what keys link, what they only ask, what a person says, and that it is computed anew each time."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.likeness import KeyRow, Likeness, Pair, likeness, linkable, pair


def _row(
    participant: str, k1: bytes = b"k", site: str = "s1", gender: str = "", *, january: bool = False, k2: bytes = b"", k3: bytes = b""
) -> KeyRow:
    return KeyRow(participant, k1, site, gender, january, k2, k3)


def _likeness(*rows: KeyRow, **decided: tuple[str, str]) -> Likeness:
    return likeness(rows, {pair(*two.split("_")): said for two, said in decided.items()})


def test_an_equal_key_links_and_another_or_none_never_does() -> None:
    assert linkable(_row("a"), _row("b", site="s2"))
    assert not linkable(_row("a"), _row("b", b"other"))
    assert not linkable(_row("a", b""), _row("b", b""))


@pytest.mark.parametrize(
    ("first", "second", "linked"),
    [
        (("s1", ""), ("s1", ""), True),
        (("s1", ""), ("s2", ""), False),
        (("s1", "m"), ("s2", "m"), True),
        (("s1", "m"), ("s2", "f"), False),
        (("s1", "m"), ("s2", ""), False),
        (("s1", "m"), ("s1", "f"), True),
    ],
)
def test_born_on_the_first_of_january(first: tuple[str, str], second: tuple[str, str], linked: bool) -> None:
    rows = [KeyRow("a", b"k", *first, True, b"l"), KeyRow("b", b"k", *second, True, b"l")]
    assert linkable(*rows) is linked
    assert linkable(rows[1], rows[0]._replace(born_first_of_january=False)) is linked
    found = likeness(rows, {})
    assert (len(found.united()) == 2) is linked
    assert dict(found.open_pairs()) == ({} if linked else {Pair("a", "b"): "k1 k2"})


def test_another_key_alone_only_asks() -> None:
    found = _likeness(
        _row("a", b"1", k2=b"x"), _row("b", b"2", k2=b"x"), _row("c", b"3", k3=b"y"), _row("d", b"4", k3=b"y"), _row("e", b"5")
    )
    assert found.united() == {}
    assert found.open_pairs() == {Pair("a", "b"): "k2", Pair("c", "d"): "k3"}
    both = _likeness(_row("b", b"1", k2=b"x", k3=b"y"), _row("a", b"2", k2=b"x", k3=b"y"))
    assert both.open_pairs() == {Pair("a", "b"): "k2 k3"}


def test_the_given_name_alone_asks_nothing_of_those_born_on_the_first_of_january() -> None:
    rows = [_row("a", b"1", k3=b"y", january=True), _row("b", b"2", k3=b"y", january=True)]
    assert likeness(rows, {}).open_pairs() == {}
    with_family = [row._replace(k2=b"x") for row in rows]
    assert likeness(with_family, {}).open_pairs() == {Pair("a", "b"): "k2 k3"}


def test_what_a_person_says_links_cuts_or_leaves_open() -> None:
    alike = (_row("a", b"1", k2=b"x"), _row("b", b"2", k2=b"x"))
    assert _likeness(*alike, a_b=("same", "officer")).united() == {"a": "a", "b": "a"}
    assert _likeness(*alike, a_b=("same", "officer")).open_pairs() == {}
    assert _likeness(*alike, a_b=("different", "officer")).open_pairs() == {}
    assert _likeness(*alike, a_b=("unsure", "site")).open_pairs() == {Pair("a", "b"): "k2"}
    assert _likeness(_row("a"), _row("b"), a_b=("different", "officer")).united() == {}
    assert _likeness(_row("a"), _row("b"), a_b=("unsure", "officer")).united() == {"a": "a", "b": "a"}
    assert _likeness(a_b=("different", "officer")).edges == {}


def test_a_hand_over_links_for_certain_and_can_be_cut_all_the_same() -> None:
    assert likeness((), {}, [pair("b", "a")]).edges == {Pair("a", "b"): "hand_over"}
    assert likeness((), {Pair("a", "b"): ("different", "officer")}, [pair("b", "a")]).edges == {}


def test_a_question_between_two_who_are_one_by_others_is_none() -> None:
    rows = (_row("a", b"1", k2=b"x"), _row("b", b"2", k2=b"x"), _row("c", b"3"))
    said = {"a_c": ("same", "officer"), "b_c": ("same", "officer")}
    assert _likeness(*rows, **said).open_pairs() == {}
    assert _likeness(*rows, **said).united() == {"a": "a", "b": "a", "c": "a"}


def test_the_path_is_the_shortest_way_of_links() -> None:
    said = dict.fromkeys(("a_b", "b_c", "c_d", "d_e", "a_e"), ("same", "officer"))
    found = _likeness(**said)
    assert found.path("a", "c") == (Pair("a", "b"), Pair("b", "c"))
    assert found.path("c", "a") == (Pair("b", "c"), Pair("a", "b"))
    assert found.path("a", "z") == ()
    assert _likeness(**(said | {"a_b": ("different", "officer")})).path("a", "c") == (Pair("a", "e"), Pair("d", "e"), Pair("c", "d"))


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("kl"), st.sampled_from("st"), st.sampled_from(["", "f", "m"])),
        unique_by=lambda row: row[0],
    )
)
def test_uniting_is_the_closure_of_linkable_whatever_the_order(raw: list[tuple[str, str, str, str]]) -> None:
    rows = [KeyRow(name, key.encode(), site, gender, key == "k") for name, key, site, gender in raw]
    groups = {row.participant: {row.participant} for row in rows}
    for first, second in combinations(rows, 2):
        if linkable(first, second):
            joined = groups[first.participant] | groups[second.participant]
            groups.update(dict.fromkeys(joined, joined))
    expected = {name: min(group) for name, group in groups.items() if len(group) > 1}
    assert likeness(rows, {}).united() == expected
    assert likeness(reversed(rows), {}).united() == expected
