"""Writes crypto.json, the published vectors of the keys, hashes, words and signatures. Run from the root of the tree:

    python tests/vectors/make_crypto.py

What random bytes go into (wraps, boxes, streams) differs from run to run; the rest is made again by the tests and compared.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from desktop.crypto import box, identity, passphrase, sealing, stream  # noqa: E402 - the tree is no installed package
from desktop.crypto.digests import domain_hash  # noqa: E402 - the same
from desktop.crypto.recovery import seed_of  # noqa: E402 - the same
from desktop.crypto.signatures import SigningKey  # noqa: E402 - the same
from desktop.crypto.words import eight_words, load_words  # noqa: E402 - the same

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741 - the usual name of the root of -1


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def root(square: int) -> int | None:
    """A square root modulo p, or None."""
    candidate = pow(square, (P + 3) // 8, P)
    for value in (candidate, candidate * I % P):
        if value * value % P == square % P:
            return value
    return None


def add(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    """The sum of two points of -x^2 + y^2 = 1 + d x^2 y^2."""
    (x1, y1), (x2, y2) = first, second
    cross = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + cross, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - cross, -1, P) % P


def times_eight(point: tuple[int, int]) -> tuple[int, int]:
    for _ in range(3):
        point = add(point, point)
    return point


def encode(point: tuple[int, int]) -> bytes:
    """RFC 8032, 5.1.2."""
    return (point[1] + (point[0] & 1) * 2**255).to_bytes(32, "little")


def low_order_points() -> list[tuple[int, int]]:
    """The eight points that eight times themselves are the identity: found by solving for y, kept if they are."""
    discriminant = root(1 + D)
    y_squares = {0, 1} | ({(sign * discriminant - 1) * pow(D, -1, P) % P for sign in (1, -1)} if discriminant else set())
    ys = {sign * y % P for y in (root(square) for square in y_squares) if y is not None for sign in (1, -1)}
    points = set()
    for y in ys:
        x = root((y * y - 1) * pow(D * y * y + 1, -1, P))
        points |= {(sign * x % P, y) for sign in (1, -1)} if x is not None else set()
    return sorted((point for point in points if times_eight(point) == (0, 1)), key=encode)


def refused_encodings() -> list[bytes]:
    """Every encoding of the eight points: their own, those of x = 0 with the sign bit, and those with y + p."""
    found = set()
    for _x, y in low_order_points():
        for value in (y, y + P):
            if value < 2**255:
                found |= {value.to_bytes(32, "little"), (value + 2**255).to_bytes(32, "little")}
    return sorted(found)


def signatures() -> dict[str, Any]:
    key = SigningKey.from_seed(bytes(range(32)))
    message = b"indenfor-entry/1\n{}"
    good = key.sign(message)
    r, s = good[:32], int.from_bytes(good[32:], "little")
    rejected = [
        ("S + L instead of S", key.public, message, r + (s + L).to_bytes(32, "little")),
        ("S = L", key.public, message, r + L.to_bytes(32, "little")),
        ("another message", key.public, message + b" ", good),
        ("one bit of R", key.public, message, bytes([good[0] ^ 1]) + good[1:]),
        ("one bit of S", key.public, message, good[:32] + bytes([good[32] ^ 1]) + good[33:]),
        ("a byte short", key.public, message, good[:-1]),
        ("a byte long", key.public, message, good + b"\0"),
        ("R not canonical: p + 3", key.public, message, (P + 3).to_bytes(32, "little") + good[32:]),
        ("A not canonical: p + 3", (P + 3).to_bytes(32, "little"), message, good),
        ("A not on the curve", (2).to_bytes(32, "little"), message, good),
        ("another key", SigningKey.from_seed(bytes(32)).public, message, good),
    ]
    identity_point = encode((0, 1))
    rejected += [("A of low order, R = identity, S = 0", a, message, identity_point + bytes(32)) for a in refused_encodings()]
    rejected += [("R of low order", key.public, message, low + good[32:]) for low in refused_encodings()]
    rows = [
        {"why": why, "public": b64(a), "message": b64(m), "signature": b64(sig), "expected": "BadSignature"} for why, a, m, sig in rejected
    ]
    accepted = []
    for seed, text in ((bytes(range(32)), message), (bytes(32), b""), (b"\xff" * 32, "æøå".encode())):
        signer = SigningKey.from_seed(seed)
        accepted.append({"seed": b64(seed), "public": b64(signer.public), "message": b64(text), "signature": b64(signer.sign(text))})
    return {"accepted": accepted, "rejected": rows}


def repeatable() -> dict[str, Any]:
    """All that is the same in every run."""
    wordlist = load_words((ROOT / "resources" / "reference" / "words-da.txt").read_text(encoding="utf-8"))
    seal = sealing.SealKey.from_private(bytes(range(96)))
    cost = passphrase.Cost(64, 1, 1)
    salt = bytes(range(16))
    hashed = [("indenfor-entry/1", b""), ("indenfor-entry/1", b"abc"), ("indenfor-key/1", bytes(64))]
    worded = [("indenfor-request/1", b""), ("indenfor-request/1", b"a request"), ("indenfor-root/1", bytes(range(256)))]
    code = "000G-40R4-0M30-E209-185G-R38E-1W8C-XPYV"
    return {
        "domain_hash": [{"domain": d, "data": b64(c), "hash": b64(domain_hash(d, c))} for d, c in hashed],
        "words": [{"domain": d, "data": b64(c), "words": list(eight_words(d, c, wordlist))} for d, c in worded],
        "argon2id": [
            {
                "passphrase": text,
                "salt": b64(salt),
                "memory_kib": 64,
                "passes": 1,
                "lanes": 1,
                "key": b64(passphrase.derive(text, salt, cost)),
            }
            for text in ("lampe regn cykel skov", "blåbær på æblegrød", "bla\u030abær pa\u030a æblegrød")
        ],
        "ed25519": signatures(),
        "ed25519_low_order": [b64(encode(point)) for point in low_order_points()],
        "ed25519_refused": [b64(encoding) for encoding in refused_encodings()],
        "seal_key": {"private": b64(seal.private), "public": b64(seal.public), "fingerprint": b64(seal.fingerprint)},
        "seal_key_of_seed": {"seed": b64(bytes(32)), "fingerprint": b64(sealing.SealKey.from_seed(bytes(32)).fingerprint)},
        "recovery": {"code": code, "seed": b64(seed_of(code))},
    }


def recorded() -> dict[str, Any]:
    """What holds random bytes: it must open, today and after every change of a library."""
    seal = sealing.SealKey.from_private(bytes(range(96)))
    key, secret = bytes(range(32)), bytes(range(100, 132))
    wraps = [
        {"suite": suite, "purpose": "vector", "secret": b64(secret), "wrap": b64(sealing.wrap(seal.public, secret, "vector", suite))}
        for suite in sealing.WRAP_LENGTH
    ]
    encryptor = stream.Encryptor(key, b"context")
    sealed = encryptor.update(b"a short body") + encryptor.finish()
    plain = '{"given":"Æble","family":"Øre"}'.encode()
    return {
        "wraps": wraps,
        "stream": {"key": b64(key), "context": b64(b"context"), "plain": b64(b"a short body"), "sealed": b64(sealed)},
        "box": {"key": b64(key), "bound": b64(b"place"), "plain": b64(plain), "sealed": b64(box.seal(key, plain, b"place"))},
        "identity": {"key": b64(key), "bound": b64(b"row"), "plain": b64(plain), "sealed": b64(identity.seal_identity(key, plain, b"row"))},
    }


if __name__ == "__main__":
    content = {"repeatable": repeatable(), "recorded": recorded()}
    path = Path(__file__).with_name("crypto.json")
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
