"""Files between the vaults of one machine: one live file per edge, everyone tries every file."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from desktop.errors import SizeLimit, StorageError
from desktop.vault.atomic import Disk
from desktop.vault.exchange import Exchange
from desktop.vault.spool import PIECE, copy_in

MakeDisk = Callable[..., Disk]
VOLUNTEER, SITE, HQ = "a" * 32, "b" * 32, "c" * 32
LIMIT = 1000


def filled(content: bytes) -> Callable[[BinaryIO], object]:
    return lambda file: file.write(content)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "exchange"


def vault(tmp_path: Path, shared: Path, name: str) -> tuple[Exchange, Path]:
    """A vault's side of the exchange, and its spool."""
    (tmp_path / name / "spool").mkdir(parents=True, exist_ok=True)
    return Exchange(shared, tmp_path / name / "exchange.json"), tmp_path / name / "spool"


def contents(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.iterdir())


def test_the_newest_file_takes_the_place_of_the_former(tmp_path: Path, shared: Path) -> None:
    sender, _ = vault(tmp_path, shared, "volunteer")
    for content in (b"first", b"second", b"third"):
        sender.put(VOLUNTEER, SITE, filled(content))
        sender.put(VOLUNTEER, HQ, filled(content + b" for headquarters"))
    assert contents(shared) == [b"third", b"third for headquarters"]
    sender.withdraw(VOLUNTEER, SITE)
    assert contents(shared) == [b"third for headquarters"]


def test_everyone_tries_every_file_but_their_own(tmp_path: Path, shared: Path) -> None:
    volunteer, _ = vault(tmp_path, shared, "volunteer")
    site, spool = vault(tmp_path, shared, "site")
    volunteer.put(VOLUNTEER, SITE, filled(b"up"))
    site.put(SITE, VOLUNTEER, filled(b"down"))
    taken = list(site.take(spool, LIMIT))
    assert [each.path.read_bytes() for each in taken] == [b"up"]
    assert len(contents(shared)) == 2
    taken[0].forget()
    assert contents(shared) == [b"down"]
    taken[0].discard()
    assert not contents(spool)
    taken[0].forget()


def test_the_sender_bears_a_recipient_who_deleted(tmp_path: Path, shared: Path) -> None:
    volunteer, _ = vault(tmp_path, shared, "volunteer")
    volunteer.put(VOLUNTEER, SITE, filled(b"first")).unlink()
    volunteer.put(VOLUNTEER, SITE, filled(b"second"))
    assert contents(shared) == [b"second"]


def test_a_file_that_vanishes_or_is_held_is_passed_over(tmp_path: Path, shared: Path) -> None:
    volunteer, _ = vault(tmp_path, shared, "volunteer")
    site, spool = vault(tmp_path, shared, "site")
    paths = sorted(volunteer.put(f"{number:032x}", SITE, filled(b"file")) for number in range(3))
    walk = site.take(spool, LIMIT)
    next(walk)
    paths[1].unlink()
    paths[1].mkdir()  # stands for a file that another program holds: it cannot be read
    assert [taken.source for taken in walk] == [paths[2]]


def test_strange_files_are_left_alone(tmp_path: Path, shared: Path) -> None:
    site, spool = vault(tmp_path, shared, "site")
    assert list(site.take(spool, LIMIT)) == []
    shared.mkdir()
    (shared / ".half.indenfor").write_bytes(b"being written")
    (shared / "holiday.jpg").write_bytes(b"a picture")
    (shared / f"{'d' * 32}.indenfor").write_bytes(b"x" * (LIMIT + 1))
    assert list(site.take(spool, LIMIT)) == []
    assert not contents(spool)


def test_a_spool_that_cannot_be_written_is_told(tmp_path: Path, shared: Path) -> None:
    volunteer, _ = vault(tmp_path, shared, "volunteer")
    site, spool = vault(tmp_path, shared, "site")
    volunteer.put(VOLUNTEER, SITE, filled(b"up"))
    with pytest.raises(StorageError) as fault:
        next(site.take(spool / "nowhere", LIMIT))
    assert str(fault.value.arguments["path"]).startswith(str(spool))


def test_a_crash_between_any_two_steps_leaves_one_file_after_the_next_put(tmp_path: Path, shared: Path, scripted_disk: MakeDisk) -> None:
    """Killed means: no clean-up runs. The disk raises what no code catches."""
    steps: list[str] = []
    state = tmp_path / "exchange.json"
    Exchange(shared, state, scripted_disk(steps)).put(VOLUNTEER, SITE, filled(b"first"))
    steps.clear()
    Exchange(shared, state, scripted_disk(steps)).put(VOLUNTEER, SITE, filled(b"second"))
    for killed_at in range(len(steps)):
        with pytest.raises(KeyboardInterrupt):
            Exchange(shared, state, _Killed(scripted_disk([]), killed_at)).put(VOLUNTEER, SITE, filled(b"cut off"))
        assert any(content in {b"second", b"cut off"} for content in contents(shared))
        Exchange(shared, state).put(VOLUNTEER, SITE, filled(b"second"))
        assert contents(shared) == [b"second"]


class _Killed:
    """From the given step on, nothing reaches the disk any more."""

    def __init__(self, disk: Disk, steps: int) -> None:
        self._disk = disk
        self._left = steps

    def _step(self) -> None:
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1

    def create(self, path: Path) -> BinaryIO:
        self._step()
        return self._disk.create(path)

    def flush(self, file: BinaryIO) -> None:
        self._step()
        self._disk.flush(file)

    def rename(self, source: Path, target: Path) -> None:
        self._step()
        self._disk.rename(source, target)

    def flush_folder(self, folder: Path) -> None:
        self._step()
        self._disk.flush_folder(folder)

    def remove(self, path: Path) -> None:
        self._step()
        self._disk.remove(path)


def test_a_former_file_that_is_held_goes_with_the_next_put(tmp_path: Path, shared: Path, scripted_disk: MakeDisk) -> None:
    state = tmp_path / "exchange.json"
    Exchange(shared, state).put(VOLUNTEER, SITE, filled(b"first"))
    held = scripted_disk([], "remove", errno.EACCES)
    Exchange(shared, state, held).put(VOLUNTEER, SITE, filled(b"second"))
    assert contents(shared) == [b"first", b"second"]
    Exchange(shared, state, held).withdraw(VOLUNTEER, SITE)
    assert len(contents(shared)) == 2
    Exchange(shared, state).put(VOLUNTEER, SITE, filled(b"third"))
    assert contents(shared) == [b"third"]


def test_a_full_disk_keeps_the_former_file(tmp_path: Path, shared: Path, scripted_disk: MakeDisk) -> None:
    state = tmp_path / "exchange.json"
    Exchange(shared, state).put(VOLUNTEER, SITE, filled(b"first"))
    with pytest.raises(StorageError):
        Exchange(shared, state, scripted_disk([], "write")).put(VOLUNTEER, SITE, filled(b"second"))
    assert contents(shared) == [b"first"]


def test_planted_names_make_nothing_vanish(tmp_path: Path, shared: Path) -> None:
    precious = tmp_path / "store.db"
    precious.write_bytes(b"precious")
    state = tmp_path / "exchange.json"
    for planted in (b'{"%s/%s":["../store.db"]}' % (VOLUNTEER.encode(), SITE.encode()), b"no JSON"):
        state.write_bytes(planted)
        Exchange(shared, state).put(VOLUNTEER, SITE, filled(b"first"))
        assert precious.read_bytes() == b"precious"


def test_a_file_that_grows_while_it_is_copied_is_no_longer_than_any_other(tmp_path: Path) -> None:
    source, spool = tmp_path / "source", tmp_path / "spool"
    source.write_bytes(b"x" * PIECE)
    spool.mkdir()

    def grow(_done: int, _total: int) -> None:
        with source.open("ab") as more:
            more.write(b"x" * PIECE)

    with pytest.raises(SizeLimit):
        copy_in(source, spool, 2 * PIECE, tell=grow)
    assert not contents(spool)


def test_copying_in(tmp_path: Path, scripted_disk: MakeDisk) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * (2 * PIECE + 1))
    spool = tmp_path / "spool"
    spool.mkdir()
    copy = copy_in(source, spool, 2 * PIECE + 1)
    assert copy.read_bytes() == source.read_bytes()
    assert copy.parent == spool
    copy.unlink()
    with pytest.raises(SizeLimit):  # and nothing of it is copied
        copy_in(source, spool, 2 * PIECE, disk=scripted_disk([], "create"))
    with pytest.raises(StorageError) as fault:
        copy_in(source, spool, 3 * PIECE, disk=scripted_disk([], "write"))
    assert str(fault.value.arguments["path"]).startswith(str(spool))
    for gone in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(StorageError) as fault:
            copy_in(gone, spool, PIECE)
        assert fault.value.arguments["path"] == str(gone)
    assert not contents(spool)


def test_a_source_that_fails_while_it_is_read(tmp_path: Path) -> None:
    """/proc/self/mem opens and cannot be read at its beginning: like a stick that is pulled out."""
    broken = Path("/proc/self/mem")
    if not broken.exists():
        pytest.skip("only Linux has such a file")
    with pytest.raises(StorageError) as fault:
        copy_in(broken, tmp_path, PIECE)
    assert fault.value.arguments["path"] == str(broken)
    assert not contents(tmp_path)
