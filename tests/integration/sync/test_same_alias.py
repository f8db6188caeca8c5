"""Two laptops of one place pick the same alias offline: both show the same person, who is given another; the former one is still found."""

from datetime import date

import pytest

from desktop.errors import UnknownCourse
from desktop.house import OpenVault
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def refer(tree: Tree, vault: str) -> str:
    """Somebody whose alias is chosen, not drawn; the course."""
    with tree.open(vault) as laptop:
        made = laptop.do.courses.refer(
            "VISITING",
            "Tove",
            vault[0].upper() + "rne",
            date(1990, 1, 1),
            "f",
            "SERVING",
            date(2026, 3, 1),
            "Zebra",
            ("processing", "transfer"),
        )
        return made.course


def alike(vault: OpenVault) -> list[str]:
    return [one.course for one in vault.do.today.read().remarks if one.code == "same_alias"]


def test_two_laptops_that_pick_the_same_alias_offline(twins: Tree) -> None:
    first, second = refer(twins, "a/site"), refer(twins, "c/site")
    with twins.open("a/site") as laptop:
        assert alike(laptop) == []
    for site in ("a/site", "c/site", "a/site"):
        trees.exchange(twins, site)
    found = []
    for site in ("a/site", "c/site"):
        with twins.open(site) as laptop:
            found.append(alike(laptop))
            assert {one.alias for one in laptop.do.courses.list() if one.course.id in {first, second}} == {"Zebra"}
    assert found[0] == found[1]
    (later,) = found[0]
    assert later in {first, second}
    with twins.open("a/site") as laptop:
        assert laptop.do.courses.rename(later, "Yngve") == "Yngve"
        assert alike(laptop) == []
        other = ({first, second} - {later}).pop()
        assert laptop.do.courses.find("Zebra/VISITING").id == other, "whoever has the alias today"
    for site in ("a/site", "c/site"):
        trees.exchange(twins, site)
    with twins.open("c/site") as laptop:
        assert alike(laptop) == []
        assert laptop.do.courses.find("yngve/visiting").id == later


def test_a_former_alias_is_accepted_while_it_was_one_persons_alone(tree: Tree) -> None:
    course = refer(tree, "a/site")
    with tree.open("a/site") as site:
        site.do.courses.rename(course, "Yngve")
        assert site.do.courses.find("Zebra/VISITING").id == course
        site.do.courses.rename(tree.courses["bo"], "Zebra")
        assert site.do.courses.find("Zebra/VISITING").id == tree.courses["bo"], "a present alias comes first"
        site.do.courses.rename(tree.courses["bo"], "Quist")
        with pytest.raises(UnknownCourse):
            site.do.courses.find("Zebra/VISITING")
