"""What a person prefers on this machine, as a typed value. Kept beside the witness, outside every vault; nothing secret.

preferences.json = {"language":"da"|"en"|null,"theme":…,"text_size":90…200,"lock_minutes":1…15,"last_vault":id,"last_label":…,
                    "several":bool,"system":"light"|"dark"|"high_contrast"|""}

Nothing personal: who unlocked last is kept as the vault's random id and the short label that the unlock screen shows anyway.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from desktop.errors import storage_error

FILE = "preferences.json"
LIMIT = 64 * 1024

Language = Literal["da", "en"]
ThemeName = Literal["system", "light", "dark", "high_contrast"]

TEXT_SIZES = (90, 100, 110, 125, 150, 175, 200)
"""Per cent, as they are offered; every whole number between the first and the last is understood."""
LOCK_MINUTES = (1, 2, 3, 5, 10, 15)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds where nothing else is asked for.

    No language: that of the system, where it is one of ours, else Danish. `several`: the last time there was a choice of
    people, so that the first picture has room for it. `system`: what the system asked for the last time.
    """

    language: Language | None = None
    theme: ThemeName = "system"
    text_size: int = 100
    lock_minutes: int = 2
    last_vault: str = ""
    last_label: str = ""
    several: bool = False
    system: Literal["", "light", "dark", "high_contrast"] = ""


def _between(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


# plain, because this is read before the first picture: the library for typed JSON takes longer to load than all of it
UNDERSTOOD: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "language": lambda value: value in ("da", "en"),
        "theme": lambda value: value in ("system", "light", "dark", "high_contrast"),
        "text_size": _between(TEXT_SIZES[0], TEXT_SIZES[-1]),
        "lock_minutes": _between(LOCK_MINUTES[0], LOCK_MINUTES[-1]),
        "last_vault": lambda value: isinstance(value, str),
        "last_label": lambda value: isinstance(value, str),
        "several": lambda value: isinstance(value, bool),
        "system": lambda value: value in ("light", "dark", "high_contrast"),
    }
)


def read_preferences(folder: Path) -> Preferences:
    """What is kept in `folder`; the default for what is not there or cannot be understood: never a reason to stop."""
    try:
        with (folder / FILE).open("rb") as file:
            found = json.loads(file.read(LIMIT))
    except (OSError, ValueError, RecursionError):
        return Preferences()
    if not isinstance(found, dict):
        return Preferences()
    return Preferences(**{name: found[name] for name, fits in UNDERSTOOD.items() if name in found and fits(found[name])})


def write_preferences(folder: Path, preferences: Preferences) -> None:
    """Keep them, wholly or not at all. Raises StorageError."""
    path = folder / FILE
    temporary = path.with_name(f".{FILE}.part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(json.dumps(asdict(preferences), ensure_ascii=False).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise storage_error(path, error) from error


def spoken(preferences: Preferences, system: str) -> Language:
    """The language of the window. `system` is the system's locale, as in "en_GB" or "da-DK"."""
    if preferences.language is not None:
        return preferences.language
    return "en" if system.replace("-", "_").split("_")[0].casefold() == "en" else "da"
