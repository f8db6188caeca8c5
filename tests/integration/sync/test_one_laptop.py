"""One laptop, several people; and copies of vaults: older ones put back, cloned, moved, without what the machine remembers."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import house
from desktop.errors import NewerVault, NotAllowed, SavesMissing, UnknownChild, VaultInUse
from desktop.vault.witness import WitnessFile
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def live(tree: Tree, home: str = "a") -> list[Path]:
    return sorted((tree.root / home / "exchange").iterdir())


# --- the exchange folder -----------------------------------------------------------------------------------------


def test_at_most_one_live_file_for_each_parent_and_child(tree: Tree) -> None:
    with tree.open("a/site") as site:
        site.arrive()
        site.leave()
    down = set(live(tree))
    assert len(down) <= 2
    for day in (2, 3, 4):
        tree.log("bo", day)
        assert len(set(live(tree)) - down) == 1
    tree.log("eva", 2)
    assert len(set(live(tree)) - down) == 2
    for _ in range(3):
        with tree.open("a/site") as site:
            site.arrive()
            site.leave()
        assert len(live(tree)) == 2  # one for Bo, one for Eva; theirs were taken
    with tree.open("a/site") as site:
        assert trees.figures(site)["sessions_held"] == 4


def test_a_file_is_taken_only_by_whom_it_is_for_and_only_while_open(tree: Tree) -> None:
    before = set(live(tree))
    tree.log("bo")
    (file,) = set(live(tree)) - before
    data = file.read_bytes()
    for vault in ("a/eva", "a/bo"):
        with tree.open(vault) as other:
            other.arrive()
    assert file.read_bytes() == data
    with tree.open("a/site") as site:
        results = site.arrive()
        assert [result.new for result in results if result.new] == [1]
    assert not file.exists()


def test_what_is_no_file_of_ours_is_left_alone(tree: Tree) -> None:
    tree.log("bo")
    exchange = tree.root / "a" / "exchange"
    (exchange / f"{'0' * 32}.indenfor").write_bytes(b"garbage")
    (exchange / f"{'1' * 32}.indenfor").mkdir()
    (exchange / f"{'2' * 32}.indenfor").symlink_to(exchange / "gone")
    os.mkfifo(exchange / f"{'3' * 32}.indenfor")
    with tree.open("a/site") as site:
        assert sum(result.new for result in site.arrive()) == 1
        assert list(site.folder.spool.iterdir()) == []
    assert len([path for path in exchange.iterdir() if path.name[1] == path.name[0] and path.name[:4] == path.name[0] * 4]) == 4


def test_a_receipt_reaches_the_volunteer_and_nothing_is_sent_twice(tree: Tree) -> None:
    tree.log("bo")
    for _ in range(2):
        with tree.open("a/site") as site:
            site.arrive()
            site.leave()
        with tree.open("a/bo") as bo:
            bo.arrive()
            assert trees.count(bo, "SELECT seq FROM receipted WHERE dev = ?", bo.card.id) == 1
            assert bo.leave() == 0


WRITER = """
import sys
from pathlib import Path
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
root, vault, course = sys.argv[1:]
tree = Tree(Path(root), {}, {})
for day in range(1, 6):
    with tree.open(vault) as opened:
        opened.arrive()
        trees.log(opened, course, day)
        opened.leave()
"""


def test_two_vaults_write_at_once(tree: Tree) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tree.root), vault, tree.courses[name]])  # noqa: S603 - this very interpreter
        for vault, name in (("a/bo", "bo"), ("a/eva", "eva"))
    ]
    for _ in range(4):
        with tree.open("a/site") as site:
            site.arrive()
            site.leave()
    assert [writer.wait() for writer in writers] == [0, 0]
    with tree.open("a/site") as site:
        site.arrive()
        assert trees.figures(site)["sessions_held"] == 10
        trees.check(site)


def test_one_vault_is_open_once(tree: Tree) -> None:
    with tree.open("a/bo"), pytest.raises(VaultInUse):
        tree.open("a/bo")


# --- deleting a volunteer's vault --------------------------------------------------------------------------------


def test_deleting_takes_what_lies_in_the_exchange_folder_first(tree: Tree) -> None:
    tree.log("bo")
    with tree.open("a/site") as site:
        parting = house.remove_volunteer_vault(site, tree.path("a/bo"))
        assert parting.missing == 0
        assert trees.figures(site)["sessions_held"] == 1
        assert not site.do.volunteers.find("Bo Berg").device
        site.leave()
        trees.check(site)
    assert not tree.path("a/bo").exists()


def test_deleting_says_how_many_saves_have_not_arrived(tree: Tree) -> None:
    with tree.open("a/bo") as bo:
        for day in (1, 2, 3):
            trees.log(bo, tree.courses["bo"], day)
    with tree.open("a/site") as site:
        with pytest.raises(SavesMissing) as refusal:
            house.remove_volunteer_vault(site, tree.path("a/bo"))
        assert refusal.value.arguments == {"count": 3}
        assert tree.path("a/bo").exists()
        assert house.remove_volunteer_vault(site, tree.path("a/bo"), anyway=True).missing == 3
        assert not tree.path("a/bo").exists()


def test_deleting_without_a_witness_is_asked_for(tree: Tree) -> None:
    tree.log("bo")
    trees.witnessed(tree, "a/bo").unlink()
    with tree.open("a/site") as site:
        with pytest.raises(SavesMissing):
            house.remove_volunteer_vault(site, tree.path("a/bo"))
        assert house.remove_volunteer_vault(site, tree.path("a/bo"), anyway=True).missing is None


def test_who_may_delete_what(tree: Tree) -> None:
    with tree.open("a/site") as site:
        with pytest.raises(UnknownChild):
            house.remove_volunteer_vault(site, tree.path("b/per"), anyway=True)
        with tree.open("a/eva") as eva:
            with pytest.raises(VaultInUse):
                house.remove_volunteer_vault(site, tree.path("a/eva"), anyway=True)
            with pytest.raises(NotAllowed):
                house.remove_volunteer_vault(eva, tree.path("a/bo"), anyway=True)
    assert tree.path("a/eva").exists()
    assert tree.path("a/bo").exists()
    assert tree.path("b/per").exists()


# --- copies ------------------------------------------------------------------------------------------------------


def incarnations(tree: Tree, vault: str) -> int:
    with tree.open(vault) as opened:
        return trees.count(opened, "SELECT count(*) FROM chain WHERE own = 1")


def sessions_at_the_site(tree: Tree) -> int:
    with tree.open("a/site") as site:
        site.arrive()
        assert trees.aside(site) == {}
        trees.check(site)
        site.leave()
        return trees.figures(site)["sessions_held"] or 0


def test_an_older_copy_put_back_takes_a_new_incarnation_once(tree: Tree) -> None:
    tree.log("bo", 1)
    shutil.copytree(tree.path("a/bo"), tree.root / "backup")
    tree.log("bo", 2)
    assert sessions_at_the_site(tree) == 2
    shutil.rmtree(tree.path("a/bo"))
    shutil.copytree(tree.root / "backup", tree.path("a/bo"))
    for day in (3, 4):
        with tree.open("a/bo") as bo:
            bo.arrive()
        tree.log("bo", day)
        assert incarnations(tree, "a/bo") == 2
    assert sessions_at_the_site(tree) == 4
    for _ in range(2):
        with tree.open("a/bo") as bo:
            bo.arrive()  # a receipt that says more of the old incarnation than this copy holds
        assert sessions_at_the_site(tree) == 4
    assert incarnations(tree, "a/bo") == 2


def test_a_copy_from_before_the_first_save_does_not_fork(tree: Tree) -> None:
    shutil.copytree(tree.path("a/bo"), tree.root / "backup")
    tree.log("bo", 1)
    assert sessions_at_the_site(tree) == 1
    shutil.rmtree(tree.path("a/bo"))
    shutil.copytree(tree.root / "backup", tree.path("a/bo"))
    tree.log("bo", 2)
    assert sessions_at_the_site(tree) == 2


def test_a_cloned_disk_becomes_two_incarnations_and_both_arrive(tree: Tree) -> None:
    """The copy has no witness, because it lies on another machine."""
    tree.log("bo", 1)
    clone = tree.copy(tree.root.parent / "clone")
    shutil.rmtree(clone.root / "state")
    for where, day in ((tree, 2), (clone, 3)):
        where.log("bo", day)
        with where.open("a/bo") as bo:
            trees.export(bo, where.root / "bo.indb")
    with tree.open("a/site") as site:
        site.take_in([clone.root / "bo.indb", tree.root / "bo.indb"])
        assert trees.aside(site) == {}
        assert trees.figures(site)["sessions_held"] == 3
        assert trees.count(site, "SELECT count(*) FROM chain WHERE dev = ?", tree.id("a/bo")) == 2
        assert trees.count(site, "SELECT count(*) FROM incarnation") == 1
        trees.check(site)


def test_a_lost_witness_gives_a_new_incarnation_and_loses_nothing(tree: Tree) -> None:
    tree.log("bo", 1)
    trees.witnessed(tree, "a/bo").unlink()
    tree.log("bo", 2)
    tree.log("bo", 3)
    assert incarnations(tree, "a/bo") == 2
    assert sessions_at_the_site(tree) == 3


def test_a_moved_folder_is_no_alarm(tree: Tree) -> None:
    tree.log("bo", 1)
    tree.path("a/bo").rename(tree.root / "a" / "elsewhere")
    moved = replace(tree, now=tree.now)
    with house.open_vault(tree.root / "a" / "elsewhere", "Bo", trees.PASSPHRASE, moved.settings) as bo:
        trees.log(bo, tree.courses["bo"], 2)
        bo.leave()
        assert trees.count(bo, "SELECT count(*) FROM chain WHERE own = 1") == 1
    assert sessions_at_the_site(tree) == 2


def test_a_crash_between_a_save_and_its_witness_is_no_alarm(tree: Tree) -> None:
    tree.log("bo", 1)
    before = trees.witnessed(tree, "a/bo").read_bytes()
    with tree.open("a/bo") as bo:
        trees.log(bo, tree.courses["bo"], 2)
    trees.witnessed(tree, "a/bo").write_bytes(before)
    assert WitnessFile(tree.root / "state", tree.id("a/bo")).read() is not None
    tree.log("bo", 3)
    assert incarnations(tree, "a/bo") == 1
    assert sessions_at_the_site(tree) == 3


def test_a_restored_machine_learns_from_a_receipt(tree: Tree) -> None:
    """Folder and witness were put back together: only the receipt tells, and the next save is of a new incarnation."""
    tree.log("bo", 1)
    old = tree.copy(tree.root.parent / "old")
    tree.log("bo", 2)
    assert sessions_at_the_site(tree) == 2
    shutil.rmtree(tree.path("a/bo"))
    shutil.copytree(old.path("a/bo"), tree.path("a/bo"))
    shutil.copyfile(trees.witnessed(old, "a/bo"), trees.witnessed(tree, "a/bo"))
    with tree.open("a/bo") as bo:
        bo.arrive()
    tree.log("bo", 3)
    assert sessions_at_the_site(tree) == 3
    assert incarnations(tree, "a/bo") == 2


def test_nothing_that_was_only_made_and_opened_has_a_second_incarnation(tree: Tree) -> None:
    for vault in trees.PEOPLE:
        assert incarnations(tree, vault) <= 1


def test_a_newer_vault_is_refused_and_untouched(tree: Tree) -> None:
    with tree.open("a/bo") as bo, bo.store.upgrading() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    before = (tree.path("a/bo") / "store.db").read_bytes()
    with pytest.raises(NewerVault):
        tree.open("a/bo")
    assert (tree.path("a/bo") / "store.db").read_bytes() == before
