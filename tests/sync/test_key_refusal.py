"""Keys that nobody may have: weak ones wherever a key is taken in, and any that somebody else has already."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from desktop.crypto.sealing import PUBLIC_LENGTH, SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import KeyTaken, WeakKey
from desktop.sync.certificate import Certificate, admit, issue
from desktop.sync.escrow import SpareRequest
from desktop.sync.escrow import read_request as read_spare
from desktop.sync.escrow import write_request as write_spare
from desktop.sync.renewal import Renewal, read_renewal, renew, write_renewal
from desktop.sync.request import Request, RequestUser, RequestVault, read_request, write_request
from desktop.sync.root import read_root, sign_root
from tests.sync.tree import INC, Member, Tree, certificate, member, seed

LOW_SIGN = (bytes(32), bytes([1]) + bytes(31), bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"))
"""Points of low order: they would verify whatever is signed."""
LOW_SEAL = member("weak").seal.public[: PUBLIC_LENGTH - 32] + bytes(32)


@pytest.fixture
def tree() -> Tree:
    return Tree()


def asked(tree: Tree, **other: Any) -> bytes:
    vault = RequestVault(tree.site.id, INC, "site", other.pop("seal", tree.site.seal.public), other.pop("sign", tree.site.sign.public))
    user = RequestUser(tree.leader.id, "VISIT_LEADER", tree.leader.seal.public, tree.leader.sign.public)
    made = Request(crit=[], demo=False, name="Nordby", nonce=bytes(32), site="", users=[user], v=0, vault=vault)
    return write_request(made, tree.site.sign, [tree.leader.sign])


def spare(tree: Tree, **other: Any) -> bytes:
    fields: dict[str, Any] = {"seal": tree.stranger.seal.public, "sign": tree.stranger.sign.public} | other
    made = SpareRequest(crit=[], name="Nordby", nonce=bytes(32), v=0, vault=tree.site.id, **fields)
    return write_spare(made, tree.stranger.sign)


def renewal(tree: Tree, fresh: Member, **other: Any) -> Any:
    fields: dict[str, Any] = {"seal": fresh.seal.public, "sign": fresh.sign.public} | other
    made = Renewal(by=tree.leader.id, crit=[], ends=[], former=tree.site.sign.public, v=0, vault=tree.site.id, **fields)
    return write_renewal(made, tree.site.sign, fresh.sign, tree.leader.sign)


def by_root(tree: Tree, field: str) -> Callable[[bytes], object]:
    def read(key: bytes) -> object:
        return read_root(sign_root(msgspec.structs.replace(tree.root, **{field: key}), [tree.root_key]))

    return read


def vouched(tree: Tree, field: str) -> Callable[[bytes], object]:
    def read(key: bytes) -> object:
        known = member("new one")
        fields = {"sign": known.sign.public, "seal": known.seal.public} | {field: key}
        made = Certificate(
            crit=[], home=tree.site.id, id=known.id, issued="0000000000010000", issuer=tree.issuing.public, kind="user",
            role="VOLUNTEER", site="", v=0, **fields,
        )  # fmt: skip
        return admit(tree.trust, [issue(tree.issuing, made)])

    return read


@pytest.mark.parametrize("low", LOW_SIGN)
def test_a_low_order_signing_key_is_weak_wherever_it_is_named(tree: Tree, low: bytes) -> None:
    readers: list[Callable[[bytes], object]] = [
        vouched(tree, "sign"),
        by_root(tree, "issuing"),
        by_root(tree, "import_sign"),
        lambda key: read_request(asked(tree, sign=key)),
        lambda key: read_spare(spare(tree, sign=key)),
        lambda key: read_renewal(renewal(tree, member("new one"), sign=key)),
    ]
    for read in readers:
        with pytest.raises(WeakKey):
            read(low)


def test_a_low_order_sealing_key_is_weak_wherever_it_is_named(tree: Tree) -> None:
    readers: list[Callable[[bytes], object]] = [
        vouched(tree, "seal"),
        by_root(tree, "import_seal"),
        by_root(tree, "identity_seal"),
        by_root(tree, "recovery_seal"),
        lambda key: read_request(asked(tree, seal=key)),
        lambda key: read_spare(spare(tree, seal=key)),
        lambda key: read_renewal(renewal(tree, member("new one"), seal=key)),
    ]
    for read in readers:
        with pytest.raises(WeakKey):
            read(LOW_SEAL)


def test_any_key_that_stands_in_another_certificate_or_the_root_is_taken(tree: Tree) -> None:
    """Whose it is: a vault, a person, or headquarters in any of its tasks."""
    new = member("new one")
    members = (tree.site, tree.other, tree.volunteer, tree.admin, tree.leader, tree.colleague, tree.visitor)
    signs: list[SigningKey] = [*(one.sign for one in members), tree.root_key, tree.issuing, tree.hq.sign]
    seals: list[SealKey] = [
        *(one.seal for one in members),
        tree.hq.seal,
        *(SealKey.from_seed(seed(name)) for name in ("identity", "recovery")),
    ]
    for taken in [*(replace(new, sign=key) for key in signs), *(replace(new, seal=key) for key in seals)]:
        for kind, role, home in (("user", "VOLUNTEER", tree.site.id), ("vault", "volunteer", tree.site.id)):
            with pytest.raises(KeyTaken):
                admit(tree.trust, [certificate(taken, kind, role, home, tree.issuing)])
    for taken in (replace(new, sign=tree.leader.sign), replace(new, seal=tree.other.seal), replace(new, sign=tree.issuing)):
        with pytest.raises(KeyTaken):
            renew(tree.trust, tree.site.id, [renewal(tree, taken)])
