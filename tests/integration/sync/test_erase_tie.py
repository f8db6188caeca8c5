"""What is called erased is believed only where its rows were erased by right; what was erased stays so, whatever comes back."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desktop import house
from desktop.errors import DigestMismatch
from desktop.house import OpenVault
from desktop.log.entry import trace_of
from desktop.store.repositories import entries
from desktop.sync.parts import Carried, State
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire

MISSING = "PayloadMissing"
SECRET = "a sentence that has to go"


def bos(tree: Tree, *days: int) -> tuple[list[str], list[Carried]]:
    """Bo's visits and his entries as the site sends them on."""
    made = [tree.log("bo", day) for day in days]
    with tree.open("a/site") as site:
        site.arrive()
        return made, trees.carried(site, tree.id("a/bo"))


def erase_visit(vault: OpenVault, visit: str, course: str) -> None:
    """A leader erases a visit with all that hangs on it."""
    about = trees.scope("course", course)
    with vault.store.writing(vault.context.author) as work:
        for table in ("participation", "note"):
            rows = work.connection.exec_driver_sql(f'SELECT id FROM "{table}" WHERE session = ?', (visit,)).all()  # noqa: S608 - names of the registry
            for (row,) in rows:
                work.erase(table, row, about)
        work.erase("session", visit, about)


def called_erased(entry: Carried, traces: tuple[bytes, ...] = ()) -> Carried:
    """The entry without any part, all of them said to be erased."""
    gone = tuple(None for _ in entry.raw.parts)
    return Carried(replace(entry.raw, parts=gone), tuple(State.ERASED for _ in gone), traces)


def true_traces(entry: Carried) -> tuple[bytes, ...]:
    return tuple(trace_of(body) if body is not None else b"" for body in entry.raw.parts)


def forged(tree: Tree, name: str, chain: list[Carried], own: int | None = None) -> Path:
    """A file of a patched site, truly signed with the vault's key; `own`: so many of its own entries go before."""
    with tree.open("a/site") as site:
        path = tree.root / name
        path.write_bytes(trees.forge(site, trees.carried(site)[:own], chain))
    return path


@pytest.mark.parametrize("shown", [True, False], ids=["with its trace", "without"])
def test_a_part_called_erased_without_an_erase_of_its_row_is_payload_missing(tree: Tree, shown: bool) -> None:
    """Somebody who holds the site's vault key drops a visit; another visit of the same course was erased by right."""
    (first, _), (gone, other) = bos(tree, 3, 4)
    with tree.open("a/site") as site:
        erase_visit(site, first, tree.courses["bo"])
        erased, _ = trees.carried(site, tree.id("a/bo"))
    assert State.ERASED in erased.states
    assert any(erased.traces)
    path = forged(tree, "dropped.indb", [erased, called_erased(other, true_traces(other) if shown else ())])
    (result,) = tree.take("hq", path)
    assert (result.outcome, [one.reason for one in result.refusals]) == ("imported", [MISSING])
    with tree.open("hq") as hq:
        assert trees.aside(hq) == {wire.hash_of(other): MISSING}, "the one that was erased by right is believed"
        trees.check(hq)
    assert gone.raw.header == erased.raw.header


def test_the_trace_of_another_part_refuses_the_file(tree: Tree) -> None:
    """The trace is bound to the part by the author's signature, so that of a visit that was erased cannot stand for one that was not."""
    (first, _), (gone, other) = bos(tree, 3, 4)
    with tree.open("a/site") as site:
        erase_visit(site, first, tree.courses["bo"])
        erased, _ = trees.carried(site, tree.id("a/bo"))
    path = forged(tree, "other.indb", [erased, called_erased(other, true_traces(gone))])
    with tree.open("hq") as hq:
        trees.refused(hq, path, DigestMismatch)


def test_a_part_whose_erase_comes_with_a_later_file_counts_from_then_on(tree: Tree) -> None:
    (first,), _ = bos(tree, 3)
    with tree.open("a/site") as site:
        before = len(trees.carried(site))
        erase_visit(site, first, tree.courses["bo"])
        erased = trees.carried(site, tree.id("a/bo"))
    (result,) = tree.take("hq", forged(tree, "1.indb", erased, before))
    assert [one.reason for one in result.refusals] == [MISSING]
    (result,) = tree.take("hq", tree.up("a/site", "2.indb"))
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert trees.aside(hq) == {}
        trees.check(hq)


def test_what_is_gone_at_a_place_is_told_by_its_trace_alone(tree: Tree) -> None:
    """Headquarters never had the visit: what it is told of it is its hash, and which rows are erased."""
    made = tree.log("bo", 3)
    with tree.open("a/site") as site:
        site.arrive()
        erase_visit(site, made, tree.courses["bo"])
    (result,) = tree.take("hq", tree.up("a/site", "1.indb"))
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert (trees.aside(hq), trees.figures(hq)["sessions_held"]) == ({}, 0)
        assert trees.count(hq, "SELECT count(*) FROM part WHERE body IS NULL AND trace IS NOT NULL") > 0
        trees.check(hq)


def test_a_withheld_part_is_not_a_missing_one(tree: Tree) -> None:
    """A note stays at the place: headquarters has the entry without it, and nothing is wrong."""
    trees.log_in(tree, "a/bo", 3, note="stays here")
    (result,) = tree.take("hq", tree.up("a/site", "1.indb"))
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM part WHERE class = 'note' AND state = 'withheld' AND trace IS NULL") == 1
        assert trees.aside(hq) == {}
        trees.check(hq)


def test_a_note_can_go_while_its_session_stays(tree: Tree) -> None:
    made = trees.log_in(tree, "a/bo", 3, note=SECRET)
    with tree.open("a/site") as site:
        site.arrive()
        (note,) = entries_of_notes(site)
        with site.store.writing(site.context.author) as work:
            work.erase("note", note, trees.scope("course", tree.courses["bo"]))
        assert trees.count(site, "SELECT count(*) FROM session WHERE id = ? AND state = 'live'", made) == 1
        assert trees.count(site, "SELECT count(*) FROM part WHERE class = 'note' AND state = 'present'") == 1, "the erase alone"
        site.leave()
        trees.check(site)
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert trees.count(bo, "SELECT count(*) FROM note WHERE state = 'erased'") == 1
        assert trees.count(bo, "SELECT minutes FROM session WHERE id = ?", made) == 60
        trees.check(bo)
    (result,) = tree.take("hq", tree.up("a/site", "1.indb"))
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 1
        assert trees.count(hq, "SELECT count(*) FROM part WHERE class = 'note' AND trace IS NOT NULL") == 0, "no row of a note is told"


def entries_of_notes(vault: OpenVault) -> list[str]:
    with vault.store.reading() as reading:
        return [id_ for (id_,) in reading.connection.exec_driver_sql("SELECT id FROM note WHERE state = 'live'")]


def test_erased_then_an_old_bundle_and_it_stays_erased(tree: Tree) -> None:
    """The file from before the erasure comes after it, at a headquarters that never had the visit."""
    made = tree.log("bo", 3)
    with tree.open("a/site") as site:
        site.arrive()
        old = trees.export(site, tree.root / "old.indb")
        erase_visit(site, made, tree.courses["bo"])
        new = trees.export(site, tree.root / "new.indb")
    for path in (new, old):
        (result,) = tree.take("hq", path)
        assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM session WHERE id = ? AND state = 'erased'", made) == 1
        assert trees.figures(hq)["sessions_held"] == 0
        with hq.store.reading() as reading:
            bodies = [part.body for entry in entries.everything(reading.connection) for part in entry.parts if part.body]
        assert all(b'"erase"' in body for body in bodies if made.encode() in body)
        trees.check(hq)


def test_erased_then_an_old_backup_and_a_restored_vault_and_it_stays_erased(tree: Tree) -> None:
    made = tree.log("bo", 3)
    backup = tree.root / "site.backup"
    with tree.open("a/site") as site:
        site.arrive()
        house.backup_vault(site, backup)
        erase_visit(site, made, tree.courses["bo"])
        new = trees.export(site, tree.root / "new.indb")
    tree.take("hq", new)
    tree.path("a/site").rename(tree.root / "lost")
    restored = house.restore_vault(backup, tree.path("a/site"), "Anna", trees.PASSPHRASE, tree.settings)
    assert restored.erased > 0
    trees.exchange(tree, "a/site")
    with tree.open("a/site") as site, tree.open("hq") as hq:
        for vault in (site, hq):
            assert trees.count(vault, "SELECT count(*) FROM session WHERE id = ? AND state = 'erased'", made) == 1
            assert trees.aside(vault) == {}
            trees.check(vault)
        assert trees.figures(hq)["sessions_held"] == 0


def test_the_part_is_gone_from_the_stores_pages_after_the_checkpoint(tree: Tree) -> None:
    """Every page of the closed file, free ones too, decrypted with the store's key."""
    trees.log_in(tree, "a/bo", 3, note=SECRET)
    with tree.open("a/site") as site:
        site.arrive()
    assert SECRET.encode() in pages(tree)
    with tree.open("a/site") as site:
        (note,) = entries_of_notes(site)
        with site.store.writing(site.context.author) as work:
            work.erase("note", note, trees.scope("course", tree.courses["bo"]))
    assert SECRET.encode() not in pages(tree)


def pages(tree: Tree) -> bytes:
    """The site's file in the clear, by the published format of SQLCipher: the initial vector stands before each page's tag."""
    with tree.open("a/site") as site:
        key = bytes(site.slot.store_key.view)
    path = tree.path("a/site") / "store.db"
    assert not path.with_name("store.db-wal").exists()
    data, found = path.read_bytes(), b""
    for start in range(0, len(data), 4096):
        page, first = data[start : start + 4096], 16 if start == 0 else 0
        found += Cipher(algorithms.AES256(key), modes.CBC(page[4016:4032])).decryptor().update(page[first:4016])
    return found
