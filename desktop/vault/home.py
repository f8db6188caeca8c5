"""The home folder of one machine: vaults side by side, and the exchange folder between them."""

from dataclasses import dataclass
from pathlib import Path

from desktop.crypto.digests import new_id
from desktop.errors import WorldFault, storage_error
from desktop.vault.folder import VaultCard, VaultFolder
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.state import make_folder

EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class HomeVault:
    """One vault as it is listed before anybody unlocks it. No labels: its keyring cannot be read; opening it says why."""

    folder: VaultFolder
    card: VaultCard
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds the vaults of this machine; where it lies is chosen at install (state.default_home otherwise)."""

    path: Path

    @property
    def exchange(self) -> Path:
        """The folder for sealed files between the vaults of this machine."""
        return self.path / EXCHANGE

    def prepare(self) -> None:
        """Make the home and its exchange folder where they are missing. Raises StorageError."""
        make_folder(self.path)
        make_folder(self.exchange)

    def new_folder(self) -> VaultFolder:
        """The place of a vault to be made: a random name, because a telling one would be personal data."""
        return VaultFolder(self.path / new_id())

    def vaults(self) -> tuple[HomeVault, ...]:
        """All that can be read as vaults, by kind of place, name and id; nothing secret. Raises StorageError."""
        try:
            folders = [VaultFolder(path) for path in self.path.iterdir() if path.is_dir()] if self.path.is_dir() else []
        except OSError as error:
            raise storage_error(self.path, error) from error
        found = [vault for folder in folders if (vault := listed(folder)) is not None]
        return tuple(sorted(found, key=lambda vault: (vault.card.kind, vault.card.name, vault.card.id)))


def listed(folder: VaultFolder) -> HomeVault | None:
    """The vault in `folder`; None for any other folder, and for a card that cannot be read."""
    try:
        card = folder.read()
    except WorldFault:
        return None
    try:
        labels = KeyringFile(folder, card.id).read().keyring.labels
    except WorldFault:
        labels = ()
    return HomeVault(folder, card, labels)
