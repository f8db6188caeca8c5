"""A site's own keys are replaced: everybody follows, nothing is lost, and the former signing key is worth nothing any more."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import house
from desktop.crypto.signatures import SigningKey
from desktop.errors import KeyTaken, LastUser, NotAllowed, RetiredKey, UnknownUser
from desktop.house import OpenVault, Person
from desktop.services import trust
from desktop.services.context import VaultKeys
from desktop.services.identities import Identities
from desktop.store.repositories import identities
from desktop.sync.certificate import Certificate, Retired, Revocation
from desktop.sync.renewal import Renewal, SignedRenewal, renew, write_renewal
from tests.integration.cli import OTHER, Line
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree
from tests.sync import tree as wire


def rekey(tree: Tree, vault: str = "a/site", label: str = "Anna") -> None:
    house.rekey_vault(tree.path(vault), label, trees.PASSPHRASE, tree.settings)


def keys(tree: Tree, vault: str = "a/site") -> VaultKeys:
    with tree.open(vault) as opened:
        return opened.context.keys


def named(vault: OpenVault, id_: str) -> Certificate:
    """A vault's certificate as the store holds it, whatever was renewed since."""
    with vault.store.reading() as reading:
        return trust.load(reading).vaults[id_]


def certified(vault: OpenVault, id_: str) -> tuple[bytes, bytes]:
    """The keys that the certificate itself names."""
    with vault.store.reading() as reading:
        doc = reading.connection.exec_driver_sql("SELECT doc FROM certificate WHERE id = ?", (id_,)).scalar_one()
    return trust.keys_in(bytes(doc))


def up(tree: Tree, vault: str, name: str, day: int) -> Path:
    with tree.open(vault) as site:
        trees.log(site, tree.courses["bo" if vault == "a/site" else "per"], day)
        return trees.export(site, tree.root / name)


def names(vault: OpenVault) -> list[str]:
    with vault.store.reading() as reading:
        known = [id_ for (id_,) in reading.connection.exec_driver_sql("SELECT id FROM participant WHERE state = 'live'")]
    return sorted(one.family for one in vault.do.identities.open(known).values())


def with_key(tree: Tree, vault: str, former: SigningKey, name: str) -> Path:
    """What a thief of the former key sends: the vault as it is, its entries and all, signed with that key."""
    with tree.open(vault) as site:
        path = tree.root / name
        path.write_bytes(trees.forge(site, trees.carried(site), key=former, renewals=[]))
    return path


def test_the_vaults_above_and_below_follow_and_headquarters_certifies_the_new_keys(tree: Tree) -> None:
    before = keys(tree)
    rekey(tree)
    after = keys(tree)
    assert after.sign.public != before.sign.public
    assert [key.public for key in after.opening] == [after.seal.public, before.seal.public]
    (result,) = tree.take("hq", up(tree, "a/site", "1.indb", 9))
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert certified(hq, tree.id("a/site")) == (after.sign.public, after.seal.public)
        trees.check(hq)
    down = tree.receipt("a/site")  # sealed to the new key
    with tree.open("a/site") as site:
        (result,) = site.take_in([down])
        assert (result.outcome, result.receipts) == ("imported", 1)
        assert certified(site, site.card.id) == (after.sign.public, after.seal.public)
        site.leave()
        trees.check(site)
    with tree.open("a/bo") as bo:
        assert [one.outcome for one in bo.arrive()] == ["imported"]
        assert certified(bo, tree.id("a/site")) == (after.sign.public, after.seal.public)


def test_a_volunteer_believes_the_new_keys_before_headquarters_has_certified_them(tree: Tree) -> None:
    rekey(tree)
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 9)
        site.leave()
    with tree.open("a/bo") as bo:
        assert [one.outcome for one in bo.arrive()] == ["imported"]
        assert named(bo, tree.id("a/site")).sign == keys(tree).sign.public
    tree.log("bo", 10)
    with tree.open("a/site") as site:
        assert [(one.outcome, one.aside) for one in site.arrive()] == [("imported", 0)]


def test_a_stick_from_before_opens_with_the_archived_keys_on_either_side(tree: Tree) -> None:
    """Both were written before the change and arrive after it: the file up by the former key, the file down sealed to it."""
    late_up, late_down = up(tree, "a/site", "late.indb", 9), tree.receipt("a/site", "late-down.indb")
    rekey(tree)
    tree.take("hq", up(tree, "a/site", "2.indb", 10))
    assert [one.outcome for one in tree.take("hq", late_up)] == ["imported"]
    assert [one.outcome for one in tree.take("a/site", late_down)] == ["imported"]
    with tree.open("hq") as hq:
        assert trees.count(hq, "SELECT count(*) FROM session WHERE state = 'live'") == 2


def test_a_file_signed_with_the_former_key_after_the_rotation_is_refused(tree: Tree) -> None:
    former = keys(tree).sign
    rekey(tree)
    tree.take("hq", up(tree, "a/site", "1.indb", 9))
    path = with_key(tree, "a/site", former, "stolen.indb")
    with tree.open("hq") as hq:
        trees.refused(hq, path, RetiredKey)
    with tree.open("a/site") as site:  # a file that brings nothing of the vault's own says nothing at all by that key
        path.write_bytes(trees.forge(site, key=former, renewals=[]))
    with tree.open("hq") as hq:
        trees.refused(hq, path, RetiredKey)


def test_a_new_incarnation_by_the_former_key_is_refused(tree: Tree) -> None:
    """The copy of a thief begins a number series of its own, which the renewal does not name."""
    shutil.copytree(tree.path("a/site"), tree.root / "copy")
    rekey(tree)
    tree.take("hq", up(tree, "a/site", "1.indb", 9))
    stolen = replace(tree.settings, state=tree.root / "elsewhere")
    with house.open_vault(tree.root / "copy", "Anna", trees.PASSPHRASE, stolen) as copy:
        trees.log(copy, tree.courses["bo"], 11)
        path = trees.export(copy, tree.root / "copy.indb")
    with tree.open("hq") as hq:
        trees.refused(hq, path, RetiredKey)


def test_a_backup_from_before_goes_on_after_another_rotation(tree: Tree) -> None:
    backup = tree.root / "old.backup"
    with tree.open("a/site") as site:
        house.backup_vault(site, backup)
    rekey(tree)
    tree.take("hq", up(tree, "a/site", "1.indb", 9))
    tree.path("a/site").rename(tree.root / "lost")
    house.restore_vault(backup, tree.path("a/site"), "Anna", trees.PASSPHRASE, tree.settings)
    refused = up(tree, "a/site", "2.indb", 10)
    assert type(tree.take("hq", refused)[0].error) is RetiredKey
    rekey(tree)
    (result,) = tree.take("hq", up(tree, "a/site", "3.indb", 11))
    assert (result.outcome, result.aside) == ("imported", 0)
    assert tree.take("a/site", tree.receipt("a/site"))[0].outcome == "imported"


def test_names_are_granted_to_the_new_key(tree: Tree) -> None:
    """In the same rows; the former sealing key and what headquarters and the log hold now open none of them."""
    with tree.open("a/site") as site:
        before, former = names(site), site.context.keys
    rekey(tree)
    with tree.open("a/site") as site:
        assert names(site) == before
        fresh = replace(site.context, keys=VaultKeys(site.context.keys.sign, site.context.keys.seal))
        with site.store.reading() as reading:
            granted = {participant for _, participant, _ in identities.own_grants(reading.connection, site.card.id)}
        assert len(Identities(fresh).open(sorted(granted))) == len(granted) == 2
        assert Identities(replace(site.context, keys=former)).open(sorted(granted)) == {}
        trees.check(site)


def test_the_other_laptop_seals_to_the_new_key_and_what_it_sealed_before_still_opens(twins: Tree) -> None:
    """A note on its way, sealed to the former key, and one that is saved after the change."""
    trees.log_in(twins, "c/ida", 5, note="before the change")
    with twins.open("c/site") as laptop:
        laptop.arrive()
        on_its_way = trees.export(laptop, twins.root / "ida.indb")
    rekey(twins)
    assert twins.take("hq", on_its_way)[0].outcome == "imported"
    trees.exchange(twins, "a/site")
    trees.exchange(twins, "c/site")
    trees.log_in(twins, "c/ida", 6, note="after the change")
    for site in ("c/site", "a/site"):
        trees.exchange(twins, site)
    with twins.open("a/site") as opened:
        with opened.store.reading() as reading:
            texts = sorted(text for (text,) in reading.connection.exec_driver_sql("SELECT text FROM note WHERE state = 'live'"))
        assert texts == ["after the change", "before the change"]
        trees.check(opened)


def test_a_coordinator_takes_the_file_in_and_an_administrator_certifies_later(tree: Tree) -> None:
    with tree.open("hq") as hq:
        house.add_user(hq, Person("Kit", "Kit", "pw"), "HQ_COORDINATOR")
    old = keys(tree)
    rekey(tree)
    first, second = up(tree, "a/site", "1.indb", 9), None
    with house.open_vault(tree.path("hq"), "Kit", "pw", tree.settings) as hq:
        assert hq.take_in([first])[0].outcome == "imported"
        assert certified(hq, tree.id("a/site")) == (old.sign.public, old.seal.public)
    second = up(tree, "a/site", "2.indb", 10)
    with house.open_vault(tree.path("hq"), "Kit", "pw", tree.settings) as hq:
        assert hq.take_in([second])[0].outcome == "imported"
    with tree.open("hq") as hq:
        assert certified(hq, tree.id("a/site"))[0] == keys(tree).sign.public


# --- somebody must no longer get in -------------------------------------------------------------------------------


def colleague(tree: Tree) -> None:
    with tree.open("a/site") as site:
        house.add_user(site, Person("Dan", "Dan Dahl", "pw"), "VISIT_LEADER")


def test_who_is_removed_gets_in_nowhere_and_nothing_of_theirs_counts(tree: Tree) -> None:
    """Slot, store key, the vault's keys, the names, and what is signed from then on."""
    colleague(tree)
    shutil.copytree(tree.path("a/site"), tree.root / "copy")
    before = keys(tree)
    assert house.remove_user(tree.path("a/site"), "Anna", trees.PASSPHRASE, "Dan", tree.settings) == ()
    with pytest.raises(UnknownUser):
        house.open_vault(tree.path("a/site"), "Dan", "pw", tree.settings)
    assert keys(tree).sign.public != before.sign.public
    tree.take("hq", up(tree, "a/site", "1.indb", 9))
    stolen = replace(tree.settings, state=tree.root / "elsewhere")
    with house.open_vault(tree.root / "copy", "Dan", "pw", stolen) as copy:
        trees.log(copy, tree.courses["bo"], 11)
        path = trees.export(copy, tree.root / "copy.indb")
    with tree.open("hq") as hq:
        trees.refused(hq, path, RetiredKey)


def test_a_copy_of_whoever_was_removed_cannot_renew_the_keys_again(tree: Tree) -> None:
    colleague(tree)
    shutil.copytree(tree.path("a/site"), tree.root / "copy")
    tree.take("hq", up(tree, "a/site", "0.indb", 8))
    house.remove_user(tree.path("a/site"), "Anna", trees.PASSPHRASE, "Dan", tree.settings)
    tree.take("hq", up(tree, "a/site", "1.indb", 9))
    stolen = replace(tree.settings, state=tree.root / "elsewhere")
    house.rekey_vault(tree.root / "copy", "Dan", "pw", stolen)
    with house.open_vault(tree.root / "copy", "Dan", "pw", stolen) as copy:
        path = trees.export(copy, tree.root / "copy.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([path])
        assert result.outcome == "refused"
        assert named(hq, tree.id("a/site")).sign == keys(tree).sign.public


def test_a_leader_who_leaves_shuts_himself_out(tree: Tree) -> None:
    """The removal itself counts, everywhere; what the same keys sign later does not."""
    colleague(tree)
    shutil.copytree(tree.path("a/site"), tree.root / "copy")
    house.remove_user(tree.path("a/site"), "Dan", "pw", "Dan", tree.settings)
    with tree.open("a/site") as site:
        gone = next(one for one in site.do.revoking.devices() if one.name == "Dan Dahl")
        assert gone.revoked
        trees.log(site, tree.courses["bo"], 9)
        path = trees.export(site, tree.root / "1.indb")
        trees.check(site)
    (result,) = tree.take("hq", path)
    assert (result.outcome, result.aside) == ("imported", 0)
    with tree.open("hq") as hq:
        assert next(one for one in hq.do.revoking.devices() if one.id == gone.id).revoked
        trees.check(hq)


def test_the_last_leader_stays_and_nothing_is_changed(tree: Tree) -> None:
    before = keys(tree)
    with pytest.raises(LastUser):
        house.remove_user(tree.path("a/site"), "Anna", trees.PASSPHRASE, "Anna", tree.settings)
    assert keys(tree).sign.public == before.sign.public


def test_a_volunteers_vault_keeps_its_keys(tree: Tree) -> None:
    before = keys(tree, "a/bo")
    rekey(tree, "a/bo", "Bo")
    assert keys(tree, "a/bo").sign.public == before.sign.public


def test_headquarters_refuses_to_renew_by_that_way(tree: Tree) -> None:
    from desktop.services.renewing import renew as renew_keys  # noqa: PLC0415 - the verb of the same name stands above

    with tree.open("hq") as hq, pytest.raises(NotAllowed):
        renew_keys(hq.context, hq.do.identities)


# --- the rule itself ----------------------------------------------------------------------------------------------


@pytest.fixture
def small() -> wire.Tree:
    return wire.Tree()


def renewal(tree: wire.Tree, fresh: str, former: SigningKey | None = None, **other: object) -> SignedRenewal:
    key = wire.member(fresh)
    fields: dict[str, object] = {"by": tree.leader.id, "crit": [], "ends": [(wire.INC, 3)], "v": 0, "vault": tree.site.id} | other
    old = former or tree.site.sign
    made = Renewal(former=old.public, seal=key.seal.public, sign=key.sign.public, **fields)  # type: ignore[arg-type] # fields of a renewal
    return write_renewal(made, old, key.sign, tree.leader.sign)


def test_the_last_renewal_holds_and_a_replaced_key_does_not_come_back(small: wire.Tree) -> None:
    first = renewal(small, "site 2")
    second = renewal(small, "site 3", wire.member("site 2").sign, ends=[(wire.INC, 7)])
    found = renew(small.trust, small.site.id, [first, second])
    assert found.taken == (first, second)
    assert found.trust.vaults[small.site.id].sign == wire.member("site 3").sign.public
    assert found.trust.retired[small.site.id] == (
        Retired(small.site.sign.public, {wire.INC: 3}),
        Retired(wire.member("site 2").sign.public, {wire.INC: 7}),
    )
    again = renewal(small, "site", wire.member("site 3").sign)
    assert renew(small.trust, small.site.id, [again], [first, second]).taken == ()


def test_who_may_renew(small: wire.Tree) -> None:
    """The vault's own leaders alone, and for nobody else's key."""
    colleague_ = renewal(small, "site 2", by=small.colleague.id)
    stranger = renewal(small, "site 2", small.stranger.sign)
    assert renew(small.trust, small.site.id, [colleague_, stranger]).taken == ()
    assert renew(small.trust, small.other.id, [renewal(small, "site 2")]).taken == ()
    shut = replace(small.trust, revoked={small.leader.id: Revocation(small.leader.id, {})})
    assert renew(shut, small.site.id, [renewal(small, "site 2")]).taken == ()
    with pytest.raises(KeyTaken):
        renew(small.trust, small.site.id, [renewal(small, "other")])


# --- on the command line ------------------------------------------------------------------------------------------


def test_the_command_line_says_what_it_did(line: Line) -> None:
    site = line.folder / "a"
    line.ok("vault", "new", site, "--kind", "site", "--name", "Nordby", "--user", "Anna")
    new = line.file("new", OTHER)
    added = ("--label", "Dan", "--name", "Dan", "--role", "VISIT_LEADER", "--new-passphrase-file", new)
    line.ok("user", "add", site, "--user", "Anna", *added)
    said = line.ok("user", "remove", site, "--user", "Anna", "--label", "Dan", "--lang", "en", "--yes")
    assert "old backups keep the old ones" in said.out
    line.check(site)
