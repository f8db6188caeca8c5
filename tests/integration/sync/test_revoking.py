"""Shutting out: what stands before the number stays, what comes after it is set aside, whatever arrives first; and how it is lifted."""

from datetime import date

import pytest

from desktop import house
from desktop.crypto.digests import new_id
from desktop.errors import AccessEnded, InvalidValue, NotAllowed, Revoked
from desktop.house import OpenVault
from desktop.models.rows.fields import Value
from desktop.services import trust
from desktop.store.unit_of_work import About
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

ASIDE = Revoked.__name__


def held(vault: OpenVault) -> int | None:
    return trees.figures(vault)["sessions_held"]


def last(tree: Tree, vault: str) -> int:
    with tree.open(vault) as opened:
        return trees.head(opened)[2]


def revoke(vault: OpenVault, subject: str, from_seq: int | None = None) -> int:
    return vault.do.revoking.revoke(subject, from_seq=from_seq, reason="lost")


def user(tree: Tree, vault: str) -> str:
    with tree.open(vault) as opened:
        return opened.slot.user


def test_saves_within_the_last_receipt_stay_and_later_ones_are_set_aside(tree: Tree) -> None:
    tree.log("bo", 2)
    old = tree.up("a/site", "old.indb")
    tree.take("hq", old)
    with tree.open("hq") as hq:
        assert revoke(hq, tree.id("a/site")) == 0
        assert held(hq) == 1
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 9)
        late = trees.export(site, tree.root / "late.indb")
    with tree.open("hq") as hq:
        assert hq.take_in([old])[0].outcome == "already"
        (result,) = hq.take_in([late])
        assert (result.outcome, {one.reason for one in result.refusals}) == ("imported", {ASIDE})
        assert result.aside > 0
        assert held(hq) == 1
        trees.check(hq)


def test_a_revocation_that_comes_after_the_bad_file_moves_it_aside(tree: Tree) -> None:
    """At headquarters, which says it, and at the site, which hears of it."""
    tree.log("bo", 2)
    good = last(tree, "a/bo")
    tree.log("bo", 9)
    tree.take("hq", tree.up("a/site", "up.indb"))
    with tree.open("hq") as hq:
        assert held(hq) == 2
        assert revoke(hq, tree.id("a/bo"), good + 1) == 1
        assert (held(hq), list(trees.aside(hq).values())) == (1, [ASIDE])
        trees.check(hq)
        expected = trees.aside(hq)
    path = tree.receipt("a/site")
    with tree.open("a/site") as site:
        (result,) = site.take_in([path])
        assert (result.outcome, result.aside, [one.reason for one in result.refusals]) == ("imported", 1, [ASIDE])
        assert (held(site), trees.aside(site)) == (1, expected)
        trees.check(site)


@pytest.mark.parametrize("first", ["word", "saves"])
def test_the_state_is_the_same_whichever_comes_first(tree: Tree, first: str) -> None:
    """The leader shuts out the volunteer's vault; headquarters hears it before or after what it is about."""
    tree.log("bo", 2)
    tree.take("hq", tree.up("a/site", "good.indb"))
    copy = tree.copy(tree.root.parent / "copy")
    tree.log("bo", 9)
    with tree.open("a/site") as site:
        site.arrive()
        assert revoke(site, tree.id("a/bo"), last(tree, "a/bo")) == 1
        assert held(site) == 1
        word = trees.export(site, tree.root / "word.indb")
    with copy.open("hq") as hq:
        assert [one.outcome for one in hq.take_in([word])] == ["imported"]
        expected, aside = trees.dump(hq)["session"], trees.aside(hq)
        assert (held(hq), list(aside.values())) == (1, [ASIDE])
    with tree.open("a/site") as site:
        bad = trees.carried(site, tree.id("a/bo"), "site>hq")
        own = trees.carried(site)
        seen = trees.forge(site, bad), trees.forge(site, own)
    paths = [tree.root / "saves.indb", tree.root / "alone.indb"]
    for path, data in zip(paths, seen, strict=True):
        path.write_bytes(data)
    with tree.open("hq") as hq:
        found = hq.take_in(paths if first == "saves" else paths[::-1])
        assert [one.outcome for one in found] == ["imported", "imported"]
        assert trees.dump(hq)["session"] == expected
        assert trees.aside(hq) == aside
        trees.check(hq)


def test_a_later_incarnation_is_set_aside_whole(tree: Tree) -> None:
    with tree.open("hq") as hq:
        revoke(hq, tree.id("a/bo"))
    with tree.open("a/bo") as bo:
        bo.store.renew = True
        trees.log(bo, tree.courses["bo"], 9)
        bo.leave()
    path = tree.up("a/site", "later.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([path])
        assert {one.reason for one in result.refusals} == {ASIDE}
        assert held(hq) == 0


def test_a_person_is_shut_out_and_the_vault_goes_on(tree: Tree) -> None:
    """Dan of headquarters' choice; what Anna saves in the same chain afterwards counts."""
    with tree.open("a/site") as site:
        house.add_user(site, house.Person("Dan", "Dan Dam", "pw"), "VISIT_LEADER")
    with house.open_vault(tree.path("a/site"), "Dan", "pw", tree.settings) as site:
        dan = site.slot.user
        trees.log(site, tree.courses["bo"], 5)
        seq = trees.head(site)[2]
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 6)
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        hq.take_in([up])
        assert (held(hq), revoke(hq, dan, seq)) == (2, 1)
        assert held(hq) == 1
        trees.check(hq)
    path = tree.receipt("a/site")
    with tree.open("a/site") as site:
        site.take_in([path])
        assert list(trees.aside(site).values()) == [ASIDE]
        assert held(site) == 2  # what was saved in a vault counts in that vault until somebody decides
        site.do.deciding.verdict(next(iter(trees.aside(site))), "refuse")
        assert held(site) == 1
        trees.check(site)


@pytest.mark.parametrize(("decision", "count"), [("admit", 2), ("refuse", 1)])
def test_a_verdict_on_what_was_set_aside(tree: Tree, decision: str, count: int) -> None:
    tree.log("bo", 2)
    good = last(tree, "a/bo")
    tree.log("bo", 9)
    tree.take("hq", tree.up("a/site", "up.indb"))
    with tree.open("hq") as hq:
        revoke(hq, tree.id("a/bo"), good + 1)
        (hash_,) = trees.aside(hq)
        hq.do.deciding.verdict(hash_, decision)  # type: ignore[arg-type] # one of the two
        assert held(hq) == count
    path = tree.receipt("a/site")
    with tree.open("a/site") as site:
        site.take_in([path])
        assert held(site) == count
        trees.check(site)


def test_taken_back_everything_counts_again(tree: Tree) -> None:
    tree.log("bo", 2)
    good = last(tree, "a/bo")
    tree.log("bo", 9)
    tree.take("hq", tree.up("a/site", "up.indb"))
    with tree.open("hq") as hq:
        before = trees.dump(hq)["session"]
        revoke(hq, tree.id("a/bo"), good + 1)
    tree.take("a/site", tree.receipt("a/site", "word.indb"))
    with tree.open("hq") as hq:
        hq.do.revoking.readmit(tree.id("a/bo"))
        assert (trees.dump(hq)["session"], trees.aside(hq)) == (before, {})
        trees.check(hq)
    path = tree.receipt("a/site", "back.indb")
    with tree.open("a/site") as site:
        site.take_in([path])
        assert (held(site), trees.aside(site)) == (2, {})
        trees.check(site)


def test_what_it_erased_stays_erased(tree: Tree) -> None:
    """An erasure that was carried out cannot be undone by shutting its author out: the content is gone."""
    with tree.open("a/site") as site:
        house.add_user(site, house.Person("Dan", "Dan Dam", "pw"), "VISIT_LEADER")
        session = trees.log(site, tree.courses["bo"], 5)
        first = trees.head(site)[2] + 1
    with house.open_vault(tree.path("a/site"), "Dan", "pw", tree.settings) as site:
        dan = site.slot.user
        with site.store.writing(site.context.author) as work:
            work.erase("session", session, trees.scope("course", tree.courses["bo"]))
    tree.take("hq", tree.up("a/site", "up.indb"))
    with tree.open("hq") as hq:
        revoke(hq, dan, first)
        assert ASIDE in trees.aside(hq).values()
        assert trees.count(hq, "SELECT count(*) FROM session WHERE id = ? AND state = 'erased'", session) == 1
        trees.check(hq)


def test_nothing_more_goes_to_whom_was_shut_out(tree: Tree) -> None:
    with tree.open("hq") as hq:
        revoke(hq, tree.id("a/site"))
        with pytest.raises(AccessEnded):
            hq.do.delivering.down(written(tree.root / "no.indb", fill_file), tree.id("a/site"))
        assert [child.id for child in hq.do.delivering.children()] == [tree.id("b/site")]
        assert hq.do.inbox.receipts_for([tree.id("a/site")], tree.root / "outbox") == {}
    with tree.open("a/site") as site:
        revoke(site, tree.id("a/bo"))
        trees.log(site, tree.courses["eva"], 3)
        assert site.leave() == 1


def test_a_vault_that_was_shut_out_is_not_enrolled_again(tree: Tree) -> None:
    house.create_vault(tree.path("c"), "volunteer", "Nordby", house.Person("Ida", "Ida Ask", "pw"), tree.settings)
    with house.open_vault(tree.path("c"), "Ida", "pw", tree.settings) as ida:
        first, words = ida.do.enrolling.request(ida.slot.sealing)
    with tree.open("a/site") as site:
        site.do.volunteers.add("Ida", "Ask", date(2024, 1, 1))
        known = site.do.volunteers.find("Ida Ask")
        site.do.enrolling.answer_volunteer(first, " ".join(words), known)
        revoke(site, ida.card.id)
        with pytest.raises(AccessEnded):
            site.do.enrolling.answer_volunteer(first, " ".join(words), known)


def test_a_leader_shuts_out_own_people_and_volunteers_vaults_alone(tree: Tree) -> None:
    """A patched program's word on anybody else is set aside at headquarters, and shuts nobody out."""
    victims = [tree.id("b/site"), tree.id("b/per"), user(tree, "b/site"), user(tree, "hq"), tree.id("a/site")]
    with tree.open("a/site") as site:
        for victim in victims:
            value: Value = {"subject": victim, "dev": victim, "inc": "", "from_seq": 1, "reason": "lost"}
            with trees.patched(site) as work:
                work.put("revocation", new_id(), "ended", value, About(f"site/{site.card.id}"))
        with pytest.raises(InvalidValue):
            revoke(site, site.card.id)
        with pytest.raises(InvalidValue):
            revoke(site, site.slot.user)
        with pytest.raises(InvalidValue):
            revoke(site, new_id())
        up = trees.export(site, tree.root / "up.indb")
    tree.log("per", 3)
    other = tree.up("b/site", "b2.indb")
    with tree.open("hq") as hq:
        assert [one.outcome for one in hq.take_in([up, other])] == ["imported", "imported"]
        assert list(trees.aside(hq).values()) == ["OutOfScope"] * len(victims)
        with hq.store.reading() as reading:
            assert not trust.load(reading).revoked
        assert held(hq) == 1


def test_a_leader_does_not_take_back_headquarters_word(tree: Tree) -> None:
    with tree.open("hq") as hq:
        revoke(hq, tree.id("a/bo"))
    tree.take("a/site", tree.receipt("a/site"))
    with tree.open("a/site") as site:
        with pytest.raises(NotAllowed):
            site.do.revoking.readmit(tree.id("a/bo"))
        with site.store.reading() as reading:
            (row,) = reading.connection.exec_driver_sql("SELECT id FROM revocation WHERE subject = ?", (tree.id("a/bo"),)).one()
        with trees.patched(site) as work:
            work.tomb("revocation", row, "ended", About(f"site/{site.card.id}"))
        up = trees.export(site, tree.root / "back.indb")
    with tree.open("hq") as hq:
        hq.take_in([up])
        assert list(trees.aside(hq).values()) == ["OutOfScope"]
        with hq.store.reading() as reading:
            assert set(trust.load(reading).revoked) == {tree.id("a/bo")}


def test_volunteers_and_coordinators_shut_nobody_out(tree: Tree) -> None:
    with tree.open("hq") as hq:
        house.add_user(hq, house.Person("Kim", "Kim Kold", "pw"), "HQ_COORDINATOR")
    with house.open_vault(tree.path("hq"), "Kim", "pw", tree.settings) as hq, pytest.raises(NotAllowed):
        revoke(hq, tree.id("a/site"))
    with tree.open("a/bo") as bo, pytest.raises(NotAllowed):
        revoke(bo, tree.id("a/site"))


@pytest.mark.parametrize("from_seq", [0, -1, 999])
def test_a_number_that_lies_elsewhere(tree: Tree, from_seq: int) -> None:
    tree.log("bo", 2)
    tree.take("hq", tree.up("a/site", "up.indb"))
    with tree.open("hq") as hq, pytest.raises(InvalidValue):
        revoke(hq, tree.id("a/bo"), from_seq)


def test_an_older_file_takes_no_revocation_back(tree: Tree) -> None:
    """Revocations are entries of a chained list: an older file tells less, and nothing is taken back by it."""
    tree.log("bo", 2)
    tree.take("hq", tree.up("a/site", "up.indb"))
    old = tree.receipt("a/site", "old.indb")
    with tree.open("hq") as hq:
        revoke(hq, tree.id("a/bo"))
    new = tree.receipt("a/site", "new.indb")
    with tree.open("a/site") as site:
        assert [one.outcome for one in site.take_in([new, old])] == ["imported", "imported"]
        with site.store.reading() as reading:
            assert set(trust.load(reading).revoked) == {tree.id("a/bo")}


def test_whom_a_removed_leader_vouched_for_is_vouched_for_anew(tree: Tree) -> None:
    """A new certificate by the removed leader's key lets nobody in any more; those that leader let in before stay in."""
    with tree.open("a/site") as site:
        house.add_user(site, house.Person("Dan", "Dan Dam", "pw"), "VISIT_LEADER")
    with house.open_vault(tree.path("a/site"), "Dan", "pw", tree.settings) as site:
        house.add_user(site, house.Person("Ea", "Ea Engel", "pw"), "VISIT_LEADER")
        dan = site.context.author
    with tree.open("a/site") as site:
        site.do.people.remove("Dan")
        with site.store.reading() as reading:
            known = trust.load(reading)
        assert set(known.revoked) == {dan.user}
        ea = next(one for label, _, one in house.list_users(site.folder.path) if label == "Ea")
        assert known.users[ea].issuer == site.slot.signing.public
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        assert hq.take_in([up])[0].outcome == "imported"
        assert trees.aside(hq) == {}
        with hq.store.reading() as reading:
            assert trust.load(reading).users[ea].issuer == known.users[ea].issuer
            assert set(trust.load(reading).revoked) == {dan.user}


def test_a_deleted_vault_of_which_somebody_kept_a_copy(tree: Tree) -> None:
    """Deleting shuts it out from the first save that had not arrived."""
    tree.log("bo", 2)
    stolen = tree.copy(tree.root.parent / "stolen")
    with tree.open("a/site") as site:
        site.arrive()
        house.remove_volunteer_vault(site, tree.path("a/bo"), anyway=False)
        up = trees.export(site, tree.root / "up.indb")
    with stolen.open("a/bo") as bo:
        trees.log(bo, stolen.courses["bo"], 9)
        late = trees.export(bo, stolen.root / "late.indb")
    with tree.open("a/site") as site:
        (result,) = site.take_in([late])
        assert (result.outcome, {one.reason for one in result.refusals}) == ("imported", {ASIDE})
        assert held(site) == 1
    with tree.open("hq") as hq:
        assert hq.take_in([up])[0].outcome == "imported"
        assert held(hq) == 1


def test_volunteers_who_hold_such_saves_hear_of_it(tree: Tree) -> None:
    """And nobody else below: a volunteer who was given nothing of it is not told that somebody was shut out."""
    with tree.open("a/site") as site:
        house.add_user(site, house.Person("Dan", "Dan Dam", "pw"), "VISIT_LEADER")
    with house.open_vault(tree.path("a/site"), "Dan", "pw", tree.settings) as site:
        dan = site.slot.user
        trees.log(site, tree.courses["bo"], 5)
        seq = trees.head(site)[2]
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert held(bo) == 1
    with tree.open("a/site") as site:
        revoke(site, dan, seq)
        site.leave()
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert (held(bo), list(trees.aside(bo).values())) == (0, [ASIDE])
        trees.check(bo)
    with tree.open("a/eva") as eva:
        eva.arrive()
        assert trees.dump(eva)["revocation"] == []
