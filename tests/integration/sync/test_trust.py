"""What a patched site or volunteer tries with keys of its own: other people's certificates, other classes, yesterday's keyring."""

import random
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from desktop import house
from desktop.crypto.digests import new_id
from desktop.errors import BrokenPromise, NotAllowed
from desktop.house import OpenVault
from desktop.log.entry import Change, Draft, describe_parts, write_entry, write_part
from desktop.models.rows.fields import Value
from desktop.models.rows.registry import SCHEMA, TABLES
from desktop.services import trust
from desktop.store import unit_of_work
from desktop.store.unit_of_work import About
from desktop.sync.certificate import Certificate, issue
from desktop.sync.parts import Carried, State
from desktop.sync.signed import Signed
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire

FAR = "ffff000000000000"
ADMIT: Value = {"decision": "admit"}


def known_user(vault: OpenVault, user: str) -> Certificate | None:
    with vault.store.reading() as reading:
        return trust.load(reading).users.get(user)


def reissued(vault: OpenVault, user: str, **changes: object) -> Signed:
    """A user's certificate as the person at work in the vault says it anew, dated far ahead."""
    known = known_user(vault, user)
    assert known is not None
    made = msgspec.structs.replace(known, issuer=vault.slot.signing.public, issued=FAR, **changes)
    return issue(vault.slot.signing, made)


def test_a_leader_does_not_become_the_leader_of_another_site(tree: Tree) -> None:
    tree.log("per")
    tree.take("hq", tree.up("b/site", "b.indb"))
    with tree.open("hq") as hq:
        before = trees.figures(hq)
    other = trees.scope("course", tree.courses["per"])
    with tree.open("a/site") as site:
        anna, forged = site.slot.user, reissued(site, site.slot.user, site=tree.id("b/site"))
        with trees.patched(site) as work:
            work.erase("course", tree.courses["per"], other)
        data = trees.forge(site, trees.carried(site), certificates=[forged])
    path = tree.root / "forged.indb"
    path.write_bytes(data)
    with tree.open("hq") as hq:
        (result,) = hq.take_in([path])
        known = known_user(hq, anna)
        assert known is not None
        assert (result.aside, known.site, trees.figures(hq)) == (1, tree.id("a/site"), before)


def test_a_leader_makes_no_leader_for_another_site(tree: Tree) -> None:
    """A new person with fresh keys, certified in the own vault, for the place of somebody else."""
    with tree.open("a/site") as site:
        new = wire.member("new leader")
        made = wire.certificate(new, "user", "VISIT_LEADER", site.card.id, site.slot.signing, site=tree.id("b/site"))
        trees.log(site, tree.courses["bo"], 4)
        path = tree.root / "forged.indb"
        path.write_bytes(trees.forge(site, trees.carried(site), certificates=[made]))
    with tree.open("hq") as hq:
        assert [(result.outcome, result.aside) for result in hq.take_in([path])] == [("imported", 0)]
        assert known_user(hq, new.id) is None


def test_a_leader_takes_nothing_from_headquarters_people(tree: Tree) -> None:
    with tree.open("hq") as hq:
        hanne, before = hq.slot.user, known_user(hq, hq.slot.user)
    with tree.open("a/site") as site:
        forged = reissued(site, hanne, role="VISIT_LEADER", home=site.card.id, site=tree.id("a/site"))
        trees.log(site, tree.courses["bo"], 4)
        path = tree.root / "forged.indb"
        path.write_bytes(trees.forge(site, trees.carried(site), certificates=[forged]))
    with tree.open("hq") as hq:
        assert [result.outcome for result in hq.take_in([path])] == ["imported"]
        assert known_user(hq, hanne) == before
        hq.do.sites.add("Vestby", "OPEN", "Aarhus")
        trees.check(hq)
    down = tree.receipt("b/site")
    with tree.open("b/site") as site:
        assert [(result.outcome, result.aside) for result in site.take_in([down])] == [("imported", 0)]
        assert trees.aside(site) == {}


def secret(tree: Tree, bo: OpenVault, class_: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A note in a part of another class, saved by a patched program."""
    session = trees.log(bo, tree.courses["bo"])
    value: Value = {"session": session, "text": "Kanariefugl"}
    with monkeypatch.context() as patch:
        patch.setattr(unit_of_work, "class_of", lambda _class, **_local: class_)
        with trees.patched(bo) as work:
            work.put("note", new_id(), "text", value, trees.scope("course", tree.courses["bo"]))
            hash_ = work.flush() or b""
    trees.log(bo, tree.courses["bo"], 9)
    bo.leave()
    return hash_


def test_a_note_does_not_travel_in_a_part_of_another_class(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    with tree.open("a/bo") as bo:
        hash_ = secret(tree, bo, "core", monkeypatch)
    up = tree.up("a/site", "up.indb")
    with tree.open("a/site") as site:
        assert trees.aside(site) == {hash_: "MalformedEntry"}
        assert trees.count(site, "SELECT count(*) FROM note") == 0
        trees.check(site)
    with tree.open("hq") as hq:
        (result,) = hq.take_in([up])
        assert (result.outcome, set(trees.aside(hq))) == ("imported", {hash_})
        assert trees.figures(hq)["sessions_held"] == 2
        assert b"Kanariefugl" not in b"".join(part.body or b"" for entry in trees.logged(hq) for part in entry.parts)
        trees.check(hq)


def test_headquarters_holds_a_site_to_the_classes_too(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Consent or not is two classes of the same table: both stand."""
    with tree.open("a/site") as site:
        session = trees.log(site, tree.courses["bo"])
        with trees.patched(site) as work:
            work.put("session", session, "minutes", {"minutes": 75}, About(f"course/{tree.courses['bo']}", local=True))
        with monkeypatch.context() as patch:
            patch.setattr(unit_of_work, "class_of", lambda _class, **_local: "core")
            with trees.patched(site) as work:
                work.put("note", new_id(), "text", {"session": session, "text": "x"}, trees.scope("course", tree.courses["bo"]))
                hash_ = work.flush() or b""
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([up])
        assert (result.outcome, trees.aside(hq)) == ("imported", {hash_: "MalformedEntry"})
        assert trees.count(hq, "SELECT count(*) FROM note") == 0


def test_no_vault_writes_a_part_of_another_class_itself(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    with tree.open("a/bo") as bo:
        session, before = trees.log(bo, tree.courses["bo"]), trees.hashes(bo)
        monkeypatch.setattr(unit_of_work, "class_of", lambda _class, **_local: "core")
        with pytest.raises(BrokenPromise), bo.store.writing(bo.context.author) as work:
            work.put("note", new_id(), "text", {"session": session, "text": "x"}, trees.scope("course", tree.courses["bo"]))
        assert trees.hashes(bo) == before


def with_dan(tree: Tree) -> bytes:
    """Dan leads the first site for a day; the keyring of that day."""
    with tree.open("a/site") as site:
        house.add_user(site, house.Person("Dan", "Dan Dam", "pw"), "VISIT_LEADER")
    old = (tree.path("a/site") / "keyring.json").read_bytes()
    with as_dan(tree) as site:
        trees.log(site, tree.courses["bo"], 5)
    return old


def as_dan(tree: Tree) -> OpenVault:
    return house.open_vault(tree.path("a/site"), "Dan", "pw", tree.settings)


def test_yesterdays_keyring_lets_nobody_in_who_was_removed(tree: Tree) -> None:
    old = with_dan(tree)
    with tree.open("a/site") as site:
        site.do.people.remove("Dan")
    (tree.path("a/site") / "keyring.json").write_bytes(old)
    with pytest.raises(NotAllowed):
        as_dan(tree)
    with tree.open("a/site") as site:
        assert trees.figures(site)["sessions_held"] == 1


def test_a_keyring_with_other_keys_than_the_log_names(tree: Tree) -> None:
    with_dan(tree)
    with tree.open("a/site") as site:
        dan, keys = next(user for label, _, user in house.list_users(site.folder.path) if label == "Dan"), other_keys(tree)
        with site.store.writing(site.context.author) as work:
            work.put("user", dan, "keys", keys, trees.scope("site", tree.id("a/site")))
    with pytest.raises(NotAllowed):
        as_dan(tree)


def other_keys(tree: Tree) -> Value:
    """The keys of the second site's leader, as a unit."""
    with tree.open("b/site") as site, site.store.reading() as reading:
        row = reading.connection.exec_driver_sql('SELECT sign, seal FROM "user" WHERE id = ?', (site.slot.user,)).one()
    return {"sign": str(row[0]), "seal": str(row[1])}


@pytest.mark.parametrize("together", [True, False])
def test_what_somebody_saved_before_the_removal_counts_and_after_it_not(tree: Tree, *, together: bool) -> None:
    """Whether it all comes in one file or in two; what Dan corrected of a volunteer's visit is judged late and counts too."""
    with_dan(tree)
    seen = tree.log("bo", 12)
    with as_dan(tree) as site:
        site.arrive()
        site.do.sessions.correct(seen, replace(trees.VISIT, minutes=75, volunteers=(tree.volunteers["bo"],)))
        dan = site.context.author
    ups = []
    with tree.open("a/site") as site:
        site.do.people.remove("Dan")
        if not together:
            ups.append(trees.export(site, tree.root / "first.indb"))
        with trees.patched(site, dan) as work:
            work.put("session", new_id(), "facts", trees.facts(tree.courses["bo"]), trees.scope("course", tree.courses["bo"]))
            late = work.flush() or b""
        with trees.patched(site, dan) as work:
            work.put("user", dan.user, "name", {"name": "Dan igen"}, trees.scope("site", tree.id("a/site")))
            again = work.flush() or b""
        ups.append(trees.export(site, tree.root / "up.indb"))
    with tree.open("hq") as hq:
        assert {result.outcome for result in hq.take_in(ups)} == {"imported"}
        assert trees.aside(hq) == {late: "Revoked", again: "Revoked"}
        assert trees.figures(hq)["sessions_held"] == 2
        assert trees.count(hq, "SELECT minutes FROM session WHERE id = ?", seen) == 75
        assert {result.outcome for result in hq.take_in(ups)} == {"already"}
        trees.check(hq)


def test_keys_put_beside_the_removal_do_not_undo_it(tree: Tree) -> None:
    """Dan's old copy goes on by itself and says his keys anew, dated far ahead."""
    with_dan(tree)
    stolen = tree.copy(tree.root.parent / "stolen")
    with tree.open("a/site") as site:
        site.do.people.remove("Dan")
        gone = trees.export(site, tree.root / "gone.indb")
    with as_dan(stolen) as site:
        site.store.renew = True
        with trees.patched(site) as work:
            work.put("user", site.slot.user, "keys", other_keys(stolen), trees.scope("site", tree.id("a/site")), again=True)
        first = trees.export(site, stolen.root / "first.indb")
        trees.log(site, tree.courses["bo"], 17)
        second = trees.export(site, stolen.root / "second.indb")
    with tree.open("hq") as hq:
        assert [result.outcome for result in hq.take_in([first, gone, second])] == ["imported"] * 3
        assert set(trees.aside(hq).values()) == {"Revoked"}
        assert trees.figures(hq)["sessions_held"] == 1


def test_a_login_belongs_to_the_place_that_its_user_is_certified_for(tree: Tree) -> None:
    """Anna says that Per, of the other site, and Hanne of headquarters are her volunteers; Per's own saves go on counting."""
    tree.log("per", 3)
    tree.take("hq", tree.up("b/site", "b.indb"))
    with tree.open("b/per") as per:
        users = [per.slot.user]
    with tree.open("hq") as hq:
        users.append(hq.slot.user)
    made = new_id()
    with tree.open("a/site") as site:
        expected = []
        for user in users:
            with trees.patched(site) as work:
                work.put("volunteer", made, "member", {"site": tree.id("a/site"), "joined_on": None}, trees.scope("volunteer", made))
                work.flush()
                work.put("volunteer", made, "access", {"login": user, "device": None}, trees.scope("volunteer", made))
                expected.append(work.flush() or b"")
        up = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        hq.take_in([up])
        assert trees.aside(hq) == dict.fromkeys(expected, "OutOfScope")
    tree.log("per", 10)
    up = tree.up("b/site", "later.indb")
    with tree.open("hq") as hq:
        assert [result.aside for result in hq.take_in([up])] == [0]
        assert trees.figures(hq)["sessions_held"] == 2


def test_a_login_that_was_put_before_its_user_was_known_gives_nothing(tree: Tree) -> None:
    """The user is certified for another place afterwards; neither place's volunteer loses or wins by it."""
    made = new_id()
    with tree.open("b/per") as per:
        user = per.slot.user
    with tree.open("hq") as hq, hq.store.upgrading() as connection:
        connection.exec_driver_sql("DELETE FROM certificate WHERE id = ?", (user,))
    with tree.open("a/site") as site:
        with trees.patched(site) as work:
            work.put("volunteer", made, "name", {"given": "X", "family": "Y"}, trees.scope("volunteer", made))
            work.put("volunteer", made, "member", {"site": tree.id("a/site"), "joined_on": None}, trees.scope("volunteer", made))
            work.put("volunteer", made, "access", {"login": user, "device": None}, trees.scope("volunteer", made))
        up = trees.export(site, tree.root / "up.indb")
    tree.log("per", 10)
    later = tree.up("b/site", "later.indb")
    with tree.open("hq") as hq:
        assert [result.aside for result in hq.take_in([up, later])] == [0, 0]
        assert trees.figures(hq)["sessions_held"] == 1


def _later(bo: OpenVault, tree: Tree, changes: tuple[Change, ...], schema: int) -> bytes:
    """A file with one good entry and one that says anything at all, under a schema; the second is by somebody unknown."""
    (good,) = trees.carried(bo, edge="volunteer>site")
    draft = Draft("core", f"course/{tree.courses['bo']}", "", changes)
    body = write_part(draft)
    header = msgspec.structs.replace(
        wire.header(good), seq=2, prev=wire.hash_of(good), parts=describe_parts((draft,), (body,)), sch=schema, usr=new_id()
    )
    raw = write_entry(header, (body,), bo.slot.signing)
    return trees.forge(bo, [good, Carried(raw, (State.PRESENT,))])


SPOILS: tuple[Callable[[random.Random, Value], object], ...] = (
    lambda _dice, value: value.clear(),
    lambda dice, value: value.pop(dice.choice(sorted(value))),
    lambda _dice, value: value.update({"new_field": 7}),
    lambda dice, value: value.update(dict.fromkeys(value, dice.choice([0, True, None, "", "!", "AAA", "x" * 70]))),
)


def test_a_verdict_on_what_this_version_cannot_read(tree: Tree) -> None:
    """Whatever a set-aside entry says under a later schema, a leader's verdict on it never stops the file that brings it."""
    dice = random.Random(24)
    with tree.open("a/bo") as bo:
        trees.log(bo, tree.courses["bo"])
    for number in range(12):
        copy = tree.copy(tree.root.parent / f"copy{number}")
        changes = []
        for table in dice.sample(sorted(set(TABLES) - {"verdict"}), 6):
            unit = dice.choice(TABLES[table].units)
            value: Value = {field.name: "!" for field in unit.fields}
            dice.choice(SPOILS)(dice, value)
            changes.append(Change(verb="put", table=table, row=new_id(), unit=unit.name, value=value, bases=[]))
        with copy.open("a/bo") as bo:
            path = copy.root / "bo.indb"
            path.write_bytes(_later(bo, copy, tuple(changes), SCHEMA + 1))
        with copy.open("a/site") as site:
            assert [(result.outcome, result.aside) for result in site.take_in([path])] == [("imported", 1)]
            ((hash_, reason),) = trees.aside(site).items()
            assert reason == "UnauthorisedUser"
            with trees.patched(site) as work:
                work.put("verdict", hash_.hex(), "decision", {"decision": "refuse"}, About("all"))
            up = trees.export(site, copy.root / "up.indb")
        with copy.open("hq") as hq:
            assert [result.outcome for result in hq.take_in([up])] == ["imported"]
            trees.check(hq)
