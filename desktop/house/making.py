"""Vaults are made: a new one, and a volunteer's beside its site's; the latter can be taken away again."""

from dataclasses import replace
from pathlib import Path

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id, random_bytes
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.house.opened import OpenVault, open_vault
from desktop.house.settings import Created, Person, Settings, require_strong_for
from desktop.models.rows.domain import Volunteer
from desktop.services import genesis, witnessing
from desktop.services.certifying import require_no_vault
from desktop.services.parting import Parting, part
from desktop.store.opening import open_store
from desktop.store.unit_of_work import Author, Kind
from desktop.vault.folder import VaultCard, VaultFolder
from desktop.vault.home import Home
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock
from desktop.vault.slot import SlotOwner
from desktop.vault.witness import WitnessFile


def create_vault(path: Path, kind: Kind, name: str, person: Person, settings: Settings) -> Created:
    """Make a vault with its first person. Raises VaultExists, UnsafeFolder, WeakPassphrase, StorageError."""
    require_strong_for(person, name, settings)
    folder = VaultFolder(path)
    card = folder.create(kind, new_id(), name)
    owner = SlotOwner(person.label, new_id(), genesis.FIRST_ROLE[kind], SigningKey.generate(), SealKey.generate())
    with VaultLock(folder.lock), SecretBytes(random_bytes(32)) as store_key:
        keyring = Keyring(card.id, str(path)).add_slot(owner, person.passphrase, store_key, settings.cost)
        code = ""
        if kind != "volunteer":
            keyring, code = keyring.make_recovery(store_key)
        store = open_store(
            folder.store_db, store_key, card.id, card.kind, now=settings.now, create=True, memory_security=settings.memory_security
        )
        try:
            author = Author(owner.user, owner.label, owner.role, owner.signing)
            first = genesis.First(author, owner.sealing.public, person.name, name, code, settings.demo)
            root_file = genesis.begin(store, first, folder.path)
            with store.reading() as reading:
                witnessing.remember(WitnessFile(settings.state_folder, card.id), reading)
        finally:
            store.close()
        KeyringFile(folder, card.id).write(keyring)
    if kind == "hq" and settings.listed_places:
        with open_vault(path, person.label, person.passphrase, settings) as opened:
            opened.do.reference.add_listed()
    return Created(card, code, root_file)


def adopt_volunteer(site: OpenVault, path: Path, volunteer: Volunteer, person: Person) -> VaultCard:
    """Make a volunteer's vault on the leader's laptop, both present: certified, and given its first delivery, in place."""
    site.do.enrolling.require_adopter()
    require_no_vault(volunteer)
    settings = replace(site.settings, demo=site.context.demo)  # a vault of invented people has no others below it
    created = create_vault(path, "volunteer", site.card.name, person, settings)
    Home(path.parent).prepare()
    with open_vault(path, person.label, person.passphrase, site.settings) as child:
        site.do.enrolling.adopt(child.do.enrolling, child.slot.sealing, volunteer)
    return created.card


def remove_volunteer_vault(site: OpenVault, path: Path, *, anyway: bool = False) -> Parting:
    """Delete a volunteer's vault beside this one, after its last file was imported. Raises as services.parting."""
    site.arrive()
    folder = VaultFolder(path)
    return part(site.context, folder, WitnessFile(site.settings.state_folder, folder.read().id), anyway=anyway)
