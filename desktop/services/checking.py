"""`vault check`: pages, keyring, chain, signatures, audit trail, and a replay of the log. Each is tried, whatever the others say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.crypto.signatures import VerifyKey
from desktop.errors import ChainBroken, DigestMismatch, Fault, UnsignedEntry
from desktop.log.entry import GENESIS, entry_hash, part_hash, read_header, trace_hash, verify_signature
from desktop.services import trust
from desktop.services.context import Context
from desktop.store import audit, backup, digest, replay
from desktop.store.repositories import entries
from desktop.store.unit_of_work import Head, Reading
from desktop.vault.folder import VaultFolder
from desktop.vault.keyring_file import KeyringFile


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how much it looked at, and what it found."""

    name: str
    count: int
    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        return self.fault is None


@dataclass(frozen=True, slots=True)
class CheckReport:
    kind: str
    head: Head | None
    state_digest: str
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


class Checking:
    def __init__(self, context: Context, folder: VaultFolder) -> None:
        self._context = context
        self._folder = folder

    def run(self) -> CheckReport:
        """All checks, in this order: pages, keyring, chain, signatures, audit, replay."""
        with self._context.store.reading() as reading:
            checks = (
                _check("pages", self._pages),
                _check("keyring", self._keyring),
                _check("chain", lambda: _chain(reading)),
                _check("signatures", lambda: _signatures(reading)),
                _check("audit", lambda: audit.check(reading.connection)),
                _check("replay", lambda: replay.replay(reading.connection, self._context.store, self._folder.spool).entries),
            )
            return CheckReport(reading.kind, reading.head(), digest.state_digest(reading.connection), checks)

    def digest(self) -> str:
        """The state digest alone."""
        with self._context.store.reading() as reading:
            return digest.state_digest(reading.connection)

    def _pages(self) -> int:
        """Every page is what the cipher says. Raises DamagedStore."""
        store = self._context.store
        backup.check_pages(store.engine, self._folder.store_db)
        with store.reading() as reading:
            return backup.page_count(reading.connection)

    def _keyring(self) -> int:
        """Raises what reading it raises, and KeyringCopyUsed where only the copy was whole."""
        read = KeyringFile(self._folder, self._context.vault).read()
        if read.notice is not None:
            raise read.notice
        return len(read.keyring.slots)


def _check(name: str, run: Callable[[], int]) -> Check:
    try:
        return Check(name, run())
    except Fault as fault:
        return Check(name, 0, fault)


def _chain(reading: Reading) -> int:
    """Every entry is what its hash says, its parts are what its header says, and each chain is unbroken to its head."""
    count = 0
    for entry in entries.everything(reading.connection):
        header = read_header(entry.header)
        if entry_hash(entry.header) != entry.hash or (header.dev, header.inc, header.seq, header.usr) != (
            entry.dev,
            entry.inc,
            entry.seq,
            entry.usr,
        ):
            raise DigestMismatch()
        for described, part in zip(header.parts, entry.parts, strict=True):
            if part.body is not None and part_hash(part.body) != described[1]:
                raise DigestMismatch()
            if part.trace is not None and trace_hash(part.trace) != described[1]:
                raise DigestMismatch()
        count += 1
    for chain in entries.chains(reading.connection):
        prev, seq = GENESIS, 0
        for entry in entries.span(reading.connection, chain.dev, chain.inc, 1, chain.seq):
            header = read_header(entry.header)
            if header.prev != prev or header.seq != seq + 1:
                raise ChainBroken()
            prev, seq = entry.hash, header.seq
        if (seq, prev) != (chain.seq, chain.hash):
            raise ChainBroken()
    return count


def _signatures(reading: Reading) -> int:
    """Every entry is signed by the person whom it names; those set aside for that very reason apart."""
    users = trust.load(reading).users
    known_bad = entries.aside(reading.connection)
    keys: dict[str, VerifyKey] = {}
    count = 0
    for entry in _others(reading, known_bad):
        if entry.usr not in keys:
            certified = users.get(entry.usr)
            if certified is None:
                raise UnsignedEntry()
            keys[entry.usr] = VerifyKey(certified.sign)
        verify_signature(entry.raw, keys[entry.usr])
        count += 1
    return count


def _others(reading: Reading, known_bad: dict[bytes, str]) -> Iterator[entries.StoredEntry]:
    for entry in entries.everything(reading.connection):
        if known_bad.get(entry.hash) not in ("UnsignedEntry", "UnauthorisedUser"):
            yield entry
