"""What only a person can decide: two versions of the same visit, a forged save; the same word holds everywhere, and is reversible."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.errors import InvalidValue, NotAllowed
from desktop.models.rows.registry import TABLES
from desktop.services.deciding import ASIDE_WORDS, TABLE_WORDS
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def two_versions(tree: Tree) -> str:
    """A visit that the volunteer and the leader corrected without having seen each other's correction; its id."""
    with tree.open("a/bo") as bo:
        session = trees.log(bo, tree.courses["bo"])
        bo.leave()
    with tree.open("a/site") as site:
        site.arrive()
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        bo.do.sessions.correct(session, replace(trees.VISIT, held_on=date(2026, 2, 3)))
    with tree.open("a/site") as site:
        site.do.sessions.correct(session, replace(trees.VISIT, held_on=date(2026, 2, 4), volunteers=(tree.volunteers["bo"],)))
    with tree.open("a/bo") as bo:
        bo.leave()
    return session


def test_two_versions_are_shown_side_by_side_and_one_is_chosen(tree: Tree) -> None:
    session = two_versions(tree)
    with tree.open("a/site") as site:
        site.arrive()
        (conflict,) = site.do.deciding.conflicts()
        assert (conflict.table, conflict.row, conflict.unit) == ("session", session, "facts")
        said = {(version.who, str((version.value or {})["held_on"])) for version in conflict.versions}
        assert said == {("Bo Berg", "2026-02-03"), ("Anna Andersen", "2026-02-04")}
        assert [version.shown for version in conflict.versions] == [True, False]
        other = conflict.versions[1]
        site.do.deciding.resolve("session", session, "facts", other.hash)
        assert site.do.deciding.conflicts() == ()
        (one,) = site.do.sessions.recent()
        assert str(one.held_on) == str((other.value or {})["held_on"])
        trees.check(site)
        path = trees.export(site, tree.root / "up.indb")
    assert tree.take("hq", path)[0].conflicting == 0
    with tree.open("hq") as hq:
        assert hq.do.deciding.conflicts() == ()


def test_resolving_needs_a_version_that_there_is(tree: Tree) -> None:
    session = two_versions(tree)
    with tree.open("a/site") as site:
        site.arrive()
        with pytest.raises(InvalidValue):
            site.do.deciding.resolve("session", session, "facts", bytes(32))
        with pytest.raises(InvalidValue):
            site.do.deciding.resolve("session", session, "minutes", site.do.deciding.conflicts()[0].versions[0].hash)


def test_a_volunteer_may_choose_among_versions_of_an_own_visit_and_headquarters_decides_on_none(tree: Tree) -> None:
    """Headquarters reads a conflict and leaves it to the place: it was not at the visit."""
    session = two_versions(tree)
    with tree.open("a/site") as site:
        site.arrive()
        path = trees.export(site, tree.root / "up.indb")
    tree.take("hq", path)
    with tree.open("hq") as hq:
        (conflict,) = hq.do.deciding.conflicts()
        with pytest.raises(NotAllowed):
            hq.do.deciding.resolve("session", session, "facts", conflict.versions[0].hash)


def forged(tree: Tree) -> bytes:
    """A volunteer's patched program approves a course; the hash of the save."""
    with tree.open("a/bo") as bo:
        with trees.patched(bo) as work:
            course = tree.courses["bo"]
            work.put("course", course, "end", {"ended_on": "2026-03-01", "end_reason": "completed"}, trees.scope("course", course))
            hash_ = work.flush() or b""
        bo.leave()
    return hash_


def test_a_save_that_was_set_aside_counts_when_it_is_admitted_and_stops_when_it_is_refused(tree: Tree) -> None:
    hash_ = forged(tree)
    with tree.open("a/site") as site:
        site.arrive()
        (save,) = site.do.deciding.aside()
        assert (save.hash, save.reason, save.who, save.decision) == (hash_, "UnauthorisedUser", "Bo Berg", "")
        assert [(change.table, change.unit) for change in save.changes] == [("course", "end")]

        def ended() -> date | None:
            return next(line.course.ended_on for line in site.do.courses.list() if line.course.id == tree.courses["bo"])

        assert ended() is None
        site.do.deciding.verdict(hash_, "admit")
        assert ended() == date(2026, 3, 1)
        assert site.do.deciding.aside()[0].decision == "admit"
        site.do.deciding.verdict(hash_, "refuse")
        assert ended() is None
        trees.check(site)


def test_headquarters_word_stands_over_the_leaders(tree: Tree) -> None:
    hash_ = forged(tree)
    with tree.open("a/site") as site:
        site.arrive()
        site.do.deciding.verdict(hash_, "admit")
        path = trees.export(site, tree.root / "up.indb")
    tree.take("hq", path)
    with tree.open("hq") as hq:
        assert hq.do.deciding.aside()[0].decision == "admit"
        hq.do.deciding.verdict(hash_, "refuse")
        trees.check(hq)
    tree.take("a/site", tree.receipt("a/site"))
    with tree.open("a/site") as site:
        assert site.do.deciding.aside()[0].decision == "refuse"
        site.do.deciding.verdict(hash_, "admit")
        assert site.do.deciding.aside()[0].decision == "refuse"
        trees.check(site)


def test_only_what_was_set_aside_can_be_decided_on_and_not_by_a_volunteer(tree: Tree) -> None:
    hash_ = forged(tree)
    with tree.open("a/bo") as bo, pytest.raises(NotAllowed):
        bo.do.deciding.verdict(hash_, "admit")
    with tree.open("a/site") as site:
        good = trees.logged(site)[0].hash
        with pytest.raises(InvalidValue):
            site.do.deciding.verdict(good, "refuse")


def test_every_table_and_every_reason_has_words() -> None:
    assert set(TABLE_WORDS) == set(TABLES)
    assert {"UnauthorisedUser", "OutOfScope", "UnsignedEntry", "ForeignEntry", "ForkDetected", "PayloadMissing"} <= set(ASIDE_WORDS)
