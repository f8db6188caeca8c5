"""Consent to transfer comes and goes: headquarters loses what it was told and keeps no byte of it; the place loses nothing."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.house import OpenVault
from desktop.log.entry import read_part
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

ABOUT = ("participant", "person", "identity", "grant", "course", "match", "session", "participation")


def participant_of(vault: OpenVault, course: str) -> str:
    return next(line.course.participant for line in vault.do.courses.list() if line.course.id == course)


def shown(vault: OpenVault) -> dict[str, list[tuple[object, ...]]]:
    """What a person sees: every row about participants without its heads."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with vault.store.reading() as reading:
        for table in ABOUT:
            rows = reading.connection.exec_driver_sql(f"SELECT * FROM \"{table}\" WHERE state = 'live'").all()  # noqa: S608 - names of the registry
            found[table] = sorted((tuple(cell for cell in row if not isinstance(cell, bytes)) for row in rows), key=repr)
    return found


def live(vault: OpenVault, table: str) -> int:
    return trees.count(vault, f"SELECT count(*) FROM \"{table}\" WHERE state = 'live'")  # noqa: S608 - names of the registry


def said_of(vault: OpenVault, participant: str) -> list[str]:
    """The verbs, with their tables, of everything that the log still says about the participant, the consents to transfer apart."""
    return [
        f"{change.verb} {change.table}"
        for entry in trees.logged(vault)
        for part in entry.parts
        if part.body is not None and (found := read_part(part.body)).subject == participant
        for change in found.changes
        if change.table != "consent"
    ]


def exchange(tree: Tree, name: str) -> None:
    """Up, and the receipt down."""
    assert tree.take("hq", tree.up("a/site", f"{name}.indb"))[0].aside == 0
    tree.take("a/site", tree.receipt("a/site", f"{name}-down.indb"))


@pytest.fixture
def visited(tree: Tree) -> Tree:
    tree.log("bo", 2, note="Husk bogen")
    tree.log("bo", 16)
    tree.log("eva", 3)
    exchange(tree, "first")
    return tree


def withdraw(tree: Tree) -> str:
    with tree.open("a/site") as site:
        who = participant_of(site, tree.courses["bo"])
        site.do.courses.withdraw_consent(who, "transfer", date(2026, 3, 1))
    return who


def test_headquarters_loses_it_all_and_the_place_nothing(visited: Tree) -> None:
    with visited.open("a/site") as site:
        before = shown(site)
    with visited.open("hq") as hq:
        assert trees.figures(hq)["sessions_held"] == 3
    who = withdraw(visited)
    exchange(visited, "second")
    with visited.open("a/site") as site:
        assert shown(site) == before
        assert site.do.deciding.conflicts() == ()
        assert next(iter(site.do.identities.open((who,)).values())).given == "Konrad"
        trees.check(site)
    with visited.open("hq") as hq:
        assert [live(hq, table) for table in ("course", "session")] == [2, 1]
        assert set(said_of(hq, who)) == {f"tomb {table}" for table in ABOUT}
        assert trees.count(hq, "SELECT count(*) FROM person_key WHERE participant = ?", who) == 0
        assert hq.do.deciding.conflicts() == ()
        trees.check(hq)


def test_an_old_file_does_not_bring_it_back(visited: Tree) -> None:
    who = withdraw(visited)
    exchange(visited, "second")
    assert visited.take("hq", visited.root / "first.indb")[0].outcome == "already"
    with visited.open("hq") as hq:
        assert set(said_of(hq, who)) == {f"tomb {table}" for table in ABOUT}
        trees.check(hq)


def test_given_again_it_travels_again(visited: Tree) -> None:
    with visited.open("hq") as hq:
        before, counted = shown(hq), trees.figures(hq)
    who = withdraw(visited)
    exchange(visited, "second")
    with visited.open("a/site") as site:
        site.do.courses.consent(who, "transfer", date(2026, 3, 10))
    exchange(visited, "third")
    with visited.open("hq") as hq:
        assert shown(hq) == before
        assert hq.do.deciding.conflicts() == ()
        assert trees.figures(hq) == counted
        trees.check(hq)


def test_what_a_volunteer_saves_before_hearing_of_it_stays_at_the_place(visited: Tree) -> None:
    who = withdraw(visited)
    made = visited.log("bo", 17)
    exchange(visited, "second")
    with visited.open("a/site") as site:
        assert live(site, "session") == 4
        trees.check(site)
    with visited.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM session WHERE id = ? AND state = 'live'", made) == 0
        assert "put session" not in said_of(hq, who)
        assert trees.figures(hq)["sessions_held"] == 4, "of them three as a number"


def test_a_late_save_that_comes_after_the_withdrawal_is_not_set_aside_and_does_not_stay(visited: Tree) -> None:
    who = withdraw(visited)
    exchange(visited, "second")
    made = visited.log("bo", 17)
    exchange(visited, "third")
    with visited.open("hq") as hq:
        assert trees.aside(hq) == {}
        assert trees.count(hq, "SELECT count(*) FROM session WHERE id = ? AND state = 'live'", made) == 0
        assert not [verb for verb in said_of(hq, who) if verb.startswith("put")]
        trees.check(hq)


def test_a_forged_erase_of_what_was_taken_back_stops_no_import(visited: Tree) -> None:
    """It is set aside and counts nothing; headquarters goes on deleting what was taken back around it."""
    course = visited.courses["bo"]
    with visited.open("a/bo") as bo:
        with trees.patched(bo) as work:
            work.erase("course", course, trees.scope("course", course))
        bo.leave()
    withdraw(visited)
    assert visited.take("hq", visited.up("a/site", "second.indb"))[0].aside == 1
    with visited.open("hq") as hq:
        assert list(trees.aside(hq).values()) == ["UnauthorisedUser"]
        assert trees.count(hq, "SELECT count(*) FROM course WHERE id = ? AND state = 'gone'", course) == 1
        trees.check(hq)


def test_the_volunteer_goes_on_with_the_course_and_what_follows_is_held_back(visited: Tree) -> None:
    who = withdraw(visited)
    with visited.open("a/site") as site:
        site.leave()
    with visited.open("a/bo") as bo:
        bo.arrive()
        assert [line.course.id for line in bo.do.courses.list()] == [visited.courses["bo"]]
        session = trees.log(bo, visited.courses["bo"], 18)
        bo.do.sessions.correct(session, replace(trees.VISIT, held_on=date(2026, 2, 18), minutes=90))
        trees.check(bo)
        bo.leave()
    exchange(visited, "second")
    with visited.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM session WHERE id = ?", session) == 0
        assert not [verb for verb in said_of(hq, who) if verb.startswith("put")]


def test_who_does_not_wish_it_is_counted_as_a_number_and_only_so(visited: Tree) -> None:
    """The place's own figure and headquarters' agree, before and after; headquarters says how many have no name."""
    with visited.open("a/site") as site:
        everything = trees.figures(site)
    withdraw(visited)
    exchange(visited, "second")
    with visited.open("a/site") as site, visited.open("hq") as hq:
        assert trees.figures(site) == everything
        found = trees.figures(hq)
        assert found["sessions_held"] == everything["sessions_held"] == 3
        assert (found["persons_visited"], found["persons_unnamed"]) == (2, 1)
    with visited.open("a/site") as site:
        site.do.courses.consent(participant_of(site, visited.courses["bo"]), "transfer", date(2026, 3, 10))
    exchange(visited, "third")
    with visited.open("hq") as hq:
        found = trees.figures(hq)
        assert (found["sessions_held"], found["persons_unnamed"]) == (3, 0)


def test_a_file_with_nothing_new_tells_no_number_twice(visited: Tree) -> None:
    withdraw(visited)
    exchange(visited, "second")
    with visited.open("a/site") as site:
        before = trees.head(site)
        assert site.do.exporting.up(lambda _fill: visited.root).path is None
        assert trees.head(site) == before
