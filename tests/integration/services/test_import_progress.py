"""How far an import or an export is, and what a person who stops it leaves behind: nothing of the file under way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import Stopped
from desktop.house import OpenVault
from desktop.services.telling import unheard
from desktop.vault.atomic import written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

ENTRIES = 300
Tell = Callable[[int, int], None]


class Heard:
    """Keeps what it is told, and stops the work at one step."""

    def __init__(self, stop_at: int = 0) -> None:
        self.steps: list[tuple[int, int]] = []
        self._stop_at = stop_at

    def __call__(self, done: int, total: int) -> None:
        self.steps.append((done, total))
        if len(self.steps) == self._stop_at:
            raise Stopped()


def many(tree: Tree, name: str, saves: int = ENTRIES, first: int = 0) -> Path:
    """A file up from the first site with so many saves."""
    with tree.open("a/site") as site, trees.patched(site) as work:
        for number in range(first, first + saves):
            value = trees.facts(tree.courses["bo"], f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}")
            work.put("session", f"{number:032x}", "facts", value, trees.scope("site", tree.id("a/site")))
            work.flush()
    return tree.up("a/site", name)


def holds(vault: OpenVault) -> tuple[trees.Dump, list[Path], str]:
    """Everything that a stopped import must leave as it was."""
    return trees.dump(vault), sorted(vault.folder.spool.iterdir()), trees.state(vault)


def test_an_import_tells_how_far_it_is_and_ends_at_the_whole(tree: Tree) -> None:
    file, heard = many(tree, "up.indb"), Heard()
    with tree.open("hq") as hq:
        hq.take_in([file], tell=heard)
    size = file.stat().st_size
    assert {total for _done, total in heard.steps} == {size}
    assert [done for done, _total in heard.steps] == sorted(done for done, _total in heard.steps)
    assert heard.steps[-1] == (size, size)
    assert len(heard.steps) > ENTRIES


def test_an_import_stopped_at_any_step_leaves_nothing_and_the_next_one_takes_the_file_whole(tree: Tree) -> None:
    file, heard = many(tree, "up.indb"), Heard()
    with tree.open("hq") as hq:
        hq.take_in([file], dry_run=True, tell=heard)
        before = holds(hq)
        last = len(heard.steps)
        for step in (*range(1, 4), *range(4, last - 2, 9), *range(last - 2, last + 1)):
            (result,) = hq.take_in([file], tell=Heard(step))
            assert (result.outcome, type(result.error)) == ("stopped", Stopped)
            assert holds(hq) == before, step
        (result,) = hq.take_in([file])
        assert (result.outcome, result.new) == ("imported", ENTRIES)
        trees.check(hq)


def test_of_several_files_those_before_the_stop_are_in(tree: Tree) -> None:
    first = many(tree, "1.indb", 5)
    tree.log("eva", 4)
    second = tree.up("a/site", "2.indb")
    with tree.open("hq") as hq:
        whole = Heard()
        hq.take_in([first], dry_run=True, tell=whole)
        results = hq.take_in([first, second], tell=Heard(len(whole.steps) + 2))
        assert [result.outcome for result in results] == ["imported", "stopped"]
        assert [result.outcome for result in hq.take_in([first, second])] == ["already", "imported"]


def test_a_stop_while_a_waiting_file_is_tried_leaves_it_waiting_until_its_forerunner_is_shown_again(tree: Tree) -> None:
    one = many(tree, "1.indb", 5)
    behind = tree.copy(tree.root.parent / "behind")
    with tree.open("hq") as hq:
        hq.take_in([one])
    tree.take("a/site", tree.receipt("a/site"))
    two = many(tree, "2.indb", 5, first=5)
    with behind.open("hq") as hq:
        assert [result.outcome for result in hq.take_in([two])] == ["pending"]
        whole = Heard()
        hq.take_in([one], dry_run=True, tell=whole)
        assert [result.outcome for result in hq.take_in([one], tell=Heard(len(whole.steps) + 1))] == ["imported"]
        assert trees.count(hq, "SELECT count(*) FROM pending") == 1
        assert [result.outcome for result in hq.take_in([one])] == ["already", "imported"]
        assert trees.count(hq, "SELECT count(*) FROM pending") == 0
        assert list(hq.folder.spool.iterdir()) == []


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_file_that_is_stopped_while_it_is_made_is_not_there(tree: Tree, way: str) -> None:
    file = many(tree, "up.indb", 30)
    target = tree.root / "stick"
    target.mkdir()
    tree.take("hq", file)

    def make(vault: OpenVault, tell: Tell) -> Path | None:
        put = written(target / "made.indb")
        do = vault.do
        return do.exporting.up(put, tell=tell).path if way == "up" else do.delivering.down(put, tree.id("a/site"), tell=tell).path

    with tree.open("a/site" if way == "up" else "hq") as vault:
        whole = Heard()
        assert make(vault, whole) is not None
        (target / "made.indb").unlink()
        assert whole.steps[0][0] < whole.steps[-1][0] <= whole.steps[-1][1]
        before = trees.dump(vault)
        for step in range(1, len(whole.steps) + 1):
            with pytest.raises(Stopped):
                make(vault, Heard(step))
            assert list(target.iterdir()) == []
            assert trees.dump(vault) == before, step
        assert make(vault, unheard) is not None
