"""A file that would tell a child what it must not know is not written."""

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import ScopeLeak
from desktop.store.unit_of_work import About
from desktop.vault.atomic import fill_file, written
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def test_what_is_for_everyone_may_only_be_in_tables_for_everyone(tree: Tree) -> None:
    path = tree.root / "leak.indb"
    with tree.open("hq") as hq:
        with trees.patched(hq) as work:
            work.put("course", new_id(), "staff_approval", {"staff_approval_on": "2026-01-02"}, About("all"))
        with pytest.raises(ScopeLeak):
            hq.do.delivering.down(written(path, fill_file), tree.id("a/site"))
    assert not path.exists()
