"""Names of participants, shown for two minutes after the audit row of it is on the disk, and then gone from the window."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import WorldFault
from desktop.house import OpenVault
from desktop.jobs import Jobs

SHOWN_FOR = 120_000
"""Milliseconds."""

Later = Callable[[int, Callable[[], None]], Callable[[], None]]
"""Calls something after so many milliseconds; gives what calls it off."""
_NONE: Mapping[str, str] = MappingProxyType({})


class Revealing(QObject):
    """`names`: participant -> name, empty whenever nothing is shown. Held in memory alone, and never handed to the clipboard."""

    changed = Signal()

    def __init__(self, jobs: Jobs, failed: Callable[[WorldFault], None], later: Later | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names: Mapping[str, str] = _NONE
        self._jobs = jobs
        self._failed = failed
        self._later = later or self._by_timer
        self._call_off: Callable[[], None] = lambda: None
        self._asked = 0

    @property
    def shown(self) -> bool:
        return bool(self.names)

    def show(self, participants: Sequence[str]) -> None:
        """Ask for the names of a list; one audit row names it. Where that cannot be written the fault is told and nothing is shown."""
        self._asked += 1
        asked, wanted = self._asked, tuple(dict.fromkeys(participants))
        if wanted:
            self._jobs.reveal(lambda vault: _opened(vault, wanted), lambda names: self._show(asked, names), self._failed)

    def hide(self) -> None:
        """At once; also what was asked for and has not come yet."""
        self._asked += 1
        self._call_off()
        self._call_off = lambda: None
        if self.names:
            self.names = _NONE
            self.changed.emit()

    def _show(self, asked: int, names: Mapping[str, str]) -> None:
        if asked != self._asked or not names:
            return
        self._call_off()
        self.names = names
        self._call_off = self._later(SHOWN_FOR, self.hide)
        self.changed.emit()

    def _by_timer(self, wait: int, call: Callable[[], None]) -> Callable[[], None]:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(call)
        timer.start(wait)
        return timer.stop


def _opened(vault: OpenVault, wanted: Sequence[str]) -> Mapping[str, str]:
    found = vault.do.identities.open(wanted)
    return MappingProxyType({id_: f"{one.given} {one.family}".strip() for id_, one in found.items()})
