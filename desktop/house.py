"""The one constructor: makes a vault, opens it, and hands its store and services to whoever asks.

`app`, `cli` and `demo` call it; nobody else constructs. An opened vault holds the operating system's lock until it is
closed; closing records the witness, disposes the engine and wipes the store key.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.crypto.buffers import SecretBytes
from desktop.crypto.digests import new_id, random_bytes
from desktop.crypto.passphrase import DEFAULT, Cost, require_strong
from desktop.crypto.sealing import SealKey
from desktop.crypto.signatures import SigningKey
from desktop.crypto.words import load_words
from desktop.errors import ClockSuspect, Fault, RecoveredLately, SeveralUsers, StorageError, WorldFault, WrongPassphrase
from desktop.log import clock
from desktop.models.rows.domain import Volunteer
from desktop.rules.alias import read_list
from desktop.rules.dates import today_in_denmark
from desktop.services import genesis, transfer, witnessing
from desktop.services.certifying import require_no_vault
from desktop.services.checking import Checking
from desktop.services.context import Context
from desktop.services.courses import Courses
from desktop.services.delivering import Delivering
from desktop.services.duplicates import Duplicates
from desktop.services.enrolling import Enrolling
from desktop.services.exporting import Exporting
from desktop.services.identities import Identities
from desktop.services.importing import FileResult, Importing
from desktop.services.judging import judge_own
from desktop.services.neighbours import Neighbours
from desktop.services.papers import Papers
from desktop.services.parting import Parting, part
from desktop.services.people import People, require_not_removed
from desktop.services.sessions import Sessions
from desktop.services.sites import Sites
from desktop.services.volunteers import Volunteers
from desktop.store import audit, state
from desktop.store.opening import open_store
from desktop.store.repositories import entries
from desktop.store.unit_of_work import Author, Kind
from desktop.sync.facts import Run, in_order
from desktop.vault.folder import VaultCard, VaultFolder
from desktop.vault.home import Home
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock
from desktop.vault.slot import OpenedSlot, SlotOwner
from desktop.vault.state import state_folder
from desktop.vault.tries import Tries
from desktop.vault.witness import WitnessFile

TOLD_FOR = timedelta(days=30)
"""How long every leader is told that somebody came in with the recovery code."""
RESOURCES = Path(__file__).resolve().parent.parent / "resources"


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


@dataclass(frozen=True, slots=True)
class Services:
    """The verbs of one opened vault."""

    sites: Sites
    volunteers: Volunteers
    courses: Courses
    sessions: Sessions
    identities: Identities
    exporting: Exporting
    delivering: Delivering
    importing: Importing
    enrolling: Enrolling
    duplicates: Duplicates
    checking: Checking
    people: People
    papers: Papers
    neighbours: Neighbours


def _services(context: Context, folder: VaultFolder, store_key: SecretBytes, witness: Callable[[], None], run: Run) -> Services:
    identities = Identities(context)
    exporting = Exporting(context, folder.spool, witness)
    delivering = Delivering(context, folder.spool, witness)
    importing = Importing(context, folder.spool, run)
    words = load_words((RESOURCES / "reference" / "words-da.txt").read_text(encoding="utf-8"))
    aliases = read_list((RESOURCES / "reference" / "aliases-da.txt").read_text(encoding="utf-8"))
    return Services(
        sites=Sites(context),
        volunteers=Volunteers(context),
        courses=Courses(context, identities, aliases),
        sessions=Sessions(context),
        identities=identities,
        exporting=exporting,
        delivering=delivering,
        importing=importing,
        enrolling=Enrolling(context, words, delivering, importing, folder.spool),
        duplicates=Duplicates(context, identities),
        checking=Checking(context, folder),
        people=People(context, folder, store_key),
        papers=Papers(context),
        neighbours=Neighbours(context, folder, exporting, delivering, importing),
    )


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
        self.store = open_store(
            folder.store_db, slot.store_key, card.id, card.kind, now=settings.now, judge=judge_own, memory_security=settings.memory_security
        )
        try:
            self._settle(notices)
            self.do.importing.tidy()
        except BaseException:
            self.store.close()
            slot.store_key.wipe()
            raise
        self.notices = tuple(notices)

    def _settle(self, notices: list[Fault]) -> None:
        with self.store.reading() as reading:
            if self.card.kind != "volunteer":
                require_not_removed(reading, self.slot)
            self.store.renew, self.store.begun = witnessing.must_renew(self._witness, reading), self._witness.begin
            keys = genesis.read_keys(reading)
            volunteer = entries.volunteer_of(reading.connection, self.slot.user)
            last = state.text(reading.connection, state.CLOCK) or clock.ZERO
            demo = state.get(reading.connection, state.DEMO) is not None
            recovered = audit.last_of(reading.connection, genesis.RECOVERED)
        if clock.suspect(self.settings.now(), last):
            notices.append(ClockSuspect(year=self.settings.now().year))
        if recovered and self.settings.now() - clock.parse(recovered) < TOLD_FOR:
            notices.append(RecoveredLately(day=recovered[:10]))
        if self.card.kind == "volunteer":
            self.store.saved = self._witness_save
        author = Author(self.slot.user, self.slot.label, self.slot.role, self.slot.signing, volunteer)
        # a clock that fell back to before the program existed is not believed; one that ran ahead for a day must not stay
        since = today_in_denmark(clock.moment(last)) if self.settings.now() < clock.EARLIEST else date.min
        self.context = Context(self.store, author, keys, self.card.name, demo, since)
        self.do = _services(self.context, self.folder, self.slot.store_key, self.witness, self.settings.run)
        if self.card.kind == "hq":
            with suppress(WorldFault):  # an import may have been cut off before this; a disk that cannot now must not shut anybody out
                self._settle_imports()

    def witness(self) -> None:
        """Remember outside the vault how far its log has come: before a file leaves it, and when it is closed."""
        with self.store.reading() as reading:
            witnessing.remember(self._witness, reading)

    def _witness_save(self) -> None:
        """A volunteer's vault is witnessed at every save: its leader can then say what has not arrived before deleting it."""
        with suppress(StorageError):  # the save itself is on the disk; the next one tries again
            self.witness()

    def take_in(self, paths: Sequence[Path], *, dry_run: bool = False) -> list[FileResult]:
        """Import files and folders of files; at headquarters the same person is then recognised anew."""
        results: list[FileResult] = []
        for path in paths:
            imported = self.do.importing.folder(path, dry_run=dry_run) if path.is_dir() else self.do.importing.file(path, dry_run=dry_run)
            results += imported
        if not dry_run:
            self._settle_imports()
        return results

    def _settle_imports(self) -> None:
        """What follows from files that came: at headquarters who is whom, at a site what may travel by now."""
        if self.card.kind == "hq" and self.do.duplicates.stale():
            self.do.duplicates.refresh()
        if self.card.kind == "site":
            with self.store.writing(self.context.author) as work:
                transfer.tell_late(work, self.context.today())

    def arrive(self) -> list[FileResult]:
        """Take in what other vaults of this laptop left for this one."""
        results = self.do.neighbours.arrive()
        if results:
            self._settle_imports()
        return results

    def leave(self) -> int:
        """Leave what is new for the other vaults of this laptop; the number of files."""
        return self.do.neighbours.leave()

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
    _require_strong(person, name, settings)
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
    return Created(card, code, root_file)


def open_vault(path: Path, label: str, passphrase: str, settings: Settings) -> OpenVault:
    """Unlock. Raises NotAVault, NewerVault, VaultInUse, KeyringMissing, KeyringDamaged, UnknownUser, TooManyTries,
    WrongPassphrase, EmptyStore, PlaintextStore, DamagedStore, StorageError, and NotAllowed for somebody who was removed.
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


def adopt_volunteer(site: OpenVault, path: Path, volunteer: Volunteer, person: Person) -> VaultCard:
    """Make a volunteer's vault on the leader's laptop, both present: certified, and given its first delivery, in place."""
    site.do.enrolling.require_adopter()
    require_no_vault(volunteer)
    created = create_vault(path, "volunteer", site.card.name, person, site.settings)
    Home(path.parent).prepare()
    with open_vault(path, person.label, person.passphrase, site.settings) as child:
        site.do.enrolling.adopt(child.do.enrolling, child.slot.sealing, volunteer)
    return created.card


def add_user(opened: OpenVault, person: Person, role: str) -> str:
    """Somebody more who can open the vault; the user's id. Raises WeakPassphrase, NotAllowed, InvalidValue, LabelTaken."""
    _require_strong(person, opened.card.name, opened.settings)
    return opened.do.people.add(person.label, person.name, role, person.passphrase, opened.settings.cost)


def list_users(path: Path) -> list[tuple[str, str, str]]:
    """Label, role and user id of everybody with a slot; needs no passphrase. Raises NotAVault, KeyringMissing, KeyringDamaged."""
    folder = VaultFolder(path)
    return [(slot.label, slot.role, slot.user) for slot in KeyringFile(folder, folder.read().id).read().keyring.slots]


def recover_vault(path: Path, code: str, person: Person, settings: Settings) -> str:
    """Let somebody in as a new leader or administrator with the printed code; gives the new code, the old one ends.

    The vault above must certify the person, who asks for it as for an enrolment.
    Raises NoRecovery, WrongRecoveryCode, LabelTaken, WeakPassphrase, VaultInUse.
    """
    folder = VaultFolder(path)
    card = folder.read()
    _require_strong(person, card.name, settings)
    with VaultLock(folder.lock):
        file = KeyringFile(folder, card.id)
        keyring = file.read().keyring
        with keyring.recover(code) as store_key:
            owner = SlotOwner(person.label, new_id(), genesis.FIRST_ROLE[card.kind], SigningKey.generate(), SealKey.generate())
            keyring = keyring.add_slot(owner, person.passphrase, store_key, settings.cost)
            keyring, fresh = keyring.make_recovery(store_key)
            store = open_store(
                folder.store_db, store_key, card.id, card.kind, now=settings.now, judge=judge_own, memory_security=settings.memory_security
            )
            try:
                witness = WitnessFile(settings.state_folder, card.id)
                with store.reading() as reading:  # the folder may be an older copy put back
                    store.renew, store.begun = witnessing.must_renew(witness, reading), witness.begin
                author = Author(owner.user, owner.label, owner.role, owner.signing)
                genesis.recover(store, author, owner.sealing.public, person.name)
                with store.reading() as reading:
                    witnessing.remember(witness, reading)
            finally:
                store.close()
            file.write(keyring)
    return fresh


def change_passphrase(path: Path, label: str, old: str, new: str, settings: Settings) -> None:
    """The same keys under another passphrase. Raises WrongPassphrase, WeakPassphrase, TooManyTries, UnknownUser."""
    folder = VaultFolder(path)
    card = folder.read()
    _require_strong(Person(label, "", new), card.name, settings)
    with VaultLock(folder.lock):
        file = KeyringFile(folder, card.id)
        keyring = file.read().keyring
        _unlock(keyring, card.id, label, old, settings).store_key.wipe()
        file.write(keyring.change_passphrase(label, old, new, settings.cost))


def _require_strong(person: Person, place: str, settings: Settings) -> None:
    if not settings.weak_passphrases:
        require_strong(person.passphrase, (place, person.label, person.name))


def remove_volunteer_vault(site: OpenVault, path: Path, *, anyway: bool = False) -> Parting:
    """Delete a volunteer's vault beside this one, after its last file was imported. Raises as services.parting."""
    site.arrive()
    folder = VaultFolder(path)
    return part(site.context, folder, WitnessFile(site.settings.state_folder, folder.read().id), anyway=anyway)


def only_label(path: Path, label: str | None, tell: Callable[[Fault], None] = lambda _notice: None) -> str:
    """The label that was given, or that of the one person there is. Raises SeveralUsers.

    `tell` hears that the keyring's copy was put back: whoever opens the vault afterwards finds it whole.
    """
    if label is not None:
        return label
    folder = VaultFolder(path)
    read = KeyringFile(folder, folder.read().id).read()
    labels = read.keyring.labels
    if len(labels) != 1:
        raise SeveralUsers(hint="--user", labels=", ".join(labels))
    if read.notice is not None:
        tell(read.notice)
    return labels[0]


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
