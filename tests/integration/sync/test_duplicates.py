"""Headquarters finds the same person by keyed fingerprints, asks about what they leave open, and can take every answer back."""

from datetime import date

import pytest

from desktop.errors import InvalidValue, NotAllowed
from desktop.house import OpenVault
from desktop.rules.likeness import Pair, pair
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

BORN = date(1980, 2, 3)


@pytest.fixture
def told(tree: Tree) -> Tree:
    """Two sites send somebody each whose family name is written in one way and another, and a third person of another name."""
    for vault, volunteer, given, family in (
        ("a/site", "eva", "Søren", "Hassan"),
        ("b/site", "per", "Karl", "Hasan"),
        ("b/site", "per", "Søren", "Vang"),
    ):
        with tree.open(vault) as site:
            trees.course(site, tree.volunteers[volunteer], given, family, born=BORN)
            trees.export(site, tree.root / f"{given}-{family}.indb")
    tree.take("hq", *sorted(tree.root.glob("*-*.indb")))
    return tree


def _questions(hq: OpenVault) -> dict[Pair, str]:
    return {pair(one.first.id, one.second.id): one.keys for one in hq.do.duplicates.questions()}


def test_names_are_shown_only_when_they_are_asked_for(told: Tree) -> None:
    with told.open("hq") as hq:
        plain = hq.do.duplicates.questions()
        assert {one.first.name for one in plain} == {""}
        named = hq.do.duplicates.questions(names=True)
        assert {frozenset((one.first.name, one.second.name)): one.keys for one in named} == {
            frozenset(("Søren Hassan", "Karl Hasan")): "k2",
            frozenset(("Søren Hassan", "Søren Vang")): "k3",
        }
        assert {one.first.born for one in named} == {"1980-02-03"}
        assert {one.first.site for one in named} | {one.second.site for one in named} == {"Nordby", "Sydby"}
        assert trees.figures(hq)["open_pairs"] == 2


def test_an_answer_is_an_entry_that_goes_to_nobody_and_can_be_taken_back(told: Tree) -> None:
    with told.open("hq") as hq:
        first, second = next(two for two, keys in _questions(hq).items() if keys == "k2")
        hq.do.duplicates.link(first, second)
        assert len(_questions(hq)) == 1
        assert hq.do.duplicates.path(second, first) == ((pair(first, second), "officer"),)
        assert hq.do.duplicates.unlink(first, second) == ()
        assert len(_questions(hq)) == 1
        hq.do.duplicates.link(first, second, "unsure")
        assert len(_questions(hq)) == 2
        assert [one.unsure for one in hq.do.duplicates.questions() if pair(one.first.id, one.second.id) == pair(first, second)] == [True]
        trees.check(hq)
    told.receipt("a/site", "told.indb")
    with told.open("a/site") as site:
        site.take_in([told.root / "told.indb"])
        assert trees.count(site, "SELECT count(*) FROM link") == 0


def test_a_way_over_others_is_shown_and_cut_where_it_is_named(told: Tree) -> None:
    with told.open("hq") as hq:
        do, asked = hq.do.duplicates, _questions(hq)
        (hassan,) = set.intersection(*(set(two) for two in asked))
        hasan, vang = sorted({id_ for two in asked for id_ in two} - {hassan})
        do.link(hassan, hasan)
        do.link(hassan, vang)
        assert {edge for edge, _ in do.path(hasan, vang)} == {pair(hassan, hasan), pair(hassan, vang)}
        assert len(do.unlink(hasan, vang)) == 2, "nothing was named, and nothing lies between the two themselves"
        assert do.unlink(hasan, vang, [pair(vang, hassan)]) == ()
        for nothing in ((hasan, vang, ()), (hassan, hasan, [pair(vang, hassan)])):
            with pytest.raises(InvalidValue):
                do.unlink(*nothing)


def test_volunteers_are_linked_by_hand_alone(told: Tree) -> None:
    with told.open("hq") as hq:
        do, first, second = hq.do.duplicates, told.volunteers["eva"], told.volunteers["per"]
        before = trees.figures(hq)["volunteers"]
        do.link(first, second, kind="volunteer")
        assert trees.figures(hq)["volunteers"] == (before or 0) - 1
        assert do.unlink(first, second, kind="volunteer") == ()
        assert trees.figures(hq)["volunteers"] == before


def test_records_that_are_not_here_are_refused_and_a_leader_decides_nothing(told: Tree) -> None:
    with told.open("hq") as hq:
        first, _ = next(iter(_questions(hq)))
        for second in (first, "ab" * 16):
            with pytest.raises(InvalidValue):
                hq.do.duplicates.link(first, second)
    with told.open("a/site") as site:
        for work in (site.do.duplicates.questions, site.do.duplicates.refresh, site.do.duplicates.rekey):
            with pytest.raises(NotAllowed):
                work()


def test_another_secret_makes_other_keys_and_the_same_pairs(told: Tree) -> None:
    with told.open("hq") as hq:
        before, asked = trees.dump(hq)["person_key"], _questions(hq)
        assert hq.do.duplicates.rekey() == len(before)
        after = trees.dump(hq)["person_key"]
        assert {row[0] for row in after} == {row[0] for row in before}
        assert not {row[1] for row in after} & {row[1] for row in before}
        assert _questions(hq) == asked


def test_a_changed_gender_makes_the_keys_anew(told: Tree) -> None:
    with told.open("hq") as hq:
        with trees.patched(hq) as work:
            ids = sorted({id_ for two in _questions(hq) for id_ in two})
            for id_ in ids:
                work.put("person", id_, "facts", {"birth_year": 1980, "gender": ""}, trees.scope("site", "ab" * 16))
        assert hq.do.duplicates.stale()
        assert hq.do.duplicates.refresh() == len(ids)
        assert set(_questions(hq).values()) == {"k2"}
        assert not hq.do.duplicates.stale()
