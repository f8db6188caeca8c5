"""The tree of vaults that all tests of synchronisation share; nothing in it changes."""

import pytest

from tests.sync.tree import Tree, Vault


@pytest.fixture(scope="session")
def tree() -> Tree:
    return Tree()


@pytest.fixture
def hq(tree: Tree) -> Vault:
    return Vault(tree.hq, tree.trust)


@pytest.fixture
def child(tree: Tree) -> Vault:
    """The volunteer's vault, which takes deliveries from the site."""
    return Vault(tree.volunteer, tree.trust, parent=tree.site.id)
