"""One writer per vault, and a lock that dies with its process."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.errors import StorageError, VaultInUse
from desktop.vault.lock import VaultLock

HOLDER = """
import sys
from pathlib import Path
from desktop.vault.lock import VaultLock
with VaultLock(Path(sys.argv[1])):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    sys.stdin.read()
"""


def test_a_second_holder_in_this_process(tmp_path: Path) -> None:
    with VaultLock(tmp_path / "lock") as lock:
        with pytest.raises(VaultInUse) as refusal:
            VaultLock(tmp_path / "lock")
        assert refusal.value.arguments == {"folder": str(tmp_path)}
        lock.close()
        lock.close()
        VaultLock(tmp_path / "lock").close()


def test_another_process_killed_while_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: S603 - our own script
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(VaultInUse):
            VaultLock(path)
        holder.kill()
        holder.wait()
        VaultLock(path).close()


def test_the_lock_is_not_handed_to_children(tmp_path: Path) -> None:
    with VaultLock(tmp_path / "lock"):
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    VaultLock(tmp_path / "lock").close()
    child.communicate()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        VaultLock(tmp_path / "nowhere" / "lock")
