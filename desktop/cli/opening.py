"""When the command line ends in a window: what it is opened on, and whether there is a screen for it. Nothing here knows Qt."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.settings import Language


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """The window is wanted, at Unlock. What is left out is as on every other day.

    `home` holds the vaults to choose from, `vault` is the one chosen at first, `state` is where this machine remembers them.
    `today`: pretend that it is that day. A passphrase is never handed over: the person types it.
    """

    home: Path | None = None
    vault: Path | None = None
    state: Path | None = None
    language: Language | None = None
    today: date | None = None


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window could be seen here."""
    return platform != "linux" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
