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
        "photo.jpg": "refused",
    }
    assert {one.to.parent.name for one in emptied.files} == {"imported", "refused"}
    assert set(emptied.receipts) == {tree.id("a/site"), tree.id("b/site")}
    assert (folder / "refused/photo.jpg.reason.txt").read_text(encoding="utf-8").startswith("The file is not a file of Indenfor")
    with tree.open("a/site") as site:
        (result,) = site.take_in([emptied.receipts[tree.id("a/site")]])
        assert (result.outcome, result.kind, result.receipts) == ("imported", "down", 1)
        assert site.do.file_state.read().up.unsafe == 0


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
