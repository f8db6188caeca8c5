"""Making a vault's folder, and telling one from any other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.crypto.digests import new_id
from desktop.errors import BrokenPromise, DamagedStore, NewerVault, NotAVault, StorageError, UnsafeFolder, VaultExists
from desktop.vault.atomic import Disk
from desktop.vault.folder import VaultCard, VaultFolder

ID = "0123456789abcdef0123456789abcdef"
MakeDisk = Callable[..., Disk]


@pytest.fixture
def folder(tmp_path: Path) -> VaultFolder:
    return VaultFolder(tmp_path / "vault")


def test_create_then_read(folder: VaultFolder) -> None:
    made = folder.create("site", ID, "Søndre Fængsel")
    assert made == folder.read() == VaultCard(0, ID, "site", "Søndre Fængsel")
    assert {path.name for path in folder.path.iterdir()} == {"vault.json", "outbox", "inbox", "spool"}
    assert folder.vault_json.read_bytes() == f'{{"format":0,"id":"{ID}","kind":"site","name":"Søndre Fængsel"}}'.encode()
    assert folder.path.stat().st_mode & 0o077 == 0


def test_every_path_lies_in_the_folder(folder: VaultFolder) -> None:
    paths = [folder.keyring_json, folder.keyring_bak, folder.store_db, folder.lock, folder.exchange_json]
    assert [path.name for path in paths] == ["keyring.json", "keyring.json.bak", "store.db", "lock", "exchange.json"]
    assert {path.parent for path in paths} == {folder.path}


def test_an_empty_folder_may_be_used(folder: VaultFolder) -> None:
    folder.path.mkdir()
    folder.create("hq", ID, "Landskontoret")
    assert folder.read().kind == "hq"


def test_files_in_the_folder_are_left_alone(folder: VaultFolder) -> None:
    folder.path.mkdir()
    (folder.path / "letter.txt").write_text("dear")
    with pytest.raises(VaultExists):
        folder.create("site", ID, "x")
    assert [path.name for path in folder.path.iterdir()] == ["letter.txt"]


def test_a_file_in_place_of_the_folder(folder: VaultFolder) -> None:
    folder.path.write_text("a file")
    with pytest.raises(VaultExists):
        folder.create("site", ID, "x")
    with pytest.raises(NotAVault):
        folder.read()
    with pytest.raises(StorageError):
        VaultFolder(folder.path / "below").create("site", ID, "x")


def test_another_folder_is_no_vault(folder: VaultFolder, tmp_path: Path) -> None:
    with pytest.raises(NotAVault):
        folder.read()
    with pytest.raises(NotAVault):
        VaultFolder(tmp_path).read()


def test_synchronised_folders_are_refused(tmp_path: Path) -> None:
    folder = VaultFolder(tmp_path / "OneDrive - Organisation" / "vault")
    with pytest.raises(UnsafeFolder):
        folder.create("site", ID, "x")
    assert not folder.path.exists()
    folder.path.mkdir(parents=True)
    folder.vault_json.write_bytes(b"{}")
    with pytest.raises(UnsafeFolder):
        folder.read()


@pytest.mark.parametrize("change", [{"format": 1}, {"format": 1, "unheard": {}}, {"crit": ["unheard"]}])
def test_newer_vaults_are_refused_with_a_sentence(change: dict[str, object], folder: VaultFolder) -> None:
    folder.create("site", ID, "x")
    card = json.loads(folder.vault_json.read_bytes())
    folder.vault_json.write_text(json.dumps({**card, **change}))
    with pytest.raises(NewerVault):
        folder.read()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format":0}',
        b'{"format":-1,"id":"0123456789abcdef0123456789abcdef","kind":"site","name":"x"}',
        b'{"format":0,"id":"short","kind":"site","name":"x"}',
        b'{"format":0,"id":"0123456789abcdef0123456789abcdef","kind":"bank","name":"x"}',
        b'{"format":0,"id":"0123456789abcdef0123456789abcdef","kind":"site","name":"x"} ',
        b'{"extra":1,"format":0,"id":"0123456789abcdef0123456789abcdef","kind":"site","name":"x"}',
    ],
)
def test_a_damaged_card(content: bytes, folder: VaultFolder) -> None:
    folder.create("site", ID, "x")
    folder.vault_json.write_bytes(content)
    with pytest.raises(DamagedStore):
        folder.read()


def test_full_disk(folder: VaultFolder, scripted_disk: MakeDisk) -> None:
    with pytest.raises(StorageError):
        folder.create("site", new_id(), "x", disk=scripted_disk([], "write"))
    assert not folder.vault_json.exists()


def test_ids_are_ids(folder: VaultFolder) -> None:
    with pytest.raises(BrokenPromise):
        folder.create("site", "../elsewhere", "x")
