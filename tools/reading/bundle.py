"""A bundle, as docs/bundle-format.md has it, opened with the keys of the vault that it was made for."""

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import zstandard
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag

from tools.reading.basics import (
    HASH,
    HEX16,
    ID,
    NOTHING,
    NULL,
    VERSION,
    WRAP_LENGTH,
    ZERO,
    Check,
    Json,
    Problem,
    SealingKey,
    canonical,
    domain_hash,
    either,
    like,
    listed,
    need,
    octets,
    one_of,
    open_box,
    parse,
    raw,
    shaped,
    signed_by,
    text,
    verified,
    whole,
)
from tools.reading.log import read_header, read_part, read_trace, require_distinct
from tools.reading.registry import Registry
from tools.reading.trust import SIGNED, SIGNED_ROOT, Trust, read_certificate, read_renewal, read_root

MANIFEST, FEED, ENTRIES, PAD, SIG, SEALED = 1, 2, 3, 4, 5, 6
FOLLOWS = {
    0: (MANIFEST,),
    MANIFEST: (FEED, ENTRIES, SEALED, PAD),
    FEED: (FEED, ENTRIES, SEALED, PAD),
    ENTRIES: (ENTRIES, SEALED, PAD),
    SEALED: (SEALED, PAD),
    PAD: (SIG,),
    SIG: (),
}
MIB = 2**20
LIMITS = {MANIFEST: MIB, FEED: MIB, ENTRIES: MIB + 8192, PAD: 2**32 - 1, SIG: 1024, SEALED: MIB}
NAMED = 57
"""Bytes of a sealed part's item that its list is chained over."""
LEAST_SEALED = WRAP_LENGTH[1] + 28
PAYLOAD_TYPE = b"application/vnd.indenfor.bundle.v1+json"

SPAN: Mapping[str, Check] = {"first": whole(1), "last": whole(1), "prev": HASH, "head": HASH}
HAVE: Mapping[str, Check] = {"last": whole(), "head": HASH}
SHAPE: Mapping[str, Check] = {
    "app": text,
    "certificates": listed(shaped(SIGNED)),
    "complete_to": either(NULL, like("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    "counts": shaped({"entries": whole(), "feed": whole(), "parts": whole()}),
    "created": HEX16,
    "crit": NOTHING,
    "escrow": either(NULL, shaped({"key": HASH, "wrap": octets(1168)})),
    "feed": either(NULL, shaped(SPAN)),
    "from": ID,
    "have": listed(lambda value: isinstance(value, list) and len(value) == 4),
    "have_feed": shaped(HAVE),
    "have_sealed": shaped(HAVE),
    "id": ID,
    "kind": one_of("up", "down"),
    "length": whole(),
    "ranges": listed(shaped({**SPAN, "dev": ID, "inc": HEX16})),
    "receipts": listed(shaped(SIGNED)),
    "renewals": listed(shaped(SIGNED_ROOT)),
    "roots": listed(shaped(SIGNED_ROOT)),
    "sch": whole(),
    "sealed": either(NULL, shaped(SPAN)),
    "to": HASH,
    "v": VERSION,
}
CHAIN: Mapping[str, Check] = {
    "applied": whole(), "dev": ID, "hash": HASH, "inc": HEX16, "missing": listed(listed(whole(1))), "stored": whole(),
}  # fmt: skip
RECEIPT: Mapping[str, Check] = {
    "bundle": ID,
    "chains": listed(shaped(CHAIN)),
    "conflicts": whole(),
    "crit": NOTHING,
    "feed_have": either(NULL, shaped(HAVE)),
    "from": ID,
    "number": whole(1),
    "refusals": listed(shaped({"dev": ID, "inc": HEX16, "seq": whole(1), "reason": like("[A-Z][A-Za-z]{0,39}")})),
    "to": ID,
    "v": VERSION,
}


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry as it travels; a part is (state, body), of an erased one (2, its trace or nothing)."""

    header: bytes
    signature: bytes
    parts: tuple[tuple[int, bytes], ...]

    @property
    def hash(self) -> bytes:
        return domain_hash("indenfor-entry/1", self.header)


@dataclass(frozen=True, slots=True)
class Reader:
    """The vault that reads: its own id, its key, what it trusts and what it carries on the edge."""

    vault: str
    key: SealingKey
    trust: Trust
    registry: Registry


def read_bundle(path: Path, reader: Reader) -> dict[str, Json]:
    """Verify all of a bundle; what was found in it."""
    frames = list(frames_of(plain_of(path.read_bytes(), reader.key)))
    manifest = parse(frames[0][1], SHAPE, "manifest")
    need(raw(manifest["to"]) == reader.key.fingerprint, "made for another key")
    need(manifest["kind"] == "down" or manifest["feed"] is None or manifest["feed"]["first"] == 1, "a delivery list going up")
    trust = _trust(reader.trust, manifest)
    _check_signature(frames, trust.vault_sign(manifest["from"]))
    items = [
        item for kind, content, _ in frames if kind == FEED for item in parse(content, {"items": listed(_item)}, "delivery list")["items"]
    ]
    blocks = blocks_of(frames)
    entries = [entry for block in blocks for entry in entries_of(block)]
    present = sum(state == 1 for entry in entries for state, _ in entry.parts)
    counts = {"entries": len(entries), "feed": len(items), "parts": present}
    need(manifest["counts"] == counts and manifest["length"] == sum(map(len, blocks)), "counts")
    _check_places(manifest, items, entries)
    for entry in entries:
        _check_entry(entry, manifest, replace(reader, trust=trust), bool(items))
    closed = _check_sealed(frames, manifest, {entry.hash: entry for entry in entries}, reader)
    _check_receipts(manifest, trust, reader.vault)
    return {
        "id": manifest["id"],
        "kind": manifest["kind"],
        "from": manifest["from"],
        **counts,
        "sealed": closed,
        "hashes": sorted(entry.hash.hex() for entry in entries),
    }


def plain_of(content: bytes, key: SealingKey) -> bytes:
    """All frames of a container that is whole and made for the key."""
    need(len(content) >= 14, "the container's head")
    magic, version, suite, length = struct.unpack_from(">4sBBQ", content)
    need(magic == b"INDB" and version == 0 and suite in WRAP_LENGTH, "the container's head")
    start = 14 + WRAP_LENGTH[suite]
    need(len(content) == start + length, "the container's length")
    secret = key.unwrap(content[14:start], "bundle", suite)
    stream = Cobblestone256Decryptor(secret, b"indenfor-bundle/1" + hashlib.sha256(content[:start]).digest())
    try:
        plain = stream.update(content[start:]) + stream.finalize()
    except (InvalidTag, AlreadyFinalized) as error:
        raise Problem("a body that does not open") from error
    need(length == len(plain) + 56 + 16 * (len(plain) // 16384 + 1), "the body's length")
    need(len(plain) >= 16384 and len(plain) & (len(plain) - 1) == 0, "the length of all frames")
    return plain


def frames_of(plain: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(type, content, where it begins)."""
    place, last = 0, 0
    while place < len(plain):
        kind, length = struct.unpack_from(">BI", plain, place)
        need(kind in FOLLOWS[last] and length <= LIMITS[kind] and place + 5 + length <= len(plain), "the order of frames")
        content = plain[place + 5 : place + 5 + length]
        need(kind != PAD or not content.strip(b"\0"), "padding")
        yield kind, content, place
        place, last = place + 5 + length, kind
    need(last == SIG, "no signature at the end")


def _check_signature(frames: Sequence[tuple[int, bytes, int]], public: bytes) -> None:
    before = b"".join(struct.pack(">BI", kind, len(content)) + content for kind, content, _ in frames[:-1])
    signature = parse(frames[-1][1], {"alg": one_of("ed25519"), "sig": octets(64)}, "signature")
    body = frames[0][1] + hashlib.sha256(before).digest()
    message = b"DSSEv1 %d %b %d %b" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE, len(body), body)
    need(verified(public, message, raw(signature["sig"])), "the bundle's signature")


def _trust(known: Trust, manifest: Json) -> Trust:
    """What is known and what the file's certificates add; its roots must not be others than the one that is held."""
    trust = Trust(known.root, dict(known.vaults), dict(known.users), {vault: list(past) for vault, past in known.former.items()})
    for signed in manifest["roots"]:
        root = read_root(canonical(signed))
        need(known.root is None or root["version"] != known.root["version"] or root == known.root, "another root")
    offered = [read_certificate(raw(one["doc"]), raw(one["sig"])) for one in manifest["certificates"]]
    held = [*known.vaults.values(), *known.users.values()]
    trust.admit(one for one in offered if one not in held)
    for signed in manifest["renewals"]:
        renewal, signer = read_renewal(signed)
        need(renewal["vault"] == manifest["from"], "a renewal for another")
        trust.renew(renewal, signer)
    return trust


def _item(value: Json) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and whole(1)(value[0])
        and HASH(value[1])
        and listed(whole(0, 63))(value[2])
        and value[2] == sorted(set(value[2]))
    )


def blocks_of(frames: Sequence[tuple[int, bytes, int]]) -> list[bytes]:
    """The plain text of the ENTRIES frames."""
    return [_unpacked(content) for kind, content, _ in frames if kind == ENTRIES]


def _unpacked(content: bytes) -> bytes:
    stated = zstandard.get_frame_parameters(content)
    need(0 < stated.content_size <= MIB and not stated.dict_id and stated.window_size <= 8 * MIB, "the head of a block")
    return zstandard.ZstdDecompressor(max_window_size=8 * MIB).decompress(content, allow_extra_data=False)


def entries_of(block: bytes) -> Iterator[Carried]:
    """The entries of one block, whole."""
    place = 0

    def take(length: int) -> bytes:
        nonlocal place
        need(place + length <= len(block), "a block that is cut")
        place += length
        return block[place - length : place]

    def sized(most: int) -> bytes:
        (length,) = struct.unpack(">I", take(4))
        need(length <= most, "a length")
        return take(length)

    while place < len(block):
        header, signature = sized(16384), take(64)
        parts = []
        for _ in range(take(1)[0]):
            (state,) = take(1)
            need(state in (0, 1, 2), "the state of a part")
            parts.append((state, sized(2**19) if state else b""))
        need(len(header) + sum(len(body) for _, body in parts) <= 2**19 and len(parts) <= 64, "the size of an entry")
        yield Carried(header, signature, tuple(parts))


def _check_places(manifest: Json, items: Sequence[Json], entries: Sequence[Carried]) -> None:
    """Each range in order, then one entry for each item of the delivery list."""
    left = list(entries)
    for span in manifest["ranges"]:
        prev = raw(span["prev"])
        need(span["first"] > 1 or prev == ZERO, "the beginning of a range")
        for seq in range(span["first"], span["last"] + 1):
            need(bool(left), "too few entries")
            header = read_header(left[0].header)
            found = (header["dev"], header["inc"], header["seq"], raw(header["prev"]))
            need(found == (span["dev"], span["inc"], seq, prev), "a broken chain in the file")
            prev = left.pop(0).hash
        need(prev == raw(span["head"]), "the head of a range")
    need([raw(item[1]) for item in items] == [entry.hash for entry in left], "entries beside the delivery list")
    for item, entry in zip(items, left, strict=True):
        need({place for place, (state, _) in enumerate(entry.parts) if state == 1} == set(item[2]), "parts beside the delivery list")
    span = manifest["feed"]
    if span is not None:
        head = raw(span["prev"])
        for item in items:
            head = domain_hash("indenfor-feed/1", head, canonical(item))
        numbers = list(range(span["first"], span["last"] + 1))
        need(head == raw(span["head"]) and [item[0] for item in items] == numbers, "the chain of the delivery list")


def _check_entry(entry: Carried, manifest: Json, reader: Reader, delivered: bool) -> None:
    header, trust = read_header(entry.header), reader.trust
    user = trust.users.get(header["usr"])
    if user is None:
        raise Problem("an author whom nobody certified")
    need(trust.below(header["dev"], user["home"]), "an author in a foreign vault")
    listed_ = delivered and (manifest["kind"] == "down" or header["dev"] == reader.vault)
    need(listed_ or trust.below(header["dev"], manifest["from"]), "a vault that is not below the sender")
    need(signed_by(raw(user["sign"]), "indenfor-entry/1", entry.header, entry.signature), "the signature of an entry in the file")
    need(len(entry.parts) == len(header["parts"]), "the number of parts of an entry in the file")
    edge = f"{trust.kind(manifest['from'])}>{trust.kind(reader.vault)}"
    changes: list[Json] = []
    for described, (state, body) in zip(header["parts"], entry.parts, strict=True):
        if state == 1:
            need(described[0] in reader.registry.carried[edge], "a part that the edge does not carry")
            changes += read_part(described, body)
        elif body:
            read_trace(described, body)
        need(delivered or state != 0 or described[0] not in reader.registry.carried[edge], "a part that is withheld")
    require_distinct(changes)


def _check_sealed(frames: Sequence[tuple[int, bytes, int]], manifest: Json, entries: Mapping[bytes, Carried], reader: Reader) -> int:
    """Their list and its chain; those for the reader are opened and, where the file holds their entry, held against it. How many."""
    span = manifest["sealed"]
    items = [item for kind, content, _ in frames if kind == SEALED for item in _sealed_items(content)]
    if span is None:
        need(not items, "sealed parts that nobody announced")
        return 0
    head = raw(span["prev"])
    for number, (named, sealed) in enumerate(items, start=span["first"]):
        n, hash_, place, recipient = struct.unpack(">Q32sB16s", named)
        need(n == number and place <= 63, "the number of a sealed part")
        head = domain_hash("indenfor-sealed/1", head, named)
        if sealed and recipient.hex() == reader.vault:
            purpose = f"part/{hash_.hex()}/{place}"
            key = reader.key.unwrap(sealed[: WRAP_LENGTH[1]], purpose, 1)
            body = open_box(key, sealed[WRAP_LENGTH[1] :], purpose.encode())
            if hash_ in entries:
                described = read_header(entries[hash_].header)["parts"][place]
                need(described[0] in reader.registry.carried["sibling"], "a class that is not passed on")
                read_part(described, body)
    need((head, len(items)) == (raw(span["head"]), span["last"] - span["first"] + 1), "the chain of the sealed parts")
    return len(items)


def _sealed_items(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(what the chain is over, what is sealed) of each item of a frame."""
    place = 0
    need(bool(content), "an empty frame of sealed parts")
    while place < len(content):
        start = place + NAMED + 4
        need(start <= len(content), "a sealed part that is cut")
        (length,) = struct.unpack_from(">I", content, start - 4)
        need(length == 0 or LEAST_SEALED <= length <= LEAST_SEALED + 2**19, "the length of a sealed part")
        need(start + length <= len(content), "a sealed part that is cut")
        yield content[place : place + NAMED], content[start : start + length]
        place = start + length


def _check_receipts(manifest: Json, trust: Trust, vault: str) -> None:
    for signed in manifest["receipts"]:
        doc = raw(signed["doc"])
        receipt = parse(doc, RECEIPT, "receipt")
        need((receipt["from"], receipt["to"]) == (manifest["from"], vault), "a receipt for another")
        need(signed_by(trust.vault_sign(receipt["from"]), "indenfor-receipt/1", doc, raw(signed["sig"])), "the signature of a receipt")
