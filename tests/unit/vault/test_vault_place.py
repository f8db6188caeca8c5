"""Where a vault must not lie."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from desktop.errors import UnsafeFolder
from desktop.vault.place import is_on_network, is_synchronised, parse_mount_listing, parse_mounts, read_mounts, require_safe

PROC_MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
server:/export /srv/nfs nfs4 rw 0 0
//server/share /mnt/office cifs rw 0 0
user@server: /mnt/far\\040away fuse.sshfs rw 0 0
/dev/sdb1 /srv/nfs/stick vfat rw 0 0
short
"""
MAC_MOUNTS = """\
/dev/disk1s1 on / (apfs, local, journaled)
//user@server/share on /Volumes/share (smbfs, nodev, nosuid)
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/srv/ida/vault", False),
        ("/srv/nfs", True),
        ("/srv/nfs/vault", True),
        ("/srv/nfsx/vault", False),
        ("/srv/nfs/stick/vault", False),
        ("/mnt/office/a/b", True),
        ("/mnt/far away/vault", True),
        ("//server/share/vault", True),
    ],
)
def test_network_drives_by_mount(path: str, network: bool) -> None:
    assert is_on_network(PurePosixPath(path), parse_mounts(PROC_MOUNTS)) is network


def test_network_drives_elsewhere() -> None:
    assert is_on_network(PurePosixPath("/Volumes/share/vault"), parse_mount_listing(MAC_MOUNTS))
    assert not is_on_network(PurePosixPath("/private/ida/vault"), parse_mount_listing(MAC_MOUNTS))
    assert is_on_network(PureWindowsPath("\\\\server\\share\\vault"), [])
    assert is_on_network(PureWindowsPath("Z:\\vault"), [("Z:\\", "smb")])
    assert not is_on_network(PureWindowsPath("C:\\vault"), [("Z:\\", "smb")])


@pytest.mark.parametrize(
    "name",
    [
        "OneDrive",
        "OneDrive - Organisation",
        "Dropbox",
        "Dropbox (Work)",
        "Google Drive",
        "iCloudDrive",
        "Nextcloud",
        "CloudStorage",
        "Box",
        "Sync",
    ],
)
def test_sync_programs_by_name(name: str, tmp_path: Path) -> None:
    assert is_synchronised(tmp_path / name / "below" / "vault")
    assert not is_synchronised(tmp_path / f"not {name}" / "vault")


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".sync_0123.db", ".nextcloudsync.log"])
def test_sync_programs_by_their_marks(mark: str, tmp_path: Path) -> None:
    assert not is_synchronised(tmp_path / "below" / "vault")
    (tmp_path / mark).touch()
    assert is_synchronised(tmp_path / "below" / "vault")


def test_the_way_of_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(UnsafeFolder):
        require_safe(tmp_path / "innocent" / "vault")


def test_this_machine(tmp_path: Path) -> None:
    require_safe(tmp_path / "vault")
    require_safe(tmp_path / "vault", read_mounts())
    with pytest.raises(UnsafeFolder):
        require_safe(tmp_path, [("/", "nfs4")])
