"""Names are normalised as published, and keys are made of what is published."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.names import k1_message, k2_message, k3_message, norm, norm_family, norm_given, skeleton

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "names.json").read_text(encoding="utf-8"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['given']}-{vector['family']}")
def test_the_published_vectors(vector: dict[str, str | None]) -> None:
    given_name, family, born = str(vector["given"]), str(vector["family"]), vector["birth_date"]
    assert norm_given(given_name) == vector["norm_given"]
    assert norm_family(family) == vector["norm_family"]
    day = date.fromisoformat(born) if born else None
    assert k1_message(given_name, family, day).decode() == vector["message"]
    assert skeleton(family) == vector["skeleton"]
    assert k2_message(family, day).decode() == vector["k2"]
    assert k3_message(given_name, day, str(vector["gender"])).decode() == vector["k3"]


@given(st.text(max_size=30))
def test_normalising_holds_single_spaces_and_no_marks(text: str) -> None:
    assert norm(text) == " ".join(norm(text).split())
    assert norm_given(text) == norm(text).split(" ")[0]


@given(st.text(max_size=30))
def test_a_skeleton_has_no_equal_neighbours_and_is_its_own(text: str) -> None:
    bones = skeleton(text)
    assert all(first != second for first, second in pairwise(bones))
    assert skeleton(bones) == bones or " " in norm(text) or norm_family(bones) != bones
