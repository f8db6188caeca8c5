"""The second reader accepts and refuses the published entries, as the program does."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.log.entry import part_hash
from tools.read_vault import REGISTRY
from tools.reading import log
from tools.reading.basics import Problem, SealingKey, canonical, domain_hash, signed_by
from tools.reading.bundle import blocks_of, entries_of, frames_of, plain_of
from tools.reading.registry import read_registry

VECTORS = Path(__file__).parents[2] / "vectors"
PUBLISHED: dict[str, Any] = json.loads((VECTORS / "entries.json").read_text(encoding="utf-8"))
KEYS: dict[str, Any] = json.loads((VECTORS / "bundle_values.json").read_text(encoding="utf-8"))["keys"]
FILES: list[dict[str, Any]] = json.loads((VECTORS / "bundle_files.json").read_text(encoding="utf-8"))["cases"]
PUBLIC = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
raw = base64.b64decode


def by_name(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in PUBLISHED[kind]]


def described(body: bytes) -> tuple[str, str, int]:
    return "core", base64.b64encode(part_hash(body)).decode(), len(body)


@pytest.mark.parametrize("case", PUBLISHED["characters"], ids=lambda case: case["point"])
def test_a_character(case: dict[str, str]) -> None:
    assert canonical(chr(int(case["point"], 0))) == raw(case["canonical"])


@pytest.mark.parametrize("case", by_name("headers"))
def test_a_header(case: dict[str, str]) -> None:
    if case["expected"] == "accepted":
        assert canonical(log.read_header(raw(case["data"]))) == raw(case["data"])
    else:
        with pytest.raises(Problem):
            log.read_header(raw(case["data"]))


@pytest.mark.parametrize("case", by_name("parts"))
def test_a_part(case: dict[str, str]) -> None:
    body = raw(case["data"])
    if case["expected"] == "accepted":
        assert log.read_part(described(body), body)
    else:
        with pytest.raises(Problem):
            log.read_part(described(body), body)


@pytest.mark.parametrize("case", PUBLISHED["entries"])
def test_an_entry(case: dict[str, Any]) -> None:
    data = raw(case["header"])
    header = log.read_header(data)
    assert domain_hash("indenfor-entry/1", data) == raw(case["hash"])
    assert signed_by(PUBLIC, "indenfor-entry/1", data, raw(case["signature"]))
    assert not signed_by(PUBLIC, "indenfor-audit/1", data, raw(case["signature"]))
    assert all(log.read_part(one, raw(body)) for one, body in zip(header["parts"], case["bodies"], strict=True))


@pytest.mark.parametrize("schema", [1, 99])
@pytest.mark.parametrize("case", by_name("changes"))
def test_a_change(case: dict[str, Any], schema: int) -> None:
    registry, expected = read_registry(REGISTRY), case["expected"][str(schema)]
    if expected == "MalformedEntry":
        with pytest.raises(Problem):
            registry.applies(case["change"], schema)
    else:
        assert registry.applies(case["change"], schema) == (expected == "applied")


@pytest.mark.parametrize("case", [case for case in FILES if "file" in case], ids=str)
def test_a_bundle(case: dict[str, Any]) -> None:
    """What the container alone decides; a file that was sealed on opens here, and its manifest says for whom it was."""
    content = bytearray((VECTORS / case["file"]).read_bytes())
    if "flip" in case:
        content[case["flip"]] ^= 1
    data, key = bytes(content[: case.get("cut")]) + bytes(case.get("append", 0)), SealingKey(raw(KEYS[case["key"]]["seal_private"]))
    if case.get("error", "WrongRecipient") != "WrongRecipient":
        with pytest.raises(Problem):
            plain_of(data, key)
        return
    frames = list(frames_of(plain_of(data, key)))
    made_for = raw(json.loads(frames[0][1])["to"])
    assert (made_for == key.fingerprint) == ("error" not in case)
    hashes = [base64.b64encode(entry.hash).decode() for block in blocks_of(frames) for entry in entries_of(block)]
    assert hashes == case.get("entries", hashes)
