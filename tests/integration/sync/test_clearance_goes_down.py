"""What qualifies a volunteer is told to that volunteer's own vault, and to no other: a block is shown there before a visit is saved."""

from desktop.services.qualifying import Step
from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def test_a_volunteer_hears_of_the_own_clearance_and_of_nobody_elses(tree: Tree) -> None:
    with tree.open("a/site") as site:
        site.do.qualifying.add(tree.volunteers["bo"], Step("clearance", trees.TODAY, clearance="valid", seen_by="Vagten"))
        site.do.qualifying.add(tree.volunteers["bo"], Step("interview", trees.TODAY))
        site.do.qualifying.reached(tree.volunteers["bo"], "Nygade 4", "4800", "Nykøbing F.", "12 34 56 78", "")
        site.leave()
    with tree.open("a/bo") as bo, tree.open("a/eva") as eva:
        for vault in (bo, eva):
            vault.arrive()
        codes = {reason.code for reason in bo.do.quality.may_visit(tree.volunteers["bo"], "VISITING", trees.TODAY).blocks}
        assert not codes & {"clearance", "interview"}
        assert trees.count(bo, "SELECT count(*) FROM qualification WHERE state = 'live'") == 2
        assert trees.count(eva, "SELECT count(*) FROM qualification") == 0
        assert trees.count(bo, "SELECT count(*) FROM contact WHERE phone IS NOT NULL") == 0
