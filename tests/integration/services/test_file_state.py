"""How it stands with the files, at a site, at headquarters and on a volunteer's laptop: "safe" follows from receipts alone."""

from datetime import UTC, date, datetime
from pathlib import Path

from desktop import house
from desktop.vault.atomic import written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

LATER = datetime(2026, 3, 27, 11, tzinfo=UTC)


def test_only_a_receipt_makes_a_save_safe(tree: Tree) -> None:
    with tree.open("a/site") as site:
        quiet = site.do.file_state.read()
        assert (quiet.up.enrolled, quiet.up.unsafe, quiet.above, quiet.safe_to) == (True, 0, "", trees.TODAY)
        trees.log(site, tree.courses["bo"])
        assert site.do.file_state.read().up.unsafe == 1
        file = trees.export(site, tree.root / "up.indb")
        made = site.do.file_state.read()
        assert (made.up.unsafe, made.up.sent_on) == (1, trees.TODAY)
    tree.take("hq", file)
    with tree.open("a/site") as site:
        assert site.do.file_state.read().up.unsafe == 1
        site.take_in([tree.receipt("a/site")])
        safe = site.do.file_state.read()
        assert (safe.up.unsafe, safe.up.receipt_on, safe.up.unsafe_since) == (0, trees.TODAY, None)


def test_the_days_are_counted_from_the_last_file(tree: Tree) -> None:
    with Tree(tree.root, tree.courses, tree.volunteers, lambda: LATER).open("a/site") as site:
        standing = site.do.file_state.read()
        assert standing.day == date(2026, 3, 27)
        assert [standing.days_since(day) for day in (standing.up.sent_on, None)] == [7, None]
        assert {sender.name: (sender.days, sender.beside) for sender in standing.senders} == {
            "Bo Berg": (None, True),
            "Eva Lund": (None, True),
        }


def test_a_site_hears_of_its_volunteers_files(tree: Tree) -> None:
    tree.log("bo")
    with tree.open("a/site") as site:
        site.arrive()
        senders = {sender.name: sender for sender in site.do.file_state.read().senders}
        assert (senders["Bo Berg"].came_on, senders["Bo Berg"].days, senders["Eva Lund"].came_on) == (trees.TODAY, 0, None)
        (first, *_) = site.do.file_state.read().passed
        assert (first.way, first.above, first.count, f"{first.at:%H:%M}") == ("in", False, 1, "12:00")


def test_headquarters_sees_what_came_what_waits_and_what_must_be_decided(tree: Tree) -> None:
    with tree.open("hq") as hq:
        calm = hq.do.file_state.read()
        assert (calm.kind, calm.above, calm.up.enrolled, calm.waiting, calm.undecided) == ("hq", "", False, (), 0)
        assert [sender.name for sender in calm.senders] == ["Nordby", "Sydby"]
        assert {passed.name for passed in calm.passed} == {"Nordby", "Sydby"}
        assert not any(sender.owed for sender in calm.senders)


def test_a_file_that_waits_says_how_much_is_missing(tree: Tree) -> None:
    behind = tree.copy(tree.root.parent / "behind")
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"])
        first = trees.export(site, tree.root / "1.indb")
    tree.take("hq", first)
    tree.take("a/site", tree.receipt("a/site"))
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 3)
        second = trees.export(site, tree.root / "2.indb")
    with behind.open("hq") as hq:
        hq.take_in([second])
        (waiting,) = hq.do.file_state.read().waiting
        assert (waiting.name, waiting.on, waiting.missing) == ("Nordby", trees.TODAY, 1)
        hq.take_in([first])
        assert hq.do.file_state.read().waiting == ()


def test_a_save_that_is_set_aside_waits_for_a_decision(tree: Tree) -> None:
    with tree.open("a/bo") as bo, trees.patched(bo) as work:
        work.put(
            "course",
            tree.courses["bo"],
            "end",
            {"ended_on": "2026-03-01", "end_reason": "other"},
            trees.scope("course", tree.courses["bo"]),
        )
    with tree.open("a/bo") as bo:
        file = trees.export(bo, tree.root / "bo.indb")
    with tree.open("a/site") as site:
        (result,) = site.take_in([file])
        assert result.aside == 1
        assert site.do.file_state.read().undecided == 1


def test_a_volunteers_own_laptop_looks_up_to_its_site(tree: Tree, tmp_path: Path) -> None:
    with tree.open("a/bo") as bo:
        trees.log(bo, tree.courses["bo"])
        standing = bo.do.file_state.read()
        assert (standing.kind, standing.above, standing.up.enrolled, standing.up.unsafe > 0) == ("volunteer", "Nordby", True, True)
        file = trees.export(bo, tmp_path / "bo.indb")
    with tree.open("a/site") as site:
        site.take_in([file])
        down = site.do.delivering.down(written(tmp_path / "down.indb"), tree.id("a/bo")).path
    assert down is not None
    with tree.open("a/bo") as bo:
        (result,) = bo.take_in([down])
        assert (result.kind, result.receipts) == ("down", 1)
        assert bo.do.file_state.read().up.unsafe == 0


def test_a_laptop_that_is_not_enrolled_has_nobody_to_send_to(tree: Tree) -> None:
    person = house.Person("Ny", "Ny Nielsen", trees.PASSPHRASE)
    house.create_vault(tree.root / "new" / "site", "site", "Vestby", person, tree.settings)
    with house.open_vault(tree.root / "new" / "site", "Ny", trees.PASSPHRASE, tree.settings) as site:
        standing = site.do.file_state.read()
        assert (standing.up.enrolled, standing.senders, standing.passed) == (False, (), ())
