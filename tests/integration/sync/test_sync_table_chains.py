"""Rows of "What must happen", on signatures, chains, blocks and documents, through the stores: what refuses a file, what is set aside."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
import zstandard

from desktop.crypto.digests import new_id
from desktop.crypto.signatures import SigningKey
from desktop.errors import ChainBroken, DigestMismatch, Fault, MalformedBlock, MalformedEntry, NonCanonical, SizeLimit, UpgradeNeeded
from desktop.log.canonical import encode
from desktop.log.entry import Change, Draft, describe_parts, entry_hash, write_entry, write_part
from desktop.services.trust import kind_of, load
from desktop.store import state
from desktop.store.unit_of_work import Author
from desktop.sync import frames
from desktop.sync.blocks import write_entry as packed_entry
from desktop.sync.manifest import Manifest
from desktop.sync.parts import Carried, State
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire

UNAUTHORISED, UNSIGNED = "UnauthorisedUser", "UnsignedEntry"


# --- who signed --------------------------------------------------------------------------------------------------


def test_unsigned_signed_by_another_by_nobody_known_or_in_a_foreign_vault(tree: Tree) -> None:
    own, about = tree.courses["bo"], trees.scope("course", tree.courses["bo"])
    with tree.open("a/eva") as eva:
        evas = eva.context.author
    with tree.open("a/bo") as bo:
        user = bo.context.author
        authors = {
            "signed by another": (replace(user, key=evas.key), UNSIGNED),
            "signed by a stranger": (replace(user, key=SigningKey.generate()), UNSIGNED),
            "not certified": (Author(new_id(), "X", "VOLUNTEER", SigningKey.generate()), UNAUTHORISED),
            "of another vault": (evas, UNAUTHORISED),
        }
        expected = {}
        for author, reason in authors.values():
            with trees.patched(bo, author) as work:
                work.put("session", new_id(), "facts", trees.facts(own), about)
                expected[work.flush() or b""] = reason
        trees.log(bo, own)
        up = trees.export(bo, tree.root / "bo.indb")
    with tree.open("a/site") as site:
        (result,) = site.take_in([up])
        assert (result.outcome, result.new) == ("imported", 5)
        assert trees.aside(site) == expected
        assert trees.figures(site)["sessions_held"] == 1
        trees.check(site)


def test_a_fork_or_a_held_back_part_that_nobody_signed_is_unsigned_first(tree: Tree) -> None:
    """Otherwise a person could admit it, and the check of signatures would fail for good."""
    own = tree.courses["bo"]
    with tree.open("a/bo") as bo:
        trees.log(bo, own)
        first = trees.export(bo, tree.root / "first.indb")
        (good,) = trees.carried(bo, edge="volunteer>site")
        other = wire.header(good)
        forged = write_entry(msgspec.structs.replace(other, hlc="0195b3c5ffff0001"), (), SigningKey.generate())
        fork = Carried(replace(forged, parts=good.raw.parts), good.states)
        data = trees.forge(bo, [fork])
    path = tree.root / "fork.indb"
    path.write_bytes(data)
    with tree.open("a/site") as site:
        site.take_in([first])
        (result,) = site.take_in([path])
        assert (result.outcome, result.aside) == ("imported", 1)
        assert trees.aside(site) == {entry_hash(forged.header): UNSIGNED}
        trees.check(site)


def test_the_same_number_twice_is_a_fork_and_the_head_stays(tree: Tree) -> None:
    own = tree.courses["bo"]
    twin = tree.copy(tree.root.parent / "twin")
    for where, day in ((tree, 2), (twin, 9)):
        with where.open("a/bo") as bo:
            with bo.store.writing(bo.context.author) as work:  # the whole machine was copied, so both go on in one incarnation
                state.put(work.connection, state.INCARNATION, b"00000000000000aa")
            bo.store.renew = False
            trees.log(bo, own, day)
            trees.export(bo, where.root / "bo.indb")
    with tree.open("a/site") as site:
        site.take_in([tree.root / "bo.indb"])
        heads = trees.dump(site)["chain"]
        (result,) = site.take_in([twin.root / "bo.indb"])
        assert (result.outcome, [one.reason for one in result.refusals]) == ("imported", ["ForkDetected"])
        assert trees.dump(site)["chain"] == heads
        assert trees.figures(site)["sessions_held"] == 1
        trees.check(site)


# --- chains, blocks, documents -----------------------------------------------------------------------------------


def test_a_chain_that_is_not_one(tree: Tree) -> None:
    with tree.open("a/bo") as bo:
        for day in (2, 3, 4):
            trees.log(bo, tree.courses["bo"], day)
        one, two, three = trees.carried(bo, edge="volunteer>site")
        span = wire.span([one, two, three])
        shorter = msgspec.structs.replace(span, last=2)
        cases: list[tuple[list[Carried], Manifest | object, type[Fault]]] = [
            ([one, three, two], span, ChainBroken),
            ([one, one, three], span, ChainBroken),
            ([one, three], shorter, ChainBroken),
            ([two, one, three], span, ChainBroken),
            ([one, two], msgspec.structs.replace(shorter, prev=bytes(32)), DigestMismatch),
            ([one, two, replace(three, raw=replace(three.raw, parts=(b"{}", *three.raw.parts[1:])))], span, DigestMismatch),
        ]
        files_ = [(trees.forge(bo, chain, ranges=[said]), error) for chain, said, error in cases]
    path = tree.root / "chain.indb"
    with tree.open("a/site") as site:
        for data, error in files_:
            path.write_bytes(data)
            trees.refused(site, path, error)


def blocks(entry: Carried) -> Iterator[tuple[bytes, type[Fault]]]:
    """ENTRIES frames that no program of ours writes."""
    plain = packed_entry(entry)
    good = zstandard.ZstdCompressor(write_content_size=True).compress(plain)
    yield zstandard.ZstdCompressor(write_content_size=True).compress(bytes(256 * 1024 * 1024 // 16)), SizeLimit
    yield zstandard.ZstdCompressor(write_content_size=False).compress(plain), MalformedBlock
    yield good[:-3], MalformedBlock
    yield good + good, MalformedBlock
    yield b"garbage", MalformedBlock
    for start, error in ((b"\xff\xff\xff\xff", SizeLimit), (b"\x00\x00\x00\x02{}", NonCanonical)):
        changed = start + plain[4:] if len(start) == 4 else start + plain[4 + len(entry.raw.header) :]
        yield zstandard.ZstdCompressor(write_content_size=True).compress(changed), error


def test_blocks_and_records_that_no_program_of_ours_writes(tree: Tree) -> None:
    path = tree.root / "block.indb"
    with tree.open("a/bo") as bo, tree.open("a/site") as site:
        trees.log(bo, tree.courses["bo"])
        (good,) = trees.carried(bo, edge="volunteer>site")
        manifest = msgspec.structs.replace(
            trees.blank(bo, site.context.keys.seal.public),
            ranges=[wire.span([good])],
            counts=msgspec.structs.replace(trees.blank(bo, site.context.keys.seal.public).counts, entries=1, parts=len(good.states)),
            length=len(packed_entry(good)),
        )
        for block, error in blocks(good):
            parts = [(frames.MANIFEST, encode(manifest)), (frames.ENTRIES, block)]
            path.write_bytes(wire.forged(trees.member(site), wire.signed_frames(bo.context.keys.sign, parts), pad=False))
            trees.refused(site, path, error)


PARTS = {
    "unknown unit of this schema": (b'"unit":"facts"', b'"unit":"facks"', MalformedEntry),
    "unknown code": (b'"outcome":"held"', b'"outcome":"hole"', MalformedEntry),
    "float": (b'"minutes":60', b'"minutes":6.0', MalformedEntry),
    "unsorted": (b'{"changes":', b'{ "changes":', MalformedEntry),
    "not a date": (b'"held_on":"2026-02-02"', b'"held_on":"2026-02-30"', MalformedEntry),
    "path in an id": (b'"table":"session"', b'"table":"../sess"', MalformedEntry),
}


@pytest.mark.parametrize(("old", "new", "error"), PARTS.values(), ids=PARTS.keys())
def test_content_that_is_not_of_the_format(tree: Tree, old: bytes, new: bytes, error: type[Fault]) -> None:
    with tree.open("a/bo") as bo:
        trees.log(bo, tree.courses["bo"])
        (good,) = trees.carried(bo, edge="volunteer>site")
        bodies = tuple((part or b"").replace(old, new) for part in good.raw.parts)
        assert bodies != good.raw.parts
        drafts = tuple(Draft(class_, "all", "", ()) for class_, _, _ in wire.header(good).parts)
        header = msgspec.structs.replace(wire.header(good), parts=describe_parts(drafts, bodies))
        data = trees.forge(bo, [Carried(write_entry(header, bodies, bo.slot.signing), good.states)])
    path = tree.root / "part.indb"
    path.write_bytes(data)
    with tree.open("a/site") as site:
        trees.refused(site, path, error)


def test_a_later_bundle_or_entry_asks_for_an_upgrade(tree: Tree) -> None:
    path = tree.root / "later.indb"
    with tree.open("a/bo") as bo, tree.open("a/site") as site:
        trees.log(bo, tree.courses["bo"])
        (good,) = trees.carried(bo, edge="volunteer>site")
        later = write_entry(msgspec.structs.replace(wire.header(good), crit=["more"]), (), bo.slot.signing)
        path.write_bytes(trees.forge(bo, [Carried(replace(later, parts=good.raw.parts), good.states)]))
        trees.refused(site, path, UpgradeNeeded)


def test_a_unit_of_a_later_schema_is_kept_and_chained(tree: Tree) -> None:
    own = tree.courses["bo"]
    change = Change(verb="put", table="session", row=new_id(), unit="weather", value={"weather": "rain"}, bases=[])
    with tree.open("a/bo") as bo:
        trees.log(bo, own)
        (good,) = trees.carried(bo, edge="volunteer>site")
        draft = Draft("core", f"course/{own}", "", (change,))
        body = write_part(draft)
        header = msgspec.structs.replace(wire.header(good), seq=2, prev=wire.hash_of(good), sch=2, parts=describe_parts((draft,), (body,)))
        data = trees.forge(bo, [good, Carried(write_entry(header, (body,), bo.slot.signing), (State.PRESENT,))])
    path = tree.root / "later.indb"
    path.write_bytes(data)
    with tree.open("a/site") as site:
        (result,) = site.take_in([path])
        assert (result.outcome, result.new, result.aside) == ("imported", 2, 0)
        assert body in [part.body for entry in trees.logged(site) for part in entry.parts]
        trees.check(site)
        with site.store.reading() as reading:
            assert kind_of(load(reading), tree.id("a/bo"), reading) == "volunteer"
