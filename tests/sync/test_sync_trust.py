"""Roots and certificates: how a tree of trust grows, and how it is not led astray."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from desktop.crypto.signatures import SigningKey
from desktop.errors import (
    BadSignature,
    Fault,
    ImplausibleVersion,
    KeyTaken,
    NonCanonical,
    RollbackDetected,
    RootChainBroken,
    UpgradeNeeded,
    WeakKey,
    WordsDiffer,
)
from desktop.sync import signed
from desktop.sync.certificate import Certificate, Revocation, Trust, admit, issue, read_certificate
from desktop.sync.root import Root, SignedRoot, check_root_words, follow, read_root, root_words, sign_root
from desktop.sync.signed import KeySignature, Signed
from tests.sync.tree import Tree, Vault, an_id, canonical, certificate, chain, down, member, seed, up, written

WORDS = tuple(f"word{number:04d}" for number in range(2048))
LOW = (1).to_bytes(32, "little")


# --- the root ---------------------------------------------------------------------------------------------------------


def rotated(tree: Tree, version: int = 2, *keys: SigningKey, **other: Any) -> SignedRoot:
    return sign_root(tree.make_root(version, tree.next_root_key, **other), keys or (tree.root_key, tree.next_root_key))


def test_a_root_is_signed_by_its_own_keys(tree: Tree) -> None:
    assert read_root(tree.signed_root) == tree.root
    with pytest.raises(BadSignature):
        read_root(sign_root(tree.root, [tree.next_root_key]))
    with pytest.raises(BadSignature):
        read_root(sign_root(tree.root, []))
    forged = KeySignature(key=tree.root_key.public, sig=bytes(64))
    with pytest.raises(BadSignature):
        read_root(SignedRoot(doc=tree.signed_root.doc, sigs=[forged]))


def test_a_threshold_counts_different_keys(tree: Tree) -> None:
    both = tree.make_root(1, tree.root_key, tree.next_root_key, threshold=2)
    assert read_root(sign_root(both, [tree.root_key, tree.next_root_key])) == both
    with pytest.raises(BadSignature):
        read_root(sign_root(both, [tree.root_key, tree.root_key]))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"v": 1}, UpgradeNeeded),
        ({"crit": ["x"]}, UpgradeNeeded),
        ({"threshold": 0}, ImplausibleVersion),
        ({"threshold": 2}, ImplausibleVersion),
        ({"issuing": LOW}, WeakKey),
    ],
)
def test_a_root_that_is_refused(tree: Tree, other: dict[str, Any], expected: type[Fault]) -> None:
    with pytest.raises(expected):
        read_root(sign_root(tree.make_root(1, tree.root_key, **other), [tree.root_key]))


@pytest.mark.parametrize("version", [0, -1, 65_536, 2**63 - 1])
def test_an_implausible_version(tree: Tree, version: int) -> None:
    with pytest.raises(ImplausibleVersion):
        follow(tree.signed_root, [rotated(tree, version)])


def test_a_weak_sealing_key_in_a_root(tree: Tree) -> None:
    root = msgspec.structs.replace(tree.root, import_seal=bytes(1216))
    with pytest.raises(WeakKey):
        read_root(sign_root(root, [tree.root_key]))


def test_the_words_of_a_root(tree: Tree) -> None:
    words = " ".join(root_words(tree.signed_root, WORDS))
    check_root_words(tree.signed_root, words.upper(), WORDS)
    with pytest.raises(WordsDiffer):
        check_root_words(rotated(tree), words, WORDS)


def test_a_rotation_is_followed_step_by_step(tree: Tree) -> None:
    third_key = SigningKey.from_seed(seed("root 3"))
    second = rotated(tree)
    third = sign_root(tree.make_root(3, third_key), [tree.next_root_key, third_key])
    assert follow(tree.signed_root, []) == tree.signed_root
    assert follow(tree.signed_root, [third, tree.signed_root, second]) == third
    assert follow(second, [tree.signed_root, second]) == second
    with pytest.raises(RootChainBroken):
        follow(tree.signed_root, [third])
    with pytest.raises(RootChainBroken):
        follow(tree.signed_root, [rotated(tree, 2, tree.next_root_key)])
    with pytest.raises(RootChainBroken):
        follow(tree.signed_root, [rotated(tree, hq=an_id("another hq"))])


def test_an_older_root_or_another_under_the_same_number(tree: Tree) -> None:
    second = rotated(tree)
    with pytest.raises(RollbackDetected):
        follow(second, [tree.signed_root])
    assert follow(second, [tree.signed_root], lenient=True) == second
    with pytest.raises(RollbackDetected):
        follow(second, [rotated(tree, issuing=tree.leader.sign.public)], lenient=True)


def test_a_delivery_brings_the_next_root(tree: Tree, child: Vault) -> None:
    begun, _ = child.take(written(tree.site, tree.volunteer, [], kind="down", roots=[rotated(tree)]))
    assert begun.roots == (rotated(tree),)
    assert child.trust.root == read_root(rotated(tree))
    with pytest.raises(RollbackDetected):
        child.take(written(tree.site, tree.volunteer, [], kind="down", roots=[tree.signed_root], id=an_id("old")))
    same = written(tree.site, tree.volunteer, [], kind="down", roots=[rotated(tree)], id=an_id("same"))
    assert child.take(same)[0].roots == ()


def test_a_child_that_is_behind_is_still_read(tree: Tree) -> None:
    ahead = replace(tree.trust, root=read_root(rotated(tree)), signed_root=rotated(tree))
    begun, verdicts = Vault(tree.hq, ahead).take(up(tree.site, tree.hq, chain(tree.site, tree.leader, 1), roots=[tree.signed_root]))
    assert (begun.roots, len(verdicts)) == ((), 1)


def test_a_vault_without_a_root_takes_none_from_a_bundle(tree: Tree) -> None:
    trust = replace(tree.trust, root=None, signed_root=None)
    begun, _ = Vault(tree.site, trust).take(written(tree.volunteer, tree.site, [], roots=[tree.signed_root]))
    assert (begun.roots, begun.trust.root) == ((), None)


# --- certificates -----------------------------------------------------------------------------------------------------


def admitted_ids(trust: Trust, *offered: Signed) -> tuple[set[str], set[str]]:
    result = admit(trust, offered)
    return {one.id for _, one in result.new}, {one.id for one in result.unknown}


def test_certificates_in_any_order_and_only_once(tree: Tree) -> None:
    everyone = {one.id for one in (*tree.trust.vaults.values(), *tree.trust.users.values())}
    assert admitted_ids(tree.bare_trust, *reversed(tree.certificates), *tree.certificates) == (everyone, set())
    assert admitted_ids(tree.trust, *tree.certificates) == (set(), set())


def test_the_tree_that_they_tell_of(tree: Tree) -> None:
    trust = tree.trust
    assert trust.below(tree.volunteer.id, tree.hq.id)
    assert trust.below(tree.volunteer.id, tree.site.id)
    assert not trust.below(tree.volunteer.id, tree.other.id)
    assert not trust.below(tree.stranger.id, tree.site.id)
    assert trust.vault_sign(tree.hq.id) == tree.hq.sign.public
    assert not trust.certified(tree.stranger.id)
    circle = certificate(tree.volunteer, "vault", "volunteer", tree.visitor.id, tree.issuing)
    back = certificate(tree.visitor, "vault", "volunteer", tree.volunteer.id, tree.issuing)
    turning = admit(tree.bare_trust, [circle, back]).trust
    assert not turning.below(tree.volunteer.id, tree.site.id)
    selfish = admit(tree.bare_trust, [certificate(tree.site, "vault", "site", tree.site.id, tree.issuing)]).trust
    assert selfish.parent(tree.site.id) is None


def test_what_a_leader_may_certify(tree: Tree) -> None:
    new = member("new one")
    leader = tree.leader.sign
    for kind, role, home in (
        ("user", "VISIT_LEADER", tree.site.id),
        ("user", "VOLUNTEER", tree.site.id),
        ("user", "VOLUNTEER", tree.volunteer.id),
        ("vault", "volunteer", tree.site.id),
    ):
        assert admitted_ids(tree.trust, certificate(new, kind, role, home, leader)) == ({new.id}, set())
    for kind, role, home in (
        ("user", "VISIT_LEADER", tree.other.id),
        ("user", "VISIT_LEADER", tree.hq.id),
        ("user", "HQ_ADMIN", tree.site.id),
        ("user", "HQ_COORDINATOR", tree.hq.id),
        ("user", "VOLUNTEER", tree.other.id),
        ("vault", "site", tree.hq.id),
        ("vault", "site", tree.site.id),
        ("vault", "volunteer", tree.other.id),
    ):
        assert admitted_ids(tree.trust, certificate(new, kind, role, home, leader)) == (set(), {new.id})


def test_nobody_else_certifies(tree: Tree) -> None:
    new = member("new one")
    for key in (tree.visitor.sign, tree.site.sign, tree.stranger.sign, tree.root_key, tree.admin.sign):
        assert admitted_ids(tree.trust, certificate(new, "user", "VOLUNTEER", tree.site.id, key)) == (set(), {new.id})
    shut_out = replace(tree.trust, revoked={tree.leader.id: Revocation(tree.leader.id, {})})
    assert admitted_ids(shut_out, certificate(new, "user", "VOLUNTEER", tree.site.id, tree.leader.sign)) == (set(), {new.id})


def test_new_keys_for_an_id_come_from_headquarters_and_later(tree: Tree) -> None:
    renewed = replace(member("renewed"), id=tree.visitor.id)
    by_leader = certificate(renewed, "user", "VOLUNTEER", tree.volunteer.id, tree.leader.sign, issued="0000000000020000")
    assert admitted_ids(tree.trust, by_leader) == (set(), {tree.visitor.id})
    by_hq = certificate(renewed, "user", "VOLUNTEER", tree.volunteer.id, tree.issuing, issued="0000000000020000")
    assert admit(tree.trust, [by_hq]).trust.users[tree.visitor.id].sign == renewed.sign.public
    older = certificate(renewed, "user", "VOLUNTEER", tree.volunteer.id, tree.issuing, issued="0000000000010000")
    assert admitted_ids(admit(tree.trust, [by_hq]).trust, older) == (set(), set())


AHEAD = "ffff000000000000"


def test_a_leader_changes_nothing_but_the_date_of_what_a_leader_issued(tree: Tree) -> None:
    again = certificate(tree.visitor, "user", "VOLUNTEER", tree.volunteer.id, tree.leader.sign, issued=AHEAD)
    trust = admit(tree.trust, [again]).trust
    assert trust.users[tree.visitor.id].issued == AHEAD
    for role, home, site in (
        ("VOLUNTEER", tree.site.id, ""),
        ("VISIT_LEADER", tree.site.id, ""),
        ("VOLUNTEER", tree.volunteer.id, an_id("place")),
    ):
        other = certificate(tree.visitor, "user", role, home, tree.leader.sign, issued=AHEAD, site=site)
        assert admitted_ids(tree.trust, other) == (set(), {tree.visitor.id})
    earlier = certificate(tree.visitor, "user", "VOLUNTEER", tree.volunteer.id, tree.issuing, issued="0000000000000001")
    trust = admit(trust, [earlier]).trust
    assert trust.users[tree.visitor.id].issuer == tree.issuing.public
    assert admitted_ids(trust, again) == (set(), {tree.visitor.id})


@pytest.mark.parametrize("of", ["admin", "leader", "colleague", "site"])
def test_what_headquarters_issued_is_headquarters(tree: Tree, of: str) -> None:
    """Not even with the same keys, and not by being the first of two in one file."""
    whom = getattr(tree, of)
    kind, role = ("vault", "volunteer") if of == "site" else ("user", "VISIT_LEADER")
    taken = certificate(whom, kind, role, tree.site.id, tree.leader.sign, issued=AHEAD)
    assert admitted_ids(tree.trust, taken) == (set(), {whom.id})
    for offered in ((taken, *tree.certificates), (*tree.certificates, taken)):
        found = admit(tree.bare_trust, offered).trust
        assert (found.vaults if of == "site" else found.users)[whom.id].issuer == tree.issuing.public


def with_sites(tree: Tree, of_vault: str, of_leader: str) -> Trust:
    """The first site's vault and leader, certified by headquarters for these places."""
    site = certificate(tree.site, "vault", "site", tree.hq.id, tree.issuing, site=of_vault)
    leader = certificate(tree.leader, "user", "VISIT_LEADER", tree.site.id, tree.issuing, site=of_leader)
    return admit(tree.bare_trust, [site, leader]).trust


@pytest.mark.parametrize(
    ("of_vault", "of_leader", "own"),
    [("here", "here", "here"), ("", "here", "here"), ("here", "", "here"), ("", "", ""), ("here", "there", None)],
)
def test_a_leader_certifies_with_the_leaders_own_site(tree: Tree, of_vault: str, of_leader: str, own: str | None) -> None:
    places = {"": "", "here": an_id("here"), "there": an_id("there")}
    trust, new = with_sites(tree, places[of_vault], places[of_leader]), member("new one")
    for name, site in places.items():
        expected = {new.id} if name == own else set()
        for kind, role in (("user", "VISIT_LEADER"), ("user", "VOLUNTEER"), ("vault", "volunteer")):
            assert admitted_ids(trust, certificate(new, kind, role, tree.site.id, tree.leader.sign, site=site))[0] == expected


def test_a_vault_without_a_root_does_not_ask_for_the_site(tree: Tree) -> None:
    """A volunteer's vault made beside the leader's, before that was enrolled as another place."""
    pinned, new = replace(with_sites(tree, an_id("here"), an_id("here")), root=None, signed_root=None), member("new one")
    offered = certificate(new, "user", "VOLUNTEER", tree.site.id, tree.leader.sign, site=an_id("there"))
    pinned = admit(pinned, [offered]).trust
    assert pinned.users[new.id].site == an_id("there")
    moved = certificate(new, "user", "VOLUNTEER", tree.site.id, tree.leader.sign, site=an_id("here"), issued=AHEAD)
    assert admit(pinned, [moved]).trust.users[new.id].site == an_id("here")


def test_a_key_that_somebody_else_has(tree: Tree) -> None:
    new = member("new one")
    for taken in (
        replace(new, sign=tree.leader.sign),
        replace(new, seal=tree.site.seal),
        replace(new, sign=tree.root_key),
        replace(new, sign=tree.hq.sign),
    ):
        with pytest.raises(KeyTaken):
            admit(tree.trust, [certificate(taken, "user", "VOLUNTEER", tree.site.id, tree.issuing)])
    pinned = replace(tree.trust, root=None)
    with pytest.raises(KeyTaken):
        admit(pinned, [certificate(replace(new, seal=tree.site.seal), "user", "VOLUNTEER", tree.site.id, tree.leader.sign)])


def plain(tree: Tree, **other: Any) -> Certificate:
    known = read_certificate(tree.certificates[3])
    return msgspec.structs.replace(known, **other)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"v": 1}, UpgradeNeeded),
        ({"crit": ["x"]}, UpgradeNeeded),
        ({"role": "site"}, NonCanonical),
        ({"kind": "vault"}, NonCanonical),
        ({"role": "KING"}, NonCanonical),
        ({"site": "x"}, NonCanonical),
        ({"sign": LOW}, WeakKey),
        ({"sign": b"\xff" * 32}, WeakKey),
        ({"seal": bytes(1216)}, WeakKey),
        ({"issuer": LOW}, BadSignature),
    ],
)
def test_a_certificate_that_is_refused(tree: Tree, other: dict[str, Any], expected: type[Fault]) -> None:
    with pytest.raises(expected):
        read_certificate(issue(tree.issuing, plain(tree, **other)))


def test_a_forged_certificate(tree: Tree, hq: Vault) -> None:
    true = tree.certificates[3]
    forgeries = [
        Signed(doc=true.doc, sig=bytes(64)),
        Signed(doc=canonical(plain(tree, role="HQ_ADMIN")), sig=true.sig),
        signed.sign(tree.issuing, signed.RECEIPT, true.doc),
        signed.sign(tree.stranger.sign, signed.CERTIFICATE, true.doc),
    ]
    for forged in forgeries:
        with pytest.raises(BadSignature):
            read_certificate(forged)
        with pytest.raises(BadSignature):
            hq.take(up(tree.site, tree.hq, chain(tree.site, tree.leader, 1), certificates=[forged]))


def test_a_revocation_covers_what_came_after() -> None:
    one = Revocation(an_id("leader"), {(an_id("site"), "01"): 5})
    assert [one.covers(an_id("site"), "01", seq) for seq in (4, 5, 6)] == [False, True, True]
    assert one.covers(an_id("site"), "02", 1)


def test_roots_hold_what_they_say(tree: Tree) -> None:
    assert msgspec.json.decode(tree.signed_root.doc, type=Root) == tree.root
    assert down(tree.site, tree.volunteer, [])[:4] == b"INDB"
