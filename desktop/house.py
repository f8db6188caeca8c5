"""The one constructor: makes a vault, opens it, and hands its store and services to whoever asks.

`app`, `cli` and `demo` call it; nobody else constructs. An opened vault holds the operating system's lock until it is
closed; closing records the witness, disposes the engine and wipes the store key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id, random_bytes
from desktop.crypto.passphrase import DEFAULT, Cost, require_strong
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.errors import ClockSuspect, Fault, SeveralUsers, WrongPassphrase
from desktop.log import clock
from desktop.models.tables.projected import PROJECTED
from desktop.services import genesis
from desktop.services.context import Context, VaultKeys
from desktop.services.judging import judge_own
from desktop.store import audit, schema, state
from desktop.store.engine import ApplyGate, guard_projected, open_engine
from desktop.store.repositories import entries
from desktop.store.unit_of_work import Author, Kind, Reading, Store
from desktop.vault.folder import VaultCard, VaultFolder
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock
from desktop.vault.slot import OpenedSlot, SlotOwner
from desktop.vault.state import state_folder
from desktop.vault.tries import Tries
from desktop.vault.witness import Seen, Verdict, WitnessFile, judge



@dataclass(frozen=True, slots=True)
class Settings:
    """What a test or the demo may turn: the clock, the price of a passphrase, where this machine remembers vaults."""

    now: Callable[[], datetime] = clock.system_now
    cost: Cost = DEFAULT
    state: Path | None = None
    weak_passphrases: bool = False

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
    """A new vault. `recovery_code` is shown once and kept nowhere; `root_file` is headquarters' offline root key."""

    card: VaultCard
    recovery_code: str
    root_file: Path | None = None


class OpenVault:
    """A vault that one person has unlocked. Use as a context manager."""

    def __init__(
        self, folder: VaultFolder, card: VaultCard, slot: OpenedSlot, lock: VaultLock, settings: Settings, notices: list[Fault]
    ) -> None:
        self.folder = folder
        self.card = card
        self.settings = settings
        self.slot = slot
        self._lock = lock
        self._witness = WitnessFile(settings.state_folder, card.id)
        self.store = _open_store(folder, card, slot.store_key, settings.now)
        try:
            self._settle(notices)
        except BaseException:
            self.store.close()
            raise
        self.notices = tuple(notices)

    def _settle(self, notices: list[Fault]) -> None:
        with self.store.upgrading() as connection:
            schema.upgrade(connection)
        with self.store.reading() as reading:
            self.store.renew = self._must_renew(reading)
            keys = genesis.read_keys(reading)
            volunteer = entries.volunteer_of(reading.connection, self.slot.user)
            last = state.text(reading.connection, state.CLOCK) or clock.ZERO
        if clock.suspect(self.settings.now(), last):
            notices.append(ClockSuspect(year=self.settings.now().year))
        author = Author(self.slot.user, self.slot.label, self.slot.role, self.slot.signing, volunteer)
        self.context = Context(self.store, author, keys, self.card.name)

    def _must_renew(self, reading: Reading) -> bool:
        head = reading.head()
        if head is None:
            return False
        witness = self._witness.read()
        seen = None if witness is None else witness.incarnations.get(head.inc)
        return judge(seen, head.seq, lambda seq: entries.hash_at(reading.connection, head.dev, head.inc, seq)) is Verdict.NEW_INCARNATION

    def witness(self) -> None:
        """Remember outside the vault how far its log has come: before a file leaves it, and when it is closed."""
        with self.store.reading() as reading:
            head = reading.head()
            if head is not None:
                seen = Seen(audit=audit.head(reading.connection), hash=head.hash, seq=head.seq)
                self._witness.record(head.inc, seen)

    def close(self) -> None:
        try:
            self.witness()
        finally:
            self.store.close()
            self.slot.store_key.wipe()
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def create_vault(path: Path, kind: Kind, name: str, person: Person, settings: Settings) -> Created:
    """Make a vault with its first person. Raises VaultExists, UnsafeFolder, WeakPassphrase, StorageError."""
    if not settings.weak_passphrases:
        require_strong(person.passphrase, (name, person.label, person.name))
    folder = VaultFolder(path)
    card = folder.create(kind, new_id(), name)
    owner = SlotOwner(person.label, new_id(), genesis.FIRST_ROLE[kind], SigningKey.generate(), SealKey.generate())
    with VaultLock(folder.lock), SecretBytes(random_bytes(32)) as store_key:
        keyring = Keyring(card.id, str(path)).add_slot(owner, person.passphrase, store_key, settings.cost)
        code = ""
        if kind != "volunteer":
            keyring, code = keyring.make_recovery(store_key)
        store = _open_store(folder, card, store_key, settings.now, create=True)
        try:
            with store.upgrading() as connection:
                schema.upgrade(connection)
            author = Author(owner.user, owner.label, owner.role, owner.signing)
            root_file = genesis.begin(store, author, owner.sealing.public, person.name, name, code, folder.path)
        finally:
            store.close()
        KeyringFile(folder, card.id).write(keyring)
    return Created(card, code, root_file)


def open_vault(path: Path, label: str, passphrase: str, settings: Settings) -> OpenVault:
    """Unlock. Raises NotAVault, NewerVault, VaultInUse, KeyringMissing, KeyringDamaged, UnknownUser, TooManyTries,
    WrongPassphrase, EmptyStore, PlaintextStore, DamagedStore, StorageError.
    """
    folder = VaultFolder(path)
    card = folder.read()
    lock = VaultLock(folder.lock)
    try:
        read = KeyringFile(folder, card.id).read()
        slot = _unlock(read.keyring, card.id, label, passphrase, settings)
        return OpenVault(folder, card, slot, lock, settings, [read.notice] if read.notice else [])
    except BaseException:
        lock.close()
        raise


def only_label(path: Path, label: str | None) -> str:
    """The label that was given, or that of the one person there is. Raises SeveralUsers."""
    folder = VaultFolder(path)
    labels = KeyringFile(folder, folder.read().id).read().keyring.labels
    if label is None and len(labels) != 1:
        raise SeveralUsers(hint="--user", labels=", ".join(labels))
    return label or labels[0]


def _unlock(keyring: Keyring, vault: str, label: str, passphrase: str, settings: Settings) -> OpenedSlot:
    tries = Tries(settings.state_folder, vault, lambda: settings.now().timestamp())
    known = keyring.slot(label).label
    tries.require(known)
    try:
        slot = keyring.open_slot(known, passphrase)
    except WrongPassphrase:
        tries.wrong(known)
        raise
    tries.right(known)
    return slot


def _open_store(folder: VaultFolder, card: VaultCard, key: SecretBytes, now: Callable[[], datetime], *, create: bool = False) -> Store:
    gate = ApplyGate()
    engine = open_engine(folder.store_db, key, create=create, authorizer=guard_projected(frozenset(PROJECTED), gate))
    return Store(engine, gate, card.id, card.kind, folder.store_db, now=now, judge=judge_own)
