"""Somebody who moved between two prisons is deleted: everywhere, with the numbers where they were, and at last the move too."""

from datetime import date

import pytest

from desktop.errors import NotAllowed
from desktop.figures.compute import compute
from desktop.figures.values import Scope
from desktop.house import OpenVault
from tests.integration.sync import tree as trees
from tests.integration.sync.movers import World
from tests.integration.sync.test_retention_and_erasure import later

MOVES = ("hand_over", "claim", "withdrawal")
Counted = dict[str, tuple[int | None, int | None]]


def alive(vault: OpenVault, *tables: str) -> dict[str, int]:
    """Table → how many rows of it are not erased and have a value."""
    return {table: trees.count(vault, f"SELECT count(*) FROM \"{table}\" WHERE state = 'live'") for table in tables}  # noqa: S608 - names of the registry


def counted(vault: OpenVault, site: str = "") -> tuple[int | None, int | None]:
    """Meetings and Kickstart participants of 2026, of everybody or of one place, as this vault's own pages count them."""
    with vault.store.reading() as reading:
        found = compute(reading.connection, Scope(site or None, 2026, trees.TODAY, unnamed=vault.card.kind == "hq"))
    return found.figures["sessions_held"].value, found.figures["kickstart_participants"].value


@pytest.fixture
def gone(world: World) -> tuple[World, Counted]:
    """Moved, visited once more at the new place, and then deleted by headquarters; what was counted before that."""
    world.moved()
    with world.tree.open("b/site") as new:
        new.do.courses.match(world.kickstart, world.tree.volunteers["per"], date(2026, 3, 11))
        trees.log(new, world.kickstart, 12, 3)
        new.leave()
    world.exchange("b/site", "a/site")
    before: Counted = {}
    for vault in ("hq", "a/site", "b/site"):
        with world.tree.open(vault) as opened:
            before[vault] = counted(opened, opened.do.sites.own())
    with world.tree.open("hq") as hq:
        before["old"], before["new"] = (counted(hq, _site(world, name)) for name in ("a/site", "b/site"))
        hq.do.erasing.person(world.person, "request")
    world.exchange("b/site", "a/site", "b/site", "a/site")
    return world, before


def _site(world: World, vault: str) -> str:
    with world.tree.open(vault) as site:
        return site.do.sites.own()


def test_the_new_place_hears_of_it_and_no_number_moves_or_doubles(gone: tuple[World, Counted]) -> None:
    world, before = gone
    for vault in ("hq", "a/site", "b/site"):
        with world.tree.open(vault) as opened:
            assert trees.count(opened, "SELECT count(*) FROM participant WHERE id = ? AND state = 'live'", world.person) == 0
            assert trees.count(opened, "SELECT count(*) FROM course WHERE participant = ?", world.person) == 0
            assert counted(opened, opened.do.sites.own())[0] == before[vault][0]
            assert trees.aside(opened) == {}
            trees.check(opened)
    with world.tree.open("hq") as hq:
        assert (counted(hq, _site(world, "a/site")), counted(hq, _site(world, "b/site"))) == (before["old"], before["new"])


def test_the_move_itself_goes_a_month_later_everywhere(gone: tuple[World, Counted]) -> None:
    world, _ = gone
    day = later(world.tree, date(2026, 4, 18))
    with day.open("hq") as hq:
        hq.do.retention.run()
        assert min(alive(hq, *MOVES).values()) == 1
    day = later(world.tree, date(2026, 4, 19))
    with day.open("hq") as hq:
        hq.do.retention.run()
        assert alive(hq, *MOVES) == dict.fromkeys(MOVES, 0)
        trees.check(hq)
    for site in ("a/site", "b/site"):
        trees.exchange(day, site)
        with day.open(site) as opened:
            assert alive(opened, *MOVES) == dict.fromkeys(MOVES, 0)
            assert trees.aside(opened) == {}
            trees.check(opened)


def test_a_move_in_flight_stays_until_the_old_place_has_let_go(world: World) -> None:
    code = world.hand_over().code
    world.exchange("a/site")
    world.claim(code)
    world.exchange("b/site")
    with world.tree.open("hq") as hq:
        hq.do.erasing.person(world.person, "request")
    day = later(world.tree, date(2026, 6, 1))
    with day.open("hq") as hq:
        hq.do.retention.run()
        assert alive(hq, "hand_over", "claim") == {"hand_over": 1, "claim": 1}
    for _ in range(2):
        trees.exchange(day, "a/site")
    with day.open("hq") as hq:
        hq.do.retention.run()
        assert alive(hq, *MOVES) == dict.fromkeys(MOVES, 0)
        trees.check(hq)


def test_headquarters_alone_deletes_whom_another_place_has_visited(world: World) -> None:
    world.moved()
    with world.tree.open("b/site") as new, pytest.raises(NotAllowed):
        new.do.erasing.person(world.person)
