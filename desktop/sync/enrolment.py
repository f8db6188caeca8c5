"""The answer to a request: certificates, the root they hang from, and the first delivery, sealed to the laptop that asked.

The file is a container (container.py) with magic "INDA" and purpose "enrol". Its plain text is u32be length, the canonical
answer, the 64-byte signature of the parent's vault key over "indenfor-answer/1" LF answer, and zero bytes up to a power of
two, at least 4 KiB.
It is taken once: for an own, open request (NotOurRequest), whose root has the eight words that the leader types (WordsDiffer).
Only then is anything in it used: the root's own signature, the parent's keys (the root names headquarters', a certificate a
site's), the parent's signature, and certificates for this vault and each user of the request with exactly the keys asked for.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, BinaryIO, Literal

import msgspec
from msgspec import Meta

from desktop.crypto.sealing import SUITE_HYBRID, SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import BrokenPromise, DemoData, MalformedBundle, NotOurRequest, UnknownSigner, UpgradeNeeded
from desktop.log.canonical import decode, encode
from desktop.log.entry import Count, Hash, Id
from desktop.sync import signed
from desktop.sync.certificate import Admitted, Certificate, Trust, admit
from desktop.sync.container import ANSWER, Sealer, open_container
from desktop.sync.frames import padded_length
from desktop.sync.limits import LEAST_ANSWER, MOST_ANSWER, MOST_CERTIFICATES, VERSION
from desktop.sync.request import Request
from desktop.sync.root import Root, SealPublic, SignedRoot, check_root_words, read_root
from desktop.sync.signed import Signed

_LENGTH = struct.Struct(">I")
_SIGNATURE = 64


class AnswerParent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The vault that answers."""

    id: Id
    kind: Literal["site", "hq"]
    seal: SealPublic
    sign: Hash


class AnswerSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The site's row, by which both sides call the place."""

    id: Id
    name: Annotated[str, Meta(max_length=80)]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`request` is SHA-256 of the request file; `snapshot` a bundle file sealed to the laptop, or nothing; `demo` as in the request."""

    certificates: Annotated[list[Signed], Meta(max_length=MOST_CERTIFICATES)]
    crit: Annotated[list[str], Meta(max_length=64)]
    demo: bool
    nonce: Hash
    parent: AnswerParent
    request: Hash
    root: SignedRoot
    site: AnswerSite | None
    snapshot: bytes
    v: Count


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that holds, and the trust it gives."""

    answer: Answer
    admitted: Admitted
    own: Certificate


def write_answer(out: BinaryIO, answer: Answer, key: SigningKey, recipient: bytes, suite: int = SUITE_HYBRID) -> None:
    """Seal an answer to the sealing key of the vault that asked. Raises BrokenPromise where it is too long."""
    made = signed.sign(key, signed.ANSWER, encode(answer))
    plain = _LENGTH.pack(len(made.doc)) + made.doc + made.sig
    total = padded_length(len(plain), LEAST_ANSWER)
    if total > MOST_ANSWER:
        raise BrokenPromise(promise="an answer within its limits")
    sealer = Sealer(out, ANSWER, recipient, total, suite)
    sealer.write(plain + bytes(total - len(plain)))
    sealer.finish()


def _open(file: BinaryIO, keys: Sequence[SealKey]) -> tuple[Answer, bytes, bytes]:
    """Answer, its bytes, its signature; nothing is parsed before the end of the body is proven."""
    plain = b"".join(open_container(file, ANSWER, keys).plain())
    if len(plain) < LEAST_ANSWER or len(plain) != padded_length(len(plain), LEAST_ANSWER):
        raise MalformedBundle(what="length")
    end = _LENGTH.size + int(_LENGTH.unpack_from(plain)[0])
    padding = plain[end + _SIGNATURE :]
    if end + _SIGNATURE > len(plain) or padding.strip(b"\0") or len(plain) != padded_length(end + _SIGNATURE, LEAST_ANSWER):
        raise MalformedBundle(what="padding")
    doc = plain[_LENGTH.size : end]
    answer = decode(doc, Answer)
    if answer.v != VERSION or answer.crit:
        raise UpgradeNeeded()
    return answer, doc, plain[end : end + _SIGNATURE]


def accept_answer(
    file: BinaryIO, keys: Sequence[SealKey], open_requests: Mapping[bytes, tuple[bytes, Request]], typed: str, wordlist: Sequence[str]
) -> Accepted:
    """Check an answer against our open requests (nonce → digest of the file, request) and the words that were typed.

    Raises what opening a container raises; NonCanonical, NotOurRequest, WordsDiffer, BadSignature, UnknownSigner (a parent or a
    certificate that does not hang from the root), KeyTaken, WeakKey, DemoData.
    """
    answer, doc, signature = _open(file, keys)
    digest, request = open_requests.get(answer.nonce, (b"", None))
    if request is None or digest != answer.request:
        raise NotOurRequest()
    check_root_words(answer.root, typed, wordlist)
    root = read_root(answer.root)
    admitted = admit(Trust(root=root, signed_root=answer.root), answer.certificates)
    if admitted.unknown or not _parent_holds(root, admitted.trust, answer.parent):
        raise UnknownSigner()
    signed.check(answer.parent.sign, signed.ANSWER, Signed(doc=doc, sig=signature))
    if answer.demo != request.demo:
        raise DemoData()
    own = _own(admitted.trust, request, answer.parent.id)
    return Accepted(answer, admitted, own)


def _parent_holds(root: Root, trust: Trust, parent: AnswerParent) -> bool:
    if parent.kind == "hq":
        return (parent.id, parent.sign, parent.seal) == (root.hq, root.import_sign, root.import_seal)
    known = trust.vaults.get(parent.id)
    return known is not None and (known.role, known.sign, known.seal) == ("site", parent.sign, parent.seal)


def _own(trust: Trust, request: Request, parent: str) -> Certificate:
    """Our vault's certificate; it and each user's have the keys that were asked for. Raises NotOurRequest."""
    own = trust.vaults.get(request.vault.id)
    asked = request.vault
    if own is None or (own.home, own.role, own.sign, own.seal) != (parent, asked.kind, asked.sign, asked.seal):
        raise NotOurRequest()
    for user in request.users:
        known = trust.users.get(user.id)
        if known is None or (known.home, known.sign, known.seal) != (own.id, user.sign, user.seal):
            raise NotOurRequest()
    return own
