"""The published vectors: made again where they can be, opened where they hold random bytes."""

import base64
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from desktop.crypto import box, identity, sealing, signatures, stream
from desktop.errors import BadSignature

VECTORS = Path(__file__).parents[2] / "vectors"
CONTENT: dict[str, Any] = json.loads((VECTORS / "crypto.json").read_text(encoding="utf-8"))
REPEATABLE, RECORDED = CONTENT["repeatable"], CONTENT["recorded"]
raw = base64.b64decode


def test_what_is_repeatable_comes_out_the_same() -> None:
    assert runpy.run_path(str(VECTORS / "make_crypto.py"))["repeatable"]() == REPEATABLE


def test_keyboards_that_compose_differently_give_one_key() -> None:
    keys = [row["key"] for row in REPEATABLE["argon2id"]]
    assert keys[1] == keys[2] != keys[0]


@pytest.mark.parametrize("row", REPEATABLE["ed25519"]["accepted"])
def test_accepted_signatures(row: dict[str, str]) -> None:
    signatures.verify(raw(row["public"]), raw(row["message"]), raw(row["signature"]))


@pytest.mark.parametrize("row", REPEATABLE["ed25519"]["rejected"])
def test_rejected_signatures(row: dict[str, str]) -> None:
    assert row["expected"] == "BadSignature"
    with pytest.raises(BadSignature):
        signatures.verify(raw(row["public"]), raw(row["message"]), raw(row["signature"]))


@pytest.mark.parametrize("row", RECORDED["wraps"])
def test_recorded_wraps_open(row: dict[str, Any]) -> None:
    """The joined suite is a draft: should a library change it, this fails before a vault does."""
    key = sealing.SealKey.from_private(raw(REPEATABLE["seal_key"]["private"]))
    wrapped = raw(row["wrap"])
    assert len(wrapped) == sealing.WRAP_LENGTH[row["suite"]]
    assert sealing.unwrap(key, wrapped, row["purpose"], row["suite"]) == raw(row["secret"])


def test_a_recorded_stream_opens() -> None:
    row = RECORDED["stream"]
    decryptor = stream.Decryptor(raw(row["key"]), raw(row["context"]))
    assert decryptor.update(raw(row["sealed"])) + decryptor.finish() == raw(row["plain"])


def test_a_recorded_box_and_identity_open() -> None:
    row = RECORDED["box"]
    assert box.open_(raw(row["key"]), raw(row["sealed"]), raw(row["bound"])) == raw(row["plain"])
    row = RECORDED["identity"]
    assert identity.open_identity(raw(row["key"]), raw(row["sealed"]), raw(row["bound"])) == raw(row["plain"])
