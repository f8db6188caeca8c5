"""Who is a head: small sets, written out."""

from itertools import permutations

import pytest

from desktop.log.heads import Put, heads, rank


def put(name: str, *bases: str, refused: bool = False, tomb: bool = False, by: int = 1) -> Put:
    order = (by, name, "d", "i", 1, name.encode())
    return Put(name.encode(), frozenset(base.encode() for base in bases), order, None if tomb else {"name": name}, refused)


@pytest.mark.parametrize(
    ("puts", "expected"),
    [
        ([], ""),
        ([put("a")], "a"),
        ([put("a"), put("b", "a")], "b"),
        ([put("a"), put("b")], "ba"),
        ([put("a", by=2), put("b")], "ab"),
        ([put("a"), put("b", "a"), put("c", "a")], "cb"),
        ([put("a"), put("b", "a"), put("c", "a"), put("d", "b", "c")], "d"),
        ([put("a"), put("b", "a"), put("c", "b")], "c"),
        ([put("a"), put("c", "b")], "ca"),
        ([put("a"), put("b", "a", tomb=True)], "b"),
        ([put("a", refused=True)], ""),
        ([put("a"), put("b", "a", refused=True)], "a"),
        ([put("a"), put("b", "a", refused=True), put("c", "b")], "c"),
        ([put("a"), put("b", "a", refused=True), put("c", "b", refused=True)], "a"),
        ([put("a", "x", "of another row"), put("b", "a", "never written")], "b"),
    ],
)
def test_the_heads_of_a_set(puts: list[Put], expected: str) -> None:
    for order in permutations(puts):
        assert "".join(one.hash.decode() for one in heads([*order, *order[:1]])) == expected


def test_a_long_history_is_walked_once() -> None:
    chain = [put("n0"), *(put(f"n{number}", f"n{number - 1}") for number in range(1, 3000))]
    assert [one.hash for one in heads(chain)] == [b"n2999"]


def test_whose_word_counts_more() -> None:
    assert [rank("site", kind) for kind in ("hq", "site", "volunteer", "later")] == [2, 1, 0, 0]
    assert [rank("session", kind) for kind in ("hq", "site", "volunteer", "later")] == [1, 1, 0, 0]
    assert {table for table in ("site", "site_programme", "vault", "user", "verdict", "volunteer", "course") if rank(table, "hq") == 2} == {
        "site",
        "site_programme",
        "vault",
        "user",
        "verdict",
    }
