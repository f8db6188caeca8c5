"""What the demo's people have in common: the folder with their laptops and the stick, their passphrases, the language."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop import house
from desktop.errors import BrokenPromise
from desktop.services.importing import FileResult
from desktop.texts import Texts
from desktop.vault.atomic import Put, fill_file, written
from desktop.vault.state import make_folder

WORDS = 4
"""Words of a demo passphrase."""
SUFFIX = ".indb"


@dataclass(frozen=True, slots=True)
class Login:
    """One person's way into one vault."""

    path: Path
    person: house.Person
    role: str

    def shown(self) -> dict[str, object]:
        """A vault with its one user, as the demo's object tells it."""
        return {"vault": str(self.path), "users": [{"label": self.person.label, "role": self.role, "passphrase": self.person.passphrase}]}


@dataclass(frozen=True, slots=True)
class Stage:
    """`folder` holds a folder for each laptop, the stick and the papers. `say` tells how far the demo has come."""

    folder: Path
    settings: house.Settings
    texts: Texts
    say: Callable[[str], None]
    words: tuple[str, ...]
    chance: random.Random

    def login(self, laptop: str, vault: str, name: str, role: str) -> Login:
        """A new person with a drawn passphrase. Unlike in real use it is drawn from the seed and printed."""
        home = make_folder(self.folder / laptop)
        passphrase = " ".join(self.chance.sample(self.words, WORDS))
        return Login(home / vault, house.Person(name.split(maxsplit=1)[0], name, passphrase), role)

    def open(self, login: Login) -> house.OpenVault:
        return house.open_vault(login.path, login.person.label, login.person.passphrase, self.settings)

    def stick(self, name: str) -> Path:
        """Where a file lies on the memory stick that travels between laptops."""
        return make_folder(self.folder / "stick") / f"{name}{SUFFIX}"

    def onto_stick(self, name: str) -> Put:
        return written(self.stick(name), fill_file)


def accepted(results: Iterable[FileResult]) -> list[FileResult]:
    """The same results, none of which is a refusal or waits. Raises what a file was refused for."""
    found = list(results)
    for result in found:
        if result.outcome not in ("imported", "already"):
            raise result.error or BrokenPromise(promise="a file of the demo is imported")
    return found
