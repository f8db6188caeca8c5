"""A name stands for a whole file, whatever fails."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from desktop.errors import BUSY, FULL, GONE, NO_RIGHTS, READ_ONLY, UNREADABLE, StorageError
from desktop.vault.atomic import Disk, fill_file, read_file, remove_file, temporary_of, write_file

MakeDisk = Callable[..., Disk]


def test_the_order_of_steps(tmp_path: Path, scripted_disk: MakeDisk) -> None:
    steps: list[str] = []
    write_file(tmp_path / "keyring.json", b"{}", disk=scripted_disk(steps))
    assert steps == ["create .keyring.json.part", "flush", "rename .keyring.json.part keyring.json", "flush folder"]
    assert [path.name for path in tmp_path.iterdir()] == ["keyring.json"]
    assert (tmp_path / "keyring.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("step", ["create", "write", "flush", "rename"])
def test_a_full_disk_leaves_the_former_file(step: str, tmp_path: Path, scripted_disk: MakeDisk) -> None:
    path = tmp_path / "keyring.json"
    path.write_bytes(b"former")
    with pytest.raises(StorageError) as fault:
        write_file(path, b"new content", disk=scripted_disk([], step))
    assert fault.value.arguments == {"path": str(path), "reason": FULL}
    assert path.read_bytes() == b"former"
    assert [file.name for file in tmp_path.iterdir()] == ["keyring.json"]


def test_nothing_bears_the_name_of_a_file_that_was_never_whole(tmp_path: Path, scripted_disk: MakeDisk) -> None:
    for step in ("create", "write", "flush", "rename"):
        with pytest.raises(StorageError):
            write_file(tmp_path / "new", b"content", disk=scripted_disk([], step))
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EFBIG, FULL),
        (errno.EROFS, READ_ONLY),
        (errno.EACCES, NO_RIGHTS),
        (errno.EPERM, NO_RIGHTS),
        (errno.ENODEV, GONE),
        (errno.EBUSY, BUSY),
        (errno.EIO, UNREADABLE),
    ],
)
def test_the_reason_is_a_plain_phrase(number: int, reason: str, tmp_path: Path, scripted_disk: MakeDisk) -> None:
    with pytest.raises(StorageError) as fault:
        write_file(tmp_path / "file", b"content", disk=scripted_disk([], "flush", number))
    assert fault.value.arguments["reason"] == reason


def test_a_leftover_of_a_crash_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "file"
    temporary_of(path).write_bytes(b"half of something longer than the new content")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_what_the_writer_raises_comes_through(tmp_path: Path) -> None:
    def fill(file: BinaryIO) -> None:
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_file(tmp_path / "file", fill)
    assert not list(tmp_path.iterdir())


def test_the_first_error_is_told_when_even_the_leftover_stays(tmp_path: Path, scripted_disk: MakeDisk) -> None:
    class Stubborn:
        """A disk that fails twice."""

        def __init__(self) -> None:
            self._disk = scripted_disk([], "flush")
            self.create, self.flush = self._disk.create, self._disk.flush
            self.rename, self.flush_folder = self._disk.rename, self._disk.flush_folder

        def remove(self, path: Path) -> None:
            raise OSError(errno.EIO, str(path))

    with pytest.raises(StorageError) as fault:
        write_file(tmp_path / "file", b"content", disk=Stubborn())
    assert fault.value.arguments["reason"] == FULL


def test_reading(tmp_path: Path) -> None:
    assert read_file(tmp_path / "nowhere", 10) is None
    (tmp_path / "file").write_bytes(b"0123456789abc")
    assert read_file(tmp_path / "file", 10) == b"0123456789"
    with pytest.raises(StorageError):
        read_file(tmp_path, 10)


def test_removing(tmp_path: Path, scripted_disk: MakeDisk) -> None:
    (tmp_path / "file").write_bytes(b"")
    remove_file(tmp_path / "file")
    remove_file(tmp_path / "file")
    with pytest.raises(StorageError):
        remove_file(tmp_path / "file", disk=scripted_disk([], "remove", errno.EACCES))
