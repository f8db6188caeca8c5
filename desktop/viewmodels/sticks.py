"""USB sticks that are plugged in, as far as the system tells them from the computer's own disks.

Asked on the worker: a disk of a network that has gone can keep its asker waiting.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from PySide6.QtCore import QStorageInfo

MOUNTED = (PurePosixPath("/media"), PurePosixPath("/run/media"), PurePosixPath("/Volumes"))
"""Where Linux and macOS put what is plugged in."""


@dataclass(frozen=True, slots=True)
class Stick:
    """`name` is what its owner called it, or the end of its path."""

    name: str
    folder: Path


def sticks() -> tuple[Stick, ...]:
    """Those that can be written to, in the order of their names."""
    system = QStorageInfo.root().rootPath()
    found = (
        Stick(volume.name() or Path(volume.rootPath()).name or volume.rootPath(), Path(volume.rootPath()))
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and not volume.isReadOnly() and is_stick(volume.rootPath(), system, sys.platform)
    )
    return tuple(sorted(found, key=lambda stick: (stick.name.casefold(), str(stick.folder))))


def is_stick(root: str, system: str, platform: str) -> bool:
    """By where it is mounted; on Windows every drive but the one that the system is on."""
    if platform == "win32":
        return PureWindowsPath(root).drive.casefold() not in ("", PureWindowsPath(system).drive.casefold())
    path = PurePosixPath(root)
    return any(place in path.parents for place in MOUNTED)


def on_stick(folder: Path, known: Iterable[Stick]) -> bool:
    """Whether a folder lies on one of them."""
    return any(stick.folder == folder or stick.folder in folder.parents for stick in known)
