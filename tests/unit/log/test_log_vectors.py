"""The published vectors of entries, which a script of its own makes without the program: the two must agree."""

import base64
import json
import runpy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop.crypto.signatures import SigningKey, VerifyKey
from desktop.errors import Fault, MalformedEntry
from desktop.log.canonical import decode, encode
from desktop.log.entry import Change, RawEntry, entry_hash, part_hash, read_header, read_part, trace_of, verify_signature, write_entry
from desktop.log.values import applies

VECTORS = Path(__file__).parents[2] / "vectors"
PUBLISHED: dict[str, Any] = json.loads((VECTORS / "entries.json").read_text(encoding="utf-8"))
SEED = bytes(range(32))


def bytes_of(text: str) -> bytes:
    return base64.b64decode(text)


def by_name(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in PUBLISHED[kind]]


def test_the_script_makes_what_is_published() -> None:
    assert runpy.run_path(str(VECTORS / "make_entries.py"))["content"]() == PUBLISHED


@pytest.mark.parametrize("case", PUBLISHED["characters"], ids=lambda case: case["point"])
def test_a_character_is_written_as_rfc_8785_says(case: dict[str, str]) -> None:
    character = chr(int(case["point"], 0))
    assert encode(character) == bytes_of(case["canonical"])
    assert decode(bytes_of(case["canonical"]), str) == character


@pytest.mark.parametrize("case", by_name("headers"))
def test_a_header(case: dict[str, str]) -> None:
    data = bytes_of(case["data"])
    if case["expected"] == "accepted":
        assert encode(read_header(data)) == data
        return
    with pytest.raises(Fault) as raised:
        read_header(data)
    assert type(raised.value).__name__ == case["expected"]


@pytest.mark.parametrize("case", by_name("parts"))
def test_a_part(case: dict[str, str]) -> None:
    data = bytes_of(case["data"])
    if case["expected"] == "accepted":
        assert encode(read_part(data)) == data
        return
    with pytest.raises(Fault) as raised:
        read_part(data)
    assert type(raised.value).__name__ == case["expected"]


@pytest.mark.parametrize("case", PUBLISHED["entries"])
def test_an_entry(case: dict[str, Any]) -> None:
    data, bodies = bytes_of(case["header"]), tuple(bytes_of(body) for body in case["bodies"])
    header, key = read_header(data), SigningKey.from_seed(SEED)
    assert entry_hash(data) == bytes_of(case["hash"])
    assert [(one[1], one[2]) for one in header.parts] == [(part_hash(body), len(body)) for body in bodies]
    assert all(encode(read_part(body)) == body for body in bodies)
    assert [trace_of(body) for body in bodies] == [bytes_of(trace) for trace in case["traces"]]
    assert write_entry(header, bodies, key) == RawEntry(data, bytes_of(case["signature"]), bodies)
    verify_signature(RawEntry(data, bytes_of(case["signature"]), bodies), VerifyKey(key.public))


@pytest.mark.parametrize("schema", [1, 99])
@pytest.mark.parametrize("case", by_name("changes"))
def test_a_change_is_applied_kept_or_refused(case: dict[str, Any], schema: int) -> None:
    change = msgspec.convert(case["change"], Change)
    expected = case["expected"][str(schema)]
    if expected == "MalformedEntry":
        with pytest.raises(MalformedEntry):
            applies(change, schema)
    else:
        assert applies(change, schema) == (expected == "applied")
