"""Headquarters' issuing and identity keys are in the hands of those who are given them, and in nobody else's who opens the store."""

from collections.abc import Iterator
from datetime import date

import pytest

from desktop import house
from desktop.errors import NotAllowed
from desktop.house import OpenVault
from desktop.services import entrusted, genesis
from desktop.services.rotating import rotate
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def add(tree: Tree, label: str, role: str, *, identity: bool = False) -> None:
    with tree.open("hq") as hq:
        house.add_user(hq, house.Person(label, f"{label} Kold", "pw"), role, identity=identity)


def as_(tree: Tree, label: str) -> OpenVault:
    return house.open_vault(tree.path("hq"), label, "pw", tree.settings)


def fresh(tree: Tree) -> None:
    """One participant more of whom headquarters has heard nothing yet; the site's file lies in the tree."""
    with tree.open("a/site") as site:
        trees.course(site, tree.volunteers["bo"], "Kirsten", "Ny", born=date(1980, 1, 2))
        trees.export(site, tree.root / "fresh.indb")


def keyed(vault: OpenVault) -> int:
    return len(trees.dump(vault)["person_key"])


def cells(vault: OpenVault) -> Iterator[bytes]:
    for rows in trees.dump(vault).values():
        yield from (cell for row in rows for cell in row if isinstance(cell, bytes))


def test_the_store_holds_neither_key_in_plain(tree: Tree) -> None:
    with tree.open("hq") as hq:
        issuing, ((_, identity),) = hq.context.author.issuing, hq.context.identities
        assert issuing is not None
        assert not [cell for cell in cells(hq) if issuing.seed in cell or identity.private in cell or identity.private[:32] in cell]
        kept = hq.context.keys.seal.private
        assert [cell for cell in cells(hq) if kept in cell]  # the import key is the store's: that is how it would look


def test_a_coordinator_cannot_certify_whatever_the_program_says(tree: Tree) -> None:
    add(tree, "Kim", "HQ_COORDINATOR", identity=True)
    with as_(tree, "Kim") as hq:
        assert hq.context.author.issuing is None
        with pytest.raises(NotAllowed):
            house.add_user(hq, house.Person("Lis", "Lis Lund", "pw"), "HQ_ADMIN")
        with trees.patched(hq) as work, pytest.raises(NotAllowed):
            genesis.issuing_key(work)


@pytest.mark.parametrize("identity", [True, False])
def test_names_are_opened_by_who_is_given_the_key(tree: Tree, *, identity: bool) -> None:
    """What a coordinator without it leaves is done when an administrator comes."""
    add(tree, "Kim", "HQ_COORDINATOR", identity=identity)
    fresh(tree)
    with as_(tree, "Kim") as hq:
        assert hq.take_in([tree.root / "fresh.indb"])[0].outcome == "imported"
        assert keyed(hq) == 3 + identity
        assert trees.count(hq, "SELECT count(*) FROM audit WHERE verb = 'open' AND usr = ?", hq.slot.user) == int(identity)
    with tree.open("hq") as hq:
        assert keyed(hq) == 4


def test_an_administrator_is_given_both_and_loses_them_with_the_access(tree: Tree) -> None:
    add(tree, "Lis", "HQ_ADMIN")
    with as_(tree, "Lis") as hq:
        lis, slot = hq.slot.user, hq.slot.sealing
        house.add_user(hq, house.Person("Kim", "Kim Kold", "pw"), "HQ_ADMIN")
        trees.check(hq)
    with as_(tree, "Kim") as hq:
        hq.do.people.remove("Lis")
        with hq.store.reading() as reading:
            assert entrusted.open_for(reading, lis, slot) == entrusted.HqKeys()
            assert entrusted.open_for(reading, hq.slot.user, slot) == entrusted.HqKeys()  # another's wrap does not open


def test_after_a_rotation_each_holds_what_he_held(tree: Tree) -> None:
    add(tree, "Kim", "HQ_COORDINATOR", identity=True)
    add(tree, "Ole", "HQ_COORDINATOR")
    code = tree.path("hq.code").read_text()
    with tree.open("hq") as hq:
        rotate(hq.context, (tree.path("hq") / "hq-root.key").read_bytes(), code, tree.root)
    fresh(tree)
    with as_(tree, "Ole") as hq:
        assert (hq.context.author.issuing, hq.context.identities) == (None, ())
    with as_(tree, "Kim") as hq:
        assert [recipient for recipient, _ in hq.context.identities] == ["hq-identity/2", "hq-identity"]
        hq.take_in([tree.root / "fresh.indb"])
        assert keyed(hq) == 4
    with tree.open("hq") as hq:
        assert hq.context.author.issuing is not None


def test_whoever_comes_in_with_the_recovery_code_goes_on(tree: Tree) -> None:
    """And with the code that takes its place; the former one holds nothing any more."""
    code = tree.path("hq.code").read_text()
    again = house.recover_vault(tree.path("hq"), code, house.Person("Nina", "Nina Nord", "pw"), tree.settings)
    with as_(tree, "Nina") as hq:
        assert hq.context.author.issuing is not None
        house.add_user(hq, house.Person("Kim", "Kim Kold", "pw"), "HQ_ADMIN")
    house.recover_vault(tree.path("hq"), again, house.Person("Ove", "Ove Odde", "pw"), tree.settings)
    fresh(tree)
    with as_(tree, "Ove") as hq:
        hq.take_in([tree.root / "fresh.indb"])
        assert keyed(hq) == 4
        with hq.store.reading() as reading:
            for former in (code, again):
                held = entrusted.open_for(reading, entrusted.RECOVERY, house.people._code_key(former))
                assert held == entrusted.HqKeys()
        trees.check(hq)
