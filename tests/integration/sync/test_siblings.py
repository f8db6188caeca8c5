"""Two laptops of one prison: they never meet, and converge through headquarters."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import NotForUs
from desktop.house import OpenVault
from desktop.log.entry import read_header
from desktop.store import digest
from desktop.store.layout import LAYOUTS
from desktop.store.unit_of_work import About
from desktop.sync.reader import open_bundle
from desktop.sync.sealed import SealedItem, open_part
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

SITES = ("a/site", "c/site")


def same(tree: Tree) -> None:
    """Both laptops show the same of everything."""
    with tree.open("a/site") as first, tree.open("c/site") as second:
        for laptop in (first, second):
            trees.check(laptop)
        shown, other = shows(first), shows(second)
        for table, rows in shown.items():
            assert rows == other[table], table
        assert trees.state(first) == trees.state(second)


def shows(laptop: OpenVault) -> trees.Dump:
    with laptop.store.reading() as reading:
        return {table: list(digest.rows(reading.connection, table)) for table in LAYOUTS}


def rounds(tree: Tree, *sites: str) -> None:
    for site in sites:
        trees.exchange(tree, site)


def test_the_second_laptop_knows_what_was_there_before_it_came(twins: Tree) -> None:
    same(twins)
    with twins.open("c/site") as laptop:
        assert {one.course.id for one in laptop.do.courses.list()} == {twins.courses[name] for name in ("bo", "eva", "ida")}


def test_both_converge_whatever_the_order(twins: Tree) -> None:
    for vault, day in (("a/bo", 3), ("c/ida", 4), ("a/bo", 5)):
        with twins.open(vault) as volunteer:
            volunteer.arrive()
            trees.log(volunteer, twins.courses[vault[2:]], day)
            volunteer.leave()
    with twins.open("a/site") as first, twins.open("c/site") as second:
        for laptop in (first, second):
            laptop.arrive()
            laptop.do.courses.end(trees.course(laptop, twins.volunteers["eva"], "Kuno"), date(2026, 2, 20), "released")
    rounds(twins, "c/site", "a/site", "c/site", "c/site", "a/site", "c/site")
    same(twins)
    with twins.open("a/site") as first, twins.open("hq") as hq:
        assert trees.figures(first)["sessions_held"] == 3
        assert not trees.aside(first)
        assert not trees.aside(hq)
        trees.check(hq)


def test_nothing_comes_back_to_its_author_and_nothing_of_the_other_goes_up(twins: Tree) -> None:
    trees.log_in(twins, "c/ida", 4)
    rounds(twins, "c/site", "a/site")
    with twins.open("a/site") as first, twins.open("hq") as hq:
        up = first.do.exporting.up(written(twins.root / "up.indb", fill_file), trees.TODAY).path
        assert up is not None
        with up.open("rb") as file:
            reader = open_bundle(file, [hq.context.keys.seal])
            assert {span.dev for span in reader.manifest.ranges} <= {twins.id("a/site"), twins.id("a/bo"), twins.id("a/eva")}
            own = {twins.id(vault) for vault in ("a/site", "a/bo", "a/eva")}
            assert {read_header(entry.raw.header).dev for entry in reader.entries()} <= own
        hq.take_in([up])
        down = hq.do.delivering.down(written(twins.root / "down.indb", fill_file), first.card.id).path
        assert down is not None
        with down.open("rb") as file:
            assert not {read_header(entry.raw.header).dev for entry in open_bundle(file, [first.context.keys.seal]).entries()} & own


def test_a_lost_stick_heals(twins: Tree) -> None:
    trees.log_in(twins, "c/ida", 4)
    trees.exchange(twins, "c/site", lose=True)
    trees.exchange(twins, "a/site", lose=True)
    rounds(twins, "c/site", "a/site")
    same(twins)


def test_a_conflict_is_the_same_on_both_and_resolved_once(twins: Tree) -> None:
    course = twins.courses["bo"]
    for site, reason in (("a/site", "released"), ("c/site", "transferred")):
        with twins.open(site) as laptop:
            laptop.do.courses.end(course, date(2026, 2, 20), reason)
    rounds(twins, "a/site", "c/site", "a/site")
    same(twins)
    with twins.open("c/site") as second:
        (conflict,) = second.do.deciding.conflicts()
        second.do.deciding.resolve(conflict.table, conflict.row, conflict.unit, conflict.versions[1].hash)
    rounds(twins, "c/site", "a/site")
    same(twins)
    with twins.open("a/site") as first:
        assert first.do.deciding.conflicts() == ()


def test_a_volunteer_is_told_of_a_visit_that_the_other_laptop_saved(twins: Tree) -> None:
    """Ida, below the second laptop, is matched on the first laptop's course; Bo logged a visit there."""
    course = twins.courses["bo"]
    trees.log_in(twins, "a/bo", 3)
    with twins.open("c/site") as second:
        second.do.courses.match(course, twins.volunteers["ida"], date(2026, 2, 1))
    rounds(twins, "a/site", "c/site")
    with twins.open("c/ida") as ida:
        assert [(result.outcome, result.aside) for result in ida.arrive()] == [("imported", 0)]
        assert [session.held_on for session in ida.do.sessions.recent() if session.course == course] == [date(2026, 2, 3)]
        trees.check(ida)
    trees.log_in(twins, "c/ida", 6, course)
    rounds(twins, "c/site", "a/site")
    with twins.open("a/site") as first:
        assert {session.held_on for session in first.do.sessions.recent() if session.course == course} == {
            date(2026, 2, 3),
            date(2026, 2, 6),
        }
        assert not trees.aside(first)
    same(twins)


def test_leaders_of_each_laptop_open_names_first_written_on_the_other(twins: Tree) -> None:
    for site, given in (("a/site", "Kuno"), ("c/site", "Kira")):
        with twins.open(site) as laptop:
            trees.course(laptop, twins.volunteers["eva"], given)
    rounds(twins, "a/site", "c/site", "a/site")
    for site in SITES:
        with twins.open(site) as laptop:
            everybody = [one.id for one in laptop.do.courses.participants()]
            names = laptop.do.identities.open(everybody)
            assert len(names) == len(everybody) == 5
            assert {"Kuno", "Kira", "Konrad"} == {identity.given for identity in names.values()}


def test_a_name_that_was_written_before_the_other_was_known_is_granted_once_it_is(tree: Tree) -> None:
    """The second laptop is enrolled; only then the first hears of it, with its next delivery."""
    trees.second(tree)
    with tree.open("c/site") as second:
        names = second.do.identities.open([one.id for one in second.do.courses.participants()])
        assert {identity.given for identity in names.values()} == {"Konrad"}
        assert len(names) == 3


def test_another_prison_is_told_nothing(twins: Tree) -> None:
    with twins.open("b/site") as other:
        before = trees.hashes(other)
    rounds(twins, "a/site", "c/site", "b/site")
    ours = {twins.id(vault) for vault in ("a/site", "a/bo", "a/eva", "c/site", "c/ida")}
    with twins.open("b/site") as other:
        assert not {entry.dev for entry in trees.logged(other) if entry.hash not in before} & ours
        assert not {entry.dev for entry in trees.logged(other)} & ours


# --- what headquarters must not read -----------------------------------------------------------------------------

NOTE = "Kxjnotekanin"


def notes(laptop: OpenVault) -> set[str]:
    return {str(row[3]) for row in trees.dump(laptop)["note"] if row[1] == "live"}


def noted(tree: Tree, site: str) -> set[str]:
    with tree.open(site) as laptop:
        return notes(laptop)


def test_notes_travel_closed_and_headquarters_holds_none(twins: Tree) -> None:
    trees.log_in(twins, "a/bo", 3, note=NOTE)
    trees.log_in(twins, "c/ida", 4, note=f"{NOTE} Ida")
    rounds(twins, "a/site", "c/site", "a/site")
    assert noted(twins, "a/site") == noted(twins, "c/site") == {NOTE, f"{NOTE} Ida"}
    same(twins)
    with twins.open("hq") as hq:
        assert trees.dump(hq)["note"] == []
        assert trees.count(hq, "SELECT count(*) FROM sealed") > 0
        keys = [hq.context.keys.seal, hq.slot.sealing]
        for hash_, place, recipient, body in closed(hq):
            for key in keys:
                with pytest.raises(NotForUs):
                    open_part(key, SealedItem(1, hash_, place, recipient, body))


def closed(hq: OpenVault) -> list[tuple[bytes, int, str, bytes]]:
    with hq.store.reading() as reading:
        rows = reading.connection.exec_driver_sql("SELECT hash, place, recipient, body FROM sealed WHERE body IS NOT NULL")
        return [(bytes(hash_), int(place), str(recipient), bytes(body)) for hash_, place, recipient, body in rows]


def test_a_volunteer_below_the_other_laptop_reads_the_note_of_a_shared_course(twins: Tree) -> None:
    course = twins.courses["bo"]
    trees.log_in(twins, "a/bo", 3, note=NOTE)
    with twins.open("c/site") as second:
        second.do.courses.match(course, twins.volunteers["ida"], date(2026, 2, 1))
    rounds(twins, "a/site", "c/site")
    with twins.open("c/ida") as ida:
        assert [(result.outcome, result.aside) for result in ida.arrive()] == [("imported", 0)]
        assert notes(ida) == {NOTE}


def test_who_has_not_consented_to_transfer_is_known_on_both_laptops_and_to_headquarters_as_a_number(twins: Tree) -> None:
    with twins.open("a/site") as first:
        course = trees.course(first, twins.volunteers["eva"], "Kuno", consents=("processing",))
        trees.log(first, course, 5)
    for _ in range(2):
        rounds(twins, "a/site", "c/site")
    same(twins)
    with twins.open("c/site") as second:
        assert course in {one.course.id for one in second.do.courses.list()}
        opened = second.do.identities.open([one.id for one in second.do.courses.participants()])
        assert "Kuno" in {identity.given for identity in opened.values()}
    with twins.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM course WHERE id = ?", course) == 0
        assert trees.count(hq, "SELECT sum(persons) FROM tally") == 1
        assert trees.count(hq, "SELECT sum(meetings) FROM tally") == 1


def test_a_consent_given_on_the_other_laptop_lets_what_was_held_back_travel_once(twins: Tree) -> None:
    with twins.open("a/site") as first:
        course = trees.course(first, twins.volunteers["bo"], "Kuno", consents=("processing",))
        first.leave()
    trees.log_in(twins, "a/bo", 5, course)
    rounds(twins, "a/site", "a/site", "c/site")
    with twins.open("c/site") as second:
        second.do.courses.consent(who(second, course), "transfer", date(2026, 3, 1))
    trees.log_in(twins, "a/bo", 6, course)
    for _ in range(3):
        rounds(twins, "c/site", "a/site")
    same(twins)
    with twins.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM session WHERE course = ?", course) == 2
        assert not trees.aside(hq)
    quiet(twins)


def test_a_consent_withdrawn_on_the_other_laptop_takes_back_what_was_told(twins: Tree) -> None:
    course = twins.courses["bo"]
    trees.log_in(twins, "a/bo", 5)
    rounds(twins, "a/site", "c/site")
    with twins.open("c/site") as second:
        second.do.courses.withdraw_consent(who(second, course), "transfer", date(2026, 3, 1))
    trees.log_in(twins, "a/bo", 6)
    rounds(twins, "a/site", "c/site", "a/site", "a/site", "c/site", "a/site")
    same(twins)
    with twins.open("a/site") as first, twins.open("hq") as hq:
        assert trees.count(first, "SELECT count(*) FROM session WHERE course = ? AND state = 'live'", course) == 2
        assert first.do.deciding.conflicts() == ()
        for table in ("course", "session", "participant", "identity"):
            assert trees.count(hq, f"SELECT count(*) FROM \"{table}\" WHERE state = 'live'") == trees.count(  # noqa: S608 - names of the test
                first,
                f"SELECT count(*) FROM \"{table}\" WHERE state = 'live'",  # noqa: S608 - names of the test
            ) - (2 if table == "session" else 1) + (1 if table != "session" else 0)
    quiet(twins)


def who(laptop: OpenVault, course: str) -> str:
    return next(one.course.participant for one in laptop.do.courses.list() if one.course.id == course)


def quiet(tree: Tree) -> None:
    """Nothing more is saved or sent for its own sake."""
    before = {}
    for site in SITES:
        with tree.open(site) as laptop:
            before[site] = len(trees.logged(laptop))
    rounds(tree, *SITES, *SITES)
    for site in SITES:
        with tree.open(site) as laptop:
            assert laptop.do.deciding.conflicts() == ()
            added = [entry for entry in trees.logged(laptop)[before[site] :] if entry.parts]
            assert not added


def test_earlier_notes_are_sealed_for_a_laptop_that_is_enrolled_later(tree: Tree) -> None:
    trees.log_in(tree, "a/bo", 3, note=NOTE)
    trees.exchange(tree, "a/site")
    trees.second(tree)
    assert noted(tree, "c/site") == {NOTE}
    same(tree)


def test_sealed_parts_are_sent_again_until_they_are_known_to_be_there_and_not_after(twins: Tree) -> None:
    trees.log_in(twins, "a/bo", 3, note=NOTE)
    trees.exchange(twins, "a/site", lose=True)
    trees.exchange(twins, "a/site", lose=True)
    trees.exchange(twins, "a/site")
    trees.exchange(twins, "c/site", lose=True)
    assert noted(twins, "c/site") == set()
    trees.exchange(twins, "c/site")
    assert noted(twins, "c/site") == {NOTE}
    trees.log_in(twins, "c/ida", 4)
    trees.exchange(twins, "c/site")
    with twins.open("hq") as hq:
        assert closed(hq) == []  # the laptop has it: headquarters keeps it no longer
    with twins.open("a/site") as first:
        up = first.do.exporting.up(written(twins.root / "up.indb", fill_file), trees.TODAY).path
        assert up is not None
        with twins.open("hq") as hq, up.open("rb") as file:
            assert open_bundle(file, [hq.context.keys.seal]).manifest.sealed is None


def test_a_note_that_was_deleted_is_gone_on_both(twins: Tree) -> None:
    session = trees.log_in(twins, "a/bo", 3, note=NOTE)
    rounds(twins, "a/site", "c/site")
    with twins.open("a/site") as first:
        note = first.do.sessions.note(session)
        assert note is not None
        with first.store.writing(first.context.author) as work:
            work.erase("note", note.id, About(f"course/{twins.courses['bo']}"))
    rounds(twins, "a/site", "c/site")
    assert noted(twins, "a/site") == noted(twins, "c/site") == set()
    same(twins)


def test_a_laptop_that_was_put_back_is_sent_everything_anew(twins: Tree, tmp_path: Path) -> None:
    shutil.copytree(twins.path("c/site"), tmp_path / "copy")
    trees.log_in(twins, "a/bo", 3, note=NOTE)
    rounds(twins, "a/site", "c/site", "c/site")
    shutil.rmtree(twins.path("c/site"))
    shutil.copytree(tmp_path / "copy", twins.path("c/site"))
    assert noted(twins, "c/site") == set()
    with twins.open("c/site") as second:  # its next save tells that it was put back
        trees.course(second, twins.volunteers["ida"], "Kira")
    rounds(twins, "c/site", "a/site", "a/site", "c/site")
    assert noted(twins, "c/site") == {NOTE}
    rounds(twins, "a/site", "c/site", "a/site")
    same(twins)


def test_what_does_not_open_or_is_not_what_was_signed_stops_nothing(twins: Tree) -> None:
    trees.log_in(twins, "a/bo", 3, note=NOTE)
    trees.exchange(twins, "a/site")
    with twins.open("hq") as hq, hq.store.writing(hq.context.author) as work:
        work.connection.exec_driver_sql("UPDATE sealed SET body = zeroblob(length(body)) WHERE body IS NOT NULL")
    trees.exchange(twins, "c/site")
    assert noted(twins, "c/site") == set()
    with twins.open("c/site") as second:
        trees.check(second)


@pytest.mark.parametrize("vault", ["hq", "c/site"])
def test_the_second_reader_agrees(twins: Tree, vault: str) -> None:
    """With a file that has sealed parts: for whom they are it opens them, at headquarters it cannot."""
    trees.log_in(twins, "a/bo", 3, note=NOTE)
    with twins.open("a/site") as first, twins.open("hq") as hq:
        first.arrive()
        up = trees.export(first, twins.root / "for-hq.indb")
        hq.take_in([up])
        down = hq.do.delivering.down(written(twins.root / "for-c.indb", fill_file), twins.id("c/site")).path
        assert down is not None
    trees.exchange(twins, "c/site")
    label, bundle = {"hq": ("Hanne", up), "c/site": ("Asta", down)}[vault]
    ran = subprocess.run(  # noqa: S603 - this repository's own script
        [sys.executable, "-m", "tools.read_vault", str(twins.path(vault)), label, "--bundle", str(bundle)],
        cwd=Path(__file__).resolve().parents[3],
        input=trees.PASSPHRASE + "\n",
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1"},
        check=False,
    )
    assert ran.stderr == ""
    found = json.loads(ran.stdout)
    assert (ran.returncode, found["differences"]) == (0, [])
    assert found["bundles"][0]["sealed"] > 0
