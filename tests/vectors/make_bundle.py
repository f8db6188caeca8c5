"""Writes the published vectors of the files between vaults: bundle_*.bin and bundle_*.json. Run from the root of the tree:

    python tests/vectors/make_bundle.py

Keys come from fixed seeds, so every value in bundle_values.json comes out the same; tests/sync makes them again and compares.
The sealed files hold fresh randomness and differ from run to run; what they must open to does not.
"""

import base64
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from desktop.crypto.digests import sha256  # noqa: E402 - the tree is no installed package
from desktop.log.canonical import decode, encode  # noqa: E402 - the same
from desktop.log.entry import GENESIS, entry_hash, trace_of  # noqa: E402 - the same
from desktop.sync import escrow, frames, signed  # noqa: E402 - the same
from desktop.sync import sealed as sealed_parts  # noqa: E402 - the same
from desktop.sync.blocks import write_entry  # noqa: E402 - the same
from desktop.sync.container import HEADER, sealed_length  # noqa: E402 - the same
from desktop.sync.enrolment import Answer, AnswerParent, AnswerSite, write_answer  # noqa: E402 - the same
from desktop.sync.feed import START, FeedItem, next_head, write_items  # noqa: E402 - the same
from desktop.sync.manifest import PAYLOAD_TYPE, FeedSpan, Manifest, pre_authentication, sign_bundle  # noqa: E402 - the same
from desktop.sync.parts import State  # noqa: E402 - the same
from desktop.sync.receipt import Receipt, ReceiptChain, Refusal, write_receipt  # noqa: E402 - the same
from desktop.sync.renewal import Renewal, SignedRenewal, write_renewal  # noqa: E402 - the same
from desktop.sync.request import Request, RequestUser, RequestVault, request_words, write_request  # noqa: E402 - the same
from desktop.sync.root import root_words, sign_root  # noqa: E402 - the same
from desktop.sync.sealed import SealedItem, seal_part  # noqa: E402 - the same
from tests.sync.tree import (  # noqa: E402 - the same
    INC,
    Member,
    Tree,
    an_id,
    body,
    chain,
    down,
    entry,
    hash_of,
    manifest,
    member,
    plain_of,
    sealed,
    signed_frames,
    span,
    up,
    without,
)

FOLDER = Path(__file__).parent
SEALED_BODY = b'{"changes":[]}'
"""In place of a part: whoever passes it on cannot tell."""
NUMBERS = tuple(str(number) for number in range(2048))
"""In place of the word list: a word is said by its place in it."""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def keys(tree: Tree) -> dict[str, Any]:
    members: dict[str, Member] = {name: one for name, one in vars(tree).items() if isinstance(one, Member)}
    found = {
        name: {
            "id": one.id,
            "sign_seed": b64(one.sign.seed),
            "sign": b64(one.sign.public),
            "seal_private": b64(one.seal.private),
            "seal_sha256": b64(sha256(one.seal.public)),
            "fingerprint": b64(one.seal.fingerprint),
        }
        for name, one in sorted(members.items())
    }
    single = {"root_key": tree.root_key, "next_root_key": tree.next_root_key, "issuing": tree.issuing}
    return found | {name: {"sign_seed": b64(key.seed), "sign": b64(key.public)} for name, key in single.items()}


def document(domain: str, one: signed.Signed, key: str) -> dict[str, Any]:
    return {"domain": domain, "doc": one.doc.decode(), "key": key, "sig": b64(one.sig)}


def request_file(tree: Tree) -> bytes:
    vault = RequestVault(tree.site.id, INC, "site", tree.site.seal.public, tree.site.sign.public)
    user = RequestUser(tree.leader.id, "VISIT_LEADER", tree.leader.seal.public, tree.leader.sign.public)
    asked = Request(crit=[], demo=False, name="Nordby", nonce=bytes(range(32)), site="", users=[user], v=0, vault=vault)
    return write_request(asked, tree.site.sign, [tree.leader.sign])


def answer_file(tree: Tree) -> bytes:
    answer = Answer(
        certificates=list(tree.certificates),
        crit=[],
        demo=False,
        nonce=bytes(range(32)),
        parent=AnswerParent(tree.hq.id, "hq", tree.hq.seal.public, tree.hq.sign.public),
        request=sha256(request_file(tree)),
        root=tree.signed_root,
        site=AnswerSite(an_id("row"), "Nordby"),
        snapshot=b"",
        v=0,
    )
    out = io.BytesIO()
    write_answer(out, answer, tree.hq.sign, tree.site.seal.public)
    return out.getvalue()


def receipt(tree: Tree) -> signed.Signed:
    whole = ReceiptChain(applied=2, dev=tree.site.id, hash=hash_of(chain(tree.site, tree.leader, 2)[1]), inc=INC, missing=[], stored=2)
    said = Receipt(
        bundle=an_id("bundle"),
        chains=[whole],
        conflicts=1,
        crit=[],
        feed_have=None,
        from_=tree.hq.id,
        number=7,
        refusals=[Refusal(tree.site.id, INC, 2, "UnsignedEntry")],
        to=tree.site.id,
        v=0,
    )
    return write_receipt(tree.hq.sign, said)


def feed() -> dict[str, Any]:
    head, steps = START, []
    for item in (FeedItem(1, sha256(b"one"), [0]), FeedItem(2, sha256(b"two"), []), FeedItem(3, sha256(b"three"), [0, 1, 63])):
        head = next_head(head, item)
        steps.append({"item": encode(item).decode(), "head": b64(head)})
    return {"domain": "indenfor-feed/1", "start": b64(START), "steps": steps}


def closed_parts(tree: Tree, body: bytes = b"") -> list[SealedItem]:
    """Two sealed parts for another vault; the second is no longer there."""
    sealed_part = seal_part(tree.other.seal.public, sha256(b"one"), 1, body) if body else b""
    return [SealedItem(1, sha256(b"one"), 1, tree.other.id, sealed_part), SealedItem(2, sha256(b"two"), 63, tree.other.id, b"")]


def sealed_list(tree: Tree) -> dict[str, Any]:
    head, steps = START, []
    for item in closed_parts(tree):
        head = sealed_parts.next_head(head, item)
        steps.append({"item": b64(sealed_parts.write_item(item)), "head": b64(head)})
    return {"domain": sealed_parts.DOMAIN, "start": b64(START), "steps": steps}


def entries(tree: Tree) -> list[dict[str, Any]]:
    first = entry(tree.site, tree.leader, 1, GENESIS, classes=("core", "note"))
    second = without(
        without(entry(tree.site, tree.leader, 2, hash_of(first), classes=("core", "note")), 1, State.WITHHELD), 0, State.ERASED
    )
    third = entry(tree.site, tree.leader, 3, hash_of(second))
    third = replace(without(third, 0, State.ERASED), traces=(trace_of(body(3000)),))
    return [
        {
            "header": one.raw.header.decode(),
            "hash": b64(entry_hash(one.raw.header)),
            "signature": b64(one.raw.signature),
            "parts": [part.decode() if part is not None else None for part in one.raw.parts],
            "states": [int(state) for state in one.states],
            "traces": [trace.decode() for trace in one.traces],
            "in_block": b64(write_entry(one)),
        }
        for one in (first, second, third)
    ]


def signature(tree: Tree) -> dict[str, Any]:
    said = encode(manifest(tree.site, tree.hq.seal.public))
    digest = sha256(frames.pack(frames.MANIFEST, said))
    return {
        "payload_type": PAYLOAD_TYPE,
        "manifest": said.decode(),
        "digest": b64(digest),
        "pre_authentication": b64(pre_authentication(PAYLOAD_TYPE, said + digest)),
        "frame": sign_bundle(tree.site.sign, said, digest).decode(),
    }


def values(tree: Tree) -> dict[str, Any]:
    second = sign_root(tree.make_root(2, tree.next_root_key), [tree.root_key, tree.next_root_key])
    issuers = ["issuing"] * 5 + ["leader"] * 2
    return {
        "keys": keys(tree),
        "sealed_length": {str(length): sealed_length(length) for length in (0, 1, 16383, 16384, 16385, 65536)},
        "padded_length": {str(length): frames.padded_length(length) for length in (1, 16384, 16385, 32768, 100_000)},
        "entries": entries(tree),
        "feed": feed(),
        "sealed": sealed_list(tree),
        "bundle_signature": signature(tree),
        "certificates": [document(signed.CERTIFICATE, one, key) for one, key in zip(tree.certificates, issuers, strict=True)],
        "roots": [
            {"doc": one.doc.decode(), "sigs": [{"key": b64(sig.key), "sig": b64(sig.sig)} for sig in one.sigs]}
            for one in (tree.signed_root, second)
        ],
        "root_words": [int(word) for word in root_words(tree.signed_root, NUMBERS)],
        "receipt": document(signed.RECEIPT, receipt(tree), "hq"),
        "request": request_file(tree).decode(),
        "request_words": [int(word) for word in request_words(request_file(tree), NUMBERS)],
        "renewal": encode(renewal(tree)).decode(),
        "spare_request": spare_request(tree).decode(),
        "spare_request_words": [int(word) for word in escrow.request_words(spare_request(tree), NUMBERS)],
    }


def renewal(tree: Tree) -> SignedRenewal:
    """The site's next keys, in the words of its leader."""
    fresh = member("site 2")
    made = Renewal(
        by=tree.leader.id,
        crit=[],
        ends=[(INC, 7)],
        former=tree.site.sign.public,
        seal=fresh.seal.public,
        sign=fresh.sign.public,
        v=0,
        vault=tree.site.id,
    )
    return write_renewal(made, tree.site.sign, fresh.sign, tree.leader.sign)


def spare_request(tree: Tree) -> bytes:
    newcomer = tree.stranger
    made = escrow.SpareRequest(
        crit=[], name="Nordby", nonce=bytes(32), seal=newcomer.seal.public, sign=newcomer.sign.public, v=0, vault=tree.site.id
    )
    return escrow.write_request(made, newcomer.sign)


def rejected_frames(tree: Tree) -> dict[str, tuple[str, bytes]]:
    """Properly sealed bundles from the site to headquarters that are refused: what must be raised, and the plain text."""
    own = chain(tree.site, tree.leader, 2)
    good = [(frame.type, frame.content) for frame in frames.walk([plain_of(up(tree.site, tree.hq, own), tree.hq)])]
    packed, said = good[1], manifest(tree.site, tree.hq.seal.public, ranges=[span(own)])
    items = write_items([FeedItem(1, bytes(32), [])])
    item = sealed_parts.write_item(SealedItem(2, bytes(32), 0, tree.other.id, b""))
    closed = msgspec.structs.replace(decode(good[0][1], Manifest), sealed=FeedSpan(first=1, last=1, prev=START, head=bytes(32)))

    def plain(content: list[tuple[int, bytes]], sign: bool = True) -> bytes:
        whole = signed_frames(tree.site.sign, content) if sign else content
        return b"".join(frames.pack(*one) for one in whole)

    return {
        "no_signature": ("MissingSignature", plain([good[0], packed, (frames.PAD, bytes(100))], sign=False)),
        "unknown_frame": ("MalformedBundle", plain([good[0], (9, b""), packed])),
        "two_manifests": ("MalformedBundle", plain([good[0], good[0], packed])),
        "feed_in_an_up_bundle": ("MalformedBundle", plain([good[0], (frames.FEED, items), packed])),
        "signed_by_another": ("BadSignature", b"".join(frames.pack(*one) for one in signed_frames(tree.other.sign, [good[0], packed]))),
        "manifest_not_canonical": ("NonCanonical", plain([(frames.MANIFEST, good[0][1].replace(b'"v":0', b'"v":0.0')), packed])),
        "later_manifest": ("UpgradeNeeded", plain([(frames.MANIFEST, good[0][1].replace(b'"v":0', b'"v":1')), packed])),
        "counts_that_lie": ("DigestMismatch", plain([(frames.MANIFEST, encode(said)), packed])),
        "sealed_that_nobody_announced": ("MalformedBundle", plain([good[0], packed, (frames.SEALED, bytes(61))])),
        "sealed_that_is_cut": ("MalformedBundle", plain([(frames.MANIFEST, encode(closed)), packed, (frames.SEALED, item[:-1])])),
        "sealed_of_another_number": ("ChainBroken", plain([(frames.MANIFEST, encode(closed)), packed, (frames.SEALED, item)])),
        "sealed_before_the_entries": ("MalformedBundle", plain([good[0], (frames.SEALED, item), packed])),
        "block_with_a_tail": ("MalformedBlock", plain([good[0], (frames.ENTRIES, packed[1] + b"\0")])),
        "block_cut": ("MalformedBlock", plain([good[0], (frames.ENTRIES, packed[1][:-1])])),
    }


def files(tree: Tree) -> list[dict[str, Any]]:
    """Each file: whose key opens it, and the class of the refusal, or what it holds. An edit is applied before reading."""
    own = chain(tree.site, tree.leader, 2)
    note = without(entry(tree.hq, tree.admin, 1, GENESIS, classes=("core", "note")), 1, State.WITHHELD)
    written = {
        "bundle_up.bin": up(tree.site, tree.hq, own, chain(tree.volunteer, tree.visitor, 1), complete_to="2026-03-31"),
        "bundle_down.bin": down(tree.site, tree.volunteer, [(FeedItem(1, hash_of(note), [0]), note)]),
        "bundle_suite2.bin": up(tree.site, tree.hq, own, suite=2),
        "bundle_sealed.bin": up(tree.site, tree.hq, own, closed=closed_parts(tree, SEALED_BODY)),
        "bundle_answer.bin": answer_file(tree),
    }
    for name, data in written.items():
        (FOLDER / name).write_bytes(data)
    passed_on = sealed(tree.other, plain_of(written["bundle_up.bin"], tree.hq))
    (FOLDER / "bundle_passed_on.bin").write_bytes(passed_on)
    cases: list[dict[str, Any]] = [
        {"file": "bundle_up.bin", "key": "hq", "entries": [b64(hash_of(one)) for one in (*own, *chain(tree.volunteer, tree.visitor, 1))]},
        {"file": "bundle_down.bin", "key": "volunteer", "entries": [b64(hash_of(note))], "feed": 1},
        {"file": "bundle_suite2.bin", "key": "hq", "entries": [b64(hash_of(one)) for one in own]},
        {
            "file": "bundle_sealed.bin",
            "key": "hq",
            "entries": [b64(hash_of(one)) for one in own],
            "sealed": [{"key": "other", "place": 1, "body": SEALED_BODY.decode()}, {"key": "other", "place": 63, "body": None}],
        },
        {"file": "bundle_up.bin", "key": "other", "error": "NotForUs"},
        {"file": "bundle_passed_on.bin", "key": "other", "error": "WrongRecipient"},
        {"file": "bundle_answer.bin", "key": "site", "error": "MalformedBundle"},
    ]
    body = HEADER.size + 1168
    flips = {0: "MalformedBundle", 3: "MalformedBundle", 4: "UpgradeNeeded", 5: "UpgradeNeeded", 13: "TruncatedBundle", 14: "NotForUs"}
    flips |= {body - 1: "NotForUs", body: "TamperedBundle", body + 5000: "TamperedBundle"}
    cases += [{"file": "bundle_up.bin", "key": "hq", "flip": place, "error": error} for place, error in flips.items()]
    cases += [{"file": "bundle_up.bin", "key": "hq", "cut": length, "error": "TruncatedBundle"} for length in (0, 10, 100, body, 16000)]
    cases.append({"file": "bundle_up.bin", "key": "hq", "append": 1, "error": "TrailingData"})
    for name, (error, plain) in rejected_frames(tree).items():
        cases.append({"name": name, "key": "hq", "plain": _pieces(plain), "error": error})
    return cases


def _pieces(plain: bytes) -> list[str | int]:
    """Bytes in base64, and long runs of zero bytes as their length."""
    found = re.split(rb"(\0{100,})", plain)
    return [len(piece) if piece[:100] == bytes(100) else b64(piece) for piece in found if piece]


def main() -> None:
    tree = Tree()
    for name, value in (("bundle_values.json", values(tree)), ("bundle_files.json", {"cases": files(tree)})):
        (FOLDER / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
