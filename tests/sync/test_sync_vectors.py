"""The published vectors still say what the program does, and the published files still open, or are refused, as they say."""

import base64
import importlib.util
import io
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from desktop import errors
from desktop.crypto.sealing import SealKey
from desktop.log.entry import entry_hash
from desktop.sync.enrolment import accept_answer
from desktop.sync.reader import open_bundle
from desktop.sync.request import read_request, request_digest
from desktop.sync.root import root_words
from desktop.sync.sealed import open_part
from tests.sync.tree import Member, Tree, Vault, sealed

FOLDER = Path(__file__).parents[1] / "vectors"
FILES: list[dict[str, Any]] = json.loads((FOLDER / "bundle_files.json").read_text("utf-8"))["cases"]
VALUES: dict[str, Any] = json.loads((FOLDER / "bundle_values.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_bundle", FOLDER / "make_bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("group", sorted(VALUES))
def test_every_value_comes_out_the_same(tree: Tree, maker: ModuleType, group: str) -> None:
    assert json.loads(json.dumps(maker.values(tree)))[group] == VALUES[group]


def edited(case: dict[str, Any], recipient: Member) -> bytes:
    if "plain" in case:
        pieces = (bytes(piece) if isinstance(piece, int) else base64.b64decode(piece) for piece in case["plain"])
        return sealed(recipient, b"".join(pieces))
    data = bytearray((FOLDER / case["file"]).read_bytes())
    if "flip" in case:
        data[case["flip"]] ^= 1
    return bytes(data[: case.get("cut")]) + bytes(case.get("append", 0))


def vault_of(tree: Tree, name: str) -> Vault:
    me: Member = getattr(tree, name)
    return Vault(me, tree.trust, parent=tree.site.id if name == "volunteer" else None)


@pytest.mark.parametrize(
    "case", FILES, ids=lambda case: "-".join(str(value) for key, value in case.items() if key not in {"plain", "entries", "sealed"})
)
def test_every_file_opens_or_is_refused_as_it_says(tree: Tree, case: dict[str, Any]) -> None:
    vault = vault_of(tree, case["key"])
    data = edited(case, vault.me)
    if "error" in case:
        with pytest.raises(getattr(errors, case["error"])) as caught:
            vault.take(data)
        assert caught.type.__name__ == case["error"]
        return
    begun, verdicts = vault.take(data)
    assert [base64.b64encode(one.facts.hash).decode() for one in verdicts] == case["entries"]
    assert begun.manifest.counts.feed == case.get("feed", 0)
    assert len(vault.closed) == len(case.get("sealed", []))
    for item, expected in zip(vault.closed, case.get("sealed", []), strict=True):
        assert item.place == expected["place"]
        body = open_part(getattr(tree, expected["key"]).seal, item).decode() if item.sealed else None
        assert body == expected["body"]


def test_the_published_answer_is_accepted(tree: Tree) -> None:
    asked = VALUES["request"].encode()
    request = read_request(asked)
    numbers = tuple(str(number) for number in range(2048))
    words = " ".join(root_words(tree.signed_root, numbers))
    with (FOLDER / "bundle_answer.bin").open("rb") as file:
        accepted = accept_answer(file, [tree.site.seal], {request.nonce: (request_digest(asked), request)}, words, numbers)
    assert accepted.own.id == tree.site.id


def test_the_published_keys_open_the_published_files() -> None:
    private = base64.b64decode(VALUES["keys"]["hq"]["seal_private"])
    reader = open_bundle(io.BytesIO((FOLDER / "bundle_up.bin").read_bytes()), [SealKey.from_private(private)])
    assert [entry_hash(entry.raw.header) for entry in reader.entries()] == [base64.b64decode(one) for one in FILES[0]["entries"]]
    assert reader.manifest.complete_to == "2026-03-31"
