"""Requests, answers and receipts."""

import io
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from desktop.crypto.signatures import SigningKey
from desktop.errors import (
    BadReceipt,
    BadSignature,
    BrokenPromise,
    Fault,
    KeyTaken,
    MalformedBundle,
    NonCanonical,
    NoProofOfPossession,
    NotForUs,
    NotOurRequest,
    SizeLimit,
    TamperedBundle,
    UnknownSigner,
    UpgradeNeeded,
    WeakKey,
    WordsDiffer,
)
from desktop.log.entry import GENESIS
from desktop.sync import signed
from desktop.sync.container import ANSWER, Sealer
from desktop.sync.enrolment import Accepted, Answer, AnswerParent, AnswerSite, accept_answer, write_answer
from desktop.sync.limits import MIB
from desktop.sync.receipt import Receipt, ReceiptChain, Refusal, Settled, read_receipt, settle, write_receipt
from desktop.sync.request import (
    Request,
    RequestUser,
    RequestVault,
    check_request_words,
    read_request,
    request_digest,
    request_words,
    write_request,
)
from desktop.sync.root import root_words, sign_root
from desktop.sync.signed import Signed
from tests.sync.tree import INC, Tree, an_id, canonical, certificate, chain, hash_of, up

WORDS = tuple(f"word{number:04d}" for number in range(2048))
LOW = (1).to_bytes(32, "little")


def request(tree: Tree, **other: Any) -> Request:
    vault = RequestVault(tree.site.id, INC, "site", tree.site.seal.public, tree.site.sign.public)
    user = RequestUser(tree.leader.id, "VISIT_LEADER", tree.leader.seal.public, tree.leader.sign.public)
    fields: dict[str, Any] = {"crit": [], "demo": False, "name": "Nordby", "nonce": bytes(range(32)), "site": "", "users": [user]}
    fields |= {"v": 0, "vault": vault}
    return Request(**(fields | other))


def request_file(tree: Tree, **other: Any) -> bytes:
    return write_request(request(tree, **other), tree.site.sign, [tree.leader.sign])


def answer(tree: Tree, **other: Any) -> Answer:
    fields: dict[str, Any] = {
        "certificates": list(tree.certificates),
        "crit": [],
        "demo": False,
        "nonce": bytes(range(32)),
        "parent": AnswerParent(tree.hq.id, "hq", tree.hq.seal.public, tree.hq.sign.public),
        "request": request_digest(request_file(tree)),
        "root": tree.signed_root,
        "site": AnswerSite(an_id("row"), "Nordby"),
        "snapshot": b"",
        "v": 0,
    } | other
    return Answer(**fields)


def answer_file(tree: Tree, key: SigningKey | None = None, suite: int = 1, **other: Any) -> bytes:
    out = io.BytesIO()
    write_answer(out, answer(tree, **other), key or tree.hq.sign, tree.site.seal.public, suite)
    return out.getvalue()


def accepted(tree: Tree, data: bytes, typed: str | None = None, asked: Request | None = None) -> Accepted:
    asked = asked or request(tree)
    words = typed or " ".join(root_words(tree.signed_root, WORDS))
    open_requests = {asked.nonce: (request_digest(request_file(tree)), asked)}
    return accept_answer(io.BytesIO(data), [tree.site.seal], open_requests, words, WORDS)


# --- requests ---------------------------------------------------------------------------------------------------------


def test_a_request_comes_back_with_its_words(tree: Tree) -> None:
    data = request_file(tree)
    assert read_request(data) == request(tree)
    words = request_words(data, WORDS)
    check_request_words(data, "  ".join(words), WORDS)
    with pytest.raises(WordsDiffer):
        check_request_words(request_file(tree, name="Sydby"), " ".join(words), WORDS)
    with pytest.raises(WordsDiffer):
        check_request_words(data, " ".join(words[:7]), WORDS)


def test_a_request_without_proof(tree: Tree) -> None:
    asked = request(tree)
    for keys in ((tree.site.sign, []), (tree.stranger.sign, [tree.leader.sign]), (tree.leader.sign, [tree.site.sign])):
        with pytest.raises(NoProofOfPossession):
            read_request(write_request(asked, *keys))
    file = msgspec.json.decode(request_file(tree))
    other = msgspec.json.decode(request_file(tree, name="Sydby"))
    with pytest.raises(NoProofOfPossession):
        read_request(canonical({"doc": other["doc"], "sigs": file["sigs"]}))


def test_a_request_that_is_refused(tree: Tree) -> None:
    vault, user = request(tree).vault, request(tree).users[0]

    def made(**other: Any) -> bytes:
        return request_file(tree, **other)

    change = msgspec.structs.replace
    cases: list[tuple[bytes, type[Fault]]] = [
        (made(v=1), UpgradeNeeded),
        (made(crit=["x"]), UpgradeNeeded),
        (made(users=[]), NonCanonical),
        (made(users=[user, user]), KeyTaken),
        (made(users=[change(user, sign=vault.sign)]), KeyTaken),
        (made(users=[change(user, seal=vault.seal)]), KeyTaken),
        (made(users=[change(user, id=vault.id)]), KeyTaken),
        (made(vault=change(vault, sign=LOW)), WeakKey),
        (made(vault=change(vault, seal=bytes(1216))), WeakKey),
        (made(vault=change(vault, kind="hq")), NonCanonical),
        (made(site="Nordby"), NonCanonical),
        (b" " * (MIB + 1), SizeLimit),
        (b"{}", NonCanonical),
        (made() + b"\n", NonCanonical),
    ]
    for data, expected in cases:
        with pytest.raises(expected):
            read_request(data)


# --- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suite", [1, 2])
def test_an_answer_gives_trust_and_a_first_delivery(tree: Tree, suite: int) -> None:
    result = accepted(tree, answer_file(tree, suite=suite, snapshot=b"bundle"))
    assert result.answer.snapshot == b"bundle"
    assert result.own.sign == tree.site.sign.public
    assert result.admitted.trust.users == tree.trust.users
    assert result.admitted.trust.root == tree.root


def test_an_answer_by_a_site_to_a_volunteer(tree: Tree) -> None:
    vault = RequestVault(tree.volunteer.id, INC, "volunteer", tree.volunteer.seal.public, tree.volunteer.sign.public)
    user = RequestUser(tree.visitor.id, "VOLUNTEER", tree.visitor.seal.public, tree.visitor.sign.public)
    asked = request(tree, vault=vault, users=[user])
    parent = AnswerParent(tree.site.id, "site", tree.site.seal.public, tree.site.sign.public)
    assert accepted(tree, answer_file(tree, tree.site.sign, parent=parent), asked=asked).own.home == tree.site.id
    wrong = msgspec.structs.replace(parent, id=tree.stranger.id)
    with pytest.raises(UnknownSigner):
        accepted(tree, answer_file(tree, tree.site.sign, parent=wrong), asked=asked)


def test_an_answer_that_is_refused(tree: Tree) -> None:
    other_root = sign_root(tree.make_root(1, tree.next_root_key), [tree.next_root_key])
    hq = answer(tree).parent
    cases: list[tuple[dict[str, Any], type[Fault]]] = [
        ({"nonce": bytes(32)}, NotOurRequest),
        ({"request": bytes(32)}, NotOurRequest),
        ({"root": other_root}, WordsDiffer),
        ({"parent": msgspec.structs.replace(hq, sign=tree.other.sign.public)}, UnknownSigner),
        ({"parent": AnswerParent(tree.stranger.id, "site", hq.seal, hq.sign)}, UnknownSigner),
        ({"certificates": [tree.certificates[5]]}, UnknownSigner),
        ({"certificates": []}, NotOurRequest),
        ({"certificates": [tree.certificates[0]]}, NotOurRequest),
        ({"certificates": list(tree.certificates[:3])}, NotOurRequest),
        ({"key": tree.site.sign}, BadSignature),
        ({"v": 1}, UpgradeNeeded),
        ({"crit": ["x"]}, UpgradeNeeded),
    ]
    for other, expected in cases:
        with pytest.raises(expected):
            accepted(tree, answer_file(tree, **other))


def test_certificates_for_other_keys_than_were_asked(tree: Tree) -> None:
    stranger = replace(tree.stranger, id=tree.site.id)
    bad = certificate(stranger, "vault", "site", tree.hq.id, tree.issuing)
    with pytest.raises(NotOurRequest):
        accepted(tree, answer_file(tree, certificates=[bad, tree.certificates[3]]))
    somebody = certificate(replace(tree.stranger, id=tree.leader.id), "user", "VISIT_LEADER", tree.site.id, tree.issuing)
    with pytest.raises(NotOurRequest):
        accepted(tree, answer_file(tree, certificates=[tree.certificates[0], somebody]))


def test_words_that_were_mistyped(tree: Tree) -> None:
    with pytest.raises(WordsDiffer):
        accepted(tree, answer_file(tree), typed="word0001 " * 8)


def test_an_answer_for_another_laptop_and_one_that_is_damaged(tree: Tree) -> None:
    out = io.BytesIO()
    write_answer(out, answer(tree), tree.hq.sign, tree.other.seal.public)
    with pytest.raises(NotForUs):
        accepted(tree, out.getvalue())
    good = answer_file(tree)
    with pytest.raises(TamperedBundle):
        accepted(tree, good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(MalformedBundle):
        accepted(tree, up(tree.hq, tree.site))


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        bytes(4095),
        bytes(5000),
        b"\xff\xff\xff\xff" + bytes(4092),
        (10).to_bytes(4, "big") + bytes(4091) + b"x",
        (10).to_bytes(4, "big") + bytes(8188),
        (4096 - 64).to_bytes(4, "big") + bytes(4092),
    ],
)
def test_an_answer_whose_plain_text_is_none(tree: Tree, plain: bytes) -> None:
    out = io.BytesIO()
    sealer = Sealer(out, ANSWER, tree.site.seal.public, len(plain))
    sealer.write(plain)
    sealer.finish()
    with pytest.raises(MalformedBundle):
        accepted(tree, out.getvalue())


def test_an_answer_is_padded_and_has_a_limit(tree: Tree) -> None:
    lengths = {len(answer_file(tree, snapshot=bytes(number))) for number in (0, 1, 500)}
    assert len(lengths) == 1
    with pytest.raises(BrokenPromise):
        answer_file(tree, snapshot=bytes(60 * MIB))


# --- receipts ---------------------------------------------------------------------------------------------------------


def a_receipt(tree: Tree, *chains: ReceiptChain, **other: Any) -> Receipt:
    fields: dict[str, Any] = {
        "bundle": an_id("bundle"),
        "chains": list(chains),
        "conflicts": 0,
        "crit": [],
        "feed_have": None,
        "from_": tree.hq.id,
        "number": 1,
        "refusals": [Refusal(tree.site.id, INC, 2, "UnsignedEntry")],
        "to": tree.site.id,
        "v": 0,
    } | other
    return Receipt(**fields)


def a_chain(tree: Tree, applied: int, hash_: bytes, **other: Any) -> ReceiptChain:
    fields: dict[str, Any] = {"dev": tree.site.id, "inc": INC, "missing": [], "stored": applied} | other
    return ReceiptChain(applied=applied, hash=hash_, **fields)


def settled(tree: Tree, receipt: Receipt) -> Settled:
    """Held against a log of three entries of the site's own and three of its volunteer's."""
    log = {
        (vault.id, INC, number): hash_of(one)
        for vault, user in ((tree.site, tree.leader), (tree.volunteer, tree.visitor))
        for number, one in enumerate(chain(vault, user, 3), 1)
    }
    read = read_receipt(write_receipt(tree.hq.sign, receipt), tree.hq.sign.public, tree.hq.id, tree.site.id)
    return settle(read, lambda dev, inc: 3 if (dev, inc, 1) in log else 0, lambda dev, inc, seq: log.get((dev, inc, seq)))


def test_a_receipt_that_holds(tree: Tree) -> None:
    hashes = [hash_of(one) for one in chain(tree.site, tree.leader, 3)]
    below = [hash_of(one) for one in chain(tree.volunteer, tree.visitor, 3)]
    chains = (a_chain(tree, 3, hashes[2]), a_chain(tree, 1, below[0], dev=tree.volunteer.id, stored=3, missing=[(2, 3)]))
    result = settled(tree, a_receipt(tree, *chains))
    assert (result.safe, result.ahead) == (chains, ())
    nothing_yet = a_chain(tree, 0, GENESIS)
    assert settled(tree, a_receipt(tree, nothing_yet)).safe == (nothing_yet,)


def test_a_receipt_beyond_our_own_head_says_that_we_were_restored(tree: Tree) -> None:
    ahead = a_chain(tree, 9, bytes(32))
    assert settled(tree, a_receipt(tree, ahead)).ahead == (ahead,)


def test_a_receipt_that_does_not_hold(tree: Tree) -> None:
    good = hash_of(chain(tree.site, tree.leader, 3)[2])
    for bad in (
        a_chain(tree, 3, bytes(32)),
        a_chain(tree, 0, good),
        a_chain(tree, 3, good, inc="0000000000000002"),
        a_chain(tree, 3, good, dev=tree.other.id),
        a_chain(tree, 3, good, stored=2),
        a_chain(tree, 9, good, dev=tree.volunteer.id),
    ):
        with pytest.raises(BadReceipt):
            settled(tree, a_receipt(tree, bad))


def test_a_receipt_that_is_forged_or_for_another(tree: Tree) -> None:
    true = a_receipt(tree)
    forgeries = [
        write_receipt(tree.other.sign, true),
        signed.sign(tree.hq.sign, signed.CERTIFICATE, canonical(true)),
        Signed(doc=canonical(true), sig=bytes(64)),
        signed.sign(tree.hq.sign, signed.RECEIPT, canonical(true) + b" "),
        write_receipt(tree.hq.sign, a_receipt(tree, to=tree.other.id)),
        write_receipt(tree.hq.sign, a_receipt(tree, from_=tree.other.id)),
    ]
    for forged in forgeries:
        with pytest.raises(BadReceipt):
            read_receipt(forged, tree.hq.sign.public, tree.hq.id, tree.site.id)
    for other in ({"v": 1}, {"crit": ["x"]}):
        with pytest.raises(UpgradeNeeded):
            settled(tree, a_receipt(tree, **other))
