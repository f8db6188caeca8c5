"""The log of a released version gives the same state for ever: tests/vectors/golden_log.json."""

import json
import random
from pathlib import Path

import pytest

from desktop.crypto.signatures import VerifyKey
from desktop.log.entry import verify_signature
from tests.sync.tree import member
from tests.vectors import make_golden

GOLDEN = json.loads(make_golden.TARGET.read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_golden_log_replays_to_the_golden_digest(tmp_path: Path, seed: int) -> None:
    log = list(GOLDEN["entries"])
    if seed:
        random.Random(seed).shuffle(log)
    assert make_golden.replayed(log, tmp_path, 1000 if not seed else seed * 3) == GOLDEN["digest"]


def test_this_version_still_writes_it_byte_for_byte() -> None:
    assert make_golden.make()["entries"] == GOLDEN["entries"]


def test_its_signatures_hold() -> None:
    keys = {member(name).id: VerifyKey(member(name).sign.public) for name in ("admin", "leader", "visitor")}
    for entry in GOLDEN["entries"]:
        read = make_golden.incoming(entry)
        verify_signature(read.raw, keys[read.header.usr])
