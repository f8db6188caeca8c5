"""What goes wrong once and must come right by itself: vaults put back, poisoned identities, cut-off imports, full disks."""

import base64
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop import cli
from desktop.crypto.digests import new_id
from desktop.crypto.identity import seal_identity
from desktop.crypto.sealing import wrap
from desktop.errors import N_, StorageError
from desktop.house import OpenVault
from desktop.models.rows.fields import Value
from desktop.services import trust
from desktop.services.importing import FileResult
from desktop.services.taking import Taking
from desktop.services.trust import HQ_IDENTITY, load
from desktop.store.unit_of_work import About
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def later(tree: Tree, days: int) -> Tree:
    return replace(tree, now=lambda: trees.NOON + timedelta(days=days))


def put_back(tree: Tree, vault: str, copy: Path) -> None:
    shutil.rmtree(tree.path(vault))
    shutil.copytree(copy, tree.path(vault))


def outcomes(results: Sequence[FileResult]) -> list[str]:
    return [result.outcome for result in results]


# --- a vault above is put back from an older copy ----------------------------------------------------------------


def test_headquarters_put_back_is_whole_after_one_round(tree: Tree) -> None:
    shutil.copytree(tree.path("hq"), tree.root / "copy")
    for number in (3, 4):
        tree.log("bo", number)
        assert outcomes(tree.take("hq", tree.up("a/site", f"{number}.indb"))) == ["imported"]
        with tree.open("hq") as hq:
            hq.do.sites.add(f"Nyby {number}", "OPEN", "Nyby")
        assert outcomes(tree.take("a/site", tree.receipt("a/site", f"d{number}.indb"))) == ["imported"]
    with tree.open("hq") as hq:
        whole = trees.state(hq), trees.figures(hq)["sessions_held"]
    put_back(tree, "hq", tree.root / "copy")
    tree = later(tree, 1)
    tree.log("bo", 5)
    assert outcomes(tree.take("hq", tree.up("a/site", "early.indb"))) == ["pending"]
    down = tree.receipt("a/site", "told.indb")
    assert [(result.outcome, result.error) for result in tree.take("a/site", down)] == [("imported", None)]
    assert outcomes(tree.take("hq", tree.up("a/site", "again.indb"))) == ["imported", "imported"]
    with tree.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM pending") == 0
        assert trees.figures(hq)["sessions_held"] == 3
        trees.check(hq)
    assert whole[1] == 2


def test_a_parent_that_had_nothing_yet_still_answers_and_is_told_all(tree: Tree) -> None:
    """The copy is from before the first file of that site."""
    with tree.open("hq") as hq, hq.store.writing(hq.context.author) as work:
        for statement in ("DELETE FROM register WHERE sender = ?", "DELETE FROM chain WHERE dev = ?"):
            work.connection.exec_driver_sql(statement, (tree.id("b/site"),))
    tree = later(tree, 1)
    tree.log("per")
    with tree.open("b/site") as site:
        site.do.volunteers.add("Vera", "Vang", date(2024, 1, 1))
    assert outcomes(tree.take("hq", tree.up("b/site", "1.indb"))) == ["pending"]
    assert outcomes(tree.take("b/site", tree.receipt("b/site", "d.indb"))) == ["imported"]
    assert outcomes(tree.take("hq", tree.up("b/site", "2.indb"))) == ["imported", "imported"]
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 1


def test_a_site_put_back_gets_its_volunteers_saves_again(tree: Tree) -> None:
    shutil.copytree(tree.path("a/site"), tree.root / "copy")
    for day in (3, 4):
        tree.log("bo", day)
        with tree.open("a/site") as site:
            site.arrive()
            site.leave()
        with tree.open("a/bo") as bo:
            bo.arrive()
    put_back(tree, "a/site", tree.root / "copy")
    tree = later(tree, 1)
    tree.log("bo", 5)
    with tree.open("a/site") as site:
        assert outcomes(site.arrive()) == ["pending"]
        site.leave()
    with tree.open("a/bo") as bo:
        assert [(result.outcome, result.error) for result in bo.arrive()] == [("imported", None)]
        bo.leave()
    with tree.open("a/site") as site:
        site.arrive()
        assert trees.figures(site)["sessions_held"] == 3
        trees.check(site)


def test_a_parent_put_back_goes_on_with_another_list_and_loses_nobody(tree: Tree) -> None:
    """Each round the new list passes what the child holds of the old one."""
    shutil.copytree(tree.path("hq"), tree.root / "copy")
    with tree.open("hq") as hq:
        for number in range(3):
            hq.do.sites.add(f"Gammelby {number}", "OPEN", "Nyby")
    assert outcomes(tree.take("a/site", tree.receipt("a/site", "old.indb"))) == ["imported"]
    put_back(tree, "hq", tree.root / "copy")
    for number in range(5):
        tree = later(tree, number + 1)
        with tree.open("hq") as hq:
            hq.do.sites.add(f"Nyby {number}", "OPEN", "Nyby")
        (result,) = tree.take("a/site", tree.receipt("a/site", f"d{number}.indb"))
        assert (result.outcome, result.error) == ("imported", None)
        tree.log("bo", number + 1)
        assert outcomes(tree.take("hq", tree.up("a/site", f"u{number}.indb")))[0] == "imported"
        with tree.open("a/site") as site:
            names = {one.name for one in site.do.sites.list()}
        assert {f"Nyby {seen}" for seen in range(number + 1)} <= names
    with tree.open("hq") as hq, tree.open("a/site") as site, site.store.reading() as reading:
        parent, sent = trust.parent_of(reading), trees.peer_of(hq, site.card.id)
        assert (parent.feed_have, parent.feed_head) == (sent.feed_sent, sent.feed_head)
        assert trees.figures(hq)["sessions_held"] == 5


def test_an_older_file_down_takes_nothing_back(tree: Tree) -> None:
    tree.log("bo", 3)
    tree.take("hq", tree.up("a/site", "1.indb"))
    old = tree.receipt("a/site", "old.indb")
    tree.log("bo", 4)
    tree = later(tree, 1)
    tree.take("hq", tree.up("a/site", "2.indb"))
    new = tree.receipt("a/site", "new.indb")
    assert outcomes(tree.take("a/site", new, old)) == ["imported", "imported"]
    with tree.open("a/site") as site:
        assert trees.count(site, "SELECT seq FROM receipted WHERE dev = ?", tree.id("a/bo")) == 2


def test_a_child_put_back_asks_for_what_it_lacks(tree: Tree) -> None:
    """It has nothing of its own to say, so without asking it would wait for ever."""
    shutil.copytree(tree.path("b/site"), tree.root / "copy")
    for number in range(2):
        with tree.open("hq") as hq:
            hq.do.sites.add(f"Nyby {number}", "OPEN", "Nyby")
        tree.take("b/site", tree.receipt("b/site", f"d{number}.indb"))
        with tree.open("b/site") as site:
            site.do.volunteers.add("Vera", f"Vang {number}", date(2024, 1, 1))
        tree.take("hq", tree.up("b/site", f"u{number}.indb"))
    put_back(tree, "b/site", tree.root / "copy")
    tree = later(tree, 1)
    with tree.open("hq") as hq:
        hq.do.sites.add("Nyby 2", "OPEN", "Nyby")
    down = tree.receipt("b/site", "d2.indb")
    assert outcomes(tree.take("b/site", down)) == ["pending"]
    assert outcomes(tree.take("hq", tree.up("b/site", "ask.indb"))) == ["imported"]
    tree.take("b/site", tree.receipt("b/site", "all.indb"))
    with tree.open("b/site") as site:
        assert {f"Nyby {number}" for number in range(3)} <= {one.name for one in site.do.sites.list()}
        assert trees.count(site, "SELECT count(*) FROM pending") == 0


def test_a_machine_put_back_whole_hears_from_above_what_it_saved_and_asks_for_it(tree: Tree) -> None:
    """Its witness was put back too, so nothing on it tells; and it has nothing of its own to say."""
    for name in ("a/site", "state"):
        shutil.copytree(tree.root / name, tree.root / "copy" / name)
    with tree.open("a/site") as site:
        site.do.volunteers.add("Vera", "Vang", date(2024, 1, 1))
        lost = trees.hashes(site)
    tree.take("hq", tree.up("a/site", "u.indb"))
    for name in ("a/site", "state"):
        shutil.rmtree(tree.root / name)
        shutil.copytree(tree.root / "copy" / name, tree.root / name)
    for minute in (1, 2):
        tree = later(tree, minute)
        tree.take("a/site", tree.receipt("a/site", f"d{minute}.indb"))
        if minute == 1:
            assert outcomes(tree.take("hq", tree.up("a/site", "ask.indb"))) == ["imported"]
    with tree.open("a/site") as site:
        assert set(lost) <= set(trees.hashes(site))
        assert site.do.volunteers.find("Vera Vang").family == "Vang"
        assert site.do.exporting.up(written(tree.root / "none.indb", fill_file)).path is None
        trees.check(site)


# --- poisoned identities, and an import that was cut off ---------------------------------------------------------


def poison(site: OpenVault, root_seal: bytes, key: bytes, sealed: bytes | None, wrapped: bytes | None) -> str:
    """A participant whose identity and grant are whatever a patched program writes."""
    person, place = new_id(), site.do.sites.list()[0].id
    with site.store.reading() as reading:
        place = trust.parent_of(reading).subject or place
    about = About(f"site/{place}", person)
    sealed = seal_identity(bytes(32), b"{}", f"identity/{person}/sealed/1".encode()) if sealed is None else sealed
    wrapped = wrap(root_seal, key, f"grant/{person}") if wrapped is None else wrapped
    with trees.patched(site) as work:
        work.put("participant", person, "home", {"site": place}, about)
        work.flush()
        work.put("identity", person, "sealed", {"blob": base64.b64encode(sealed).decode()}, about)
        grant: Value = {"subject": person, "recipient": HQ_IDENTITY, "wrap": base64.b64encode(wrapped).decode()}
        work.put("grant", new_id(), "wrap", grant, about)
    return person


def test_identities_that_do_not_open_stop_nobody(tree: Tree) -> None:
    chance = random.Random(11)
    with tree.open("a/site") as site:
        with site.store.reading() as reading:
            root = load(reading).root
        assert root is not None
        for key in (b"12345", b"", bytes(16), bytes(24), bytes(33), bytes(32)):
            poison(site, root.identity_seal, key, None, None)
        for _ in range(25):
            noise = chance.randbytes(chance.choice([1, 27, 28, 40, 80, 284, 284]))
            poison(site, root.identity_seal, bytes(32), noise, None)
            poison(site, root.identity_seal, bytes(32), None, noise)
        for plain in (b"{}", b"\xff", b'{"birth_date":"0001-01-01","family":" ","given":"\xcc\x81"}', b"[" * 200, bytes(254)):
            person = poison(site, root.identity_seal, bytes(32), None, None)
            blob = seal_identity(bytes(32), plain, f"identity/{person}/sealed/1".encode())
            with trees.patched(site) as work:
                about = About(f"site/{trust.parent_of(work).subject}", person)
                work.put("identity", person, "sealed", {"blob": base64.b64encode(blob).decode()}, about)
        up = trees.export(site, tree.root / "poison.indb")
    assert outcomes(tree.take("hq", up)) == ["imported"]
    tree.log("per", 3)
    assert outcomes(tree.take("hq", tree.up("b/site", "good.indb"))) == ["imported"]
    with tree.open("hq") as hq:
        assert not hq.do.duplicates.stale()
        assert trees.figures(hq)["persons_visited"] == 1


def test_an_import_that_was_cut_off_is_linked_when_the_vault_is_opened(tree: Tree) -> None:
    ups = []
    for site, volunteer in (("a/site", "bo"), ("b/site", "per")):
        with tree.open(site) as opened:
            course = trees.course(opened, tree.volunteers[volunteer], born=date(1980, 5, 5))
            trees.log(opened, course, 3, volunteers=())
        ups.append(tree.up(site, f"{volunteer}.indb"))
    with tree.open("hq") as hq:
        for up in ups:
            hq.do.importing.file(up)  # and killed before the same person is looked for
        assert trees.figures(hq)["persons_visited"] == 2
    with tree.open("hq") as hq:
        assert trees.figures(hq)["persons_visited"] == 1
        before = trees.dump(hq)["audit"]
    with tree.open("hq") as hq:
        assert outcomes(hq.take_in(ups)) == ["already", "already"]
        assert trees.dump(hq)["audit"] == before, "nothing is opened anew where nothing came"


def test_what_came_before_a_kill_is_linked_by_the_next_import_though_nothing_is_new(tree: Tree) -> None:
    with tree.open("hq") as hq:
        ups = []
        for site, volunteer in (("a/site", "bo"), ("b/site", "per")):
            with tree.open(site) as opened:
                course = trees.course(opened, tree.volunteers[volunteer], born=date(1980, 5, 5))
                trees.log(opened, course, 3, volunteers=())
            ups.append(tree.up(site, f"{volunteer}.indb"))
            hq.do.importing.file(ups[-1])
        assert outcomes(hq.take_in(ups)) == ["already", "already"]
        assert trees.figures(hq)["persons_visited"] == 1


# --- full disks, and when a file came ----------------------------------------------------------------------------


def waiting_pair(tree: Tree, tmp_path: Path) -> tuple[Path, Path]:
    """A file, and one that can only be taken after it."""
    tree.log("bo", 1)
    one = tree.up("a/site", "1.indb")
    other = tree.copy(tmp_path / "other")
    other.take("hq", one)
    other.take("a/site", other.receipt("a/site"))
    other.log("bo", 2)
    return one, other.up("a/site", "2.indb")


class FullDisk:
    """The disk takes the first entries, and then no more for a while."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fails: frozenset[int]) -> None:
        real, self.asked = Taking.run, 0

        def run_(taking: Taking, verdicts: object) -> object:
            self.asked += 1
            if self.asked in fails:
                raise StorageError(path="store.db", reason=N_("the disk is full"))
            return real(taking, verdicts)  # type: ignore[arg-type] # passed on as it came

        monkeypatch.setattr(Taking, "run", run_)


def test_a_waiting_file_that_meets_a_full_disk_waits_on(tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = waiting_pair(tree, tmp_path)
    with tree.open("hq") as hq:
        assert outcomes(hq.take_in([two])) == ["pending"]
        FullDisk(monkeypatch, frozenset({2}))
        assert outcomes(hq.take_in([one])) == ["imported", "refused"]
        assert trees.count(hq, "SELECT count(*) FROM pending") == 1
        assert len(list(hq.folder.spool.iterdir())) == 1
        tree.log("eva", 3)
        results = hq.take_in([tree.up("a/site", "3.indb")])
        assert outcomes(results) == ["imported", "imported"]
        assert trees.count(hq, "SELECT count(*) FROM pending") == 0
        assert list(hq.folder.spool.iterdir()) == []
        assert trees.figures(hq)["sessions_held"] == 3


def test_the_inbox_keeps_what_the_disk_could_not_take(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.log("bo", 1)
    inbox = tree.root / "inbox"
    inbox.mkdir()
    shutil.copy(tree.up("a/site", "1.indb"), inbox / "1.indb")
    (inbox / "2.indb").write_bytes(b"garbage")
    FullDisk(monkeypatch, frozenset({1}))
    secret = tree.root / "phrase"
    secret.write_text(f"{trees.PASSPHRASE}\n", encoding="ascii")
    call = ["hq", "inbox", str(tree.path("hq")), str(inbox), "--passphrase-file", str(secret)]
    assert cli.main(call, tree.settings) == 1
    assert sorted(path.name for path in inbox.iterdir()) == ["1.indb", "refused"]
    assert cli.main(call, tree.settings) == 0
    assert [path.name for path in (inbox / "imported").iterdir()] == ["1.indb"]
    with tree.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 1


def test_a_peer_was_seen_when_its_file_came_whatever_it_says(tree: Tree) -> None:
    tree.log("bo", 1)
    ahead = later(tree, 40_000)
    with ahead.open("a/site") as site:
        site.arrive()
        up = trees.export(site, tree.root / "ahead.indb")
    with tree.open("hq") as hq:
        assert outcomes(hq.take_in([up])) == ["imported"]
        assert trees.peer_of(hq, tree.id("a/site")).seen_at == trees.TODAY.isoformat()
