"""What the house is told: how this machine and this run differ, and who gets into a vault."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.crypto.passphrase import DEFAULT, Cost, require_strong
from desktop.log import clock
from desktop.services.genesis import RECOVERY_FILE
from desktop.sync.facts import Run, in_order
from desktop.vault.folder import VaultCard
from desktop.vault.state import state_folder

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a test or the demo may turn: the clock, the price of a passphrase, where this machine remembers vaults."""

    now: Callable[[], datetime] = clock.system_now
    cost: Cost = DEFAULT
    state: Path | None = None
    run: Run = in_order
    weak_passphrases: bool = False
    memory_security: bool = True
    demo: bool = False
    listed_places: bool = False
    """Whether a new headquarters begins with the shipped list of prisons."""

    @property
    def state_folder(self) -> Path:
        return self.state or state_folder()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gets a slot: the short label of the unlock screen, the full name (kept in the store), the passphrase."""

    label: str
    name: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class Created:
    """A new vault. `recovery_code` is shown once and kept nowhere; `root_file` and `recovery_file` are headquarters' offline keys."""

    card: VaultCard
    recovery_code: str
    root_file: Path | None = None

    @property
    def recovery_file(self) -> Path | None:
        """It lies beside the root file."""
        return None if self.root_file is None else self.root_file.with_name(RECOVERY_FILE)


def require_strong_for(person: Person, place: str, settings: Settings) -> None:
    if not settings.weak_passphrases:
        require_strong(person.passphrase, (place, person.label, person.name))
