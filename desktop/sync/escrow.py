"""The spare key of a place: how somebody who lost every passphrase and the code asks headquarters for it, and what comes back.

Rules:
1 a request is canonical JSON {ask, sig}; `ask` names the vault and the keys of the newcomer, and is signed by that signing key
  (NoProofOfPossession otherwise); a weak key is WeakKey;
2 whoever answers types the eight words of the whole request, whoever takes the answer those of the whole answer;
3 an answer is canonical JSON {answer, crit, request, v, vault}: the store key, wrapped to the sealing key of the request,
  purpose "indenfor-escrow-answer/1/" + vault + "/" + SHA-256 of the request in hex: it opens nothing for anybody else;
4 what lies at headquarters is the store key wrapped to the recovery key, purpose "indenfor-escrow/1/" + vault, so the spare key of one
  vault never passes for that of another.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.crypto.buffers import Octets
from desktop.crypto.digests import sha256
from desktop.crypto.sealing import SUITE_HYBRID, WRAP_LENGTH, SealKey, check_seal_public, unwrap, wrap
from desktop.crypto.signatures import SigningKey, check_public, verify
from desktop.crypto.words import check_words, eight_words
from desktop.errors import BadSignature, NoProofOfPossession, NotOurRequest, SizeLimit, UpgradeNeeded
from desktop.log.canonical import decode, encode
from desktop.log.entry import Count, Hash, Id
from desktop.sync import signed
from desktop.sync.limits import MOST_REQUEST, VERSION
from desktop.sync.root import SealPublic
from desktop.sync.signed import Signature

ESCROW = "indenfor-escrow/1"
ANSWER = "indenfor-escrow-answer/1"
REQUEST_WORDS = "indenfor-escrow-request-words/1"
ANSWER_WORDS = "indenfor-escrow-answer-words/1"

Wrapped = Annotated[bytes, Meta(min_length=WRAP_LENGTH[SUITE_HYBRID], max_length=WRAP_LENGTH[SUITE_HYBRID])]


class SpareRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`name` is the label of the place, for the person who answers; `nonce` makes each request another one."""

    crit: Annotated[list[str], Meta(max_length=64)]
    name: Annotated[str, Meta(max_length=80)]
    nonce: Hash
    seal: SealPublic
    sign: Hash
    v: Count
    vault: Id


class _RequestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ask: bytes
    sig: Signature


class SpareAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`answer` is the wrapped store key, `request` SHA-256 of the request's file."""

    answer: Wrapped
    crit: Annotated[list[str], Meta(max_length=64)]
    request: Hash
    v: Count
    vault: Id


def wrap_spare(public: bytes, store_key: Octets, vault: str) -> bytes:
    """A store key as headquarters keeps it."""
    return wrap(public, store_key, f"{ESCROW}/{vault}")


def unwrap_spare(key: SealKey, wrapped: bytes, vault: str) -> bytes:
    """Raises NotForUs."""
    return unwrap(key, wrapped, f"{ESCROW}/{vault}")


def write_request(request: SpareRequest, key: SigningKey) -> bytes:
    """The whole file."""
    ask = encode(request)
    return encode(_RequestFile(ask=ask, sig=signed.sign(key, signed.ESCROW, ask).sig))


def read_request(data: bytes) -> SpareRequest:
    """Raises SizeLimit, NonCanonical, UpgradeNeeded, WeakKey, NoProofOfPossession."""
    if len(data) > MOST_REQUEST:
        raise SizeLimit(what="request")
    file = decode(data, _RequestFile)
    request = decode(file.ask, SpareRequest)
    if request.v != VERSION or request.crit:
        raise UpgradeNeeded()
    check_public(request.sign)
    check_seal_public(request.seal)
    try:
        verify(request.sign, signed.signed_bytes(signed.ESCROW, file.ask), file.sig)
    except BadSignature as error:
        raise NoProofOfPossession() from error
    return request


def request_words(data: bytes, wordlist: Sequence[str]) -> tuple[str, ...]:
    return eight_words(REQUEST_WORDS, data, wordlist)


def check_request_words(data: bytes, typed: str, wordlist: Sequence[str]) -> None:
    """Raises WordsDiffer."""
    check_words(REQUEST_WORDS, data, typed, wordlist)


def write_answer(file: bytes, request: SpareRequest, store_key: bytes) -> bytes:
    """The answer to the request of that file."""
    digest = sha256(file)
    wrapped = wrap(request.seal, store_key, _purpose(request.vault, digest))
    return encode(SpareAnswer(answer=wrapped, crit=[], request=digest, v=VERSION, vault=request.vault))


def answer_words(data: bytes, wordlist: Sequence[str]) -> tuple[str, ...]:
    return eight_words(ANSWER_WORDS, data, wordlist)


def open_answer(data: bytes, typed: str, wordlist: Sequence[str], key: SealKey, asked: bytes) -> bytes:
    """The store key. `asked` is SHA-256 of the request that waits, `key` the one it named.

    Raises WordsDiffer, NotOurRequest, NonCanonical, SizeLimit, UpgradeNeeded, NotForUs.
    """
    if len(data) > MOST_REQUEST:
        raise SizeLimit(what="answer")
    answer = decode(data, SpareAnswer)
    if answer.v != VERSION or answer.crit:
        raise UpgradeNeeded()
    if answer.request != asked:
        raise NotOurRequest()
    check_words(ANSWER_WORDS, data, typed, wordlist)
    return unwrap(key, answer.answer, _purpose(answer.vault, asked))


def _purpose(vault: str, digest: bytes) -> str:
    return f"{ANSWER}/{vault}/{digest.hex()}"
