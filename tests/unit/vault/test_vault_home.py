"""What is listed before anybody unlocks: cards and labels, nothing secret."""

from pathlib import Path

import pytest

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id
from desktop.crypto.passphrase import Cost
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import StorageError
from desktop.vault.folder import Kind
from desktop.vault.home import Home
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.slot import SlotOwner


def add(home: Home, kind: Kind, name: str, cost: Cost, *labels: str) -> None:
    folder = home.new_folder()
    card = folder.create(kind, new_id(), name)
    keyring = Keyring(card.id, str(folder.path))
    for label in labels:
        owner = SlotOwner(label, new_id(), "LEADER", SigningKey.generate(), SealKey.generate())
        keyring = keyring.add_slot(owner, "fire gamle stole", SecretBytes(bytes(range(32))), cost)
    if labels:
        KeyringFile(folder, card.id).write(keyring)


def test_vaults_side_by_side(tmp_path: Path, cheap: Cost) -> None:
    home = Home(tmp_path / "home")
    assert home.vaults() == ()
    home.prepare()
    home.prepare()
    assert home.exchange.is_dir()
    add(home, "volunteer", "Vestre", cheap, "Bo")
    add(home, "site", "Vestre", cheap, "Ida", "Aya")
    add(home, "site", "Nyborg", cheap)
    (home.path / "something else").mkdir()
    (home.path / "file").touch()
    listed = [(vault.card.kind, vault.card.name, vault.labels) for vault in home.vaults()]
    assert listed == [("site", "Nyborg", ()), ("site", "Vestre", ("Ida", "Aya")), ("volunteer", "Vestre", ("Bo",))]


def test_folder_names_tell_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    names = {home.new_folder().path.name for _ in range(10)}
    assert len(names) == 10
    assert all(len(name) == 32 for name in names)


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        Home(tmp_path / "file" / "home").prepare()
