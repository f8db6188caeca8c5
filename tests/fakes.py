"""Stand-ins with the interface of the real thing: jobs that run at once, on the thread of the test, with a real vault."""

from collections.abc import Callable
from typing import TypeVar

from typing_extensions import override

from desktop.errors import WorldFault
from desktop.house import OpenVault
from desktop.jobs import Failed, Jobs, Progress
from desktop.store import audit

T = TypeVar("T")


class ImmediateJobs(Jobs):
    """Everything at once. A query that writes fails the test; so does a fault of the program."""

    def __init__(self, vault: OpenVault | None = None) -> None:
        super().__init__()
        self.vault = vault

    @override
    def query(self, work: Callable[[OpenVault], T], done: Callable[[T], None], failed: Failed) -> None:
        before = self._written()
        super().query(work, done, failed)
        assert self._written() == before, "a query has written"

    @override
    def progress(self, heard: Callable[[int, int], None]) -> Progress:
        return Progress(heard)

    @override
    def stop(self, done: Callable[[], None]) -> None:
        if self.vault is not None:
            self.vault.close()
            self.vault = None
        done()

    @override
    def _submit(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        self.busy.emit(True)
        try:
            result = work()
        except WorldFault as fault:
            self.busy.emit(False)
            failed(fault)
            return
        self.busy.emit(False)
        done(result)

    def _written(self) -> tuple[object, bytes]:
        assert self.vault is not None
        with self.vault.store.reading() as reading:
            return reading.head(), audit.head(reading.connection)

    @override
    def _vault(self) -> OpenVault:
        assert self.vault is not None
        return self.vault

    @override
    def _keep(self, vault: OpenVault) -> None:
        self.vault = vault
