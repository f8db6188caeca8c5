"""Backups, restores and new store keys: nothing lost or doubled, what was erased stays erased, a crash leaves a vault that opens."""

import shutil
from pathlib import Path

import pytest

from desktop import house
from desktop.errors import BackupDamaged, DamagedStore, NewerVault, NotABackup, StorageError, VaultExists, WrongPassphrase
from desktop.house import OpenVault
from desktop.services.audience import of_course
from desktop.store import backup as store_backup
from desktop.store import state
from desktop.vault.backup_file import read_backup
from tests.integration.cli import GOOD, Line


def opened(line: Line, vault: Path) -> OpenVault:
    return house.open_vault(vault, "Anna", GOOD, line.settings)


def log(line: Line, vault: Path, day: str) -> str:
    said = line.json("session", "log", vault, "--course", "Ravn/VISITING", "--date", day, "--outcome", "held", "--minutes", "60")
    return str(said["session"])


def sessions(line: Line, vault: Path) -> list[str]:
    with opened(line, vault) as site:
        return sorted(one.id for one in site.do.sessions.recent())


def inc(site: OpenVault) -> str:
    with site.store.reading() as reading:
        return state.text(reading.connection, state.INCARNATION)


@pytest.fixture
def site(tree: tuple[Path, Path]) -> Path:
    return tree[1]


def test_a_backup_put_back_is_the_same_vault_in_a_new_incarnation(line: Line, site: Path) -> None:
    kept = log(line, site, "2026-02-01")
    digest = line.check(site)["state_digest"]
    line.ok("vault", "backup", site, line.folder / "a.backup")
    log(line, site, "2026-02-15")
    shutil.rmtree(site)
    line.ok("vault", "restore", line.folder / "a.backup", site, "--user", "Anna")
    assert sessions(line, site) == [kept]
    found = line.check(site)
    assert found["state_digest"] != digest  # the note of the new incarnation
    with opened(line, site) as again, again.store.reading() as reading:
        old = reading.connection.exec_driver_sql("SELECT old FROM incarnation WHERE state = 'live'").scalars().all()
    assert len(old) == 1
    log(line, site, "2026-02-16")
    line.check(site)


def test_what_was_erased_since_is_erased_again_before_anybody_sees_it(line: Line, site: Path) -> None:
    gone, kept = log(line, site, "2026-02-01"), log(line, site, "2026-02-08")
    line.ok("vault", "backup", site, line.folder / "a.backup")
    with opened(line, site) as before:
        course = next(one for one in before.do.courses.list() if one.alias == "Ravn").course
        with before.store.writing(before.context.author) as work:
            work.erase("session", gone, of_course(course.id, course.participant, local=False))
    shutil.rmtree(site)
    assert line.json("vault", "restore", line.folder / "a.backup", site, "--user", "Anna")["erased"] == 1
    assert sessions(line, site) == [kept]
    line.check(site)


def test_a_restore_that_fails_leaves_nothing(line: Line, site: Path) -> None:
    file, to = line.folder / "a.backup", line.folder / "again"
    line.ok("vault", "backup", site, file)
    whole = file.read_bytes()
    assert line.run("vault", "restore", file, to, "--user", "Anna", phrase="forkert frase til ingen").faults == ["WrongPassphrase"]
    for name, data in {"cut": whole[:-100], "longer": whole + b"x", "flipped": whole[:-5000] + b"\0" + whole[-4999:]}.items():
        (line.folder / name).write_bytes(data)
        assert line.run("vault", "restore", line.folder / name, to, "--user", "Anna").faults == ["BackupDamaged"], name
    (line.folder / "other").write_bytes(b"noget helt andet")
    assert line.run("vault", "restore", line.folder / "other", to, "--user", "Anna").faults == ["NotABackup"]
    (line.folder / "newer").write_bytes(whole[:4] + b"\x09" + whole[5:])
    assert line.run("vault", "restore", line.folder / "newer", to, "--user", "Anna").faults == ["NewerVault"]
    assert not to.exists()
    assert line.run("vault", "restore", file, site, "--user", "Anna").faults == ["VaultExists"]
    assert {VaultExists, WrongPassphrase, BackupDamaged, NotABackup, NewerVault}


def test_any_flipped_byte_of_the_head_is_noticed(line: Line, site: Path) -> None:
    line.ok("vault", "backup", site, line.folder / "a.backup")
    whole = bytearray((line.folder / "a.backup").read_bytes())
    for at in (*range(12), *range(12, 4000, 37)):
        flipped = bytearray(whole)
        flipped[at] ^= 1
        (line.folder / "b").write_bytes(flipped)
        with pytest.raises((NotABackup, BackupDamaged, NewerVault)):
            read_backup(line.folder / "b")


def test_nothing_of_a_backup_is_in_the_clear(line: Line, site: Path) -> None:
    line.ok("vault", "backup", site, line.folder / "a.backup")
    data = (line.folder / "a.backup").read_bytes()
    for word in ("Ravn", "Olsen", "Bo Berg", "VISITING"):
        assert word.encode() not in data


def test_a_new_store_key_shuts_out_the_old_one(line: Line, site: Path) -> None:
    """The names are granted to the vault's new key; nothing else that anybody sees has changed."""
    log(line, site, "2026-01-25")
    before = sessions(line, site)
    with opened(line, site) as first:
        old = bytes(first.slot.store_key.view)
    assert line.json("vault", "rekey", site)["lost"] == []
    line.check(site)
    assert sessions(line, site) == before
    with opened(line, site) as again:
        assert bytes(again.slot.store_key.view) != old
    log(line, site, "2026-02-01")


@pytest.mark.parametrize("step", ["store", "keyring"])
def test_a_rekey_that_is_cut_off_leaves_a_vault_that_opens(line: Line, site: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before the store has the new key, or before keyring.json has it."""
    log(line, site, "2026-01-25")
    before = sessions(line, site)

    def broken(*_args: object, **_options: object) -> None:
        raise StorageError(path="", reason="x")

    with monkeypatch.context() as cut:
        if step == "store":
            cut.setattr(store_backup, "rekey", broken)
        else:
            cut.setattr("desktop.vault.keyring_file.KeyringFile.write", broken)
        assert line.run("vault", "rekey", site).faults == ["StorageError"]
    line.check(site)
    line.ok("vault", "rekey", site)
    line.check(site)
    assert sessions(line, site) == before


def test_somebody_who_was_removed_gets_no_new_key(line: Line, site: Path) -> None:
    line.ok(
        "user",
        "add",
        site,
        "--label",
        "Eva",
        "--name",
        "Eva Ek",
        "--role",
        "VISIT_LEADER",
        "--user",
        "Anna",
        "--new-passphrase-file",
        line.file("eva", GOOD),
    )
    old = (site / "keyring.json").read_bytes()
    with opened(line, site) as vault:  # without the new keys that the command gives
        vault.do.people.remove("Eva")
    for name in ("keyring.json", "keyring.json.bak"):
        (site / name).write_bytes(old)
    assert line.json("vault", "rekey", site, "--user", "Anna")["lost"] == ["Eva"]
    for name in ("keyring.json", "keyring.json.bak"):
        (site / name).write_bytes(old)
    with pytest.raises(DamagedStore):
        house.open_vault(site, "Eva", GOOD, line.settings)
