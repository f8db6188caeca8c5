"""The root: which keys headquarters certifies, imports, reads identities and opens spare keys with, and how they are replaced.

Rules:
1 a root is a canonical document with a version; it is signed by `threshold` (1) of its own `keys`;
2 version N+1 is also signed by `threshold` of the keys of N; a chain N+1, N+2, … is taken step by step;
3 a lower version, or the same version with other bytes, is RollbackDetected; a step that is missing or not signed by the
  one before is RootChainBroken; a version beyond what rotating could reach is ImplausibleVersion;
4 a first root is trusted because eight words of its document were typed, or because it was installed with the program.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.crypto.sealing import PUBLIC_LENGTH, check_seal_public
from desktop.crypto.signatures import SigningKey, check_public, verify
from desktop.crypto.words import check_words, eight_words
from desktop.errors import BadSignature, ImplausibleVersion, RollbackDetected, RootChainBroken, UpgradeNeeded
from desktop.log.canonical import decode, encode
from desktop.log.entry import Count, Hash, Id
from desktop.sync.limits import MOST_ROOT_VERSION, VERSION
from desktop.sync.signed import ROOT, KeySignature, signed_bytes

WORDS = "indenfor-root-words/1"

SealPublic = Annotated[bytes, Meta(min_length=PUBLIC_LENGTH, max_length=PUBLIC_LENGTH)]


class Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`keys`, `issuing`, `import_sign` are Ed25519 keys, `import_seal`, `identity_seal`, `recovery_seal` sealing keys; `hq` the vault."""

    crit: Annotated[list[str], Meta(max_length=64)]
    hq: Id
    identity_seal: SealPublic
    import_seal: SealPublic
    import_sign: Hash
    issuing: Hash
    keys: Annotated[list[Hash], Meta(min_length=1, max_length=16)]
    recovery_seal: SealPublic
    threshold: int
    v: Count
    version: int


class SignedRoot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The document and its signatures, by keys of its own and, but for the first, by keys of the one before."""

    doc: Annotated[bytes, Meta(max_length=64 * 1024)]
    sigs: Annotated[list[KeySignature], Meta(max_length=64)]


def sign_root(root: Root, keys: Iterable[SigningKey]) -> SignedRoot:
    doc = encode(root)
    return SignedRoot(doc=doc, sigs=[KeySignature(key=key.public, sig=key.sign(signed_bytes(ROOT, doc))) for key in keys])


def read_root(signed: SignedRoot) -> Root:
    """A root that is signed by its own keys. Raises NonCanonical, UpgradeNeeded, ImplausibleVersion, WeakKey, BadSignature."""
    root = decode(signed.doc, Root)
    if root.v != VERSION or root.crit:
        raise UpgradeNeeded()
    if not 1 <= root.version <= MOST_ROOT_VERSION or not 1 <= root.threshold <= len(root.keys):
        raise ImplausibleVersion()
    for public in (*root.keys, root.issuing, root.import_sign):
        check_public(public)
    for public in (root.import_seal, root.identity_seal, root.recovery_seal):
        check_seal_public(public)
    if not _enough(root, signed):
        raise BadSignature()
    return root


def _enough(by: Root, signed: SignedRoot) -> bool:
    """Whether `threshold` different keys of `by` signed the document."""
    fitting: set[bytes] = set()
    for one in signed.sigs:
        if one.key in by.keys and one.key not in fitting and _fits(one, signed.doc):
            fitting.add(one.key)
    return len(fitting) >= by.threshold


def _fits(one: KeySignature, doc: bytes) -> bool:
    try:
        verify(one.key, signed_bytes(ROOT, doc), one.sig)
    except BadSignature:
        return False
    return True


def follow(trusted: SignedRoot, offered: Sequence[SignedRoot], *, lenient: bool = False) -> SignedRoot:
    """The newest root that follows, step by step, from the trusted one; the trusted one itself where nothing newer is offered.

    A parent's file may not offer only older roots than we hold (RollbackDetected); a child's may (`lenient`): it is behind.
    Raises RollbackDetected, RootChainBroken, and what `read_root` raises.
    """
    return [trusted, *steps(trusted, offered, lenient=lenient)][-1]


def steps(trusted: SignedRoot, offered: Sequence[SignedRoot], *, lenient: bool = False) -> list[SignedRoot]:
    """Every root that follows from the trusted one, in order: what whoever is further behind must be given. Raises as `follow`."""
    held, current = trusted, read_root(trusted)
    newest, found = 0, list[SignedRoot]()
    for signed, root in sorted(((one, read_root(one)) for one in offered), key=lambda pair: pair[1].version):
        newest = root.version
        if root.version == current.version and signed.doc != held.doc:
            raise RollbackDetected()
        if root.version <= current.version:
            continue
        if root.version != current.version + 1 or root.hq != current.hq or not _enough(current, signed):
            raise RootChainBroken()
        held, current = signed, root
        found.append(signed)
    if newest and newest < current.version and not lenient:
        raise RollbackDetected()
    return found


def root_words(signed: SignedRoot, wordlist: Sequence[str]) -> tuple[str, ...]:
    """The eight words by which a person at headquarters and one at a laptop compare a root."""
    return eight_words(WORDS, signed.doc, wordlist)


def check_root_words(signed: SignedRoot, typed: str, wordlist: Sequence[str]) -> None:
    """Raises WordsDiffer."""
    check_words(WORDS, signed.doc, typed, wordlist)
