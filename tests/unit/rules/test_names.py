"""Names are normalised as published, and equal keys unite persons."""

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.names import KeyRow, k1_message, linkable, norm, norm_family, norm_given, unite

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "names.json").read_text(encoding="utf-8"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['given']}-{vector['family']}")
def test_the_published_vectors(vector: dict[str, str | None]) -> None:
    given_name, family, born = str(vector["given"]), str(vector["family"]), vector["birth_date"]
    assert norm_given(given_name) == vector["norm_given"]
    assert norm_family(family) == vector["norm_family"]
    assert k1_message(given_name, family, date.fromisoformat(born) if born else None).decode() == vector["message"]


@given(st.text(max_size=30))
def test_normalising_holds_single_spaces_and_no_marks(text: str) -> None:
    assert norm(text) == " ".join(norm(text).split())
    assert norm_given(text) == norm(text).split(" ")[0]


def _row(participant: str, k1: bytes = b"k", site: str = "s1", gender: str = "", *, january: bool = False) -> KeyRow:
    return KeyRow(participant, k1, site, gender, january)


def test_an_equal_key_links_and_another_never_does() -> None:
    assert linkable(_row("a"), _row("b", site="s2"))
    assert not linkable(_row("a"), _row("b", b"other"))


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
    rows = [KeyRow("a", b"k", *first, True), KeyRow("b", b"k", *second, True)]
    assert linkable(*rows) is linked
    assert linkable(rows[1], rows[0]._replace(born_first_of_january=False)) is linked
    assert (len(set(unite(rows).values())) == 1) is linked


def test_the_person_is_the_smallest_participant_through_others_too() -> None:
    rows = [
        _row("c", site="s1", gender="m", january=True),
        _row("b", site="s2", gender="m", january=True),
        _row("a", site="s2", january=True),
    ]
    assert unite(rows) == {"a": "a", "b": "a", "c": "a"}


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("kl"), st.sampled_from("st"), st.sampled_from(["", "f", "m"])),
        unique_by=lambda row: row[0],
    )
)
def test_uniting_is_the_closure_of_linkable(raw: list[tuple[str, str, str, str]]) -> None:
    rows = [KeyRow(name, key.encode(), site, gender, key == "k") for name, key, site, gender in raw]
    groups = {row.participant: {row.participant} for row in rows}
    for first, second in combinations(rows, 2):
        if linkable(first, second):
            joined = groups[first.participant] | groups[second.participant]
            groups.update(dict.fromkeys(joined, joined))
    assert unite(rows) == {name: min(group) for name, group in groups.items()}
