"""Writes entries.json, the published vectors of entries: what is accepted, and what is refused as what. Run from anywhere:

    python tests/vectors/make_entries.py

It imports nothing of the program: the canonical form, the hashes and the signature are made here a second time, with
Python's own JSON and the same fixed seed, so that the vectors say what another implementation would have to do.
"""

import base64
import hashlib
import json
import random
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED = bytes(range(32))
CHARACTERS = (*range(0x20), 0x22, 0x2F, 0x5C, 0x7F, 0x80, 0xE6, 0x20AC, 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0x1F600, 0x10FFFF)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def canonical(value: object) -> bytes:
    """RFC 8785 for ASCII keys and whole numbers: sorted keys, no white space, only quote, backslash and U+0000-U+001F escaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(domain: str, data: bytes) -> bytes:
    return hashlib.sha256(domain.encode("ascii") + b"\n" + data).digest()


def change(**other: object) -> dict[str, Any]:
    good = {
        "bases": [b64(bytes(32))],
        "row": "0123456789abcdef" * 2,
        "table": "session",
        "unit": "next",
        "value": {"next_on": "2026-03-18"},
        "verb": "put",
    }
    return good | other


def part(*changes: dict[str, Any], **other: object) -> dict[str, Any]:
    return {"changes": list(changes or [change()]), "salt": b64(bytes(range(16))), "scope": "all", "subject": ""} | other


def trace(body: bytes) -> bytes:
    """What an erased part leaves: the hash of its body and the rows that it changes; the header's hash of a part is over this."""
    try:
        rows = sorted({(one["table"], one["row"]) for one in json.loads(body)["changes"]})
    except (ValueError, KeyError, TypeError):
        rows = []
    return canonical({"digest": b64(hashlib.sha256(body).digest()), "rows": [list(row) for row in rows]})


def header(*bodies: bytes, **other: object) -> dict[str, Any]:
    good = {
        "audit": b64(bytes(32)),
        "crit": [],
        "dev": "0123456789abcdef" * 2,
        "hlc": "019af0e4a0000000",
        "inc": "00000000deadbeef",
        "parts": [["core", b64(digest("indenfor-part/1", trace(body))), len(body)] for body in bodies],
        "prev": b64(bytes(32)),
        "sch": 1,
        "seq": 1,
        "usr": "fedcba9876543210" * 2,
        "v": 0,
    }
    return good | other


def case(name: str, data: bytes, expected: str) -> dict[str, str]:
    return {"name": name, "data": b64(data), "expected": expected}


def characters() -> list[dict[str, str]]:
    """One text each: its code point and its canonical form."""
    return [{"point": f"0x{point:04X}", "canonical": b64(canonical(chr(point)))} for point in CHARACTERS]


def refused_forms(good: bytes, fault: str) -> list[dict[str, str]]:
    """What no reader accepts, whatever record it is made of. `good` ends with a key that sorts last."""
    first = good[1 : good.index(b",")]
    return [
        case("nothing", b"", fault),
        case("not an object", b"[]", fault),
        case("a key twice", b"{" + first + b"," + good[1:], fault),
        case("keys unsorted", good[:-1].replace(first + b",", b"") + b"," + first + b"}", fault),
        case("an unknown key", good[:-1] + b',"zz":1}', fault),
        case("white space between", good.replace(b",", b", ", 1), fault),
        case("white space before", b" " + good, fault),
        case("a line feed after", good + b"\n", fault),
        case("something after it", good + b"{}", fault),
        case("cut short", good[:-1], fault),
        case("a byte order mark", b"\xef\xbb\xbf" + good, fault),
        case("a key escaped without need", good.replace(b'"s', b'"\\u0073', 1), fault),
        case("deep nesting of lists", b"[" * 3_000, fault),
        case("deep nesting of objects", b'{"a":' * 3_000, fault),
    ]


NUMBERS = {
    "a float": b"1.0",
    "an exponent": b"1e3",
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "thirty digits": b"123456789012345678901234567890",
    "five thousand digits": b"1" * 5000,
    "2^53": str(2**53).encode(),
    "minus": b"-1",
    "minus nought": b"-0",
    "nought": b"0",
    "a nought before": b"01",
    "a plus": b"+1",
    "text": b'"1"',
    "truth": b"true",
    "null": b"null",
}
"""No whole number from 1 to 2^53 - 1, each in its own way."""


def misshapen() -> dict[str, dict[str, object]]:
    """What no field of a header may look like."""
    return {
        "hash without padding": {"prev": b64(bytes(32)).rstrip("=")},
        "hash with too much padding": {"prev": b64(bytes(32)) + "="},
        "hash of 31 bytes": {"prev": b64(bytes(31))},
        "hash of 33 bytes": {"prev": b64(bytes(33))},
        "hash in the alphabet for addresses": {"prev": b64(b"\xff" * 32).replace("/", "_")},
        "hash with loose bits": {"prev": b64(bytes(32))[:-2] + "B="},
        "id of 31 digits": {"dev": "0" * 31},
        "id in capitals": {"usr": "A" * 32},
        "id with a line feed": {"usr": "a" * 32 + "\n"},
        "stamp of 15 digits": {"hlc": "0" * 15},
        "65 parts": {"parts": [["core", b64(bytes(32)), 0]] * 65},
        "part without length": {"parts": [["core", b64(bytes(32))]]},
        "class with a path": {"parts": [["../core", b64(bytes(32)), 0]]},
    }


def headers() -> list[dict[str, str]]:
    good = canonical(header())
    later = header(v=1)
    return [
        case("a header without parts", good, "accepted"),
        case("a header with a part", canonical(header(canonical(part()))), "accepted"),
        case("the greatest sequence", canonical(header(seq=2**53 - 1)), "accepted"),
        case("a later schema", canonical(header(sch=99)), "accepted"),
        *refused_forms(good, "NonCanonical"),
        *(case(f"seq is {name}", good.replace(b'"seq":1', b'"seq":' + number), "NonCanonical") for name, number in NUMBERS.items()),
        *(case(name, canonical(header(**other)), "NonCanonical") for name, other in misshapen().items()),
        case("an unknown crit", canonical(header(crit=["quorum"])), "UpgradeNeeded"),
        case("a later version", canonical(later), "UpgradeNeeded"),
        case("a later version with a key of its own", canonical(later | {"quorum": 2}), "UpgradeNeeded"),
        case("a later version whose number is a float", canonical(later).replace(b'"v":1', b'"v":1.0'), "NonCanonical"),
        case("a later version beyond all numbers", canonical(header(v=10**30)), "NonCanonical"),
    ]


def minutes(number: bytes) -> bytes:
    return canonical(part(change(unit="minutes", value={"minutes": 77}))).replace(b"77", number)


def note(text: bytes) -> bytes:
    return canonical(part(change(table="note", unit="text", value={"session": None, "text": "@"}))).replace(b"@", text)


def refused_parts() -> dict[str, bytes]:
    return {
        "put without a value": canonical(part(change(value=None))),
        "tomb with a value": canonical(part(change(verb="tomb"))),
        "erase with a value": canonical(part(change(verb="erase"))),
        "no changes": canonical(part() | {"changes": []}),
        "base of 31 bytes": canonical(part(change(bases=[b64(bytes(31))]))),
        "257 bases": canonical(part(change(bases=[b64(bytes(32))] * 257))),
        "salt of 15 bytes": canonical(part(salt=b64(bytes(15)))),
        "scope of nobody": canonical(part(scope="site/1")),
        "a list as value": canonical(part(change(value={"next_on": []}))),
        "an object in the value": canonical(part(change(value={"next_on": {}}))),
        "SQL as a table": canonical(part(change(table='note"; drop table entry'))),
        "path as a unit": canonical(part(change(unit="../next"))),
        "row of 33 digits": canonical(part(change(row="0" * 33))),
        "float": minutes(b"1.0"),
        "exponent": minutes(b"1e3"),
        "NaN": minutes(b"NaN"),
        "minus nought": minutes(b"-0"),
        "thirty digits": minutes(b"9" * 30),
        "2^53": minutes(b"9007199254740992"),
        "bad UTF-8": note(b"\xff"),
        "overlong UTF-8": note(b"\xc0\x80"),
        "a surrogate in UTF-8": note(b"\xed\xa0\x80"),
        "half a surrogate pair escaped": note(b"\\ud83d"),
        "an emoji escaped": note(b"\\ud83d\\ude00"),
        "not in NFC": note("e\u0301".encode()),
        "a control character as it is": note(b"\x1f"),
        "an escape in capitals": note(b"\\u001F"),
        "a tab by its number": note(b"\\u0009"),
        "a solidus escaped": note(b"\\/"),
    }


def parts() -> list[dict[str, str]]:
    good = canonical(part())
    accepted = {
        "a put": good,
        "a tomb": canonical(part(change(verb="tomb", value=None))),
        "an erase": canonical(part(change(verb="erase", value=None, unit="", bases=[]))),
        "a verb that nobody knows": canonical(part(change(verb="link"))),
        "the greatest number": minutes(b"9007199254740991"),
        "the smallest number": minutes(b"-9007199254740991"),
        "text with everything in it": note(canonical("".join(chr(point) for point in CHARACTERS))[1:-1]),
    }
    return [
        *(case(name, data, "accepted") for name, data in accepted.items()),
        *refused_forms(good, "MalformedEntry"),
        *(case(name, data, "MalformedEntry") for name, data in refused_parts().items()),
    ]


def entries() -> list[dict[str, Any]]:
    """Whole entries of random content by one key: bodies, header, hashes and signature."""
    dice = random.Random(2026)
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    found, previous = [], bytes(32)
    for number in range(1, 6):
        bodies = [
            canonical(
                part(
                    change(row=f"{dice.getrandbits(128):032x}", bases=[b64(dice.randbytes(32)) for _ in range(dice.randrange(3))]),
                    salt=b64(dice.randbytes(16)),
                    scope=f"site/{dice.getrandbits(128):032x}",
                )
            )
            for _ in range(dice.randrange(4))
        ]
        data = canonical(header(*bodies, seq=number, prev=b64(previous), hlc=f"{dice.getrandbits(64):016x}"))
        previous = digest("indenfor-entry/1", data)
        signature = key.sign(b"indenfor-entry/1\n" + data)
        made = {"header": b64(data), "hash": b64(previous), "signature": b64(signature)}
        found.append(made | {"bodies": [b64(body) for body in bodies], "traces": [b64(trace(body)) for body in bodies]})
    return found


def changes() -> list[dict[str, Any]]:
    """Whether this version applies a change: under its own schema (1), and under a later one (99)."""
    facts = {"course": "0" * 32, "held_on": "2026-03-18", "mode": "video", "outcome": "held", "cause": ""}
    judged = [
        ("a put", change(), "applied", "applied"),
        ("a tomb", change(verb="tomb", value=None), "applied", "applied"),
        ("an erase", change(verb="erase", value=None, unit=""), "applied", "applied"),
        ("a verdict", change(table="verdict", row="0" * 64, unit="decision", value={"decision": "admit"}), "applied", "applied"),
        ("nothing in one field", change(unit="facts", value=facts | {"course": None}), "applied", "applied"),
        ("an unknown table", change(table="later"), "MalformedEntry", "kept"),
        ("an unknown unit", change(unit="later"), "MalformedEntry", "kept"),
        ("an unknown verb", change(verb="link"), "MalformedEntry", "kept"),
        ("an erase of an unknown table", change(verb="erase", value=None, unit="", table="later"), "MalformedEntry", "kept"),
        ("an erase of one unit", change(verb="erase", value=None), "MalformedEntry", "kept"),
        ("an erase of a row with a hash for a name", change(verb="erase", value=None, unit="", row="0" * 64), "MalformedEntry", "kept"),
        ("a row with a hash for a name", change(row="0" * 64), "MalformedEntry", "kept"),
        ("a verdict on an id", change(table="verdict", unit="decision", value={"decision": "admit"}), "MalformedEntry", "kept"),
        ("a field too many", change(value={"next_on": None, "later": 1}), "MalformedEntry", "kept"),
        ("a field too few", change(unit="facts", value={"mode": "video"}), "MalformedEntry", "kept"),
        ("nothing in every field", change(value={"next_on": None}), "MalformedEntry", "kept"),
        ("an unknown code", change(unit="present", value={"present": "perhaps"}), "MalformedEntry", "kept"),
    ]
    return [{"name": name, "change": one, "expected": {"1": here, "99": later}} for name, one, here, later in judged]


def content() -> dict[str, Any]:
    return {"characters": characters(), "headers": headers(), "parts": parts(), "entries": entries(), "changes": changes()}


if __name__ == "__main__":
    path = Path(__file__).with_name("entries.json")
    path.write_text(json.dumps(content(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
