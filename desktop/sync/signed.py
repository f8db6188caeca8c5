"""Documents that are signed apart from the file they travel in: certificates, roots, receipts, requests, answers.

A signature is Ed25519 over domain LF document; each sort of document has its own domain, so a signature made for one sort
never passes for another. The documents are canonical JSON and are kept as the bytes that were signed.
"""

from typing import Annotated

import msgspec

from desktop.crypto.signatures import SigningKey, verify
from desktop.log.entry import Hash

CERTIFICATE = "indenfor-certificate/1"
ROOT = "indenfor-root/1"
RECEIPT = "indenfor-receipt/1"
REQUEST = "indenfor-request/1"
ANSWER = "indenfor-answer/1"
ESCROW = "indenfor-escrow-request/1"
RENEWAL = "indenfor-renewal/1"

Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document and one signature over it."""

    doc: Annotated[bytes, msgspec.Meta(max_length=256 * 1024)]
    sig: Signature


class KeySignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several signatures, with the key that made it; the key is a hint until a rule asks for that very key."""

    key: Hash
    sig: Signature


def signed_bytes(domain: str, doc: bytes) -> bytes:
    return domain.encode() + b"\n" + doc


def sign(key: SigningKey, domain: str, doc: bytes) -> Signed:
    return Signed(doc=doc, sig=key.sign(signed_bytes(domain, doc)))


def check(public: bytes, domain: str, signed: Signed) -> None:
    """Raises BadSignature."""
    verify(public, signed_bytes(domain, signed.doc), signed.sig)
