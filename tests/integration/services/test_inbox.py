"""Headquarters' inbox as the command line and the window use it: sorted folders, reasons, receipts, and what a stop leaves."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.errors import Fault, NotAllowed, Stopped
from desktop.texts import Texts
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

LATER = datetime(2026, 3, 27, 11, tzinfo=UTC)
SAY: Callable[[Fault], str] = Texts("en").fault


@pytest.fixture
def folder(tree: Tree) -> Path:
    made = tree.root / "inbox"
    made.mkdir()
    return made


def lying(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_folder_is_sorted_and_every_sender_gets_its_receipt(tree: Tree, folder: Path) -> None:
    tree.log("bo")
    tree.log("per")
    shutil.copy(tree.up("a/site", "a.indb"), folder / "a.indb")
    shutil.copy(tree.up("b/site", "b.indb"), folder / "b.indb")
    (folder / "photo.jpg").write_bytes(b"no file of ours")
    with tree.open("hq") as hq:
        emptied = hq.do.inbox.empty(folder, SAY)
    assert {one.path.name: one.result.outcome for one in emptied.files} == {
        "a.indb": "imported",
        "b.indb": "imported",
    }
    assert {one.to.parent.name for one in emptied.files} == {"imported"}
    assert emptied.left == (folder / "photo.jpg",)
    assert set(emptied.receipts) == {tree.id("a/site"), tree.id("b/site")}
    assert (folder / "photo.jpg").read_bytes() == b"no file of ours", "and no reason beside it"
    with tree.open("a/site") as site:
        (result,) = site.take_in([emptied.receipts[tree.id("a/site")]])
        assert (result.outcome, result.kind, result.receipts) == ("imported", "down", 1)
        assert site.do.file_state.read().up.unsafe == 0


def test_any_order_doubles_half_copies_and_files_for_others(tree: Tree, folder: Path) -> None:
    """Later ones before earlier ones, one twice, one cut short, one for another vault, a request, one of a later version."""
    for number in range(3):
        tree.log("bo", number + 1)
        shutil.copy(tree.up("a/site", "up.indb"), folder / f"{number}.indb")
    whole = (folder / "1.indb").read_bytes()
    (folder / "again.indb").write_bytes(whole)
    (folder / "cut.indb").write_bytes(whole[: len(whole) // 2])
    (folder / "nothing-yet.indb").write_bytes(b"")
    (folder / "later.indb").write_bytes(whole[:4] + b"\x07" + whole[5:])
    (folder / "request").write_bytes(b'{"doc":"AAAA"')
    shutil.copy(tree.receipt("a/site"), folder / "for-the-site.indb")
    with tree.open("hq") as hq:
        hq.do.inbox.empty(folder, SAY, [folder / "2.indb"])
        emptied = hq.do.inbox.empty(folder, SAY)
        assert trees.figures(hq)["sessions_held"] == 3
        trees.check(hq)
    where = {one.path.name: one.to.parent.name for one in emptied.files}
    assert where == {
        "0.indb": "imported",
        "1.indb": "imported",
        "again.indb": "imported",
        "cut.indb": "refused",
        "for-the-site.indb": "refused",
        "later.indb": "pending",
        "nothing-yet.indb": "refused",
        "request": "refused",
    }
    for name, place in where.items():
        assert (folder / place / f"{name}.reason.txt").exists() == (place != "imported")
    assert set(emptied.receipts) == {tree.id("a/site")}
    with tree.open("a/site") as site:
        site.take_in(list(emptied.receipts.values()))
        assert site.do.file_state.read().up.unsafe == 0


def test_what_waits_goes_in_when_the_earlier_file_has_come(tree: Tree, folder: Path) -> None:
    """It lies in pending/ with its reason meanwhile, and in imported/ without one afterwards."""
    tree.log("bo", 1)
    first = tree.up("a/site", "1.indb")
    other = tree.copy(tree.root.parent / "other")
    other.take("hq", first)
    other.take("a/site", other.receipt("a/site"))
    other.log("bo", 2)
    shutil.copy(other.up("a/site", "2.indb"), folder / "2.indb")
    with tree.open("hq") as hq:
        hq.do.inbox.empty(folder, SAY)
        assert lying(folder)[-2:] == ["pending/2.indb", "pending/2.indb.reason.txt"]
        shutil.copy(first, folder / "1.indb")
        hq.do.inbox.empty(folder, SAY)
        assert [name for name in lying(folder) if not name.startswith("outbox/")] == ["imported/1.indb", "imported/2.indb"]
        assert trees.figures(hq)["sessions_held"] == 2


def test_only_chosen_files_are_touched(tree: Tree, folder: Path) -> None:
    tree.log("bo")
    chosen = folder / "a.indb"
    shutil.copy(tree.up("a/site", "a.indb"), chosen)
    (folder / "photo.jpg").write_bytes(b"somebody's own picture")
    with tree.open("hq") as hq:
        hq.do.inbox.empty(folder, SAY, [chosen])
    assert [name for name in lying(folder) if not name.startswith("outbox/")] == ["imported/a.indb", "photo.jpg"]


def test_what_a_person_stops_lies_where_it_lay(tree: Tree, folder: Path) -> None:
    tree.log("bo")
    tree.log("per")
    shutil.copy(tree.up("a/site", "a.indb"), folder / "a.indb")
    shutil.copy(tree.up("b/site", "b.indb"), folder / "b.indb")
    first = (folder / "a.indb").stat().st_size

    def stop(done: int, _total: int) -> None:
        if done > first:
            raise Stopped()

    with tree.open("hq") as hq:
        emptied = hq.do.inbox.empty(folder, SAY, tell=stop)
        assert [one.result.outcome for one in emptied.files] == ["imported", "stopped"]
        assert lying(folder) == ["b.indb", "imported/a.indb", f"outbox/{tree.id('a/site')}.indb"]
        assert [one.result.outcome for one in hq.do.inbox.empty(folder, SAY).files] == ["imported"]
        trees.check(hq)


def test_receipts_are_written_for_a_sender_at_any_time(tree: Tree, folder: Path) -> None:
    tree.log("bo")
    file = tree.up("a/site", "a.indb")
    with replace(tree, now=lambda: LATER).open("hq") as hq:
        hq.take_in([file])
        assert [sender.name for sender in hq.do.file_state.read().senders if sender.owed] == ["Nordby"]
        told: list[tuple[int, int]] = []
        found = hq.do.inbox.receipts_for([tree.id("a/site"), "0" * 32], folder, lambda done, total: told.append((done, total)))
        assert (set(found), told) == ({tree.id("a/site")}, [(0, 1)])
        assert found[tree.id("a/site")].parent == folder
        assert not any(sender.owed for sender in hq.do.file_state.read().senders)


def test_a_site_has_no_inbox(tree: Tree, folder: Path) -> None:
    with tree.open("a/site") as site, pytest.raises(NotAllowed):
        site.do.inbox.empty(folder, SAY)
