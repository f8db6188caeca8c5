"""Entries that were set aside and come right: parts that are called erased, spoiled copies, authors certified later."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.services.importing import FileResult
from desktop.store import trustbook
from desktop.sync.parts import Carried, State
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

MISSING, UNAUTHORISED, UNSIGNED = "PayloadMissing", "UnauthorisedUser", "UnsignedEntry"


def outcomes(results: Sequence[FileResult]) -> list[str]:
    return [result.outcome for result in results]


def emptied(entry: Carried, state: State) -> Carried:
    return Carried(replace(entry.raw, parts=tuple(None for _ in entry.raw.parts)), tuple(state for _ in entry.states))


def spoiled(entry: Carried) -> Carried:
    return Carried(replace(entry.raw, signature=bytes(64)), entry.states)


def bos(tree: Tree, *days: int) -> list[Carried]:
    """Bo's entries as the site sends them on."""
    for day in days:
        tree.log("bo", day)
    with tree.open("a/site") as site:
        site.arrive()
        return trees.carried(site, tree.id("a/bo"))


def forged(tree: Tree, name: str, *chains: Sequence[Carried]) -> Path:
    with tree.open("a/site") as site:
        path = tree.root / name
        path.write_bytes(trees.forge(site, trees.carried(site), *chains))
    return path


def test_a_part_that_is_called_erased_is_not_believed_where_nobody_erased_anything(tree: Tree) -> None:
    visits = bos(tree, 3, 4)
    (result,) = tree.take("hq", forged(tree, "erased.indb", [emptied(visits[0], State.ERASED), visits[1]]))
    assert (result.outcome, result.aside, [one.reason for one in result.refusals]) == ("imported", 1, [MISSING])
    with tree.open("hq") as hq:
        assert list(trees.aside(hq).values()) == [MISSING]
        assert trees.figures(hq)["sessions_held"] == 1, "the chain goes on"
        trees.check(hq)
    (result,) = tree.take("hq", tree.up("a/site", "good.indb"))
    assert (result.outcome, result.new, result.aside) == ("imported", 0, 0)
    with tree.open("hq") as hq:
        assert (trees.aside(hq), trees.figures(hq)["sessions_held"]) == ({}, 2)
        trees.check(hq)


def test_a_part_that_was_erased_by_right_is_believed(tree: Tree) -> None:
    """The erase lies in the same file, after the entry whose part is gone."""
    made = tree.log("bo", 3)
    with tree.open("a/site") as site:
        site.arrive()
        with trees.patched(site) as work:
            about = trees.scope("course", tree.courses["bo"])
            found = work.connection.exec_driver_sql("SELECT id FROM participation WHERE session = ?", (made,)).all()
            for row in found:
                work.erase("participation", row[0], about)
            work.erase("session", made, about)
        assert trees.count(site, "SELECT count(*) FROM part WHERE state = 'erased'") > 0
    (result,) = tree.take("hq", tree.up("a/site", "1.indb"))
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert (trees.aside(hq), trees.figures(hq)["sessions_held"]) == ({}, 0)
        trees.check(hq)


SPOILT: dict[str, Callable[[Carried], Carried]] = {
    "signature": spoiled,
    "parts": lambda entry: emptied(entry, State.WITHHELD),
    "both": lambda entry: emptied(spoiled(entry), State.ERASED),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_spoiled_copy_and_a_good_one_in_either_order(tree: Tree, tmp_path: Path, spoil: Callable[[Carried], Carried]) -> None:
    visits = bos(tree, 3, 4)
    bad = forged(tree, "bad.indb", [spoil(visits[0]), visits[1]])
    with tree.open("a/site") as site:
        good = trees.export(site, tree.root / "good.indb")
    states = []
    for number, order in enumerate(((bad, good), (good, bad), (bad, bad, good))):
        other = tree.copy(tmp_path / str(number))
        results = other.take("hq", *order)
        assert set(outcomes(results)) <= {"imported", "already"}
        with other.open("hq") as hq:
            assert trees.aside(hq) == {}
            assert trees.figures(hq)["sessions_held"] == 2
            trees.check(hq)
            states.append(trees.state(hq))
    assert len(set(states)) == 1


def test_a_signature_that_fits_is_replaced_by_none(tree: Tree) -> None:
    visits = bos(tree, 3)
    with tree.open("a/site") as site:
        good = trees.export(site, tree.root / "good.indb")
    tree.take("hq", good, forged(tree, "bad.indb", [spoiled(visits[0])]))
    with tree.open("hq") as hq:
        assert [entry.signature for entry in trees.logged(hq) if entry.dev == tree.id("a/bo")] == [visits[0].raw.signature]


@pytest.mark.parametrize("worse", [False, True])
def test_who_is_certified_later_counts_later(tree: Tree, worse: bool) -> None:
    """The site forgets Bo's certificate before his saves come, and hears of it again afterwards."""
    tree.log("bo", 3)
    with tree.open("a/bo") as bo:
        up = trees.export(bo, tree.root / "bo.indb")
        user = bo.slot.user
        chain = trees.carried(bo, edge="volunteer>site")
        if worse:
            up.write_bytes(trees.forge(bo, [spoiled(one) for one in chain]))
        again = trees.forge(bo, chain)
    with tree.open("a/site") as site:
        with site.store.writing(site.context.author) as work:
            known = [one for one in trustbook.certificates(work.connection) if one.id == user]
            work.connection.exec_driver_sql("DELETE FROM certificate WHERE id = ?", (user,))
        site.take_in([up])
        assert list(trees.aside(site).values()) == [UNAUTHORISED]
        with site.store.writing(site.context.author) as work:
            assert site.do.importing.judge_again(work, [user]) == 0, "nobody vouches yet"
            trustbook.keep(work.connection, known)
            assert site.do.importing.judge_again(work, [user]) == (0 if worse else 1)
        assert list(trees.aside(site).values()) == ([UNSIGNED] if worse else [])
        if worse:
            up.write_bytes(again)
            site.take_in([up])
        assert trees.aside(site) == {}
        assert trees.figures(site)["sessions_held"] == 1
        trees.check(site)


def test_a_certificate_in_a_later_file_brings_back_what_was_set_aside(tree: Tree) -> None:
    """A leader's own file carries the volunteer's certificate, as every file up does."""
    visits = bos(tree, 3)
    with tree.open("hq") as hq, hq.store.writing(hq.context.author) as work:
        with tree.open("a/bo") as bo:
            user = bo.slot.user
        work.connection.exec_driver_sql("DELETE FROM certificate WHERE id = ?", (user,))
    with tree.open("a/site") as site:
        path = tree.root / "bare.indb"
        path.write_bytes(trees.forge(site, trees.carried(site), visits, certificates=[]))
    assert [one.reason for one in tree.take("hq", path)[0].refusals] == [UNAUTHORISED]
    tree.log("bo", 4)
    tree.take("hq", tree.up("a/site", "certified.indb"))
    with tree.open("hq") as hq:
        assert (trees.aside(hq), trees.figures(hq)["sessions_held"]) == ({}, 2)
        trees.check(hq)


def test_what_an_earlier_file_brought_too_early_counts_when_the_grant_comes(tree: Tree) -> None:
    """A visit on somebody else's course is set aside; the match is made later, and the next file judges it again."""
    with tree.open("a/bo") as bo:
        with trees.patched(bo) as work:
            work.put("session", made := "5" * 32, "facts", trees.facts(tree.courses["eva"]), trees.scope("course", tree.courses["eva"]))
        bo.leave()
    with tree.open("a/site") as site:
        assert [one.aside for one in site.arrive()] == [1]
        assert list(trees.aside(site).values()) == ["OutOfScope"]
        site.do.courses.match(tree.courses["eva"], tree.volunteers["bo"], date(2026, 1, 16))
    tree.log("bo", 9)
    with tree.open("a/site") as site:
        assert [one.aside for one in site.arrive()] == [0]
        assert trees.aside(site) == {}
        assert trees.count(site, "SELECT count(*) FROM session WHERE id = ? AND state = 'live'", made) == 1
        trees.check(site)
