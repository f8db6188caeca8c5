"""A vault that one person has unlocked: its store, its services, and what holds while it is open."""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.errors import ClockSuspect, DamagedStore, Fault, KeysReplaced, RecoveredLately, StorageError, WorldFault, WrongPassphrase
from desktop.house.settings import Settings
from desktop.house.verbs import Services
from desktop.log import clock
from desktop.rules.dates import today_in_denmark
from desktop.services import (
    entrusted,
    erasing_late,
    forgetting,
    genesis,
    letting_go,
    renewing,
    rotating,
    siblings,
    transfer,
    trust,
    upgrading,
    withdrawing,
    witnessing,
)
from desktop.services.context import Context
from desktop.services.entrusted import HqKeys
from desktop.services.importing import Arrival, FileResult, files_in
from desktop.services.judging import judge_own
from desktop.services.people import require_not_removed
from desktop.services.qualifying import tell_ages
from desktop.services.telling import Tell, unheard
from desktop.store import audit, state
from desktop.store.opening import open_store
from desktop.store.repositories import entries, erasures
from desktop.store.unit_of_work import Author
from desktop.vault.erased import ErasedFile
from desktop.vault.folder import VaultCard, VaultFolder
from desktop.vault.keyring import Keyring
from desktop.vault.keyring_file import KeyringFile
from desktop.vault.lock import VaultLock
from desktop.vault.slot import OpenedSlot
from desktop.vault.tries import Tries
from desktop.vault.witness import WitnessFile

TOLD_FOR = timedelta(days=30)
"""How long every leader is told that somebody came in with the recovery code."""


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
        self._erased = ErasedFile(settings.state_folder, card.id)
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
                require_not_removed(reading, self.slot, today_in_denmark(self.settings.now()))
            self.store.renew, self.store.begun = witnessing.must_renew(self._witness, reading), self._witness.begin
            keys = genesis.read_keys(reading)
            volunteer = entries.volunteer_of(reading.connection, self.slot.user)
            last = state.text(reading.connection, state.CLOCK) or clock.ZERO
            demo = state.get(reading.connection, state.DEMO) is not None
            held = entrusted.open_for(reading, self.slot.user, self.slot.sealing) if self.card.kind == "hq" else HqKeys()
            try:
                trust.require_own_root(reading, keys.sign.public)
            except KeysReplaced as fault:
                notices.append(fault)
            recovered = audit.last_of(reading.connection, genesis.RECOVERED)
        if clock.suspect(self.settings.now(), last):
            notices.append(ClockSuspect(year=self.settings.now().year))
        if recovered and self.settings.now() - clock.parse(recovered) < TOLD_FOR:
            notices.append(RecoveredLately(day=recovered[:10]))
        if self.card.kind == "volunteer":
            self.store.saved = self._witness_save
        author = Author(self.slot.user, self.slot.label, self.slot.role, self.slot.signing, volunteer, held.issuing)
        # a clock that fell back to before the program existed is not believed; one that ran ahead for a day must not stay
        since = today_in_denmark(clock.moment(last)) if self.settings.now() < clock.EARLIEST else date.min
        self.context = Context(self.store, author, keys, self.card.name, demo, since, held.identities)
        upgrading.settle(self.context)
        self.do = Services(self.context, self.folder, self.slot, self.witness, self.settings.run)
        if self.card.kind == "hq":
            with suppress(WorldFault):  # an import may have been cut off before this; a disk that cannot now must not shut anybody out
                self._settle_imports()

    def witness(self) -> None:
        """Remember outside the vault how far its log has come: before a file leaves it, and when it is closed.

        A copy that has not yet begun an incarnation of its own is none of what this machine knows, and must not take its place there.
        """
        with self.store.reading() as reading:
            if not self.store.renew:
                witnessing.remember(self._witness, reading)
            self._erased.remember(erasures.everything(reading.connection))

    def _witness_save(self) -> None:
        """A volunteer's vault is witnessed at every save: its leader can then say what has not arrived before deleting it."""
        with suppress(StorageError):  # the save itself is on the disk; the next one tries again
            self.witness()

    def take_in(self, paths: Sequence[Path], *, dry_run: bool = False, tell: Tell = unheard) -> list[FileResult]:
        """Import files and folders of files, and what waited for them; `tell` hears bytes of bytes, as services.importing says."""
        listed = [one for path in paths for one in (files_in(path) if path.is_dir() else (path,))]
        found = self.take_each(listed, dry_run=dry_run, tell=tell)
        return [result for arrival in found for result in (arrival.result, *arrival.waited)]

    def take_each(self, paths: Sequence[Path], *, dry_run: bool = False, tell: Tell = unheard) -> list[Arrival]:
        """The same for files alone, each with what became of it; at headquarters the same person is then recognised anew."""
        found = self.do.importing.each(paths, dry_run=dry_run, tell=tell)
        if not dry_run:
            self._settle_imports()
        return found

    def _settle_imports(self) -> None:
        """What follows from files that came: at headquarters who is whom, at a site what may travel by now."""
        if self.card.kind == "hq" and self.do.duplicates.stale():
            self.do.duplicates.refresh()
            self.do.year_close.count()
        if self.card.kind == "hq":
            forgetting.forget(self.context)
            with self.store.writing(self.context.author) as work:
                renewing.certify_renewed(work)
            self.do.moving_on.carry_out()
        if self.card.kind == "site":
            with self.store.writing(self.context.author) as work:
                transfer.tell_late(work, self.context.today())
                withdrawing.take_back_late(work, self.context.today())
                erasing_late.erase_late(work)
                siblings.grant(self.do.identities, work)
                rotating.grant_anew(self.do.identities, work)
                tell_ages(work, self.context.today())
                letting_go.let_go(self.context, work)

    def arrive(self) -> list[FileResult]:
        """Take in what other vaults of this laptop left for this one."""
        results = self.do.neighbours.arrive()
        if results:
            self._settle_imports()
        self.do.snapshots.month_end()
        return results

    def leave(self) -> int:
        """Leave what is new for the other vaults of this laptop; the number of files."""
        return self.do.neighbours.leave()

    def pass_on(self, *, everybody: bool = False) -> tuple[list[FileResult], int]:
        """One round of the chosen exchange folder: what came is taken in, what is new is left; the results, and how many files.

        Headquarters leaves files for those alone that sent something, unless `everybody` is to have one.
        """
        folder = self.do.exchange_folder
        results = folder.arrive()
        if results:
            self._settle_imports()
        senders = {one.device for one in results if one.device is not None}
        return results, folder.leave(senders if self.card.kind == "hq" and not everybody else None)

    def close(self) -> None:
        """Whatever fails on the way: the key is wiped, and the vault is free."""
        with ExitStack() as after:
            after.callback(self._lock.close)
            after.callback(self.slot.store_key.wipe)
            after.callback(self.store.close)
            self.witness()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_vault(path: Path, label: str, passphrase: str, settings: Settings) -> OpenVault:
    """Unlock. Raises NotAVault, NewerVault, VaultInUse, KeyringMissing, KeyringDamaged, UnknownUser, TooManyTries,
    WrongPassphrase, EmptyStore, PlaintextStore, DamagedStore, StorageError, and NotAllowed for somebody who was removed.
    """
    folder = VaultFolder(path)
    card = folder.read()
    lock = VaultLock(folder.lock)
    try:
        file = KeyringFile(folder, card.id)
        read = file.read()
        slot = unlock_slot(read.keyring, card.id, label, passphrase, settings)
        try:
            return OpenVault(folder, card, slot, lock, settings, [read.notice] if read.notice else [])
        except DamagedStore:
            if read.copy is None:
                raise
            slot = unlock_slot(read.copy, card.id, label, passphrase, settings)  # a new store key was cut off half-way
            opened = OpenVault(folder, card, slot, lock, settings, [])
            file.write(read.copy)
            return opened
    except BaseException:
        lock.close()
        raise


def unlock_slot(keyring: Keyring, vault: str, label: str, passphrase: str, settings: Settings) -> OpenedSlot:
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
