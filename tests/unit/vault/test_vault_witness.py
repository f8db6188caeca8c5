"""A copied or older vault is noticed; a crash between two writes is none."""

from pathlib import Path

import pytest

from desktop.errors import StorageError
from desktop.vault.state import default_home, make_folder, state_folder
from desktop.vault.witness import Seen, Verdict, WitnessFile, judge

VAULT = "0123456789abcdef0123456789abcdef"
CHAIN = {seq: bytes([seq]) * 32 for seq in range(1, 9)}
FIRST, SECOND = "0000000000000001", "0000000000000002"


def seen(seq: int) -> Seen:
    return Seen(audit=b"a" * 32, hash=CHAIN[seq], seq=seq)


@pytest.mark.parametrize(
    ("witness", "head", "verdict"),
    [
        (None, 8, Verdict.NEW_INCARNATION),
        (None, 0, Verdict.NEW_INCARNATION),
        (seen(8), 8, Verdict.CONTINUE),
        (seen(5), 8, Verdict.CONTINUE),
        (seen(8), 7, Verdict.NEW_INCARNATION),
        (seen(1), 0, Verdict.NEW_INCARNATION),
        (Seen(audit=b"a" * 32, hash=b"x" * 32, seq=8), 8, Verdict.NEW_INCARNATION),
        (Seen(audit=b"a" * 32, hash=b"x" * 32, seq=5), 8, Verdict.NEW_INCARNATION),
    ],
)
def test_judge(witness: Seen | None, head: int, verdict: Verdict) -> None:
    assert judge(witness, head, CHAIN.get) is verdict


def test_a_number_that_the_chain_lacks() -> None:
    assert judge(seen(5), 8, lambda _seq: None) is Verdict.NEW_INCARNATION


def test_recorded_and_read(tmp_path: Path) -> None:
    file = WitnessFile(tmp_path / "state", VAULT)
    assert file.read() is None
    file.record(FIRST, seen(3))
    file.record(FIRST, seen(4))
    file.record(SECOND, seen(1))
    witness = file.read()
    assert witness is not None
    assert witness.current == SECOND
    assert witness.incarnations == {FIRST: seen(4), SECOND: seen(1)}
    file.forget()
    file.forget()
    assert file.read() is None


def test_a_damaged_witness_counts_as_none(tmp_path: Path) -> None:
    file = WitnessFile(tmp_path, VAULT)
    file.record(FIRST, seen(3))
    path = tmp_path / "witness" / f"{VAULT}.json"
    whole = path.read_bytes()
    for content in (b"", whole[:-1], whole.replace(b'"format":0', b'"format":1'), whole.replace(VAULT.encode(), b"f" * 32)):
        path.write_bytes(content)
        assert file.read() is None
    path.write_bytes(whole.replace(f'"current":"{FIRST}"'.encode(), f'"current":"{SECOND}"'.encode()))
    assert file.read() is None
    file.record(SECOND, seen(1))
    assert file.read() is not None


def test_where_the_machine_remembers(state_folder_of_test: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_folder() == state_folder_of_test
    monkeypatch.setenv("INDENFOR_HOME", str(state_folder_of_test / "chosen"))
    assert default_home() == state_folder_of_test / "chosen"
    monkeypatch.delenv("INDENFOR_STATE")
    monkeypatch.delenv("INDENFOR_HOME")
    assert state_folder().name == "indenfor"
    assert default_home().name == "indenfor"


@pytest.fixture
def state_folder_of_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INDENFOR_STATE", str(tmp_path))
    return tmp_path


def test_a_state_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        make_folder(tmp_path / "file" / "state")
