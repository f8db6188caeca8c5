"""Rows of "What must happen", on whole files: good, twice, overlap, order, damage, recipients, signatures.

Every refusal leaves nothing: no row of any table, nothing in the spool, the file as it was (`trees.refused`).
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from desktop.crypto.digests import sha256
from desktop.crypto.signatures import SigningKey
from desktop.errors import (
    AlreadyImported,
    AnotherFile,
    BadSignature,
    DigestMismatch,
    Fault,
    ForeignEntry,
    GapPending,
    MalformedBundle,
    MissingSignature,
    NotForUs,
    TamperedBundle,
    TrailingData,
    TruncatedBundle,
    UnknownSigner,
    UpgradeNeeded,
    WrongPayloadType,
    WrongRecipient,
)
from desktop.house import OpenVault
from desktop.log.canonical import encode
from desktop.models.rows.fields import Value
from desktop.store.repositories import files
from desktop.sync import frames, signed
from desktop.sync.container import HEADER
from desktop.sync.manifest import BundleSignature, Manifest, read_manifest
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire

WRAP_END = HEADER.size + 1168
CHUNK = 16 * 1024 + 16
"""A sealed chunk of the body, after 56 bytes of its head."""


@pytest.fixture
def good(tree: Tree) -> Path:
    """A file of the first site for headquarters, not yet imported; it carries one visit of Bo."""
    tree.log("bo")
    return tree.up("a/site", "good.indb")


def state_of_log(vault: OpenVault) -> tuple[str, set[bytes], dict[bytes, str]]:
    """What every order must agree on: the tables with their conflicts, the log, what is set aside."""
    return trees.state(vault), trees.hashes(vault), trees.aside(vault)


def receipt_of(vault: OpenVault, bundle: str) -> bytes:
    with vault.store.reading() as reading:
        found = files.registered(reading.connection, bundle)
    assert found is not None
    return found.receipt


# --- good, twice, re-sealed, overlap -----------------------------------------------------------------------------


def test_a_good_bundle_counts_once_and_the_same_file_changes_nothing(tree: Tree, good: Path) -> None:
    with tree.open("hq") as hq:
        (first,) = hq.take_in([good])
        assert (first.outcome, first.new, first.same, first.aside) == ("imported", 1, 0, 0)
        assert trees.figures(hq)["sessions_held"] == 1
        before, receipt = trees.dump(hq), receipt_of(hq, first.bundle)
        (again,) = hq.take_in([good])
        assert (again.outcome, type(again.error)) == ("already", AlreadyImported)
        assert trees.dump(hq) == before
        assert receipt_of(hq, first.bundle) == receipt


def test_the_same_range_sealed_again_brings_nothing_new(tree: Tree, good: Path) -> None:
    again = tree.up("a/site", "again.indb")
    assert again.read_bytes() != good.read_bytes()
    with tree.open("hq") as hq:
        hq.take_in([good])
        before = state_of_log(hq)
        (result,) = hq.take_in([again])
        assert (result.outcome, result.new, result.same) == ("imported", 0, 1)
        assert state_of_log(hq) == before
        assert trees.figures(hq)["sessions_held"] == 1


def test_an_overlap_brings_only_the_rest(tree: Tree, good: Path) -> None:
    tree.log("bo", 9)
    longer = tree.up("a/site", "longer.indb")
    with tree.open("hq") as hq:
        hq.take_in([good])
        (result,) = hq.take_in([longer])
        assert (result.outcome, result.new, result.same) == ("imported", 1, 1)
        assert trees.figures(hq)["sessions_held"] == 2


# --- order, loss -------------------------------------------------------------------------------------------------


@pytest.fixture
def three(tree: Tree) -> tuple[Tree, list[Path]]:
    """Three files in a row, none of which repeats the one before; headquarters of the copy has imported none of them."""
    far = tree.copy(tree.root.parent / "far")
    made: list[Path] = []
    for number in (1, 2, 3):
        far.log("bo", number)
        made.append(far.up("a/site", f"{number}.indb"))
        far.take("hq", made[-1])
        far.take("a/site", far.receipt("a/site", f"receipt-{number}.indb"))
    return tree, made


def test_a_later_file_waits_for_the_earlier_and_ends_as_in_order(three: tuple[Tree, list[Path]], tmp_path: Path) -> None:
    tree, (first, second, _) = three
    other = tree.copy(tmp_path / "in order")
    with other.open("hq") as hq:
        hq.take_in([first, second])
        in_order = state_of_log(hq)
    with tree.open("hq") as hq:
        before = trees.dump(hq, "pending")
        (waits,) = hq.take_in([second])
        assert (waits.outcome, type(waits.error), waits.missing) == ("pending", GapPending, [(1, 1)])
        assert trees.dump(hq, "pending") == before
        assert [result.outcome for result in hq.take_in([second])] == ["pending"]
        assert trees.count(hq, "SELECT count(*) FROM pending") == 1
        results = hq.take_in([first])
        assert [result.outcome for result in results] == ["imported", "imported"]
        assert state_of_log(hq) == in_order
        assert trees.count(hq, "SELECT count(*) FROM pending") == 0
        assert list(hq.folder.spool.iterdir()) == []


def test_one_of_three_lost_for_good_is_covered_by_the_next_export(three: tuple[Tree, list[Path]], tmp_path: Path) -> None:
    tree, (first, second, third) = three
    other = tree.copy(tmp_path / "in order")
    with other.open("hq") as hq:
        hq.take_in([first, second, third])
        in_order = state_of_log(hq)
    lost = replace(tree, root=tree.root.parent / "far")
    with lost.open("a/site") as site, tree.open("hq") as hq:
        hq.take_in([first, third])
        assert trees.count(hq, "SELECT count(*) FROM pending") == 1
        with site.store.writing(site.context.author) as work:  # the receipts were lost too
            work.connection.exec_driver_sql("DELETE FROM receipted")
        results = hq.take_in([trees.export(site, tmp_path / "next.indb")])
        assert [result.outcome for result in results] == ["imported", "imported"]
        assert results[1].new == 0
        assert state_of_log(hq) == in_order
        assert trees.count(hq, "SELECT count(*) FROM pending") == 0


def test_any_order_and_doubling_of_several_vaults_files_gives_the_same(three: tuple[Tree, list[Path]], tmp_path: Path) -> None:
    """With a conflict: Bo corrects a visit while the leader corrects it too; and with an entry that is set aside."""
    tree, made = three
    far = replace(tree, root=tree.root.parent / "far")
    session, visit = far.log("bo", 20), replace(trees.VISIT, held_on=date(2026, 2, 20))
    with far.open("a/bo") as bo:
        bo.do.sessions.correct(session, replace(visit, minutes=30))
        with trees.patched(bo) as work:
            own = far.courses["bo"]
            work.put("course", own, "end", {"ended_on": "2026-03-01", "end_reason": "other"}, trees.scope("course", own))
    with far.open("a/site") as site:
        site.arrive()
        site.do.sessions.correct(session, replace(visit, minutes=90, volunteers=(far.volunteers["bo"],)))
    with far.open("a/bo") as bo:
        bo.leave()
    made.append(far.up("a/site", "4.indb"))
    for number in (1, 2):
        far.log("per", number)
        made.append(far.up("b/site", f"b{number}.indb"))
    states = set()
    chance = random.Random(4)
    for number in range(6):
        copy = tree.copy(tmp_path / f"order-{number}")
        order = made if not number else chance.choices(made, k=3) + chance.sample(made, len(made))
        with copy.open("hq") as hq:
            hq.take_in(order)
            state, log, aside = state_of_log(hq)
            heads = trees.count(hq, "SELECT sum(length(h_minutes)) FROM session WHERE id = ?", session)
            states.add((state, frozenset(log), frozenset(aside.items()), heads))
            assert trees.figures(hq)["sessions_held"] == 6
    assert len(states) == 1
    ((_, _, aside_, heads),) = states
    assert [reason for _, reason in aside_] == ["UnauthorisedUser"]
    assert heads == 64


# --- damage ------------------------------------------------------------------------------------------------------


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def swapped(data: bytes) -> bytes:
    head, first, second = WRAP_END + 56, WRAP_END + 56 + CHUNK, WRAP_END + 56 + 2 * CHUNK
    return data[:head] + data[first:second] + data[head:first] + data[second:]


def doubled(data: bytes) -> bytes:
    """The second chunk is the first again, the length as stated."""
    head, first, second = WRAP_END + 56, WRAP_END + 56 + CHUNK, WRAP_END + 56 + 2 * CHUNK
    return data[:first] + data[head:first] + data[second:]


def removed(data: bytes) -> bytes:
    """Without the first chunk; the length that is stated says so."""
    head, first = WRAP_END + 56, WRAP_END + 56 + CHUNK
    magic, version, suite, length = HEADER.unpack_from(data)
    return HEADER.pack(magic, version, suite, length - CHUNK) + data[HEADER.size : head] + data[first:]


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], type[Fault]]] = {
    "one byte short": (lambda data: data[:-1], TruncatedBundle),
    "half": (lambda data: data[: len(data) // 2], TruncatedBundle),
    "three bytes": (lambda data: data[:3], TruncatedBundle),
    "empty": (lambda _data: b"", TruncatedBundle),
    "one byte long": (lambda data: data + b"\0", TrailingData),
    "magic": (lambda data: flipped(data, 0), MalformedBundle),
    "version": (lambda data: flipped(data, 4), UpgradeNeeded),
    "suite": (lambda data: data[:5] + b"\x09" + data[6:], UpgradeNeeded),
    "wrap": (lambda data: flipped(data, HEADER.size + 5), NotForUs),
    "end of the wrap": (lambda data: flipped(data, WRAP_END - 1), NotForUs),
    "first byte of the body": (lambda data: flipped(data, WRAP_END), TamperedBundle),
    "first chunk": (lambda data: flipped(data, WRAP_END + 60), TamperedBundle),
    "middle": (lambda data: flipped(data, (WRAP_END + len(data)) // 2), TamperedBundle),
    "last byte": (lambda data: flipped(data, len(data) - 1), TamperedBundle),
    "chunks swapped": (swapped, TamperedBundle),
    "chunk doubled": (doubled, TamperedBundle),
    "chunk removed": (removed, TamperedBundle),
    "another sort of file": (lambda data: b"INDA" + data[4:], AnotherFile),
}


def test_a_damaged_file_leaves_nothing(tree: Tree) -> None:
    with tree.open("a/site") as site:
        for number in range(60):
            with trees.patched(site) as work:
                note: Value = {"name": f"Vilma {number} {random.Random(number).randbytes(200).hex()[:100]}"}
                work.put("user", site.slot.user, "name", note, trees.scope("site", tree.id("a/site")))
        data = trees.export(site, tree.root / "long.indb").read_bytes()
    assert len(data) > WRAP_END + 56 + 2 * CHUNK
    path = tree.root / "damaged.indb"
    with tree.open("hq") as hq:
        for damage, error in DAMAGE.values():
            path.write_bytes(damage(data))
            trees.refused(hq, path, error)
        path.write_bytes(data)
        assert hq.take_in([path])[0].new == 60


def test_random_flips_leave_nothing(tree: Tree, good: Path) -> None:
    data, chance = good.read_bytes(), random.Random(9)
    path = tree.root / "flipped.indb"
    with tree.open("hq") as hq:
        before = trees.dump(hq)
        for _ in range(60):
            place = chance.randrange(len(data))
            path.write_bytes(data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :])
            (result,) = hq.take_in([path])
            assert result.outcome == "refused"
        assert trees.dump(hq) == before
        assert hq.take_in([good])[0].outcome == "imported"


# --- recipients --------------------------------------------------------------------------------------------------


def test_sealed_to_another_passed_on_and_a_wrap_from_another_file(tree: Tree, good: Path) -> None:
    path = tree.root / "other.indb"
    with tree.open("b/site") as other, tree.open("hq") as hq, tree.open("a/site") as site:
        trees.refused(other, good, NotForUs)
        trees.refused(site, good, NotForUs)
        again = trees.export(site, tree.root / "again.indb").read_bytes()
        path.write_bytes(wire.sealed(trees.member(other), wire.plain_of(good.read_bytes(), trees.member(hq))))
        trees.refused(other, path, WrongRecipient)
        path.write_bytes(again[: HEADER.size] + good.read_bytes()[HEADER.size : WRAP_END] + again[WRAP_END:])
        trees.refused(hq, path, TamperedBundle)


def test_a_leader_passes_a_volunteers_file_on_to_headquarters(tree: Tree) -> None:
    with tree.open("a/bo") as bo:
        trees.log(bo, tree.courses["bo"])
        data = trees.export(bo, tree.root / "bo.indb").read_bytes()
    path = tree.root / "on.indb"
    with tree.open("hq") as hq, tree.open("a/site") as site:
        path.write_bytes(wire.sealed(trees.member(hq), wire.plain_of(data, trees.member(site))))
        trees.refused(hq, path, WrongRecipient)


# --- signatures --------------------------------------------------------------------------------------------------


def unsigned_frames(data: bytes, hq: OpenVault) -> list[tuple[int, bytes]]:
    """Manifest, feed and entries of a file, its padding and signature taken away."""
    plain = wire.plain_of(data, trees.member(hq))
    found, place = [], 0
    while place < len(plain):
        type_, length = frames.HEAD.unpack_from(plain, place)
        place += frames.HEAD.size
        found.append((type_, plain[place : place + length]))
        place += length
    return [frame for frame in found if frame[0] in (frames.MANIFEST, frames.FEED, frames.ENTRIES)]


def test_no_signature_not_last_and_two(tree: Tree, good: Path) -> None:
    path = tree.root / "forged.indb"
    with tree.open("hq") as hq, tree.open("a/site") as site:
        content = unsigned_frames(good.read_bytes(), hq)
        *whole, (_, sig) = wire.signed_frames(site.context.keys.sign, content)
        manifest, block = content
        cases: list[tuple[list[tuple[int, bytes]], type[Fault]]] = [
            ([*content, (frames.PAD, bytes(30))], MissingSignature),
            ([manifest, (frames.SIG, sig), block, (frames.PAD, b"")], MalformedBundle),
            ([*whole, (frames.SIG, sig), (frames.SIG, sig)], BadSignature),  # the last covers the first
            (wire.signed_frames(site.context.keys.sign, [*content, (frames.SIG, sig)]), MalformedBundle),
        ]
        for parts, error in cases:
            path.write_bytes(wire.forged(trees.member(hq), parts, pad=False))
            trees.refused(hq, path, error)


def test_signed_by_a_stranger_by_another_or_as_something_else(tree: Tree, good: Path) -> None:
    path = tree.root / "forged.indb"
    stranger = SigningKey.generate()
    with tree.open("hq") as hq, tree.open("a/site") as site, tree.open("a/bo") as bo, tree.open("b/site") as other:
        content = unsigned_frames(good.read_bytes(), hq)

        def write(key: SigningKey, parts: list[tuple[int, bytes]]) -> Path:
            path.write_bytes(wire.forged(trees.member(hq), wire.signed_frames(key, parts), pad=False))
            return path

        for key in (stranger, other.context.keys.sign, site.slot.signing):
            trees.refused(hq, write(key, content), BadSignature)
        unknown = read_manifest(content[0][1])
        nobody = encode(replace_from(unknown, "9" * 32))
        trees.refused(hq, write(stranger, [(frames.MANIFEST, nobody), *content[1:]]), UnknownSigner)
        not_ours = encode(replace_from(unknown, bo.card.id))
        trees.refused(hq, write(bo.context.keys.sign, [(frames.MANIFEST, not_ours), *content[1:]]), UnknownSigner)
        *whole, _ = wire.signed_frames(site.context.keys.sign, content)
        packed = b"".join(frames.pack(type_, part) for type_, part in whole)
        receipt = site.context.keys.sign.sign(signed.signed_bytes(signed.RECEIPT, content[0][1] + sha256(packed)))
        sig = encode(BundleSignature(alg="ed25519", sig=receipt))
        path.write_bytes(wire.forged(trees.member(hq), [*whole, (frames.SIG, sig)], pad=False))
        trees.refused(hq, path, WrongPayloadType)


def replace_from(manifest: Manifest, sender: str) -> Manifest:
    return msgspec.structs.replace(manifest, from_=sender)


def test_manifest_of_one_with_entries_of_another(tree: Tree, good: Path) -> None:
    tree.log("per")
    path = tree.root / "mixed.indb"
    theirs = tree.up("b/site", "b.indb")
    with tree.open("hq") as hq, tree.open("a/site") as site:
        mine, other = unsigned_frames(good.read_bytes(), hq), unsigned_frames(theirs.read_bytes(), hq)
        plain = b"".join(frames.pack(type_, part) for type_, part in (mine[0], *other[1:]))
        *_, sig = wire.signed_frames(site.context.keys.sign, mine)
        padding = bytes(frames.padded_length(len(plain) + 5 + 5 + len(sig[1])) - len(plain) - 5 - 5 - len(sig[1]))
        path.write_bytes(wire.sealed(trees.member(hq), plain + frames.pack(frames.PAD, padding) + frames.pack(*sig)))
        trees.refused(hq, path, BadSignature)  # the signature covers every frame


def test_entries_of_a_laptop_that_is_not_below_the_sender(tree: Tree) -> None:
    tree.log("per")
    path = tree.root / "foreign.indb"
    with tree.open("b/site") as other:
        other.arrive()
        theirs = trees.carried(other, tree.id("b/per"))
    with tree.open("a/site") as site, tree.open("hq") as hq:
        path.write_bytes(trees.forge(site, theirs))
        trees.refused(hq, path, ForeignEntry)


def test_counts_ranges_and_heads_that_lie(tree: Tree) -> None:
    tree.log("bo")
    tree.log("bo", 3)
    path = tree.root / "lies.indb"
    with tree.open("a/site") as site, tree.open("hq") as hq:
        site.arrive()
        chain = trees.carried(site, tree.id("a/bo"))
        span = wire.span(chain)
        path.write_bytes(trees.forge(site, chain, ranges=[msgspec.structs.replace(span, head=bytes(32))]))
        trees.refused(hq, path, DigestMismatch)
