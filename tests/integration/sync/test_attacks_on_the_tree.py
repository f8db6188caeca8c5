"""Attacks on a move and on what is given back: by a place that had the person once, and by a vault that makes entries in another's name."""

import io

import msgspec

from desktop.crypto.digests import new_id
from desktop.house import OpenVault
from desktop.log.entry import GENESIS
from desktop.models.rows.fields import Value
from desktop.rules import moving
from desktop.services.moving import row_of
from desktop.store.repositories import hand_overs
from desktop.sync.feed import START, FeedItem, next_head
from desktop.sync.manifest import FeedSpan
from desktop.sync.parts import Carried, State
from desktop.sync.writer import BundleWriter
from tests.integration.sync import tree as trees
from tests.integration.sync.movers import World, bodies, the_move, third
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire

CODE = moving.write_code(5)


def test_a_place_that_had_the_person_once_does_not_hand_over_for_the_place_that_has(world: World) -> None:
    world.moved()
    third(world)
    with world.tree.open("b/site") as once:
        code = once.do.moving.hand_over(world.alias, trees.TODAY).code
        once.leave()
    world.claim(code, "c/site")
    world.exchange("b/site", "c/site", "b/site", "c/site")
    with world.tree.open("c/site") as has, world.tree.open("hq") as hq:
        vestby = has.do.sites.own()
        assert {move.hand_over.to_site for move in hq.do.moving.list()} >= {vestby}
    with world.tree.open("b/site") as once:
        with trees.patched(once) as work:
            said: Value = {"participant": world.person, "site": vestby, "handed_on": trees.TODAY.isoformat(), "code": CODE}
            work.put("hand_over", row_of(CODE), "handed", said, trees.scope("site", once.do.sites.own()))
        once.do.moving.claim(CODE, trees.TODAY)
    world.tree.take("hq", world.tree.up("b/site", "forged.indb"))
    with world.tree.open("hq") as hq:
        assert list(trees.aside(hq).values()) == ["OutOfScope"]
        assert row_of(CODE) not in {move.hand_over.id for move in hq.do.moving.list() if move.hand_over.to_site}


def test_the_old_place_does_not_take_back_who_has_moved_by_another_hand_over_of_the_same_name(world: World) -> None:
    """Rewriting the hand-over that was carried out, to somebody else or to nobody, would undo the move at headquarters."""
    code = world.moved()
    with world.tree.open("a/site") as old:
        own = old.do.sites.own()
        with old.store.reading() as reading:
            other = str(reading.connection.exec_driver_sql("SELECT id FROM participant WHERE state = 'live' LIMIT 1").scalar_one())
        with trees.patched(old) as work:
            said: Value = {"participant": other, "site": own, "handed_on": "2026-03-10", "code": code}
            work.put("hand_over", row_of(code), "handed", said, trees.scope("site", own))
        with trees.patched(old) as work:
            work.tomb("hand_over", row_of(code), "handed", trees.scope("site", own))
    world.tree.take("hq", world.tree.up("a/site", "forged.indb"))
    with world.tree.open("hq") as hq:
        assert list(trees.aside(hq).values()) == ["OutOfScope"] * 2
        assert the_move(hq).hand_over.participant == world.person
        with hq.store.reading() as reading:
            assert hand_overs.holder(reading.connection, world.person) != own


def test_who_withdraws_the_consent_before_the_move_is_carried_out_does_not_move(world: World) -> None:
    code = world.hand_over().code
    with world.tree.open("a/site") as old:
        old.do.courses.withdraw_consent(world.person, "hand_over", trees.TODAY)
    world.claim(code)
    world.exchange("a/site", "b/site")
    with world.tree.open("hq") as hq:
        assert the_move(hq).hand_over.to_site == ""
    with world.tree.open("b/site") as new:
        assert bodies(new, world) == []


def test_an_entry_in_the_recipients_name_that_nobody_signed_begins_nothing_anew_and_is_no_clone(tree: Tree) -> None:
    with tree.open("a/site") as site:
        device, inc, seq = trees.head(site)
    member = wire.member("nobody")
    for number in (1, 2):
        path = tree.root / f"forged{number}.indb"
        with tree.open("a/bo") as bo:
            claimed = wire.Member(device, member.sign, member.seal)
            entry = wire.entry(claimed, member, seq + 50 * number, GENESIS, inc=inc, hlc="0193000000000000")
            path.write_bytes(given_back(bo, entry))
        with tree.open("a/site") as site:
            (result,) = site.take_in([path])
            assert result.outcome == "imported", result.error
            assert list(trees.aside(site).values()) == ["UnauthorisedUser"] * number
            assert trees.count(site, "SELECT count(*) FROM incarnation") == 0
        with tree.open("a/site") as site:
            site.do.volunteers.add("Ny", f"Nielsen{number}", trees.TODAY)
            assert trees.head(site)[:2] == (device, inc)
            trees.check(site)


def given_back(vault: OpenVault, entry: Carried) -> bytes:
    """A file up that gives the recipient an entry of what is said to be its own."""
    item = FeedItem(1, wire.hash_of(entry), [place for place, state in enumerate(entry.states) if state is State.PRESENT])
    span = FeedSpan(first=1, last=1, prev=START, head=next_head(START, item))
    seal = trees.public(vault, vault.do.neighbours.parent())
    writer, out = BundleWriter(io.BytesIO()), io.BytesIO()
    writer.item(item)
    writer.entry(entry)
    writer.finish(out, msgspec.structs.replace(trees.blank(vault, seal), id=new_id(), feed=span), vault.context.keys.sign, seal)
    return out.getvalue()
