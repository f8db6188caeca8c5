"""The request by which a laptop asks to be enrolled: its keys, its people, and the proof that it holds them.

Rules:
1 the file is canonical JSON {doc, sigs}; doc is the canonical request, and is signed by the vault's key and by the key of every
  user it names (NoProofOfPossession otherwise); a weak key is WeakKey, one named twice KeyTaken;
2 whoever answers types the eight words of the whole file, read out from the laptop's screen;
3 the nonce is taken once: an answer counts only for a request that is still open.
A request holds no name of a person: users are ids with keys, `name` is the label of the place.

The same vault may ask again, with the same keys: for somebody who came in by recovery, or because the answer was lost.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.crypto.digests import sha256
from desktop.crypto.sealing import check_seal_public
from desktop.crypto.signatures import SigningKey, check_public, verify
from desktop.crypto.words import check_words, eight_words
from desktop.errors import BadSignature, KeyTaken, NoProofOfPossession, SizeLimit, UpgradeNeeded
from desktop.log.canonical import decode, encode
from desktop.log.entry import Count, Hash, Hex16, Id
from desktop.sync.certificate import RowReference
from desktop.sync.limits import MOST_REQUEST, VERSION
from desktop.sync.root import SealPublic
from desktop.sync.signed import REQUEST, KeySignature, signed_bytes

WORDS = "indenfor-request-words/1"


class RequestVault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    inc: Hex16
    kind: Literal["volunteer", "site"]
    seal: SealPublic
    sign: Hash


class RequestUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    role: Literal["VOLUNTEER", "VISIT_LEADER"]
    seal: SealPublic
    sign: Hash


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a laptop asks. `name` is the label of the place, for the person who answers.

    `site` is the id by which the place must be called: the laptop is enrolled as that, or holds courses under it; "" = by any.
    `demo`: the vault is one of invented people, which enrols only with its like.
    """

    crit: Annotated[list[str], Meta(max_length=64)]
    demo: bool
    name: Annotated[str, Meta(max_length=80)]
    nonce: Hash
    site: RowReference
    users: Annotated[list[RequestUser], Meta(min_length=1, max_length=32)]
    v: Count
    vault: RequestVault


class _RequestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    doc: bytes
    sigs: Annotated[list[KeySignature], Meta(max_length=33)]


def write_request(request: Request, vault: SigningKey, users: Sequence[SigningKey]) -> bytes:
    """The whole file."""
    doc = encode(request)
    sigs = [KeySignature(key=key.public, sig=key.sign(signed_bytes(REQUEST, doc))) for key in (vault, *users)]
    return encode(_RequestFile(doc=doc, sigs=sigs))


def read_request(data: bytes) -> Request:
    """Raises SizeLimit, NonCanonical, UpgradeNeeded, WeakKey, KeyTaken, NoProofOfPossession."""
    if len(data) > MOST_REQUEST:
        raise SizeLimit(what="request")
    file = decode(data, _RequestFile)
    request = decode(file.doc, Request)
    if request.v != VERSION or request.crit:
        raise UpgradeNeeded()
    keys = [request.vault.sign, *(user.sign for user in request.users)]
    seals = [request.vault.seal, *(user.seal for user in request.users)]
    ids = [request.vault.id, *(user.id for user in request.users)]
    for public in keys:
        check_public(public)
    for public in seals:
        check_seal_public(public)
    if any(len(set(values)) != len(values) for values in (keys, seals, ids)):
        raise KeyTaken()
    if [one.key for one in file.sigs] != keys:
        raise NoProofOfPossession()
    try:
        for one in file.sigs:
            verify(one.key, signed_bytes(REQUEST, file.doc), one.sig)
    except BadSignature as error:
        raise NoProofOfPossession() from error
    return request


def request_digest(data: bytes) -> bytes:
    """What an answer names its request by."""
    return sha256(data)


def request_words(data: bytes, wordlist: Sequence[str]) -> tuple[str, ...]:
    return eight_words(WORDS, data, wordlist)


def check_request_words(data: bytes, typed: str, wordlist: Sequence[str]) -> None:
    """Raises WordsDiffer."""
    check_words(WORDS, data, typed, wordlist)
