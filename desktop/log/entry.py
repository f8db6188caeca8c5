"""An entry: one save, signed by the person who made it; its parts can be erased or withheld and the chain still verifies.

Rules of the format (docs/bundle-format.md has them with vectors):
1 a header is canonical JSON with exactly the fields of `Header`; an unknown `crit` or `v` is UpgradeNeeded;
2 the entry hash is SHA-256("indenfor-entry/1" LF header); the signature is Ed25519 over the same bytes;
3 the header names each part by [class, SHA-256("indenfor-part/1" LF trace), length]; its trace is canonical JSON
  {digest: SHA-256 of the body, rows: [[table, row], ...]}: what is left of an erased part still proves which rows it changed.
  A part holds one class, one subject and one scope, and a random salt so that a short one cannot be guessed from its hash;
4 at most one change to one (table, row, unit) in an entry; `bases` are the entry hashes of all heads that were seen.
Units, tables and verbs that this version does not know are kept and chained, not applied.
"""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.crypto.digests import domain_hash, random_bytes, sha256
from desktop.crypto.signatures import SigningKey, VerifyKey
from desktop.errors import BadSignature, MalformedEntry, NonCanonical, UnsignedEntry, UpgradeNeeded
from desktop.log.canonical import Reader, encode

VERSION = 0
ENTRY_DOMAIN = "indenfor-entry/1"
PART_DOMAIN = "indenfor-part/1"
GENESIS = bytes(32)
"""`prev` of the first entry of an incarnation, and the audit head of an empty trail."""
MOST_PARTS = 64
MOST_BYTES = 512 * 1024
"""An entry with all its parts is never longer; a writer splits, a reader refuses."""

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")]
Hex16 = Annotated[str, Meta(pattern="^[0-9a-f]{16}\\Z")]
RowId = Annotated[str, Meta(pattern="^([0-9a-f]{32}|[0-9a-f]{64})\\Z")]
Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,39}\\Z")]
Scope = Annotated[str, Meta(pattern="^(all|hq|(site|course|volunteer)/[0-9a-f]{32})\\Z")]
Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
WireLeaf = str | Annotated[int, Meta(ge=1 - 2**53, le=2**53 - 1)] | bool | None
"""A leaf as it may travel, also in a unit that this version does not know: every reader holds its number exactly."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Count
    dev: Id
    inc: Hex16
    seq: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    prev: Hash
    hlc: Hex16
    usr: Id
    sch: Count
    parts: Annotated[list[tuple[Name, Hash, Count]], Meta(max_length=MOST_PARTS)]
    audit: Hash
    crit: list[str]


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`verb` put sets a unit to `value`; tomb empties it; erase removes the whole row for good (unit "" and no value)."""

    verb: Name
    table: Name
    row: RowId
    unit: Annotated[str, Meta(pattern="^([a-z][a-z0-9_]{0,39})?\\Z")]
    value: dict[Name, WireLeaf] | None
    bases: Annotated[list[Hash], Meta(max_length=256)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]
    scope: Scope
    subject: Annotated[str, Meta(pattern="^([0-9a-f]{32})?\\Z")]
    changes: Annotated[list[Change], Meta(min_length=1, max_length=4096)]


class Trace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may outlive the body of a part: `rows` are the (table, id) that it changes, sorted; `digest` is of the body."""

    digest: Hash
    rows: Annotated[list[tuple[Name, RowId]], Meta(max_length=4096)]


class _Row(msgspec.Struct, frozen=True):
    """Of a change only which row it is of."""

    table: Name
    row: RowId


class _Rows(msgspec.Struct, frozen=True):
    changes: list[_Row]


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as bytes. A part that is None is erased or withheld."""

    header: bytes
    signature: bytes
    parts: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The changes of one part before it is written: its class, whom it concerns, and who may know it."""

    class_: str
    scope: str
    subject: str
    changes: tuple[Change, ...]


class _Version(msgspec.Struct, frozen=True):
    """Of a header only what says whether it is a later version's, whatever else that one holds."""

    v: int


_VERSIONS = msgspec.json.Decoder(_Version)
_HEADERS: Reader[Header] = Reader(Header)
_PARTS: Reader[Part] = Reader(Part)
_TRACES: Reader[Trace] = Reader(Trace)
_ROWS = msgspec.json.Decoder(_Rows)


def entry_hash(header: bytes) -> bytes:
    """32 bytes: the name of an entry everywhere."""
    return domain_hash(ENTRY_DOMAIN, header)


def part_hash(body: bytes) -> bytes:
    return trace_hash(trace_of(body))


def trace_hash(trace: bytes) -> bytes:
    """The hash of the part that leaves this trace."""
    return domain_hash(PART_DOMAIN, trace)


def trace_of(body: bytes) -> bytes:
    """The trace of a part. Of bytes that are no part it names no row; nobody takes those in."""
    try:
        rows = sorted({(change.table, change.row) for change in _ROWS.decode(body).changes})
    except (msgspec.DecodeError, ValueError, RecursionError):
        rows = []
    return encode(Trace(digest=sha256(body), rows=rows))


def read_trace(data: bytes) -> Trace:
    """Raises NonCanonical."""
    return _TRACES.read(data)


def signed_bytes(header: bytes) -> bytes:
    return ENTRY_DOMAIN.encode() + b"\n" + header


def read_header(data: bytes) -> Header:
    """Raises NonCanonical, or UpgradeNeeded where the header is a later version's."""
    try:
        header = _HEADERS.read(data)
    except NonCanonical:
        if _is_later(data):
            raise UpgradeNeeded() from None
        raise
    if header.v != VERSION or header.crit:
        raise UpgradeNeeded()
    return header


def _is_later(data: bytes) -> bool:
    try:
        return VERSION < _VERSIONS.decode(data).v < 2**53
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False


def read_part(data: bytes) -> Part:
    """Raises MalformedEntry where the body is not canonical, or a change has a value and must not, or the reverse."""
    try:
        part = _PARTS.read(data)
    except NonCanonical as error:
        raise MalformedEntry(what=str(error.arguments["what"])) from error
    for change in part.changes:
        if change.verb in {"put", "tomb", "erase"} and (change.verb == "put") != (change.value is not None):
            raise MalformedEntry(what="value")
    _check_pure(part)
    return part


def _check_pure(part: Part) -> None:
    """A part that erases only erases: what else it held could never be deleted."""
    verbs = {change.verb for change in part.changes}
    if "erase" in verbs and len(verbs) > 1:
        raise MalformedEntry(what="erase")


def check_distinct(parts: list[Part]) -> None:
    """At most one change to one unit in an entry, whatever the part. Raises MalformedEntry."""
    seen = [(change.table, change.row, change.unit) for part in parts for change in part.changes]
    if len(seen) != len(set(seen)):
        raise MalformedEntry(what="twice")


def write_entry(header: Header, bodies: tuple[bytes, ...], key: SigningKey) -> RawEntry:
    data = encode(header)
    return RawEntry(data, key.sign(signed_bytes(data)), bodies)


def write_part(draft: Draft, salt: bytes | None = None) -> bytes:
    """The body of a part; the salt is random unless a vector gives one."""
    return encode(Part(salt=salt or random_bytes(16), scope=draft.scope, subject=draft.subject, changes=list(draft.changes)))


def describe_parts(drafts: tuple[Draft, ...], bodies: tuple[bytes, ...]) -> list[tuple[str, bytes, int]]:
    """What the header says of each part."""
    return [(draft.class_, part_hash(body), len(body)) for draft, body in zip(drafts, bodies, strict=True)]


def verify_signature(raw: RawEntry, key: VerifyKey) -> None:
    """Raises UnsignedEntry where the person whom the header names did not sign it."""
    try:
        key.verify(signed_bytes(raw.header), raw.signature)
    except BadSignature as error:
        raise UnsignedEntry() from error
