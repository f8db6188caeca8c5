"""Checks that the shared libraries are here which Qt loads from the operating system; standard library only.

As root on Debian the missing ones are installed. Otherwise they are named in one sentence and the exit status is 1.
Windows and macOS carry what Qt needs, so there is nothing to check there.
"""

import ctypes
import os
import shutil
import subprocess
import sys

OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}


def is_missing(library: str) -> bool:
    """Whether the loader does not find `library`: the same question that Qt will ask it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def install(packages: list[str]) -> bool:
    """Install Debian packages as root; whether that went well."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    print(f"Installing what Qt needs from Debian: {' '.join(packages)}.", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = [[apt, "update", "-qq"], [apt, "install", "-qq", "-y", "--no-install-recommends", *packages]]
    for command in commands:
        done = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words and the names above
        if done.returncode != 0:
            return False
    return True


def main() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    wanted = OFFSCREEN | SCREEN if "--screen" in sys.argv[1:] else OFFSCREEN
    packages = [package for library, package in wanted.items() if is_missing(library)]
    if not packages:
        return 0
    if install(packages):
        return 0
    print(f"Qt needs system libraries that are missing: ask an administrator for {' '.join(packages)}, then try again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
