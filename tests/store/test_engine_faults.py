"""The world's faults as the store meets them, each made for real where a test can make it."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from desktop.crypto.buffers import SecretBytes
from desktop.errors import FULL, READ_ONLY, UNREADABLE, DamagedStore, Fault, StorageError, VaultInUse, WrongPassphrase
from desktop.store.backup import backup, check_pages, rekey
from desktop.store.engine import PRAGMAS, begin_immediate, open_engine
from desktop.store.faults import storage_fault

KEY = bytes(range(1, 33))
OTHER_KEY = bytes(range(2, 34))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    made = open_engine(path, SecretBytes(KEY), create=True)
    with made.begin() as connection:
        begin_immediate(connection)
        connection.exec_driver_sql("CREATE TABLE visit (id INTEGER PRIMARY KEY, note TEXT)")
        connection.exec_driver_sql("INSERT INTO visit VALUES (?, ?)", [(number, "x" * 500) for number in range(200)])
    yield made
    made.dispose()


def told(engine: Engine, path: Path, *statements: str) -> Fault | None:
    """What a person is told of the error of the last statement."""
    *before, last = statements
    with engine.connect() as connection:
        for statement in before:
            connection.exec_driver_sql(statement)
        with pytest.raises(DBAPIError) as error:
            connection.exec_driver_sql(last)
    engine.dispose()
    return storage_fault(error.value, path)


def test_full_disk(engine: Engine, path: Path) -> None:
    fault = told(engine, path, "PRAGMA max_page_count = 40", "INSERT INTO visit SELECT id + 1000, note FROM visit")
    assert isinstance(fault, StorageError)
    assert fault.arguments == {"path": str(path), "reason": FULL}


def test_read_only(engine: Engine, path: Path) -> None:
    fault = told(engine, path, "PRAGMA query_only = ON", "DELETE FROM visit")
    assert isinstance(fault, StorageError)
    assert fault.arguments["reason"] == READ_ONLY


def test_programming_faults_are_ours(engine: Engine, path: Path) -> None:
    assert told(engine, path, "SELECT nothing FROM nowhere") is None
    assert told(engine, path, "INSERT INTO visit VALUES (1, '')") is None
    assert storage_fault(ValueError(), path) is None


def test_faults_that_are_told_already_pass(path: Path) -> None:
    known = WrongPassphrase(label="Ida")
    assert storage_fault(known, path) is known


@pytest.mark.parametrize(("number", "reason"), [(errno.ENOSPC, FULL), (errno.EROFS, READ_ONLY), (errno.EIO, UNREADABLE)])
def test_errors_of_the_operating_system(number: int, reason: str, path: Path) -> None:
    fault = storage_fault(OSError(number, "as the system says it"), path)
    assert isinstance(fault, StorageError)
    assert fault.arguments["reason"] == reason


def test_every_page_is_guarded(engine: Engine, path: Path) -> None:
    engine.dispose()
    whole = path.read_bytes()
    for page in range(len(whole) // 4096):
        damaged = bytearray(whole)
        damaged[page * 4096 + 1234] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(DamagedStore):
            check(path)
    path.write_bytes(whole[:-4096])
    with pytest.raises(DamagedStore):
        check(path)
    path.write_bytes(whole)
    check(path)


def check(path: Path) -> None:
    quick = tuple(pair for pair in PRAGMAS if pair[0] != "cipher_memory_security")
    opened = open_engine(path, SecretBytes(KEY), pragmas=quick)
    try:
        check_pages(opened, path)
    finally:
        opened.dispose()


def test_backup_has_its_own_key_and_no_plaintext(engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "backup" / "store.db"
    target.parent.mkdir()
    target.write_bytes(b"an older backup")
    backup(engine, target, SecretBytes(OTHER_KEY))
    assert [file.name for file in target.parent.iterdir()] == ["store.db"]
    assert b"xxxxxxxx" not in target.read_bytes()
    with pytest.raises(DamagedStore):
        open_engine(target, SecretBytes(KEY))
    copy = open_engine(target, SecretBytes(OTHER_KEY))
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM visit").scalar() == 200
    copy.dispose()


def test_failed_backup_leaves_the_older_one(engine: Engine, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"an older backup")
    engine.dispose()
    damaged = bytearray(path.read_bytes())
    damaged[5 * 4096 + 99] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DamagedStore):
        backup(engine, target, SecretBytes(OTHER_KEY))
    engine.dispose()
    assert target.read_bytes() == b"an older backup"
    assert {file.name for file in tmp_path.iterdir()} == {"copy.db", "store.db"}


def test_backup_to_a_place_that_is_not_there(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        backup(engine, tmp_path / "nowhere" / "copy.db", SecretBytes(OTHER_KEY))
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError):
        backup(engine, tmp_path / "folder", SecretBytes(OTHER_KEY))


def test_backup_to_a_disk_that_fills_up(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step fails: flushing. Nothing bears the name, nothing is left."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    (tmp_path / "backup").mkdir()
    monkeypatch.setattr("desktop.store.backup.os.fsync", full)
    with pytest.raises(StorageError) as fault:
        backup(engine, tmp_path / "backup" / "store.db", SecretBytes(OTHER_KEY))
    assert fault.value.arguments["reason"] == FULL
    assert not list((tmp_path / "backup").iterdir())


def test_a_backup_that_meets_a_damaged_page_outside_every_table(engine: Engine, path: Path) -> None:
    """A page that no query reads is found by the check of pages alone."""
    with engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM visit")
    engine.dispose()
    damaged = bytearray(path.read_bytes())
    damaged[-2000] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DamagedStore):
        check(path)


def count(path: Path, key: bytes) -> int:
    opened = open_engine(path, SecretBytes(key))
    try:
        with opened.connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM visit").scalar_one())
    finally:
        opened.dispose()


def test_a_new_key(engine: Engine, path: Path) -> None:
    engine.dispose()
    rekey(path, SecretBytes(KEY), SecretBytes(OTHER_KEY))
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    assert count(path, OTHER_KEY) == 200
    with pytest.raises(DamagedStore):
        count(path, KEY)


def test_no_new_key_while_somebody_has_the_store_open(engine: Engine, path: Path) -> None:
    """The other one's last writes lie beside the file and would be replayed into the new store."""
    with engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM visit WHERE id < 10")
        with pytest.raises(VaultInUse):
            rekey(path, SecretBytes(KEY), SecretBytes(OTHER_KEY))
    engine.dispose()
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    assert count(path, KEY) == 190


def test_a_new_key_that_meets_a_full_disk(engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.dispose()
    flushed: list[int] = []

    def full_at_last(handle: int) -> None:
        """The copy's file and folder reach the disk, the renamed store's do not."""
        flushed.append(handle)
        if len(flushed) > 2:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("desktop.store.backup.os.fsync", full_at_last)
    with pytest.raises(StorageError):
        rekey(path, SecretBytes(KEY), SecretBytes(OTHER_KEY))
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    assert count(path, KEY) == 200
