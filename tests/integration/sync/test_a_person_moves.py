"""A person moves from one prison to another: the card's code joins the two, headquarters carries it out, the old site lets go."""

import itertools
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import NotMovable, UnknownHandOver, WrongHandOverCode
from desktop.services.moving import row_of
from desktop.store.repositories import courses, hand_overs
from tests.integration.sync import tree as trees
from tests.integration.sync.movers import AGREED, FAMILY, GIVEN, LEFT, NOTE, World, bodies, rows, the_move, visits


def test_a_move_takes_the_person_along_and_the_old_site_keeps_numbers_alone(world: World) -> None:
    handed = world.hand_over()
    assert (handed.ended, handed.moving, handed.interrupted) == ((world.visiting,), (world.kickstart,), ())
    world.exchange("a/site")
    world.claim(handed.code)
    world.exchange("b/site")
    with world.tree.open("b/site") as new, world.tree.open("hq") as hq:
        assert rows(new, world) == rows(hq, world)
        assert {
            (one.course.id, one.course.end_reason, one.alias) for one in new.do.courses.list() if one.course.participant == world.person
        } == {
            (world.visiting, "transferred", world.alias),
            (world.kickstart, "", world.alias),
        }
        assert new.do.identities.open([world.person])[world.person].family == FAMILY
        assert not trees.aside(new)
        assert not trees.aside(hq)
        assert not the_move(hq).acknowledged
        trees.check(new)
    world.exchange("a/site")
    with world.tree.open("a/site") as old:
        assert bodies(old, world) == []
        assert rows(old, world) == {}
        assert world.person not in {one.id for one in old.do.courses.participants()}
        with old.store.reading() as reading:
            kept = hand_overs.departed(reading.connection, old.do.sites.own())
        assert kept == {("VISITING", 2026): (1, 1, 60), ("KICKSTART", 2026): (1, 1, 60)}
        assert not trees.aside(old)
        trees.check(old)
    world.exchange("a/site")
    with world.tree.open("hq") as hq:
        assert the_move(hq).acknowledged
        assert the_move(hq).late == ()
        assert visits(hq, world) == 2
        trees.check(hq)


def test_claimed_before_the_hand_over_reached_headquarters_ends_the_same(world: World) -> None:
    code = world.hand_over().code
    world.claim(code)
    world.exchange("b/site")
    with world.tree.open("hq") as hq:
        move = the_move(hq)
        assert (move.hand_over.id, move.hand_over.participant, len(move.claims)) == (row_of(code), "", 1)
    world.exchange("a/site", "b/site")
    with world.tree.open("b/site") as new, world.tree.open("hq") as hq:
        assert rows(new, world) == rows(hq, world) != {}
        assert new.do.identities.open([world.person])[world.person].given == GIVEN
        assert the_move(hq).hand_over.to_site == new.do.sites.own()


def test_any_order_and_doubling_of_files_ends_with_the_same_digest(world: World, tmp_path: Path) -> None:
    code = world.hand_over().code
    files = [world.tree.up("a/site", "first.indb")]
    trees.log_in(world.tree, "a/bo", 12, world.kickstart)
    files.append(world.tree.up("a/site", "second.indb"))
    world.claim(code)
    files.append(world.tree.up("b/site", "third.indb"))
    ends = set()
    for number, order in enumerate(itertools.permutations(files)):
        copy = world.copy(tmp_path / str(number))
        with copy.tree.open("hq") as hq:
            assert {arrival.result.outcome for arrival in hq.do.importing.each([*order, order[number % 3]])} <= {
                "imported",
                "already",
                "pending",
            }
            ends.add(trees.state(hq))
            hq.do.moving_on.carry_out()
            assert the_move(hq).hand_over.to_site
            assert {one.table for one in the_move(hq).late} == {"session", "participation"}
            assert not trees.aside(hq)
    assert len(ends) == 1


def test_the_new_site_ends_the_same_whatever_the_order_of_what_it_gets(world: World, tmp_path: Path) -> None:
    code = world.hand_over().code
    world.claim(code)
    world.exchange("a/site")
    world.tree.take("hq", world.tree.up("b/site", "claim.indb"))
    first = world.tree.receipt("b/site", "one.indb")
    trees.log_in(world.tree, "a/bo", 12, world.kickstart)
    world.tree.take("hq", world.tree.up("a/site", "late.indb"))
    second = world.tree.receipt("b/site", "two.indb")
    ends = set()
    for number, order in enumerate(((first, second), (second, first), (first, first, second, second), (second,))):
        copy = world.copy(tmp_path / str(number))
        copy.tree.take("b/site", *order)
        with copy.tree.open("b/site") as new, copy.tree.open("hq") as hq:
            assert rows(new, copy) == rows(hq, copy)
            ends.add(trees.state(new))
    assert len(ends) == 1


def test_an_edit_at_the_old_site_meanwhile_counts_and_is_a_finding_at_both(world: World) -> None:
    code = world.hand_over().code
    world.exchange("a/site")
    world.claim(code)
    late = trees.log_in(world.tree, "a/bo", 12, world.kickstart)
    world.exchange("b/site", "a/site", "b/site")
    for vault in ("hq", "b/site"):
        with world.tree.open(vault) as opened:
            found = the_move(opened).late
            assert {(one.table, one.row) for one in found if one.table == "session"} == {("session", late)}
            assert {one.vault for one in found} == {world.tree.id("a/bo")}
            assert not trees.aside(opened)
    with world.tree.open("hq") as hq, world.tree.open("b/site") as new:
        assert visits(hq, world) == 3
        assert rows(new, world) == rows(hq, world)


def test_a_late_edit_and_an_edit_at_the_new_site_are_one_open_conflict(world: World) -> None:
    code = world.hand_over().code
    world.exchange("a/site")
    with world.tree.open("a/site") as old:
        old.do.courses.end(world.kickstart, date(2026, 3, 12), "participant")
    world.claim(code)
    world.exchange("b/site")
    with world.tree.open("b/site") as new:
        new.do.courses.end(world.kickstart, date(2026, 3, 15), "completed")
    world.exchange("b/site", "a/site", "b/site")
    for vault in ("hq", "b/site"):
        with world.tree.open(vault) as opened:
            (conflict,) = opened.do.deciding.conflicts()
            assert (conflict.row, conflict.unit, len(conflict.versions)) == (world.kickstart, "end", 2)


def test_the_old_site_sends_what_it_has_before_it_lets_go(world: World) -> None:
    code = world.hand_over().code
    world.exchange("a/site")
    world.claim(code)
    world.exchange("b/site")
    trees.log_in(world.tree, "a/bo", 12, world.kickstart)
    with world.tree.open("a/site") as old:
        old.arrive()
    asked = world.tree.receipt("a/site", "asked.indb")
    world.tree.take("a/site", asked)
    with world.tree.open("a/site") as old:
        assert [one.done_on for one in the_move(old).withdrawals] == [None]
        assert bodies(old, world) != []
    world.exchange("a/site")
    with world.tree.open("a/site") as old:
        assert the_move(old).acknowledged
        assert bodies(old, world) == []
    world.exchange("a/site", "b/site")
    with world.tree.open("hq") as hq, world.tree.open("b/site") as new:
        assert the_move(hq).acknowledged
        assert visits(hq, world) == 3
        assert rows(new, world) == rows(hq, world)


def test_a_volunteer_who_has_not_heard_is_heard_and_let_go_of_again(world: World) -> None:
    world.moved()
    late = trees.log_in(world.tree, "a/bo", 12, world.kickstart, note=NOTE)
    with world.tree.open("a/site") as old:
        old.arrive()
        assert not trees.aside(old)
        assert bodies(old, world) != []
    world.exchange("a/site", "b/site")
    with world.tree.open("a/site") as old:
        assert bodies(old, world) == []
        assert trees.count(old, "SELECT count(*) FROM session WHERE id = ?", late) == 0
        trees.check(old)
    with world.tree.open("hq") as hq, world.tree.open("b/site") as new:
        assert not trees.aside(hq)
        assert late in {one.row for one in the_move(new).late}
        assert rows(new, world) == rows(hq, world)


def test_without_consent_only_ended_courses_stay_behind(world: World) -> None:
    with world.tree.open("a/site") as old:
        old.do.courses.withdraw_consent(world.person, "hand_over", date(2026, 3, 1))
    handed = world.hand_over()
    assert (handed.code, set(handed.ended), handed.moving) == ("", {world.visiting, world.kickstart}, ())
    world.exchange("a/site")
    with world.tree.open("hq") as hq:
        assert hq.do.moving.list() == ()
        with hq.store.reading() as reading:
            assert {one.end_reason for one in courses.of_participant(reading.connection, world.person)} == {"transferred"}


def test_who_was_handed_over_is_not_handed_over_again(world: World) -> None:
    world.hand_over()
    with world.tree.open("a/site") as old, pytest.raises(NotMovable):
        old.do.moving.hand_over(world.alias, LEFT)


def test_the_new_sites_own_record_of_the_person_is_linked_for_certain(world: World) -> None:
    code = world.hand_over().code
    with world.tree.open("b/site") as new:
        own = new.do.courses.refer("VISITING", GIVEN, FAMILY, None, "m", "SERVING", LEFT, alias="Quinoa", consents=AGREED).participant
    world.claim(code, known_as="Quinoa")
    world.exchange("a/site", "b/site", "b/site")
    for vault in ("hq", "b/site"):
        with world.tree.open(vault) as opened:
            (link,) = trees.dump(opened)["link"]
            assert {*sorted((own, world.person)), "same", "hand_over", "participant"} <= set(link)


def test_headquarters_directs_a_hand_over_that_nobody_claims(world: World) -> None:
    code = world.hand_over().code
    world.exchange("a/site")
    with world.tree.open("hq") as hq:
        assert the_move(hq).claims == ()
        with pytest.raises(NotMovable):
            hq.do.moving_on.direct(code)
        with pytest.raises(UnknownHandOver):
            hq.do.moving_on.direct("0000-0000-0000", "Sydby")
        with pytest.raises(NotMovable):
            hq.do.moving_on.direct(code, "Nordby")
        hq.do.moving_on.direct(code.lower().replace("-", " "), "Sydby")
        with pytest.raises(UnknownHandOver):
            hq.do.moving_on.direct(code, "Sydby")
    world.exchange("b/site", "a/site", "a/site")
    with world.tree.open("hq") as hq, world.tree.open("b/site") as new:
        assert the_move(hq).acknowledged
        assert rows(new, world) == rows(hq, world) != {}


def test_a_slip_of_the_hand_is_no_code(world: World) -> None:
    code = world.hand_over().code
    other = ("1" if code[0] != "1" else "2") + code[1:]
    with world.tree.open("b/site") as new:
        with pytest.raises(WrongHandOverCode):
            new.do.moving.claim(other, trees.TODAY)
        assert new.do.moving.list() == ()


def test_the_new_site_works_on_as_if_the_person_had_always_been_there(world: World) -> None:
    world.moved()
    per = world.tree.volunteers["per"]
    with world.tree.open("b/site") as new:
        new.do.courses.match(world.kickstart, per, trees.TODAY)
        new.do.courses.refer_again(world.person, "VISITING", trees.TODAY)
        new.do.courses.consent(world.person, "evaluation", trees.TODAY)
        new.leave()
    visit = trees.log_in(world.tree, "b/per", 19, world.kickstart)
    world.exchange("b/site", "a/site", "b/site")
    with world.tree.open("b/per") as volunteer:
        assert not trees.aside(volunteer)
        assert {table: len(trees.dump(volunteer)[table]) for table in ("hand_over", "claim", "withdrawal", "departed")} == dict.fromkeys(
            ("hand_over", "claim", "withdrawal", "departed"), 0
        )
        for table in ("person", "identity", "grant", "consent"):
            assert all(set(row[2:]) == {None} for row in trees.dump(volunteer)[table]), table
    with world.tree.open("hq") as hq, world.tree.open("b/site") as new, world.tree.open("a/site") as old:
        assert not trees.aside(hq)
        assert not trees.aside(new)
        assert rows(new, world) == rows(hq, world)
        assert ("session", visit) in rows(hq, world)
        assert rows(old, world) == {}
        trees.check(new)
