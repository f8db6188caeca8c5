"""Importing files from the vaults on the other end: all of a file or nothing of it, once, whatever the order.

(0) copy to the spool; (1) decrypt and hash to the end, only then read; (2) verify every entry; (3) one transaction: log,
tables, register, receipt. A dry run stops before the commit, and so can a person. A file that waits for an earlier one is kept
sealed in the spool and tried again after every import from its sender.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from desktop.errors import AlreadyImported, BadReceipt, GapPending, Stopped, StorageError, WorldFault, storage_error
from desktop.log import clock
from desktop.log.canonical import encode
from desktop.log.classes import carried
from desktop.log.entry import GENESIS
from desktop.services import escrow, returning, sealing, trust
from desktop.services.context import Context
from desktop.services.judging import EntryJudge
from desktop.services.revoking import settle
from desktop.services.taking import BATCH, Taken, Taking, certified_now, edge_to, trusted_judge
from desktop.services.telling import Tell, counted, shares, span_of, unheard
from desktop.store import audit, logbook, state, trustbook
from desktop.store.repositories import entries, files
from desktop.store.repositories.files import Registered, Waiting
from desktop.store.unit_of_work import Work
from desktop.sync import sorts
from desktop.sync.entries import Verification
from desktop.sync.facts import Run, in_order
from desktop.sync.limits import MOST_PLAIN, VERSION
from desktop.sync.manifest import FeedHave, Manifest
from desktop.sync.reader import BundleReader, open_bundle
from desktop.sync.receipt import Receipt, ReceiptChain, Refusal, read_receipt, write_receipt
from desktop.sync.receipt import settle as settle_receipt
from desktop.sync.verify import Begun, Head, Known, begin
from desktop.vault.atomic import remove_file
from desktop.vault.spool import copy_in

MOST_FILE = MOST_PLAIN * 2
COPYING = 10
"""Of a hundred steps of one file, those of copying it to the spool."""


@dataclass(slots=True)
class FileResult:
    """What became of one file, as the command line prints it. `outcome`: imported, already, pending, refused or stopped.

    `kind` is "up" or "down", nothing where the file could not be opened; `receipts` are those of the parent that fitted.
    """

    file: str
    outcome: str
    error: WorldFault | None = None
    device: str | None = None
    range: tuple[int, int] | None = None
    new: int = 0
    same: int = 0
    conflicting: int = 0
    aside: int = 0
    missing: list[tuple[int, int]] = field(default_factory=list)
    bundle: str = ""
    kind: str = ""
    receipts: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that was taken in, and what became of those that had waited for it."""

    path: Path
    result: FileResult
    waited: tuple[FileResult, ...] = ()


class _DryRun(Exception):
    """Leaves the transaction without a commit."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How one file goes in: its copy in the spool, whether in earnest, and who hears how far it is."""

    copy: Path
    dry_run: bool
    tell: Tell


def _leave_if(*, dry_run: bool) -> None:
    if dry_run:
        raise _DryRun


class Importing:
    """`spool` is the vault's own folder for sealed copies; `run` verifies signatures, on threads if the caller has some."""

    def __init__(self, context: Context, spool: Path, run: Run = in_order) -> None:
        self._context = context
        self._spool = spool
        self._run = run

    def file(self, path: Path, *, dry_run: bool = False, tell: Tell = unheard) -> list[FileResult]:
        """One file, and those that waited for it. A refusal is a result, not an exception; the file itself is never touched.

        Raises Stopped where `tell` did, and then nothing of the file is kept.
        """
        try:
            copy = copy_in(path, self._spool, MOST_FILE, tell=span_of(tell, 0, COPYING, 100))
        except Stopped:
            raise
        except WorldFault as fault:
            return [FileResult(path.name, "refused", fault)]
        try:
            result = self._one(copy, path.name, dry_run=dry_run, tell=span_of(tell, COPYING, 100 - COPYING, 100))
        finally:
            with suppress(StorageError):
                remove_file(copy)
        results = [result]
        if result.outcome in {"imported", "already"} and not dry_run and result.device:
            results += self._waiting(result.device, tell)
        return results

    def each(self, paths: Sequence[Path], *, dry_run: bool = False, tell: Tell = unheard) -> list[Arrival]:
        """Several files, one after the other; `tell` hears bytes of bytes.

        Where it raises Stopped, the files before are in, and of the others nothing is: their outcome is "stopped".
        """
        found: list[Arrival] = []
        for path, share in shares(paths, tell):
            try:
                result, *waited = self.file(path, dry_run=dry_run, tell=share)
            except Stopped as stopped:
                return found + [Arrival(left, FileResult(left.name, "stopped", stopped)) for left in paths[len(found) :]]
            found.append(Arrival(path, result, tuple(waited)))
        return found

    def tidy(self) -> None:
        """Delete what a crash left in the spool: copies that nothing waits for. Asked when a vault is opened."""
        with self._context.store.reading() as reading:
            kept = {one.file for one in files.waiting(reading.connection)}
        for path in self._spool.glob("*"):
            if path.name not in kept:
                with suppress(StorageError):
                    remove_file(path)

    def judge_again(self, work: Work, users: Collection[str]) -> int:
        """The saves of these people that were set aside because nobody vouched for them, judged by the certificates known now.

        How many of them count from now on. To be called whenever somebody is certified. Raises nothing of what it judges.
        """
        return certified_now(work, users)

    def _waiting(self, sender: str, tell: Tell) -> list[FileResult]:
        """Try the sender's waiting files again, as long as one of them goes through.

        One that the disk could not take waits on, and is tried again after the next import; so do all where a person stops.
        """
        results: dict[str, FileResult] = {}
        progress = True
        while progress:
            progress = False
            with self._context.store.reading() as reading:
                listed = files.waiting(reading.connection, sender)
            for one in listed:
                copy = self._spool / one.file
                try:
                    result = self._one(copy, one.file, dry_run=False, tell=tell)
                except Stopped:
                    return list(results.values())
                if result.outcome != "pending":
                    results[one.bundle] = result
                if result.outcome != "pending" and not (isinstance(result.error, StorageError) and copy.exists()):
                    self._forget(one)
                    progress = True
        return list(results.values())

    def _forget(self, one: Waiting) -> None:
        with self._context.store.writing(self._context.author) as work:
            files.remove_waiting(work.connection, one.bundle)
        with suppress(StorageError):
            remove_file(self._spool / one.file)

    def _one(self, copy: Path, name: str, *, dry_run: bool, tell: Tell) -> FileResult:
        result = FileResult(name, "imported")
        renew = self._context.store.renew
        try:
            with copy.open("rb") as file, self._context.store.writing(self._context.author) as work:
                sorts.require(file.read(sorts.LONGEST), sorts.BUNDLE)
                reader = open_bundle(file, self._context.keys.opening)
                self._import(work, reader, result, _Way(copy, dry_run, tell))
                _leave_if(dry_run=dry_run)
        except _DryRun:
            self._context.store.renew = renew
        except Stopped:
            raise
        except WorldFault as fault:
            return FileResult(name, "refused", fault, result.device)
        except OSError as error:
            return FileResult(name, "refused", storage_error(copy, error), result.device)
        return result

    def _import(self, work: Work, reader: BundleReader, result: FileResult, way: "_Way") -> None:
        manifest = reader.manifest
        result.bundle, result.device, result.kind = manifest.id, manifest.from_, manifest.kind
        if manifest.ranges:
            result.range = (manifest.ranges[0].first, manifest.ranges[0].last)
        trusted = trust.load(work)
        judge = trusted_judge(work)
        known = _known(work, manifest, judge)
        begun = begin(reader, trusted, known)
        if begun.state == "already":
            result.outcome, result.error = "already", AlreadyImported()
            return
        if begun.state == "pending":
            self._keep_waiting(work, begun, result, way)
            return
        trust.remember(work, begun.admitted.new)
        trust.remember_renewals(work, manifest.from_, begun.renewed)
        for root in begun.roots:
            trust.remember_root(work, root)
        verdicts = Verification(reader, begun, known).verdicts(self._run, BATCH)
        taken = Taking(work, begun, judge).run(counted(verdicts, manifest.counts.entries, way.tell))
        result.new, result.same, result.conflicting = taken.new, taken.same, taken.conflicting
        taken.refusals += _moved_aside(work, settle(work, trusted.revoked), taken.refusals)
        result.aside, result.refusals = len(taken.refusals), taken.refusals
        result.new += sealing.take(work, reader, begun.trust, trusted_judge(work), self._context.keys.opening)
        if not begun.late:
            sealing.heard(work, manifest)
        self._settle_chains(work, manifest, taken)
        _observe(work, taken.latest)
        if manifest.kind == "up":
            self._finish_up(work, reader, begun, result)
        else:
            self._finish_down(work, reader, begun, result)
        work.audit("import", "bundle", manifest.id)

    def _keep_waiting(self, work: Work, begun: Begun, result: FileResult, way: "_Way") -> None:
        result.outcome, result.error = "pending", GapPending()
        result.missing = [(gap.first, gap.last) for gap in begun.missing]
        if way.dry_run or any(one.bundle == result.bundle for one in files.waiting(work.connection, begun.manifest.from_)):
            return
        if begun.manifest.kind == "up":  # one that this vault forgot when it was put back must be answered, or it never says more
            trust.remember(work, begun.admitted.new)
            returning.recognised(work, begun.trust)
        kept = copy_in(way.copy, self._spool, MOST_FILE)
        missing = encode([[gap.dev, gap.inc, gap.first, gap.last] for gap in begun.missing])
        files.add_waiting(work.connection, Waiting(result.bundle, begun.manifest.from_, audit.stamp(work.now), kept.name, missing))

    def _settle_chains(self, work: Work, manifest: Manifest, taken: Taken) -> None:
        """Move the heads forward, but never past a fork: from there on a person must decide."""
        for span in manifest.ranges:
            if (span.dev, span.inc) not in taken.forked:
                heads = {(chain.dev, chain.inc): chain.seq for chain in entries.chains(work.connection)}
                if span.last > heads.get((span.dev, span.inc), 0):
                    logbook.advance(work.connection, span.dev, span.inc, span.last, span.head, own=span.dev == work.own)

    def _finish_up(self, work: Work, reader: BundleReader, begun: Begun, result: FileResult) -> None:
        """What a former key of the sender signed gives its entries, and says nothing of the sender today."""
        manifest, day = reader.manifest, work.now.date().isoformat()
        returning.recognised(work, trust.load(work))
        if not begun.late:
            returning.heard(work, manifest)
            returning.taken(work, self._context, reader)
            escrow.keep(work, manifest)
            if _fits_our_list(work, manifest):
                files.set_feed_have(work.connection, manifest.from_, manifest.have_feed.last)
        files.seen(work.connection, manifest.from_, day, None if begun.late else manifest.complete_to)
        number = files.next_number(work.connection)
        receipt = Receipt(
            bundle=manifest.id,
            chains=list(_receipt_chains(work, manifest)),
            conflicts=result.conflicting,
            crit=[],
            feed_have=None,
            from_=work.own,
            number=number,
            refusals=result.refusals[:1024],
            to=manifest.from_,
            v=VERSION,
        )
        signed = encode(write_receipt(self._context.keys.sign, receipt))
        at = audit.stamp(work.now)
        files.register(work.connection, Registered(manifest.id, number, manifest.from_, "up", reader.file_digest, at, result.new, signed))

    def _finish_down(self, work: Work, reader: BundleReader, begun: Begun, result: FileResult) -> None:
        manifest = reader.manifest
        if manifest.feed is not None and manifest.feed.last >= trust.parent_of(work).feed_have:
            files.set_feed_have(work.connection, manifest.from_, manifest.feed.last, manifest.feed.head)
        parent_sign = begun.trust.vault_sign(manifest.from_) or b""
        for offered in manifest.receipts:
            try:
                self._use_receipt(work, read_receipt(offered, parent_sign, manifest.from_, work.own))
            except BadReceipt as fault:
                result.error = fault
            else:
                result.receipts += 1
        returning.send_again(work, manifest)
        returning.heard(work, manifest)
        number, at = files.next_number(work.connection), audit.stamp(work.now)
        files.register(work.connection, Registered(manifest.id, number, manifest.from_, "down", reader.file_digest, at, result.new, b""))

    def _use_receipt(self, work: Work, receipt: Receipt) -> None:
        heads = {(chain.dev, chain.inc): chain.seq for chain in entries.chains(work.connection)}
        settled = settle_receipt(
            receipt,
            lambda dev, inc: heads.get((dev, inc), 0),
            lambda dev, inc, seq: entries.hash_at(work.connection, dev, inc, seq),
        )
        if any(chain.inc == state.text(work.connection, state.INCARNATION) for chain in settled.ahead):
            self._context.store.renew = True
            work.flush(anchor=True)  # at once: whoever closes before the next save must not go on in the old one
        for chain in settled.safe:
            files.set_receipted(work.connection, chain.dev, chain.inc, chain.applied, chain.hash, audit.stamp(work.now))


def _known(work: Work, manifest: Manifest, judge: EntryJudge) -> Known:
    connection = work.connection
    parent = trustbook.parent(connection)
    edge = edge_to(work.kind, manifest.kind)
    return Known(
        us=work.own,
        parent=parent.id if parent else None,
        heads={(chain.dev, chain.inc): Head(chain.seq, chain.hash) for chain in entries.chains(connection)},
        feed=FeedHave(last=parent.feed_have, head=parent.feed_head) if parent else FeedHave(last=0, head=GENESIS),
        hash_at=lambda dev, inc, seq: entries.hash_at(connection, dev, inc, seq),
        imported=lambda bundle: files.registered(connection, bundle) is not None,
        carried=lambda class_: carried(class_, edge),
        judge=judge,
        foresee=judge.foresee,
        renewals=lambda vault: trust.renewals(work, vault),
    )


def _fits_our_list(work: Work, manifest: Manifest) -> bool:
    """Whether what the child holds is a beginning of its list here. It is not where this vault was put back from an older copy and
    the list went on otherwise; then what the child held before it is still held, and the list is sent from there.
    """
    have = manifest.have_feed
    if have.last == 0:
        return True
    given = files.given_at(work.connection, manifest.from_, have.last)
    return given is not None and given.head == have.head


def _moved_aside(work: Work, judged: Sequence[bytes], told: Sequence[Refusal]) -> list[Refusal]:
    """What a revocation of this file set aside, in so far as it is not `told` already."""
    known = {(one.dev, one.inc, one.seq) for one in told}
    gone = logbook.reasons(work.connection, judged)
    found = entries.by_hash(work.connection, gone).values()
    return [Refusal(one.dev, one.inc, one.seq, gone[one.hash]) for one in found if (one.dev, one.inc, one.seq) not in known]


def _observe(work: Work, latest: str) -> None:
    last = state.text(work.connection, state.CLOCK) or clock.ZERO
    state.put(work.connection, state.CLOCK, clock.observe(last, latest, work.now).encode())


def _receipt_chains(work: Work, manifest: Manifest) -> Iterator[ReceiptChain]:
    """How far each chain of the file is held by now."""
    heads = {(chain.dev, chain.inc): chain for chain in entries.chains(work.connection)}
    for span in manifest.ranges:
        chain = heads.get((span.dev, span.inc))
        applied, hash_ = (chain.seq, chain.hash) if chain else (0, GENESIS)
        yield ReceiptChain(applied=applied, dev=span.dev, hash=hash_, inc=span.inc, missing=[], stored=applied)


def in_the_end(arrivals: Sequence[Arrival]) -> list[tuple[Path, FileResult]]:
    """Each file with what became of it in the end: one that had to wait may have gone through behind a later one."""
    last = {result.bundle: result for arrival in arrivals for result in (arrival.result, *arrival.waited) if result.bundle}
    found: list[tuple[Path, FileResult]] = []
    for arrival in arrivals:
        result = arrival.result
        if result.outcome == "pending" and result.bundle in last:
            result = last[result.bundle]
            result.file = arrival.path.name
        found.append((arrival.path, result))
    return found


def files_in(folder: Path) -> list[Path]:
    """Every file of a folder but hidden ones, in the order of names. Raises StorageError."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise storage_error(folder, error) from error


def outcome_faults(results: Iterable[FileResult]) -> list[WorldFault]:
    """The refusals, for the exit status."""
    return [result.error for result in results if result.outcome == "refused" and result.error is not None]
