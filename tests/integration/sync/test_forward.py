"""An earlier version meets what a later one wrote: it keeps and chains what it does not know, and applies it after its upgrade.

The earlier version is a program of its own (tests/integration/sync/earlier) with the registry that lies in tests/vectors/registry_0.json.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop.crypto.digests import new_id
from desktop.errors import UpgradeNeeded
from desktop.house import OpenVault
from desktop.log.canonical import encode
from desktop.log.entry import Change, Draft, describe_parts, write_entry, write_part
from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.sync import frames
from desktop.sync.blocks import Packer
from desktop.sync.blocks import write_entry as write_block
from desktop.sync.manifest import Counts
from desktop.sync.parts import Carried, State
from tests.integration.sync import earlier
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire
from tests.sync.tree import Member

Changes = tuple[Change, ...]
AREAS = {"housing": True, "economy": True, "employment": False, "network": False, "education": False}


@dataclass(frozen=True)
class Met:
    """Two trees that were given the same file by Bo: in `behind` the site's program is an earlier one, in `ahead` it is today's."""

    behind: Tree
    ahead: Tree
    said: dict[str, Any]
    written: set[str]
    bodies: set[bytes]
    forged: set[bytes]


def put(table: str, row: str, unit: str, **value: object) -> Change:
    return Change(verb="put", table=table, row=row, unit=unit, value=value, bases=[])  # type: ignore[arg-type] # leaves of JSON


def later_things(tree: Tree) -> list[tuple[int, Changes]]:
    """(schema, changes): units, a table and a code of today's that the earlier version lacks, and what not even today's knows."""
    session, other, course = new_id(), new_id(), tree.courses["bo"]
    said: dict[str, Any] = {**trees.facts(course), "held_on": "2026-02-20"}
    return [
        (SCHEMA, (put("session", session, "facts", **said), put("session", session, "areas", **AREAS))),
        (SCHEMA, (put("session", session, "present", present="yes"),)),
        (SCHEMA + 1, (put("session", other, "facts", **{**said, "outcome": "held_elsewhere"}),)),
        (SCHEMA + 1, (put("session", session, "weather", weather="rain"),)),
        (SCHEMA + 1, (put("parrot", new_id(), "facts", name="Polly"),)),
        (SCHEMA + 1, (Change(verb="sing", table="session", row=session, unit="facts", value=None, bases=[]),)),
    ]


def forged_things(tree: Tree) -> list[tuple[int, Changes]]:
    """What a volunteer may not say, in a table that the earlier version does not know: it cannot judge it."""
    about = {"volunteer": tree.volunteers["bo"], "kind": "clearance", "site": None, "on_date": "2026-02-01", "valid_until": None}
    return [(SCHEMA, (put("qualification", new_id(), "facts", **about, clearance="valid", version=None, provider=None, minutes=None),))]


def write_later(tree: Tree) -> tuple[Path, list[Carried]]:
    """Bo's file: a visit as everybody knows it, then all of the above."""
    own = tree.courses["bo"]
    with tree.open("a/bo") as bo:
        trees.log(bo, own)
        chain = trees.carried(bo, edge="volunteer>site")
        for schema, changes in [*later_things(tree), *forged_things(tree)]:
            draft = Draft("core", f"course/{own}", "", changes)
            body, last = write_part(draft), wire.header(chain[-1])
            described = describe_parts((draft,), (body,))
            header = msgspec.structs.replace(last, seq=last.seq + 1, prev=wire.hash_of(chain[-1]), sch=schema, parts=described)
            chain.append(Carried(write_entry(header, (body,), bo.slot.signing), (State.PRESENT,)))
        path = tree.root / "later.indb"
        path.write_bytes(trees.forge(bo, chain, sch=SCHEMA + 1))
    return path, chain


@pytest.fixture(scope="module")
def met(planted: Tree, tmp_path_factory: pytest.TempPathFactory) -> Met:
    folder = tmp_path_factory.mktemp("forward")
    behind = planted.copy(folder / "behind")
    later, chain = write_later(behind)
    ahead = behind.copy(folder / "ahead")
    site = behind.path("a/site")
    up = behind.root / "up.indb"
    program = earlier.program(folder / "program")
    said = earlier.run(program, vault=site, label="Anna", take=[later], export=up)
    with ahead.open("a/site") as today:
        assert [result.outcome for result in today.take_in([ahead.root / "later.indb"])] == ["imported"]
        trees.export(today, ahead.root / "up.indb")
    return Met(
        behind=behind,
        ahead=ahead,
        said=said,
        written={wire.hash_of(one).hex() for one in chain},
        bodies={body for one in chain for body in one.raw.parts if body},
        forged={wire.hash_of(one) for one in chain[-len(forged_things(behind)) :]},
    )


@pytest.fixture
def copies(met: Met, tmp_path: Path) -> tuple[Tree, Tree]:
    return met.behind.copy(tmp_path / "behind"), met.ahead.copy(tmp_path / "ahead")


def test_the_earlier_version_knows_less(met: Met) -> None:
    assert met.said["schema"] < SCHEMA
    assert set(met.said["tables"]) < set(TABLES)
    assert "qualification" not in met.said["tables"]


def test_it_keeps_and_chains_what_it_does_not_know(met: Met) -> None:
    """All of the file is new, nothing is set aside, and its own check finds chain, signatures and replay in order."""
    assert met.said["taken"] == [["imported", len(met.written), 0, ""]]
    assert met.written <= set(met.said["hashes"])
    assert met.said["failed"] == []


def test_it_hands_on_unchanged_what_it_does_not_know(met: Met, copies: tuple[Tree, Tree]) -> None:
    """Headquarters is up to date already, and ends the same whichever version the site's laptop had."""
    found = []
    for tree in copies:
        with tree.open("hq") as hq:
            assert [result.outcome for result in hq.take_in([tree.root / "up.indb"])] == ["imported"]
            held = {part.body for entry in trees.logged(hq) for part in entry.parts if part.body}
            assert met.bodies <= held
            assert trees.aside(hq) == dict.fromkeys(met.forged, "UnauthorisedUser")
            trees.check(hq)
            found.append(trees.state(hq))
    assert found[0] == found[1]


def test_after_its_upgrade_it_is_as_if_new_from_the_start(met: Met, copies: tuple[Tree, Tree]) -> None:
    behind, ahead = copies
    with behind.open("a/site") as site, ahead.open("a/site") as today:
        assert trees.state(site) == trees.state(today)
        assert trees.state(site) != met.said["digest"]
        assert trees.aside(site) == trees.aside(today) == dict.fromkeys(met.forged, "UnauthorisedUser")
        assert trees.count(site, "SELECT count(*) FROM session WHERE present = 'yes' AND housing = 1 AND network = 0") == 1
        trees.check(site)


def test_a_file_of_a_later_form_is_kept_until_the_program_follows(copies: tuple[Tree, Tree]) -> None:
    """By an unknown `crit` or version; content that this program does not know is no reason to ask for another."""
    _, tree = copies
    with tree.open("a/bo") as bo:
        seal = trees.public(bo, tree.id("a/site"))
        chain = trees.carried(bo, edge="volunteer>site")
        forms: list[dict[str, Any]] = [{"crit": ["more"]}, {"v": 1}]
        for number, other in enumerate(forms):
            (tree.root / f"{number}.indb").write_bytes(later_form(bo, chain, seal, other))
    for number in range(2):
        with tree.open("a/site") as site:
            trees.refused(site, tree.root / f"{number}.indb", UpgradeNeeded)
    bare = bytearray((tree.root / "later.indb").read_bytes())
    bare[4] += 1
    (tree.root / "container.indb").write_bytes(bare)
    with tree.open("a/site") as site:
        trees.refused(site, tree.root / "container.indb", UpgradeNeeded)


def later_form(vault: OpenVault, chain: list[Carried], seal: bytes, other: dict[str, Any]) -> bytes:
    """A bundle whose manifest no writer of ours makes, truly signed."""
    packed: list[bytes] = []
    packer = Packer(packed.append)
    for one in chain:
        packer.add(write_block(one))
    packer.flush()
    counts = Counts(entries=len(chain), feed=0, parts=sum(one.states.count(State.PRESENT) for one in chain))
    fields = {"id": new_id(), "ranges": [wire.span(chain)], "counts": counts, "length": packer.plain_length, **other}
    manifest = msgspec.structs.replace(trees.blank(vault, seal), **fields)
    parts = [(frames.MANIFEST, encode(manifest)), *((frames.ENTRIES, block) for block in packed)]
    signed = wire.signed_frames(vault.context.keys.sign, parts)
    site = Member("", vault.context.keys.sign, _Public(seal))  # type: ignore[arg-type] # a recipient of whom the public key alone is known
    return wire.forged(site, signed, pad=False)


@dataclass(frozen=True)
class _Public:
    public: bytes
