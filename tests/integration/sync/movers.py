"""Somebody who is going to move: a participant with two courses at the first site of a tree, and what each vault shows of the person."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop import house
from desktop.house import OpenVault
from desktop.log.entry import read_header
from desktop.services.moving import HandedOver, Move
from desktop.store.repositories import participants
from desktop.sync.reader import open_bundle
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

LEFT = date(2026, 3, 10)
GIVEN, FAMILY = "Zyxwkanin", "Qwvbrendt"
AGREED = ("processing", "transfer", "hand_over")
NOTE = "Kxjnotekanin"


class Ticking:
    """A clock that goes on a second whenever it is read: what was saved later says so."""

    def __init__(self) -> None:
        self._read = 0

    def __call__(self) -> datetime:
        self._read += 1
        return trees.NOON + timedelta(seconds=self._read)


@dataclass(frozen=True)
class World:
    """Somebody at the first site with a visiting and a Kickstart course, visited by Bo; both sites run Kickstart."""

    tree: Tree
    person: str
    alias: str
    visiting: str
    kickstart: str

    def copy(self, root: Path) -> "World":
        return World(self.tree.copy(root), self.person, self.alias, self.visiting, self.kickstart)

    def hand_over(self, on: date = LEFT) -> HandedOver:
        with self.tree.open("a/site") as old:
            made = old.do.moving.hand_over(self.alias, on)
            old.leave()
        return made

    def claim(self, code: str, site: str = "b/site", **other: str) -> None:
        with self.tree.open(site) as new:
            new.do.moving.claim(code, trees.TODAY, **other)

    def exchange(self, *sites: str) -> None:
        for site in sites:
            trees.exchange(self.tree, site)

    def moved(self) -> str:
        """Handed over, claimed, carried out and let go of; the code."""
        code = self.hand_over().code
        self.exchange("a/site")
        self.claim(code)
        self.exchange("b/site", "a/site", "a/site")
        return code


def build(planted: Tree) -> World:
    """The person's world, made in a tree that is its own."""
    tree = replace(planted, now=Ticking())
    with tree.open("hq") as hq:
        for site in ("a/site", "b/site"):
            hq.do.sites.programme(hq.do.delivering.child(tree.id(site)).subject, "KICKSTART", "2026-01")
    for site in ("a/site", "b/site"):
        trees.exchange(tree, site)
    with tree.open("a/site") as old:
        person, visiting = old.do.courses.refer(
            "VISITING", GIVEN, FAMILY, date(2004, 7, 14), "m", "REMAND", date(2026, 1, 5), alias="Xylofon", consents=AGREED
        )
        kickstart = old.do.courses.refer_again(person, "KICKSTART", date(2026, 1, 6))
        for course in (visiting, kickstart):
            old.do.courses.approve(course, "staff", date(2026, 1, 10))
            old.do.courses.approve(course, "leader", date(2026, 1, 11))
            old.do.courses.match(course, tree.volunteers["bo"], date(2026, 1, 15))
        old.leave()
    trees.log_in(tree, "a/bo", 3, visiting, note=NOTE)
    trees.log_in(tree, "a/bo", 4, kickstart)
    for site in ("a/site", "a/site"):
        trees.exchange(tree, site)
    return World(tree, person, "Xylofon", visiting, kickstart)


def rows(vault: OpenVault, world: World) -> dict[tuple[str, str], tuple[object, ...]]:
    """Everything that the vault shows about the person, heads and all."""
    with vault.store.reading() as reading:
        about = participants.rows_about(reading.connection, world.person)
        return {key: tuple(reading.row(*key) or ()) for key in about}


def bodies(vault: OpenVault, world: World) -> list[str]:
    """Every part in the vault's log that speaks of the person, the hand-over itself apart."""
    found: list[str] = []
    for entry in trees.logged(vault):
        for part in entry.parts:
            said = b"" if part.body is None else part.body
            read: dict[str, Any] = json.loads(said) if said else {"subject": "", "changes": []}
            if read["subject"] == world.person and all(change["table"] != "hand_over" for change in read["changes"]):
                found.append(said.decode())
    return found


def visits(vault: OpenVault, world: World) -> int:
    """How many held visits the vault shows on the person's courses."""
    return trees.count(
        vault,
        "SELECT count(*) FROM session WHERE course IN (?, ?) AND outcome = 'held' AND state = 'live'",
        world.visiting,
        world.kickstart,
    )


def the_move(vault: OpenVault) -> Move:
    (found,) = vault.do.moving.list()
    return found


def third(world: World) -> None:
    """A third site, Vestby, on a laptop of its own."""
    second_laptop(world, "c/site", "Asta", "Vestby")
    world.exchange("c/site")


def second_laptop(world: World, vault: str, label: str, place: str) -> None:
    """One more laptop of a place, enrolled as it."""
    house.create_vault(world.tree.path(vault), "site", place, trees._person(label), world.tree.settings)
    with at(world, vault, label) as site:
        request, words = site.do.enrolling.request(site.slot.sealing)
    with world.tree.open("hq") as hq:
        answer = hq.do.enrolling.answer_site(request, " ".join(words), place)
    with at(world, vault, label) as site:
        site.do.enrolling.accept(answer.file, " ".join(answer.words))


def at(world: World, vault: str, label: str) -> OpenVault:
    return house.open_vault(world.tree.path(vault), label, trees.PASSPHRASE, world.tree.settings)


def exchange_as(world: World, vault: str, label: str) -> None:
    with at(world, vault, label) as laptop, world.tree.open("hq") as hq:
        laptop.arrive()
        up = laptop.do.exporting.up(written(world.tree.root / "up.indb", fill_file)).path
        if up is not None:
            hq.take_in([up])
        down = hq.do.delivering.down(written(world.tree.root / "down.indb", fill_file), laptop.card.id).path
        if down is not None:
            laptop.take_in([down])
        laptop.leave()


def parts_of(vault: OpenVault, path: Path) -> list[tuple[str, str]]:
    """(class, content) of every part that a file down carries."""
    with path.open("rb") as file:
        reader = open_bundle(file, vault.context.keys.opening)
        return [
            (class_, body.decode())
            for entry in reader.entries()
            for (class_, _, _), body in zip(read_header(entry.raw.header).parts, entry.raw.parts, strict=True)
            if body is not None
        ]
