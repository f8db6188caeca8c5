"""The second reader takes and refuses certificates as the program does."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from desktop.sync.certificate import admit
from desktop.sync.signed import Signed
from tests.sync.tree import Tree, an_id, certificate, member
from tools.reading.basics import Json, Problem
from tools.reading.trust import Trust, read_certificate

LATE = "ffff000000000000"
HERE, THERE = an_id("here"), an_id("there")


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree()


def documents(offered: list[Signed]) -> list[Json]:
    return [read_certificate(one.doc, one.sig) for one in offered]


def known(tree: Tree, site: str) -> list[Signed]:
    """The first site and its leader in a place; the visitor by that leader."""
    return [
        certificate(tree.site, "vault", "site", tree.hq.id, tree.issuing, site=site),
        certificate(tree.leader, "user", "VISIT_LEADER", tree.site.id, tree.issuing, site=site),
        certificate(tree.visitor, "user", "VOLUNTEER", tree.site.id, tree.leader.sign, site=site),
    ]


def offers(tree: Tree) -> list[tuple[str, Signed]]:
    new, leader = member("new one"), tree.leader.sign
    return [
        ("own site", certificate(new, "user", "VISIT_LEADER", tree.site.id, leader, site=HERE)),
        ("another site", certificate(new, "user", "VISIT_LEADER", tree.site.id, leader, site=THERE)),
        ("no site", certificate(new, "vault", "volunteer", tree.site.id, leader)),
        ("another date", certificate(tree.visitor, "user", "VOLUNTEER", tree.site.id, leader, site=HERE, issued=LATE)),
        ("another role", certificate(tree.visitor, "user", "VISIT_LEADER", tree.site.id, leader, site=HERE, issued=LATE)),
        ("the leader's own", certificate(tree.leader, "user", "VISIT_LEADER", tree.site.id, leader, site=HERE, issued=LATE)),
        ("headquarters, earlier", certificate(tree.visitor, "user", "VOLUNTEER", tree.hq.id, tree.issuing, issued="0" * 16)),
        ("headquarters' own, earlier", certificate(tree.leader, "user", "VISIT_LEADER", tree.hq.id, tree.issuing, issued="0" * 16)),
    ]


@pytest.mark.parametrize("rooted", [True, False])
def test_both_readers_take_the_same(tree: Tree, *, rooted: bool) -> None:
    for name, offered in offers(tree):
        program = admit(tree.bare_trust, known(tree, HERE)).trust
        root: Any = msgspec.json.decode(tree.signed_root.doc)
        reader = Trust(root)
        reader.admit(documents(known(tree, HERE)))
        if not rooted:
            program, reader.root = replace(program, root=None, signed_root=None), None
        admitted = admit(program, [offered])
        document = documents([offered])[0]
        try:
            reader.admit([document])
        except Problem:
            assert admitted.unknown, name
            continue
        assert not admitted.unknown, name
        held = (reader.vaults if document["kind"] == "vault" else reader.users)[document["id"]]
        assert (held == document) == bool(admitted.new), name
