"""A vault that is moved, put back, copied or met by another profile: no false alarm, nothing lost or doubled, a copy told of."""

import io
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec

from desktop import house
from desktop.crypto.digests import new_id
from desktop.errors import ForeignEntry
from desktop.house import OpenVault
from desktop.models.rows.registry import TABLES
from desktop.services.importing import FileResult
from desktop.sync.feed import START, FeedItem, next_head
from desktop.sync.manifest import FeedSpan
from desktop.sync.parts import State
from desktop.sync.writer import BundleWriter
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire


def later(tree: Tree, days: int) -> Tree:
    return replace(tree, now=lambda: trees.NOON + timedelta(days=days))


def opened(tree: Tree, vault: str, *, profile: str = "state", at: Path | None = None, days: int = 0) -> OpenVault:
    """Unlocked by whoever it belongs to, under a profile of this machine; `at` another place than its own."""
    settings = replace((later(tree, days) if days else tree).settings, state=tree.root / profile)
    return house.open_vault(at or tree.path(vault), {**trees.PEOPLE, **trees.SECOND}[vault], trees.PASSPHRASE, settings)


def visit(tree: Tree, day: int, **where: object) -> None:
    with opened(tree, "a/bo", **where) as bo:  # type: ignore[arg-type] # passed on as it came
        bo.arrive()
        trees.log(bo, tree.courses["bo"], day)
        bo.leave()


def at_the_site(tree: Tree, *, clones: bool = False) -> int:
    """The visits that the site counts, after it took in what lay there; nothing is set aside, and everything is sound."""
    with tree.open("a/site") as site:
        site.arrive()
        assert trees.aside(site) == {}
        assert [one.cloned for one in site.do.revoking.devices() if one.id == tree.id("a/bo")] == [clones]
        trees.check(site)
        site.leave()
        return trees.figures(site)["sessions_held"] or 0


def chains(tree: Tree, vault: str, **where: object) -> int:
    with opened(tree, vault, **where) as found:  # type: ignore[arg-type] # passed on as it came
        return trees.count(found, "SELECT count(*) FROM chain WHERE own = 1")


def back(tree: Tree, vault: str, copy: Path) -> None:
    shutil.rmtree(tree.path(vault))
    shutil.copytree(copy, tree.path(vault))


def held(vault: OpenVault) -> int:
    return trees.figures(vault)["sessions_held"] or 0


def outcomes(results: list[FileResult]) -> list[tuple[str, str]]:
    return [(result.outcome, type(result.error).__name__ if result.error else "") for result in results]


# --- moved, another profile, a profile that is lost --------------------------------------------------------------


def test_a_second_profile_goes_on_in_its_own_incarnation_and_back_again(tree: Tree) -> None:
    visit(tree, 1)
    for day, profile in ((2, "other"), (3, "other"), (4, "state"), (5, "other")):
        visit(tree, day, profile=profile)
    assert chains(tree, "a/bo") == 4  # one a turn, two saves of one profile in a row share theirs
    assert at_the_site(tree) == 5


def test_looking_in_from_a_second_profile_changes_nothing_for_either(tree: Tree) -> None:
    visit(tree, 1)
    with opened(tree, "a/bo", profile="other") as bo:
        assert held(bo) == 1
    assert not (tree.root / "other" / "witness").exists()
    visit(tree, 2)
    assert chains(tree, "a/bo") == 1
    assert at_the_site(tree) == 2


def test_a_moved_folder_goes_on_where_it_was(tree: Tree) -> None:
    visit(tree, 1)
    elsewhere = tree.root / "a" / "elsewhere"
    tree.path("a/bo").rename(elsewhere)
    visit(tree, 2, at=elsewhere)
    visit(tree, 3, at=elsewhere)
    elsewhere.rename(tree.path("a/bo"))
    assert chains(tree, "a/bo") == 1
    assert at_the_site(tree) == 3


def test_a_lost_profile_begins_anew_once_and_nothing_is_lost(tree: Tree) -> None:
    for day, turn in ((1, "state"), (2, "state"), (3, "fresh"), (4, "fresh")):
        visit(tree, day, profile=turn)
    assert chains(tree, "a/bo", profile="fresh") == 2
    assert at_the_site(tree) == 4


# --- put back ----------------------------------------------------------------------------------------------------


def test_a_copy_that_was_only_looked_into_does_not_make_its_witness_forget(tree: Tree) -> None:
    """Looked into twice before the first save: the number that was seen here stays the number that was seen here."""
    visit(tree, 1)
    shutil.copytree(tree.path("a/bo"), tree.root / "copy")
    visit(tree, 2)
    assert at_the_site(tree) == 2
    back(tree, "a/bo", tree.root / "copy")
    shutil.rmtree(tree.root / "a" / "exchange")
    for _ in range(2):
        with tree.open("a/bo") as bo:
            assert held(bo) == 1
    with tree.open("a/bo") as bo:
        trees.log(bo, tree.courses["bo"], 3)
        up = trees.export(bo, tree.root / "bo.indb")
    with tree.open("a/site") as site:
        assert outcomes(site.take_in([up])) == [("imported", "")]
        assert trees.aside(site) == {}
        assert held(site) == 3


def test_the_newest_copy_put_back_again_is_no_alarm(tree: Tree) -> None:
    """Somebody tried the backup, saw that it was old, and put the right folder in its place again."""
    visit(tree, 1)
    shutil.copytree(tree.path("a/bo"), tree.root / "copy")
    visit(tree, 2)
    shutil.copytree(tree.path("a/bo"), tree.root / "right")
    back(tree, "a/bo", tree.root / "copy")
    with tree.open("a/bo") as bo:
        assert held(bo) == 1
    back(tree, "a/bo", tree.root / "right")
    visit(tree, 3)
    assert chains(tree, "a/bo") == 1
    assert at_the_site(tree) == 3


def test_a_volunteer_who_was_put_back_gets_the_own_visits_again(tree: Tree) -> None:
    visit(tree, 1)
    shutil.copytree(tree.path("a/bo"), tree.root / "copy")
    for day in (2, 3):
        visit(tree, day)
    assert at_the_site(tree) == 3
    back(tree, "a/bo", tree.root / "copy")
    tree = later(tree, 1)
    for day in (4, 5):
        visit(tree, day)
        assert at_the_site(tree) == day
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert held(bo) == 5
        trees.check(bo)
        rows = len(trees.logged(bo))
    assert at_the_site(tree) == 5
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert len(trees.logged(bo)) == rows, "once, and not with every file"


def test_a_site_that_was_put_back_gets_its_own_saves_from_headquarters(tree: Tree) -> None:
    shutil.copytree(tree.path("a/site"), tree.root / "copy")
    with tree.open("a/site") as site:
        site.do.volunteers.add("Vera", "Vang", trees.TODAY)
        course = trees.course(site, tree.volunteers["bo"], "Karl", "Kolding")
        trees.log(site, course, 4)
        digest = trees.state(site)
    trees.exchange(tree, "a/site")
    back(tree, "a/site", tree.root / "copy")
    tree = later(tree, 1)
    with tree.open("a/site") as site:
        site.do.volunteers.add("Ulla", "Ulv", trees.TODAY)
    for _ in range(2):
        trees.exchange(tree, "a/site")
    with tree.open("a/site") as site, tree.open("hq") as hq:
        assert {"Vang", "Ulv"} <= {one.family for one in site.do.volunteers.list()}
        assert (held(site), held(hq)) == (1, 1)
        assert course in {one.course.id for one in site.do.courses.list()}
        assert [one.cloned for one in hq.do.revoking.devices() if one.id == site.card.id] == [False]
        assert trees.state(site) != digest
        trees.check(site)
        trees.check(hq)


# --- copied onto a second computer -------------------------------------------------------------------------------


def test_a_cloned_laptop_becomes_two_and_the_parent_says_so(tree: Tree) -> None:
    visit(tree, 1)
    clone = tree.copy(tree.root.parent / "clone")
    shutil.rmtree(clone.root / "state")
    for days, (where, day) in enumerate(((tree, 2), (clone, 3), (tree, 4), (clone, 5))):
        with opened(where, "a/bo", days=days + 1) as bo:
            trees.log(bo, where.courses["bo"], day)
            trees.export(bo, where.root / f"{day}.indb")
    with tree.open("a/site") as site:
        site.take_in([clone.root / "3.indb", clone.root / "5.indb", tree.root / "2.indb", tree.root / "4.indb"])
        assert trees.aside(site) == {}
        assert held(site) == 5
        trees.check(site)
        assert [one.cloned for one in site.do.revoking.devices() if one.id == tree.id("a/bo")] == [True]
        assert {sender.name for sender in site.do.file_state.read().senders if sender.cloned} == {"Bo Berg"}


def test_both_copies_of_a_cloned_laptop_end_with_all_of_it(tree: Tree) -> None:
    visit(tree, 1)
    assert at_the_site(tree) == 1
    with tree.open("a/bo") as bo:
        bo.arrive()
    clone = tree.copy(tree.root.parent / "clone")
    shutil.rmtree(clone.root / "state")
    sides = (tree, clone)
    for days in range(1, 4):
        for number, where in enumerate(sides):
            with opened(where, "a/bo", days=days * 2 + number) as bo:
                trees.log(bo, where.courses["bo"], days * 2 + number)
                up = trees.export(bo, where.root / "up.indb")
                with opened(tree, "a/site", days=days * 2 + number) as site:
                    assert outcomes(site.take_in([up])) == [("imported", "")]
                    down = site.do.delivering.down(written(where.root / "down.indb", fill_file), bo.card.id).path
                assert down is not None
                assert [one.outcome for one in bo.take_in([down])] == ["imported"]
    with opened(tree, "a/site", days=9) as site:
        assert (held(site), trees.aside(site)) == (7, {})
    for where in sides:
        with opened(where, "a/bo", days=9) as bo:
            assert held(bo) in (6, 7)  # the first of the two has not been given the other's last
            trees.check(bo)


# --- headquarters ------------------------------------------------------------------------------------------------


def test_headquarters_put_back_gets_everything_from_its_children(tree: Tree) -> None:
    """Its own saves, a laptop that was enrolled since, the newest root, and who was shut out: each from whoever knows of it."""
    for site in ("a/site", "b/site"):
        trees.exchange(tree, site)
    shutil.copytree(tree.path("hq"), tree.root / "copy")
    with tree.open("hq") as hq:
        hq.do.sites.add("Vestby", "OPEN", "Vestby")
    trees.second(tree)
    with tree.open("hq") as hq:
        hq.do.revoking.revoke(tree.id("a/bo"), reason="lost")
        hq.do.sites.add("Østby", "OPEN", "Østby")
    for site in ("a/site", "b/site", "c/site"):
        trees.exchange(tree, site)
    with tree.open("hq") as hq:
        own, tables = written_by(hq, hq.card.id), projected(hq)
    back(tree, "hq", tree.root / "copy")
    tree = later(tree, 1)
    with tree.open("hq") as hq:
        assert written_by(hq, hq.card.id) < own
    for _ in range(3):
        for site in ("a/site", "b/site"):
            round_trip(tree, site)
    for _ in range(2):
        round_trip(tree, "c/site")
    with tree.open("hq") as hq:
        assert own <= written_by(hq, hq.card.id)
        assert trees.aside(hq) == {}
        assert {"Vestby", "Østby"} <= {one.name for one in hq.do.sites.list()}
        assert [one.id for one in hq.do.revoking.devices() if one.revoked] == [tree.id("a/bo")]
        assert {tree.id(vault) for vault in ("a/site", "b/site", "c/site")} == {one.id for one in hq.do.delivering.children()}
        trees.check(hq)
        whole = len(trees.logged(hq))
        now = projected(hq)
        assert {name for name in now if now[name] != tables[name]} == {"incarnation", "vault"}, "but for the note that it begins anew"
        assert len(now["incarnation"]) == len(tables["incarnation"]) + 1
        assert {row[:2] for row in now["vault"] if row not in tables["vault"]} == {(hq.card.id, "stub")}
    for site in ("a/site", "b/site", "c/site"):
        round_trip(tree, site)
    with tree.open("hq") as hq:
        assert len(trees.logged(hq)) == whole


def test_what_a_child_gives_back_is_the_parents_own_and_nothing_else(tree: Tree) -> None:
    """A laptop that offers what another one saved, as though it were headquarters' own, is refused."""
    with tree.open("a/site") as site, tree.open("b/site") as other:
        stranger = trees.carried(other)[0]
        item = FeedItem(1, wire.hash_of(stranger), [place for place, state in enumerate(stranger.states) if state is State.PRESENT])
        span = FeedSpan(first=1, last=1, prev=START, head=next_head(START, item))
        parent = site.do.neighbours.parent()
        seal = trees.public(site, parent)
        writer, out = BundleWriter(io.BytesIO()), io.BytesIO()
        writer.item(item)
        writer.entry(stranger)
        writer.finish(out, msgspec.structs.replace(trees.blank(site, seal), id=new_id(), feed=span), site.context.keys.sign, seal)
    path = tree.root / "foreign.indb"
    path.write_bytes(out.getvalue())
    with tree.open("hq") as hq:
        trees.refused(hq, path, ForeignEntry)


def test_headquarters_put_back_with_its_witness_begins_anew_when_a_child_tells_more(tree: Tree) -> None:
    """The whole machine was put back: only what comes back tells that it is an older copy."""
    for name in ("hq", "state"):
        shutil.copytree(tree.path(name), tree.root / "copy" / name)
    with tree.open("hq") as hq:
        hq.do.sites.add("Vestby", "OPEN", "Vestby")
    trees.exchange(tree, "a/site")
    for name in ("hq", "state"):
        back(tree, name, tree.root / "copy" / name)
    tree = later(tree, 1)
    for _ in range(2):
        round_trip(tree, "a/site")
    with tree.open("hq") as hq:
        hq.do.sites.add("Østby", "OPEN", "Østby")
        assert {"Vestby", "Østby"} <= {one.name for one in hq.do.sites.list()}
        assert trees.count(hq, "SELECT count(*) FROM chain WHERE own = 1") == 2
        trees.check(hq)
    trees.exchange(tree, "b/site")
    with tree.open("b/site") as other:
        assert {"Vestby", "Østby"} <= {one.name for one in other.do.sites.list()}
        assert trees.aside(other) == {}


def projected(vault: OpenVault) -> trees.Dump:
    return {name: rows for name, rows in trees.dump(vault).items() if name in TABLES}


def written_by(vault: OpenVault, dev: str) -> set[bytes]:
    return {entry.hash for entry in trees.logged(vault) if entry.dev == dev and any(part.state == "present" for part in entry.parts)}


def round_trip(tree: Tree, site: str) -> None:
    """A file up and one down, whatever has to wait; one that headquarters has never heard of gets none before it has."""
    with tree.open(site) as laptop, tree.open("hq") as hq:
        up = laptop.do.exporting.up(written(tree.root / "up.indb", fill_file)).path
        if up is not None:
            assert {result.outcome for result in hq.take_in([up])} <= {"imported", "pending"}
        down = hq.do.delivering.down(written(tree.root / "down.indb", fill_file), laptop.card.id).path
        assert down is not None
        assert {result.outcome for result in laptop.take_in([down])} <= {"imported", "pending"}
