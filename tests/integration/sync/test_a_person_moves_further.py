"""Moves that meet others: two claims, a return, two laptops of a place; who may do what; and what each place is sent."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import NotAllowed
from desktop.models.rows.fields import Value
from desktop.services.identities import Identities
from desktop.services.moving_on import MovingOn
from desktop.store.repositories import hand_overs
from tests.integration.sync import tree as trees
from tests.integration.sync.movers import (
    FAMILY,
    GIVEN,
    NOTE,
    World,
    at,
    bodies,
    exchange_as,
    parts_of,
    rows,
    second_laptop,
    the_move,
    third,
    visits,
)


def test_of_two_claims_the_first_in_merge_order_is_served_and_the_other_is_shown(world: World) -> None:
    third(world)
    code = world.hand_over().code
    world.claim(code, "c/site")
    world.claim(code, "b/site")
    for site, name in (("b/site", "b.indb"), ("c/site", "c.indb")):  # the later claim comes first
        world.tree.take("hq", world.tree.up(site, name))
    world.exchange("a/site", "c/site", "b/site")
    with world.tree.open("hq") as hq, world.tree.open("c/site") as first, world.tree.open("b/site") as second:
        move = the_move(hq)
        assert move.hand_over.to_site == first.do.sites.own()
        assert [claim.site for claim in move.contested] == [second.do.sites.own()]
        assert rows(first, world) == rows(hq, world) != {}
        assert bodies(second, world) == []
        assert rows(second, world) == {}
        assert the_move(second).hand_over.participant == ""


def test_somebody_who_comes_back_is_there_as_before(world: World) -> None:
    world.moved()
    with world.tree.open("b/site") as second:
        second.do.courses.match(world.kickstart, world.tree.volunteers["per"], trees.TODAY)
        second.leave()
    trees.log_in(world.tree, "b/per", 20, world.kickstart)
    with world.tree.open("b/site") as second:
        second.arrive()
        code = second.do.moving.hand_over(world.alias, trees.TODAY).code
    world.exchange("b/site")
    world.claim(code, "a/site")
    world.exchange("a/site", "b/site", "b/site", "a/site")
    with world.tree.open("hq") as hq, world.tree.open("a/site") as first, world.tree.open("b/site") as second:
        assert rows(first, world) == rows(hq, world) != {}
        assert visits(first, world) == 3
        assert first.do.identities.open([world.person])[world.person].family == FAMILY
        with first.store.reading() as reading:
            assert set(hand_overs.departed(reading.connection, first.do.sites.own()).values()) == {(0, 0, 0)}
        assert rows(second, world) == {}
        assert bodies(second, world) == []
        assert all(move.acknowledged for move in hq.do.moving.list())
        for vault in (hq, first, second):
            assert not trees.aside(vault)
            trees.check(vault)


def test_both_laptops_of_the_old_site_let_go_and_both_of_the_new_one_know(world: World) -> None:
    for laptop, label, place in (("c/site", "Asta", "Nordby"), ("d/site", "Dorte", "Sydby")):
        second_laptop(world, laptop, label, place)
    sites = {"a/site": "Anna", "c/site": "Asta", "b/site": "Birgit", "d/site": "Dorte"}

    def rounds() -> None:
        for laptop, label in sites.items():
            exchange_as(world, laptop, label)

    rounds()
    rounds()
    with at(world, "c/site", "Asta") as sibling:
        assert visits(sibling, world) == 2
        assert trees.count(sibling, "SELECT count(*) FROM note") == 1
    code = world.hand_over().code
    rounds()
    with at(world, "d/site", "Dorte") as new:
        new.do.moving.claim(code, trees.TODAY)
    for _ in range(3):
        rounds()
    with world.tree.open("hq") as hq:
        move, expected = the_move(hq), rows(hq, world)
        assert move.acknowledged
        assert {one.vault for one in move.withdrawals} == {world.tree.id("a/site"), world.tree.id("c/site")}
    for laptop, label in sites.items():
        with at(world, laptop, label) as site:
            assert rows(site, world) == ({} if laptop in {"a/site", "c/site"} else expected)
            assert not trees.aside(site)
            trees.check(site)
            if laptop in {"a/site", "c/site"}:
                assert bodies(site, world) == []
                assert all(set(row[2:]) == {None} for row in trees.dump(site)["note"])
            else:
                assert site.do.identities.open([world.person])[world.person].given == GIVEN
    with at(world, "a/site", "Anna") as first, at(world, "c/site", "Asta") as second:
        for laptop_ in (first, second):
            with laptop_.store.reading() as reading:
                assert hand_overs.departed(reading.connection, first.do.sites.own())["KICKSTART", 2026] == (1, 1, 60)


# --- who may what ------------------------------------------------------------------------------------------------


def test_a_volunteers_hand_over_or_claim_is_set_aside(world: World) -> None:
    with world.tree.open("a/bo") as bo:
        site = bo.do.sites.own() or world.tree.id("a/site")
        said: tuple[tuple[str, str, Value], ...] = (
            ("hand_over", "handed", {"participant": world.person, "site": site, "handed_on": "2026-03-10", "code": "0000-0000-0000"}),
            ("claim", "claimed", {"hand_over": "1" * 32, "site": site, "claimed_on": "2026-03-10", "known_as": None}),
            ("withdrawal", "done", {"done_on": "2026-03-10"}),
            ("departed", "count", {"site": site, "programme": "VISITING", "year": 2026, "persons": 1, "meetings": 1, "minutes": 1}),
        )
        for table, unit, value in said:
            with trees.patched(bo) as work:
                work.put(table, "2" * 32, unit, value, trees.scope("site", site))
        bo.leave()
    with world.tree.open("a/site") as old:
        old.arrive()
        assert list(trees.aside(old).values()) == ["UnauthorisedUser"] * 4
        assert old.do.moving.list() == ()


def test_a_leader_neither_hands_over_whom_another_site_has_nor_moves_anybody(world: World) -> None:
    with world.tree.open("b/site") as other:
        own = other.do.sites.own()
        forged: tuple[tuple[str, str, Value], ...] = (
            ("hand_over", "handed", {"participant": world.person, "site": own, "handed_on": "2026-03-10", "code": "0000-0000-0000"}),
            ("hand_over", "moved", {"to_site": own, "moved_on": "2026-03-10"}),
            ("withdrawal", "asked", {"hand_over": "2" * 32, "vault": world.tree.id("a/site"), "asked_on": "2026-03-10"}),
        )
        for table, unit, value in forged:
            with trees.patched(other) as work:
                work.put(table, "2" * 32, unit, value, trees.scope("site", own))
        with trees.patched(other) as work:
            work.put(
                "course", world.kickstart, "end", {"ended_on": "2026-03-10", "end_reason": "other"}, trees.scope("course", world.kickstart)
            )
    world.tree.take("hq", world.tree.up("b/site", "forged.indb"))
    with world.tree.open("hq") as hq:
        assert sorted(trees.aside(hq).values()) == ["OutOfScope", "OutOfScope", "UnauthorisedUser", "UnauthorisedUser"]
        assert hq.do.moving.list() == ()


def test_without_the_identity_keys_a_claim_waits_for_somebody_who_has_them(world: World) -> None:
    code = world.hand_over().code
    world.exchange("a/site")
    world.claim(code)
    path = world.tree.up("b/site", "claim.indb")
    with world.tree.open("hq") as hq:
        keys, context = hq.context.identities, replace(hq.context, identities=())
        moving_on = MovingOn(context, Identities(context))
        assert keys
        hq.do.importing.file(path)
        assert moving_on.carry_out() == 0
        with pytest.raises(NotAllowed):
            moving_on.direct(code)
        assert the_move(hq).hand_over.to_site == ""
    with world.tree.open("hq") as hq:
        assert the_move(hq).hand_over.to_site != ""


# --- what each of them gets --------------------------------------------------------------------------------------


def test_neither_site_is_sent_what_it_must_not_know(world: World) -> None:
    """Every file down is opened with the keys of the laptop that it is for: classes, names, and the person at the old site."""
    with world.tree.open("a/site") as old:
        others = {one.id for one in old.do.courses.participants()} - {world.person}
    code = world.hand_over().code
    world.exchange("a/site")
    world.claim(code)
    world.exchange("b/site")
    with world.tree.open("b/site") as new:
        read = parts_of(new, world.tree.root / "down.indb")
        assert {class_ for class_, _ in read} == {"core", "person", "identity"}
        said = "".join(body for _, body in read)
        assert not any(other in said for other in (*others, GIVEN, FAMILY, NOTE))
        assert world.person in said
    trees.log_in(world.tree, "a/bo", 12, world.kickstart, note=NOTE)
    world.exchange("a/site", "b/site")
    with world.tree.open("b/site") as new:
        new.do.courses.match(world.kickstart, world.tree.volunteers["per"], trees.TODAY)
    world.exchange("b/site", "a/site")
    with world.tree.open("a/site") as old:
        read = parts_of(old, world.tree.root / "down.indb")
        assert not any(world.person in body or world.kickstart in body for _, body in read)


@pytest.mark.parametrize(("vault", "label"), [("a/site", "Anna"), ("b/site", "Birgit"), ("hq", "Hanne")])
def test_the_second_reader_agrees_after_a_move(world: World, vault: str, label: str) -> None:
    world.moved()
    ran = subprocess.run(  # noqa: S603 - this repository's own script
        [sys.executable, "-m", "tools.read_vault", str(world.tree.path(vault)), label],
        cwd=Path(__file__).resolve().parents[3],
        input=trees.PASSPHRASE + "\n",
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1"},
        check=False,
    )
    assert ran.stderr == ""
    assert (ran.returncode, json.loads(ran.stdout)["differences"]) == (0, [])
