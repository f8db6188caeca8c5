"""Work away from the window's thread: the only file that knows threads.

One worker thread owns the opened vault; the window hands it work and hears of the result on its own thread. Three verbs:
`query` never writes; `change` writes and says what kinds of things changed; `reveal` writes its audit row first and then
opens names. Work is done in the order in which it was asked for. A fault of the world goes to `failed`; a fault of ours
to `broke`, and then to `failed` as WentWrong, so that whoever asked does not wait for ever. After `stop` no work is called
back any more.
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from desktop.errors import BrokenPromise, Stopped, WentWrong, WorldFault

if TYPE_CHECKING:
    from desktop.house import OpenVault  # named only: the first picture is painted before the store is loaded

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Failed = Callable[[WorldFault], None]
Work = Callable[[], object]

STEP_EVERY = 0.05
"""Seconds between two steps of progress that the window is told of."""


@dataclass(frozen=True, slots=True)
class Change(Generic[T_co]):
    """What a change gave, what kinds of things it changed (names of tables, and "file"), and what takes it back."""

    kinds: frozenset[str]
    result: T_co
    undo: "Callable[[OpenVault], Change[object]] | None" = None


class Progress:
    """Between a long work and the window: the work says how far it is, the window says that it must stop."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._stopped = threading.Event()
        self._told = 0.0

    def cancel(self) -> None:
        """The work ends at its next step, and leaves nothing behind."""
        self._stopped.set()

    def step(self, done: int, total: int) -> None:
        """Called by the work, as often as it likes. Raises Stopped once it was cancelled."""
        if self._stopped.is_set():
            raise Stopped()
        now = time.monotonic()
        if done >= total or now - self._told >= STEP_EVERY:
            self._told = now
            self._tell(done, total)


class Jobs(QObject):
    """What a view-model knows of the worker. `done` and `failed` are called on the window's thread."""

    changed = Signal(object)
    """frozenset of the kinds of things that a change has changed."""
    broke = Signal(object)
    """An exception that is a fault of the program."""
    busy = Signal(bool)
    """Whether work is waiting or under way."""

    stopping = False
    """Whether `stop` was called."""

    def query(self, work: Callable[["OpenVault"], T], done: Callable[[T], None], failed: Failed) -> None:
        """Read. The work writes nothing."""
        self._with_vault(work, done, failed)

    def change(self, work: Callable[["OpenVault"], Change[T]], done: Callable[[Change[T]], None], failed: Failed) -> None:
        """Write. Open screens hear of the kinds after `done`."""

        def finished(change: Change[T]) -> None:
            done(change)
            if change.kinds:
                self.changed.emit(change.kinds)

        self._with_vault(work, finished, failed)

    def reveal(self, work: Callable[["OpenVault"], T], done: Callable[[T], None], failed: Failed) -> None:
        """Open names. The service writes its audit row before it decrypts."""
        self._with_vault(work, done, failed)

    def prepare(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Work that needs no vault: loading what is heavy, listing vaults, making one."""
        self._submit(work, done, failed)

    def open(self, opener: Callable[[], "OpenVault"], facts: Callable[["OpenVault"], T], done: Callable[[T], None], failed: Failed) -> None:
        """Unlock, and keep the vault for the work that follows; `facts` are what the window may know of it."""

        def work() -> T:
            vault = opener()
            try:
                found = facts(vault)
            except BaseException:
                vault.close()  # nobody is let in, and nobody else is kept out
                raise
            self._keep(vault)
            return found

        self._submit(work, done, failed)

    def progress(self, heard: Callable[[int, int], None]) -> Progress:
        """For a long work. `heard` is called on the window's thread with (done, total)."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Long work that is under way ends at its next step; what is short goes on."""

    def stop(self, done: Callable[[], None]) -> None:
        """Give up what waits, close the vault, end; then `done`, and nothing more."""
        raise NotImplementedError

    def wait(self) -> None:
        """Until the worker has ended, after `stop`; nothing where there is none."""

    def _with_vault(self, work: Callable[["OpenVault"], T], done: Callable[[T], None], failed: Failed) -> None:
        self._submit(lambda: work(self._vault()), done, failed)

    def _submit(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        raise NotImplementedError

    def _vault(self) -> "OpenVault":
        raise NotImplementedError

    def _keep(self, vault: "OpenVault") -> None:
        raise NotImplementedError


class _Carrier(QObject):
    """Lives on the window's thread and carries what the worker hands over to it."""

    delivered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.delivered.connect(self._deliver)  # queued, because it is another thread that emits

    def _deliver(self, call: Callable[[], None]) -> None:
        call()


class WorkerJobs(Jobs):
    """The real one: a thread from the moment it is made until `stop` has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._carrier = _Carrier(self)
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._kept: OpenVault | None = None
        self._waiting = 0
        self._progresses: WeakSet[Progress] = WeakSet()
        self._ended: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="vault")
        self._thread.start()

    @override
    def progress(self, heard: Callable[[int, int], None]) -> Progress:
        made = Progress(lambda done, total: self._hand_over(lambda: heard(done, total)))
        self._progresses.add(made)
        return made

    @override
    def cancel(self) -> None:
        for one in self._progresses:
            one.cancel()

    @override
    def stop(self, done: Callable[[], None]) -> None:
        if self.stopping:
            raise BrokenPromise(promise="a worker is stopped once")
        self.stopping, self._ended = True, done
        self.cancel()
        self._queue.put(None)

    @override
    def wait(self) -> None:
        self._thread.join()

    @override
    def _submit(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        if self.stopping:
            return
        self._count(1)
        self._queue.put(lambda: self._do(work, done, failed))

    def _do(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """On the worker: the work, and the way back to the window."""
        try:
            result = work()
        except WorldFault as fault:
            said = fault
            self._hand_over(lambda: self._back(lambda: failed(said)))
        except BaseException as error:  # noqa: BLE001 - the one place where a fault of ours leaves the worker, and one below Python
            broken = error
            self._hand_over(lambda: self._back(lambda: self._broken(broken, failed)))
        else:
            self._hand_over(lambda: self._back(lambda: done(result)))

    def _broken(self, error: BaseException, failed: Failed) -> None:
        self.broke.emit(error)
        if not self.stopping:
            failed(WentWrong())

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            if not self.stopping:
                work()
        try:
            if self._kept is not None:
                with suppress(WorldFault):  # the saves are on the disk; only the witness of them may be missing, and is made good
                    self._kept.close()
        except BaseException as error:  # noqa: BLE001 - reported as any other; whoever waits for the end must not wait for ever
            broken = error
            self._carrier.delivered.emit(lambda: self.broke.emit(broken))
        finally:
            self._kept = None
            self._carrier.delivered.emit(self._ended)

    def _hand_over(self, call: Callable[[], None]) -> None:
        self._carrier.delivered.emit(lambda: None if self.stopping else call())

    def _back(self, call: Callable[[], None]) -> None:
        self._count(-1)
        call()

    def _count(self, more: int) -> None:
        before, self._waiting = self._waiting, self._waiting + more
        if bool(before) != bool(self._waiting):
            self.busy.emit(bool(self._waiting))

    @override
    def _vault(self) -> "OpenVault":
        if self._kept is None:
            raise BrokenPromise(promise="work with a vault begins after it was opened")
        return self._kept

    @override
    def _keep(self, vault: "OpenVault") -> None:
        self._kept = vault
