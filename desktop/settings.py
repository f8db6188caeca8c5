"""What a person prefers on this machine, as a typed value. Kept beside the witness, outside every vault; nothing secret.

preferences.json = {"language":"da"|"en"}
"""

from pathlib import Path
from typing import Literal

import msgspec

FILE = "preferences.json"
LIMIT = 64 * 1024


class Preferences(msgspec.Struct, frozen=True):
    """What holds where nothing else is asked for. Fields that a later version wrote are passed over."""

    language: Literal["da", "en"] = "da"


def read_preferences(folder: Path) -> Preferences:
    """What is kept in `folder`; the defaults where there is nothing, or nothing that can be read: never a reason to stop."""
    try:
        with (folder / FILE).open("rb") as file:
            return msgspec.json.decode(file.read(LIMIT), type=Preferences)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Preferences()
