"""Which folders a vault must not lie in: network drives, and folders that a program copies to somebody's cloud.

There the operating system's lock does not hold, files change behind the store's back, and copies leave the laptop.
Three signs are judged: the kind of the mounted disk, the names in the path, and the marks that sync programs leave.
"""

import ctypes
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

from desktop.errors import UnsafeFolder

NETWORK_DISKS = frozenset({
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "webdav", "davfs", "davfs2", "ceph",
    "glusterfs", "sshfs", "rclone", "gvfsd-fuse", "onedriver", "google-drive-ocamlfuse", "s3fs", "goofys", "osxfuse", "macfuse",
})  # fmt: skip
# A folder's name begins so ("OneDrive - Organisation", "Dropbox (Work)") …
SYNC_BEGINNINGS = (
    "onedrive", "dropbox", "google drive", "googledrive", "icloud", "com~apple~clouddocs", "mobile documents", "nextcloud",
    "owncloud", "cloudstorage", "syncthing", "megasync", "pcloud", "seafile", "sharepoint",
)  # fmt: skip
# … or is exactly so.
SYNC_NAMES = frozenset({"box", "box sync", "mega", "sync"})
SYNC_MARKS = (".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log", ".sync_*.db", "._sync_*.db")

_LETTERS = tuple(f"{letter}:\\" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DRIVE_REMOTE = 4  # the answer of GetDriveTypeW for a letter that stands for a network drive

Mount = tuple[str, str]  # mount point, kind of file system


def require_safe(path: Path, mounts: Iterable[Mount] | None = None) -> None:
    """Raise UnsafeFolder if `path`, which need not exist, is synchronised or on a network."""
    whole = path.expanduser().resolve()
    mounted = read_mounts() if mounts is None else mounts
    if is_synchronised(whole) or is_on_network(whole, mounted):
        raise UnsafeFolder(folder=str(path))


def is_synchronised(path: Path) -> bool:
    """By the names in the path, and by what sync programs leave in the folders above."""
    for part in path.parts:
        name = part.casefold()
        if name in SYNC_NAMES or name.startswith(SYNC_BEGINNINGS):
            return True
    return any(_is_marked(folder) for folder in (path, *path.parents))


def is_on_network(path: PurePath, mounts: Iterable[Mount]) -> bool:
    """By the mount that holds the path (the longest that fits; of equals the last), and on Windows by the drive."""
    if str(path).startswith(("\\\\", "//")):
        return True
    kind, longest = "", -1
    for point, file_system in mounts:
        length = len(PurePath(point).parts)
        if path.is_relative_to(point) and length >= longest:
            kind, longest = file_system, length
    return kind.removeprefix("fuse.").casefold() in NETWORK_DISKS


def parse_mounts(table: str) -> list[Mount]:
    """The lines of /proc/mounts: device, point (with spaces as \\040), kind, options."""
    rows = (line.split(" ") for line in table.splitlines())
    return [(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), row[1]), row[2]) for row in rows if len(row) > 2]


def parse_mount_listing(listing: str) -> list[Mount]:
    """The lines of macOS's mount command: "device on /point (kind, options)"."""
    found = re.findall(r"^.* on (/.*) \(([a-z0-9]+)", listing, flags=re.MULTILINE)
    return [(point, kind) for point, kind in found]


def read_mounts() -> list[Mount]:
    """What is mounted now, as far as this system tells."""
    if sys.platform == "win32":
        return [(letter, "smb") for letter in _LETTERS if ctypes.windll.kernel32.GetDriveTypeW(letter) == _DRIVE_REMOTE]
    if sys.platform == "darwin":
        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
        return parse_mount_listing(listing.stdout)
    try:
        return parse_mounts(Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return []


def _is_marked(folder: Path) -> bool:
    """Whether a sync program has left its mark; a folder that cannot be read bears none."""
    try:
        return any(next(folder.glob(mark), None) is not None for mark in SYNC_MARKS)
    except OSError:
        return False
