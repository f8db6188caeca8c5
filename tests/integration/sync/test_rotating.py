"""Headquarters' keys are replaced: everybody follows, old files still open, and an older root or a gap in the chain is refused."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import pytest

from desktop import house
from desktop.crypto import recovery
from desktop.crypto.digests import new_id
from desktop.crypto.sealing import SealKey, unwrap
from desktop.crypto.signatures import SigningKey
from desktop.errors import (
    ImplausibleVersion,
    InvalidValue,
    KeysReplaced,
    NotAllowed,
    NotARootFile,
    RollbackDetected,
    RootChainBroken,
    WrongRecoveryCode,
)
from desktop.house import OpenVault
from desktop.log.canonical import decode
from desktop.services import genesis, trust
from desktop.services.genesis import RootFile
from desktop.services.rotating import rotate
from desktop.store.repositories import identities
from desktop.sync.certificate import Certificate, issue
from desktop.sync.root import SignedRoot, read_root, sign_root
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def code(tree: Tree) -> str:
    return tree.path("hq.code").read_text()


def turn(tree: Tree, file: str = "hq/hq-root.key", where: str = "safe") -> Path:
    """Replace the keys; the new root file."""
    folder = tree.root / where
    folder.mkdir(exist_ok=True)
    with tree.open("hq") as hq:
        return rotate(hq.context, (tree.root / file).read_bytes(), code(tree), folder).file


def version(vault: OpenVault) -> int:
    with vault.store.reading() as reading:
        root = trust.load(reading).root
    assert root is not None
    return root.version


def root_key(tree: Tree, file: str = "hq/hq-root.key") -> tuple[SigningKey, list[SignedRoot]]:
    """What a thief of the root file and its code holds."""
    read = decode((tree.root / file).read_bytes(), RootFile)
    return SigningKey.from_seed(unwrap(SealKey.from_seed(recovery.seed_of(code(tree))), read.root, genesis.ROOT_PURPOSE)), read.roots


def up(tree: Tree, vault: str, name: str) -> Path:
    """One visit more, and a file for headquarters."""
    with tree.open(vault) as site:
        volunteer = "bo" if vault == "a/site" else "per"
        trees.log(site, tree.courses[volunteer], 20)
        return trees.export(site, tree.root / name)


def held(vault: OpenVault) -> int | None:
    return trees.figures(vault)["sessions_held"]


def test_everybody_follows_and_nothing_is_lost(tree: Tree) -> None:
    """Sites from headquarters' next file, volunteers from the site's; files go both ways under the new keys."""
    turn(tree)
    with tree.open("hq") as hq:
        assert version(hq) == 2
        trees.check(hq)
    down = tree.receipt("a/site")
    with tree.open("a/site") as site:
        (result,) = site.take_in([down])
        assert (result.outcome, result.error, version(site), result.receipts) == ("imported", None, 2, 1)
        with site.store.reading() as reading:
            known, root = trust.load(reading), trust.load(reading).root
        assert root is not None
        assert known.users[site.slot.user].issuer == known.vaults[site.card.id].issuer == root.issuing
        site.leave()
        trees.check(site)
    with tree.open("a/bo") as bo:
        bo.arrive()
        assert version(bo) == 2
    tree.log("bo", 12)
    later = tree.up("a/site", "later.indb")
    with tree.open("hq") as hq:
        assert [(one.outcome, one.aside) for one in hq.take_in([later])] == [("imported", 0)]
        assert held(hq) == 1
    assert tree.take("a/site", tree.receipt("a/site", "last.indb"))[0].receipts == 1


def test_a_stick_of_half_a_year_ago_opens_with_the_former_key(tree: Tree) -> None:
    old = up(tree, "a/site", "old.indb")
    turn(tree)
    turn(tree, "safe/hq-root-2.key")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([old])
        assert (result.outcome, result.aside, held(hq)) == ("imported", 0, 1)
        assert hq.take_in([old])[0].outcome == "already"
    down = tree.receipt("a/site")
    with tree.open("a/site") as site:  # two roots behind, and receipted under the third
        (result,) = site.take_in([down])
        assert (result.outcome, result.receipts, version(site)) == ("imported", 1, 3)


def test_names_are_granted_to_the_new_identity_key(tree: Tree) -> None:
    with tree.open("hq") as hq:
        before = trees.dump(hq)["person_key"]
        assert len(before) == 3
    turn(tree)
    tree.take("a/site", tree.receipt("a/site"))
    with tree.open("a/site") as site, site.store.reading() as reading:
        assert identities.not_granted(reading.connection, "hq-identity/2") == ()
    with tree.open("a/site") as site:
        trees.course(site, tree.volunteers["bo"], "Kirsten", "Ny", born=date(1980, 1, 2))
        path = trees.export(site, tree.root / "up.indb")
    with tree.open("hq") as hq:
        (result,) = hq.take_in([path])
        assert (result.outcome, result.aside, result.refusals) == ("imported", 0, [])
        assert len(trees.dump(hq)["person_key"]) == 4
        with hq.store.upgrading() as connection:
            connection.exec_driver_sql("DELETE FROM person_key")
        assert hq.do.duplicates.refresh() == 4  # Per's with the former key: the second site has not heard of the new one


def test_the_former_issuing_key_certifies_nobody_any_more(tree: Tree) -> None:
    """Whoever stole it goes on writing certificates, and no one who knows the new root takes them."""
    with tree.open("hq") as hq, hq.store.writing(hq.context.author) as work:
        stolen = genesis.issuing_key(work)
    turn(tree)
    tree.take("a/site", tree.receipt("a/site"))
    with tree.open("a/site") as site:
        thief, seal = SigningKey.generate(), SealKey.generate()
        with site.store.reading() as reading:
            own = trust.load(reading).users[site.slot.user]
        fields = {"id": new_id(), "issuer": stolen.public, "sign": thief.public, "seal": seal.public, "issued": "ffff000000000000"}
        forged: Certificate = msgspec.structs.replace(own, **fields)
        trees.log(site, tree.courses["bo"], 7)
        data = trees.forge(site, trees.carried(site), certificates=[issue(stolen, forged)])
    path = tree.root / "forged.indb"
    path.write_bytes(data)
    with tree.open("hq") as hq:
        assert hq.take_in([path])[0].outcome == "imported"
        with hq.store.reading() as reading:
            assert forged.id not in trust.load(reading).users


def after_turning(tree: Tree, roots: Sequence[SignedRoot]) -> bytes:
    """A file for headquarters, truly signed by the site, that carries these roots."""
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 7)
        return trees.forge(site, trees.carried(site), roots=list(roots))


def down_with(tree: Tree, roots: Sequence[SignedRoot], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Headquarters' file for the site with other roots."""
    with monkeypatch.context() as patch:
        patch.setattr(trust, "roots", lambda _reading: list(roots))
        return tree.receipt("a/site", f"{new_id()}.indb")


def test_an_older_root_alone_is_refused(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    turn(tree)
    tree.take("a/site", tree.receipt("a/site"))
    _, (first,) = root_key(tree)
    path = down_with(tree, [first], monkeypatch)
    with tree.open("a/site") as site:
        trees.refused(site, path, RollbackDetected)


def test_a_step_that_is_missing_breaks_the_chain(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    turn(tree)
    turn(tree, "safe/hq-root-2.key")
    _, (_, _, third) = root_key(tree, "safe/hq-root-3.key")
    path = down_with(tree, [third], monkeypatch)
    with tree.open("a/site") as site:
        trees.refused(site, path, RootChainBroken)
        assert version(site) == 1


def test_a_version_that_no_rotating_reaches(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    key, (first,) = root_key(tree)
    far = sign_root(msgspec.structs.replace(read_root(first), version=2**53 - 1), [key])
    path = down_with(tree, [first, far], monkeypatch)
    with tree.open("a/site") as site:
        trees.refused(site, path, ImplausibleVersion)


def test_headquarters_put_back_takes_the_root_from_its_children_and_its_keys_from_the_root_file(tree: Tree) -> None:
    """In between it gives nothing out: what it would sign nobody would believe. Nothing of the children's is lost."""
    backup = tree.root.parent / "hq-backup"
    shutil.copytree(tree.path("hq"), backup)
    turn(tree)
    tree.take("a/site", tree.receipt("a/site"))
    shutil.rmtree(tree.path("hq"))
    shutil.copytree(backup, tree.path("hq"))
    _, roots = root_key(tree, "safe/hq-root-2.key")
    with tree.open("hq") as hq:
        hq.do.importing.tidy()
        seal = hq.context.keys.seal.public
    with tree.open("a/site") as site:
        trees.log(site, tree.courses["bo"], 9)
        with site.store.reading() as reading:
            assert trust.roots(reading) == roots
        assert seal != trees.public(site, tree.id("hq"))
    path = tree.root / "from-b.indb"
    path.write_bytes(_from_b(tree, roots))
    with tree.open("hq") as hq:
        assert [one.outcome for one in hq.take_in([path])] == ["imported"]
        assert version(hq) == 2
        with pytest.raises(KeysReplaced):
            hq.do.delivering.down(written(tree.root / "no.indb", fill_file), tree.id("a/site"))
    with tree.open("hq") as hq:
        assert [type(one) for one in hq.notices] == [KeysReplaced]
    turn(tree, "safe/hq-root-2.key")
    down = tree.receipt("a/site", "healed.indb")
    with tree.open("a/site") as site:
        assert [(one.outcome, one.error) for one in site.take_in([down])] == [("imported", None)]
        assert version(site) == 3
        again = trees.export(site, tree.root / "again.indb")
    with tree.open("hq") as hq:
        assert hq.take_in([again])[0].outcome == "imported"
        assert held(hq) == 2
        trees.check(hq)


def _from_b(tree: Tree, roots: Sequence[SignedRoot]) -> bytes:
    """The other site has heard of the new root in its own way, and its file is sealed to the former key."""
    with tree.open("b/site") as site:
        trees.log(site, tree.courses["per"], 9)
        return trees.forge(site, trees.carried(site), roots=list(roots))


def test_who_was_answered_before_is_answered_anew(tree: Tree) -> None:
    """The former answer names keys that are no more."""
    house.create_vault(tree.path("c"), "site", "Vestby", house.Person("Carl", "Carl Dam", "pw"), tree.settings)
    with house.open_vault(tree.path("c"), "Carl", "pw", tree.settings) as site:
        request, words = site.do.enrolling.request(site.slot.sealing)
    with tree.open("hq") as hq:
        former = hq.do.enrolling.answer_site(request, " ".join(words), "Vestby")
    turn(tree)
    with tree.open("hq") as hq:
        fresh = hq.do.enrolling.answer_site(request, " ".join(words), "Vestby")
        assert fresh.words != former.words
    with house.open_vault(tree.path("c"), "Carl", "pw", tree.settings) as site:
        site.do.enrolling.accept(fresh.file, " ".join(fresh.words))
        assert version(site) == 2


def test_files_and_codes_that_do_not_fit(tree: Tree) -> None:
    first = (tree.path("hq") / "hq-root.key").read_bytes()
    new = turn(tree).read_bytes()
    with tree.open("hq") as hq:
        before = trees.dump(hq, "audit")
        for content, typed, error in (
            (first, code(tree), NotARootFile),
            (b"{}", code(tree), NotARootFile),
            (new.replace(hq.card.id.encode(), new_id().encode()), code(tree), NotARootFile),
            (new, recovery.new_code(), WrongRecoveryCode),
            (new, "ABCD", WrongRecoveryCode),
        ):
            with pytest.raises(error):
                rotate(hq.context, content, typed, tree.root)
        (tree.root / "hq-root-3.key").write_bytes(b"somebody's")
        with pytest.raises(InvalidValue):
            rotate(hq.context, new, code(tree), tree.root)
        assert trees.dump(hq, "audit") == before
        house.add_user(hq, house.Person("Kim", "Kim Kold", "pw"), "HQ_COORDINATOR")
    with house.open_vault(tree.path("hq"), "Kim", "pw", tree.settings) as hq, pytest.raises(NotAllowed):
        rotate(hq.context, new, code(tree), tree.root)


def test_until_it_is_opened_anew_nothing_leaves(tree: Tree) -> None:
    with tree.open("hq") as hq:
        rotate(hq.context, (tree.path("hq") / "hq-root.key").read_bytes(), code(tree), tree.root)
        with pytest.raises(KeysReplaced):
            hq.do.delivering.down(written(tree.root / "no.indb", fill_file), tree.id("a/site"))
