"""keyring.json and its copy: one good file always exists."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id
from desktop.crypto.passphrase import Cost
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import Fault, KeyringCopyUsed, KeyringDamaged, KeyringMissing, NewerVault, StorageError
from desktop.vault.atomic import Disk
from desktop.vault.folder import VaultFolder
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.slot import SlotOwner

VAULT = "0123456789abcdef0123456789abcdef"
MakeDisk = Callable[..., Disk]


@pytest.fixture
def files(tmp_path: Path) -> KeyringFile:
    return KeyringFile(VaultFolder(tmp_path), VAULT)


@pytest.fixture
def keyring(tmp_path: Path, cheap: Cost) -> Keyring:
    ida = SlotOwner("Ida", new_id(), "LEADER", SigningKey.generate(), SealKey.generate())
    return Keyring(VAULT, str(tmp_path)).add_slot(ida, "fire gamle stole", SecretBytes(bytes(range(32))), cheap)


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_written_twice_and_read(files: KeyringFile, keyring: Keyring) -> None:
    files.write(keyring)
    assert files.folder.keyring_json.read_bytes() == files.folder.keyring_bak.read_bytes()
    found = files.read()
    assert (found.keyring, found.notice, found.copy) == (keyring, None, None)


@pytest.mark.parametrize("fate", [Path.unlink, damage, lambda path: path.write_bytes(b"")], ids=["missing", "damaged", "empty"])
def test_the_copy_is_used_put_back_and_reported(fate: Callable[[Path], object], files: KeyringFile, keyring: Keyring) -> None:
    files.write(keyring)
    fate(files.folder.keyring_json)
    found = files.read()
    assert found.keyring == keyring
    assert isinstance(found.notice, KeyringCopyUsed)
    assert files.folder.keyring_json.read_bytes() == keyring.encode()
    assert files.read().notice is None


def test_a_lost_copy_does_not_matter(files: KeyringFile, keyring: Keyring) -> None:
    files.write(keyring)
    damage(files.folder.keyring_bak)
    found = files.read()
    assert (found.keyring, found.notice, found.copy) == (keyring, None, None)


def test_both_gone_and_both_damaged(files: KeyringFile, keyring: Keyring) -> None:
    with pytest.raises(KeyringMissing):
        files.read()
    files.write(keyring)
    damage(files.folder.keyring_json)
    damage(files.folder.keyring_bak)
    with pytest.raises(KeyringDamaged):
        files.read()
    files.folder.keyring_bak.unlink()
    with pytest.raises(KeyringDamaged):
        files.read()


def test_a_newer_keyring_is_no_damaged_one(files: KeyringFile, keyring: Keyring) -> None:
    files.write(keyring)
    for newer in (b'{"format":1,"unheard":{}}', b'{"crit":["unheard"],"format":0,"recovery":null,"slots":[]}'):
        files.folder.keyring_json.write_bytes(newer)
        with pytest.raises(NewerVault):
            files.read()
        assert files.folder.keyring_json.read_bytes() == newer


def test_another_vaults_keyring_has_no_other_form(files: KeyringFile, keyring: Keyring) -> None:
    """The file names no vault; the slots are bound to theirs, so nothing in it opens here."""
    files.write(keyring)
    elsewhere = KeyringFile(files.folder, new_id())
    with pytest.raises(Fault):
        elsewhere.read().keyring.open_slot("Ida", "fire gamle stole")


def test_the_order_of_writing(files: KeyringFile, keyring: Keyring, scripted_disk: MakeDisk) -> None:
    steps: list[str] = []
    KeyringFile(files.folder, VAULT, scripted_disk(steps)).write(keyring)
    assert [step for step in steps if step.startswith("rename")] == [
        "rename .keyring.json.bak.part keyring.json.bak",
        "rename .keyring.json.part keyring.json",
    ]


@pytest.mark.parametrize(
    "step", ["create .keyring.json.bak", "rename .keyring.json.bak", "create .keyring.json.part", "rename .keyring.json.part"]
)
def test_a_full_disk_leaves_what_was_true(step: str, files: KeyringFile, keyring: Keyring, scripted_disk: MakeDisk) -> None:
    files.write(keyring)
    changed = keyring.change_passphrase("Ida", "fire gamle stole", "otte nye lamper")
    with pytest.raises(StorageError):
        KeyringFile(files.folder, VAULT, scripted_disk([], step)).write(changed)
    assert files.read().keyring == keyring


def test_a_rekey_cut_off_after_its_first_step_shows_the_copy(files: KeyringFile, keyring: Keyring) -> None:
    files.write(keyring)
    rekeyed = keyring.rewrap(SecretBytes(bytes(range(32, 64))), {slot.seal for slot in keyring.slots})
    files.write_copy(rekeyed)
    found = files.read()
    assert (found.keyring, found.copy, found.notice) == (keyring, rekeyed, None)
