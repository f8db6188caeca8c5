"""Bundles between vaults, as values: once, twice, overlapping, out of order, forked, set aside."""

import itertools
from collections.abc import Iterable
from dataclasses import replace

import pytest

from desktop.errors import ChainBroken, DigestMismatch, ForeignEntry, UnknownSigner
from desktop.log.entry import GENESIS
from desktop.sync.certificate import Revocation
from desktop.sync.entries import Verdict, Verification
from desktop.sync.facts import Task
from desktop.sync.feed import FeedItem, next_head
from desktop.sync.manifest import FeedSpan
from desktop.sync.parts import Carried, State
from desktop.sync.verify import Missing, begin
from tests.sync.tree import Tree, Vault, an_id, chain, down, entry, hash_of, opened, raw, span, up, without, written


def states(verdicts: list[Verdict]) -> list[str]:
    return [one.reason or one.state for one in verdicts]


def test_a_good_bundle_counts_once_and_the_same_file_is_known(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 7)
    data = up(tree.site, tree.hq, entries)
    begun, verdicts = hq.take(data)
    assert begun.state == "import"
    assert states(verdicts) == ["new"] * 7
    assert [one.facts.raw for one in verdicts] == [one.raw for one in entries]
    assert hq.take(data)[0].state == "already"


def test_the_same_range_sealed_again_brings_nothing_new(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 4)
    hq.take(up(tree.site, tree.hq, entries))
    _, verdicts = hq.take(up(tree.site, tree.hq, entries, id=an_id("second")))
    assert states(verdicts) == ["same"] * 4


def test_an_overlap_brings_only_the_rest(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 9)
    hq.take(up(tree.site, tree.hq, entries[:6]))
    _, verdicts = hq.take(up(tree.site, tree.hq, entries[3:], id=an_id("second")))
    assert states(verdicts) == ["same"] * 3 + ["new"] * 3


def test_a_later_file_waits_and_names_what_is_missing(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 8)
    later = up(tree.site, tree.hq, entries[5:], id=an_id("later"))
    begun, verdicts = hq.take(later)
    assert (begun.state, begun.missing, verdicts) == ("pending", (Missing(tree.site.id, span(entries).inc, 1, 5),), [])
    hq.take(up(tree.site, tree.hq, entries[:5]))
    assert states(hq.take(later)[1]) == ["new"] * 3


def test_any_order_and_doubling_ends_in_the_same_log(tree: Tree) -> None:
    mine, theirs = chain(tree.site, tree.leader, 6), chain(tree.other, tree.colleague, 4)
    files = [
        up(tree.site, tree.hq, mine[:3], id=an_id("a")),
        up(tree.site, tree.hq, mine[3:], id=an_id("b")),
        up(tree.other, tree.hq, theirs, id=an_id("c")),
        up(tree.site, tree.hq, mine[2:5], id=an_id("d")),
    ]
    ends = []
    for order in itertools.permutations(files):
        vault = Vault(tree.hq, tree.trust)
        for data in (*order, *order, *order):
            vault.take(data)
        ends.append((vault.log, vault.heads, vault.aside, vault.register))
    assert all(end == ends[0] for end in ends)
    assert len(ends[0][0]) == 10


def test_a_site_carries_its_volunteers_chains_up(tree: Tree, hq: Vault) -> None:
    own, below = chain(tree.site, tree.leader, 2), chain(tree.volunteer, tree.visitor, 3)
    assert states(hq.take(up(tree.site, tree.hq, own, below))[1]) == ["new"] * 5


def test_certificates_in_the_file_are_enough(tree: Tree) -> None:
    vault = Vault(tree.hq, tree.bare_trust)
    data = up(tree.site, tree.hq, chain(tree.volunteer, tree.visitor, 2), certificates=list(reversed(tree.certificates)))
    begun, verdicts = vault.take(data)
    assert states(verdicts) == ["new", "new"]
    assert {one.id for _, one in begun.admitted.new} == {one.id for one in (*tree.trust.vaults.values(), *tree.trust.users.values())}


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_signatures_may_be_verified_elsewhere(tree: Tree, hq: Vault, batch: int) -> None:
    reader = opened(up(tree.site, tree.hq, chain(tree.site, tree.leader, 5)), tree.hq)
    asked: list[int] = []

    def pool(tasks: Iterable[Task]) -> list[bool]:
        waiting = list(tasks)
        asked.append(len(waiting))
        return [task.fits() for task in reversed(waiting)][::-1]

    verdicts = list(Verification(reader, begin(reader, hq.trust, hq.known), hq.known).verdicts(pool, batch))
    assert states(verdicts) == ["new"] * 5
    assert sum(asked) == 5


# --- forks ------------------------------------------------------------------------------------------------------------


def test_another_entry_under_a_known_number_is_a_fork_from_there_on(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 5)
    twin = chain(tree.site, tree.leader, 4, first=3, prev=hash_of(entries[1]), salt=7)
    hq.take(up(tree.site, tree.hq, entries))
    _, verdicts = hq.take(up(tree.site, tree.hq, [*entries[:2], *twin], id=an_id("clone")))
    assert states(verdicts) == ["same"] * 2 + ["ForkDetected"] * 4
    assert hq.heads[tree.site.id, span(entries).inc].hash == hash_of(entries[-1])


def test_a_range_that_starts_on_a_fork_is_a_fork(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 3)
    hq.take(up(tree.site, tree.hq, entries))
    clone = chain(tree.site, tree.leader, 2, first=4, prev=bytes([7]) * 32)
    _, verdicts = hq.take(up(tree.site, tree.hq, clone, id=an_id("clone")))
    assert states(verdicts) == ["ForkDetected"] * 2


# --- set aside --------------------------------------------------------------------------------------------------------


def test_an_author_nobody_certified_is_set_aside_and_the_rest_goes_on(tree: Tree, hq: Vault) -> None:
    first = entry(tree.site, tree.leader, 1, GENESIS)
    second = entry(tree.site, tree.stranger, 2, hash_of(first))
    third = entry(tree.site, tree.leader, 3, hash_of(second))
    _, verdicts = hq.take(up(tree.site, tree.hq, [first, second, third]))
    assert states(verdicts) == ["new", "UnauthorisedUser", "new"]


def test_an_author_of_another_place_is_set_aside(tree: Tree, hq: Vault) -> None:
    assert states(hq.take(up(tree.site, tree.hq, chain(tree.site, tree.colleague, 1)))[1]) == ["UnauthorisedUser"]


def test_a_leader_may_sign_in_a_volunteers_vault(tree: Tree, hq: Vault) -> None:
    assert states(hq.take(up(tree.site, tree.hq, chain(tree.volunteer, tree.leader, 1)))[1]) == ["new"]


def test_not_signed_or_signed_by_another_is_set_aside(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 1, key=tree.colleague.sign)
    entries.append(raw(entry(tree.site, tree.leader, 2, hash_of(entries[0])), signature=bytes(64)))
    assert states(hq.take(up(tree.site, tree.hq, entries))[1]) == ["UnsignedEntry"] * 2


def test_what_judge_names_is_set_aside(tree: Tree, hq: Vault) -> None:
    hq.judge = lambda facts: "OutOfScope" if facts.header.seq == 2 else None
    assert states(hq.take(up(tree.site, tree.hq, chain(tree.site, tree.leader, 3)))[1]) == ["new", "OutOfScope", "new"]


def test_revoked_from_a_number_on(tree: Tree, hq: Vault) -> None:
    data = up(tree.site, tree.hq, entries := chain(tree.site, tree.leader, 4))
    key = (tree.site.id, span(entries).inc)
    hq.trust = replace(hq.trust, revoked={tree.leader.id: Revocation(tree.leader.id, {key: 3})})
    assert states(hq.take(data)[1]) == ["new", "new", "Revoked", "Revoked"]
    later = replace(hq.trust, revoked={tree.site.id: Revocation(tree.site.id, {})})
    assert states(Vault(tree.hq, later).take(data)[1]) == ["Revoked"] * 4


def test_a_withheld_part_of_a_carried_class_is_missing(tree: Tree, hq: Vault) -> None:
    entries = chain(tree.site, tree.leader, 3, classes=("core", "note"))
    entries[0] = without(entries[0], 1, State.WITHHELD)
    entries[1] = without(entries[1], 0, State.WITHHELD)
    entries[2] = without(entries[2], 0, State.ERASED)
    _, verdicts = hq.take(up(tree.site, tree.hq, entries))
    assert states(verdicts) == ["new", "PayloadMissing", "new"]
    assert [(one.lacking, one.erased) for one in verdicts] == [(False, False), (True, False), (False, True)]


# --- the file is refused ----------------------------------------------------------------------------------------------


def test_a_sender_that_is_not_our_child(tree: Tree, hq: Vault) -> None:
    for sender in (tree.stranger, tree.volunteer, tree.hq):
        with pytest.raises(UnknownSigner):
            hq.take(up(sender, tree.hq, chain(tree.volunteer, tree.visitor, 1)))


def test_an_uncertified_laptop_or_one_of_another_branch(tree: Tree, hq: Vault) -> None:
    for vault in (tree.stranger, tree.other):
        with pytest.raises(ForeignEntry):
            hq.take(up(tree.site, tree.hq, chain(vault, tree.leader, 1)))


def test_wrong_prev_gap_or_repeat_inside(tree: Tree, hq: Vault) -> None:
    good = chain(tree.site, tree.leader, 4)
    for bad in ([good[0], good[2], good[1], good[3]], [good[0], good[1], good[1], good[3]], [good[0], *good[2:], good[3]]):
        with pytest.raises(ChainBroken):
            hq.take(written(tree.site, tree.hq, bad, ranges=[span(good)]))
    broken = [*good[:2], entry(tree.site, tree.leader, 3, GENESIS)]
    with pytest.raises(ChainBroken):
        hq.take(up(tree.site, tree.hq, broken))
    elsewhere = [good[0], chain(tree.stranger, tree.leader, 2)[1]]
    with pytest.raises(ForeignEntry):
        hq.take(written(tree.site, tree.hq, elsewhere, ranges=[span(good[:2])]))
    assert (hq.log, hq.register) == ({}, set())


def test_a_head_that_lies(tree: Tree, hq: Vault) -> None:
    good = chain(tree.site, tree.leader, 2)
    lie = span([good[0], entry(tree.site, tree.leader, 2, hash_of(good[0]), salt=1)])
    with pytest.raises(DigestMismatch):
        hq.take(written(tree.site, tree.hq, good, ranges=[lie]))


def test_a_part_other_than_the_header_names(tree: Tree, hq: Vault) -> None:
    good, twin = chain(tree.site, tree.leader, 1), chain(tree.site, tree.leader, 1, salt=1)
    with pytest.raises(DigestMismatch):
        hq.take(up(tree.site, tree.hq, [raw(good[0], parts=twin[0].raw.parts)]))


# --- deliveries -------------------------------------------------------------------------------------------------------


def delivery(tree: Tree, count: int = 4) -> list[tuple[FeedItem, Carried]]:
    entries = chain(tree.hq, tree.admin, count, classes=("core", "note"))
    return [(FeedItem(n, hash_of(one), [0]), without(one, 1, State.WITHHELD)) for n, one in enumerate(entries[::-1], 1)]


def test_a_delivery_is_taken_in_the_order_of_its_list(tree: Tree, child: Vault) -> None:
    items = delivery(tree)
    begun, verdicts = child.take(down(tree.site, tree.volunteer, items))
    assert states(verdicts) == ["new"] * 4
    assert [one.item for one in verdicts] == [item for item, _ in items]
    assert begun.manifest.feed is not None
    assert child.feed.head == begun.manifest.feed.head
    again = down(tree.site, tree.volunteer, items, id=an_id("again"))
    assert states(child.take(again)[1]) == ["same"] * 4


def test_a_delivery_goes_on_where_the_last_ended(tree: Tree, child: Vault) -> None:
    items = delivery(tree, 6)
    head = bytes(32)
    for item, _ in items[:3]:
        head = next_head(head, item)
    later = down(tree.site, tree.volunteer, items[3:], prev=head, id=an_id("later"))
    begun, _ = child.take(later)
    assert (begun.state, begun.missing) == ("pending", (Missing(tree.site.id, "", 1, 3),))
    child.take(down(tree.site, tree.volunteer, items[:3]))
    assert states(child.take(later)[1]) == ["new"] * 3


def test_a_delivery_list_that_contradicts_the_one_held_is_the_parents_word_now(tree: Tree, child: Vault) -> None:
    """The parent was put back from an older copy and went on otherwise: there is no way back to the old list, so nothing may block."""
    items = delivery(tree, 6)
    child.take(down(tree.site, tree.volunteer, items[:3]))
    begun, verdicts = child.take(down(tree.site, tree.volunteer, items[3:4], prev=bytes([1]) * 32, id=an_id("x")))
    assert (begun.state, states(verdicts)) == ("import", ["new"])
    other = [(FeedItem(item.n, item.hash, []), without(one, 0, State.WITHHELD)) for item, one in items]
    begun, verdicts = child.take(down(tree.site, tree.volunteer, other, id=an_id("y")))
    assert (begun.state, states(verdicts)) == ("import", ["same"] * 4 + ["new"] * 2)


def test_a_promised_part_that_is_absent_and_one_that_was_not_promised(tree: Tree, child: Vault) -> None:
    item, one = delivery(tree, 1)[0]
    absent = down(tree.site, tree.volunteer, [(item, without(one, 0, State.WITHHELD))])
    assert states(child.take(absent)[1]) == ["PayloadMissing"]
    for given in ([], [0, 1, 2]):
        with pytest.raises(DigestMismatch):
            Vault(tree.volunteer, tree.trust, parent=tree.site.id).take(
                down(tree.site, tree.volunteer, [(FeedItem(1, item.hash, given), one)])
            )


def test_entries_other_than_the_list_names(tree: Tree, child: Vault) -> None:
    items = delivery(tree, 3)
    swapped = [(items[0][0], items[1][1]), (items[1][0], items[0][1]), items[2]]
    with pytest.raises(DigestMismatch):
        child.take(down(tree.site, tree.volunteer, swapped))
    skipping = [items[0], (items[1][0]._replace(n=5), items[1][1]), items[2]]
    with pytest.raises(ChainBroken):
        child.take(down(tree.site, tree.volunteer, skipping))
    head = FeedSpan(first=1, last=3, prev=bytes(32), head=bytes([1]) * 32)
    with pytest.raises(DigestMismatch):
        child.take(down(tree.site, tree.volunteer, items, feed=head))


def test_a_delivered_fork_is_set_aside(tree: Tree, child: Vault) -> None:
    items = delivery(tree, 2)
    child.log[tree.hq.id, span([items[0][1]]).inc, 2] = bytes(32)
    assert states(child.take(down(tree.site, tree.volunteer, items))[1]) == ["ForkDetected", "new"]


def test_a_delivery_from_somebody_else_than_the_parent(tree: Tree, child: Vault) -> None:
    with pytest.raises(UnknownSigner):
        child.take(down(tree.hq, tree.volunteer, delivery(tree, 1)))


def test_ranges_may_come_down_too(tree: Tree, child: Vault) -> None:
    own = chain(tree.volunteer, tree.visitor, 3)
    data = written(tree.site, tree.volunteer, own, kind="down", ranges=[span(own)])
    assert states(child.take(data)[1]) == ["new"] * 3
