"""The whole matrix of who may change what, walked over real vaults: refused locally, and set aside as a forged entry in a file.

What a right allows is walked by tests/unit/rules/test_authority.py and by the tests of the services; here it is what nobody may.
"""

from collections.abc import Iterator

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import NotAllowed
from desktop.house import OpenVault
from desktop.log.classes import carried
from desktop.models.rows.registry import TABLES
from desktop.rules.authority import ROLES, may
from desktop.store.unit_of_work import About, Work
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree

Change = tuple[str, str, str]
"""(table, unit, verb); of an erase the unit is ""."""


def everything() -> Iterator[Change]:
    for table in TABLES.values():
        yield table.name, "", "erase"
        for unit in table.units:
            yield table.name, unit.name, "put"
            yield table.name, unit.name, "tomb"


def forbidden(role: str) -> list[Change]:
    return [one for one in everything() if not may(role, *one)]


def say(work: Work, change: Change, about: About) -> None:
    table, unit, verb = change
    row = new_id() * (2 if table == "verdict" else 1)
    if verb == "erase":
        work.erase(table, row, about)
    elif verb == "tomb":
        work.tomb(table, row, unit, about)
    else:
        found = TABLES[table].unit(unit)
        assert found is not None
        work.put(table, row, unit, trees.value(found), about)


def forged(vault: OpenVault, role: str, about: About, edge: str) -> set[bytes]:
    """Save everything that the role may not, with a program that asks nobody; the hashes of what the edge carries."""
    hashes = set()
    for change in forbidden(role):
        if carried(TABLES[change[0]].class_, edge):
            with trees.patched(vault) as work:
                say(work, change, about)
                hashes.add(work.flush() or b"")
    return hashes


def refused_locally(vault: OpenVault, role: str, about: About) -> None:
    for change in forbidden(role):
        before = len(trees.logged(vault))
        with pytest.raises(NotAllowed), vault.store.writing(vault.context.author) as work:
            say(work, change, about)
        assert len(trees.logged(vault)) == before, change


def test_every_role_is_kept_from_something_and_allowed_something() -> None:
    for role in ROLES:
        refused = forbidden(role)
        assert 0 < len(refused) < len(list(everything()))


def test_a_volunteer_may_do_none_of_the_rest_neither_here_nor_in_a_forged_file(tree: Tree) -> None:
    about = trees.scope("course", tree.courses["bo"])
    with tree.open("a/bo") as bo:
        refused_locally(bo, "VOLUNTEER", about)
        hashes = forged(bo, "VOLUNTEER", about, "volunteer>site")
        file = trees.export(bo, tree.root / "forged.indb")
    with tree.open("a/site") as site:
        before = trees.dump(site)
        (result,) = site.take_in([file])
        found = trees.aside(site)
        assert {reason for hash_, reason in found.items() if hash_ in hashes} == {"UnauthorisedUser"}
        assert hashes <= found.keys()
        assert (result.outcome, result.aside) == ("imported", len(hashes))
        after = trees.dump(site)
        assert [table for table in TABLES if after[table] != before[table]] == []
        trees.check(site)


def test_a_leader_may_do_none_of_the_rest_neither_here_nor_in_a_forged_file(tree: Tree) -> None:
    about = trees.scope("site", tree.id("a/site"))
    with tree.open("a/site") as site:
        refused_locally(site, "VISIT_LEADER", about)
        hashes = forged(site, "VISIT_LEADER", about, "site>hq")
        file = trees.export(site, tree.root / "forged.indb")
    with tree.open("hq") as hq:
        before = trees.dump(hq)
        (result,) = hq.take_in([file])
        found = trees.aside(hq)
        assert {reason for hash_, reason in found.items() if hash_ in hashes} == {"UnauthorisedUser"}
        assert hashes <= found.keys()
        assert result.outcome == "imported"
        after = trees.dump(hq)
        assert [table for table in TABLES if after[table] != before[table]] == []
        trees.check(hq)


def test_headquarters_administrators_do_not_do_a_places_work(tree: Tree) -> None:
    with tree.open("hq") as hq:
        refused_locally(hq, "HQ_ADMIN", About("all"))
