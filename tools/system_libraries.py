"""Checks that what Qt loads from the operating system is here; standard library only.

Without a word after it: what Qt needs where nothing is shown. `--screen`: what a window on an X screen needs besides.
`--desktop`: what `make test-desktop` needs besides that: a screen of its own, a bus, and eyes for the accessible tree.
As root on Debian what is missing is installed. Otherwise it is named in one sentence and the exit status is 1.
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

SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's own: its bindings of the accessible tree are not for the Python of .venv."""
PROGRAMS = {
    "Xvfb": "xvfb",
    "ratpoison": "ratpoison",
    "dbus-run-session": "dbus-daemon",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
BINDINGS = {"import gi": "python3-gi", "import gi; gi.require_version('Atspi', '2.0')": "gir1.2-atspi-2.0"}


def is_missing(library: str) -> bool:
    """Whether the loader does not find `library`: the same question that Qt will ask it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def cannot(statement: str) -> bool:
    """Whether the system's Python fails at `statement`."""
    if shutil.which(SYSTEM_PYTHON) is None:
        return True
    asked = [SYSTEM_PYTHON, "-c", statement]
    return subprocess.run(asked, check=False, stderr=subprocess.DEVNULL).returncode != 0  # noqa: S603 - fixed words


def wanting(words: list[str]) -> list[str]:
    """The Debian packages that are not here and are needed for what `words` ask for."""
    screen = {"--screen", "--desktop"} & set(words)
    packages = [package for library, package in (OFFSCREEN | SCREEN if screen else OFFSCREEN).items() if is_missing(library)]
    if "--desktop" in words:
        packages += [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
        packages += [package for statement, package in BINDINGS.items() if cannot(statement)]
    return packages


def install(packages: list[str]) -> bool:
    """Install Debian packages as root; whether that went well."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    print(f"Installing from Debian: {' '.join(packages)}.", file=sys.stderr)
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
    packages = wanting(sys.argv[1:])
    if not packages:
        return 0
    if install(packages):
        return 0
    print(
        f"This needs packages of the system that are missing: ask an administrator for {' '.join(packages)}, then try again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
